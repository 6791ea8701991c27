#include <xxhash.h>

#include "balance/book_internal.h"

static bool is_tunnel(uint8_t kind)
{
    switch (kind) {
    case LAYER_GTPU:
    case LAYER_GRE:
    case LAYER_ERSPAN:
    case LAYER_VXLAN:
    case LAYER_GENEVE:
    case LAYER_L2TPV3:
    case LAYER_TZSP:
    case LAYER_JMIRROR:
    case LAYER_PCLI:
    case LAYER_NOKIA:
    case LAYER_RTBRICK:
    case LAYER_SHIM:
    case LAYER_ULIC: return true;
    default: return false;
    }
}

/* ARP, LLDP, STP and whatever else stays on its link; IPv6 neighbour discovery and multicast with link-local scope (RFC 4291, RFC
 * 5771). */
bool link_local(bool has_outer, const struct five_tuple *outer)
{
    const struct ip_addr *dst = &outer->dst;
    if (!has_outer) return true;
    if (dst->family == 4) return dst->bytes[0] == 224 && dst->bytes[1] == 0 && dst->bytes[2] == 0;
    return (dst->bytes[0] == 0xff && (dst->bytes[1] & 0x0f) <= 2) || (dst->bytes[0] == 0xfe && (dst->bytes[1] & 0xc0) == 0x80);
}

bool exit_own(const struct book *b, const struct book_unit *u, bool made_here)
{
    if (!u->has_ip) return false;
    /* what has only link scope is never in transit */
    if (made_here || u->way.own || !u->way.tunnelled) return made_here || u->way.own;
    /* a tunnel from somebody else's address: in transit when it came in that way, else the element made it up */
    const struct flow *f = u->flow ? book_flow(b, u->flow) : NULL;
    return !f || !f->entered || f->entry_peer != u->way.src;
}

void exit_shape_of(const struct book *b, const struct book_unit *u, bool made_here, struct exit_shape *ret)
{
    *ret = (struct exit_shape){.has_outer = u->has_ip, .tunnelled = u->has_ip && u->way.tunnelled};
    if (!ret->has_outer) return;
    stack_tuple(u->stack, u->stack->outer_ip, &ret->outer);
    ret->own = exit_own(b, u, made_here);
}

/* Which of the two ports names the service: the lower one, as long as only one of them can be an ephemeral port. */
static bool source_is_service(const struct five_tuple *t)
{
    return t->sport < t->dport;
}

/* How much of a party is its key. */
enum { PARTY_KEY_BYTES = offsetof(struct party, tap) };

/* Nothing of the party but its key is set. */
static void key_of(const struct book *b, const struct book_unit *u, const struct exit_shape *shape, struct party *k)
{
    const struct stack *s = u->stack;
    const struct scope_tap *tap = &b->scope->taps[u->tap];
    memset(k, 0, PARTY_KEY_BYTES);
    k->element = tap->element;
    k->side = (uint8_t)tap->side;
    k->own = shape->own;
    k->link_only = !shape->has_outer;
    if (!shape->own) {
        if (u->passage.link) memcpy(k->next_hop, u->passage.link, 6);
        return;
    }
    k->outer = shape->outer;
    k->service_is_src = source_is_service(&shape->outer);
    if (k->service_is_src)
        k->outer.dport = 0;
    else
        k->outer.sport = 0;
    for (unsigned i = s->outer_ip; i < s->depth && k->layer_count < PARTY_LAYERS; i++) {
        bool nested_ip = i > s->outer_ip && (s->layer[i].kind == LAYER_IPV4 || s->layer[i].kind == LAYER_IPV6) &&
                         (s->layer[i - 1].kind == LAYER_IPV4 || s->layer[i - 1].kind == LAYER_IPV6);
        if (is_tunnel(s->layer[i].kind) || nested_ip) k->layers[k->layer_count++] = s->layer[i].kind;
    }
}

static bool key_equal(const struct party *a, const struct party *b)
{
    return a->element == b->element && a->side == b->side && a->own == b->own && a->link_only == b->link_only &&
           a->service_is_src == b->service_is_src && a->layer_count == b->layer_count &&
           memcmp(a->layers, b->layers, sizeof a->layers) == 0 && memcmp(a->next_hop, b->next_hop, sizeof a->next_hop) == 0 &&
           five_tuple_equal(&a->outer, &b->outer);
}

struct party_key {
    const struct book *book;
    const struct party *party;
};

static bool party_matches(const void *ctx, uint32_t value)
{
    const struct party_key *k = ctx;
    return key_equal(book_party(k->book, value), k->party);
}

static uint64_t party_hash(const struct party *k)
{
    uint64_t hash = flow_hash(k->element, &k->outer);
    uint8_t rest[16] = {k->side, (uint8_t)(k->own | k->link_only << 1), k->service_is_src, k->layer_count};
    memcpy(rest + 4, k->layers, 6);
    memcpy(rest + 10, k->next_hop, 6);
    return XXH3_64bits_withSeed(rest, sizeof rest, hash);
}

static enum standing standing_of(const struct book *b, uint32_t element, const struct exit_shape *shape)
{
    /* to a neighbour's own link-local address only neighbour discovery and its like need no declaration */
    bool to_neighbour = shape->outer.dst.family == 6 && shape->outer.dst.bytes[0] == 0xfe;
    if (link_local(shape->has_outer, &shape->outer) && (!to_neighbour || shape->outer.protocol == 58)) return STANDING_LINK_LOCAL;
    return b->scope->standing ? b->scope->standing(b->scope->standing_ctx, element, &shape->outer) : STANDING_UNDECLARED;
}

uint32_t party_of(struct book *b, const struct book_unit *u, const struct exit_shape *shape)
{
    struct party key;
    key_of(b, u, shape, &key);
    uint64_t hash = party_hash(&key);
    struct party_key want = {b, &key};
    uint32_t index = index_find(&b->party_index, hash, party_matches, &want);
    uint16_t other = key.service_is_src ? shape->outer.dport : shape->outer.sport;
    if (index) {
        struct party *p = book_party(b, index);
        if (p->other_port != other) p->other_port_varies = true;
        return index;
    }
    index = pool_take(&b->parties);
    if (!index || !index_put(&b->party_index, hash, index)) {
        if (index) pool_give(&b->parties, index);
        b->counts.parties_refused++;
        return 0;
    }
    struct party *p = book_party(b, index);
    memcpy(p, &key, PARTY_KEY_BYTES);
    p->tap = u->tap;
    p->standing = key.own || !shape->has_outer ? standing_of(b, key.element, shape) : STANDING_UNDECLARED;
    p->other_port = other;
    p->first_ns = p->last_ns = u->time_ns;
    p->detected_ns = p->live_first_ns = p->copied_first_ns = p->copied_last_ns = CLOCK_NONE;
    for (unsigned i = 0; i < u->stack->depth && !p->tunnel_id; i++)
        if (is_tunnel(u->stack->layer[i].kind)) p->tunnel_id = u->stack->layer[i].id;
    return index;
}
