/* Figures about repeated drills: how sure a rate is, and order statistics. */
#ifndef CUSTOS_DRILL_RATES_H
#define CUSTOS_DRILL_RATES_H

#include <stddef.h>
#include <stdint.h>

/* `hits` of `runs` with Wilson's 95 % interval (E. B. Wilson, JASA 22, 1927); 0 runs: nothing is known. */
struct rate {
    double rate, low, high; /* 0 .. 1 */
};
struct rate rate_of(uint64_t hits, uint64_t runs);

/* Sort `values`, then: the least of them that at least a share `q` does not exceed (nearest rank); NaN without values. */
double quantile(double *values, size_t count, double q);

#endif
