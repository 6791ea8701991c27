#include "balance/book_internal.h"
#include "base/prefetch.h"

static uint64_t left_by(const struct path *p)
{
    return p->explained.packets + p->repeated.packets;
}

/* How much a path looks like the flow's route. */
struct claim {
    unsigned fitness;
    uint32_t popularity; /* flows that take the same next hop or tunnel peer */
    uint64_t volume;
    int64_t first_ns;
};

/* The other direction of a flow that leaves by `p`. */
static struct five_tuple way_back(const struct book *b, const struct flow *f, const struct path *p)
{
    return five_tuple_reverse(p->via ? &book_flow(b, p->via)->tuple : &f->tuple);
}

/* The peer from which the other direction comes in is where this direction belongs. */
static bool goes_where_it_comes_from(const struct book *b, const struct flow *f, const struct path *p)
{
    struct five_tuple back = way_back(b, f, p);
    uint32_t other = flow_find(b, f->element, &back, flow_hash(f->element, &back));
    return other && book_flow(b, other)->entered && path_peer(book_flow(b, other)->entry_peer) == p->peer;
}

static struct claim claim_of(struct book *b, const struct flow *f, const struct path *p)
{
    static const unsigned by_kind[] = {[PATH_SAME] = 8, [PATH_TRANSLATED] = 6, [PATH_REDIRECTED] = 2, [PATH_CONTENT] = 0};
    /* a sight behind the next hop is no way of its own */
    unsigned fitness =
        beyond_next_hop(b, p) ? 0 : by_kind[p->kind] + (p->expected_side ? 4 : 0) + (goes_where_it_comes_from(b, f, p) ? 3 : 0);
    return (struct claim){fitness, book_party(b, p->party)->path_count, left_by(p), p->first_ns};
}

static bool claims_more(const struct claim *a, const struct claim *b)
{
    if (a->fitness != b->fitness) return a->fitness > b->fitness;
    if (a->popularity != b->popularity) return a->popularity > b->popularity;
    if (a->volume != b->volume) return a->volume > b->volume;
    return a->first_ns < b->first_ns;
}

static bool is_probe(const struct book *b, const struct path *p)
{
    return book_party(b, p->party)->standing == STANDING_PROBE;
}

static struct path *route_of(struct book *b, const struct flow *f)
{
    struct path *route = NULL;
    struct claim best = {0};
    for (uint32_t i = f->paths; i;) {
        struct path *p = book_path(b, i);
        if (p->routable && left_by(p) && !is_probe(b, p)) {
            struct claim c = claim_of(b, f, p);
            if (!route || claims_more(&c, &best)) route = p, best = c;
        }
        i = p->next;
    }
    return route;
}

/* The conversation as the subscriber knows it: of a translated flow the face with the subscriber's own address. */
static const struct five_tuple *subscriber_view(const struct book *b, const struct flow *f)
{
    const struct scope_element *e = &b->scope->elements[f->element];
    if (scope_pool(e, &f->tuple.src) || scope_pool(e, &f->tuple.dst) || !f->face) return &f->tuple;
    const struct flow *face = book_flow(b, f->face);
    return scope_pool(e, &face->tuple.src) || scope_pool(e, &face->tuple.dst) ? &face->tuple : &f->tuple;
}

void party_list_copied(struct party *party, const struct five_tuple *tuple, const struct book_tally *t)
{
    struct copied_flow *place = NULL;
    party->copied_count++;
    for (unsigned i = 0; i < PARTY_COPIED; i++) {
        struct copied_flow *c = &party->copied_flows[i];
        if (c->tuple.src.family && five_tuple_equal(&c->tuple, tuple)) {
            book_add(&c->tally, t->packets, t->bytes);
            party->copied_count--;
            return;
        }
        if (!place || c->tally.bytes < place->tally.bytes) place = c;
    }
    if (!place->tuple.src.family || place->tally.bytes < t->bytes) *place = (struct copied_flow){*tuple, *t};
}

void party_keep_proof(struct book *b, struct party *party, uint32_t proof)
{
    const struct proof *from = book_proof(b, proof);
    if (!from) return;
    if (!party->proof) party->proof = pool_take(&b->proofs);
    if (!party->proof) return;
    struct proof *to = pool_at(&b->proofs, party->proof);
    for (unsigned i = 0; i < from->used && to->used < PARTY_PROOFS; i++) to->pair[to->used++] = from->pair[i];
}

static void draw_copy(struct book *b, const struct flow *f, struct party *party, const struct path *p, const struct path *route)
{
    if (!party->series) party->series = pool_take(&b->series);
    if (!party->series) return;
    struct copy_series *s = pool_at(&b->series, party->series);
    copy_series_add(s, COPY_COPIED, p->first_ns, p->last_ns, left_by(p));
    if (s->flow == p->flow) return;
    s->flow = p->flow;
    const struct path *in = route ? route : p; /* what came in left at once */
    copy_series_add(s, COPY_ENTERED, in->first_ns, in->last_ns, f->entered);
    if (route) copy_series_add(s, COPY_FORWARDED, route->first_ns, route->last_ns, left_by(route));
}

/* Two ways that look alike are told apart only when settled, but repeats were certain when there were enough of them. */
static void note_certain(struct party *party, const struct flow *f, const struct path *p)
{
    if (!p->certain_packets || (party->detected.packets && party->detected_ns <= f->certain_ns)) return;
    party->detected = (struct book_tally){p->certain_packets, p->certain_bytes};
    party->detected_ns = f->certain_ns;
    party->live_first_ns = p->first_ns;
}

static void settle_copy(struct book *b, const struct flow *f, const struct path *p, const struct path *route)
{
    struct party *party = book_party(b, p->party);
    struct book_tally t = {left_by(p), p->explained.bytes + p->repeated.bytes};
    book_add(p->forwardable ? &party->doubtful : &party->copied, t.packets, t.bytes);
    party_list_copied(party, subscriber_view(b, f), &t);
    party_keep_proof(b, party, p->proof);
    draw_copy(b, f, party, p, route);
    if (party->copied_first_ns == CLOCK_NONE || p->first_ns < party->copied_first_ns) party->copied_first_ns = p->first_ns;
    if (party->copied_last_ns == CLOCK_NONE || p->last_ns > party->copied_last_ns) party->copied_last_ns = p->last_ns;
    note_certain(party, f, p);
}

/* A way that can never be a route carries a copy, whatever else left. */
static bool beside_route(const struct flow *f, const struct path *p, const struct path *route)
{
    /* what ends at the element itself and is forwarded nowhere is its own business, not a subscriber's */
    if (p->routable || ((f->flags & FLOW_TO_OWN) && !route)) return false;
    return !p->side_only || (f->flags & FLOW_SUBJECT) || route;
}

/* So, or a second way on which as much left again: `excess` are the repeats that no copy has used up yet. */
static bool is_copy(const struct flow *f, const struct path *p, const struct path *route, uint64_t *excess)
{
    uint64_t left = left_by(p);
    if (!p->routable) return beside_route(f, p, route);
    if (*excess * 2 < left || *excess == 0) return false;
    *excess -= *excess < left ? *excess : left;
    return true;
}

/* Exits beyond the entries that neither an approved probe nor a copy beside the route accounts for, nor a sight behind it. */
static uint64_t excess_of(const struct book *b, const struct flow *f, const struct path *route)
{
    uint64_t repeats = 0, accounted = 0;
    for (uint32_t i = f->paths; i;) {
        const struct path *p = book_path(b, i);
        if (p->kind != PATH_CONTENT) repeats += p->repeated.packets;
        bool apart = is_probe(b, p) || beside_route(f, p, route) || p->excused;
        if (p->kind != PATH_CONTENT && apart) accounted += left_by(p);
        i = p->next;
    }
    return repeats > accounted ? repeats - accounted : 0;
}

void party_sample_proof(const struct book *b, struct party *party, uint32_t proof)
{
    const struct proof *from = book_proof(b, proof);
    for (unsigned i = 0; from && i < from->used; i++) party_sample(party, from->pair[i].exit);
}

/* Packets whose entry is known, but which are neither forwarded nor a copy. */
static void settle_rest(struct book *b, struct flow *f, struct party *party, const struct path *p, uint64_t packets,
                        uint64_t bytes)
{
    rule_out(b, f, RULED_OWN_BUSINESS, packets, bytes);
    party_sample_proof(b, party, p->proof);
    book_add(&party->unmatched, packets, bytes);
}

/* Exits without entry of a conversation that came in (or whose translated face it is): fewer than with one. */
static bool entries_were_missed(const struct book *b, const struct flow *f, const struct path *p)
{
    uint32_t entered = f->entered ? f->entered : f->alias ? book_flow(b, f->alias)->entered : 0;
    return entered && p->unmatched.packets <= (uint64_t)entered + COPY_MIN_PACKETS;
}

static void settle_path(struct book *b, struct flow *f, struct path *p, const struct path *route, uint64_t *excess)
{
    struct party *party = book_party(b, p->party);
    uint64_t left = left_by(p), bytes = p->explained.bytes + p->repeated.bytes;
    if (p->first_ns < party->first_ns) party->first_ns = p->first_ns;
    if (p->last_ns > party->last_ns) party->last_ns = p->last_ns;
    book_add(&party->total, left + p->unmatched.packets, bytes + p->unmatched.bytes);
    book_add(&party->unmatched, p->unmatched.packets, p->unmatched.bytes);
    if (p->routable && entries_were_missed(b, f, p)) party->unseen += p->unmatched.packets;
    if (is_probe(b, p)) {
        book_add(&party->unmatched, left, bytes);
    } else if (p == route) {
        book_add(&party->forwarded, left, bytes);
    } else if (p->excused) {
        book_add(&party->forwarded, left, bytes);
        rule_out(b, f, RULED_SEEN_TWICE, left, bytes);
    } else if (p->kind == PATH_CONTENT || left) {
        if (is_copy(f, p, route, excess)) {
            settle_copy(b, f, p, route);
        } else if (p->routable || p->side_only) {
            book_add(&party->forwarded, left, bytes);
            if (p->routable)
                rule_out_other_way(b, f, p);
            else
                party_sample_proof(b, party, p->proof); /* a finding on the way itself shows these frames */
        } else {
            settle_rest(b, f, party, p, left, bytes);
        }
    }
}

void book_settle_prefetch(const struct book *b, uint32_t flow, bool again)
{
    const struct flow *f = book_flow(b, flow);
    if (!f->hash || !f->paths) return;
    struct five_tuple back = way_back(b, f, book_path(b, f->paths));
    uint64_t hash = flow_hash(f->element, &back);
    if (again)
        prefetch_lines_write(book_flow(b, index_guess(&b->flow_index, hash)), sizeof(struct flow));
    else
        index_prefetch(&b->flow_index, hash);
}

void book_settle(struct book *b, uint32_t flow)
{
    struct flow *f = book_flow(b, flow);
    const struct path *route = route_of(b, f);
    for (uint32_t i = f->paths; i;) {
        struct path *p = book_path(b, i);
        p->excused = beyond_excuses(b, p, route);
        i = p->next;
    }
    uint64_t excess = excess_of(b, f, route);
    for (uint32_t i = f->paths; i;) {
        struct path *p = book_path(b, i);
        settle_path(b, f, p, route, &excess);
        i = p->next;
    }
    rule_out_ways(b, f, route, excess);
    for (uint32_t i = f->paths; i;) {
        struct path *p = book_path(b, i);
        uint32_t next = p->next;
        if (p->proof) pool_give(&b->proofs, p->proof);
        pool_give(&b->paths, i);
        i = next;
    }
    f->paths = 0;
}
