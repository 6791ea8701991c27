#include "intercept/x1_pairs.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "intercept/x1.h"

enum { PENDING_MAX = 64 };

/* A request that waits for its answer. */
struct pending {
    struct x1_body *body; /* owned; NULL: free */
    bool *told;           /* by message; in the body's arena */
    struct x1_place at;
    uint32_t bytes;
    uint64_t order;
};

struct x1_pairs {
    intercept_event_fn *fn;
    void *ctx;
    li_pdu_fn *observer; /* NULL: nobody wants PDUs */
    void *observer_ctx;
    struct pending pending[PENDING_MAX];
    uint64_t order;
};

struct x1_pairs *x1_pairs_new(intercept_event_fn *fn, void *ctx)
{
    struct x1_pairs *c = calloc(1, sizeof *c);
    if (!c) return NULL;
    c->fn = fn;
    c->ctx = ctx;
    return c;
}

void x1_pairs_free(struct x1_pairs *c)
{
    if (!c) return;
    for (unsigned i = 0; i < PENDING_MAX; i++) x1_body_free(c->pending[i].body);
    free(c);
}

static void tell(struct x1_pairs *c, const struct x1_message *request, const struct x1_place *asked, uint32_t bytes,
                 const struct x1_message *answer, const struct x1_place *answered, bool refused)
{
    struct control_exchange x = {.request = request,
                                 .answer = answer,
                                 .refused = refused || (answer && answer->failed),
                                 .request_ns = asked ? asked->time_ns : CLOCK_NONE,
                                 .answer_ns = answered ? answered->time_ns : CLOCK_NONE};
    const struct x1_place *at = asked ? asked : answered;
    const struct x1_message *m = answer ? answer : request;
    struct intercept_event e = {.protocol = INTERCEPT_X1,
                                .kind = INTERCEPT_CONTROL,
                                .stream = asked ? asked->flow : five_tuple_reverse(&answered->flow),
                                .time_ns = at->time_ns,
                                .said_ns = CLOCK_NONE,
                                .first = at->first,
                                .last = answered ? answered->last : at->last,
                                .pdu_bytes = bytes,
                                .content_bytes = 0,
                                .items = 1,
                                .direction = 0xff,
                                .losses = at->losses,
                                .deciphered = at->deciphered,
                                .unknown_elements = (request && (request->unknown_elements || request->type == X1_UNKNOWN)) ||
                                                    (m && (m->unknown_elements || m->type == X1_UNKNOWN)),
                                .control = &x};
    c->fn(c->ctx, &e);
}

static void tell_unanswered(struct x1_pairs *c, struct pending *p)
{
    for (size_t i = 0; i < p->body->count; i++)
        if (!p->told[i]) tell(c, &p->body->list[i], &p->at, p->bytes, NULL, NULL, false);
    x1_body_free(p->body);
    p->body = NULL;
}

/* The oldest that waits on that connection and stream (of any, when `flow` is NULL), not before `after`; NULL when none does. */
static struct pending *oldest(struct x1_pairs *c, const struct five_tuple *flow, uint32_t exchange, uint64_t after)
{
    struct pending *found = NULL;
    for (unsigned i = 0; i < PENDING_MAX; i++) {
        struct pending *p = &c->pending[i];
        if (!p->body || p->order <= after || (flow && (p->at.exchange != exchange || !five_tuple_equal(&p->at.flow, flow))))
            continue;
        if (!found || p->order < found->order) found = p;
    }
    return found;
}

static void wait_for_answer(struct x1_pairs *c, struct x1_body *b, uint32_t bytes, const struct x1_place *at)
{
    struct pending *p = NULL;
    for (unsigned i = 0; i < PENDING_MAX && !p; i++)
        if (!c->pending[i].body) p = &c->pending[i];
    if (!p) {
        p = oldest(c, NULL, 0, 0);
        tell_unanswered(c, p);
    }
    *p = (struct pending){.body = b, .at = *at, .bytes = bytes, .order = ++c->order};
    p->told = arena_alloc(b->arena, (b->count + 1) * sizeof *p->told);
}

/* The request with that transaction identifier; *ret_index is its place in the body. */
static struct pending *asked(struct x1_pairs *c, const struct five_tuple *flow, uint32_t exchange, const char *transaction,
                             size_t *ret_index)
{
    for (struct pending *p = oldest(c, flow, exchange, 0); p && *transaction; p = oldest(c, flow, exchange, p->order))
        for (size_t i = 0; i < p->body->count; i++)
            if (!p->told[i] && strcmp(p->body->list[i].transaction, transaction) == 0) {
                *ret_index = i;
                return p;
            }
    return NULL;
}

static void forget_told(struct pending *p)
{
    for (size_t i = 0; i < p->body->count; i++)
        if (!p->told[i]) return;
    x1_body_free(p->body);
    p->body = NULL;
}

/* All requests of the oldest body on the connection are refused at once. */
static void refuse_oldest(struct x1_pairs *c, const struct five_tuple *flow, const struct x1_place *at)
{
    struct pending *p = oldest(c, flow, at->exchange, 0);
    if (!p) return;
    for (size_t i = 0; i < p->body->count; i++) {
        if (!p->told[i]) tell(c, &p->body->list[i], &p->at, p->bytes, NULL, at, true);
        p->told[i] = true;
    }
    forget_told(p);
}

static void answer(struct x1_pairs *c, const struct x1_body *b, const struct x1_place *at, uint32_t bytes)
{
    struct five_tuple flow = five_tuple_reverse(&at->flow);
    for (size_t i = 0; i < b->count; i++) {
        const struct x1_message *m = &b->list[i];
        size_t index = 0;
        struct pending *p = asked(c, &flow, at->exchange, m->transaction, &index);
        if (p) {
            p->told[index] = true;
            tell(c, &p->body->list[index], &p->at, p->bytes, m, at, false);
            forget_told(p);
        } else if (m->type == X1_ERROR && !*m->transaction) {
            refuse_oldest(c, &flow, at);
        } else {
            tell(c, NULL, NULL, bytes, m, at, false);
        }
    }
}

void x1_pairs_observe(struct x1_pairs *c, li_pdu_fn *fn, void *ctx)
{
    c->observer = fn;
    c->observer_ctx = ctx;
}

static void show(const struct x1_pairs *c, const struct x1_body *b, struct bytes message, const struct x1_place *at)
{
    struct li_pdu pdu = {.protocol = LI_X1,
                         .bytes = message,
                         .x1 = b,
                         .flow = at->flow,
                         .time_ns = at->time_ns,
                         .first = at->first,
                         .last = at->last,
                         .deciphered = at->deciphered};
    if (c->observer) c->observer(c->observer_ctx, &pdu);
}

struct x1_taken x1_pairs_take(struct x1_pairs *c, const struct http1 *h, struct bytes message, const struct x1_place *at)
{
    struct five_tuple back = five_tuple_reverse(&at->flow);
    struct x1_parser *parser = h->body_len || h->until_close ? x1_parser_new() : NULL;
    struct x1_body *b = NULL;
    size_t offset = 0;
    if (parser) {
        for (struct bytes piece; (piece = http1_body(h, message, &offset)).len;)
            if (!x1_parser_feed(parser, piece)) break;
        b = x1_parser_done(parser);
    }
    struct x1_taken taken = {.is_x1 = b && b->is_x1, .malformed = b && b->is_x1 && b->malformed, .messages = b ? b->count : 0};
    bool keep = false;
    if (taken.is_x1) show(c, b, message, at);
    if (taken.messages && h->request) {
        keep = true;
        wait_for_answer(c, b, (uint32_t)message.len, at);
    } else if (taken.messages) {
        answer(c, b, at, (uint32_t)message.len);
    } else if (!h->request && h->status >= 400) {
        refuse_oldest(c, &back, at);
    }
    if (!keep) x1_body_free(b);
    return taken;
}

void x1_pairs_flush(struct x1_pairs *c)
{
    for (struct pending *p; (p = oldest(c, NULL, 0, 0));) tell_unanswered(c, p);
}
