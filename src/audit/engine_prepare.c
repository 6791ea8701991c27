/* What may be done of a batch on any thread, before it is judged. */
#include <stdatomic.h>
#include <string.h>

#include "audit/engine_internal.h"
#include "proto/management.h"
#include "proto/tcp.h"
#include "proto/tls.h"

/* What tunnels carry is subscribers' own. */
static bool may_manage(const struct stack *s)
{
    const struct layer *l = &s->layer[s->inner_transport];
    if (s->outer_ip != s->inner_ip || (l->kind != LAYER_TCP && l->kind != LAYER_UDP) || l->cap_len < 4) return false;
    return management_maybe(load_be16(l->data), load_be16(l->data + 2), s->payload);
}

uint8_t engine_sight_of(const struct stack *s)
{
    if (s->inner_transport == STACK_NO_LAYER) return 0;
    const struct layer *tcp = &s->layer[s->inner_transport];
    unsigned sight = (control_sniff(s) ? SIGHT_CONTROL : 0U) | (may_manage(s) ? SIGHT_MANAGE : 0U);
    if (tcp->kind == LAYER_UDP && s->outer_ip == s->inner_ip && intercept_sniff_datagram(s->payload)) sight |= SIGHT_LI;
    if (tcp->kind != LAYER_TCP || tcp->cap_len < 20) return (uint8_t)sight;
    sight |= SIGHT_TCP | (tcp->data[13] & TCP_SYN ? SIGHT_SYN : 0);
    if (intercept_sniff(s->payload, false)) sight |= SIGHT_LI;
    if (intercept_sniff_control(s->payload)) sight |= SIGHT_HTTP;
    if (s->payload.len && s->payload.data[0] == 0x16 && tls_sniff(s->payload)) sight |= SIGHT_TLS;
    return (uint8_t)sight;
}

void engine_load(struct engine *e, struct engine_batch *b, const struct frame *frames, size_t count)
{
    ENSURE(count <= ENGINE_BATCH_FRAMES);
    b->count = (unsigned)count;
    for (size_t i = 0; i < count; i++) {
        b->frames[i] = frames[i];
        b->tap[i] = frames[i].interface < e->interface_count ? e->interface_tap[frames[i].interface] : -1;
    }
}

static uint8_t hint_of(uint32_t tap, const struct engine_sight *t)
{
    uint32_t hash = (load_be32(t->link + 2) + load_be32(t->link + 8) * 31 + tap) * 2654435761u;
    return (uint8_t)(hash >> 24);
}

static void prepare_one(const struct engine *e, const struct frame *f, int32_t tap, struct book_unit *u, struct engine_sight *t,
                        struct stack *s)
{
    stack_decode(s, f->link_type, f->data, f->cap_len, f->wire_len);
    u->stack = s;
    u->tap = (uint32_t)tap;
    u->time_ns = f->time_ns;
    u->ref = f->ref;
    u->packets = 1;
    u->bytes = f->wire_len;
    u->warranted = false;
    const uint8_t *link = link_addresses(s);
    *t = (struct engine_sight){.has_link = link != NULL, .stop = s->stop};
    if (link) memcpy(t->link, link, sizeof t->link);
    t->hint = hint_of(u->tap, t);
    if (s->stop == STACK_FRAGMENT) return;
    t->watch = engine_sight_of(s);
    book_identify(&e->book, u);
    if (atomic_load_explicit(&e->enters[t->hint], memory_order_relaxed)) book_print(&e->book, u);
}

void engine_prepare(const struct engine *e, struct engine_batch *b)
{
    for (unsigned i = 0; i < b->count; i++) {
        if (b->tap[i] < 0) continue;
        if (i + 4 < b->count) __builtin_prefetch(b->frames[i + 4].data);
        prepare_one(e, &b->frames[i], b->tap[i], &b->units[i], &b->sights[i], &b->stacks[i]);
    }
}
