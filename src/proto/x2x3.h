/* PDU of the X2 and X3 interfaces: ETSI TS 103 221-2 cl. 5. A fixed header of 40 octets, conditional attributes (TLVs of two
 * times 16 bits), payload; back to back on TLS over TCP, no other framing. Big endian.
 *
 * The version is a major and a minor number (cl. 5.2.1): 0x0001, 0x0005 and 0x0006 were seen, and 0x0500 by a sender that has the
 * two the other way round. Any other is read alike. */
#ifndef CUSTOS_PROTO_X2X3_H
#define CUSTOS_PROTO_X2X3_H

#include <stdbool.h>

#include "base/addr.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/fields.h"
#include "proto/framing.h"

enum {
    X2X3_HEADER_LEN = 40,
    X2X3_ATTRIBUTES_MAX = 64 * 1024,
    X2X3_SIZE_MAX = 16 << 20,
    X2X3_EXTRA_XIDS_MAX = 16,
    X2X3_TARGETS_MAX = 8
};

enum x2x3_type { X2X3_X2 = 1, X2X3_X3 = 2, X2X3_KEEPALIVE = 3, X2X3_KEEPALIVE_ACK = 4 };

/* Attribute types that the house reads (cl. 5.3). */
enum x2x3_attribute {
    X2X3_ATTR_DOMAIN = 5,
    X2X3_ATTR_NFID = 6,
    X2X3_ATTR_IPID = 7,
    X2X3_ATTR_SEQUENCE = 8,
    X2X3_ATTR_TIME = 9,
    X2X3_ATTR_SRC_V4 = 10,
    X2X3_ATTR_DST_V4 = 11,
    X2X3_ATTR_SRC_V6 = 12,
    X2X3_ATTR_DST_V6 = 13,
    X2X3_ATTR_SPORT = 14,
    X2X3_ATTR_DPORT = 15,
    X2X3_ATTR_IP_PROTOCOL = 16,
    X2X3_ATTR_MATCHED_TARGET = 17,
    X2X3_ATTR_OTHER_TARGET = 18,
    X2X3_ATTR_EXTRA_XID = 21,
    X2X3_ATTR_LAST_KNOWN = 22
};

enum { X2X3_FORMAT_LAST_KNOWN = 16, X2X3_DIRECTION_LAST_KNOWN = 5 };

/* Payload formats (cl. 5.4) whose inside is looked at. */
enum x2x3_format {
    X2X3_FORMAT_TS33128 = 2,
    X2X3_FORMAT_IPV4 = 5,
    X2X3_FORMAT_IPV6 = 6,
    X2X3_FORMAT_ETHERNET = 7,
    X2X3_FORMAT_GTPU = 12
};

/* Additional XID related information (cl. 5.3.22): the PDU is this interception's too. */
struct x2x3_xid {
    uint8_t xid[16];
    bool has_correlation, has_seq; /* some senders give the XID alone */
    uint64_t correlation;
    uint32_t seq;
};

/* What a target identifier attribute (cl. 5.3.18, 5.3.19) holds: XML or plain text. Secret. */
struct x2x3_target {
    struct bytes text; /* a view into the PDU */
    bool matched;      /* the identifier by which the sender knew the target; else another one of the same target */
};

struct x2x3 {
    uint16_t version, type, format, direction;
    uint32_t header_len, payload_len;
    uint8_t xid[16];
    uint64_t correlation;

    bool has_seq;
    uint32_t seq;
    int64_t time_ns;        /* 8 octets: seconds, nanoseconds; 12 octets: 64-bit seconds, nanoseconds. CLOCK_NONE without */
    struct five_tuple flow; /* of the intercepted packet, as far as attributes tell: absent parts are zero */
    struct bytes nfid, ipid, domain;              /* views into the PDU, empty when absent */
    struct x2x3_target targets[X2X3_TARGETS_MAX]; /* the first ones */
    uint8_t target_count;
    struct x2x3_xid extra_xids[X2X3_EXTRA_XIDS_MAX]; /* the first ones */
    uint8_t extra_xid_count;
    struct bytes payload;

    uint32_t unknown_elements; /* attributes, formats, directions and attribute lengths that this decoder does not know, and
                                  attributes that stand twice although they may not */
};

/* How long the PDU at the head of `b` is. FRAMING_WHOLE sets ret_len; FRAMING_MORE sets it to the length to wait for, 0 when not
 * known yet. Checks what any PDU fulfils, for use behind a PDU that was believed: type, lengths, and attributes that end exactly
 * at the header's. */
enum framing x2x3_length(struct bytes b, size_t max, size_t *ret_len) MUST_USE;

/* Is this, out of the blue, the start of a PDU? Strict: the whole header must be there, be consistent in every field, and bear an
 * XID and known attributes, or be a keepalive with nothing else set but a sequence number. */
bool x2x3_believable(struct bytes b) MUST_USE;

/* Worth asking that: of most payloads the type tells. */
static inline bool x2x3_maybe(struct bytes b)
{
    return b.len >= X2X3_HEADER_LEN && b.data[2] == 0 && b.data[3] - 1U < X2X3_KEEPALIVE_ACK;
}

/* X2X3_X2 or X2X3_X3 when it is believably the start of such a PDU, whose XID is set then; else 0. */
unsigned x2x3_begins_product(struct bytes b, uint8_t ret_xid[static 16]) MUST_USE;

/* Decode one whole PDU. ERR_FORMAT: lengths do not fit. Views in `ret` borrow from `b`. */
enum err x2x3_decode(struct bytes b, struct x2x3 *ret) MUST_USE;

/* Is it an attribute that this decoder knows, with a length that it may have? */
bool x2x3_known_attribute(uint16_t type, size_t len);
/* The value of a time stamp attribute of such a length; CLOCK_NONE when it is none. */
int64_t x2x3_time(struct bytes value);

/* Tell all fields of what should be one whole PDU, and what is wrong with it. */
void x2x3_fields(struct bytes pdu, struct fields *f);

#endif
