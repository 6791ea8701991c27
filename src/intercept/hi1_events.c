#include "intercept/hi1_events.h"

#include "base/clock.h"
#include "markup/hi1.h"

static struct hi1_message *parse(const struct http1 *h, struct bytes message)
{
    struct hi1_parser *p = h->body_len || h->until_close ? hi1_parser_new() : NULL;
    size_t offset = 0;
    if (!p) return NULL;
    for (struct bytes piece; (piece = http1_body(h, message, &offset)).len;)
        if (!hi1_parser_feed(p, piece)) break;
    return hi1_parser_done(p);
}

static bool understood(const struct hi1_message *m)
{
    bool all = !m->unknown;
    for (size_t i = 0; i < m->count; i++) all &= !m->items[i].unknown && !m->items[i].bad_value;
    return all;
}

static void show(const struct hi1_listener *l, const struct hi1_message *m, struct bytes message, const struct x1_place *at)
{
    struct li_pdu pdu = {.protocol = LI_HI1,
                         .bytes = message,
                         .hi1 = m,
                         .flow = at->flow,
                         .time_ns = at->time_ns,
                         .first = at->first,
                         .last = at->last,
                         .deciphered = at->deciphered};
    if (l->observer) l->observer(l->observer_ctx, &pdu);
}

struct x1_taken hi1_events_take(const struct hi1_listener *l, const struct http1 *h, struct bytes message,
                                const struct x1_place *at)
{
    struct hi1_seen seen = {parse(h, message)};
    const struct hi1_message *m = seen.message;
    struct x1_taken taken = {.is_x1 = m && m->is_hi1, .malformed = m && m->is_hi1 && m->malformed};
    if (taken.is_x1) show(l, m, message, at);
    if (taken.is_x1 && !taken.malformed) {
        taken.messages = 1;
        struct intercept_event e = {.protocol = INTERCEPT_HI1,
                                    .kind = INTERCEPT_ORDER,
                                    .stream = h->request ? at->flow : five_tuple_reverse(&at->flow),
                                    .time_ns = at->time_ns,
                                    .said_ns = m->time_ns,
                                    .first = at->first,
                                    .last = at->last,
                                    .pdu_bytes = (uint32_t)message.len,
                                    .items = 1,
                                    .direction = 0xff,
                                    .losses = at->losses,
                                    .deciphered = at->deciphered,
                                    .unknown_elements = !understood(m),
                                    .order = &seen};
        l->fn(l->ctx, &e);
    }
    hi1_message_free(seen.message);
    return taken;
}
