/* Deterministic randomness for resampling: the same seed gives the same numbers on every machine (splitmix64: G. L. Steele, D.
 * Lea, C. H. Flood, OOPSLA 2014). Not for secrets. */
#ifndef CUSTOS_STATISTICS_RANDOM_H
#define CUSTOS_STATISTICS_RANDOM_H

#include <stdint.h>

struct random {
    uint64_t state;
};

static inline uint64_t random_next(struct random *r)
{
    uint64_t z = r->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* 0 .. n - 1; n > 0. */
static inline uint64_t random_below(struct random *r, uint64_t n)
{
    return (uint64_t)((unsigned __int128)random_next(r) * n >> 64);
}

/* 0 <= x < 1. */
static inline double random_unit(struct random *r)
{
    return (double)(random_next(r) >> 11) * 0x1p-53;
}

#endif
