/* What a unit is known by: its conversation, its payload, its way. Pure; on any thread. */
#include "balance/book_internal.h"
#include "proto/tcp.h"

static const struct layer *transport_of(const struct stack *s)
{
    return s->inner_transport == STACK_NO_LAYER ? NULL : &s->layer[s->inner_transport];
}

/* A packet without payload is known by what its TCP header says (sequence and acknowledgement number, flags), which NAT leaves
 * alone; options are left out because middleboxes clamp them. */
static uint64_t whole_of_header(const struct print_key *k, const struct layer *l)
{
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

void packet_identify(const struct book *b, uint32_t element, const struct stack *s, struct packet_identity *ret)
{
    const struct layer *transport = transport_of(s);
    uint32_t missing = cut_off(s);
    stack_tuple(s, s->inner_ip, &ret->tuple);
    ret->hash = flow_hash(element, &ret->tuple);
    ret->snapped = s->payload.len < s->payload_wire_len || missing || s->stop == STACK_SNAPPED;
    if (ret->snapped)
        ret->whole = snapped_print(b, s, missing);
    else if (s->payload.len)
        ret->whole = print_whole(&b->key, s->payload);
    else
        ret->whole = whole_of_header(&b->key, transport);
}

static uint64_t load_mac(const uint8_t *p)
{
    return (uint64_t)load_be32(p) << 16 | load_be16(p + 4);
}

uint32_t link_hash(const struct book *b, uint32_t tap, const uint8_t *from, const uint8_t *to)
{
    uint32_t hash = (uint32_t)mix(mix(load_mac(from), b->key.seed), mix(load_mac(to), tap));
    return hash ? hash : 1;
}

/* Keys of the way: two packets with the same key leave by the same path. The tap is not part of it: two taps on one side see the
 * same way. */
static void way_keys(const struct stack *s, const uint8_t *link, uint8_t protocol, uint8_t side, struct packet_way *ret)
{
    ret->plain = mix(link ? load_mac(link) : 0, side);
    if (!ret->tunnelled) return;
    uint64_t id = protocol;
    for (unsigned i = s->outer_ip; i < s->inner_ip; i++)
        id = id * 31 + s->layer[i].kind + (s->layer[i].kind >= LAYER_GTPU ? (uint64_t)s->layer[i].id << 8 : 0);
    ret->bound = mix(mix(ret->plain, ret->src), mix(ret->dst, id));
}

static uint8_t hops_left(const struct layer *ip)
{
    return ip->kind == LAYER_IPV4 ? ip->data[8] : ip->data[7];
}

static void packet_travels(const struct book *b, uint32_t tap, const struct stack *s, const struct five_tuple *inner,
                           struct packet_way *ret)
{
    const struct scope_tap *t = &b->scope->taps[tap];
    const uint8_t *link = link_addresses(s);
    struct five_tuple seen;
    const struct five_tuple *outer = inner;
    *ret = (struct packet_way){.tunnelled = s->inner_ip != s->outer_ip, .link = link ? link_hash(b, tap, link + 6, link) : 0};
    if (ret->tunnelled) {
        stack_tuple(s, s->outer_ip, &seen);
        outer = &seen;
        for (unsigned i = s->outer_ip; i < s->inner_ip; i++) ret->in_gtpu |= s->layer[i].kind == LAYER_GTPU;
    }
    if (s->inner_ip != STACK_NO_LAYER) {
        ret->hops = hops_left(&s->layer[s->outer_ip]);
        ret->inner_bytes = s->layer[s->inner_ip].wire_len;
        ret->src = address_hash(&outer->src);
        ret->dst = address_hash(&outer->dst);
        ret->own = scope_own(&b->scope->elements[t->element], &outer->src) || link_local(true, outer);
    }
    way_keys(s, link, outer->protocol, (uint8_t)t->side, ret);
}

void book_identify(const struct book *b, struct book_unit *u)
{
    const struct stack *s = u->stack;
    u->flow = 0;
    u->print_count = 0;
    u->printed = false;
    u->payload_len = (uint32_t)s->payload.len;
    u->payload_wire_len = s->payload_wire_len;
    u->has_ip = s->inner_ip != STACK_NO_LAYER;
    u->id = (struct packet_identity){.snapped = true}; /* of other frames only the content counts */
    if (u->has_ip) packet_identify(b, b->scope->taps[u->tap].element, s, &u->id);
    packet_travels(b, u->tap, s, &u->id.tuple, &u->way);
}

void book_print(const struct book *b, struct book_unit *u)
{
    if (!u->has_ip || u->printed) return;
    struct bytes payload = u->stack->payload;
    u->printed = true;
    u->print_count = (uint16_t)print_entry(&b->key, payload, u->id.whole, u->prints);
    /* too short or too regular for windows: known as a whole, if there is enough of it to be known by */
    if (u->print_count == 0 && !u->id.snapped && (payload.len >= 16 || payload.len == 0))
        u->prints[u->print_count++] = u->id.whole;
}
