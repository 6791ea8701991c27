/* X1 requests and answers of HTTP connections, paired: one event for each exchange.
 *
 * An answer is found by connection and transaction identifier (TS 103 221-1 cl. 6.1). A request whose answer never comes is told
 * at the end, or when its place is needed. */
#ifndef CUSTOS_INTERCEPT_X1_PAIRS_H
#define CUSTOS_INTERCEPT_X1_PAIRS_H

#include "base/bytes.h"
#include "base/macros.h"
#include "intercept/event.h"
#include "intercept/pdu.h"
#include "proto/http1.h"

struct x1_pairs; /* opaque */

struct x1_pairs *x1_pairs_new(intercept_event_fn *fn, void *ctx) MUST_USE;
void x1_pairs_free(struct x1_pairs *c); /* accepts NULL */

/* From now on tell of each message too. */
void x1_pairs_observe(struct x1_pairs *c, li_pdu_fn *fn, void *ctx);

/* Where a message was seen. */
struct x1_place {
    struct five_tuple flow; /* sender to receiver */
    struct frame_ref first, last;
    int64_t time_ns; /* of its last byte */
    uint32_t losses;
    bool deciphered;   /* it came out of a TLS session */
    uint32_t exchange; /* HTTP/2: the stream, which request and answer share; HTTP/1: 0 */
};

struct x1_taken {
    bool is_x1, malformed;
    size_t messages;
};

/* Take one whole HTTP message; of HTTP/2, `message` is the body, and `h` says so: no head, its length. Events are given before
 * this returns. */
struct x1_taken x1_pairs_take(struct x1_pairs *c, const struct http1 *h, struct bytes message, const struct x1_place *at);

/* Tell the requests that were not answered. */
void x1_pairs_flush(struct x1_pairs *c);

#endif
