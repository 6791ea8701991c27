#include "proto/x2x3.h"

#include "wire/reader.h"

static const uint8_t nil_xid[16];

/* Lengths an attribute's value may have, by type (cl. 5.3.x); 0: any. */
static const struct {
    uint8_t len, other_len;
} fixed_lengths[X2X3_ATTR_LAST_KNOWN + 1] = {
    [X2X3_ATTR_SEQUENCE] = {4, 4}, [X2X3_ATTR_TIME] = {8, 12},    [X2X3_ATTR_SRC_V4] = {4, 4},
    [X2X3_ATTR_DST_V4] = {4, 4},   [X2X3_ATTR_SRC_V6] = {16, 16}, [X2X3_ATTR_DST_V6] = {16, 16},
    [X2X3_ATTR_SPORT] = {2, 2},    [X2X3_ATTR_DPORT] = {2, 2},    [X2X3_ATTR_IP_PROTOCOL] = {1, 1},
};

bool x2x3_known_attribute(uint16_t type, size_t len)
{
    if (type == 0 || type > X2X3_ATTR_LAST_KNOWN) return false;
    if (type == X2X3_ATTR_EXTRA_XID) return len >= 16;
    uint8_t want = fixed_lengths[type].len;
    return want == 0 || len == want || len == fixed_lengths[type].other_len;
}

/* Walk the attributes in b[40..header_len). False when they do not end exactly there. */
static bool attributes_fit(const uint8_t *at, const uint8_t *end, unsigned *ret_known, unsigned *ret_unknown)
{
    unsigned known = 0, unknown = 0;
    while (at != end) {
        if (end - at < 4) return false;
        uint16_t type = load_be16(at), len = load_be16(at + 2);
        at += 4;
        if (end - at < len) return false;
        at += len;
        if (x2x3_known_attribute(type, len))
            known++;
        else
            unknown++;
    }
    *ret_known = known;
    *ret_unknown = unknown;
    return true;
}

enum framing x2x3_length(struct bytes b, size_t max, size_t *ret_len)
{
    if (b.len >= 4 && (load_be16(b.data + 2) < X2X3_X2 || load_be16(b.data + 2) > X2X3_KEEPALIVE_ACK)) return FRAMING_NONE;
    if (b.len < 12) {
        *ret_len = 0;
        return FRAMING_MORE;
    }
    uint32_t header_len = load_be32(b.data + 4), payload_len = load_be32(b.data + 8);
    if (header_len < X2X3_HEADER_LEN || header_len - X2X3_HEADER_LEN > X2X3_ATTRIBUTES_MAX) return FRAMING_NONE;
    if (header_len > max || payload_len > max - header_len) return FRAMING_NONE;
    unsigned known, unknown;
    if (b.len >= header_len && !attributes_fit(b.data + X2X3_HEADER_LEN, b.data + header_len, &known, &unknown))
        return FRAMING_NONE;
    *ret_len = (size_t)header_len + payload_len;
    return b.len < *ret_len ? FRAMING_MORE : FRAMING_WHOLE;
}

/* A keepalive or its acknowledgement carries nothing but, perhaps, a sequence number (cl. 5.1, 6.2.4). */
static bool believable_keepalive(struct bytes b)
{
    static const uint8_t nothing[X2X3_HEADER_LEN - 8];
    enum { NUMBERED = X2X3_HEADER_LEN + 8, SEQUENCE_OF_FOUR = X2X3_ATTR_SEQUENCE << 16 | 4 };
    const uint8_t *p = b.data;
    uint32_t header_len = load_be32(p + 4);
    if (memcmp(p + 8, nothing, sizeof nothing) != 0) return false;
    if (header_len == NUMBERED && b.len >= NUMBERED) return load_be32(p + X2X3_HEADER_LEN) == SEQUENCE_OF_FOUR;
    return header_len == X2X3_HEADER_LEN;
}

/* Major 0 and a minor number, or the two the other way round. */
static bool common_version(uint16_t version)
{
    enum { MINOR_MAX = 31 };
    uint16_t minor = version & 0xff ? version : (uint16_t)(version >> 8);
    return minor >= 1 && minor <= MINOR_MAX;
}

/* Version and variant of RFC 9562 cl. 4. Senders might not keep to it, so it is asked for only where little else speaks for a
 * PDU. */
static bool is_uuid(const uint8_t *p)
{
    return p[6] >> 4 >= 1 && p[6] >> 4 <= 8 && p[8] >> 6 == 2;
}

bool x2x3_believable(struct bytes b)
{
    const uint8_t *p = b.data;
    if (b.len < X2X3_HEADER_LEN || p[2] != 0 || p[3] < X2X3_X2 || p[3] > X2X3_KEEPALIVE_ACK || p[4] != 0) return false;
    uint16_t version = load_be16(p);
    if (version == 0) return false;
    if (p[3] >= X2X3_KEEPALIVE) return common_version(version) && believable_keepalive(b);

    uint32_t header_len = load_be32(p + 4), payload_len = load_be32(p + 8);
    uint16_t format = load_be16(p + 12), direction = load_be16(p + 14);
    if (header_len < X2X3_HEADER_LEN || header_len > b.len || payload_len == 0 || payload_len > X2X3_SIZE_MAX - header_len)
        return false;
    if (format == 0 || format > 2 * X2X3_FORMAT_LAST_KNOWN || direction == 0 || direction > X2X3_DIRECTION_LAST_KNOWN)
        return false;
    if (memcmp(p + 16, nil_xid, sizeof nil_xid) == 0) return false;
    unsigned known = 0, unknown = 0;
    if (!attributes_fit(p + X2X3_HEADER_LEN, p + header_len, &known, &unknown)) return false;
    /* a sender may use attributes newer than this decoder; a stranger's bytes are not half of known types and lengths */
    if (unknown > known) return false;
    return known > 0 || (common_version(version) && format <= X2X3_FORMAT_LAST_KNOWN && is_uuid(p + 16));
}

unsigned x2x3_begins_product(struct bytes b, uint8_t ret_xid[static 16])
{
    if (!x2x3_believable(b) || b.data[3] >= X2X3_KEEPALIVE) return 0;
    memcpy(ret_xid, b.data + 16, 16);
    return b.data[3];
}

int64_t x2x3_time(struct bytes v)
{
    uint64_t seconds = v.len == 12 ? load_be64(v.data) : load_be32(v.data);
    uint32_t nanos = load_be32(v.data + v.len - 4);
    if (seconds > INT64_MAX / CLOCK_SECOND - 1 || nanos >= CLOCK_SECOND) return CLOCK_NONE;
    return (int64_t)seconds * CLOCK_SECOND + nanos;
}

static void read_extra_xid(struct bytes v, struct x2x3 *x)
{
    if (x->extra_xid_count == X2X3_EXTRA_XIDS_MAX) {
        x->unknown_elements++;
        return;
    }
    struct x2x3_xid *e = &x->extra_xids[x->extra_xid_count++];
    *e = (struct x2x3_xid){.has_correlation = v.len >= 24, .has_seq = v.len >= 28};
    memcpy(e->xid, v.data, sizeof e->xid);
    if (e->has_correlation) e->correlation = load_be64(v.data + 16);
    if (e->has_seq) e->seq = load_be32(v.data + 24);
}

static void read_target(struct bytes v, bool matched, struct x2x3 *x)
{
    if (x->target_count == X2X3_TARGETS_MAX)
        x->unknown_elements++;
    else
        x->targets[x->target_count++] = (struct x2x3_target){v, matched};
}

/* Of these a PDU may have several (table 5.3.1-1). */
static bool repeatable(uint16_t type)
{
    return type <= 4 || type == X2X3_ATTR_MATCHED_TARGET || type == X2X3_ATTR_OTHER_TARGET || type == X2X3_ATTR_EXTRA_XID;
}

/* One attribute of a known type whose length fits. */
static void read_attribute(uint16_t type, struct bytes v, struct x2x3 *x)
{
    switch (type) {
    case X2X3_ATTR_DOMAIN: x->domain = v; break;
    case X2X3_ATTR_NFID: x->nfid = v; break;
    case X2X3_ATTR_IPID: x->ipid = v; break;
    case X2X3_ATTR_SEQUENCE:
        x->seq = load_be32(v.data);
        x->has_seq = true;
        break;
    case X2X3_ATTR_TIME:
        x->time_ns = x2x3_time(v);
        x->unknown_elements += x->time_ns == CLOCK_NONE;
        break;
    case X2X3_ATTR_SRC_V4: x->flow.src = ip_from_v4(v.data); break;
    case X2X3_ATTR_DST_V4: x->flow.dst = ip_from_v4(v.data); break;
    case X2X3_ATTR_SRC_V6: x->flow.src = ip_from_v6(v.data); break;
    case X2X3_ATTR_DST_V6: x->flow.dst = ip_from_v6(v.data); break;
    case X2X3_ATTR_SPORT: x->flow.sport = load_be16(v.data); break;
    case X2X3_ATTR_DPORT: x->flow.dport = load_be16(v.data); break;
    case X2X3_ATTR_IP_PROTOCOL: x->flow.protocol = v.data[0]; break;
    case X2X3_ATTR_MATCHED_TARGET:
    case X2X3_ATTR_OTHER_TARGET: read_target(v, type == X2X3_ATTR_MATCHED_TARGET, x); break;
    case X2X3_ATTR_EXTRA_XID: read_extra_xid(v, x); break;
    default: break; /* a known type whose value the house does not use */
    }
}

static void read_attributes(struct reader *r, struct x2x3 *x)
{
    uint32_t seen = 0;
    while (reader_ok(r) && reader_left(r)) {
        uint16_t type = reader_u16(r), len = reader_u16(r);
        struct bytes v = reader_bytes(r, len);
        if (!reader_ok(r)) break;
        if (!x2x3_known_attribute(type, len)) {
            x->unknown_elements++;
            continue;
        }
        x->unknown_elements += seen >> type & 1 && !repeatable(type);
        seen |= UINT32_C(1) << type;
        read_attribute(type, v, x);
    }
}

enum err x2x3_decode(struct bytes b, struct x2x3 *ret)
{
    struct x2x3 x = {.time_ns = CLOCK_NONE};
    struct reader r = reader_of(b);
    x.version = reader_u16(&r);
    x.type = reader_u16(&r);
    x.header_len = reader_u32(&r);
    x.payload_len = reader_u32(&r);
    x.format = reader_u16(&r);
    x.direction = reader_u16(&r);
    struct bytes xid = reader_bytes(&r, sizeof x.xid);
    x.correlation = reader_u64(&r);
    if (!reader_ok(&r) || x.header_len < X2X3_HEADER_LEN) return ERR_FORMAT;
    memcpy(x.xid, xid.data, sizeof x.xid);

    struct reader attributes = reader_sub(&r, x.header_len - X2X3_HEADER_LEN);
    x.payload = reader_bytes(&r, x.payload_len);
    read_attributes(&attributes, &x);
    if (!reader_ok(&r) || !reader_ok(&attributes) || reader_left(&r)) return ERR_FORMAT;
    if (x.type == X2X3_X2 || x.type == X2X3_X3) {
        x.unknown_elements += x.format == 0 || x.format > X2X3_FORMAT_LAST_KNOWN;
        x.unknown_elements += x.direction == 0 || x.direction > X2X3_DIRECTION_LAST_KNOWN;
    }
    *ret = x;
    return ERR_OK;
}
