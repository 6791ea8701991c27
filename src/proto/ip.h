/* What IPv4 and IPv6 have in common: protocol numbers (IANA "protocol numbers") and the internet checksum (RFC 1071). */
#ifndef CUSTOS_PROTO_IP_H
#define CUSTOS_PROTO_IP_H

#include <stdbool.h>

#include "base/bytes.h"

enum ip_proto {
    IP_PROTO_HOPOPT = 0,
    IP_PROTO_ICMP = 1,
    IP_PROTO_IPV4 = 4,
    IP_PROTO_TCP = 6,
    IP_PROTO_UDP = 17,
    IP_PROTO_IPV6 = 41,
    IP_PROTO_ROUTING = 43,
    IP_PROTO_FRAGMENT = 44,
    IP_PROTO_GRE = 47,
    IP_PROTO_ESP = 50,
    IP_PROTO_AH = 51,
    IP_PROTO_ICMPV6 = 58,
    IP_PROTO_NONE = 59,
    IP_PROTO_DSTOPTS = 60,
    IP_PROTO_L2TP = 115,
    IP_PROTO_SCTP = 132,
    IP_PROTO_MOBILITY = 135,
    IP_PROTO_MPLS = 137,
    IP_PROTO_HIP = 139,
    IP_PROTO_SHIM6 = 140,
    IP_PROTO_ETHERNET = 143
};

/* The folded one's complement sum of `len` bytes; 0xffff when a checksum inside them is right. */
uint16_t ip_checksum_sum(const uint8_t *data, size_t len);

/* Steps over one authentication header (RFC 4302). */
static inline bool ah_parse(struct bytes b, uint8_t *ret_next, uint32_t *ret_len)
{
    if (b.len < 12) return false;
    uint32_t len = (b.data[1] + 2u) * 4u;
    if (len < 12 || len > b.len) return false;
    *ret_next = b.data[0];
    *ret_len = len;
    return true;
}

#endif
