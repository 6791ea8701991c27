/* A fuzz seed as a golden packet, and the same at every shorter length in a block of exactly that size. */
#ifndef CUSTOS_TESTS_SEEDS_H
#define CUSTOS_TESTS_SEEDS_H

#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "check.h"

enum { SEED_PATH = 128 };

/* Owned by the caller: free with seed_free. */
static inline struct bytes seed(const char *corpus, const char *name)
{
    char path[SEED_PATH];
    size_t len = 0;
    snprintf(path, sizeof path, "tests/fuzz/corpus/%s/%s", corpus, name);
    uint8_t *data = check_file(path, &len);
    return bytes_of(data, data ? len : 0);
}

static inline void seed_free(struct bytes b)
{
    free((void *)(uintptr_t)b.data);
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
