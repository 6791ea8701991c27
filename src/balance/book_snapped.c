/* Packets of which the capture keeps no whole payload. What is sure at every tap, and what translation of addresses and ports
 * leaves alone: the length of the payload and, of TCP, its place in the stream, of UDP, the sum of the payload alone, which its
 * checksum tells when what pseudo-header and ports add to it is taken away (RFC 768, RFC 1071). */
#include "balance/book_internal.h"
#include "proto/tcp.h"
#include "proto/udp.h"

#define BY_FAR_END UINT64_C(0xa0761d6478bd642f)

static uint32_t sum_words(const uint8_t *p, size_t len)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < len; i += 2) sum += load_be16(p + i);
    return sum;
}

/* One's complement sum of a UDP payload; 0 and 0xffff are the same. */
static uint16_t udp_payload_sum(const struct layer *ip, const struct layer *udp)
{
    enum { WITHOUT_CHECKSUM = UDP_HEADER - 2 };
    bool v4 = ip->kind == LAYER_IPV4;
    uint32_t around = sum_words(ip->data + (v4 ? 12 : 8), v4 ? 8 : 32) + sum_words(udp->data, WITHOUT_CHECKSUM) +
                      load_be16(udp->data + 4) + ip->detail;
    uint32_t all = 0xffffu - load_be16(udp->data + WITHOUT_CHECKSUM);
    return (uint16_t)((all + 0xffffu - around % 0xffff) % 0xffff);
}

uint64_t sure_print(const struct book *b, const struct stack *s, uint32_t missing)
{
    const struct layer *l = s->inner_transport == STACK_NO_LAYER ? NULL : &s->layer[s->inner_transport];
    uint8_t print[14] = {0};
    uint32_t len = s->payload_wire_len + missing;
    memcpy(print, &len, 4);
    if (l && l->kind == LAYER_TCP && l->cap_len > TCP_AT_OFFSET) {
        memcpy(print + 4, l->data + TCP_AT_SEQ, 8);
    } else if (l && l->kind == LAYER_UDP && l->cap_len >= UDP_HEADER && load_be16(l->data + 6)) {
        uint16_t sum = udp_payload_sum(&s->layer[s->inner_ip], l);
        memcpy(print + 12, &sum, 2);
    } else {
        return 0;
    }
    return print_whole(&b->key, bytes_of(print, sizeof print));
}

uint64_t snapped_print(const struct book *b, const struct stack *s, uint32_t missing)
{
    uint32_t len = s->payload_wire_len + missing;
    uint64_t print = sure_print(b, s, missing);
    return print ? print : print_whole(&b->key, bytes_of((const uint8_t *)&len, sizeof len));
}

bool snapped_vague(const struct stack *s)
{
    if (s->stop != STACK_SNAPPED) return false;
    const struct layer *l = s->inner_transport == STACK_NO_LAYER ? NULL : &s->layer[s->inner_transport];
    return !l || l->kind != LAYER_TCP || l->cap_len <= TCP_AT_OFFSET;
}

/* 0: too little is sure. */
static uint64_t far_print(const struct book *b, const struct book_unit *u)
{
    uint64_t print = sure_print(b, u->stack, cut_off(u->stack));
    return print ? print_bind(print ^ BY_FAR_END, far_hash(b, u)) : 0;
}

void snapped_draw(const struct book *b, const struct book_unit *u)
{
    uint64_t print = far_print(b, u);
    if (print) print_prefetch(&b->window, print);
}

void snapped_entry(struct book *b, const struct book_unit *u)
{
    uint64_t print = far_print(b, u);
    bool found;
    if (!print) return;
    struct print_slot *s = print_claim(&b->window, print, print_tick(u->time_ns), &found);
    s->owner = u->flow;
    s->count = (int8_t)book_flow(b, u->flow)->generation;
}

uint32_t snapped_origin(const struct book *b, const struct book_unit *u)
{
    uint64_t print = far_print(b, u);
    const struct print_slot *s = print ? print_find(&b->window, print, print_tick(u->time_ns)) : NULL;
    if (!s || s->owner == u->flow || s->owner >= b->flows.top) return 0;
    const struct flow *f = book_flow(b, s->owner);
    bool alive = f->hash && f->generation == (uint8_t)s->count;
    bool same = f->element == b->scope->taps[u->tap].element && same_far_end(&f->tuple, &u->id.tuple);
    return alive && same && f->entered ? s->owner : 0;
}
