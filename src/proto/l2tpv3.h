/* L2TPv3 data messages over IP (protocol 115) and UDP (1701) (RFC 3931 cl. 4.1). The cookie's length and the presence of a
 * sublayer are agreed on the control connection, so the header alone does not tell where the payload starts. */
#ifndef CUSTOS_PROTO_L2TPV3_H
#define CUSTOS_PROTO_L2TPV3_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

enum { L2TP_PORT = 1701, L2TPV3_COOKIE_MAX = 8, L2TPV3_SUBLAYER = 4 };

struct l2tpv3 {
    bool control;
    uint32_t session;    /* 0 in control messages */
    uint16_t header_len; /* up to and with the session id; the cookie follows */
};

bool l2tpv3_parse_ip(struct bytes b, struct l2tpv3 *ret) MUST_USE;

/* Refuses version 2, which shares the port. */
bool l2tpv3_parse_udp(struct bytes b, struct l2tpv3 *ret) MUST_USE;

#endif
