#include "balance/book_internal.h"

void rule_out(struct book *b, struct flow *f, enum ruled reason, uint64_t packets, uint64_t bytes)
{
    struct ruled_tally *t = &b->counts.ruled[reason];
    t->packets += packets;
    t->bytes += bytes;
    t->conversations += !(f->ruled >> reason & 1);
    f->ruled |= (uint16_t)(1u << reason);
}

void rule_out_again(struct book *b, const struct book_unit *u, struct flow *f, uint16_t last_tap)
{
    enum ruled reason = last_tap != u->tap ? RULED_TWO_TAPS : f->tuple.protocol == 6 ? RULED_SENT_AGAIN : RULED_ALIKE;
    rule_out(b, f, reason, u->packets, u->bytes);
}

void rule_out_shared(struct book *b, const struct book_unit *u, struct flow *f)
{
    if (b->shared.number == u->ref.number && b->shared.capture == u->ref.capture) return;
    b->shared = u->ref;
    rule_out(b, f, RULED_SHARED, u->packets, u->bytes);
}

static enum ruled translation(const struct book *b, const struct flow *f, const struct path *p)
{
    const struct five_tuple *in = &f->tuple, *out = &book_flow(b, p->via)->tuple;
    if (p->kind == PATH_REDIRECTED) return RULED_REDIRECTED;
    return ip_equal(&in->src, &out->src) && ip_equal(&in->dst, &out->dst) ? RULED_NAT_PORT : RULED_NAT_ADDRESS;
}

void rule_out_other_way(struct book *b, struct flow *f, const struct path *p)
{
    const struct party *party = book_party(b, p->party);
    enum ruled reason = RULED_OTHER_WAY;
    for (unsigned i = 0; i < party->layer_count; i++)
        if (party->layers[i] == LAYER_GTPU) reason = RULED_HANDOVER;
    if (p->explained.packets) rule_out(b, f, reason, p->explained.packets, p->explained.bytes);
}

static void rule_out_route(struct book *b, struct flow *f, const struct path *p, uint64_t excess)
{
    uint64_t again = p->repeated.packets < excess ? p->repeated.packets : excess;
    if (p->kind == PATH_TRANSLATED || p->kind == PATH_REDIRECTED)
        rule_out(b, f, translation(b, f, p), p->explained.packets, p->explained.bytes);
    if (again)
        rule_out(b, f, p->several_taps ? RULED_TWO_TAPS : RULED_SEEN_TWICE, again,
                 p->repeated.bytes / p->repeated.packets * again);
}

void rule_out_ways(struct book *b, struct flow *f, const struct path *route, uint64_t excess)
{
    for (uint32_t i = f->paths; i;) {
        const struct path *p = book_path(b, i);
        i = p->next;
        /* what was only late has been taken out again */
        if (p->routable && p->unmatched.packets && (f->entered || f->alias))
            rule_out(b, f, RULED_UNSEEN_ENTRY, p->unmatched.packets, p->unmatched.bytes);
    }
    if (route) rule_out_route(b, f, route, excess);
}
