/* Positions at which a window of content is printed. The rank of a position is gram * factor ^ pattern of the key, a gram being
 * the four bytes there, little-endian; the smallest is the best. One variant a vector unit; all give identical results. */
#ifndef CUSTOS_BALANCE_PRINT_SELECT_H
#define CUSTOS_BALANCE_PRINT_SELECT_H

#include <string.h>

#include "balance/print.h"

/* The first `max` positions of `payload` whose rank is below 2^(32 - PRINT_LEVEL), ascending, at each of which a whole window
 * fits. Returns how many. */
typedef unsigned print_select_fn(const struct print_key *k, struct bytes payload, uint32_t *positions, unsigned max);

/* The best of the first `count` positions of `data` (1 to PRINT_REGION, at each of which a whole window fits), and the first of
 * equals: the upper 24 bits of its rank, and the position in the lower 8. */
typedef uint32_t print_best_fn(const struct print_key *k, const uint8_t *data, unsigned count);

enum { PRINT_POSITION_BITS = 8 };
#define PRINT_POSITION_MASK ((UINT32_C(1) << PRINT_POSITION_BITS) - 1)

struct print_variant {
    const char *name;
    print_select_fn *select;
    print_best_fn *best;
};

/* The fastest variant that this processor supports. */
const struct print_variant *print_variant_best(void);

/* For tests: all variants that this processor supports, the fastest first. Returns how many, at most `max`. */
size_t print_variants(const struct print_variant *ret[], size_t max);

static inline uint32_t print_rank(const struct print_key *k, const uint8_t *p)
{
    uint32_t gram;
    memcpy(&gram, p, sizeof gram);
    return gram * k->factor ^ k->pattern;
}

/* What print_best_fn compares. */
static inline uint32_t print_rank_at(uint32_t rank, unsigned position)
{
    return (rank & ~PRINT_POSITION_MASK) | position;
}

/* Number of positions at which a whole window fits. */
static inline size_t print_position_count(size_t len)
{
    return len >= PRINT_WINDOW ? len - PRINT_WINDOW + 1 : 0;
}

#endif
