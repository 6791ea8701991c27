#include <math.h>
#include <string.h>

#include "balance/correlate_internal.h"

static const double WORTH_Z = 4.5; /* below, the exact test could not be significant after correction */

/* Of the shape trials the best by z of every scale is kept for the exact test. */
static void try_direction(struct corr_work *w, const struct corr_volume *subject, struct corr_trial t, struct corr_trial *kept,
                          struct corr_trial *best)
{
    for (t.kind = 0; t.kind < CORR_KINDS; t.kind++) {
        t.method = CORR_SHAPE;
        for (t.scale = 0; t.scale < CORR_SCALES; t.scale++) {
            corr_shape_scan(w, subject, &t);
            if (t.z >= WORTH_Z && t.z > kept[t.scale].z) kept[t.scale] = t;
        }
        t.method = CORR_AMOUNTS;
        for (t.scale = 0; t.scale < CORR_PAUSES; t.scale++) {
            if (t.scale && w->bursts[t.scale][t.kind].count == w->bursts[t.scale - 1][t.kind].count) continue; /* the same ones */
            corr_amounts_test(w, subject, &t);
            if (t.log10_p < best->log10_p) *best = t;
        }
        t.log10_p = 0;
    }
}

struct corr_match corr_match(struct corr_work *w, corr_subject subject)
{
    struct corr_trial kept[CORR_SCALES] = {{0}};
    double z = 0;
    struct corr_match m = {.log10_p = 0};
    for (unsigned d = 0; d < CORR_DIRECTIONS; d++)
        if (subject[d]) try_direction(w, subject[d], (struct corr_trial){.direction = (uint8_t)d}, kept, &m.amounts);
    for (int i = 0; i < CORR_SCALES; i++) {
        if (kept[i].z <= 0) continue;
        corr_shape_test(w, subject[kept[i].direction], &kept[i]);
        if (kept[i].z > z) z = kept[i].z;
        if (kept[i].log10_p < m.shape.log10_p) m.shape = kept[i];
    }
    m.promise = z * z / 2 / M_LN10 - m.amounts.log10_p;
    m.log10_p = corr_combine(m.shape.log10_p, m.amounts.log10_p);
    return m;
}

/* Bonferroni for each method's trials; then the product of two independent p has P(U V <= q) = q (1 - ln q) (Fisher 1932); and
 * the best of three ways to look at it. The two are independent under the null: the shape test standardises every stretch,
 * so that it knows nothing of how much one stretch holds against another. */
double corr_combine(double shape, double amounts)
{
    double a = fmin(0, shape + log10(corr_shape_lags * CORR_KINDS * CORR_DIRECTIONS));
    double b = fmin(0, amounts + log10(corr_amounts_lags * CORR_KINDS * CORR_DIRECTIONS));
    double both = a + b + log10(1 - M_LN10 * (a + b));
    return fmin(0, fmin(both, fmin(a, b)) + log10(3));
}

const struct corr_trial *corr_leading(const struct corr_match *m)
{
    return m->amounts.log10_p < m->shape.log10_p ? &m->amounts : &m->shape;
}
