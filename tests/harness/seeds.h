/* A fuzz seed as a golden packet, and the same at every shorter length in a block of exactly that size. */
#ifndef CUSTOS_TESTS_SEEDS_H
#define CUSTOS_TESTS_SEEDS_H

#include "golden_file.h"

/* Owned by the caller: free with seed_free. */
static inline struct bytes seed(const char *corpus, const char *name)
{
    return golden_file("tests/fuzz/corpus/%s/%s", corpus, name);
}

static inline void seed_free(struct bytes b)
{
    golden_file_free(b);
}

static inline void seed_prefixes(struct bytes b, void (*parse)(struct bytes prefix))
{
    for (size_t n = 0; n < b.len; n++) {
        uint8_t *copy = malloc(n ? n : 1);
        if (!copy) return;
        if (n) memcpy(copy, b.data, n);
        parse(bytes_of(copy, n));
        free(copy);
    }
}

#endif
