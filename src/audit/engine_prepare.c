/* What may be done of a batch on any thread, before it is judged. */
#include <stdatomic.h>
#include <string.h>

#include "audit/engine_internal.h"
#include "base/prefetch.h"
#include "proto/management.h"
#include "proto/tcp.h"
#include "proto/tls.h"
#include "proto/x2x3.h"

/* What a payload may be by its first octet, of enum watch_sight. Most octets begin nothing that is watched for, and nothing more
 * is asked then. X2 and X3 PDUs are not told so: their first octets are a version. */
static unsigned may_begin(uint8_t first)
{
    switch (first) {
    case 'A':
    case 'D':
    case 'L':
    case 'R': return SIGHT_CONTROL; /* DTCP */
    case 'H':
    case 'P':
    case 0x00: return SIGHT_HTTP; /* settings of HTTP/2 */
    case 'S':
    case '<':
    case 0x0a:
    case 0x4d:
    case 0xd4: return SIGHT_MANAGE; /* SSH, XML, capture files */
    case 0x16: return SIGHT_TLS;
    case 0x18:
    case 0x1a:
    case 0x1c:
    case 0x1e:
    case 0x30:
    case 0xa2:
    case 0xa3:
    case 0xa4: return SIGHT_LI;
    case 0xa1: return SIGHT_LI | SIGHT_MANAGE;
    default: return 0;
    }
}

static unsigned sight_of_segment(const struct stack *s, const struct layer *tcp, unsigned may)
{
    if (tcp->cap_len < 20) return 0;
    unsigned sight = SIGHT_TCP | (tcp->data[13] & TCP_SYN ? SIGHT_SYN : 0U);
    if (UNLIKELY(may & SIGHT_LI || x2x3_maybe(s->payload)) && intercept_sniff(s->payload, false)) sight |= SIGHT_LI;
    if (UNLIKELY(may & SIGHT_HTTP) && intercept_sniff_control(s->payload)) sight |= SIGHT_HTTP;
    if (UNLIKELY(may & SIGHT_TLS) && tls_sniff(s->payload)) sight |= SIGHT_TLS;
    return sight;
}

/* What tunnels carry is subscribers' own: of that only segments are looked at. */
uint8_t engine_sight_of(const struct stack *s)
{
    if (s->inner_transport == STACK_NO_LAYER) return 0;
    const struct layer *l = &s->layer[s->inner_transport];
    bool tcp = l->kind == LAYER_TCP;
    if (!tcp && l->kind != LAYER_UDP) return 0;
    unsigned may = s->payload.len ? may_begin(s->payload.data[0]) : 0, sight = tcp ? sight_of_segment(s, l, may) : 0;
    if (s->outer_ip != s->inner_ip || l->cap_len < 4) return (uint8_t)sight;
    uint16_t sport = load_be16(l->data), dport = load_be16(l->data + 2);
    if (management_port(sport, dport) || (UNLIKELY(may & SIGHT_MANAGE) && management_begins(s->payload))) sight |= SIGHT_MANAGE;
    if ((!tcp && control_port(sport, dport)) || (UNLIKELY(may & SIGHT_CONTROL) && control_begins(s->payload)))
        sight |= SIGHT_CONTROL;
    if (!tcp && UNLIKELY(may & SIGHT_LI) && intercept_sniff_datagram(s->payload)) sight |= SIGHT_LI;
    return (uint8_t)sight;
}

/* Frames for which memory is asked before they are at hand: what another core has of it is here by then. */
enum { AHEAD = 8 };

void engine_load(struct engine *e, struct engine_batch *b, const struct frame *frames, size_t count)
{
    ENSURE(count <= ENGINE_BATCH_FRAMES);
    b->count = (unsigned)count;
    for (size_t i = 0; i < count; i++) {
        if (i + AHEAD < count) prefetch_write(&b->frames[i + AHEAD]);
        b->frames[i] = frames[i];
        b->tap[i] = frames[i].interface < e->interface_count ? e->interface_tap[frames[i].interface] : -1;
    }
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
    if (UNLIKELY(s->stop == STACK_FRAGMENT)) return;
    t->watch = engine_sight_of(s);
    book_identify(&e->book, u);
    t->hint = (uint8_t)(u->way.link ^ u->tap);
    if (atomic_load_explicit(&e->enters[t->hint], memory_order_relaxed)) book_print(&e->book, u);
}

/* What most frames need. */
static inline void prefetch_frame(const struct engine_batch *b, unsigned i)
{
    enum { HEADERS = 128, LAYERS = 7 };
    prefetch_lines(b->frames[i].data, HEADERS);
    prefetch_write(&b->sights[i]);
    book_unit_prefetch_write(&b->units[i]);
    prefetch_lines_write(&b->stacks[i], offsetof(struct stack, layer) + LAYERS * sizeof(struct layer));
}

void engine_prepare(const struct engine *e, struct engine_batch *b)
{
    for (unsigned i = 0; i < b->count; i++) {
        if (b->tap[i] < 0) continue;
        if (i + AHEAD < b->count) prefetch_frame(b, i + AHEAD);
        prepare_one(e, &b->frames[i], b->tap[i], &b->units[i], &b->sights[i], &b->stacks[i]);
    }
}
