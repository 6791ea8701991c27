#include "proto/gtp_session.h"

#include "wire/reader.h"
#include "wire/tbcd.h"

enum { V1_CREATE = 16, V2_CREATE = 32, ELEMENTS_MAX = 256 }; /* the answer is one more */
enum { V1_IMSI = 2, V1_END_USER_ADDRESS = 128, V1_MSISDN = 134, V1_WITH_LENGTH = 128 };
enum { V2_IMSI = 1, V2_MSISDN = 76, V2_ADDRESS = 79 };
enum { PDN_V4 = 1, PDN_V6 = 2, PDN_BOTH = 3, PDP_IETF = 1, PDP_V4 = 0x21, PDP_V6 = 0x57, PDP_BOTH = 0x8d };

static void digits(struct bytes b, char text[static GTP_SESSION_DIGITS])
{
    text[tbcd_text(b, TBCD_DECIMAL, text, GTP_SESSION_DIGITS - 1)] = 0;
}

/* Zeros ask for an address. */
static void take_v4(struct reader *r, struct gtp_session *s)
{
    const uint8_t *p = reader_take(r, 4);
    if (p && load_be32(p)) s->v4 = ip_from_v4(p);
}

static void take_v6(struct reader *r, struct gtp_session *s)
{
    uint8_t prefix[16] = {0};
    const uint8_t *p = reader_take(r, 16);
    if (!p) return;
    memcpy(prefix, p, 8);
    if (load_be64(prefix)) s->v6 = ip_from_v6(prefix);
}

/* TS 29.274 cl. 8.14: PDN type; the prefix's length and an IPv6 address; an IPv4 address. */
static void allocation(struct reader r, struct gtp_session *s)
{
    unsigned type = reader_u8(&r) & 7;
    if (type == PDN_V6 || type == PDN_BOTH) {
        reader_skip(&r, 1);
        take_v6(&r, s);
    }
    if (type == PDN_V4 || type == PDN_BOTH) take_v4(&r, s);
}

/* TS 29.060 cl. 7.7.27. Without an address it asks for one. */
static void end_user(struct reader r, struct gtp_session *s)
{
    if ((reader_u8(&r) & 15) != PDP_IETF) return;
    unsigned type = reader_u8(&r);
    if (type == PDP_V4 || type == PDP_BOTH) take_v4(&r, s);
    if (type == PDP_V6 || type == PDP_BOTH) take_v6(&r, s);
}

/* Octets of the elements that have no length of their own (TS 29.060 cl. 7.7); 0: of no such element. */
static size_t fixed_length(uint8_t type)
{
    static const uint8_t lengths[V1_WITH_LENGTH] = {
        [1] = 1,   [2] = 8,   [3] = 6,   [4] = 4,   [5] = 4,   [8] = 1,   [9] = 28, [11] = 1, [12] = 3,
        [13] = 1,  [14] = 1,  [15] = 1,  [16] = 4,  [17] = 4,  [18] = 5,  [19] = 1, [20] = 1, [21] = 1,
        [22] = 9,  [23] = 1,  [24] = 1,  [25] = 2,  [26] = 2,  [27] = 2,  [28] = 2, [29] = 1, [117] = 10,
        [118] = 5, [119] = 4, [120] = 4, [121] = 8, [122] = 4, [126] = 1, [127] = 4};
    return lengths[type];
}

/* Sequence number, N-PDU number, type of the next extension header; each of those has its length in fours. */
static bool v1_options(struct reader *r, struct gtp_session *s)
{
    s->sequence = reader_u16(r);
    reader_skip(r, 1);
    for (uint8_t next = reader_u8(r); next && reader_ok(r);) {
        size_t len = 4U * reader_u8(r);
        if (len < 4) return false;
        reader_skip(r, len - 2);
        next = reader_u8(r);
    }
    return reader_ok(r);
}

static bool v1_elements(struct reader *r, struct gtp_session *s)
{
    for (unsigned i = 0; i < ELEMENTS_MAX && reader_ok(r) && reader_left(r); i++) {
        uint8_t type = reader_u8(r);
        size_t len = type < V1_WITH_LENGTH ? fixed_length(type) : reader_u16(r);
        struct reader value = reader_sub(r, len);
        if (!reader_ok(r) || (type < V1_WITH_LENGTH && !len)) return false;
        if (type == V1_IMSI) digits(reader_rest(&value), s->imsi);
        if (type == V1_MSISDN) digits(bytes_slice(reader_rest(&value), 1, SIZE_MAX), s->msisdn); /* behind its plan */
        if (type == V1_END_USER_ADDRESS) end_user(value, s);
    }
    return reader_ok(r);
}

static bool v2_elements(struct reader *r, struct gtp_session *s)
{
    for (unsigned i = 0; i < ELEMENTS_MAX && reader_ok(r) && reader_left(r); i++) {
        uint8_t type = reader_u8(r);
        uint16_t len = reader_u16(r);
        reader_skip(r, 1); /* spare, instance */
        struct reader value = reader_sub(r, len);
        if (!reader_ok(r)) return false;
        if (type == V2_IMSI) digits(reader_rest(&value), s->imsi);
        if (type == V2_MSISDN) digits(reader_rest(&value), s->msisdn);
        if (type == V2_ADDRESS) allocation(value, s);
    }
    return reader_ok(r);
}

/* GTP, not GTP', with a sequence number; the tunnel endpoint is not part of the length. */
static bool v1_message(struct reader *r, uint8_t flags, uint16_t len, struct gtp_session *s)
{
    reader_skip(r, 4);
    struct reader body = reader_sub(r, len);
    return (flags & 0x12) == 0x12 && v1_options(&body, s) && v1_elements(&body, s);
}

/* With a tunnel endpoint. */
static bool v2_message(struct reader *r, uint8_t flags, uint16_t len, struct gtp_session *s)
{
    struct reader body = reader_sub(r, len);
    reader_skip(&body, 4);
    s->sequence = reader_u24(&body);
    reader_skip(&body, 1);
    return flags & 0x08 && v2_elements(&body, s);
}

bool gtp_session_parse(struct bytes b, struct gtp_session *ret)
{
    struct reader r = reader_of(b);
    uint8_t flags = reader_u8(&r), message = reader_u8(&r), version = flags >> 5;
    uint8_t create = version == 1 ? V1_CREATE : V2_CREATE;
    uint16_t len = reader_u16(&r);
    *ret = (struct gtp_session){.answer = message == create + 1};
    if ((version != 1 && version != 2) || (message != create && message != create + 1)) return false;
    return version == 1 ? v1_message(&r, flags, len, ret) : v2_message(&r, flags, len, ret);
}
