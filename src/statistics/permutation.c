#include "statistics/permutation.h"

#include <stdlib.h>

#include "statistics/random.h"

static uint64_t meetings(const struct pairs *p, const size_t *order)
{
    uint64_t n = 0;
    for (size_t i = 0; i < p->count; i++) n += p->meet(p->ctx, i, order[i]);
    return n;
}

/* Fisher and Yates's shuffle of each block. */
static void shuffle(const struct pairs *p, size_t *order, struct random *r)
{
    for (size_t from = 0, until; from < p->count; from = until) {
        until = from + 1;
        while (until < p->count && p->block[until] == p->block[from]) until++;
        for (size_t i = until - 1; i > from; i--) {
            size_t k = from + (size_t)random_below(r, i - from + 1), held = order[i];
            order[i] = order[k];
            order[k] = held;
        }
    }
}

bool permutation_test(const struct pairs *pairs, uint64_t permutations, uint64_t seed, struct permutation *ret)
{
    size_t *order = malloc((pairs->count + 1) * sizeof *order);
    if (!order) return false;
    for (size_t i = 0; i < pairs->count; i++) order[i] = i;
    struct random random = {seed};
    uint64_t seen = meetings(pairs, order), as_many = 0, sum = 0;
    for (uint64_t i = 0; i < permutations; i++) {
        shuffle(pairs, order, &random);
        uint64_t n = meetings(pairs, order);
        sum += n;
        as_many += n >= seen;
    }
    free(order);
    *ret = (struct permutation){seen, permutations, permutations ? (double)sum / (double)permutations : (double)seen,
                                (double)(1 + as_many) / (double)(1 + permutations)};
    return true;
}
