/* The distribution of one cell of a 2x2 table, or of the sum of such cells over strata, when the margins are given: Fisher's
 * noncentral hypergeometric distribution (R. A. Fisher, J. R. Stat. Soc. 98:39, 1935) and its convolution.
 *
 * Probabilities are built outwards from the mode by the ratio of neighbours, which is a product of four small numbers, and made
 * to sum to 1. That keeps 10 digits at counts of 10^9, where differences of lgamma keep 5, and touches only the terms that weigh
 * anything: some tens of standard deviations, never the whole support. */
#ifndef CUSTOS_STATISTICS_HYPERGEOMETRIC_H
#define CUSTOS_STATISTICS_HYPERGEOMETRIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* a of a + b had it in the first group, c of c + d in the second. Each at most TABLE_CELL_MOST. */
struct table {
    uint64_t a, b, c, d;
};
enum { TABLE_CELL_MOST = 1000000000 };

/* Least and greatest value of a under the table's margins. */
int64_t table_least(const struct table *t);
int64_t table_greatest(const struct table *t);

struct moments {
    double mean, variance;
};

/* Of the sum of a over `count` tables, at this logarithm of the odds ratio. */
struct moments table_moments(const struct table *t, size_t count, double log_odds);

/* The logarithm of the odds ratio at which the sum has this mean, which lies strictly between the sums of least and greatest. */
double table_log_odds(const struct table *t, size_t count, double mean);

/* Probabilities of first, first + 1, ...; those below a floor are left out at both ends. */
struct distribution {
    int64_t first;
    size_t count;
    double *p; /* owned; sums to 1 */
};

/* Of the sum of a over `count` tables (at least one); terms below `floor` times the greatest are left out. False: no memory. */
bool distribution_of(const struct table *t, size_t count, double log_odds, double floor, struct distribution *ret);
void distribution_done(struct distribution *d);

/* Multiplications that distribution_of() will make at most, about: what limits it. */
double distribution_work(const struct table *t, size_t count);

/* P(X >= at) at the logarithm of the odds ratio that `d` was made for plus `shift`, the probability of `at` itself weighted with
 * `own` (1; 1/2: mid-p). d->first <= at < d->first + d->count. */
double distribution_upper(const struct distribution *d, int64_t at, double shift, double own);

/* The greatest shift, either way, that distribution_upper() takes. */
double distribution_reach(const struct distribution *d);

#endif
