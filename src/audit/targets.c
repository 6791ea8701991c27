#include "audit/targets.h"

#include <stdlib.h>

#include "intercept/product.h"

struct target_packet {
    uint64_t key;
    int64_t time_ns, passed_ns;  /* seen first; seen to pass last, CLOCK_NONE: not yet */
    struct frame_ref ref, again; /* when it was seen first; delivered last */
    uint32_t account, bytes;
    uint16_t entered, left; /* seen to */
    uint16_t delivered[TARGET_STREAMS];
};

static bool has_name(const struct warrant *w)
{
    for (size_t i = 0; i < w->target_count; i++)
        if (w->targets[i].kind != TARGET_IP) return true;
    return false;
}

static bool serves(const struct element *e)
{
    return e->subscriber_count > 0;
}

/* Every content target at every element that carries subscribers' traffic, over X3 and over HI3. */
static size_t list_accounts(struct targets *t, const struct network *n, const struct warrants *w)
{
    size_t count = 0;
    for (size_t i = 0; i < w->count; i++)
        for (size_t k = 0; w->list[i].cc && k < w->list[i].target_count; k++)
            for (uint32_t e = 0; e < 2 * n->element_count; e++) {
                const struct target *target = &w->list[i].targets[k];
                if (target->kind != TARGET_IP || !serves(&n->elements[e / 2])) continue;
                if (count == TARGETS_MAX)
                    t->beyond++;
                else if (t->list)
                    t->list[count++] = (struct target_account){.warrant = &w->list[i],
                                                               .prefix = target->prefix,
                                                               .element = e / 2,
                                                               .handover = e % 2,
                                                               .first_ns = CLOCK_NONE,
                                                               .last_ns = CLOCK_NONE};
                else
                    count++;
            }
    return count;
}

bool targets_init(struct targets *t, const struct network *n, const struct warrants *w, struct book *b)
{
    *t = (struct targets){.network = n, .warrants = w, .book = b};
    size_t count = w ? list_accounts(t, n, w) : 0;
    for (size_t i = 0; w && i < w->count; i++) t->by_name |= w->list[i].cc && has_name(&w->list[i]);
    if (t->by_name) count = TARGETS_MAX;
    if (!count) return true;
    t->list = calloc(count, sizeof *t->list);
    t->packets = calloc(TARGET_PACKETS, sizeof *t->packets);
    if (!t->list || !t->packets || !index_init(&t->index, TARGET_PACKETS)) {
        targets_done(t);
        return false;
    }
    t->beyond = 0;
    t->count = list_accounts(t, n, w);
    return true;
}

void targets_done(struct targets *t)
{
    index_done(&t->index);
    free(t->list);
    free(t->packets);
    *t = (struct targets){0};
}

static bool is_his(const struct target_account *a, uint32_t element, const struct five_tuple *t)
{
    return a->element == element && (prefix_contains(&a->prefix, &t->src) || prefix_contains(&a->prefix, &t->dst));
}

static uint32_t element_at(const struct targets *t, const struct book_unit *u)
{
    return t->network->taps[u->tap].element;
}

/* --- addresses that names have ----------------------------------------------------------------------------------------- */

static bool is_known(const struct targets *t, const struct warrant *w, uint32_t element, const struct ip_addr *a)
{
    for (size_t i = 0; i < t->count; i++) {
        const struct target_account *k = &t->list[i];
        if (k->warrant == w && k->element == element && !k->reused && prefix_contains(&k->prefix, a)) return true;
    }
    return false;
}

static struct ip_prefix prefix_of(const struct ip_addr *a)
{
    uint8_t network[16] = {0};
    if (a->family == 4) return (struct ip_prefix){*a, 32};
    memcpy(network, a->bytes, 8);
    return (struct ip_prefix){ip_from_v6(network), 64};
}

bool targets_bind(struct targets *t, const struct warrant *w, const struct ip_addr *a)
{
    bool added = false;
    for (uint32_t e = 0; t->by_name && w->cc && e < t->network->element_count; e++) {
        if (!element_serves(&t->network->elements[e], a) || is_known(t, w, e, a)) continue;
        for (int handover = 0; handover < 2; handover++) {
            if (t->count == TARGETS_MAX) {
                t->beyond++;
                continue;
            }
            t->list[t->count++] = (struct target_account){.warrant = w,
                                                          .prefix = prefix_of(a),
                                                          .element = e,
                                                          .assigned = true,
                                                          .handover = handover,
                                                          .first_ns = CLOCK_NONE,
                                                          .last_ns = CLOCK_NONE};
            added = true;
        }
    }
    return added;
}

bool targets_assigned(struct targets *t, const struct ip_addr *a, bool (*names)(void *ctx, const struct warrant *w), void *ctx)
{
    bool added = false;
    for (size_t i = 0; t->warrants && i < t->warrants->count; i++) {
        const struct warrant *w = &t->warrants->list[i];
        if (!w->cc || !has_name(w)) continue;
        bool his = names(ctx, w);
        if (his) added |= targets_bind(t, w, a);
        for (size_t k = 0; !his && k < t->count; k++)
            t->list[k].reused |= t->list[k].assigned && t->list[k].warrant == w && prefix_contains(&t->list[k].prefix, a);
    }
    return added;
}

/* --- packets ------------------------------------------------------------------------------------------------------------- */

struct packet_key {
    const struct targets *table;
    uint64_t key;
    uint32_t account;
};

static bool same_packet(const void *ctx, uint32_t value)
{
    const struct packet_key *k = ctx;
    const struct target_packet *p = &k->table->packets[value - 1];
    return p->key == k->key && p->account == k->account;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* Passed while deliveries were going on, as far as is known by now. */
static bool inside(const struct target_account *a, int64_t time_ns)
{
    if (a->first_ns == CLOCK_NONE) return false;
    int64_t from, to;
    if (__builtin_add_overflow(a->first_ns, TARGETS_EDGE_NS, &from)) return false;
    if (__builtin_sub_overflow(a->last_ns, TARGETS_EDGE_NS, &to) || __builtin_sub_overflow(to, a->delay_ns, &to)) return false;
    return time_ns >= from && time_ns <= to;
}

/* Delivered so early that it may have passed before anything was remembered. */
static bool is_early(const struct target_account *a, int64_t time_ns)
{
    int64_t until;
    if (__builtin_add_overflow(a->first_ns, TARGETS_EDGE_NS, &until)) return true;
    return __builtin_add_overflow(until, a->delay_ns, &until) || time_ns < until;
}

static void settle(struct targets *t, const struct target_packet *p)
{
    struct target_account *a = &t->list[p->account];
    uint64_t passed = larger(p->entered, p->left), most = 0;
    for (unsigned i = 0; i < a->stream_count; i++) most = larger(most, p->delivered[i]);
    if (!passed) {
        a->alone += most > 0 && !is_early(a, p->time_ns);
        return;
    }
    if (!most && !inside(a, p->time_ns)) return;
    a->passed++;
    a->delivered += most > 0;
    if (!most) sight_packet(&a->missing, p->time_ns, p->bytes, p->ref);
    for (uint64_t i = passed; i < most; i++) sight_packet(&a->repeated, p->time_ns, p->bytes, p->again);
}

static uint64_t key_of(const struct packet_identity *id)
{
    return id->hash * UINT64_C(0x9e3779b97f4a7c15) ^ id->whole;
}

/* The packet's record, made when new in place of the oldest; NULL when the index has no place. */
static struct target_packet *packet_of(struct targets *t, uint32_t account, const struct book_unit *u, uint32_t bytes)
{
    uint64_t hash = key_of(&u->id) + account;
    struct packet_key key = {t, key_of(&u->id), account};
    uint32_t at = index_find(&t->index, hash, same_packet, &key);
    if (at) return &t->packets[at - 1];
    struct target_packet *p = &t->packets[t->next];
    if (t->full) {
        settle(t, p);
        index_remove(&t->index, p->key + p->account, t->next + 1);
    }
    bool kept = index_put(&t->index, hash, t->next + 1);
    *p = (struct target_packet){
        .key = key.key, .time_ns = u->time_ns, .passed_ns = CLOCK_NONE, .ref = u->ref, .account = account, .bytes = bytes};
    if (++t->next == TARGET_PACKETS) t->next = 0, t->full = true;
    return kept ? p : NULL;
}

static void count_up(uint16_t *n)
{
    *n += *n < UINT16_MAX;
}

bool targets_passed(struct targets *t, const struct book_unit *u)
{
    bool known = u->passage.direction == DIRECTION_IN || u->passage.direction == DIRECTION_OUT, his = false;
    for (uint32_t i = 0; i < t->count; i++) {
        if (!is_his(&t->list[i], element_at(t, u), &u->id.tuple)) continue;
        his = true;
        if (!known || (t->list[i].handover && t->list[i].first_ns == CLOCK_NONE)) continue;
        t->list[i].lossy |= u->id.snapped;
        struct target_packet *p = packet_of(t, i, u, u->id.bytes);
        if (!p) continue;
        count_up(u->passage.direction == DIRECTION_IN ? &p->entered : &p->left);
        p->passed_ns = u->time_ns;
    }
    return his;
}

/* --- deliveries ---------------------------------------------------------------------------------------------------------- */

static int stream_of(struct target_account *a, uint32_t intercept, const struct intercept_event *e)
{
    for (unsigned i = 0; i < a->stream_count; i++)
        if (a->streams[i].intercept == intercept && a->streams[i].dport == e->stream.dport &&
            ip_equal(&a->streams[i].dst, &e->stream.dst))
            return (int)i;
    if (a->stream_count == TARGET_STREAMS) {
        a->crowded = true;
        return -1;
    }
    a->streams[a->stream_count].intercept = intercept;
    a->streams[a->stream_count].dst = e->stream.dst;
    a->streams[a->stream_count].dport = e->stream.dport;
    return (int)a->stream_count++;
}

static int tap_of(const struct network *n, uint32_t element)
{
    for (size_t i = 0; i < n->tap_count; i++)
        if (n->taps[i].element == element) return (int)i;
    return -1;
}

static void note_delay(struct target_account *a, const struct target_packet *p, int64_t now_ns)
{
    int64_t delay;
    for (unsigned i = 0; i < TARGET_STREAMS; i++)
        if (p->delivered[i]) return;
    if (p->passed_ns == CLOCK_NONE || __builtin_sub_overflow(now_ns, p->passed_ns, &delay)) return;
    if (delay > a->delay_ns) a->delay_ns = delay;
}

static void deliver(struct targets *t, uint32_t account, uint32_t intercept, const struct intercept_event *e,
                    const struct book_unit *u)
{
    struct target_account *a = &t->list[account];
    int stream = stream_of(a, intercept, e);
    /* neither a fragment nor one of several packets in a PDU is compared */
    a->lossy |= e->losses > 0 || u->stack->stop != STACK_PAYLOAD || u->id.snapped || e->items > 1;
    if (a->first_ns == CLOCK_NONE) a->first_ns = e->time_ns;
    if (a->last_ns == CLOCK_NONE || e->time_ns > a->last_ns) a->last_ns = e->time_ns;
    if (stream < 0) return;
    struct target_packet *p = packet_of(t, account, u, e->product->inner_bytes);
    if (!p) return;
    note_delay(a, p, e->time_ns);
    count_up(&p->delivered[stream]);
    p->again = e->last;
}

static bool has_account(const struct targets *t, const struct warrant *w, int element)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->list[i].warrant == w && (int)t->list[i].element == element) return true;
    return false;
}

void targets_delivered(struct targets *t, const struct warrant *w, uint32_t intercept, const struct intercept_event *e)
{
    const struct product *product = e->product;
    uint32_t len = (uint32_t)product->packet.len;
    int element = network_element_of(t->network, &e->stream.src);
    bool handover = e->protocol == INTERCEPT_HI, own = has_account(t, w, element);
    struct stack s;
    if (!own && !handover) return;
    stack_decode(&s, product->packet_link, product->packet.data, len, len);
    for (uint32_t i = 0; i < t->count; i++) {
        const struct target_account *a = &t->list[i];
        if (a->warrant != w || a->handover != handover || (own && (int)a->element != element)) continue;
        int tap = tap_of(t->network, a->element);
        if (tap < 0) continue;
        struct book_unit u = {.stack = &s, .tap = (uint32_t)tap, .time_ns = e->time_ns, .ref = e->last, .packets = 1};
        book_identify(t->book, &u);
        if (is_his(a, a->element, &u.id.tuple)) deliver(t, i, intercept, e, &u);
    }
}

void targets_close(struct targets *t)
{
    uint32_t count = t->full ? TARGET_PACKETS : t->next;
    for (uint32_t i = 0; i < count; i++) settle(t, &t->packets[i]);
    t->next = 0;
    t->full = false;
}
