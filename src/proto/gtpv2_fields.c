/* The fields of a GTPv2-C message (3GPP TS 29.274 cl. 5 and 8) that say whose trace is ordered and to where; other elements by
 * their length only. */
#include <stdio.h>

#include "base/macros.h"
#include "proto/gtpv2.h"
#include "wire/reader.h"
#include "wire/tbcd.h"

static const char *message_name(unsigned type)
{
    return type == GTPV2_TRACE_ACTIVATION     ? "trace-session-activation"
           : type == GTPV2_TRACE_DEACTIVATION ? "trace-session-deactivation"
                                              : NULL;
}

static void tell_digits(struct fields *f, const char *kind, struct bytes v)
{
    char text[2 * GTPV2_DIGITS];
    field_target(f, kind, kind, bytes_of(text, tbcd_text(v, TBCD_DECIMAL, text, sizeof text)));
}

/* Cl. 8.31; the collector's address is what is left. */
static bool tell_trace(struct fields *f, struct bytes v)
{
    struct reader r = reader_of(v);
    fields_begin(f, "trace_information");
    field_octets(f, "plmn", reader_bytes(&r, 3));
    field_octets(f, "trace_id", reader_bytes(&r, 3));
    field_octets(f, "triggering_events", reader_bytes(&r, 9));
    field_octets(f, "element_types", reader_bytes(&r, 2));
    field_number(f, "depth", reader_u8(&r));
    field_octets(f, "interfaces", reader_bytes(&r, 12));
    struct bytes address = reader_rest(&r);
    bool known = reader_ok(&r) && (address.len == 4 || address.len == 16);
    struct ip_addr a = {0};
    if (known) a = address.len == 4 ? ip_from_v4(address.data) : ip_from_v6(address.data);
    field_address(f, "collector", &a);
    fields_end(f);
    return reader_ok(&r);
}

static bool tell_element(struct fields *f, unsigned type, struct bytes v)
{
    char text[24];
    switch (type) {
    case 1: tell_digits(f, "imsi", v); return true;
    case 75: tell_digits(f, "imei", v); return true;
    case 76: tell_digits(f, "msisdn", v); return true;
    case 96: return tell_trace(f, v);
    case 115: field_octets(f, "trace_reference", v); return true;
    default:
        snprintf(text, sizeof text, "ie_%u", type);
        field_content(f, text, v);
        return true;
    }
}

void gtpv2_fields(struct bytes pdu, struct fields *f)
{
    struct reader r = reader_of(pdu);
    unsigned flags = reader_u8(&r), type = reader_u8(&r);
    uint16_t len = reader_u16(&r);
    struct reader body = reader_sub(&r, len);
    uint32_t teid = flags & 8 ? reader_u32(&body) : 0, sequence = reader_u32(&body) >> 8;
    if (!reader_ok(&body) || flags >> 5 != 2) {
        fields_flaw(f, pdu.data, "no whole message of GTP version 2 stands here");
        return;
    }
    field_word(f, "message", type, message_name(type));
    if (flags & 8) field_number(f, "teid", teid);
    field_number(f, "sequence_number", sequence);
    while (!f->flaw && reader_left(&body)) {
        const uint8_t *at = body.at;
        uint8_t element = reader_u8(&body);
        uint16_t size = reader_u16(&body);
        reader_skip(&body, 1); /* spare, instance */
        struct bytes value = reader_bytes(&body, size);
        if (!reader_ok(&body))
            fields_flaw(f, at, "an information element reaches beyond the message");
        else if (!tell_element(f, element, value))
            fields_flaw(f, at, "an information element is shorter than what it holds");
    }
}
