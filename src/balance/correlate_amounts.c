/* Stored and forwarded copies: when a batch leaves says nothing, but its size is what came in since the batch before.
 *
 * The candidate's bursts cut time into intervals, each ending with a burst (less the lag). x = log of the burst's volume, y = log
 * of the subject's volume in the interval; logarithms because a copy's overhead and compression are factors, and because no
 * single large burst can then carry the correlation. A copy is a near-perfect fit: under the null that the two are unrelated P(1
 * - r^2 <= q) = I_q((n-2)/2, 1/2) <= q^((n-2)/2) up to a factor near one (Fisher 1915). That is a small-ball probability: it
 * depends on how smooth the distributions are, not on their tails.
 *
 * Intervals are not independent, and long ones hold more of everything. Both are measured on this very pair at lags that no
 * copy has (Bayley, Hammersley 1946; Pyper, Peterman 1998: effective degrees of freedom): z = atanh r there has mean m (the
 * common part, taken off) and deviation s, and 3 + 1/s^2 intervals are what the data are worth if that is less than n.
 *
 * Beats of two constant rates against each other fit at one lag, and again a period later: a rival outside the peak that is
 * itself no accident, or nearly as good, voids the fit. */
#include <math.h>

#include "balance/correlate_internal.h"

enum { LAGS = 108, MIN_BURSTS = 7, MAX_BURSTS = 1500, MANY = 100, FAR_SAMPLES = 240, NEAR_SAMPLES = 72, FAR_LEAST = 24 };
static const double WORTH = -4;       /* log10 p before the comparison with other lags */
static const double BETTER = 1.4;     /* times as large as the best rival's must z be */
static const double PERIODIC = 5;     /* deviations: a rival that fits this well is no accident ... */
static const double ALIKE = 0.7;      /* ... and must not come near the lag's r */
static const double PERFECT = 0.9999; /* r counts as no better than this */

const double corr_amounts_lags = LAGS * CORR_PAUSES;

/* 17 ms apart up to half a second, 50 ms up to 2.5 s, 0.2 s up to 10 s. */
static int32_t lag_at(int32_t i)
{
    if (i < 30) return 2 * i;
    if (i < 70) return 60 + 6 * (i - 30);
    return 300 + 24 * (i - 70);
}

/* Natural logarithm to 1e-4, vectorisable; x > 0. */
static inline float fast_log(float x)
{
    union {
        float f;
        uint32_t u;
    } v = {x};
    float exponent = (float)(int32_t)(v.u >> 23) - 127;
    v.u = (v.u & 0x7fffff) | 0x3f800000;
    float m = v.f;
    float log2 = exponent - 1.7417939f + m * (2.8212026f + m * (-1.4699568f + m * (0.44717955f - 0.056570851f * m)));
    return log2 * 0.693147f;
}

struct intervals {
    const struct corr_bursts *bursts;
    const double *running; /* sums of the subject */
    int32_t bins;
    float floor;          /* of a subject's volume */
    double mean_x, var_x; /* of the used bursts; var: sum of squares */
    uint32_t used;        /* bursts from the second one on */
};

static void sum_up(struct corr_work *w, const float *base)
{
    double sum = 0;
    w->running[0] = 0;
    for (uint32_t i = 0; i < w->bins; i++) w->running[i + 1] = sum += base[i];
}

static void use(struct intervals *v, uint32_t used)
{
    double sum = 0, squares = 0;
    for (uint32_t i = 1; i <= used; i++) {
        sum += v->bursts->volume[i];
        squares += (double)v->bursts->volume[i] * v->bursts->volume[i];
    }
    v->used = used;
    v->mean_x = sum / used;
    v->var_x = squares - sum * sum / used;
}

static double running_at(const struct intervals *v, int32_t bin)
{
    return v->running[bin < 0 ? 0 : bin > v->bins ? v->bins : bin];
}

/* Pearson's r of log volumes at a lag, which may be negative. */
static double fit(const struct intervals *v, int32_t lag)
{
    double sum = 0, squares = 0, products = 0;
    double before = running_at(v, (int32_t)v->bursts->end[0] + 1 - lag);
    for (uint32_t i = 1; i <= v->used; i++) {
        double now = running_at(v, (int32_t)v->bursts->end[i] + 1 - lag);
        double y = fast_log((float)(now - before) + v->floor);
        before = now;
        sum += y;
        squares += y * y;
        products += y * v->bursts->volume[i];
    }
    double var = squares - sum * sum / v->used;
    if (var <= 1e-6 * v->used || v->var_x <= 1e-6 * v->used) return 0;
    double r = (products - sum * v->mean_x) / sqrt(var * v->var_x);
    return r > PERFECT ? PERFECT : r < -PERFECT ? -PERFECT : r;
}

static double log10_tail(double r, double intervals)
{
    return r > 0 && intervals > 2 ? (intervals - 2) / 2 * log10(1 - r * r) : 0;
}

/* The same with the subject's extremes cut too: neither side may owe its fit to one interval. */
static double fit_robust(struct corr_work *w, const struct intervals *v, int32_t lag)
{
    float *y = w->scratch;
    double before = running_at(v, (int32_t)v->bursts->end[0] + 1 - lag);
    for (uint32_t i = 1; i <= v->used; i++) {
        double now = running_at(v, (int32_t)v->bursts->end[i] + 1 - lag);
        y[i - 1] = fast_log((float)(now - before) + v->floor);
        before = now;
    }
    if (corr_cut_extremes(y, v->used, y + v->used)) return 0;
    double sum = 0, squares = 0, products = 0;
    for (uint32_t i = 0; i < v->used; i++) {
        sum += y[i];
        squares += (double)y[i] * y[i];
        products += (double)y[i] * v->bursts->volume[i + 1];
    }
    double var = squares - sum * sum / v->used;
    if (var <= 1e-6 * v->used || v->var_x <= 1e-6 * v->used) return 0;
    double r = (products - sum * v->mean_x) / sqrt(var * v->var_x);
    return fmin(r, fit(v, lag));
}

/* log10 of one in the number of orders that the values can have at all, those apart by less than `step` taken as equal. */
static double log10_orders(struct corr_work *w, const float *v, uint32_t n, double step)
{
    float *cell = w->padded;
    double log_orders = lgamma(n + 1.0);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t times = 1;
        cell[i] = floorf(v[i] / (float)step);
        for (uint32_t k = 0; k < i; k++) times += cell[k] == cell[i];
        log_orders -= log(times);
    }
    return -log_orders / M_LN10;
}

/* Few bursts, or bursts of few sizes (one message or two), fit perfectly by chance more often than smooth ones do: under the
 * null all orders are alike, and no fit can be rarer than one order among all. `r`: of w->scratch and the bursts. */
static double rarest(struct corr_work *w, const struct intervals *v, double r)
{
    double sum = 0, squares = 0;
    for (uint32_t i = 0; i < v->used; i++) {
        sum += w->scratch[i];
        squares += (double)w->scratch[i] * w->scratch[i];
    }
    double apart = sqrt((1 - r * r) / v->used), x = sqrt(v->var_x) * apart;
    double y = sqrt(squares - sum * sum / v->used) * apart;
    return fmax(log10_orders(w, v->bursts->volume + 1, v->used, x), log10_orders(w, w->scratch, v->used, y));
}

struct elsewhere {
    double mean, deviation; /* of z = atanh r at lags that no copy has */
    double rival;           /* the best z outside the peak that the lag belongs to */
};

/* The peak's neighbourhood on a fine grid: its slopes end where r has halved; periodic traffic has another peak soon after. */
static double rival_nearby(const struct intervals *v, int32_t lag, int32_t step)
{
    double r = fit(v, lag), rival = 0;
    for (int side = -1; side <= 1; side += 2) {
        bool slope = true;
        for (int32_t i = 1; i <= NEAR_SAMPLES; i++) {
            double other = fit(v, lag + side * i * step);
            slope = slope && other > r / 2;
            if (!slope) rival = fmax(rival, atanh(other));
        }
    }
    return rival;
}

static bool look_elsewhere(const struct intervals *v, int32_t lag, struct elsewhere *ret)
{
    const uint32_t *end = v->bursts->end;
    int32_t span = (int32_t)(end[v->used] - end[0]) / (int32_t)v->used;
    int32_t far = v->bins / 3, near = span + span / 2 + 2;
    int32_t step = 2 * far / FAR_SAMPLES + 1;
    double sum = 0, squares = 0, count = 0, rival = rival_nearby(v, lag, span < 24 ? 2 : span / 12);
    for (int32_t u = lag - far; u <= lag + far; u += step) {
        if (u > lag - near && u < lag + near) continue;
        double z = atanh(fit(v, u));
        sum += z;
        squares += z * z;
        rival = fmax(rival, z);
        count++;
    }
    if (count < FAR_LEAST) return false;
    ret->mean = sum / count;
    ret->deviation = sqrt(fmax(squares / count - ret->mean * ret->mean, 1e-12));
    ret->rival = rival;
    return true;
}

static bool begin(struct corr_work *w, const struct corr_volume *subject, const struct corr_trial *t, struct intervals *ret)
{
    const struct corr_bursts *b = &w->bursts[t->scale][t->kind];
    if (b->flat || b->count < MIN_BURSTS + 1 || b->count > MAX_BURSTS) return false;
    sum_up(w, subject->kind[t->kind]);
    *ret = (struct intervals){.bursts = b, .running = w->running, .bins = (int32_t)w->bins};
    ret->floor = (float)(w->running[w->bins] / b->count / 20);
    use(ret, b->count - 1);
    return ret->floor > 0;
}

static double adjusted(const struct intervals *v, double r, const struct elsewhere *e)
{
    double z = atanh(r), rival = e->rival * sqrt(v->used - 3.0);
    if (z < BETTER * e->rival || (rival > PERIODIC && tanh(e->rival) > r * ALIKE)) return 0;
    double worth = 3 + 1 / (e->deviation * e->deviation);
    return log10_tail(tanh(atanh(r) - fmax(0, e->mean)), worth < v->used ? worth : v->used);
}

/* Of the lags. With many bursts first every third one: a peak is as wide as bursts are apart. */
static int32_t best_place(const struct intervals *v)
{
    int32_t stride = v->used > MANY ? 3 : 1, place = 0;
    double best = fit(v, lag_at(0));
    for (int32_t i = stride; i < LAGS; i += stride) {
        double r = fit(v, lag_at(i));
        if (r <= best) continue;
        best = r;
        place = i;
    }
    int32_t from = place - stride + 1, to = place + stride - 1;
    for (int32_t i = from < 0 ? 0 : from; i <= to && i < LAGS; i++) {
        double r = fit(v, lag_at(i));
        if (r <= best) continue;
        best = r;
        place = i;
    }
    return place;
}

void corr_amounts_test(struct corr_work *w, const struct corr_volume *subject, struct corr_trial *t)
{
    struct intervals v;
    t->log10_p = 0;
    if (!begin(w, subject, t, &v)) return;
    int32_t place = best_place(&v);
    t->lag = (uint16_t)lag_at(place);
    double best = fit_robust(w, &v, t->lag);
    struct elsewhere e;
    if (log10_tail(best, v.used) > WORTH) return;
    double least = rarest(w, &v, best);
    if (!look_elsewhere(&v, t->lag, &e)) return;
    t->log10_p = fmax(adjusted(&v, best, &e), least);
    t->distinct = (atanh(best) - e.mean) / e.deviation;
}

double corr_amounts_until(struct corr_work *w, const struct corr_volume *subject, const struct corr_trial *t, uint32_t end)
{
    struct intervals v;
    struct elsewhere e;
    if (!begin(w, subject, t, &v) || !look_elsewhere(&v, t->lag, &e)) return 0;
    uint32_t n = 0;
    while (n < v.used && v.bursts->end[n + 1] < end) n++;
    if (n < MIN_BURSTS) return 0;
    use(&v, n);
    double r = fit_robust(w, &v, t->lag), p = adjusted(&v, r, &e);
    return p < 0 ? fmax(p, rarest(w, &v, r)) : 0;
}
