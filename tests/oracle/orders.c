/* What the decoders of orders (PFCP, RADIUS, SNMP, GTPv2-C) and of records (TS 33.128) say of a message, one "field value..." a
 * line with fields as tshark calls them, so that orders.py can hold the two against each other.
 *
 * `orders gtpv2|pfcp|radius|snmp|xiri FILE` */
#include <inttypes.h>
#include <stdio.h>

#include "proto/gtpv2.h"
#include "proto/pfcp.h"
#include "proto/radius.h"
#include "proto/snmp.h"
#include "proto/xiri.h"

static void say_addr(const char *field, const struct ip_addr *a)
{
    char text[ADDR_TEXT];
    if (a->family) printf("%s %s\n", field, ip_text(a, text));
}

static void say_octets(const char *field, const uint8_t *p, size_t len)
{
    if (len) printf("%s ", field);
    for (size_t i = 0; i < len; i++) printf("%02x", p[i]);
    if (len) printf("\n");
}

static void say_addr_octets(const char *field, const struct ip_addr *a)
{
    say_octets(field, a->bytes, a->family == 6 ? 16 : a->family);
}

static void say_number(const char *field, uint64_t v)
{
    if (v) printf("%s %" PRIu64 "\n", field, v);
}

static void say_text(const char *field, const char *text)
{
    if (text[0]) printf("%s %s\n", field, text);
}

static bool say_pfcp(struct bytes b)
{
    struct pfcp_request q;
    if (!pfcp_parse(b, &q)) return false;
    say_number("pfcp.msg_type", q.message);
    say_number("pfcp.seqno", q.sequence);
    say_addr("pfcp.ue_ip_addr_ipv4", &q.subscriber);
    for (unsigned i = 0; i < q.duplicate_count; i++) {
        const struct pfcp_duplicate *d = &q.duplicates[i];
        say_addr(d->place.family == 6 ? "pfcp.outer_hdr_creation.ipv6" : "pfcp.outer_hdr_creation.ipv4", &d->place);
        say_number("pfcp.outer_hdr_creation.teid", d->teid);
        say_number("pfcp.outer_hdr_creation.port", d->port);
        say_octets("pfcp.forwarding_policy_id", (const uint8_t *)d->policy, strlen(d->policy));
    }
    return true;
}

static bool say_radius(struct bytes b)
{
    struct radius_li r;
    if (!radius_li_parse(b, &r)) return false;
    say_number("radius.code", r.code);
    enum { HUAWEI = 2011, ERICSSON_AB = 2352 }; /* those of whose attributes tshark's dictionaries have names */
    if (r.vendor == HUAWEI) {
        say_text("radius.Huawei_LI_ID", r.id);
        say_addr("radius.Huawei_LI_Md_Address", &r.place);
        say_number("radius.Huawei_LI_Md_Port", r.port);
    } else if (r.vendor == ERICSSON_AB) {
        say_text("radius.LI_Id", r.id);
        say_addr("radius.LI_Md_Address", &r.place);
        say_number("radius.LI_Md_Port", r.port);
    }
    say_addr("radius.Framed-IP-Address", &r.subscriber);
    return true;
}

static bool say_snmp(struct bytes b)
{
    struct snmp_tap t;
    if (!snmp_tap_parse(b, &t)) return false;
    say_addr_octets("snmp.value.octets", &t.place);
    say_addr_octets("snmp.value.octets", &t.subscriber);
    say_number("snmp.value.g32", t.port);
    return true;
}

/* Only what tshark 4.0 knows: records of X2, up to an older release's last event. */
static bool say_xiri(struct bytes b)
{
    enum { LAST_OF_RELEASE_17 = 91 };
    static const struct {
        const char *kind, *field;
    } fields[] = {{"imsi", "lix2.iMSI"},
                  {"imei", "lix2.iMEI"},
                  {"imeisv", "lix2.iMEISV"},
                  {"msisdn", "lix2.mSISDN"},
                  {"supiNai", "lix2.nAI"}};
    struct xiri x;
    if (!xiri_decode(b, &x) || x.kind != XIRI_XIRI || x.event > LAST_OF_RELEASE_17) return false;
    say_number("lix2.event", x.event);
    if (x.has_session) say_number("lix2.pDUSessionID", x.session);
    if (x.network.len) printf("lix2.dNN %.*s\n", (int)x.network.len, (const char *)x.network.data);
    for (unsigned i = 0; i < x.target_count; i++) {
        const struct xiri_target *t = &x.targets[i];
        for (size_t k = 0; k < ARRAY_LEN(fields); k++)
            if (strcmp(t->kind, fields[k].kind) == 0)
                printf("%s %.*s\n", fields[k].field, (int)t->value.len, (const char *)t->value.data);
        if (strcmp(t->kind, "ipv4Address") == 0) say_octets("lix2.iPv4Address", t->value.data, t->value.len);
    }
    return true;
}

static bool say_gtpv2(struct bytes b)
{
    struct gtpv2_trace t;
    if (!gtpv2_trace_parse(b, &t)) return false;
    say_number("gtpv2.message_type", t.message);
    say_text("e212.imsi", t.imsi);
    if (t.collector.family != 4) return true; /* tshark 4.0 reads sixteen octets as four addresses */
    say_number("gtpv2.trace_id", t.trace_id);
    say_addr("gtpv2.ipv4_addr", &t.collector);
    return true;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        bool (*say)(struct bytes b);
    } kinds[] = {{"pfcp", say_pfcp}, {"radius", say_radius}, {"snmp", say_snmp}, {"xiri", say_xiri}, {"gtpv2", say_gtpv2}};
    static uint8_t message[65536];
    FILE *in = argc == 3 ? fopen(argv[2], "rb") : NULL;
    if (!in) return 2;
    struct bytes b = bytes_of(message, fread(message, 1, sizeof message, in));
    fclose(in);
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (strcmp(argv[1], kinds[i].name) == 0) return kinds[i].say(b) ? 0 : 1;
    return 2;
}
