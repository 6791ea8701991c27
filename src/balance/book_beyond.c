/* A mirror port may show a packet once more behind the element's next hop. Neither of its link addresses is the element's then;
 * but an element may put any address on what it sends, so the addresses prove nothing. What it cannot do is to show a packet
 * before it came in: a link on which packets are seen on their way to the element, with hops still to go, before the element has
 * them, belongs to somebody who forwards to it. What leaves the other way round on such a link, by the same side and tunnel as
 * the route, has only gone one hop further on it. */
#include <xxhash.h>

#include "balance/book_internal.h"

enum { VOTES_NEEDED = 4, VOTES_OF_A_FLOW = 4, EXCUSED_PER_VOTE = 4, TELLING_BYTES = 16 };

static struct beyond_link *link_slot(struct book *b, uint32_t link, bool make)
{
    for (unsigned i = 0; i < BEYOND_LINKS; i++) {
        struct beyond_link *l = &b->beyond[i];
        if (l->link == link) return l;
        if (l->link) continue;
        if (!make) return NULL;
        l->link = link;
        return l;
    }
    return NULL;
}

void beyond_entry(struct book *b, struct flow *f, const struct book_unit *u, bool first)
{
    uint32_t link = u->way.link;
    uint8_t hops = u->way.hops;
    /* what little payload there is might have been foreseen */
    if (!link || u->payload_len < TELLING_BYTES || f->beyond_votes >= VOTES_OF_A_FLOW) return;
    if (!first) {
        if (!f->entry_link || link == f->entry_link || hops >= f->entry_hops) return;
        struct beyond_link *l = link_slot(b, f->entry_link, true);
        if (l) l->votes++;
        f->beyond_votes++;
    }
    f->entry_link = link;
    f->entry_hops = hops;
}

void beyond_path(const struct book *b, const struct book_unit *u, const struct exit_shape *shape, struct path *p)
{
    const struct stack *s = u->stack;
    struct {
        struct ip_addr src, dst;
        uint32_t id;
        uint8_t side, own, protocol, kinds[STACK_DEPTH];
    } way;
    memset(&way, 0, sizeof way);
    way.side = (uint8_t)b->scope->taps[u->tap].side;
    way.own = shape->own;
    if (shape->tunnelled) {
        way.src = shape->outer.src;
        way.dst = shape->outer.dst;
        way.protocol = shape->outer.protocol;
        for (unsigned i = s->outer_ip; i < s->inner_ip; i++) {
            way.kinds[i] = s->layer[i].kind;
            if (s->layer[i].kind >= LAYER_GTPU) way.id = way.id * 31 + s->layer[i].id;
        }
    }
    p->way = (uint32_t)XXH3_64bits(&way, sizeof way);
    p->link = u->passage.link ? link_hash(b, u->tap, u->passage.link, u->passage.link + 6) : 0;
}

bool beyond_next_hop(struct book *b, const struct path *p)
{
    const struct beyond_link *l = p->link ? link_slot(b, p->link, false) : NULL;
    return l && l->votes >= VOTES_NEEDED;
}

bool beyond_excuses(struct book *b, const struct path *p, const struct path *route)
{
    if (!route || p == route || p->way != route->way || p->via != route->via || p->kind != route->kind || !beyond_next_hop(b, p))
        return false;
    struct beyond_link *l = link_slot(b, p->link, false);
    if (l->excused / EXCUSED_PER_VOTE >= l->votes) return false;
    l->excused++;
    return true;
}
