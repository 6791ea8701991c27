/* MPLS label stack entry (RFC 3032) and the pseudowire control word (RFC 4385). */
#ifndef CUSTOS_PROTO_MPLS_H
#define CUSTOS_PROTO_MPLS_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

enum { MPLS_HEADER = 4, MPLS_CONTROL_WORD = 4, MPLS_PORT_UDP = 6635 };

struct mpls {
    uint32_t label; /* 20 bits */
    uint8_t traffic_class, ttl;
    bool bottom; /* of the stack */
};

bool mpls_parse(struct bytes b, struct mpls *ret) MUST_USE;

#endif
