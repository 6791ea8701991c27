/* GRE (RFC 1701 with routing, RFC 2784, RFC 2890) and the enhanced version 1 of PPTP (RFC 2637 cl. 4.1). */
#ifndef CUSTOS_PROTO_GRE_H
#define CUSTOS_PROTO_GRE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

enum gre_flags {
    GRE_CHECKSUM = 0x8000,
    GRE_ROUTING = 0x4000,
    GRE_KEY = 0x2000,
    GRE_SEQUENCE = 0x1000,
    GRE_STRICT = 0x0800,
    GRE_ACK = 0x0080
};
enum { GRE_HEADER = 4, GRE_PORT_UDP = 4754, GRE_ROUTES_MAX = 32 };

struct gre {
    uint16_t flags;       /* the first 16 bits: enum gre_flags, recursion control, version */
    uint8_t version;      /* 0, or 1 for PPTP */
    uint16_t type;        /* EtherType of the payload */
    uint32_t key;         /* 0 without; PPTP: the call id alone */
    uint32_t sequence;    /* 0 without */
    uint16_t payload_len; /* PPTP only, else 0 */
    uint16_t header_len;  /* with all optional fields and routing entries */
};

/* Refuses other versions and routing lists without an end. */
bool gre_parse(struct bytes b, struct gre *ret) MUST_USE;

#endif
