/* Which address a subscriber has, by sessions seen set up: PFCP that says whose a session is, and GTPv1-C and GTPv2-C, where the
 * request names the subscriber and the answer the address. */
#ifndef CUSTOS_AUDIT_SUBSCRIBERS_H
#define CUSTOS_AUDIT_SUBSCRIBERS_H

#include "proto/gtp_session.h"

enum { SUBSCRIBERS_ASKED = 256 };

/* Who got which address. */
struct assignment {
    char imsi[GTP_SESSION_DIGITS], msisdn[GTP_SESSION_DIGITS]; /* "": not said; secret */
    struct ip_addr v4, v6;                                     /* family 0: none; v6: a prefix of 64 bits */
};

/* Requests whose answers have not come; the oldest give way. */
struct subscribers {
    struct {
        struct ip_addr asks, answers;
        struct gtp_session session;
    } asked[SUBSCRIBERS_ASKED];
    uint32_t next;
};

/* Take a datagram. True when it completes an assignment. */
bool subscribers_take(struct subscribers *s, const struct five_tuple *t, struct bytes payload, struct assignment *ret);

#endif
