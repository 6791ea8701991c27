#include "balance/direction.h"

#include <stdlib.h>

/* Strength of evidence about a MAC address. */
enum { MAC_BY_CONTENT = 2, MAC_BY_SUBSCRIBER = 3, MAC_BY_ADDRESS = 4, MAC_GIVEN = 5 };

enum { VOTES_NEEDED = 8 }; /* with at most a quarter as many doubts */

static struct direction_mac *mac_slot(struct direction_tap *t, const uint8_t *mac, bool make)
{
    uint32_t hash = load_be32(mac + 2) * 2654435761u;
    for (unsigned i = 0; i < 16; i++) {
        struct direction_mac *m = &t->macs[((hash >> 24) + i) % DIRECTION_MACS];
        if (m->used && memcmp(m->mac, mac, 6) == 0) return m;
        if (m->used) continue;
        /* a flood of invented addresses must not push out the known ones */
        if (!make || t->used >= DIRECTION_MACS / 2) return NULL;
        memcpy(m->mac, mac, 6);
        m->used = true;
        t->used++;
        return m;
    }
    return NULL;
}

static void raise_to(struct direction_tap *t, uint8_t *strength, uint8_t to)
{
    if (*strength >= to) return;
    *strength = to;
    memset(t->pairs, 0, sizeof t->pairs);
}

static inline const uint8_t *mac_from(const struct passage *p)
{
    return p->link + 6;
}

/* The frame goes from `from` to `to`, of which one end is the element: out says which. Group addresses teach nothing. */
static void learn(struct direction_tap *t, const struct passage *p, bool out, uint8_t strength)
{
    struct direction_mac *src = mac_slot(t, mac_from(p), true);
    struct direction_mac *dst = p->link[0] & 1 ? NULL : mac_slot(t, p->link, true);
    if (src) raise_to(t, out ? &src->own : &src->other, strength);
    if (dst) raise_to(t, out ? &dst->other : &dst->own, strength);
}

bool directions_init(struct directions *d, const struct scope *scope)
{
    struct direction_tap *taps = calloc(scope->tap_count ? scope->tap_count : 1, sizeof *taps);
    if (!taps) return false;
    for (size_t i = 0; i < scope->tap_count; i++) {
        const struct scope_element *e = &scope->elements[scope->taps[i].element];
        for (size_t k = 0; k < e->mac_count; k++) {
            struct direction_mac *m = mac_slot(&taps[i], e->macs[k].bytes, true);
            if (m) m->own = MAC_GIVEN;
        }
    }
    *d = (struct directions){scope, taps};
    return true;
}

void directions_done(struct directions *d)
{
    free(d->taps);
    *d = (struct directions){0};
}

static enum direction by_mac(struct direction_tap *t, const struct passage *p)
{
    const struct direction_mac *src = mac_slot(t, mac_from(p), false), *dst = mac_slot(t, p->link, false);
    /* own and other at once is a router's address that both kinds of traffic use: it says nothing */
    int from = src ? src->own - src->other : 0, to = dst ? dst->own - dst->other : 0;
    if (from > 0 && from > to) return DIRECTION_OUT;
    if (to > 0 && to > from) return DIRECTION_IN;
    return DIRECTION_UNKNOWN;
}

static struct direction_pair *pair_slot(struct direction_tap *t, const uint8_t *link)
{
    uint32_t hash = (load_be32(link + 2) * 31 + load_be32(link + 8)) * 2654435761u;
    return &t->pairs[(hash >> 24) % DIRECTION_PAIRS];
}

/* As by_mac, with a look at what it said last time. */
static enum direction by_pair(struct direction_tap *t, const struct passage *p)
{
    struct direction_pair *known = pair_slot(t, p->link);
    if (LIKELY(known->direction != DIRECTION_UNKNOWN && memcmp(known->link, p->link, sizeof known->link) == 0))
        return known->direction;
    enum direction direction = by_mac(t, p);
    known->direction = (uint8_t)direction;
    memcpy(known->link, p->link, sizeof known->link);
    return direction;
}

/* ARP (RFC 826) over Ethernet and IPv4: the sender's pair of addresses. */
static bool arp_sender(const struct stack *s, struct ip_addr *ret)
{
    const struct layer *l = &s->layer[s->depth - 1];
    if (l->kind != LAYER_ARP || l->cap_len < 28 || load_be16(l->data + 2) != 0x0800 || l->data[5] != 4) return false;
    *ret = ip_from_v4(l->data + 14);
    return true;
}

static enum direction by_address(const struct scope_element *e, const struct five_tuple *outer)
{
    bool from = scope_own(e, &outer->src), to = scope_own(e, &outer->dst);
    if (from == to) return DIRECTION_UNKNOWN;
    return from ? DIRECTION_OUT : DIRECTION_IN;
}

/* A subscriber's packet is on the access side on its way in, elsewhere on its way out; one to a subscriber the other way round.
 */
static enum direction by_pool(const struct scope_element *e, enum scope_side side, const struct five_tuple *outer,
                              bool *ret_strong)
{
    bool from = scope_pool(e, &outer->src), to = scope_pool(e, &outer->dst);
    if (from == to || side == SCOPE_ALL) return DIRECTION_UNKNOWN;
    *ret_strong = from && side != SCOPE_ACCESS;
    return from == (side == SCOPE_ACCESS) ? DIRECTION_IN : DIRECTION_OUT;
}

static enum direction by_flag(const struct frame *f, const struct stack *s)
{
    if (f->direction == FRAME_INBOUND) return DIRECTION_IN;
    if (f->direction == FRAME_OUTBOUND) return DIRECTION_OUT;
    /* Linux cooked: packet type 4 is "sent by us", 0 "to us" */
    if (s->depth && s->layer[0].kind == LAYER_SLL) {
        if (s->layer[0].detail == 4) return DIRECTION_OUT;
        if (s->layer[0].detail == 0) return DIRECTION_IN;
    }
    return DIRECTION_UNKNOWN;
}

const uint8_t *link_addresses(const struct stack *s)
{
    return s->depth && s->layer[0].kind == LAYER_ETHERNET && s->layer[0].cap_len >= 14 ? s->layer[0].data : NULL;
}

struct passage direction_of(struct directions *d, uint32_t tap, const uint8_t *link, const struct frame *f, const struct stack *s)
{
    struct direction_tap *t = &d->taps[tap];
    struct passage p = {.direction = DIRECTION_UNKNOWN};
    if (link) {
        p.link = link;
        p.direction = by_pair(t, &p);
        if (p.direction != DIRECTION_UNKNOWN) return p;
    }
    const struct scope_tap *where = &d->scope->taps[tap];
    const struct scope_element *e = &d->scope->elements[where->element];
    struct five_tuple outer;
    struct ip_addr sender;
    if (s->outer_ip != STACK_NO_LAYER) {
        bool strong = false;
        stack_tuple(s, s->outer_ip, &outer);
        p.direction = by_address(e, &outer);
        if (p.direction != DIRECTION_UNKNOWN) {
            if (p.link) learn(t, &p, p.direction == DIRECTION_OUT, MAC_BY_ADDRESS);
            return p;
        }
        p.direction = by_pool(e, where->side, &outer, &strong);
        if (strong && p.link) learn(t, &p, true, MAC_BY_SUBSCRIBER);
        p.weak = !strong;
    } else if (s->depth && p.link && arp_sender(s, &sender)) {
        p.direction = scope_own(e, &sender) ? DIRECTION_OUT : DIRECTION_IN;
        struct direction_mac *m = mac_slot(t, mac_from(&p), true);
        if (m) raise_to(t, p.direction == DIRECTION_OUT ? &m->own : &m->other, MAC_BY_ADDRESS);
        return p;
    }
    if (p.direction == DIRECTION_UNKNOWN) {
        p.direction = (uint8_t)by_flag(f, s);
        p.weak = true;
    }
    return p;
}

void direction_by_content(struct directions *d, uint32_t tap, const struct passage *p, bool entered_elsewhere)
{
    struct direction_mac *src = p->link ? mac_slot(&d->taps[tap], mac_from(p), true) : NULL;
    if (!src) return;
    uint16_t *counter = entered_elsewhere ? &src->votes : &src->doubts;
    if (*counter < UINT16_MAX) ++*counter;
    if (src->votes >= VOTES_NEEDED && src->doubts * 4 <= src->votes) learn(&d->taps[tap], p, true, MAC_BY_CONTENT);
}
