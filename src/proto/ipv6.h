/* IPv6 header and its extension headers (RFC 8200; authentication header RFC 4302; atomic fragments RFC 6946). */
#ifndef CUSTOS_PROTO_IPV6_H
#define CUSTOS_PROTO_IPV6_H

#include "base/macros.h"
#include "proto/ip.h"

enum { IPV6_HEADER = 40, IPV6_FRAGMENT_HEADER = 8, IPV6_EXTENSIONS_MAX = 16 };

struct ipv6 {
    const uint8_t *src, *dst; /* sixteen bytes each, borrowed */
    uint32_t flow_label;
    uint16_t payload_len; /* as sent: 0 for jumbograms and segmentation offload */
    uint8_t next_header;  /* first, as sent */
    uint8_t hop_limit, traffic_class;
};

/* What a walk over extension headers found. */
struct ipv6_extensions {
    uint8_t upper; /* the first header that is no extension: a transport, a tunnel, ESP or 59 (none) */
    uint32_t len;  /* bytes of extension headers walked, up to and with the fragment header of a fragment */
    bool fragment; /* a fragment header that is not atomic ends the walk; `upper` is the next header it names */
    bool more_fragments;
    uint16_t fragment_offset; /* bytes */
    uint32_t fragment_id;
};

static inline bool ipv6_parse(struct bytes b, struct ipv6 *ret)
{
    if (b.len < IPV6_HEADER || b.data[0] >> 4 != 6) return false;
    uint32_t first = load_be32(b.data);
    *ret = (struct ipv6){.src = b.data + 8,
                         .dst = b.data + 24,
                         .flow_label = first & 0xfffff,
                         .payload_len = load_be16(b.data + 4),
                         .next_header = b.data[6],
                         .hop_limit = b.data[7],
                         .traffic_class = (uint8_t)(first >> 20)};
    return true;
}

static inline bool ipv6_is_extension(uint8_t protocol)
{
    return protocol == IP_PROTO_HOPOPT || protocol == IP_PROTO_ROUTING || protocol == IP_PROTO_FRAGMENT ||
           protocol == IP_PROTO_AH || protocol == IP_PROTO_DSTOPTS || protocol == IP_PROTO_MOBILITY || protocol == IP_PROTO_HIP ||
           protocol == IP_PROTO_SHIM6;
}

/* Walk the extension headers at the start of `b`, the first of which `next` names. False when one is not all there or when there
 * are more than IPV6_EXTENSIONS_MAX. */
bool ipv6_extensions_parse(struct bytes b, uint8_t next, struct ipv6_extensions *ret) MUST_USE;

#endif
