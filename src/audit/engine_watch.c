/* The watch over TCP conversations: which of them carry interceptions, in clear or in TLS. */
#include "audit/engine_internal.h"
#include "proto/tcp.h"
#include "proto/tls.h"
#include "proto/x2x3.h"

/* A TCP conversation of the flow table: found to be LI, or searched so far; keyed: TLS whose secrets may be at hand;
 * managed: a management session; facts: TLS between elements; others: of any conversation, that it concerns no target of a
 * warrant; judged: product in it was held against the warrants. */
enum {
    WATCH_LI = 1,
    WATCH_TLS = 2,
    WATCH_STARTED = 4,
    WATCH_WARRANTED = 8,
    WATCH_KEYED = 16,
    WATCH_MANAGED = 32,
    WATCH_FACTS = 64,
    WATCH_OTHERS = 128,
    WATCH_JUDGED = 256
};
enum { DEEP_SEARCH_BYTES = 16384 };

static void randoms_add(struct randoms *r, const uint8_t client_random[static 32])
{
    r->total++;
    if (r->count == r->room) {
        size_t want = r->room ? r->room * 2 : 64;
        void *p = want <= ENGINE_RANDOMS ? realloc(r->list, want * sizeof *r->list) : NULL;
        if (!p) return;
        r->list = p;
        r->room = want;
    }
    memcpy(r->list[r->count++], client_random, 32);
}

/* Is this conversation one of an element's own (not a subscriber's), in which an LI interface may hide behind TLS? */
static bool of_network(const struct flow *f)
{
    return (f->flags & (FLOW_TO_OWN | FLOW_FROM_OWN)) && !(f->flags & FLOW_SUBJECT);
}

/* Who asks for PDUs wants those of all. */
static bool may_hold_li(const struct engine *e, const struct flow *f)
{
    return e->on_pdu || of_network(f);
}

static struct tcp_segment segment_of(const struct book_unit *u)
{
    const struct layer *tcp = &u->stack->layer[u->stack->inner_transport];
    return (struct tcp_segment){.flow = u->id.tuple,
                                .seq = load_be32(tcp->data + 4),
                                .flags = tcp->data[13],
                                .payload = u->stack->payload,
                                .wire_len = u->stack->payload_wire_len,
                                .time_ns = u->time_ns,
                                .ref = u->ref};
}

/* What a session shows without secrets. */
static void note_facts(struct engine *e, const struct book_unit *u)
{
    struct tcp_segment segment = segment_of(u);
    tls_facts_segment(e->facts, &segment, u->tap, u->bytes);
}

/* Does it begin with the head of product under an active warrant? */
static bool begins_warranted(const struct engine *e, const struct book_unit *u)
{
    uint8_t xid[16];
    unsigned type = e->warrants ? x2x3_begins_product(u->stack->payload, xid) : 0;
    const struct warrant *w = type ? warrants_by_xid_at(e->warrants, xid, u->time_ns) : NULL;
    return w && warrant_covers(w, u->time_ns) && (w->cc || type != X2X3_X3);
}

/* Before a segment is shown to a tracker, which may complete PDUs. */
static void expect_events(struct engine *e, const struct book_unit *u)
{
    e->event_seen = false;
    e->broken_off = intercept_counts(e->tracker)->broken_off;
    e->intercepts.tap = u->tap;
}

/* After a segment: a frame inside a PDU belongs with the PDU that it will complete; until then with the one before. Where none
 * was complete yet, because the capture lacks what came before and it is waited for, its head must tell; what it holds is judged
 * once it is whole. Bytes behind a PDU that belong to none are no product, whatever is delivered around them: what broke off
 * is searched like any other traffic, until product comes again. */
static void mark_warranted(struct engine *e, struct book_unit *u, struct flow *f)
{
    if (intercept_counts(e->tracker)->broken_off != e->broken_off) {
        f->watch = (uint16_t)((f->watch | WATCH_JUDGED) & ~WATCH_WARRANTED);
    } else if (e->event_seen) {
        if (e->event_class != CLASS_HOUSEKEEPING) f->watch |= WATCH_JUDGED;
        f->watch = (uint16_t)(e->event_class == CLASS_WARRANTED ? f->watch | WATCH_WARRANTED : f->watch & ~WATCH_WARRANTED);
    } else if (!(f->watch & (WATCH_JUDGED | WATCH_WARRANTED)) && begins_warranted(e, u)) {
        f->watch |= WATCH_WARRANTED;
    }
    u->warranted = (f->watch & WATCH_WARRANTED) && u->payload_wire_len;
}

static void pass_to_tracker(struct engine *e, struct book_unit *u, struct flow *f)
{
    struct tcp_segment segment = segment_of(u);
    if (UNLIKELY(segment.payload.len < segment.wire_len)) cut_streams_add(&e->cut, e->network, &segment.flow);
    expect_events(e, u);
    intercept_segment(e->tracker, &segment);
    mark_warranted(e, u, f);
}

/* False when the conversation is no TLS that can be opened: it is searched in clear then, from this segment on. */
static bool pass_to_tls(struct engine *e, struct book_unit *u, struct flow *f)
{
    struct tcp_segment segment = segment_of(u);
    expect_events(e, u);
    if (!tls_tracker_segment(e->tls, &segment)) {
        f->watch &= (uint16_t)~WATCH_KEYED;
        return false;
    }
    mark_warranted(e, u, f);
    return true;
}

/* A TLS session between elements is counted; with secrets at hand it is opened. Its start may come before its hello (segments out
 * of order), so then everything from a SYN on is shown to the TLS tracker until that declines. */
static void watch_tls(struct engine *e, const struct book_unit *u, struct flow *f, unsigned sight)
{
    struct tls_client_hello hello;
    bool keys = !tls_secret_store_empty(e->secrets);
    if (sight & SIGHT_SYN && keys) f->watch |= WATCH_KEYED;
    if (!(sight & SIGHT_TLS) || f->watch & WATCH_TLS) return;
    f->watch |= WATCH_TLS;
    if (keys) f->watch |= WATCH_KEYED;
    if (tls_client_hello(u->stack->payload, &hello)) randoms_add(&e->sessions, hello.random);
}

bool engine_manage(struct engine *e, const struct book_unit *u)
{
    const struct layer *l = &u->stack->layer[u->stack->inner_transport];
    if (!u->flow || !of_network(book_flow(&e->book, u->flow))) return false;
    struct maintenance_packet p = {.tuple = u->id.tuple,
                                   .payload = u->stack->payload,
                                   .syn =
                                       l->kind == LAYER_TCP && l->cap_len >= 20 && (l->data[13] & (TCP_SYN | TCP_ACK)) == TCP_SYN,
                                   .time_ns = u->time_ns,
                                   .bytes = u->bytes,
                                   .ref = u->ref};
    return maintenance_take(&e->maintenance, &p);
}

void engine_watch_target(struct engine *e, const struct book_unit *u)
{
    struct flow *f = u->flow ? book_flow(&e->book, u->flow) : NULL;
    if (!f || f->watch & WATCH_OTHERS) return;
    if (!targets_passed(&e->targets, u)) f->watch |= WATCH_OTHERS;
}

void engine_look_again(struct engine *e)
{
    for (uint32_t i = 1; i < e->book.flows.top; i++) book_flow(&e->book, i)->watch &= (uint16_t)~WATCH_OTHERS;
}

/* Product in UDP. */
static void take_datagram(struct engine *e, struct book_unit *u)
{
    struct flow *f = book_flow(&e->book, u->flow);
    struct tcp_segment g = {.flow = u->id.tuple,
                            .payload = u->stack->payload,
                            .wire_len = u->stack->payload_wire_len,
                            .time_ns = u->time_ns,
                            .ref = u->ref};
    if (!may_hold_li(e, f)) return;
    expect_events(e, u);
    intercept_datagram(e->tracker, &g);
    mark_warranted(e, u, f);
}

/* Nothing to do for it: no TCP, or a segment that shows nothing and belongs to a conversation that is neither followed nor
 * searched any more, or has no payload. Of most units; told without a branch on what changes from one to the next. */
static inline bool watch_passes(const struct flow *f, const struct book_unit *u, unsigned sight)
{
    bool followed = f->watch & (WATCH_LI | WATCH_KEYED | WATCH_MANAGED | WATCH_FACTS);
    bool searched = (u->payload_len != 0) & (f->watched < DEEP_SEARCH_BYTES);
    bool shows = sight & ~(unsigned)SIGHT_TCP, segment = sight & SIGHT_TCP;
    return !(shows | (segment & (followed | searched)));
}

void engine_watch(struct engine *e, struct book_unit *u, unsigned sight)
{
    if (LIKELY(watch_passes(book_flow(&e->book, u->flow), u, sight))) return;
    if (u->flow && UNLIKELY((sight & (SIGHT_TCP | SIGHT_LI)) == SIGHT_LI)) take_datagram(e, u);
    if (!u->flow || !(sight & SIGHT_TCP)) return;
    struct flow *f = book_flow(&e->book, u->flow);
    if (sight & SIGHT_TLS && of_network(f)) f->watch |= WATCH_FACTS;
    if (f->watch & WATCH_FACTS) note_facts(e, u);
    if (UNLIKELY((sight & (SIGHT_MANAGE | SIGHT_SYN) || f->watch & WATCH_MANAGED) && engine_manage(e, u)))
        f->watch |= WATCH_MANAGED;
    if (f->watch & WATCH_LI) {
        pass_to_tracker(e, u, f);
        return;
    }
    if (sight & SIGHT_SYN) f->watch |= WATCH_STARTED;
    bool li = sight & SIGHT_LI && !(f->watch & WATCH_TLS);
    if (sight & (SIGHT_SYN | SIGHT_TLS) && !li && may_hold_li(e, f)) watch_tls(e, u, f, sight);
    if (f->watch & WATCH_KEYED && !li && pass_to_tls(e, u, f)) return;
    if (!u->payload_len) return;
    /* a capture that starts inside a stream may never show a PDU at the start of a segment: then the first of it is searched
     * throughout */
    bool deep = !(f->watch & WATCH_STARTED) && f->watched < DEEP_SEARCH_BYTES;
    if (f->watched < DEEP_SEARCH_BYTES) f->watched += u->payload_len;
    bool starts = sight & SIGHT_LI || (sight & SIGHT_HTTP && may_hold_li(e, f));
    if (!starts && !(deep && intercept_sniff(u->stack->payload, true))) return;
    f->watch |= WATCH_LI;
    pass_to_tracker(e, u, f);
}
