/* What speaks for one hypothesis: see correlate_bursts.c for what it is asked. */
#include <math.h>
#include <stdlib.h>

#include "balance/correlate_bursts_internal.h"

static const double bets[SIZE_BETS] = {0.95, 0.8, 0.65, 0.5};
static const double LEAST = 5e-5;  /* no chance is taken to be smaller */
static const double MATCHED = 0.8; /* of the parts, for the second view */

static void bet(double p, bool hit, double log_e[static SIZE_BETS])
{
    for (int i = 0; i < SIZE_BETS; i++)
        if (p < bets[i]) log_e[i] += hit ? log(bets[i] / p) : log((1 - bets[i]) / (1 - p));
}

/* Do the parts so far hold at least half of what the subject brought in meanwhile? */
static bool is_mutual(const struct burst_hypothesis *h)
{
    return h->matched >= MATCHED * h->tried && h->packets >= h->whole / 2;
}

/* The second view counts while both belong to each other. */
static void watch(struct burst_test *t, uint32_t tick, double enough)
{
    double now = size_log10_mean(t->h->log_e[0]);
    if (t->h->matched < BURST_FIT_MIN) return;
    if (is_mutual(t->h)) now = fmax(now, size_log10_mean(t->h->log_e[1]));
    if (now <= t->most) return;
    if (t->most < enough && now >= enough) t->certain_tick = tick;
    t->most = now;
}

/* How common are a part's amount, among everybody's and among what the subject brings in in as long a time, and its time? */
struct chance {
    double share, usually;
};

static struct chance chance_of(const struct burst_test *t, struct burst_part *k, float *moved, double asked, double far)
{
    const struct burst_hypothesis *h = t->h;
    struct chance c = {burst_share(burst_pool_of(t->b, h->pool), asked, far, true), 0};
    uint32_t fit = 0, alike = 0, apart = 0, all = 0, reach = (k->end - k->begin + h->delay) / BURST_MOVE;
    if (!k->moved) burst_move(t->b, h->subject, k, h->delay, moved);
    k->moved = true;
    for (int i = 0; i < BURST_MOVES; i++) {
        bool is_alike = moved[i] >= asked / 2 && moved[i] <= asked * 2;
        bool is_apart = (uint32_t)abs(i - BURST_MOVES / 2) > reach; /* it holds nothing of what the part does */
        all += moved[i] >= 0;
        alike += is_alike;
        apart += is_alike && is_apart;
        fit += is_apart && moved[i] >= asked - far && moved[i] <= asked + far;
    }
    c.share = fmax(c.share, apart ? (double)fit / apart : 0);
    c.usually = (alike + 1.0) / (all + 1.0);
    return c;
}

/* One part: p and bets in both views. Returns whether it fits. An amount that is no news may still come after a pause that is:
 * its time is a bet. */
static bool judge(const struct burst_test *t, struct burst_part *k, float *moved)
{
    struct burst_hypothesis *h = t->h;
    double far, seen = burst_seen(k), asked = seen + burst_deviation(&h->fit, h->level, k, &far);
    bool alike = k->packets > 0 && asked >= seen / 2 && asked <= seen * 2, hit = alike && fabs(asked - seen) <= far;
    if (!k->known || (!k->news && !k->fresh)) return hit;
    struct chance c = {alike ? burst_share(burst_pool_of(t->b, h->pool), asked, far, false) : 0, 1};
    if (hit) c = chance_of(t, k, moved, asked, far);
    if (k->news) bet(alike ? fmax(LEAST, c.share) : 0, hit, h->log_e[0]);
    if (!k->news) c.share = 1;
    bet(alike ? fmax(LEAST, c.share * (k->fresh ? c.usually : 1)) : 0, hit, h->log_e[1]);
    return hit;
}

double burst_promise(const struct burst_test *t)
{
    const struct burst_hypothesis *h = t->h;
    uint32_t fit = 0, miss = 0;
    for (uint32_t i = 0; i < t->count; i++) {
        const struct burst_part *k = &t->list[i];
        double far, seen = burst_seen(k), asked = seen + burst_deviation(&h->fit, h->level, k, &far);
        bool alike = k->packets > 0 && asked >= seen / 2 && asked <= seen * 2;
        fit += alike && k->known && fabs(asked - seen) <= far;
        miss += !alike && k->news;
    }
    double most = 0;
    for (int i = 0; i < SIZE_BETS; i++) most = fmax(most, fit * log10(bets[i] / LEAST) + miss * log10(1 - bets[i]));
    return fit >= BURST_CARRY_MIN ? most : 0;
}

/* What came in since the part before, or since the first part could have come in. */
static double meanwhile(const struct burst_test *t, uint32_t i)
{
    struct burst_part whole;
    int64_t since = i ? (int64_t)t->list[i - 1].end : (int64_t)t->list[0].begin - t->h->delay;
    burst_came_in(t->b, t->h->subject, since, t->list[i].end, &whole);
    return whole.packets;
}

struct burst_verdict burst_test(struct burst_test *t, double enough)
{
    struct burst_hypothesis *h = t->h;
    const double tried = h->log10_tried;
    for (uint32_t i = 0; i < t->count; i++) {
        h->whole += meanwhile(t, i);
        if (h->whole <= 0) continue; /* so far there is nothing that could have been copied */
        bool hit = judge(t, &t->list[i], t->b->moved[i]);
        h->packets += hit ? t->list[i].packets : 0;
        h->tried += t->list[i].news;
        h->matched += hit && t->list[i].news;
        watch(t, t->list[i].closed, tried - enough);
    }
    struct burst_verdict v = {.subject = h->subject,
                              .delay_ticks = h->delay,
                              .ratio = 1,
                              .matched = h->matched,
                              .tried = h->tried,
                              .certain_tick = t->certain_tick,
                              .log10_p = fmin(0, tried - t->most),
                              .since = h->since};
    if (h->fit.ratio > 0)
        v.ratio = exp(h->level);
    else
        v.overhead = (int32_t)(h->level + (h->fit.block > 1 ? h->fit.add + (h->fit.block - 1) / 2.0 : 0));
    return v;
}
