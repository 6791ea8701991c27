#include "statistics/mantel_haenszel.h"

#include <math.h>

#include "statistics/rates.h"

/* Sums over the strata, in the notation of Robins, Breslow and Greenland: R = sum of ad/n, S = sum of bc/n. */
struct sums {
    double r, s, pr, ps_qr, qs;
    double a, mean, variance;
};

static void add(struct sums *sum, const struct table *t)
{
    double a = (double)t->a, b = (double)t->b, c = (double)t->c, d = (double)t->d, n = a + b + c + d;
    if (n < 2) return;
    double p = (a + d) / n, q = (b + c) / n, r = a * d / n, s = b * c / n;
    sum->r += r, sum->s += s;
    sum->pr += p * r, sum->ps_qr += p * s + q * r, sum->qs += q * s;
    sum->a += a;
    sum->mean += (a + b) * (a + c) / n;
    sum->variance += (a + b) / n * ((c + d) / n) * ((a + c) / n) * ((b + d) / (n - 1)) * n;
}

struct mantel_haenszel mantel_haenszel(const struct table *t, size_t count)
{
    struct sums m = {0};
    for (size_t i = 0; i < count; i++) add(&m, &t[i]);
    double odds = m.r / m.s, distance = fmax(fabs(m.a - m.mean) - 0.5, 0);
    struct mantel_haenszel ret = {odds, NAN, NAN, m.variance > 0 ? distance * distance / m.variance : NAN};
    if (m.r > 0 && m.s > 0) {
        double variance = m.pr / (2 * m.r * m.r) + m.ps_qr / (2 * m.r * m.s) + m.qs / (2 * m.s * m.s);
        double factor = exp(NORMAL_95 * sqrt(variance));
        ret.low = odds / factor;
        ret.high = odds * factor;
    }
    return ret;
}
