#include "intercept/shims.h"

#include "proto/jmirror.h"
#include "proto/nokia.h"
#include "proto/pcli.h"
#include "proto/rtbrick.h"

static enum li_protocol protocol_of(uint8_t layer)
{
    switch (layer) {
    case LAYER_JMIRROR: return LI_JMIRROR;
    case LAYER_PCLI: return LI_PCLI;
    case LAYER_NOKIA: return LI_NOKIA;
    case LAYER_RTBRICK: return LI_RTBRICK;
    case LAYER_SHIM: return LI_SHIM;
    case LAYER_ULIC: return LI_HI_BARE;
    default: return LI_PROTOCOLS;
    }
}

bool shim_pdu(const struct stack *s, struct li_pdu *ret)
{
    for (unsigned i = 2; i < s->depth; i++) { /* on UDP, on IP */
        const struct layer *l = &s->layer[i];
        enum li_protocol protocol = protocol_of(l->kind);
        bool cut = protocol == LI_HI_BARE && l->cap_len < l->wire_len; /* by the capture: no record to show */
        if (protocol == LI_PROTOCOLS || cut) continue;
        *ret = (struct li_pdu){.protocol = protocol, .bytes = bytes_of(l->data, l->cap_len), .header_len = l->header_len};
        stack_tuple(s, i - 2, &ret->flow);
        return true;
    }
    return false;
}

static void tell_jmirror(struct bytes header, struct fields *f)
{
    struct jmirror j;
    if (!jmirror_parse(header, &j)) return;
    field_number(f, "mirror_id", j.mirror_id);
    field_number(f, "session_id", j.session_id);
}

static void tell_nokia(struct bytes header, struct fields *f)
{
    struct nokia n;
    if (!nokia_parse(header, &n)) {
        fields_flaw(f, header.data, "its version is not 1");
        return;
    }
    field_word(f, "direction", !n.from_subscriber, n.from_subscriber ? "from-target" : "to-target");
    field_number(f, "intercept_id", n.intercept_id);
    field_number(f, "session_id", n.session_id);
}

static void tell_pcli(struct bytes header, struct fields *f)
{
    field_octets(f, "content_id", bytes_slice(header, 0, header.len == PCLI_LONG ? PCLI_LONG : PCLI_SHORT));
    if (header.len >= PCLI_TIMED) field_octets(f, "timestamp", bytes_slice(header, 4, 8));
    if (header.len >= PCLI_CASE) field_octets(f, "case_id", bytes_slice(header, 12, 8));
}

static void tell_rtbrick(struct bytes header, struct fields *f)
{
    static const char *const tags[] = {"untagged", "single-tagged", "double-tagged"};
    struct rtbrick r;
    if (!rtbrick_parse(header, &r)) {
        fields_flaw(f, header.data, "no direction, or no Ethernet frame, is announced");
        return;
    }
    field_word(f, "direction", r.from_subscriber ? 3 : 2, r.from_subscriber ? "from-target" : "to-target");
    field_word(f, "payload_type", 7, "Ethernet");
    field_word(f, "sub_payload_type", r.tags ? r.tags : 3, tags[r.tags]);
    field_number(f, "liid", r.liid);
}

/* Eight bytes of which the first two bits are zero are what three senders write before a packet. */
static void tell_shim(struct bytes header, struct fields *f)
{
    field_octets(f, "header", header);
    if (header.len == JMIRROR_HEADER && header.data[0] >> 6 == 0) field_string(f, "may_be", "JMirror, Nokia (version 0) or PCLI");
}

void shim_fields(const struct li_pdu *p, struct fields *f)
{
    static void (*const tell[LI_PROTOCOLS])(struct bytes header, struct fields * f) = {[LI_JMIRROR] = tell_jmirror,
                                                                                       [LI_PCLI] = tell_pcli,
                                                                                       [LI_NOKIA] = tell_nokia,
                                                                                       [LI_RTBRICK] = tell_rtbrick,
                                                                                       [LI_SHIM] = tell_shim};
    struct bytes header = bytes_slice(p->bytes, 0, p->header_len);
    if (header.len < PCLI_SHORT || header.len < p->header_len) {
        fields_flaw(f, p->bytes.data, "the header is cut");
        return;
    }
    tell[p->protocol](header, f);
    field_content(f, "packet", bytes_slice(p->bytes, p->header_len, SIZE_MAX));
}
