#include "statistics/exact.h"

#include <math.h>

#include "statistics/mantel_haenszel.h"
#include "statistics/rates.h"

#define WHOLE  1e-290     /* floors of distributions: of one that p-values are read from */
#define CENTRE 1e-60      /* and of one that is looked at near its mean */
#define ALIKE  (1 + 1e-7) /* probabilities this close are the same, as in R's fisher.test */
#define STEPS  100

/* From both ends inwards, least probable first, as long as all of them together are no more than EXACT_LEVEL. */
static void find_rejected(struct exact *e)
{
    const struct distribution *d = &e->at_one;
    size_t from = 0, until = d->count;
    double beyond = 0;
    while (from < until) {
        double least = fmin(d->p[from], d->p[until - 1]) * ALIKE, more = 0;
        size_t i = from, k = until;
        while (i < k && d->p[i] <= least) more += d->p[i++];
        while (i < k && d->p[k - 1] <= least) more += d->p[--k];
        if (beyond + more > EXACT_LEVEL) break;
        beyond += more;
        from = i;
        until = k;
    }
    e->reject_low = (double)d->first + (double)from - 1;
    e->reject_high = (double)d->first + (double)until;
}

bool exact_init(struct exact *e, const struct table *tables, size_t count)
{
    *e = (struct exact){.tables = tables, .count = count};
    for (size_t i = 0; i < count; i++) {
        e->seen += (int64_t)tables[i].a;
        e->least += table_least(&tables[i]);
        e->greatest += table_greatest(&tables[i]);
    }
    e->null = table_moments(tables, count, 0);
    e->approximate = distribution_work(tables, count) > EXACT_WORK_MOST;
    if (e->approximate) {
        double half = NORMAL_95 * sqrt(e->null.variance) + 0.5;
        e->reject_low = e->null.mean - half;
        e->reject_high = e->null.mean + half;
        return true;
    }
    if (!distribution_of(tables, count, 0, WHOLE, &e->at_one)) return false;
    find_rejected(e);
    return true;
}

void exact_done(struct exact *e)
{
    distribution_done(&e->at_one);
}

static double normal_upper(double z)
{
    return erfc(z / sqrt(2)) / 2;
}

static struct exact_p approximate_p(const struct exact *e)
{
    double sd = sqrt(e->null.variance), off = (double)e->seen - e->null.mean;
    double less = normal_upper(-(off + 0.5) / sd), greater = normal_upper((off - 0.5) / sd);
    return (struct exact_p){fmin(1, 2 * fmin(less, greater)), less, greater};
}

struct exact_p exact_p(const struct exact *e)
{
    if (e->approximate) return approximate_p(e);
    const struct distribution *d = &e->at_one;
    struct exact_p p = {0, 0, 0};
    int64_t at = e->seen - d->first;
    double own = at >= 0 && at < (int64_t)d->count ? d->p[at] * ALIKE : 0;
    for (int64_t i = 0; i < (int64_t)d->count; i++) {
        if (i <= at) p.less += d->p[i];
        if (d->p[i] <= own) p.two_sided += d->p[i];
    }
    for (int64_t i = (int64_t)d->count - 1; i >= 0 && i >= at; i--) p.greater += d->p[i];
    return (struct exact_p){fmin(p.two_sided, 1), fmin(p.less, 1), fmin(p.greater, 1)};
}

/* The shift of log odds at which P(X >= at) becomes `target`. */
static double solve(const struct distribution *d, int64_t at, double own, double target)
{
    double high = distribution_reach(d), low = -high;
    for (unsigned i = 0; i < STEPS && high - low > 1e-12; i++) {
        double middle = (low + high) / 2;
        if (distribution_upper(d, at, middle, own) < target)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

/* Log odds at which the mean is `mean`, kept off the ends of the support, where it would be infinite. */
static double log_odds_inside(const struct exact *e, double mean)
{
    double off = fmin(1, (double)(e->greatest - e->least) / 2);
    return table_log_odds(e->tables, e->count, fmax((double)e->least + off, fmin((double)e->greatest - off, mean)));
}

static void approximate_odds(const struct exact *e, struct exact_odds *ret)
{
    struct mantel_haenszel m = mantel_haenszel(e->tables, e->count);
    *ret = (struct exact_odds){m.odds_ratio, m.low, m.high, m.low, m.high};
}

bool exact_odds(const struct exact *e, struct exact_odds *ret)
{
    *ret = (struct exact_odds){NAN, 0, INFINITY, 0, INFINITY};
    if (e->least == e->greatest) return true;
    if (e->approximate) return approximate_odds(e, ret), true;
    bool at_least = e->seen == e->least, at_most = e->seen == e->greatest;
    double start = log_odds_inside(e, (double)e->seen);
    struct distribution d;
    if (!distribution_of(e->tables, e->count, start, CENTRE, &d)) return false;
    ret->ratio = at_least ? 0 : at_most ? INFINITY : exp(start);
    if (!at_least) {
        ret->low = exp(start + solve(&d, e->seen, 1, 0.025));
        ret->mid_low = exp(start + solve(&d, e->seen, 0.5, 0.025));
    }
    if (!at_most) {
        ret->high = exp(start + solve(&d, e->seen, 0, 0.975));
        ret->mid_high = exp(start + solve(&d, e->seen, 0.5, 0.975));
    }
    distribution_done(&d);
    return true;
}

/* P(X >= at) of a distribution that may not reach there. */
static double upper_beyond(const struct distribution *d, double at, double shift)
{
    if (at <= (double)d->first) return 1;
    if (at >= (double)d->first + (double)d->count) return 0;
    return distribution_upper(d, (int64_t)at, shift, 1);
}

static double approximate_power(const struct exact *e, double odds)
{
    struct moments m = table_moments(e->tables, e->count, log(odds));
    double sd = sqrt(m.variance);
    return normal_upper((e->reject_high - m.mean) / sd) + normal_upper((m.mean - e->reject_low) / sd);
}

bool exact_power(const struct exact *e, double odds, double *ret)
{
    if (e->approximate) {
        *ret = approximate_power(e, odds);
        return true;
    }
    struct distribution d;
    if (!distribution_of(e->tables, e->count, log(odds), CENTRE, &d)) return false;
    double power = upper_beyond(&d, e->reject_high, 0) + 1 - upper_beyond(&d, e->reject_low + 1, 0);
    distribution_done(&d);
    *ret = fmax(0, fmin(1, power));
    return true;
}

/* Log odds from 0 towards `high` at which the power is reached; the power grows on the way there. */
static double approximate_detectable(const struct exact *e, double power, double high)
{
    double low = 0;
    for (unsigned i = 0; i < STEPS; i++) {
        double middle = (low + high) / 2;
        if (approximate_power(e, exp(middle)) < power)
            low = middle;
        else
            high = middle;
    }
    return exp(high);
}

/* The odds ratio at which P(X >= at) is `target`, `own` being the weight of `at` itself. */
static bool odds_at(const struct exact *e, double at, double own, double target, double *ret)
{
    double start = log_odds_inside(e, at);
    struct distribution d;
    if (!distribution_of(e->tables, e->count, start, CENTRE, &d)) return false;
    *ret = exp(start + solve(&d, (int64_t)at, own, target));
    distribution_done(&d);
    return true;
}

bool exact_detectable(const struct exact *e, double power, struct exact_detectable *ret)
{
    struct exact_detectable found = {INFINITY, 0};
    bool above = e->reject_high <= (double)e->greatest, below = e->reject_low >= (double)e->least;
    if (e->approximate) {
        if (above) found.above = approximate_detectable(e, power, log_odds_inside(e, (double)e->greatest));
        if (below) found.below = approximate_detectable(e, power, log_odds_inside(e, (double)e->least));
    } else {
        if (above && !odds_at(e, e->reject_high, 1, power, &found.above)) return false;
        if (below && !odds_at(e, e->reject_low, 0, 1 - power, &found.below)) return false;
    }
    *ret = found;
    return true;
}
