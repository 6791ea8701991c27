/* UDP header (RFC 768). */
#ifndef CUSTOS_PROTO_UDP_H
#define CUSTOS_PROTO_UDP_H

#include <stdbool.h>

#include "base/bytes.h"

enum { UDP_HEADER = 8 };

struct udp {
    uint16_t sport, dport;
    uint16_t length; /* header and data; 0: not filled in (jumbogram, segmentation offload) */
    uint16_t checksum;
};

/* Refuses a length shorter than the header. */
static inline bool udp_parse(struct bytes b, struct udp *ret)
{
    if (b.len < UDP_HEADER) return false;
    *ret = (struct udp){load_be16(b.data), load_be16(b.data + 2), load_be16(b.data + 4), load_be16(b.data + 6)};
    return ret->length == 0 || ret->length >= UDP_HEADER;
}

#endif
