/* What HI1 on the wire orders, held against the register.
 *
 * The register alone says what is allowed: an order that was only seen is no warrant, since whoever can send it may be anybody,
 * and an order that the register lacks is no interception. So a difference is told under coverage and is no finding. */
#ifndef CUSTOS_AUDIT_HI1_ORDERS_H
#define CUSTOS_AUDIT_HI1_ORDERS_H

#include "intercept/event.h"
#include "register/import.h"

enum { HI1_ORDERS_BYTES = 64 << 20 }; /* memory for messages */

struct hi1_orders {
    struct import *import; /* owned; NULL before the first message */
    size_t bytes;
    uint64_t messages, refused; /* refused: beyond HI1_ORDERS_BYTES */
};

void hi1_orders_take(struct hi1_orders *o, const struct intercept_event *e);
void hi1_orders_done(struct hi1_orders *o);

/* Receives one sentence, which lives in the arena. */
typedef void hi1_note_fn(void *ctx, const char *text);

/* What is ordered otherwise than the register holds it. Call it once, at the end. `w` NULL: nothing to hold it against, only
 * counted. */
void hi1_orders_notes(struct hi1_orders *o, const struct warrants *w, const struct seal_key *k, struct arena *a,
                      hi1_note_fn *note, void *ctx);

#endif
