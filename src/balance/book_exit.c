#include "balance/book_internal.h"
#include "proto/icmp.h"
#include "proto/tcp.h"

enum { ALIAS_MISSES = 8, GIVE_UP_FLOWS = 8 };

/* Of a tunnel that the element itself made the outer conversation is part of the way; of others only where they go next. */
static inline uint64_t path_key(const struct book_unit *u, bool own, uint32_t via)
{
    uint64_t way = own && u->way.tunnelled ? u->way.bound : u->way.plain;
    return path_key_via((way ^ own) * UINT64_C(0x9e3779b97f4a7c15), via);
}

/* What a way of `flow` is by that shows it as the unit's, see struct path. */
static uint32_t way_via(const struct book_unit *u, uint32_t flow)
{
    return flow == u->flow ? 0 : u->flow;
}

/* Is this a way on which subscribers' traffic is expected to leave? */
static void judge_way(const struct book *b, const struct book_unit *u, const struct exit_shape *shape, const struct party *party,
                      struct path *p)
{
    const struct scope_tap *tap = &b->scope->taps[u->tap];
    const struct scope_element *e = &b->scope->elements[tap->element];
    bool way = shape->own ? !shape->tunnelled || party->standing == STANDING_TRANSPORT : !scope_own(e, &shape->outer.dst);
    p->side_only = way && tap->side == SCOPE_MANAGEMENT && p->kind != PATH_CONTENT && party->standing != STANDING_TRANSPORT;
    p->routable = way && !p->side_only && p->kind != PATH_CONTENT;
    p->forwardable = way && tap->side != SCOPE_MANAGEMENT && p->kind == PATH_CONTENT;
    if (scope_pool(e, &u->id.tuple.dst))
        p->expected_side = tap->side == SCOPE_ACCESS;
    else
        p->expected_side = tap->side != SCOPE_MANAGEMENT && (tap->side != SCOPE_ACCESS || !scope_pool(e, &u->id.tuple.src));
}

/* A way by which the flow has not left before. NULL when there is no room. */
OUTLINE static struct path *path_make(struct book *b, const struct book_unit *u, uint32_t flow, enum path_kind kind,
                                      bool made_here)
{
    struct flow *f = book_flow(b, flow);
    struct exit_shape shape;
    exit_shape_of(b, u, made_here, &shape);
    uint32_t party = party_of(b, u, &shape), index = party ? pool_take(&b->paths) : 0;
    if (party && !index) {
        f->turn = b->turn; /* not this one */
        for (unsigned i = 0; i < GIVE_UP_FLOWS && !index && flow_give_up(b); i++) index = pool_take(&b->paths);
    }
    if (!index) {
        b->counts.paths_refused++;
        return NULL;
    }
    struct path *p = book_path(b, index);
    uint32_t via = way_via(u, flow);
    *p = (struct path){.next = f->paths,
                       .flow = flow,
                       .party = party,
                       .via = via,
                       .tap = (uint16_t)u->tap,
                       .key = path_key(u, shape.own, via),
                       .peer = path_peer(u->way.dst),
                       .kind = (uint8_t)kind,
                       .first_ns = u->time_ns,
                       .last_ns = u->time_ns};
    judge_way(b, u, &shape, book_party(b, party), p);
    beyond_path(b, u, &shape, p);
    book_party(b, party)->path_count++;
    f->paths = index;
    return p;
}

static inline struct path *path_of(struct book *b, const struct book_unit *u, uint32_t flow, enum path_kind kind)
{
    const struct flow *f = book_flow(b, flow);
    bool made_here = kind == PATH_CONTENT && !book_flow(b, u->flow)->entered;
    uint64_t key = path_key(u, exit_own(b, u, made_here), way_via(u, flow));
    for (uint32_t i = f->paths; i;) {
        struct path *p = book_path(b, i);
        if (p->key == key && p->kind == kind) return p;
        i = p->next;
    }
    return path_make(b, u, flow, kind, made_here);
}

void path_prove(struct book *b, struct path *p, struct frame_ref exit, struct frame_ref entry)
{
    if (!p->proof) p->proof = pool_take(&b->proofs);
    if (!p->proof) return;
    struct proof *proof = pool_at(&b->proofs, p->proof);
    if (proof->used < PARTY_PROOFS) proof->pair[proof->used++] = (struct proof_pair){exit, entry};
}

/* An exit by a way that no subscriber's traffic takes: it counts towards certainty as it is seen. */
OUTLINE static void live_copy(struct book *b, struct path *p, const struct book_unit *u)
{
    struct party *party = book_party(b, p->party);
    if (party->live_first_ns == CLOCK_NONE) party->live_first_ns = u->time_ns;
    book_add(&party->live, u->packets, u->bytes);
    if (party->live.packets < COPY_MIN_PACKETS || party->detected.packets) return;
    party->detected = party->live;
    party->detected_ns = u->time_ns;
}

void note_repeat(struct book *b, struct flow *f, int64_t time_ns)
{
    if (++f->repeats != COPY_MIN_PACKETS) return;
    f->certain_ns = time_ns;
    for (uint32_t i = f->paths; i;) {
        struct path *p = book_path(b, i);
        uint64_t packets = p->explained.packets + p->repeated.packets;
        p->certain_packets = packets < UINT32_MAX ? (uint32_t)packets : UINT32_MAX;
        p->certain_bytes = p->explained.bytes + p->repeated.bytes;
        i = p->next;
    }
}

static inline void book_hit(struct book *b, struct path *p, const struct book_unit *u, struct frame_ref entry, bool repeated)
{
    struct flow *f = book_flow(b, p->flow);
    book_add(repeated ? &p->repeated : &p->explained, u->packets, u->bytes);
    p->last_ns = u->time_ns;
    if (repeated) {
        note_repeat(b, f, u->time_ns);
        p->several_taps |= p->tap != u->tap;
    } else if (entry.number < p->newest.number && entry.capture == p->newest.capture) {
        rule_out(b, f, RULED_OVERTAKEN, u->packets, u->bytes);
    } else {
        p->newest = entry;
    }
    bool second_way = book_path(b, f->paths)->next != 0;
    bool beside_route = !p->routable && (!p->side_only || (f->flags & FLOW_SUBJECT) || second_way);
    if (beside_route) live_copy(b, p, u);
    if (beside_route || second_way || repeated) path_prove(b, p, u->ref, entry);
}

/* `answer`: it only refuses something, and no entry is waited for. */
static void book_miss(struct book *b, struct path *p, const struct book_unit *u, bool answer)
{
    struct party *party = book_party(b, p->party);
    book_add(&p->unmatched, u->packets, u->bytes);
    p->last_ns = u->time_ns;
    if (answer) {
        book_add(&party->answers, u->packets, u->bytes);
        return;
    }
    party_sample(party, u->ref);
    late_exit(b, p, u);
}

/* An ICMP error quotes the packet it is about back to its sender (RFC 792; RFC 4443 cl. 2.4): ret_quoted is the conversation of
 * that packet, which did come in from there. */
static bool quotes_back(const struct book *b, const struct book_unit *u, struct five_tuple *ret_quoted)
{
    const struct stack *s = u->stack;
    struct icmp m;
    if (s->inner_transport == STACK_NO_LAYER) return false;
    const struct layer *l = &s->layer[s->inner_transport];
    if (l->kind != LAYER_ICMP && l->kind != LAYER_ICMPV6) return false;
    if (!icmp_parse(bytes_of(l->data, l->cap_len), l->kind == LAYER_ICMP ? 4 : 6, &m) || !m.quotes) return false;
    if (!ip_equal(&m.quoted.src, &u->id.tuple.dst)) return false;
    uint32_t element = b->scope->taps[u->tap].element;
    uint32_t flow = flow_find(b, element, &m.quoted, flow_hash(element, &m.quoted));
    *ret_quoted = m.quoted;
    return flow && (book_flow(b, flow)->entered || book_flow(b, flow)->alias);
}

/* It only says no: a TCP reset without data, or an ICMP error to whom it concerns. */
static bool refuses(const struct book *b, const struct book_unit *u)
{
    const struct stack *s = u->stack;
    struct tcp t;
    struct five_tuple quoted;
    if (s->inner_transport == STACK_NO_LAYER || s->inner_ip != s->outer_ip) return false;
    const struct layer *l = &s->layer[s->inner_transport];
    if (l->kind == LAYER_TCP) return !s->payload_wire_len && tcp_parse(bytes_of(l->data, l->cap_len), &t) && (t.flags & TCP_RST);
    return quotes_back(b, u, &quoted);
}

/* The far end stays when a near address is translated. */
bool same_far_end(const struct five_tuple *in, const struct five_tuple *out)
{
    return in->protocol == out->protocol && ((ip_equal(&in->dst, &out->dst) && in->dport == out->dport) ||
                                             (ip_equal(&in->src, &out->src) && in->sport == out->sport));
}

void make_alias(struct book *b, uint32_t face, uint32_t flow)
{
    struct flow *x = book_flow(b, face), *f = book_flow(b, flow);
    if (x->alias) book_flow(b, x->alias)->face = 0;
    if (f->face) book_flow(b, f->face)->alias = 0;
    x->alias = flow;
    flow_subject(b, f, &x->tuple);
    x->misses = 0;
    f->face = face;
}

/* Does the element still owe the flow so many bytes of what came in with it? Then they are paid. */
static inline bool flow_owes(struct flow *f, const struct book_unit *u)
{
    int64_t left = (int64_t)f->owed - u->payload_wire_len;
    f->owed = left > INT32_MIN ? (int32_t)left : INT32_MIN;
    return left >= 0;
}

/* Exit of a flow that came in (or of its translated face). False when its payload never came in with it. */
static inline bool exit_of(struct book *b, struct book_unit *u, uint32_t flow)
{
    struct flow *f = book_flow(b, flow);
    enum path_kind kind = flow == u->flow ? PATH_SAME : same_far_end(&f->tuple, &u->id.tuple) ? PATH_TRANSLATED : PATH_REDIRECTED;
    struct print_slot *s = print_find(&b->window, print_bind(u->id.whole, f->hash), print_tick(u->time_ns));
    if (!s && b->cut_seen && !u->id.snapped)
        s = print_find(&b->window, print_bind(snapped_print(b, u->stack, 0), f->hash), print_tick(u->time_ns));
    if (!s || slot_awaits(s)) return false;
    struct path *p = path_of(b, u, flow, kind);
    if (!p) return true;
    bool repeated = s->count == 0;
    if (!repeated) {
        s->count--;
        (void)flow_owes(f, u);
    }
    book_hit(b, p, u, slot_entry(s), repeated);
    return true;
}

/* Content that goes back to its own sender, by the way it came, is no copy for anybody else: an answer that quotes the question.
 */
static bool goes_back(const struct book_unit *u, const struct flow *f)
{
    return u->has_ip && ip_equal(&f->tuple.src, &u->id.tuple.dst) && f->entry_peer == u->way.dst;
}

/* Likewise what an ICMP error says of a packet to the sender of that packet; what else it holds may be a copy. */
static bool returns_content(struct book *b, const struct book_unit *u, const struct candidate *best)
{
    struct flow *f = book_flow(b, best->flow);
    struct five_tuple quoted;
    if (quotes_back(b, u, &quoted) && ip_equal(&f->tuple.src, &quoted.src)) {
        rule_out(b, book_flow(b, u->flow), RULED_ICMP_QUOTE, u->packets, u->bytes);
        return true;
    }
    if (!goes_back(u, f)) return false;
    rule_out(b, f, f->flags & FLOW_TO_OWN ? RULED_OWN_BUSINESS : RULED_UNSEEN_ENTRY, u->packets, u->bytes);
    return true;
}

/* A conversation that did come in, on its route, whose entry the capture missed: that others fetch the same content is no copy.
 * But one of which more leaves without entry than with one is not missed, it is made up. */
static bool entry_was_missed(const struct path *p)
{
    return p && p->routable && p->unmatched.packets <= p->explained.packets + p->repeated.packets + COPY_MIN_PACKETS;
}

/* The same of a translated conversation, which keeps its entries with its alias: what others fetch from the same far end is not
 * taken for theirs. */
static bool alias_entry_was_missed(struct book *b, const struct book_unit *u)
{
    const struct flow *x = book_flow(b, u->flow);
    if (!u->flow || !x->alias) return false;
    uint64_t seen = 0, unseen = 0, key = path_key(u, exit_own(b, u, false), u->flow);
    for (uint32_t i = book_flow(b, x->alias)->paths; i;) {
        const struct path *p = book_path(b, i);
        if (p->key == key && p->kind == PATH_TRANSLATED && p->routable) seen += p->explained.packets;
        i = p->next;
    }
    for (uint32_t i = x->paths; i;) {
        const struct path *p = book_path(b, i);
        unseen += p->unmatched.packets;
        i = p->next;
    }
    return seen > 0 && unseen <= seen + COPY_MIN_PACKETS;
}

/* What has left by a route of its own is not waiting for a translated face. */
static bool has_route(const struct book *b, const struct flow *f)
{
    for (uint32_t i = f->paths; i;) {
        const struct path *p = book_path(b, i);
        if (p->routable) return true;
        i = p->next;
    }
    return false;
}

/* Is this a way on which translated traffic leaves? */
static bool leaves_by_route(struct book *b, const struct book_unit *u)
{
    struct path probe = {.kind = PATH_REDIRECTED};
    struct exit_shape shape;
    exit_shape_of(b, u, false, &shape);
    uint32_t party = party_of(b, u, &shape);
    if (party) judge_way(b, u, &shape, book_party(b, party), &probe);
    return probe.routable;
}

/* A payload that is not known as a whole for its own flow: look for its content. False when there is none that came in. */
static bool exit_by_content(struct book *b, struct book_unit *u, struct content *c)
{
    const struct candidate *list = c->list;
    struct flow *x = book_flow(b, u->flow);
    if (!c->searched) content_windows(b, u, c);
    content_embedded(b, u, c);
    if (c->count == 0) return false;
    if (returns_content(b, u, &list[0])) return false;
    const struct flow *best = book_flow(b, list[0].flow);
    bool same_far = same_far_end(&best->tuple, &u->id.tuple);
    if (same_far && list[0].flow != x->alias && alias_entry_was_missed(b, u)) return false;
    const struct print_slot *whole = print_find(&b->window, print_bind(u->id.whole, best->hash), print_tick(u->time_ns));
    /* plain routing under another address is a translation: one end stays, or the new source is the element's own. Whatever else
     * is on the way is a copy. */
    const struct scope_element *e = &b->scope->elements[best->element];
    bool translated = same_far || (best->tuple.protocol == u->id.tuple.protocol && scope_own(e, &u->id.tuple.src));
    if (whole && u->flow && !x->entered && translated && (whole->count > 0 || !has_route(b, best))) {
        if (leaves_by_route(b, u)) {
            make_alias(b, u->flow, list[0].flow);
            return exit_of(b, u, list[0].flow);
        }
    }
    for (unsigned i = 0; i < c->count; i++) {
        /* a place for the one before may have cost this one its own */
        struct path *p = book_flow(b, list[i].flow)->hash ? path_of(b, u, list[i].flow, PATH_CONTENT) : NULL;
        struct book_unit share = *u;
        if (!p) continue;
        /* the frame is booked once, with the flow it carries most of; the others are named by their frames only */
        if (i > 0) share.packets = 0, share.bytes = 0;
        book_hit(b, p, &share, list[i].entry, true);
    }
    return true;
}

/* Content of the flow's own that left with other borders (a proxy, segmentation offload) is forwarded, once. */
static bool exit_resegmented(struct book *b, struct book_unit *u, struct content *c)
{
    content_windows(b, u, c);
    if (!c->own) return false;
    struct path *p = path_of(b, u, u->flow, PATH_SAME);
    bool owed = flow_owes(book_flow(b, u->flow), u);
    if (owed) rule_out(b, book_flow(b, u->flow), RULED_OTHER_BORDERS, u->packets, u->bytes);
    if (p) book_hit(b, p, u, c->own_entry, !owed);
    return true;
}

/* When the other direction's translation is known, this one's is its mirror image. */
static void alias_by_reverse(struct book *b, uint32_t face)
{
    const struct flow *x = book_flow(b, face);
    struct five_tuple back = five_tuple_reverse(&x->tuple);
    uint32_t other = flow_find(b, x->element, &back, flow_hash(x->element, &back));
    if (!other || !book_flow(b, other)->face) return;
    struct five_tuple outside = five_tuple_reverse(&book_flow(b, book_flow(b, other)->face)->tuple);
    uint32_t flow = flow_find(b, x->element, &outside, flow_hash(x->element, &outside));
    if (flow && flow != face && book_flow(b, flow)->entered && !book_flow(b, flow)->face) make_alias(b, face, flow);
}

/* Of snapped frames too little is left to be known by content. */
static void alias_by_snapped(struct book *b, const struct book_unit *u)
{
    uint32_t flow = snapped_origin(b, u);
    if (flow && !book_flow(b, flow)->face && !has_route(b, book_flow(b, flow)) && leaves_by_route(b, u))
        make_alias(b, u->flow, flow);
}

/* What nothing explains, or only a declaration: its volume over time is held against the subscribers'. */
static void watch_volume(struct book *b, struct party *p, const struct book_unit *u)
{
    bool open = p->standing == STANDING_UNDECLARED || p->standing == STANDING_DECLARED || p->standing == STANDING_DELIVERY;
    if (!p->own || !open || !u->stack->payload_wire_len) return;
    if (UNLIKELY(u->id.snapped) && p->standing == STANDING_DELIVERY) p->cut++;
    if (!p->watched) p->candidate = volume_candidate(&b->volume, p->element);
    p->watched = true;
    if (p->candidate) volume_left(&b->volume, p->candidate, u->time_ns, u->packets, (uint32_t)u->bytes, u->stack);
}

/* Whose translated face an exit shows that came in from nowhere. */
OUTLINE static void alias_find(struct book *b, const struct book_unit *u)
{
    alias_by_reverse(b, u->flow);
    if (!book_flow(b, u->flow)->alias && b->snaps_seen) alias_by_snapped(b, u);
}

/* The flow did not come in with this payload: the translated port may have passed to another subscriber. */
static void alias_missed(struct book *b, struct flow *x)
{
    if (++x->misses <= ALIAS_MISSES) return;
    book_flow(b, x->alias)->face = 0;
    x->alias = 0;
}

/* An exit whose payload never came in with its conversation: known by its content, or by nothing. */
OUTLINE static void exit_unexplained(struct book *b, struct book_unit *u)
{
    struct flow *x = book_flow(b, u->flow);
    struct content content = {0};
    if (x->entered && exit_resegmented(b, u, &content)) return;
    struct path *p = x->entered ? path_of(b, u, u->flow, PATH_SAME) : NULL;
    if (!entry_was_missed(p) && exit_by_content(b, u, &content)) return;
    if (!p) p = path_of(b, u, u->flow, PATH_SAME);
    if (!p) return;
    book_miss(b, p, u, refuses(b, u));
    watch_volume(b, book_party(b, p->party), u);
}

/* What leaves without a conversation that is kept, or under warrant, is told by its party alone. */
OUTLINE static void exit_by_party(struct book *b, struct book_unit *u)
{
    struct content content = {0};
    struct exit_shape shape;
    if (!u->has_ip && !u->warranted && exit_by_content(b, u, &content)) return; /* in frames of some kind of their own */
    exit_shape_of(b, u, false, &shape);
    uint32_t index = party_of(b, u, &shape);
    if (!index) return;
    struct party *p = book_party(b, index);
    book_add(u->warranted ? &p->warranted : &p->unmatched, u->packets, u->bytes);
    book_add(&p->total, u->packets, u->bytes);
    if (u->time_ns > p->last_ns) p->last_ns = u->time_ns;
    if (!u->warranted) party_sample(p, u->ref);
}

void book_exit(struct book *b, struct book_unit *u)
{
    if (UNLIKELY(!u->flow || u->warranted)) {
        exit_by_party(b, u);
        return;
    }
    struct flow *x = book_flow(b, u->flow);
    if (UNLIKELY(!x->entered && !x->alias)) alias_find(b, u);
    uint32_t flow = x->entered ? u->flow : x->alias;
    if (LIKELY(flow && exit_of(b, u, flow))) {
        if (!x->entered) x->misses = 0;
        return;
    }
    if (!x->entered && x->alias) alias_missed(b, x);
    exit_unexplained(b, u);
}
