/* p-values of many tests, adjusted. Both keep the order of the list; p-values that are NaN stay so and count for nothing. */
#ifndef CUSTOS_STATISTICS_ADJUST_H
#define CUSTOS_STATISTICS_ADJUST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/macros.h"

/* The chance of a single false rejection among all is kept: S. Holm, Scand. J. Stat. 6:65, 1979. False: no memory. */
bool adjust_holm(const double *p, size_t count, double *ret_q) MUST_USE;

/* The share of false ones among the rejected is kept: Y. Benjamini, Y. Hochberg, J. R. Stat. Soc. B 57:289, 1995. */
bool adjust_benjamini_hochberg(const double *p, size_t count, double *ret_q) MUST_USE;

#endif
