/* Proportions and their differences. */
#ifndef CUSTOS_STATISTICS_RATES_H
#define CUSTOS_STATISTICS_RATES_H

#include <stdint.h>

#define NORMAL_95 1.959963984540054 /* two-sided 95 % point of the standard normal distribution */

/* A value with its 95 % interval. All NaN: nothing to estimate it from. */
struct estimate {
    double value, low, high;
};

/* count of total: the score interval (E. B. Wilson, J. Am. Stat. Assoc. 22:209, 1927). */
struct estimate rate_wilson(uint64_t count, uint64_t total);

/* a of n minus c of m: Newcombe's hybrid of both score intervals (R. G. Newcombe, Stat. Med. 17:873, 1998, method 10). */
struct estimate rate_difference(uint64_t a, uint64_t n, uint64_t c, uint64_t m);

#endif
