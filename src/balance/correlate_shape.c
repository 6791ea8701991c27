/* The test of one candidate against one subject (or sum of subjects).
 *
 * D_b(u) = sum over the busy bins t of the candidate's stretch b of sqrt(candidate_t) * sqrt(subject_(t-u)): how well stretch b
 * fits the subject at lag u. Null hypothesis: whatever the two have in common over seconds (both busy in the same minute), WHEN
 * within a few dozen bins a stretch of the candidate happens does not depend on the subject. Then each stretch might as well have
 * stood anywhere within +-REACH bins, independently of the others; what a stretch looks like inside, and how busy the minute is,
 * stay as they are. This is the pattern jitter test of neurophysiology (Date, Bienenstock, Geman 1998; Amarasingham, Harrison,
 * Hatsopoulos, Geman, J. Neurophysiol. 107:517, 2012), a conditional permutation test: it respects autocorrelation within
 * a stretch and any non-stationarity between stretches, and a constant rate gives it nothing to work with.
 *
 * The number of permutations is SHIFTS^stretches. Their distribution is the convolution of known discrete ones, so its tail is
 * not sampled and not fitted but bounded: for T = sum y_b, with y_b the standardised D_b, P(T >= t) <= min over theta of
 * exp(-theta t) prod_b mean_u exp(theta y_b(u))       (Chernoff 1952) which is never optimistic (a Lugannani-Rice expansion would
 * be an order of magnitude nearer). Heavy tails are no matter: the moments are those of this very data.
 *
 * What the test cannot know is that stretches depend on each other when both series are periodic (keep-alives, 20 ms speech
 * frames, segments of a film): one coincidence of phase then repeats for ever. But then the alignment is as good one period
 * further on. So the lag must also beat its best rival among all lags within +-FAR bins: with d_b = y_b(lag) - y_b(rival),
 * symmetric if the two are interchangeable, S = sum d_b / sqrt(sum d_b^2) has P(S >= s) <= exp(-s^2/2) (de la Pena 1999). */
#include <math.h>
#include <string.h>

#include "balance/correlate_internal.h"

static const double DISTINCT = 3;     /* standard deviations by which a lag must beat its best rival */
static const double SHARE = 0.7;      /* or this share of what that number of stretches can reach at all */
static const float BETTER = 1.4f;     /* and how many times as well it must fit */
static const float PROMISING = 1.15f; /* the same for what may become significant in a sum */
static const float FLAT = 0.1f;       /* a stretch whose fit varies by less than this share of its mean has little to say */

const double corr_shape_lags = 16 + 16 + 5 * 21;

/* The subject at one scale with mirrored pads of `reach` bins (no more than CORR_PAD), so that shifts beyond the window's ends
 * meet traffic of the same kind. */
static const float *pad(struct corr_work *w, const float *base, uint32_t width, uint32_t reach)
{
    float *s = w->padded + CORR_PAD;
    uint32_t n = corr_coarsen(base, w->bins, width, s);
    uint32_t period = 2 * n;
    for (uint32_t i = 1; i <= reach; i++) {
        uint32_t left = (i - 1) % period, right = (n + i - 1) % period;
        s[-(int32_t)i] = left < n ? s[left] : s[period - 1 - left];
        w->padded[CORR_PAD + n + i - 1] = right < n ? s[right] : s[period - 1 - right];
    }
    return s;
}

/* fit[i] = D_b at lag u = high - i, for i in 0..count-1. */
static void fit_stretch(const struct corr_stretches *c, uint32_t b, const float *s, int32_t high, uint32_t count, float *fit)
{
    memset(fit, 0, count * sizeof *fit);
    for (uint32_t j = c->first[b]; j < c->first[b + 1]; j++) {
        const float *from = s + (int32_t)c->at[j] - high;
        float value = c->value[j];
        for (uint32_t i = 0; i < count; i++) fit[i] += value * from[i];
    }
}

struct spread {
    float mean, scale, variance; /* of y under the null */
};

static struct spread spread_of(double sum, double squares)
{
    double mean = sum / CORR_SHIFTS, var = squares / CORR_SHIFTS - mean * mean;
    if (var <= 1e-9 * mean * mean) return (struct spread){(float)mean, 0, 0};
    double scale = 1 / (sqrt(var) + FLAT * mean);
    return (struct spread){(float)mean, (float)scale, (float)(var * scale * scale)};
}

/* z of every lag: the stretches' standardised fits, summed. */
static void scan_lags(const struct corr_stretches *c, const float *s, uint32_t lags, double *ret_z)
{
    float fit[CORR_MAX_LAGS + 2 * CORR_REACH];
    double sum_y[CORR_MAX_LAGS] = {0}, sum_v[CORR_MAX_LAGS] = {0};
    uint32_t count = lags + 2 * CORR_REACH;
    for (uint32_t b = 0; b < c->count; b++) {
        fit_stretch(c, b, s, (int32_t)(lags - 1 + CORR_REACH), count, fit);
        double sum = 0, squares = 0;
        for (uint32_t i = 0; i < CORR_SHIFTS - 1; i++) {
            sum += fit[i];
            squares += (double)fit[i] * fit[i];
        }
        for (uint32_t i = 0; i < lags; i++) { /* lag lags-1-i, whose shifts are fit[i .. i+SHIFTS-1] */
            float in = fit[i + CORR_SHIFTS - 1], out = fit[i];
            sum += in;
            squares += (double)in * in;
            struct spread p = spread_of(sum, squares);
            sum_y[lags - 1 - i] += (double)(fit[i + CORR_REACH] - p.mean) * p.scale;
            sum_v[lags - 1 - i] += p.variance;
            sum -= out;
            squares -= (double)out * out;
        }
    }
    for (uint32_t i = 0; i < lags; i++) ret_z[i] = sum_v[i] > 0 ? sum_y[i] / sqrt(sum_v[i]) : 0;
}

/* Standardised fits of each stretch under all shifts, into w->moved; the observed one is in the middle. */
static void move_stretches(struct corr_work *w, const struct corr_stretches *c, const float *s, uint32_t lag)
{
    for (uint32_t b = 0; b < c->count; b++) {
        float *y = w->moved + (size_t)b * CORR_SHIFTS;
        fit_stretch(c, b, s, (int32_t)lag + CORR_REACH, CORR_SHIFTS, y);
        double sum = 0, squares = 0;
        for (int i = 0; i < CORR_SHIFTS; i++) {
            sum += y[i];
            squares += (double)y[i] * y[i];
        }
        struct spread p = spread_of(sum, squares);
        for (int i = 0; i < CORR_SHIFTS; i++) y[i] = (y[i] - p.mean) * p.scale;
        w->weight[b] = p.scale;
        w->mean[b] = p.mean;
    }
}

struct cumulant {
    double k, k1, k2; /* K(theta) and its first two derivatives */
};

static struct cumulant cumulant_of(const float *moved, uint32_t stretches, double theta)
{
    struct cumulant c = {0};
    for (uint32_t b = 0; b < stretches; b++) {
        const float *y = moved + (size_t)b * CORR_SHIFTS;
        float top = y[0];
        for (int i = 1; i < CORR_SHIFTS; i++) top = y[i] > top ? y[i] : top;
        double m0 = 0, m1 = 0, m2 = 0;
        for (int i = 0; i < CORR_SHIFTS; i++) {
            double e = (double)expf((float)theta * (y[i] - top));
            m0 += e;
            m1 += e * y[i];
            m2 += e * y[i] * y[i];
        }
        c.k += log(m0 / CORR_SHIFTS) + theta * top;
        c.k1 += m1 / m0;
        c.k2 += m2 / m0 - (m1 / m0) * (m1 / m0);
    }
    return c;
}

/* log10 of the Chernoff bound for the observed sum of the first `stretches` stretches. */
static double tail(const struct corr_work *w, uint32_t stretches)
{
    double t = 0, best = 0, theta = 0;
    for (uint32_t b = 0; b < stretches; b++) t += w->moved[(size_t)b * CORR_SHIFTS + CORR_REACH];
    for (int round = 0; round < 30; round++) { /* Newton on the convex K(theta) - theta t; any theta >= 0 gives a bound */
        struct cumulant c = cumulant_of(w->moved, stretches, theta);
        double bound = c.k - theta * t;
        if (bound < best) best = bound;
        if (c.k2 <= 1e-9 || fabs(t - c.k1) < 1e-3 * sqrt(c.k2)) break;
        double step = (t - c.k1) / c.k2;
        if (step > theta + 1) step = theta + 1;
        theta += step;
        if (theta <= 0 || theta > 1e4) break;
    }
    return best / M_LN10;
}

/* The stretch's fits at 2 far + 1 lags around `lag`, standardised as they were nearby, and not above what was met there: a far
 * burst that is larger than anything near the stretch must not speak for all of them. */
static void fit_far(const struct corr_work *w, const struct corr_stretches *c, uint32_t b, const float *s, int32_t lag,
                    int32_t far, float *fit)
{
    uint32_t count = 2 * (uint32_t)far + 1;
    fit_stretch(c, b, s, lag + far, count, fit);
    const float *y = w->moved + (size_t)b * CORR_SHIFTS;
    float top = 0;
    for (int i = 0; i < CORR_SHIFTS; i++) top = y[i] > top ? y[i] : top;
    float scale = w->weight[b], mean = w->mean[b];
    for (uint32_t i = 0; i < count; i++) {
        float v = (fit[i] - mean) * scale;
        fit[i] = v < top ? v : top;
    }
}

/* Place of the best lag outside the peak around `far`, the place of the tested lag. */
static int32_t rival_of(const float *sum, int32_t far)
{
    double mean = 0;
    for (int32_t i = 0; i <= 2 * far; i++) mean += sum[i];
    mean /= 2 * far + 1;
    double half = mean + (sum[far] - mean) / 2;
    int32_t left = far, right = far;
    while (left > 0 && far - left < CORR_REACH && sum[left] > half) left--;
    while (right < 2 * far && right - far < CORR_REACH && sum[right] > half) right++;
    int32_t best = left > 0 ? 0 : 2 * far;
    for (int32_t i = 0; i <= 2 * far; i++)
        if ((i < left || i > right) && sum[i] > sum[best]) best = i;
    return best;
}

static double distinctness(struct corr_work *w, const struct corr_stretches *c, const float *s, int32_t lag, float *ret_better)
{
    int32_t far = (int32_t)(c->bins / 2);
    if (far > CORR_FAR) far = CORR_FAR;
    uint32_t count = 2 * (uint32_t)far + 1;
    float *total = w->scratch, *fit = w->scratch + count;
    memset(total, 0, count * sizeof *total);
    for (uint32_t b = 0; b < c->count; b++) {
        if (w->weight[b] <= 0) continue;
        fit_far(w, c, b, s, lag, far, fit);
        for (uint32_t i = 0; i < count; i++) total[i] += fit[i];
    }
    int32_t rival = rival_of(total, far);
    *ret_better = total[rival] > 0 ? total[far] / total[rival] : BETTER;
    double sum = 0, squares = 0;
    for (uint32_t b = 0; b < c->count; b++) {
        if (w->weight[b] <= 0) continue;
        float there;
        fit_far(w, c, b, s, lag + far - rival, 0, &there);
        double d = w->moved[(size_t)b * CORR_SHIFTS + CORR_REACH] - there;
        sum += d;
        squares += d * d;
    }
    return squares > 0 ? sum / sqrt(squares) : 0;
}

void corr_shape_scan(struct corr_work *w, const struct corr_volume *subject, struct corr_trial *t)
{
    const struct corr_stretches *c = &w->stretches[t->scale][t->kind];
    t->z = 0;
    if (c->bins < 3 * CORR_REACH || c->count < 2) return;
    double z[CORR_MAX_LAGS];
    uint32_t lags = corr_scales[t->scale].lags;
    scan_lags(c, pad(w, subject->kind[t->kind], corr_scales[t->scale].width, lags + CORR_REACH), lags, z);
    for (uint32_t i = 0; i < lags; i++) {
        if (z[i] <= t->z) continue;
        t->z = z[i];
        t->lag = (uint16_t)i;
    }
}

void corr_shape_test(struct corr_work *w, const struct corr_volume *subject, struct corr_trial *t)
{
    const struct corr_stretches *c = &w->stretches[t->scale][t->kind];
    const float *s = pad(w, subject->kind[t->kind], corr_scales[t->scale].width, CORR_PAD);
    move_stretches(w, c, s, t->lag);
    float better;
    t->distinct = distinctness(w, c, s, t->lag, &better);
    t->log10_p = t->distinct >= fmin(DISTINCT, SHARE * sqrt(c->count)) && better >= BETTER ? tail(w, c->count) : 0;
    if (better < PROMISING) t->z = 0;
}

double corr_shape_until(struct corr_work *w, const struct corr_volume *subject, const struct corr_trial *t, uint32_t end)
{
    const struct corr_stretches *c = &w->stretches[t->scale][t->kind];
    uint32_t n = 0;
    while (n < c->count && (c->at[c->first[n + 1] - 1] + 1) * corr_scales[t->scale].width <= end) n++;
    move_stretches(w, c, pad(w, subject->kind[t->kind], corr_scales[t->scale].width, CORR_PAD), t->lag);
    return tail(w, n);
}
