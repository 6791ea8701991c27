#include "audit/targets.h"

#include <stdlib.h>

enum { LINK_RAW = 101, LINK_ETHERNET = 1, FORMAT_IPV4 = 5, FORMAT_IPV6 = 6, FORMAT_ETHERNET = 7 };

struct target_packet {
    uint64_t key;
    int64_t time_ns;
    struct frame_ref ref, again; /* when it was seen first; delivered last */
    uint32_t account, bytes;
    uint16_t entered, left; /* seen to */
    uint16_t delivered[TARGET_STREAMS];
};

static bool serves(const struct element *e)
{
    return e->subscriber_count > 0;
}

/* Every content target at every element that carries subscribers' traffic. */
static size_t list_accounts(struct targets *t, const struct network *n, const struct warrants *w)
{
    size_t count = 0;
    for (size_t i = 0; i < w->count; i++)
        for (size_t k = 0; w->list[i].cc && k < w->list[i].target_count; k++)
            for (uint32_t e = 0; e < n->element_count; e++) {
                const struct target *target = &w->list[i].targets[k];
                if (target->kind != TARGET_IP || !serves(&n->elements[e])) continue;
                if (count == TARGETS_MAX)
                    t->beyond++;
                else if (t->list)
                    t->list[count++] = (struct target_account){.warrant = &w->list[i],
                                                               .prefix = target->prefix,
                                                               .element = e,
                                                               .first_ns = CLOCK_NONE,
                                                               .last_ns = CLOCK_NONE};
                else
                    count++;
            }
    return count;
}

bool targets_init(struct targets *t, const struct network *n, const struct warrants *w, struct book *b)
{
    *t = (struct targets){.network = n, .book = b};
    size_t count = w ? list_accounts(t, n, w) : 0;
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
    if (__builtin_sub_overflow(a->last_ns, TARGETS_EDGE_NS, &to)) return false;
    return time_ns >= from && time_ns <= to;
}

static void settle(struct targets *t, const struct target_packet *p)
{
    struct target_account *a = &t->list[p->account];
    uint64_t passed = larger(p->entered, p->left), most = 0;
    for (unsigned i = 0; i < a->stream_count; i++) most = larger(most, p->delivered[i]);
    if (!passed) {
        a->alone += most > 0;
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
    *p = (struct target_packet){.key = key.key, .time_ns = u->time_ns, .ref = u->ref, .account = account, .bytes = bytes};
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
        if (!known) continue;
        t->list[i].lossy |= u->id.snapped;
        struct target_packet *p = packet_of(t, i, u, u->way.inner_bytes);
        if (p) count_up(u->passage.direction == DIRECTION_IN ? &p->entered : &p->left);
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

static void deliver(struct targets *t, uint32_t account, uint32_t intercept, const struct intercept_event *e,
                    const struct book_unit *u)
{
    struct target_account *a = &t->list[account];
    int stream = stream_of(a, intercept, e);
    a->lossy |= e->losses > 0 || u->stack->stop != STACK_PAYLOAD || u->id.snapped; /* a fragment is not compared */
    if (a->first_ns == CLOCK_NONE) a->first_ns = e->time_ns;
    if (a->last_ns == CLOCK_NONE || e->time_ns > a->last_ns) a->last_ns = e->time_ns;
    if (stream < 0) return;
    struct target_packet *p = packet_of(t, account, u, e->content_bytes);
    if (!p) return;
    count_up(&p->delivered[stream]);
    p->again = e->last;
}

/* The packet inside a PDU; false when there is none, or in a form that is not read. */
static bool unwrap(const struct intercept_event *e, struct stack *ret)
{
    bool ip = e->content_tag == FORMAT_IPV4 || e->content_tag == FORMAT_IPV6;
    uint32_t len = (uint32_t)e->content.len;
    if (!len || (!ip && e->content_tag != FORMAT_ETHERNET)) return false;
    stack_decode(ret, ip ? LINK_RAW : LINK_ETHERNET, e->content.data, len, len);
    return ret->inner_ip != STACK_NO_LAYER;
}

void targets_delivered(struct targets *t, const struct warrant *w, uint32_t intercept, const struct intercept_event *e)
{
    int element = t->count && w ? network_element_of(t->network, &e->stream.src) : -1;
    int tap = element >= 0 ? tap_of(t->network, (uint32_t)element) : -1;
    struct stack s;
    if (tap < 0 || !unwrap(e, &s)) return;
    struct book_unit u = {.stack = &s, .tap = (uint32_t)tap, .time_ns = e->time_ns, .ref = e->last, .packets = 1};
    book_identify(t->book, &u);
    for (uint32_t i = 0; i < t->count; i++)
        if (t->list[i].warrant == w && is_his(&t->list[i], (uint32_t)element, &u.id.tuple)) deliver(t, i, intercept, e, &u);
}

void targets_close(struct targets *t)
{
    uint32_t count = t->full ? TARGET_PACKETS : t->next;
    for (uint32_t i = 0; i < count; i++) settle(t, &t->packets[i]);
    t->next = 0;
    t->full = false;
}
