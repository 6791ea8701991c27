/* One candidate against one subject by sizes: a sequential test.
 *
 * Null hypothesis: given WHEN the candidate's messages leave and the subject's packets come in, which size stands where in the
 * one has nothing to do with which size stands where in the other. Shared busy hours, load that follows load, periods and phases
 * are all times, so that they are given away before the test begins: only sizes speak.
 *
 * For each message in turn p bounds from above the chance that the range of delays before it holds a packet of the size that the
 * hypothesis asks for: so many packets of about that size as the range does hold (what answers a request is large in everybody's
 * traffic), times the share that the size has among all subscribers' packets of about that size, or among this subscriber's at
 * other times, whichever is larger, and no less than its neighbours' (sizes spread).
 * Then a bet: what the message shows multiplies the evidence E by q/p if it matches, else by (1-q)/(1-p). Under the null
 * hypothesis E is a nonnegative supermartingale that starts at 1: P(E ever >= 1/a) <= a (Ville 1939; Shafer, Vovk 2019). So one
 * may look after every message, and stop when it is enough: that moment is when the copy was certain. The average over a few q
 * (how much of the candidate the copy makes up) is a supermartingale too.
 *
 * A size that comes again is no news: two calls of constant rate, or two keep-alives that happen to be in phase, would match for
 * ever. From its second time on a size is expected to do as it did before, (hits + 1/2) / (times + 1): a rule that a mere
 * coincidence of phase obeys, so that all its repetitions together weigh little more than its first. */
#include <math.h>
#include <string.h>

#include "balance/correlate_sizes_internal.h"

static const double bets[SIZE_BETS] = {0.95, 0.7, 0.4, 0.2};
static const double LEAST = 2e-3; /* no chance is taken to be smaller: no few messages decide alone */
enum { NEIGHBOURS = 8 };          /* bytes to each side */

void profile_of(struct size_profile *p, const struct size_list *l)
{
    memset(p, 0, sizeof *p);
    for (uint32_t i = 0; i < l->count; i++)
        if (l->entry[i].size < SIZE_LIMIT) p->upto[l->entry[i].size + 1]++;
    for (unsigned i = 0; i < SIZE_LIMIT; i++) p->upto[i + 1] += p->upto[i];
}

/* Borders between what is small, a request, a part, and full. */
static int32_t class_begin(int32_t size)
{
    return size < 128 ? 0 : size < 384 ? 128 : size < 1024 ? 384 : 1024;
}

static int32_t class_end(int32_t size)
{
    return size < 128 ? 127 : size < 384 ? 383 : size < 1024 ? 1023 : SIZE_LIMIT - 1;
}

/* What the range of delays before a message holds. */
struct range {
    uint32_t alike; /* packets of about the size asked for (runs of them) */
    uint32_t hits;  /* of that size */
};

static struct range look(const struct size_list *s, const struct size_hypothesis *h, const struct sizes_entry *e, uint32_t *low)
{
    struct range r = {0};
    int64_t begin = (int64_t)e->first - h->to, end = (int64_t)e->first - h->from;
    int32_t high = e->size - h->offset, least = high - h->block + 1, first = class_begin(least), last = class_end(high);
    while (*low < s->count && s->reach[*low] < begin) ++*low;
    for (uint32_t i = *low; i < s->count && s->entry[i].first <= end; i++) {
        int32_t size = s->entry[i].size;
        if (s->entry[i].last < begin) continue;
        r.alike += size >= first && size <= last;
        r.hits += size >= least && size <= high;
    }
    return r;
}

/* Entries of these sizes, those in the range apart, or as many as their neighbours have on average. */
static double spread(const struct size_profile *p, int32_t low, int32_t high, double hits)
{
    double here = profile_mass(p, low, high) - hits, wide = high - low + 1 + 2 * NEIGHBOURS;
    double around = (profile_mass(p, low - NEIGHBOURS, high + NEIGHBOURS) - hits) * (high - low + 1) / wide;
    return fmax(here, around);
}

static double chance(const struct size_work *w, const struct size_hypothesis *h, const struct sizes_entry *e,
                     const struct range *r)
{
    int32_t high = e->size - h->offset, low = high - h->block + 1, first = class_begin(low), last = class_end(high);
    double all = profile_mass(&w->pool, first, last), own = profile_mass(&w->own, first, last);
    if (!r->alike) return 0;
    double share = (spread(&w->pool, low, high, r->hits) + 1) / (all + 1 - r->hits);
    if (own > r->hits) share = fmax(share, spread(&w->own, low, high, r->hits) / (own - r->hits));
    return fmin(fmax(share * r->alike, LEAST), 1);
}

static void bet(struct size_work *w, uint16_t size, double p, bool hit, double log_e[static SIZE_BETS])
{
    double times = w->tried[size], before = w->hits[size];
    for (int i = 0; i < SIZE_BETS; i++) {
        double q = (before + bets[i]) / (times + 1), chance = p;
        if (times > 0) chance = fmax(p, fmin(q, (before + 0.5) / (times + 1)));
        if (chance < q) log_e[i] += hit ? log(q / chance) : log((1 - q) / (1 - chance));
    }
    w->tried[size]++;
    w->hits[size] += hit;
}

double size_log10_mean(const double log_e[static SIZE_BETS])
{
    double top = log_e[0], sum = 0;
    for (int i = 1; i < SIZE_BETS; i++) top = fmax(top, log_e[i]);
    for (int i = 0; i < SIZE_BETS; i++) sum += exp(log_e[i] - top);
    return (top + log(sum / SIZE_BETS)) / M_LN10;
}

struct size_evidence size_evidence(struct size_work *w, const struct size_list *subject, struct size_hypothesis *h, double enough,
                                   bool mark)
{
    struct size_evidence v = {.log10_e = -INFINITY};
    uint32_t low = 0;
    profile_of(&w->own, subject);
    memset(w->tried, 0, sizeof w->tried);
    memset(w->hits, 0, sizeof w->hits);
    for (uint32_t i = 0; i < w->candidate.count; i++) {
        const struct sizes_entry *e = &w->candidate.entry[i];
        if (w->used[i] || w->tried[e->size < SIZE_LIMIT ? e->size : SIZE_LIMIT - 1] == UINT16_MAX) continue;
        struct range r = look(subject, h, e, &low);
        bool hit = r.hits > 0;
        v.tried++;
        v.matched += hit;
        if (hit && mark) w->used[i] = true;
        bet(w, e->size < SIZE_LIMIT ? e->size : SIZE_LIMIT - 1, e->size < SIZE_LIMIT ? chance(w, h, e, &r) : 0, hit, h->log_e);
        double sum = size_log10_mean(h->log_e);
        if (sum > v.log10_e) v.log10_e = sum;
        if (v.certain || sum < enough) continue;
        v.certain = true;
        v.certain_tick = e->first;
    }
    return v;
}
