/* Sessions set up by GTPv1-C (3GPP TS 29.060 cl. 7.3.1, 7.3.2) and GTPv2-C (TS 29.274 cl. 7.2.1, 7.2.2): whose they are, and
 * which address they get. The request names the subscriber, the answer mostly the address. */
#ifndef CUSTOS_PROTO_GTP_SESSION_H
#define CUSTOS_PROTO_GTP_SESSION_H

#include <stdbool.h>

#include "base/addr.h"
#include "base/bytes.h"
#include "base/macros.h"

enum { GTPC_PORT = 2123, GTP_SESSION_DIGITS = 16 };

struct gtp_session {
    bool answer;                                               /* to the request with that sequence number, from the other end */
    uint32_t sequence;                                         /* GTPv1: 16 bits, GTPv2: 24 */
    char imsi[GTP_SESSION_DIGITS], msisdn[GTP_SESSION_DIGITS]; /* "": not said; secret */
    struct ip_addr v4, v6; /* family 0: not said, or not assigned yet; v6: a prefix of 64 bits */
};

/* True for a well-formed request to create a session (PDP context), or the answer to one. */
bool gtp_session_parse(struct bytes b, struct gtp_session *ret) MUST_USE;

#endif
