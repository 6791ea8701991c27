#include "intercept/sequence.h"

#include <stdlib.h>

enum { DEFAULT_COUNTERS = 65536, WAYS = 8, WINDOW = 64 };

/* What may share a counter on X2/X3, coarsest first. */
enum sharing { BY_CONNECTION, BY_TYPE, BY_XID, BY_XID_TYPE, BY_XID_TYPE_CORRELATION, SHARINGS };

struct key {
    uint64_t a, b; /* two independent hashes; both 0: free */
};

struct counter {
    struct key key;
    uint64_t seen;    /* bit i: number next - 1 - i was seen */
    uint64_t used;    /* when, in events: the longest unused goes first */
    uint32_t next;    /* number expected */
    uint32_t restart; /* after a number far behind or 0: what comes next if the counter started anew */
    uint32_t losses;
    uint16_t sport;
    bool started, may_restart, undecided; /* undecided: the low number that may have been a restart is not reported yet */
};

/* How often each sharing was contradicted on one X2/X3 connection. */
struct contradictions {
    struct key key;
    uint64_t used;
    uint32_t by[SHARINGS];
};

struct sequence_tracker {
    struct counter *counters;
    struct contradictions *connections;
    size_t set_mask; /* of both tables, sets of WAYS */
    uint64_t seed, now;
    struct sequence_counts counts;
};

struct sequence_tracker *sequence_tracker_new(size_t max_counters, uint64_t hash_seed)
{
    struct sequence_tracker *t = calloc(1, sizeof *t);
    if (!t) return NULL;
    size_t sets = 1;
    while (sets * WAYS < (max_counters ? max_counters : DEFAULT_COUNTERS)) sets *= 2;
    t->set_mask = sets - 1;
    t->seed = hash_seed;
    t->counters = calloc(sets * WAYS, sizeof *t->counters);
    t->connections = calloc(sets * WAYS, sizeof *t->connections);
    if (!t->counters || !t->connections) {
        sequence_tracker_free(t);
        return NULL;
    }
    return t;
}

void sequence_tracker_free(struct sequence_tracker *t)
{
    if (!t) return;
    free(t->counters);
    free(t->connections);
    free(t);
}

const struct sequence_counts *sequence_counts(const struct sequence_tracker *t)
{
    return &t->counts;
}

/* Keys */

static void stir(struct key *k, const void *data, size_t len)
{
    const uint8_t *p = data;
    while (len) {
        uint64_t word = 0;
        size_t n = len < sizeof word ? len : sizeof word;
        memcpy(&word, p, n);
        k->a = (k->a ^ word ^ n) * UINT64_C(0x9e3779b97f4a7c15);
        k->a ^= k->a >> 29;
        k->b = (k->b + word + (n << 56)) * UINT64_C(0xd6e8feb86659fd93);
        k->b ^= k->b >> 32;
        p += n;
        len -= n;
    }
}

static struct key new_key(const struct sequence_tracker *t, const struct intercept_event *e, uint64_t salt)
{
    struct key k = {t->seed ^ 1, ~t->seed};
    stir(&k, &salt, sizeof salt);
    stir(&k, e->stream.dst.bytes, sizeof e->stream.dst.bytes);
    stir(&k, &e->stream.dport, sizeof e->stream.dport);
    return k;
}

static struct key sealed(struct key k)
{
    uint64_t end = 0;
    stir(&k, &end, sizeof end);
    if (!k.a && !k.b) k.a = 1;
    return k;
}

/* `track`: 0, or which of two interleaved counters of encrypted product. */
static struct key hi_key(const struct sequence_tracker *t, const struct intercept_event *e, uint64_t track)
{
    struct key k =
        new_key(t, e, (uint64_t)e->kind << 24 | (uint64_t)e->integrity_check << 16 | (uint64_t)e->integrity_of << 8 | track);
    stir(&k, e->liid, strlen(e->liid) + 1);
    stir(&k, e->country, strlen(e->country) + 1);
    stir(&k, e->neid, strlen(e->neid) + 1);
    stir(&k, &e->cin, sizeof e->cin);
    return sealed(k);
}

static void stir_connection(struct key *k, const struct intercept_event *e)
{
    stir(k, e->stream.src.bytes, sizeof e->stream.src.bytes);
    stir(k, &e->stream.sport, sizeof e->stream.sport);
}

static struct key x_key(const struct sequence_tracker *t, const struct intercept_event *e, enum sharing sharing)
{
    bool typed = sharing == BY_TYPE || sharing >= BY_XID_TYPE;
    struct key k = new_key(t, e, UINT64_C(1) << 40 | (uint64_t)sharing << 32 | (typed ? (uint64_t)e->kind : 0xff));
    if (sharing < BY_XID) stir_connection(&k, e);
    if (sharing >= BY_XID) {
        stir(&k, e->xid, sizeof e->xid);
        stir(&k, e->neid, strlen(e->neid) + 1);
    }
    if (sharing == BY_XID_TYPE_CORRELATION) stir(&k, &e->cin, sizeof e->cin);
    return sealed(k);
}

static struct key connection_key(const struct sequence_tracker *t, const struct intercept_event *e)
{
    struct key k = new_key(t, e, UINT64_C(2) << 40);
    stir_connection(&k, e);
    return sealed(k);
}

/* Tables */

static struct counter *counter_at(struct sequence_tracker *t, struct key key)
{
    struct counter *set = t->counters + (key.a & t->set_mask) * WAYS, *victim = set;
    for (unsigned i = 0; i < WAYS; i++) {
        struct counter *c = &set[i];
        if (c->key.a == key.a && c->key.b == key.b) {
            c->used = t->now;
            return c;
        }
        if (c->used < victim->used) victim = c;
    }
    *victim = (struct counter){.key = key, .used = t->now};
    return victim;
}

static struct contradictions *contradictions_at(struct sequence_tracker *t, struct key key)
{
    struct contradictions *set = t->connections + (key.a & t->set_mask) * WAYS, *victim = set;
    for (unsigned i = 0; i < WAYS; i++) {
        struct contradictions *c = &set[i];
        if (c->key.a == key.a && c->key.b == key.b) {
            c->used = t->now;
            return c;
        }
        if (c->used < victim->used) victim = c;
    }
    *victim = (struct contradictions){.key = key, .used = t->now};
    return victim;
}

/* One counter */

static void restart_at(struct counter *c, uint32_t seq)
{
    c->next = seq + 1;
    c->seen = 1;
    c->started = true;
    c->may_restart = c->undecided = false;
}

/* A number behind the expected one: late, repeated, or the first of a counter that started anew. */
static struct sequence_step step_back(struct counter *c, uint32_t seq, bool new_connection)
{
    struct sequence_step step = {0};
    uint32_t behind = c->next - 1 - seq;
    bool low = seq <= 1;
    if (low && new_connection) {
        restart_at(c, seq);
        step.reset = true;
    } else if (behind < WINDOW && !(c->seen >> behind & 1)) {
        c->seen |= UINT64_C(1) << behind;
        step.recovered = 1;
    } else {
        /* repeated; but 0 or 1 may begin the counter anew, which only the next number tells */
        c->may_restart = true;
        c->restart = seq + 1;
        c->undecided = low;
        step.repeated = !low;
    }
    return step;
}

static struct sequence_step step_counter(struct counter *c, const struct intercept_event *e)
{
    struct sequence_step step = {0};
    uint32_t ahead = e->seq - c->next;
    bool new_connection = c->sport != e->stream.sport;
    bool lost = new_connection ? e->losses > 0 : e->losses != c->losses;
    if (!c->started) {
        restart_at(c, e->seq);
    } else if (ahead == 0) {
        c->next++;
        c->seen = c->seen << 1 | 1;
        step.repeated = c->undecided;
        c->may_restart = c->undecided = false;
    } else if (c->may_restart && e->seq == c->restart) {
        restart_at(c, e->seq);
        step.reset = true;
    } else if (ahead <= INT32_MAX) {
        step.missing = ahead;
        step.excused = lost;
        step.repeated = c->undecided;
        c->seen = ahead + 1 < WINDOW ? c->seen << (ahead + 1) | 1 : 1;
        c->next = e->seq + 1;
        c->may_restart = c->undecided = false;
    } else {
        step = step_back(c, e->seq, new_connection);
    }
    c->losses = e->losses;
    c->sport = e->stream.sport;
    return step;
}

/* Encrypted product: whichever of the two counters it continues; a second one is opened when it continues none. */
static struct sequence_step step_encrypted(struct sequence_tracker *t, const struct intercept_event *e)
{
    struct counter *first = counter_at(t, hi_key(t, e, 0));
    if (!first->started || first->next == e->seq) return step_counter(first, e);
    struct counter *second = counter_at(t, hi_key(t, e, 1));
    if (second->started ? second->next == e->seq : e->seq <= 1) return step_counter(second, e);
    bool nearer = second->started && e->seq - second->next < e->seq - first->next;
    return step_counter(nearer ? second : first, e);
}

static struct sequence_step step_x2x3(struct sequence_tracker *t, const struct intercept_event *e)
{
    struct contradictions *c = contradictions_at(t, connection_key(t, e));
    struct sequence_step steps[SHARINGS], none = {0};
    uint32_t least_before = UINT32_MAX, least_after = UINT32_MAX;
    unsigned best = 0;
    for (unsigned i = 0; i < SHARINGS; i++) {
        if (c->by[i] < least_before) least_before = c->by[i];
        steps[i] = step_counter(counter_at(t, x_key(t, e, (enum sharing)i)), e);
        bool contradicted = steps[i].missing || steps[i].repeated || (i < BY_XID && steps[i].reset);
        if (contradicted && c->by[i] < UINT32_MAX) c->by[i]++;
        if (c->by[i] < least_after || (c->by[i] == least_after && steps[i].missing < steps[best].missing)) {
            least_after = c->by[i];
            best = i;
        }
    }
    return least_after > least_before ? steps[best] : none;
}

struct sequence_step sequence_add(struct sequence_tracker *t, const struct intercept_event *e)
{
    struct sequence_step step = {0};
    if (!e->has_seq || e->additional_xid || e->kind == INTERCEPT_KEEPALIVE || e->kind == INTERCEPT_UNKNOWN) return step;
    t->now++;
    t->counts.events++;
    if (e->protocol == INTERCEPT_X2X3)
        step = step_x2x3(t, e);
    else if (e->kind == INTERCEPT_ENCRYPTED)
        step = step_encrypted(t, e);
    else
        step = step_counter(counter_at(t, hi_key(t, e, 0)), e);
    *(step.excused ? &t->counts.excused : &t->counts.missing) += step.missing;
    t->counts.repeated += step.repeated;
    t->counts.recovered += step.recovered;
    t->counts.resets += step.reset;
    return step;
}
