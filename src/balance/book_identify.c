/* What a unit is known by: its conversation, its payload, its way. Pure; on any thread. */
#include "balance/book_internal.h"

/* A packet without payload is known by what its TCP header says (sequence and acknowledgement number, flags), which NAT leaves
 * alone; options are left out because middleboxes clamp them. */
static uint64_t whole_of_header(const struct print_key *k, const struct stack *s)
{
    const struct layer *l = s->inner_transport == STACK_NO_LAYER ? NULL : &s->layer[s->inner_transport];
    uint8_t print[10];
    if (!l || l->kind != LAYER_TCP || l->cap_len < 20) return print_whole(k, bytes_of(l ? &l->kind : NULL, l ? 1 : 0));
    memcpy(print, l->data + 4, 8);
    print[8] = l->data[12] & 0x0f;
    print[9] = l->data[13];
    return print_whole(k, bytes_of(print, sizeof print));
}

uint32_t cut_off(const struct stack *s)
{
    const struct layer *ip = &s->layer[s->inner_ip];
    uint32_t said = 0;
    if (ip->kind == LAYER_IPV4 && ip->cap_len >= 20)
        said = load_be16(ip->data + 2);
    else if (ip->kind == LAYER_IPV6 && ip->cap_len >= 40 && load_be16(ip->data + 4))
        said = 40u + load_be16(ip->data + 4);
    return said > ip->wire_len ? said - ip->wire_len : 0;
}

static inline void identify(const struct book *b, uint32_t element, const struct stack *s, struct packet_identity *ret,
                            struct address_hashes *ret_of)
{
    uint32_t missing = cut_off(s);
    stack_tuple(s, s->inner_ip, &ret->tuple);
    *ret_of = (struct address_hashes){address_hash(&ret->tuple.src), address_hash(&ret->tuple.dst)};
    ret->bytes = s->layer[s->inner_ip].wire_len;
    ret->hash = flow_hash_of(element, &ret->tuple, ret_of);
    ret->snapped = s->payload.len < s->payload_wire_len || missing || s->stop == STACK_SNAPPED;
    if (UNLIKELY(ret->snapped))
        ret->whole = snapped_print(b, s, missing);
    else if (s->payload.len)
        ret->whole = print_whole(&b->key, s->payload);
    else
        ret->whole = whole_of_header(&b->key, s);
}

void packet_identify(const struct book *b, uint32_t element, const struct stack *s, struct packet_identity *ret)
{
    struct address_hashes of;
    identify(b, element, s, ret, &of);
}

/* `link`: addresses of receiver and sender. */
static uint32_t hash_of_link(const struct book_tap *t, const uint8_t *link)
{
    uint32_t hash = (uint32_t)mix(load_word(link) ^ t->link_key, load_word(link + 4));
    return hash ? hash : 1;
}

uint32_t link_hash(const struct book *b, uint32_t tap, const uint8_t *from, const uint8_t *to)
{
    uint8_t link[12];
    memcpy(link, to, 6);
    memcpy(link + 6, from, 6);
    return hash_of_link(&b->taps[tap], link);
}

/* Which of the bits of book_tap.own an address chooses. */
static inline uint64_t own_bit(uint64_t hash)
{
    return UINT64_C(1) << (hash >> 58);
}

void book_tap_init(const struct book *b, uint32_t tap, struct book_tap *ret)
{
    const struct scope_tap *t = &b->scope->taps[tap];
    const struct scope_element *e = &b->scope->elements[t->element];
    *ret = (struct book_tap){.element = t->element, .side = (uint8_t)t->side, .link_key = mix(b->key.seed, tap)};
    for (size_t i = 0; i < e->own_count; i++) {
        const struct ip_prefix *p = &e->own[i];
        ret->own |= p->bits == (p->addr.family == 4 ? 32 : 128) ? own_bit(address_hash(&p->addr)) : UINT64_MAX;
    }
}

/* Is the address, of that hash, the element's own? Of most it is told without looking through its list. */
static inline bool is_own(const struct book *b, const struct book_tap *t, const struct ip_addr *a, uint64_t hash)
{
    return t->own & own_bit(hash) && scope_own(&b->scope->elements[t->element], a);
}

static inline uint8_t hops_left(const struct layer *ip)
{
    return ip->kind == LAYER_IPV4 ? ip->data[8] : ip->data[7];
}

/* What the packet is carried in: `outer` and what follows it up to the innermost IP header. */
static inline void way_tunnels(const struct layer *outer, const struct layer *inner, struct packet_way *way)
{
    uint64_t id = outer->detail;
    bool in_gtpu = false;
    for (const struct layer *l = outer + 1; l < inner; l++) {
        in_gtpu |= l->kind == LAYER_GTPU;
        id = id * 0x9e3779b1u + l->kind + (l->kind >= LAYER_GTPU ? (uint64_t)l->id << 8 : 0);
    }
    way->in_gtpu = in_gtpu;
    way->bound = mix(way->src ^ way->plain, way->dst + id);
}

/* `way` has its link; `inner`: the hashes of the innermost addresses. */
static inline void packet_travels(const struct book *b, const struct book_unit *u, const struct address_hashes *inner,
                                  struct packet_way *way)
{
    const struct stack *s = u->stack;
    const struct book_tap *t = &b->taps[u->tap];
    const struct layer *inner_ip = &s->layer[s->inner_ip], *outer_ip = &s->layer[s->outer_ip];
    struct five_tuple seen;
    const struct five_tuple *outer = &u->id.tuple;
    way->hops = hops_left(outer_ip);
    way->tunnelled = outer_ip != inner_ip;
    way->in_gtpu = false;
    way->src = inner->src;
    way->dst = inner->dst;
    if (way->tunnelled) {
        stack_tuple(s, s->outer_ip, &seen);
        outer = &seen;
        way->src = address_hash(&seen.src);
        way->dst = address_hash(&seen.dst);
        way_tunnels(outer_ip, inner_ip, way);
    }
    way->own = is_own(b, t, &outer->src, way->src) || link_local(true, outer);
}

void book_identify(const struct book *b, struct book_unit *u)
{
    const struct stack *s = u->stack;
    const struct book_tap *t = &b->taps[u->tap];
    const uint8_t *link = link_addresses(s);
    struct address_hashes of;
    u->flow = 0;
    u->print_count = 0;
    u->printed = false;
    u->has_ip = s->inner_ip != STACK_NO_LAYER;
    u->payload_len = (uint32_t)s->payload.len;
    u->payload_wire_len = s->payload_wire_len;
    if (LIKELY(u->has_ip)) {
        identify(b, t->element, s, &u->id, &of);
    } else { /* of other frames only the content counts */
        u->id = (struct packet_identity){.snapped = true};
        u->way = (struct packet_way){0};
    }
    /* the receiver's address and the side; the lowest bits are free, see path_key */
    u->way.plain = (link ? load_be64(link) & ~UINT64_C(0xffff) : 0) | (uint64_t)t->side << 8;
    u->way.link = link ? hash_of_link(t, link) : 0;
    if (LIKELY(u->has_ip)) packet_travels(b, u, &of, &u->way);
}

void book_print(const struct book *b, struct book_unit *u)
{
    if (!u->has_ip || u->printed) return;
    struct bytes payload = u->stack->payload;
    u->printed = true;
    u->print_count = (uint8_t)print_entry(&b->key, payload, u->id.whole, u->prints);
    /* too short or too regular for windows: known as a whole, if there is enough of it to be known by */
    if (u->print_count == 0 && !u->id.snapped && (payload.len >= 16 || payload.len == 0))
        u->prints[u->print_count++] = u->id.whole;
}
