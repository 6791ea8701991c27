/* Whether pairs meet more often than they would if who is paired with what were left to chance (R. A. Fisher, The Design of
 * Experiments, 1935; E. J. G. Pitman, Suppl. J. R. Stat. Soc. 4:119, 1937). */
#ifndef CUSTOS_STATISTICS_PERMUTATION_H
#define CUSTOS_STATISTICS_PERMUTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

/* `count` things of one kind, each with its own of another: number i of the first belongs to number i of the second. */
struct pairs {
    size_t count;
    bool (*meet)(const void *ctx, size_t first, size_t second);
    const void *ctx;
    const uint32_t *block; /* of each, ascending: only what is in one block is exchanged */
};

struct permutation {
    uint64_t seen, permutations;
    double expected; /* mean over the permutations */
    double p;        /* that as many meet, or more: (1 + those) / (1 + permutations) */
};

/* False: no memory. */
bool permutation_test(const struct pairs *pairs, uint64_t permutations, uint64_t seed, struct permutation *ret) MUST_USE;

#endif
