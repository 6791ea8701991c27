/* One odds ratio common to several tables (strata), without their exact distribution. */
#ifndef CUSTOS_STATISTICS_MANTEL_HAENSZEL_H
#define CUSTOS_STATISTICS_MANTEL_HAENSZEL_H

#include "statistics/hypergeometric.h"

struct mantel_haenszel {
    double
        odds_ratio; /* N. Mantel, W. Haenszel, J. Natl. Cancer Inst. 22:719, 1959; NaN, 0 or infinite without discordant cells */
    double low, high;  /* 95 %: J. Robins, N. Breslow, S. Greenland, Biometrics 42:311, 1986; NaN when odds_ratio is none */
    double chi_square; /* of one degree of freedom, with continuity correction; NaN without variance */
};

struct mantel_haenszel mantel_haenszel(const struct table *t, size_t count);

#endif
