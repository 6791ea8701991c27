#include "proto/pfcp.h"

#include "wire/reader.h"
#include "wire/tbcd.h"

enum { FLAG_SEID = 1, FLAG_FOLLOW_ON = 4, ACTION_DUPLICATE = 0x10 };
enum {
    IE_CREATE_PDR = 1,
    IE_PDI = 2,
    IE_CREATE_FAR = 3,
    IE_DUPLICATING = 5,
    IE_UPDATE_FAR = 10,
    IE_POLICY = 41,
    IE_INTERFACE = 42,
    IE_APPLY_ACTION = 44,
    IE_OUTER_HEADER = 84,
    IE_UE_ADDRESS = 93,
    IE_UPDATE_DUPLICATING = 105,
    IE_FAR_ID = 108,
    IE_USER_ID = 141
};
/* cl. 8.2.56: what an Outer Header Creation describes, in its first octet */
enum { OUTER_GTPU = 0x03, OUTER_IPV4 = 0x15, OUTER_IPV6 = 0x2a, OUTER_UDP = 0x0c };

/* The next information element of this level: its type, and a reader over its value. False at the end and after a fault. */
static bool next_ie(struct reader *r, uint16_t *ret_type, struct reader *ret)
{
    if (!reader_ok(r) || !reader_left(r)) return false;
    *ret_type = reader_u16(r);
    uint16_t len = reader_u16(r);
    *ret = reader_sub(r, len);
    return reader_ok(r);
}

static void outer_header(struct reader *r, struct pfcp_duplicate *d)
{
    unsigned what = reader_u16(r) >> 8;
    const uint8_t *p;
    if (what & OUTER_GTPU) d->teid = reader_u32(r);
    if (what & OUTER_IPV4 && (p = reader_take(r, 4)) != NULL) d->place = ip_from_v4(p);
    if (what & OUTER_IPV6 && (p = reader_take(r, 16)) != NULL) d->place = ip_from_v6(p);
    if (what & OUTER_UDP) d->port = reader_u16(r);
}

static void policy(struct reader *r, struct pfcp_duplicate *d)
{
    struct bytes id = reader_bytes(r, reader_u8(r));
    size_t len = id.len < PFCP_POLICY_TEXT - 1 ? id.len : PFCP_POLICY_TEXT - 1;
    for (size_t i = 0; i < len; i++) d->policy[i] = id.data[i] > ' ' && id.data[i] < 0x7f ? (char)id.data[i] : '?';
    d->policy[len] = 0;
}

static bool duplicating(struct reader r, struct pfcp_duplicate *d)
{
    uint16_t type;
    struct reader value;
    while (next_ie(&r, &type, &value)) {
        if (type == IE_INTERFACE)
            d->to = reader_u8(&value) & 0x0f;
        else if (type == IE_OUTER_HEADER)
            outer_header(&value, d);
        else if (type == IE_POLICY)
            policy(&value, d);
        if (!reader_ok(&value)) return false;
    }
    return reader_ok(&r);
}

static void add(struct pfcp_request *q, const struct pfcp_duplicate *d)
{
    if (q->duplicate_count < PFCP_DUPLICATES) q->duplicates[q->duplicate_count++] = *d;
}

/* A rule may name several places; without any it still orders a duplicate, to where it was told before. */
static bool far(struct reader r, struct pfcp_request *q)
{
    struct pfcp_duplicate rule = {.to = PFCP_TO_UNKNOWN};
    struct reader whole = r, value;
    uint16_t type;
    unsigned places = 0;
    while (next_ie(&r, &type, &value)) {
        if (type == IE_FAR_ID) rule.far_id = reader_u32(&value);
        if (type == IE_APPLY_ACTION) rule.ordered = reader_u8(&value) & ACTION_DUPLICATE;
        if (!reader_ok(&value)) return false;
    }
    if (!reader_ok(&r)) return false;
    while (next_ie(&whole, &type, &value)) {
        struct pfcp_duplicate d = rule;
        if (type != IE_DUPLICATING && type != IE_UPDATE_DUPLICATING) continue;
        if (!duplicating(value, &d)) return false;
        add(q, &d);
        places++;
    }
    if (rule.ordered && !places) add(q, &rule);
    return true;
}

/* The address of the first Packet Detection Information that has one. */
static bool pdi(struct reader r, struct pfcp_request *q)
{
    uint16_t type;
    struct reader value;
    while (next_ie(&r, &type, &value)) {
        if (type != IE_UE_ADDRESS || q->subscriber.family) continue;
        unsigned flags = reader_u8(&value);
        const uint8_t *p = flags & 3 ? reader_take(&value, flags & 2 ? 4 : 16) : NULL;
        if (p) q->subscriber = flags & 2 ? ip_from_v4(p) : ip_from_v6(p);
        if (!reader_ok(&value)) return false;
    }
    return reader_ok(&r);
}

static bool pdr(struct reader r, struct pfcp_request *q)
{
    uint16_t type;
    struct reader value;
    while (next_ie(&r, &type, &value))
        if (type == IE_PDI && !pdi(value, q)) return false;
    return reader_ok(&r);
}

/* Flags of what follows: IMSI, IMEI, MSISDN, and more behind; each with its length. */
static bool user(struct reader r, struct pfcp_request *q)
{
    enum { PARTS = 3, IMSI = 0, MSISDN = 2 };
    unsigned flags = reader_u8(&r);
    for (unsigned i = 0; i < PARTS; i++) {
        if (!(flags >> i & 1)) continue;
        struct bytes b = reader_bytes(&r, reader_u8(&r));
        char *text = i == IMSI ? q->imsi : i == MSISDN ? q->msisdn : NULL;
        if (text) text[tbcd_text(b, TBCD_DECIMAL, text, PFCP_DIGITS - 1)] = 0;
    }
    return reader_ok(&r);
}

static bool session(struct reader r, struct pfcp_request *q)
{
    uint16_t type;
    struct reader value;
    while (next_ie(&r, &type, &value)) {
        if ((type == IE_CREATE_FAR || type == IE_UPDATE_FAR) && !far(value, q)) return false;
        if (type == IE_CREATE_PDR && !pdr(value, q)) return false;
        if (type == IE_USER_ID && !user(value, q)) return false;
    }
    return reader_ok(&r);
}

bool pfcp_parse(struct bytes b, struct pfcp_request *ret)
{
    struct reader r = reader_of(b);
    uint8_t flags = reader_u8(&r);
    *ret = (struct pfcp_request){.message = reader_u8(&r), .follows = flags & FLAG_FOLLOW_ON};
    uint16_t len = reader_u16(&r);
    struct reader body = reader_sub(&r, len);
    ret->length = (size_t)len + 4;
    if (flags & FLAG_SEID) reader_skip(&body, 8);
    ret->sequence = reader_u32(&body) >> 8;
    if (!reader_ok(&body) || flags >> 5 != 1) return false;
    if (ret->message != PFCP_SESSION_ESTABLISHMENT && ret->message != PFCP_SESSION_MODIFICATION) return true;
    return flags & FLAG_SEID && session(body, ret);
}
