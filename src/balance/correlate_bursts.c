/* One candidate against one subject by what bursts hold.
 *
 * A copy that holds no packet back for longer than D stays in a corridor: what has left at any time is no more than what has come
 * in, and no less than what had come in D earlier. Where the corridor is closed (the candidate pauses, and nothing came in from D
 * before the pause's end to its beginning) all that had come in has left, and nothing else. Between two such pauses just as many
 * bytes leave as came in, plus an overhead for each packet and each record. However the stream is cut, merged or jittered in
 * between, the sum stays.
 *
 * Null hypothesis: given when the candidate pauses, when the subject does, and that the subject brought in about as much (within
 * a factor of two) meanwhile, how much exactly has nothing to do with how much left. So times, and load that follows load, are
 * given away. p is the share of amounts that fit among all subjects' bursts of about that amount, or this subject's own,
 * whichever is larger. The bets are those of correlate_evidence.c: P(E ever >= 1/a) <= a (Ville 1939). An amount that the
 * candidate has sent before is no news and no bet. */
#include "balance/correlate_bursts.h"

#include <math.h>
#include <stdlib.h>

#include "balance/correlate_bursts_internal.h"

enum {
    OVERHEADS = 256, /* tried, from OVERHEAD_MIN on; bytes a packet */
    OVERHEAD_MIN = -64,
    RATIOS = 64,     /* tried */
    RATIO_LEAST = 6, /* the first is that of a copy 2 to the power of this times as small ... */
    RATIO_CELL = 8,  /* ... and so many are a factor of two */
    PARTS_MIN = 3,   /* that must fit */
    SUSPECTS = 12,
    USUAL = 24, /* overheads, from USUAL_MIN on */
    USUAL_MIN = 16,
    FEW_SUBJECTS = 4096,  /* with more only one delay is tried: ... */
    USUAL_DELAY = 2,      /* ... 0.26 s */
    PAUSE_SHARE = 4,      /* pauses of a quarter of the delay are looked at */
    BATCH_LEAST = 1526,   /* ticks, 0.1 s: batches this far apart ... */
    BATCH_MOST = 76294,   /* ... to 5 s */
    BATCH_LATE = 305,     /* ticks, 20 ms: so much later than their period ... */
    BATCH_JITTERED = 3967 /* ... or 0.26 s */
};

static const double bets[SIZE_BETS] = {0.95, 0.8, 0.65, 0.5};
static const double LEAST = 5e-5;  /* no chance is taken to be smaller */
static const double MATCHED = 0.8; /* of the parts, for the second view */
static const double WORTH = 5;     /* decades a screened hypothesis may bring */

struct suspect {
    double score;
    uint32_t subject;
    int delay, record;
    bool ratio;
    double about; /* overhead, or natural logarithm of the ratio */
};

/* The candidate as it is looked at with one delay. */
struct view {
    uint32_t delay, pool, pauses;
    struct burst_pause pause[BURST_PARTS];
};

/* Weights of the overheads and of the ratios that fit the parts, as changes from one to the next. */
struct sums {
    float overhead[OVERHEADS + 1], ratio[RATIOS + 1];
    uint32_t alike;
};

static void add(float *change, int places, double low, double high, float weight)
{
    if (high < 0 || low >= places) return;
    change[low < 0 ? 0 : (int)ceil(low)] += weight;
    change[high >= places ? places : (int)high + 1] -= weight;
}

static void add_part(struct sums *sums, const struct burst_part *k, int record)
{
    double bytes = k->bytes - burst_records[record] * k->messages, far = 4 + 5 * sqrt(k->packets) + k->packets / 2;
    if (!k->news || k->packets <= 0 || bytes <= 0) return;
    if (k->in <= 2 * bytes && bytes <= 3 * k->in + 200 * k->packets) {
        double low = (bytes - k->in - far) / k->packets - OVERHEAD_MIN;
        add(sums->overhead, OVERHEADS, low, low + 2 * far / k->packets, (float)fmin(3.5, fmax(0.1, log10(bytes / far))));
        sums->alike++;
    } else if (!record && k->in > 2000) {
        double at = (log2(bytes / k->in) + RATIO_LEAST) * RATIO_CELL;
        add(sums->ratio, RATIOS, at - 1, at + 1, 1.5F);
        sums->alike++;
    }
}

/* The overhead or ratio that the most parts agree on. */
static struct suspect best_of(const struct sums *sums, struct suspect s)
{
    float here = 0;
    for (int i = 0; i < OVERHEADS; i++) {
        here += sums->overhead[i];
        if (here <= s.score) continue;
        s.score = here;
        s.about = i + OVERHEAD_MIN;
    }
    here = 0;
    for (int i = 0; i < RATIOS && !s.record; i++) {
        here += sums->ratio[i];
        if (here <= s.score) continue;
        s.score = here;
        s.about = ((double)i / RATIO_CELL - RATIO_LEAST) * M_LN2;
        s.ratio = true;
    }
    return s;
}

static void offer(struct suspect list[static SUSPECTS], struct suspect s)
{
    if (s.score < WORTH || s.score <= list[SUSPECTS - 1].score) return;
    int place = SUSPECTS - 1;
    for (; place > 0 && list[place - 1].score < s.score; place--) list[place] = list[place - 1];
    list[place] = s;
}

/* Offer what one subject and delay come to, with each kind of records. */
static void screen(const struct burst_crowd *b, const struct view *v, int kinds, struct suspect s,
                   struct suspect list[static SUSPECTS])
{
    struct burst_part part[BURST_PARTS];
    struct burst_walk w;
    uint32_t count = 0;
    burst_walk_begin(&w, b, v->pause, v->pauses, s.subject, v->delay, true);
    while (count < BURST_PARTS && burst_walk_next(&w, &part[count])) count += part[count].news;
    for (s.record = 0; count >= PARTS_MIN && s.record < kinds; s.record++) {
        struct sums sums = {.alike = 0};
        for (uint32_t i = 0; i < count; i++) add_part(&sums, &part[i], s.record);
        if (sums.alike >= PARTS_MIN) offer(list, best_of(&sums, s));
    }
}

static void bet(double p, bool hit, double log_e[static SIZE_BETS])
{
    for (int i = 0; i < SIZE_BETS; i++)
        if (p < bets[i]) log_e[i] += hit ? log(bets[i] / p) : log((1 - bets[i]) / (1 - p));
}

/* Do the parts hold at least half of what the subject brought in meanwhile? */
static bool is_mutual(const struct burst_crowd *b, const struct burst_part *list, uint32_t count, const struct burst_verdict *v,
                      double packets)
{
    struct burst_part whole;
    burst_came_in(b, v->subject, list[0].begin - v->delay_ticks, list[count - 1].end, &whole);
    return v->matched >= MATCHED * v->tried && packets >= whole.packets / 2;
}

/* The two views, as in correlate_evidence.c: given all times, and with the times of bursts. */
struct views {
    double log_e[SIZE_VIEWS][SIZE_BETS], most[SIZE_VIEWS];
    uint32_t certain_tick[SIZE_VIEWS]; /* 0: not yet */
};

static void watch(struct views *w, const struct burst_verdict *v, uint32_t tick, double enough)
{
    for (int i = 0; i < SIZE_VIEWS; i++) {
        double now = size_log10_mean(w->log_e[i]);
        if (v->matched >= PARTS_MIN && now > w->most[i]) w->most[i] = now;
        if (!w->certain_tick[i] && w->most[i] >= enough) w->certain_tick[i] = tick;
    }
}

/* A suspect by one fit. */
struct test {
    const struct burst_crowd *b;
    const struct view *v;
    const struct suspect *s;
    struct burst_fit fit;
    double level;
};

/* How common are a part's amount, among everybody's and among what the subject brings in in as long a time, and its time? */
struct chance {
    double share, usually;
};

static struct chance chance_of(const struct test *t, struct burst_part *k, float *moved, double asked, double far)
{
    struct chance c = {burst_share(&t->b->pool[t->v->pool], asked, far, true), 0};
    uint32_t fit = 0, alike = 0, apart = 0, all = 0, reach = (k->end - k->begin + t->v->delay) / BURST_MOVE;
    if (!k->moved) burst_move(t->b, t->s->subject, k, t->v->delay, moved);
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
static bool judge(const struct test *t, struct burst_part *k, float *moved, struct views *w)
{
    double far, seen = burst_seen(k), asked = seen + burst_deviation(&t->fit, t->level, k, &far);
    bool alike = k->packets > 0 && asked >= seen / 2 && asked <= seen * 2, hit = alike && fabs(asked - seen) <= far;
    if (!k->known || (!k->news && !k->fresh)) return hit;
    struct chance c = {alike ? burst_share(&t->b->pool[t->v->pool], asked, far, false) : 0, 1};
    if (hit) c = chance_of(t, k, moved, asked, far);
    if (k->news) bet(alike ? fmax(LEAST, c.share) : 0, hit, w->log_e[0]);
    if (!k->news) c.share = 1;
    bet(alike ? fmax(LEAST, c.share * (k->fresh ? c.usually : 1)) : 0, hit, w->log_e[1]);
    return hit;
}

/* Half of the prior belief is in usual overheads, and half in streams whose records add nothing. */
static double log10_tried(const struct suspect *s)
{
    bool usual = !s->ratio && s->about >= USUAL_MIN && s->about < USUAL_MIN + USUAL;
    double fits = s->ratio ? BURST_RATIOS : BURST_FITS * (s->record ? BURST_RECORDS - 1.0 : 1);
    return log10(2.0 * 2.0 * SIZE_VIEWS * BURST_DELAYS * fits * (usual ? USUAL : OVERHEADS));
}

/* Could the evidence be enough if every amount that fits were as rare as can be? */
static bool is_promising(const struct test *t, const struct burst_part *list, uint32_t count, double enough)
{
    uint32_t fit = 0, miss = 0;
    for (uint32_t i = 0; i < count; i++) {
        double far, seen = burst_seen(&list[i]), asked = seen + burst_deviation(&t->fit, t->level, &list[i], &far);
        bool alike = list[i].packets > 0 && asked >= seen / 2 && asked <= seen * 2;
        fit += alike && list[i].known && fabs(asked - seen) <= far;
        miss += !alike && list[i].news;
    }
    double most = 0;
    for (int i = 0; i < SIZE_BETS; i++) most = fmax(most, fit * log10(bets[i] / LEAST) + miss * log10(1 - bets[i]));
    return fit >= PARTS_MIN && most >= log10_tried(t->s) - enough;
}

static struct burst_verdict test_fit(const struct test *t, struct burst_part *list, uint32_t count, double enough)
{
    const double tried = log10_tried(t->s);
    struct burst_verdict v = {.subject = t->s->subject, .delay_ticks = t->v->delay, .ratio = 1};
    struct views w = {0};
    double packets = 0;
    for (uint32_t i = 0; i < count; i++) {
        bool hit = judge(t, &list[i], t->b->moved[i], &w);
        packets += hit ? list[i].packets : 0;
        v.tried += list[i].news;
        v.matched += hit && list[i].news;
        watch(&w, &v, list[i].end, tried - enough);
    }
    int view = w.most[1] > w.most[0] && is_mutual(t->b, list, count, &v, packets);
    v.certain_tick = w.certain_tick[view];
    v.log10_p = fmin(0, tried - w.most[view]);
    if (t->s->ratio)
        v.ratio = exp(t->level);
    else
        v.overhead = (int32_t)(t->level + (t->fit.block > 1 ? t->fit.add + (t->fit.block - 1) / 2.0 : 0));
    return v;
}

static struct burst_verdict test(const struct burst_crowd *b, const struct view *v, const struct suspect *s, double enough)
{
    struct burst_part list[BURST_PARTS];
    struct burst_verdict best = {.subject = s->subject};
    struct burst_walk w;
    uint32_t count = 0, fits = s->ratio ? BURST_RATIOS : BURST_FITS;
    burst_walk_begin(&w, b, v->pause, v->pauses, s->subject, v->delay, false);
    while (count < BURST_PARTS && burst_walk_next(&w, &list[count])) count++;
    for (uint32_t i = 0; count && i < fits; i++) {
        struct test t = {b, v, s, burst_fit_of(s->ratio, i), 0};
        if (!s->ratio) t.fit.record = burst_records[s->record];
        burst_fill(b, &t.fit, list, count);
        t.level = burst_level(&t.fit, list, count, s->about - (t.fit.block > 1 ? t.fit.add + (t.fit.block - 1) / 2.0 : 0));
        if (!is_promising(&t, list, count, enough + BURST_AHEAD)) continue;
        struct burst_verdict here = test_fit(&t, list, count, enough);
        if (here.log10_p < best.log10_p) best = here;
    }
    return best;
}

/* Are most bytes in messages of one size, as in records that are full? */
static bool has_full_records(const struct size_list *candidate)
{
    double full = 0, all = 0;
    uint16_t most = 0;
    for (uint32_t i = 0; i < candidate->count; i++) most = candidate->entry[i].size > most ? candidate->entry[i].size : most;
    for (uint32_t i = 0; i < candidate->count; i++) {
        double bytes = (double)candidate->entry[i].size * candidate->entry[i].count;
        all += bytes;
        full += candidate->entry[i].size == most ? bytes : 0;
    }
    return full * 2 > all;
}

/* Does the candidate, cut at these pauses, send amounts enough that are no repetitions? */
static bool has_news(const struct burst_pause *pause, uint32_t pauses)
{
    double known[PARTS_MIN];
    uint32_t n = 0;
    for (uint32_t i = 1; i < pauses && n < PARTS_MIN; i++) {
        double bytes = pause[i].bytes - pause[i - 1].bytes;
        bool news = true;
        for (uint32_t k = 0; k < n; k++) news = news && fabs(known[k] - bytes) >= 2 * BURST_SAME;
        if (news) known[n++] = bytes;
    }
    return n == PARTS_MIN;
}

static int by_ticks(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* How far apart the candidate's batches are, told by the candidate alone: a quarter of its bursts come sooner after each other.
 * 0: they are no batches. */
static uint32_t batch_period(const struct size_list *candidate)
{
    struct burst_pause pause[BURST_PARTS];
    uint32_t apart[BURST_PARTS], n = burst_pauses(candidate, burst_delays[0], pause);
    if (n < PARTS_MIN + 1) return 0;
    for (uint32_t i = 1; i < n; i++) apart[i - 1] = (uint32_t)(pause[i].until - pause[i - 1].until);
    qsort(apart, n - 1, sizeof *apart, by_ticks);
    uint32_t period = apart[(n - 1) / 4];
    return period >= BATCH_LEAST && period <= BATCH_MOST ? period : 0;
}

/* False when there is nothing to be told with this delay. */
static bool look(const struct size_list *candidate, uint32_t period, int delay, struct view *ret)
{
    uint32_t late = delay == BURST_POOLS ? BATCH_LATE : BATCH_JITTERED;
    if (delay >= BURST_POOLS && !period) return false;
    ret->delay = delay < BURST_POOLS ? burst_delays[delay] : period + late;
    ret->pool = delay < BURST_POOLS ? (uint32_t)delay : BURST_POOLS - 1;
    ret->pauses = burst_pauses(candidate, ret->delay / PAUSE_SHARE, ret->pause);
    return has_news(ret->pause, ret->pauses);
}

struct burst_verdict burst_evaluate(const struct burst_crowd *b, const struct size_list *candidate, uint32_t number,
                                    double enough, correlate_skip_fn *skip, void *ctx)
{
    struct suspect suspect[SUSPECTS] = {{0}};
    struct view view;
    struct burst_verdict best = {0};
    int kinds = has_full_records(candidate) ? BURST_RECORDS : 1;
    uint32_t period = batch_period(candidate);
    for (int d = 0; d < BURST_DELAYS; d++) {
        bool any = (d == USUAL_DELAY || b->crowd->active <= FEW_SUBJECTS) && look(candidate, period, d, &view);
        for (uint32_t s = 0; any && s < b->crowd->count; s++)
            if (!skip || !skip(ctx, number, s)) screen(b, &view, kinds, (struct suspect){.subject = s, .delay = d}, suspect);
    }
    for (int i = 0; i < SUSPECTS && suspect[i].score > 0; i++) {
        if (!look(candidate, period, suspect[i].delay, &view)) continue;
        struct burst_verdict v = test(b, &view, &suspect[i], enough);
        if (v.log10_p < best.log10_p) {
            v.second = v.subject == best.subject ? best.second : best.log10_p;
            best = v;
        } else if (v.subject != best.subject && v.log10_p < best.second) {
            best.second = v.log10_p;
        }
    }
    return best;
}
