/* Keys and payloads for the tests of prints, and what the header says of a selected position, spelled out. */
#ifndef CUSTOS_TESTS_BALANCE_PRINT_SAMPLE_H
#define CUSTOS_TESTS_BALANCE_PRINT_SAMPLE_H

#include <string.h>

#include "balance/print.h"

static uint32_t random_state = 1;

static inline uint8_t random_byte(void)
{
    random_state = random_state * 1664525 + 1013904223;
    return (uint8_t)(random_state >> 24);
}

static inline void fill(uint8_t *p, size_t len)
{
    for (size_t i = 0; i < len; i++) p[i] = random_byte();
}

static inline struct print_key key_of(uint32_t seed)
{
    struct print_key k;
    random_state = seed * 2654435761u + 1;
    fill((uint8_t *)&k, sizeof k);
    k.factor |= 1;
    return k;
}

/* Positions by definition: only that makes all variants right rather than equally wrong. */
static inline unsigned by_definition(const struct print_key *k, struct bytes b, uint32_t *positions)
{
    unsigned n = 0;
    for (size_t i = 0; i + PRINT_WINDOW <= b.len; i++) {
        uint32_t gram;
        memcpy(&gram, b.data + i, sizeof gram);
        if (gram * k->factor >> (32 - PRINT_LEVEL) == k->pattern >> (32 - PRINT_LEVEL)) positions[n++] = (uint32_t)i;
    }
    return n;
}

/* The best position by definition, and the first of equals. */
static inline unsigned best_by_definition(const struct print_key *k, const uint8_t *data, unsigned count)
{
    uint32_t best_rank = UINT32_MAX;
    unsigned best = 0;
    for (unsigned i = 0; i < count; i++) {
        uint32_t gram;
        memcpy(&gram, data + i, sizeof gram);
        uint32_t rank = (gram * k->factor ^ k->pattern) >> 8;
        if (rank < best_rank) best_rank = rank, best = i;
    }
    return best;
}

#endif
