#include "balance/book.h"

#include <stdlib.h>

#include "balance/book_internal.h"
#include "proto/tcp.h"
#include "table/memory.h"

/* Shares of the memory budget. */
enum {
    SHARE_WINDOW = 50,
    SHARE_MEMORY = 6,
    SHARE_FLOWS = 18,
    SHARE_PATHS = 12,
    SHARE_VOLUME = 4,
    SHARE_PARTIES = 6,
    SHARE_PROOFS = 2
};

enum { SERIES = 65 }; /* parties whose copies are kept over time: what a report can show */

static size_t share(size_t memory_bytes, unsigned percent, size_t record_bytes)
{
    size_t n = memory_bytes / 100 * percent / record_bytes;
    return n < 256 ? 256 : n;
}

bool book_init(struct book *b, const struct book_limits *limits, const struct scope *scope, struct directions *d)
{
    size_t m = limits->memory_bytes;
    size_t flows = share(m, SHARE_FLOWS, sizeof(struct flow) + 2 * sizeof(struct index_bucket) / INDEX_WAYS);
    size_t parties = share(m, SHARE_PARTIES, sizeof(struct party) + 2 * sizeof(struct index_bucket) / INDEX_WAYS);
    *b = (struct book){.scope = scope, .directions = d, .now_ns = CLOCK_NONE, .awaited_ns = CLOCK_NONE};
    bool ok = print_key_random(&b->key) && print_table_init(&b->window, m / 100 * SHARE_WINDOW, limits->window_ns) &&
              print_table_init(&b->memory, m / 100 * SHARE_MEMORY, 0) && index_init(&b->flow_index, flows) &&
              index_init(&b->party_index, parties) && pool_init(&b->flows, sizeof(struct flow), flows) &&
              pool_init(&b->paths, sizeof(struct path), share(m, SHARE_PATHS, sizeof(struct path))) &&
              volume_init(&b->volume, m / 100 * SHARE_VOLUME) && pool_init(&b->parties, sizeof(struct party), parties) &&
              pool_init(&b->series, sizeof(struct copy_series), SERIES) &&
              pool_init(&b->proofs, sizeof(struct proof), share(m, SHARE_PROOFS, sizeof(struct proof)));
    b->loss = calloc(scope->tap_count ? scope->tap_count : 1, sizeof *b->loss);
    ok = ok && b->loss;
    if (!ok) book_done(b);
    return ok;
}

void book_populate(const struct book *b)
{
    memory_populate(b->window.buckets, b->window.bucket_count * sizeof *b->window.buckets);
    memory_populate(b->memory.buckets, b->memory.bucket_count * sizeof *b->memory.buckets);
}

void book_done(struct book *b)
{
    print_table_done(&b->window);
    print_table_done(&b->memory);
    index_done(&b->flow_index);
    index_done(&b->party_index);
    pool_done(&b->flows);
    pool_done(&b->paths);
    pool_done(&b->parties);
    pool_done(&b->proofs);
    pool_done(&b->series);
    volume_done(&b->volume);
    free(b->loss);
    b->loss = NULL;
}

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
    u->print_count = (uint16_t)print_windows(&b->key, payload, print_level(payload.len), u->prints, BOOK_UNIT_PRINTS);
    /* too short or too regular for windows: known as a whole, if there is enough of it to be known by */
    if (u->print_count == 0 && !u->id.snapped && (payload.len >= 16 || payload.len == 0))
        u->prints[u->print_count++] = u->id.whole;
}

void book_touch(const struct book *b, const struct book_unit *u)
{
    if (u->has_ip) index_prefetch(&b->flow_index, u->id.hash);
}

void book_guess(const struct book *b, const struct book_unit *u)
{
    uint32_t flow = u->has_ip ? index_guess(&b->flow_index, u->id.hash) : 0;
    if (flow) prefetch_record(book_flow(b, flow), sizeof(struct flow));
}

void book_draw(const struct book *b, const struct book_unit *u)
{
    if (!u->has_ip) return;
    print_prefetch(&b->window, print_bind(u->id.whole, u->id.hash));
    if (u->passage.direction != DIRECTION_IN) return;
    for (unsigned i = 0; i < u->print_count; i++) print_prefetch(&b->window, u->prints[i]);
}

void book_look(struct book *b, struct book_unit *u)
{
    if (!u->has_ip) return;
    if (UNLIKELY(u->id.snapped)) {
        b->cut_seen = true;
        b->snaps_seen |= u->payload_len < u->payload_wire_len || u->stack->stop == STACK_SNAPPED;
    }
    if (u->time_ns > b->now_ns || b->now_ns == CLOCK_NONE) b->now_ns = u->time_ns;
    u->flow = flow_get(b, b->scope->taps[u->tap].element, &u->id.tuple, u->id.hash);
    if (!u->flow) return;
    struct flow *f = book_flow(b, u->flow);
    f->turn = b->turn;
    if (f->alias) prefetch_record(book_flow(b, f->alias), sizeof(struct flow));
    if (u->passage.direction == DIRECTION_IN) book_print(b, u);
}

void book_reach(const struct book *b, const struct book_unit *u)
{
    if (!u->flow) return;
    const struct flow *f = book_flow(b, u->flow);
    if (u->passage.direction == DIRECTION_IN) {
        if (f->subject) volume_prefetch(&b->volume, f->subject, f->subject_sends);
    } else if (u->passage.direction == DIRECTION_OUT) {
        if (f->alias) {
            f = book_flow(b, f->alias);
            print_prefetch(&b->window, print_bind(u->id.whole, f->hash));
        }
        if (f->paths) prefetch_record(pool_at(&b->paths, f->paths), sizeof(struct path));
    }
}

void book_post(struct book *b, struct book_unit *u)
{
    if (u->passage.direction == DIRECTION_IN)
        book_entry(b, u);
    else if (u->passage.direction == DIRECTION_OUT)
        book_exit(b, u);
}

void book_turn(struct book *b, int64_t time_ns)
{
    b->turn++;
    volume_turn(&b->volume, time_ns, false);
}

void book_close(struct book *b)
{
    volume_turn(&b->volume, b->now_ns, true);
    /* flows stay where they are: settling one looks at its reverse and its face */
    for (uint32_t i = 1; i < b->flows.top; i++)
        if (book_flow(b, i)->hash) book_settle(b, i);
    book_conclude(b);
}

bool book_entered_elsewhere(const struct book *b, const struct book_unit *u)
{
    if (!u->flow) return false;
    const struct flow *f = book_flow(b, u->flow);
    if (!f->entered || f->entry_tap == u->tap) return false;
    const struct print_slot *s = print_find(&b->window, print_bind(u->id.whole, f->hash), print_tick(u->time_ns));
    return s && !slot_awaits(s);
}
