/* How much tells a subject's traffic from everybody's, before any candidate is looked at: what the tests could come to at most if
 * all of it were copied in this window. By sizes each size counts once, -log2 of its share among everybody's packets of about
 * that size, times how many of these a range of delays holds (correlate_evidence.c), and so does each number of packets in a run,
 * -log2 of its share among everybody's runs of about as many (correlate_size_runs.c); by sums each amount between two pauses of
 * 0.26 s, -log2 of its share among everybody's amounts of about that much (correlate_bursts.c). */
#include <math.h>
#include <string.h>

#include "balance/correlate_bursts_internal.h"
#include "balance/correlate_internal.h"

enum { BITS = 32, WORDS = SIZE_LIMIT / 64, RANGE = 3357 /* ticks, 0.22 s */, POOL = 2, AMOUNTS = 64 };
static const double LEAST_SIZE = 2e-4, LEAST_AMOUNT = 5e-5; /* as in the tests */
static const double MOST_AMOUNT = 14.3;                     /* bits that one amount brings, just above -log2 of LEAST_AMOUNT */

/* What a packet of some size is worth. */
static double size_bits(const struct size_profile *pool, int32_t size, double mine, double alike)
{
    static const int32_t begin[SIZE_CLASSES + 1] = {0, 128, 384, 1024, SIZE_LIMIT};
    int c = size_class(size);
    double others = profile_mass(pool, size, size) - mine, all = profile_mass(pool, begin[c], begin[c + 1] - 1) - mine;
    return fmax(0, -log2(fmax(LEAST_SIZE, (others + 1) / (all + 1) * fmax(1, alike))));
}

/* Which sizes one subject's packets have, and how many; all zero between two subjects. */
struct tally {
    uint16_t times[SIZE_LIMIT];
    uint64_t any[WORDS];
};

static void count_sizes(struct tally *t, const struct size_list *s, double in_class[static SIZE_CLASSES])
{
    for (uint32_t i = 0; i < s->count; i++) {
        uint16_t size = s->entry[i].size;
        if (size >= SIZE_LIMIT) continue;
        t->any[size / 64] |= UINT64_C(1) << size % 64;
        t->times[size] += t->times[size] < UINT16_MAX;
        in_class[size_class(size)]++;
    }
}

/* Asked until it is enough. */
static double runs_bits(const struct size_list *s, const struct size_runs *runs)
{
    uint64_t known[SIZE_RUN_WORDS] = {0};
    double bits = 0;
    for (uint32_t i = 0; i < s->count && bits < BITS; i++) {
        const struct sizes_entry *e = &s->entry[i];
        if (!runs_counts(e->count) || e->size >= SIZE_LIMIT || known[e->count / 64] >> e->count % 64 & 1) continue;
        known[e->count / 64] |= UINT64_C(1) << e->count % 64;
        bits += -log2(fmax(LEAST_SIZE, runs_share(runs, e->size, e->count, true)));
    }
    return bits;
}

/* No size counts for less than nothing: whoever has enough is not asked further. */
static bool tells_by_sizes(struct tally *t, const struct size_list *s, const struct size_profile *pool,
                           const struct size_runs *runs, double ticks)
{
    double in_class[SIZE_CLASSES] = {0}, bits = runs_bits(s, runs);
    count_sizes(t, s, in_class);
    for (int32_t word = 0; word < WORDS; word++) {
        for (; t->any[word]; t->any[word] &= t->any[word] - 1) {
            int32_t size = word * 64 + __builtin_ctzll(t->any[word]);
            if (bits < BITS) bits += size_bits(pool, size, t->times[size], in_class[size_class(size)] * RANGE / ticks);
            t->times[size] = 0;
        }
    }
    return bits >= BITS;
}

/* Asked until it is enough, or what is left cannot be. */
static bool tells_by_sums(const struct burst_pool *p, uint32_t subject)
{
    float known[AMOUNTS];
    uint32_t n = 0, end = p->first[subject + 1];
    double bits = 0;
    for (uint32_t i = p->first[subject]; i < end && n < AMOUNTS && bits < BITS; i++) {
        bool news = true;
        if (bits + (end - i) * MOST_AMOUNT < BITS) return false;
        for (uint32_t k = 0; k < n; k++) news = news && fabsf(known[k] - p->own[i]) >= BURST_SAME;
        if (!news) continue;
        known[n++] = p->own[i];
        bits += -log2(fmax(LEAST_AMOUNT, burst_share(p, (double)p->own[i], 2, true)));
    }
    return bits >= BITS;
}

struct telling {
    uint8_t *tells;
    uint32_t subjects;
    const struct size_crowd *crowd;
    const struct burst_pool *sums;
    const struct size_profile *pool;
    const struct size_runs *runs;
    double ticks;
};

static void tell_part(void *arg, unsigned part)
{
    const struct telling *t = arg;
    struct corr_range r = corr_range_of(t->subjects, part);
    struct tally tally = {.any = {0}};
    for (uint32_t i = r.first; i < r.end; i++) {
        struct size_list s = size_list_of(t->crowd, i);
        if (!s.count) continue;
        uint8_t *tells = &t->tells[i];
        *tells |= CORRELATE_ACTIVE;
        if (!(*tells & CORRELATE_BY_SIZES) && tells_by_sizes(&tally, &s, t->pool, t->runs, t->ticks))
            *tells |= CORRELATE_BY_SIZES;
        if (!(*tells & CORRELATE_BY_SUMS) && tells_by_sums(t->sums, i)) *tells |= CORRELATE_BY_SUMS;
    }
}

void telling_window(struct correlate *x, const struct size_crowd *c, const struct burst_crowd *b, const struct size_profile *pool,
                    const struct size_runs *runs)
{
    uint32_t subjects = c->count < x->options.subjects ? c->count : x->options.subjects;
    struct telling t = {x->tells, subjects, c, burst_pool_of(b, POOL), pool, runs, 1};
    for (uint32_t i = 0; i < c->count; i++)
        if (c->first[i + 1] > c->first[i]) t.ticks = fmax(t.ticks, c->reach[c->first[i + 1] - 1]);
    corr_share(x->crew, subjects, tell_part, &t);
}

unsigned correlate_tells(const struct correlate *x, uint32_t subject)
{
    return subject < x->options.subjects ? x->tells[subject] : 0;
}
