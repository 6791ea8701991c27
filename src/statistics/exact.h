/* Fisher's exact test of one 2x2 table, and of several with an odds ratio in common: what the distribution of a, the margins
 * given, says of the odds ratio. (R. A. Fisher, J. R. Stat. Soc. 98:39, 1935; J. J. Gart, Biometrika 57:471, 1970; C. R. Mehta,
 * N. R. Patel, R. Gray, J. Am. Stat. Assoc. 80:969, 1985.)
 *
 * Counts may be as great as TABLE_CELL_MOST. Several tables whose common distribution takes more than EXACT_WORK_MOST
 * multiplications are judged by normal approximation instead, and say so. */
#ifndef CUSTOS_STATISTICS_EXACT_H
#define CUSTOS_STATISTICS_EXACT_H

#include "base/macros.h"
#include "statistics/hypergeometric.h"

enum { EXACT_WORK_MOST = 200000000 };
#define EXACT_LEVEL 0.05 /* of the test whose power is told */

struct exact {
    const struct table *tables; /* borrowed */
    size_t count;
    int64_t seen, least, greatest; /* sums of a: observed, possible */
    bool approximate;
    struct moments null;            /* of the sum at an odds ratio of 1 */
    struct distribution at_one;     /* the same, whole; empty when approximate */
    double reject_low, reject_high; /* a two-sided test at EXACT_LEVEL rejects at and beyond these */
};

/* At least one table. False: no memory. */
bool exact_init(struct exact *e, const struct table *tables, size_t count) MUST_USE;
void exact_done(struct exact *e);

/* p-values; below 1e-290: 0. Two-sided: all outcomes that are no more probable than what was seen. */
struct exact_p {
    double two_sided, less, greater;
};
struct exact_p exact_p(const struct exact *e);

/* The conditional maximum likelihood estimate, which may be 0 or infinite; its exact 95 % interval (each limit leaves 2.5 %
 * beyond: J. Cornfield, Proc. 3rd Berkeley Symp. 4:135, 1956) and the narrower mid-p one (H. O. Lancaster, J. Am. Stat. Assoc.
 * 56:223, 1961). When the margins leave a no choice: NaN, between 0 and infinity. Approximate: Mantel and Haenszel's, both
 * intervals alike. */
struct exact_odds {
    double ratio, low, high, mid_low, mid_high;
};
bool exact_odds(const struct exact *e, struct exact_odds *ret) MUST_USE;

/* The chance that a two-sided test at EXACT_LEVEL rejects, with these margins, when the odds ratio is `odds` (> 0). */
bool exact_power(const struct exact *e, double odds, double *ret) MUST_USE;

/* The smallest odds ratio above 1 and the greatest below 1 that are seen with this power; infinite and 0 when these margins let
 * none be seen. */
struct exact_detectable {
    double above, below;
};
bool exact_detectable(const struct exact *e, double power, struct exact_detectable *ret) MUST_USE;

#endif
