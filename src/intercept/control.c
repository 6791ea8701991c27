#include "intercept/control.h"

#include <stdio.h>

#include "proto/dtcp.h"
#include "proto/gtpv2.h"
#include "proto/pfcp.h"
#include "proto/radius.h"
#include "proto/snmp.h"

const char *control_way_name(enum control_way w)
{
    static const char *const names[CONTROL_WAYS] = {[CONTROL_PFCP] = "PFCP",
                                                    [CONTROL_TAP_MIB] = "SNMP (TAP-MIB)",
                                                    [CONTROL_RADIUS] = "RADIUS",
                                                    [CONTROL_DTCP] = "DTCP",
                                                    [CONTROL_GTPV2] = "GTPv2-C (trace)"};
    return names[w];
}

static bool radius_ports(uint16_t sport, uint16_t dport)
{
    return dport == RADIUS_PORT_COA || sport == RADIUS_PORT_AUTH || sport == RADIUS_PORT_AUTH_OLD;
}

bool control_port(uint16_t sport, uint16_t dport)
{
    return dport == PFCP_PORT || dport == SNMP_PORT || dport == GTPV2_PORT || radius_ports(sport, dport);
}

bool control_begins(struct bytes payload)
{
    return dtcp_sniff(payload);
}

static unsigned read_pfcp(struct bytes b, struct control_order ret[static CONTROL_ORDERS])
{
    struct pfcp_request q;
    unsigned count = 0;
    while (count < CONTROL_ORDERS && pfcp_parse(b, &q)) {
        for (unsigned i = 0; i < q.duplicate_count && count < CONTROL_ORDERS; i++) {
            const struct pfcp_duplicate *d = &q.duplicates[i];
            struct control_order *o = &ret[count++];
            *o = (struct control_order){.way = CONTROL_PFCP, .place = d->place, .port = d->port, .subscriber = q.subscriber};
            memcpy(o->id, d->policy, sizeof d->policy);
        }
        if (!q.follows) break;
        b = bytes_slice(b, q.length, SIZE_MAX);
    }
    return count;
}

static unsigned read_snmp(struct bytes b, struct control_order *ret)
{
    struct snmp_tap t;
    if (!snmp_tap_parse(b, &t)) return 0;
    *ret = (struct control_order){
        .way = CONTROL_TAP_MIB, .ends = t.destroys, .place = t.place, .port = t.port, .subscriber = t.subscriber};
    if (t.has_content_id) snprintf(ret->id, sizeof ret->id, "%u", t.content_id);
    return 1;
}

static unsigned read_radius(struct bytes b, struct control_order *ret)
{
    struct radius_li r;
    if (!radius_li_parse(b, &r)) return 0;
    *ret = (struct control_order){.way = CONTROL_RADIUS,
                                  .ends = r.off,
                                  .enciphered = r.enciphered,
                                  .place = r.place,
                                  .port = r.port,
                                  .subscriber = r.subscriber};
    memcpy(ret->id, r.id, sizeof r.id);
    return 1;
}

static unsigned read_gtpv2(struct bytes b, struct control_order *ret)
{
    struct gtpv2_trace t;
    if (!gtpv2_trace_parse(b, &t)) return 0;
    *ret = (struct control_order){.way = CONTROL_GTPV2, .ends = t.ends, .place = t.collector};
    if (t.has_reference) snprintf(ret->id, sizeof ret->id, "%06x-%06x", t.plmn, t.trace_id);
    if (t.imsi[0])
        snprintf(ret->identity, sizeof ret->identity, "imsi:%s", t.imsi);
    else if (t.msisdn[0])
        snprintf(ret->identity, sizeof ret->identity, "msisdn:%s", t.msisdn);
    else if (t.imei[0])
        snprintf(ret->identity, sizeof ret->identity, "imei:%.14s", t.imei);
    return 1;
}

/* A list asks for what runs and changes nothing. */
static unsigned read_dtcp(struct bytes b, struct control_order *ret)
{
    struct dtcp d;
    if (!dtcp_parse(b, &d) || d.verb == DTCP_LIST) return 0;
    *ret = (struct control_order){
        .way = CONTROL_DTCP, .ends = d.verb == DTCP_DELETE, .place = d.place, .port = d.port, .subscriber = d.subscriber};
    memcpy(ret->id, d.id, sizeof d.id);
    return 1;
}

/* Which of these protocols a payload is to be read as; LI_PROTOCOLS: none. */
static enum li_protocol protocol_of(const struct five_tuple *t, struct bytes payload)
{
    if (dtcp_sniff(payload)) return LI_DTCP;
    if (t->protocol != 17) return LI_PROTOCOLS;
    if (t->dport == PFCP_PORT) return LI_PFCP;
    if (t->dport == SNMP_PORT) return LI_SNMP;
    if (t->dport == GTPV2_PORT) return payload.len && payload.data[0] >> 5 == 2 ? LI_GTPV2 : LI_PROTOCOLS; /* GTPv1-C shares it */
    return radius_ports(t->sport, t->dport) ? LI_RADIUS : LI_PROTOCOLS;
}

unsigned control_read(const struct five_tuple *t, struct bytes payload, struct control_order ret[static CONTROL_ORDERS])
{
    switch (protocol_of(t, payload)) {
    case LI_DTCP: return read_dtcp(payload, ret);
    case LI_PFCP: return read_pfcp(payload, ret);
    case LI_SNMP: return read_snmp(payload, ret);
    case LI_RADIUS: return read_radius(payload, ret);
    case LI_GTPV2: return read_gtpv2(payload, ret);
    default: return 0;
    }
}

bool control_pdu(const struct five_tuple *t, struct bytes payload, struct li_pdu *ret)
{
    struct control_order orders[CONTROL_ORDERS];
    struct li_pdu p = {.protocol = protocol_of(t, payload), .bytes = payload};
    if (p.protocol == LI_PROTOCOLS) return false;
    if (p.protocol != LI_DTCP && !control_read(t, payload, orders) && !li_pdu_flawed(&p)) return false;
    *ret = p;
    return true;
}
