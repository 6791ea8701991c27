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
#include <string.h>

#include "balance/correlate_bursts_internal.h"

enum {
    OVERHEADS = 256, /* tried, from OVERHEAD_MIN on; bytes a packet */
    OVERHEAD_MIN = -64,
    RATIOS = 64,     /* tried */
    RATIO_LEAST = 6, /* the first is that of a copy 2 to the power of this times as small ... */
    RATIO_CELL = 8,  /* ... and so many are a factor of two */
    USUAL = 24,      /* overheads, from USUAL_MIN on */
    USUAL_MIN = 16,
    FEW_SUBJECTS = 4096,  /* with more only one delay is tried: ... */
    USUAL_DELAY = 2,      /* ... 0.26 s */
    PAUSE_SHARE = 4,      /* pauses of a quarter of the delay are looked at */
    BATCH_LEAST = 1526,   /* ticks, 0.1 s: batches this far apart ... */
    BATCH_MOST = 76294,   /* ... to 5 s */
    BATCH_LATE = 305,     /* ticks, 20 ms: so much later than their period ... */
    BATCH_JITTERED = 3967 /* ... or 0.26 s */
};

static const double WORTH = 5;                    /* decades a screened hypothesis may bring */
static const double WORTH_CARRY = 6, GOES_ON = 2; /* ... one that goes on, at most; and has brought */

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
static struct burst_suspect best_of(const struct sums *sums, struct burst_suspect s)
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

static void offer(struct burst_suspect list[static BURST_SUSPECTS], struct burst_suspect s)
{
    if (s.score < WORTH || s.score <= list[BURST_SUSPECTS - 1].score) return;
    int place = BURST_SUSPECTS - 1;
    for (; place > 0 && list[place - 1].score < s.score; place--) list[place] = list[place - 1];
    list[place] = s;
}

/* Offer what one subject and delay come to, with each kind of records. */
static void screen(const struct burst_crowd *b, const struct view *v, int kinds, struct burst_suspect s,
                   struct burst_suspect list[static BURST_SUSPECTS])
{
    struct burst_part part[BURST_PARTS];
    struct burst_walk w;
    uint32_t count = 0;
    burst_walk_begin(&w, b, v->pause, v->pauses, s.subject, v->delay, true);
    while (count < BURST_PARTS && burst_walk_next(&w, &part[count])) count += part[count].news;
    for (s.record = 0; count >= BURST_CARRY_MIN && s.record < kinds; s.record++) {
        struct sums sums = {.alike = 0};
        for (uint32_t i = 0; i < count; i++) add_part(&sums, &part[i], s.record);
        if (sums.alike >= BURST_CARRY_MIN) offer(list, best_of(&sums, s));
    }
}

/* Half of the prior belief is in usual overheads, and half in streams whose records add nothing. */
static double log10_tried(const struct burst_suspect *s)
{
    bool usual = !s->ratio && s->about >= USUAL_MIN && s->about < USUAL_MIN + USUAL;
    double fits = s->ratio ? BURST_RATIOS : BURST_FITS * (s->record ? BURST_RECORDS - 1.0 : 1);
    return log10(2.0 * 2.0 * SIZE_VIEWS * BURST_DELAYS * fits * (s->ratio ? RATIOS : usual ? USUAL : OVERHEADS));
}

/* What may go on: the best of all. */
struct future {
    struct burst_hypothesis list[BURST_CARRIED];
    double decades[BURST_CARRIED]; /* beyond what was tried; ascending places are worse */
    uint32_t count;
};

static void keep(struct future *f, const struct burst_hypothesis *h)
{
    double e = fmax(size_log10_mean(h->log_e[0]), size_log10_mean(h->log_e[1])), decades = e - h->log10_tried;
    if (e < GOES_ON) return;
    for (uint32_t i = 0; i < f->count; i++) {
        if (f->list[i].subject != h->subject || f->list[i].delay != h->delay) continue;
        if (f->decades[i] >= decades) return;
        f->count--;
        memmove(f->list + i, f->list + i + 1, (f->count - i) * sizeof *f->list);
        memmove(f->decades + i, f->decades + i + 1, (f->count - i) * sizeof *f->decades);
        break;
    }
    uint32_t place = f->count < BURST_CARRIED ? f->count++ : BURST_CARRIED;
    while (place > 0 && f->decades[place - 1] < decades) {
        if (place < BURST_CARRIED) {
            f->list[place] = f->list[place - 1];
            f->decades[place] = f->decades[place - 1];
        }
        place--;
    }
    if (place == BURST_CARRIED) return;
    f->list[place] = *h;
    f->decades[place] = decades;
}

/* A suspect by all fits. */
static struct burst_verdict test(const struct burst_crowd *b, const struct view *v, const struct burst_suspect *s,
                                 const struct burst_question *q, struct future *future)
{
    struct burst_part list[BURST_PARTS];
    struct burst_verdict best = {.subject = s->subject};
    struct burst_walk w;
    uint32_t count = 0, fits = s->ratio ? BURST_RATIOS : BURST_FITS;
    burst_walk_begin(&w, b, v->pause, v->pauses, s->subject, v->delay, false);
    w.epoch = q->epoch;
    while (count < BURST_PARTS && burst_walk_next(&w, &list[count])) count++;
    for (uint32_t i = 0; count && i < fits; i++) {
        struct burst_hypothesis h = {s->subject, v->delay, v->pool, burst_fit_of(s->ratio, i), .since = q->since, .news = w.news};
        struct burst_test t = {.b = b, .h = &h, .list = list, .count = count};
        if (!s->ratio) h.fit.record = burst_records[s->record];
        burst_fill(b, &h.fit, list, count);
        h.level = burst_level(&h.fit, list, count, s->about - (h.fit.block > 1 ? h.fit.add + (h.fit.block - 1) / 2.0 : 0));
        h.log10_tried = log10_tried(s);
        if (burst_promise(&t) < WORTH_CARRY) continue;
        struct burst_verdict here = burst_test(&t, q->enough);
        keep(future, &h);
        if (here.log10_p < best.log10_p) best = here;
    }
    return best;
}

/* A hypothesis of the window before is asked what it was not asked before. */
static struct burst_verdict test_carried(const struct burst_crowd *b, const struct burst_question *q, struct burst_hypothesis *h,
                                         struct future *future)
{
    struct burst_part list[BURST_PARTS];
    struct burst_pause pause[BURST_PARTS];
    struct burst_walk w;
    struct burst_test t = {.b = b, .h = h, .list = list};
    uint32_t pauses = burst_pauses(q->candidate, h->delay / PAUSE_SHARE, pause);
    burst_walk_begin(&w, b, pause, pauses, h->subject, h->delay, false);
    w.epoch = q->epoch;
    w.border = q->border;
    w.news = h->news;
    while (t.count < BURST_PARTS && burst_walk_next(&w, &list[t.count])) t.count++;
    h->news = w.news;
    burst_fill(b, &h->fit, list, t.count);
    struct burst_verdict v = burst_test(&t, q->enough);
    keep(future, h);
    return v;
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
    double known[BURST_CARRY_MIN];
    uint32_t n = 0;
    for (uint32_t i = 1; i < pauses && n < BURST_CARRY_MIN; i++) {
        double bytes = pause[i].bytes - pause[i - 1].bytes;
        bool news = true;
        for (uint32_t k = 0; k < n; k++) news = news && fabs(known[k] - bytes) >= 2 * BURST_SAME;
        if (news) known[n++] = bytes;
    }
    return n == BURST_CARRY_MIN;
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
    if (n < BURST_FIT_MIN + 1) return 0;
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

/* The better of two, and how good the best is that speaks of somebody else. */
static struct burst_verdict better(struct burst_verdict best, struct burst_verdict v)
{
    if (v.log10_p < best.log10_p) {
        v.second = v.subject == best.subject ? best.second : best.log10_p;
        return v;
    }
    if (v.subject != best.subject && v.log10_p < best.second) best.second = v.log10_p;
    return best;
}

struct screening {
    const struct burst_crowd *b;
    const struct burst_question *q;
    const struct view *view;
    int delay, kinds;
};

static void screen_part(void *arg, unsigned part)
{
    const struct screening *g = arg;
    struct corr_range r = corr_range_of(g->b->crowd->count, part);
    struct burst_found *found = &g->b->found[part];
    *found = (struct burst_found){{{0}}};
    for (uint32_t s = r.first; s < r.end; s++)
        if (!g->q->skip || !g->q->skip(g->q->ctx, g->q->number, s))
            screen(g->b, g->view, g->kinds, (struct burst_suspect){.subject = s, .delay = g->delay}, found->list);
}

/* All subjects with one delay. */
static void screen_all(struct screening *g, struct burst_suspect list[static BURST_SUSPECTS])
{
    corr_share(g->b->crew, g->b->crowd->count, screen_part, g);
    for (const struct burst_found *f = g->b->found; f < g->b->found + CORR_PARTS; f++)
        for (int i = 0; i < BURST_SUSPECTS && f->list[i].score > 0; i++) offer(list, f->list[i]);
}

struct burst_verdict burst_evaluate(const struct burst_crowd *b, const struct burst_question *q)
{
    struct burst_suspect suspect[BURST_SUSPECTS] = {{0}};
    struct view view;
    struct burst_verdict best = {0};
    struct future future = {.count = 0};
    struct screening g = {b, q, &view, 0, has_full_records(q->candidate) ? BURST_RECORDS : 1};
    uint32_t period = batch_period(q->candidate);
    for (g.delay = 0; g.delay < BURST_DELAYS; g.delay++)
        if ((g.delay == USUAL_DELAY || b->crowd->active <= FEW_SUBJECTS) && look(q->candidate, period, g.delay, &view))
            screen_all(&g, suspect);
    for (int i = 0; i < BURST_SUSPECTS && suspect[i].score > 0; i++)
        if (look(q->candidate, period, suspect[i].delay, &view)) best = better(best, test(b, &view, &suspect[i], q, &future));
    for (int i = 0; i < BURST_CARRIED; i++)
        if (q->carried[i].delay && q->carried[i].subject < b->crowd->count)
            best = better(best, test_carried(b, q, &q->carried[i], &future));
    memset(q->carried, 0, BURST_CARRIED * sizeof *q->carried);
    memcpy(q->carried, future.list, future.count * sizeof *q->carried);
    return best;
}
