/* All fields of an X2/X3 PDU, as they stand in it (TS 103 221-2 cl. 5). */
#include <stdio.h>

#include "proto/x2x3.h"
#include "proto/xiri.h"
#include "wire/reader.h"

enum attribute_kind { AS_TEXT, AS_NUMBER, AS_TIME, AS_PEER, AS_IDENTITY, AS_EXTRA_XID, AS_CONTENT };

/* Addresses and ports of the intercepted packet are those of the target and whom he speaks to. */
static const struct {
    const char *name;
    enum attribute_kind kind;
} attributes[X2X3_ATTR_LAST_KNOWN + 1] = {
    [1] = {"etsi_102232", AS_CONTENT},
    [2] = {"threegpp_33128", AS_CONTENT},
    [3] = {"threegpp_33108", AS_CONTENT},
    [4] = {"proprietary", AS_CONTENT},
    [X2X3_ATTR_DOMAIN] = {"domain_id", AS_TEXT},
    [X2X3_ATTR_NFID] = {"nf_id", AS_TEXT},
    [X2X3_ATTR_IPID] = {"interception_point_id", AS_TEXT},
    [X2X3_ATTR_SEQUENCE] = {"sequence_number", AS_NUMBER},
    [X2X3_ATTR_TIME] = {"timestamp", AS_TIME},
    [X2X3_ATTR_SRC_V4] = {"source_ipv4", AS_PEER},
    [X2X3_ATTR_DST_V4] = {"destination_ipv4", AS_PEER},
    [X2X3_ATTR_SRC_V6] = {"source_ipv6", AS_PEER},
    [X2X3_ATTR_DST_V6] = {"destination_ipv6", AS_PEER},
    [X2X3_ATTR_SPORT] = {"source_port", AS_NUMBER},
    [X2X3_ATTR_DPORT] = {"destination_port", AS_NUMBER},
    [X2X3_ATTR_IP_PROTOCOL] = {"ip_protocol", AS_NUMBER},
    [X2X3_ATTR_MATCHED_TARGET] = {"matched_target", AS_IDENTITY},
    [X2X3_ATTR_OTHER_TARGET] = {"other_target", AS_IDENTITY},
    [19] = {"mime_type", AS_TEXT},
    [20] = {"mime_encoding", AS_TEXT},
    [X2X3_ATTR_EXTRA_XID] = {"additional_xid", AS_EXTRA_XID},
    [22] = {"sdp_session_description", AS_CONTENT},
};

static const char *const types[] = {NULL, "X2", "X3", "keepalive", "keepalive-ack"};
static const char *const directions[] = {"keepalive", "unknown", "to-target", "from-target", "several", "not-applicable"};
static const char *const formats[] = {"keepalive", "TS 102 232-1", "TS 33.128", "TS 33.108", "proprietary", "IPv4",
                                      "IPv6",      "Ethernet",     "RTP",       "SIP",       "DHCP",        "RADIUS",
                                      "GTP-U",     "MSRP",         "EPS IRI",   "MIME",      "unstructured"};

static const char *word(const char *const *list, size_t count, unsigned v)
{
    return v < count ? list[v] : NULL;
}

static void tell_number(struct fields *f, const char *name, struct bytes v)
{
    uint32_t number = 0;
    for (size_t i = 0; i < v.len; i++) number = number << 8 | v.data[i];
    field_number(f, name, number);
}

static void tell_peer(struct fields *f, const char *name, struct bytes v)
{
    struct ip_addr a = v.len == 4 ? ip_from_v4(v.data) : ip_from_v6(v.data);
    field_target_address(f, name, &a);
}

/* Cl. 5.3.22; some senders give the XID alone. */
static void tell_extra_xid(struct fields *f, const char *name, struct bytes v)
{
    fields_begin(f, name);
    field_uuid(f, "xid", v.data);
    if (v.len >= 24) field_number(f, "correlation_id", load_be64(v.data + 16));
    if (v.len >= 28) field_number(f, "sequence_number", load_be32(v.data + 24));
    fields_end(f);
}

/* An element with the identity as its text, with or without others around it, or the bare identity. */
static void tell_identity(struct fields *f, const char *name, struct bytes v)
{
    const uint8_t *close = memmem(v.data, v.len, "</", 2);
    char kind[40];
    size_t end = close ? (size_t)(close - v.data) : 0, text = end, from, len = 0;
    while (text && v.data[text - 1] != '>') text--;
    from = text;
    while (from && v.data[from - 1] != '<' && v.data[from - 1] != ':') from--;
    while (from + len < text && v.data[from + len] > ' ' && v.data[from + len] != '>' && len < sizeof kind - 1) len++;
    if (!len || !text) {
        field_target(f, name, "text", v);
        return;
    }
    snprintf(kind, sizeof kind, "%.*s", (int)len, (const char *)v.data + from);
    field_target(f, name, kind, bytes_slice(v, text, end - text));
}

/* A length that no standard gives this type makes it unknown. */
static void tell_attribute(struct fields *f, uint16_t type, struct bytes v)
{
    char text[32];
    int64_t time_ns = CLOCK_NONE;
    bool known = x2x3_known_attribute(type, v.len);
    if (known && type == X2X3_ATTR_TIME) known = (time_ns = x2x3_time(v)) != CLOCK_NONE;
    if (!known) {
        snprintf(text, sizeof text, "attribute_%u", type);
        field_unknown(f, text, v);
        return;
    }
    const char *name = attributes[type].name;
    switch (attributes[type].kind) {
    case AS_TEXT: field_text(f, name, v); break;
    case AS_NUMBER: tell_number(f, name, v); break;
    case AS_TIME: field_time(f, name, time_ns); break;
    case AS_PEER: tell_peer(f, name, v); break;
    case AS_IDENTITY: tell_identity(f, name, v); break;
    case AS_EXTRA_XID: tell_extra_xid(f, name, v); break;
    case AS_CONTENT: field_content(f, name, v); break;
    }
}

static void tell_attributes(struct fields *f, struct reader r)
{
    while (reader_left(&r)) {
        const uint8_t *at = r.at;
        uint16_t type = reader_u16(&r), len = reader_u16(&r);
        struct bytes v = reader_bytes(&r, len);
        if (!reader_ok(&r)) {
            fields_flaw(f, at, "an attribute reaches beyond the header");
            return;
        }
        tell_attribute(f, type, v);
    }
}

void x2x3_fields(struct bytes pdu, struct fields *f)
{
    struct reader r = reader_of(pdu);
    uint16_t version = reader_u16(&r), type = reader_u16(&r);
    uint32_t header_len = reader_u32(&r), payload_len = reader_u32(&r);
    uint16_t format = reader_u16(&r), direction = reader_u16(&r);
    struct bytes xid = reader_bytes(&r, 16);
    uint64_t correlation = reader_u64(&r);
    if (!reader_ok(&r)) {
        fields_flaw(f, pdu.data + pdu.len, "the header is cut off");
        return;
    }
    field_number(f, "version", version);
    field_word(f, "type", type, word(types, ARRAY_LEN(types), type));
    field_number(f, "header_length", header_len);
    field_number(f, "payload_length", payload_len);
    field_word(f, "payload_format", format, word(formats, ARRAY_LEN(formats), format));
    field_word(f, "payload_direction", direction, word(directions, ARRAY_LEN(directions), direction));
    field_uuid(f, "xid", xid.data);
    field_number(f, "correlation_id", correlation);
    if (header_len < X2X3_HEADER_LEN) fields_flaw(f, pdu.data + 4, "the header's length is less than the fixed part");
    if (f->flaw) return;
    struct reader inside = reader_sub(&r, header_len - X2X3_HEADER_LEN);
    if (!reader_ok(&r)) {
        fields_flaw(f, pdu.data + 4, "the header's length reaches beyond the PDU");
        return;
    }
    tell_attributes(f, inside);
    struct bytes payload = reader_rest(&r);
    field_content(f, "payload", payload);
    if (pdu.len - header_len != payload_len) fields_flaw(f, pdu.data + 8, "the payload's length is not that of the payload");
    if (format == X2X3_FORMAT_TS33128 && payload.len) {
        fields_begin(f, "ts33128");
        xiri_fields(payload, f);
        fields_end(f);
    }
    bool product = type == X2X3_X2 || type == X2X3_X3;
    if (product && (format == 0 || format > X2X3_FORMAT_LAST_KNOWN)) f->unknown++;
    if (product && (direction == 0 || direction > X2X3_DIRECTION_LAST_KNOWN)) f->unknown++;
}
