#include "proto/gtpv2.h"

#include "wire/reader.h"
#include "wire/tbcd.h"

enum { FLAG_TEID = 0x08, VERSION = 2, IES_MAX = 256 };
enum { IE_IMSI = 1, IE_MEI = 75, IE_MSISDN = 76, IE_TRACE_INFORMATION = 96, IE_TRACE_REFERENCE = 115 };
/* cl. 8.31: PLMN, trace id, triggering events, network element types, depth, interfaces */
enum { BEFORE_COLLECTOR = 3 + 3 + 9 + 2 + 1 + 12 };

static void digits(struct bytes b, size_t size, char *text)
{
    text[tbcd_text(b, TBCD_DECIMAL, text, size - 1)] = 0;
}

static void reference(struct reader *r, struct gtpv2_trace *t)
{
    t->plmn = reader_u24(r);
    t->trace_id = reader_u24(r);
    t->has_reference = reader_ok(r);
}

/* The address is what is left: four octets or sixteen. */
static bool information(struct reader r, struct gtpv2_trace *t)
{
    reference(&r, t);
    reader_skip(&r, BEFORE_COLLECTOR - 6);
    struct bytes address = reader_rest(&r);
    if (address.len == 4) t->collector = ip_from_v4(address.data);
    if (address.len == 16) t->collector = ip_from_v6(address.data);
    return reader_ok(&r);
}

static bool element(uint8_t type, struct reader value, struct gtpv2_trace *t, bool *ret_trace)
{
    switch (type) {
    case IE_IMSI: digits(reader_rest(&value), sizeof t->imsi, t->imsi); break;
    case IE_MSISDN: digits(reader_rest(&value), sizeof t->msisdn, t->msisdn); break;
    case IE_MEI: digits(reader_rest(&value), sizeof t->imei, t->imei); break;
    case IE_TRACE_REFERENCE: reference(&value, t); break;
    case IE_TRACE_INFORMATION: *ret_trace = true; return information(value, t);
    default: break;
    }
    return reader_ok(&value);
}

bool gtpv2_trace_parse(struct bytes b, struct gtpv2_trace *ret)
{
    struct reader r = reader_of(b);
    uint8_t flags = reader_u8(&r);
    *ret = (struct gtpv2_trace){.message = reader_u8(&r)};
    uint16_t len = reader_u16(&r);
    struct reader body = reader_sub(&r, len);
    if (flags >> 5 != VERSION || !reader_ok(&body)) return false;
    ret->ends = ret->message == GTPV2_TRACE_DEACTIVATION;
    bool trace = ret->ends || ret->message == GTPV2_TRACE_ACTIVATION;
    if (flags & FLAG_TEID) reader_skip(&body, 4);
    reader_skip(&body, 4); /* sequence number, spare */
    for (unsigned i = 0; i < IES_MAX && reader_ok(&body) && reader_left(&body); i++) {
        uint8_t type = reader_u8(&body);
        uint16_t size = reader_u16(&body);
        reader_skip(&body, 1); /* spare, instance */
        struct reader value = reader_sub(&body, size);
        if (!reader_ok(&body) || !element(type, value, ret, &trace)) return false;
    }
    return reader_ok(&body) && trace;
}
