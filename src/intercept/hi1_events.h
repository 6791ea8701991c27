/* HI1 messages (TS 103 120) in HTTP, as events: what an authority orders. An order is no interception. */
#ifndef CUSTOS_INTERCEPT_HI1_EVENTS_H
#define CUSTOS_INTERCEPT_HI1_EVENTS_H

#include "intercept/x1_pairs.h"

/* The message of an event. Who keeps it sets it NULL; otherwise it is freed behind the event. */
struct hi1_seen {
    struct hi1_message *message;
};

struct hi1_listener {
    intercept_event_fn *fn;
    void *ctx;
    li_pdu_fn *observer; /* NULL: nobody wants PDUs */
    void *observer_ctx;
};

/* Take one whole HTTP message, as x1_pairs_take does. `is_x1` of the answer: it is HI1. */
struct x1_taken hi1_events_take(const struct hi1_listener *l, const struct http1 *h, struct bytes message,
                                const struct x1_place *at);

/* Tell all fields of a message. */
void hi1_fields(const struct hi1_message *m, struct fields *f);

#endif
