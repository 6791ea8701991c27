#include "balance/print.h"

#include <sys/random.h>
#include <xxhash.h>

#include "balance/print_hash.h"
#include "balance/print_select.h"

bool print_key_random(struct print_key *k)
{
    struct print_key got;
    if (getrandom(&got, sizeof got, 0) != (ssize_t)sizeof got) return false;
    got.factor |= 1;
    *k = got;
    return true;
}

unsigned print_level(size_t len)
{
    unsigned level = PRINT_LEVEL_MIN;
    while (level < PRINT_LEVEL_MAX && (size_t)6 << level < len) level++;
    return level;
}

static uint64_t load_word(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

unsigned print_windows(const struct print_key *k, struct bytes payload, unsigned level, uint64_t *prints, unsigned max)
{
    uint32_t positions[PRINT_MAX];
    unsigned n = print_select_best()(k, payload, level, positions, max < PRINT_MAX ? max : PRINT_MAX), kept = 0;
    for (unsigned i = 0; i < n; i++) {
        const uint8_t *p = payload.data + positions[i];
        uint64_t first = load_word(p), second = load_word(p + 8);
        if (first == second && second == load_word(p + 16)) continue;
        prints[kept++] = XXH3_64bits_withSeed(p, PRINT_WINDOW, k->seed);
    }
    return kept;
}

uint64_t print_whole(const struct print_key *k, struct bytes payload)
{
    return payload.len > PRINT_HASH_LONG ? print_hash_best()(k, payload) : print_hash_portable(k, payload);
}
