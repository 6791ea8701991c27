/* Geneve (RFC 8926). */
#ifndef CUSTOS_PROTO_GENEVE_H
#define CUSTOS_PROTO_GENEVE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

enum { GENEVE_HEADER = 8, GENEVE_PORT = 6081 };

struct geneve {
    uint16_t type; /* EtherType; 0x6558 for Ethernet frames */
    uint32_t vni;
    bool control;         /* O: control packet, not user data */
    bool critical;        /* C: critical options are there */
    uint16_t header_len;  /* with options */
    struct bytes options; /* borrowed */
};

/* Refuses versions other than 0. */
bool geneve_parse(struct bytes b, struct geneve *ret) MUST_USE;

#endif
