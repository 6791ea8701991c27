/* PPP framing as met inside PPPoE (RFC 2516), PPTP and mirrors (RFC 1661 cl. 2). */
#ifndef CUSTOS_PROTO_PPP_H
#define CUSTOS_PROTO_PPP_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

enum { PPP_IPV4 = 0x0021, PPP_IPV6 = 0x0057, PPPOE_HEADER = 6 };

struct ppp {
    uint16_t protocol;   /* PPP_IPV4, PPP_IPV6, or a control protocol */
    uint16_t header_len; /* 1 to 4: address and control, and the protocol's first byte, may be compressed away */
};

struct pppoe {
    uint8_t code;
    uint16_t session, length;
};

bool ppp_parse(struct bytes b, struct ppp *ret) MUST_USE;

/* Wants version and type 1. */
bool pppoe_parse(struct bytes b, struct pppoe *ret) MUST_USE;

#endif
