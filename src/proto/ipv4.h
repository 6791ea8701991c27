/* IPv4 header (RFC 791). */
#ifndef CUSTOS_PROTO_IPV4_H
#define CUSTOS_PROTO_IPV4_H

#include "proto/ip.h"

enum { IPV4_HEADER = 20, IPV4_HEADER_MAX = 60 };

struct ipv4 {
    const uint8_t *src, *dst; /* four bytes each, borrowed */
    uint16_t header_len;      /* with options */
    uint16_t total_len;       /* 0: not filled in (segmentation offload), take what is there */
    uint16_t id;
    uint16_t fragment_offset; /* bytes */
    bool more_fragments;
    bool fragment; /* of a datagram: an offset, or more to come */
    uint8_t protocol, ttl, tos;
};

/* Wants the header with its options in `b`; refuses another version and lengths that contradict each other. */
static inline bool ipv4_parse(struct bytes b, struct ipv4 *ret)
{
    if (b.len < IPV4_HEADER || b.data[0] < 0x45 || b.data[0] > 0x4f) return false; /* version, and no less than five words */
    uint16_t header_len = (uint16_t)((b.data[0] & 0xf) * 4), total_len = load_be16(b.data + 2);
    if (header_len > b.len || (total_len != 0 && total_len < header_len)) return false;
    uint16_t fragment = load_be16(b.data + 6);
    *ret = (struct ipv4){.src = b.data + 12,
                         .dst = b.data + 16,
                         .header_len = header_len,
                         .total_len = total_len,
                         .id = load_be16(b.data + 4),
                         .fragment_offset = (uint16_t)((fragment & 0x1fff) * 8),
                         .more_fragments = (fragment & 0x2000) != 0,
                         .fragment = (fragment & 0x3fff) != 0,
                         .protocol = b.data[9],
                         .ttl = b.data[8],
                         .tos = b.data[1]};
    return true;
}

/* Whether the header's checksum holds; `b` as for ipv4_parse. */
bool ipv4_checksum_ok(struct bytes b);

#endif
