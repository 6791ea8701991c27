#include "statistics/hypergeometric.h"

#include <math.h>
#include <stdlib.h>

#include "base/macros.h"

#define NEGLIGIBLE 1e-25 /* in moments */

int64_t table_least(const struct table *t)
{
    return t->a > t->d ? (int64_t)(t->a - t->d) : 0;
}

int64_t table_greatest(const struct table *t)
{
    return (int64_t)(t->a + (t->b < t->c ? t->b : t->c));
}

/* P(x + 1) / P(x) at odds ratio 1, from the margins. */
static double ratio(const struct table *t, int64_t x)
{
    double group = (double)(t->a + t->b) - (double)x, had = (double)(t->a + t->c) - (double)x;
    double rest = (double)t->d - (double)t->a + (double)x;
    return group * had / (((double)x + 1) * (rest + 1));
}

/* The most probable value: the ratio of neighbours falls with x. */
static int64_t mode(const struct table *t, double odds)
{
    int64_t low = table_least(t), high = table_greatest(t);
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (ratio(t, middle) * odds > 1)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct moments moments_of(const struct table *t, double odds)
{
    int64_t centre = mode(t, odds), least = table_least(t), greatest = table_greatest(t);
    double sum = 1, first = 0, second = 0, w = 1;
    for (int64_t x = centre; x < greatest; x++) {
        w *= ratio(t, x) * odds;
        double off = (double)(x + 1 - centre);
        sum += w, first += w * off, second += w * off * off;
        if (w < NEGLIGIBLE) break;
    }
    w = 1;
    for (int64_t x = centre; x > least; x--) {
        w /= ratio(t, x - 1) * odds;
        double off = (double)(x - 1 - centre);
        sum += w, first += w * off, second += w * off * off;
        if (w < NEGLIGIBLE) break;
    }
    double mean = first / sum;
    return (struct moments){(double)centre + mean, second / sum - mean * mean};
}

struct moments table_moments(const struct table *t, size_t count, double log_odds)
{
    struct moments all = {0, 0};
    for (size_t i = 0; i < count; i++) {
        struct moments one = moments_of(&t[i], exp(log_odds));
        all.mean += one.mean;
        all.variance += one.variance;
    }
    return all;
}

/* Newton's steps (the derivative of the mean is the variance), kept inside what is known to enclose the solution. */
double table_log_odds(const struct table *t, size_t count, double mean)
{
    enum { STEPS = 200, STRIDE = 4 };
    double low = -INFINITY, high = INFINITY, at = 0;
    for (unsigned i = 0; i < STEPS; i++) {
        struct moments m = table_moments(t, count, at);
        double lack = mean - m.mean;
        if (lack > 0)
            low = at;
        else
            high = at;
        double step = lack == 0 ? 0 : fmax(fmin(lack / m.variance, STRIDE), -STRIDE);
        if (fabs(step) < 1e-13 * (1 + fabs(at))) break;
        double next = at + step;
        at = next > low && next < high ? next : (low + high) / 2;
    }
    return at;
}

static bool grow(struct distribution *d, size_t *room)
{
    size_t more = *room ? *room * 2 : 64;
    double *p = realloc(d->p, more * sizeof *p);
    if (!p) return false;
    d->p = p;
    *room = more;
    return true;
}

static void reverse(double *p, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        double held = p[i];
        p[i] = p[count - 1 - i];
        p[count - 1 - i] = held;
    }
}

/* Weights of one table relative to its mode's: downwards from there, turned round, then upwards. */
static bool weights_of(const struct table *t, double odds, double floor, struct distribution *ret)
{
    struct distribution d = {0};
    size_t room = 0;
    int64_t centre = mode(t, odds), least = table_least(t), greatest = table_greatest(t);
    double w = 1;
    for (int64_t x = centre; x >= least && w >= floor; x--) {
        if (d.count == room && !grow(&d, &room)) goto no_memory;
        d.p[d.count++] = w;
        if (x > least) w /= ratio(t, x - 1) * odds;
    }
    reverse(d.p, d.count);
    d.first = centre - (int64_t)d.count + 1;
    w = 1;
    for (int64_t x = centre; x < greatest; x++) {
        w *= ratio(t, x) * odds;
        if (w < floor) break;
        if (d.count == room && !grow(&d, &room)) goto no_memory;
        d.p[d.count++] = w;
    }
    *ret = d;
    return true;
no_memory:
    free(d.p);
    return false;
}

/* The greatest weight becomes 1, and what weighs less than `floor` at either end goes. */
static void trim(struct distribution *d, double floor)
{
    double most = 0;
    for (size_t i = 0; i < d->count; i++) most = fmax(most, d->p[i]);
    size_t from = 0, until = d->count;
    while (d->p[from] < floor * most) from++;
    while (d->p[until - 1] < floor * most) until--;
    for (size_t i = from; i < until; i++) d->p[i - from] = d->p[i] / most;
    d->first += (int64_t)from;
    d->count = until - from;
}

static bool convolve(struct distribution *d, const struct distribution *with)
{
    size_t count = d->count + with->count - 1;
    ENSURE(count > 0);
    double *p = calloc(count, sizeof *p);
    if (!p) return false;
    for (size_t i = 0; i < d->count; i++)
        for (size_t k = 0; k < with->count; k++) p[i + k] += d->p[i] * with->p[k];
    free(d->p);
    *d = (struct distribution){d->first + with->first, count, p};
    return true;
}

bool distribution_of(const struct table *t, size_t count, double log_odds, double floor, struct distribution *ret)
{
    double odds = exp(log_odds);
    struct distribution all;
    if (!weights_of(&t[0], odds, floor, &all)) return false;
    for (size_t i = 1; i < count; i++) {
        struct distribution one;
        if (!weights_of(&t[i], odds, floor, &one)) goto no_memory;
        bool convolved = convolve(&all, &one);
        distribution_done(&one);
        if (!convolved) goto no_memory;
        trim(&all, floor);
    }
    double sum = 0;
    for (size_t i = 0; i < all.count; i++) sum += all.p[i];
    for (size_t i = 0; i < all.count; i++) all.p[i] /= sum;
    *ret = all;
    return true;
no_memory:
    distribution_done(&all);
    return false;
}

void distribution_done(struct distribution *d)
{
    free(d->p);
    *d = (struct distribution){0};
}

double distribution_work(const struct table *t, size_t count)
{
    enum { DEVIATIONS = 76, TAIL = 200 }; /* of a normal distribution down to 1e-300, and of a skewed one of few events */
    double work = 0, support = 0, variance = 0;
    for (size_t i = 0; i < count; i++) {
        struct moments m = moments_of(&t[i], 1);
        double own = (double)(table_greatest(&t[i]) - table_least(&t[i])) + 1;
        double width = fmin(own, DEVIATIONS * sqrt(m.variance) + TAIL);
        if (i) work += width * fmin(support, DEVIATIONS * sqrt(variance) + TAIL);
        support += own;
        variance += m.variance;
    }
    return work;
}

double distribution_reach(const struct distribution *d)
{
    return 500 / (double)d->count; /* a product over all terms stays within 1e-217 and 1e217 */
}

double distribution_upper(const struct distribution *d, int64_t at, double shift, double own)
{
    size_t from = (size_t)(at - d->first);
    double factor = exp(shift), back = exp(-shift), w = 1, upper = own * d->p[from], lower = (1 - own) * d->p[from];
    for (size_t i = from + 1; i < d->count; i++) {
        w *= factor;
        upper += w * d->p[i];
    }
    w = 1;
    for (size_t i = from; i-- > 0;) {
        w *= back;
        lower += w * d->p[i];
    }
    return upper / (upper + lower);
}
