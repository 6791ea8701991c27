#include "balance/print.h"

#include <sys/random.h>
#include <xxhash.h>

#include "balance/print_hash.h"
#include "balance/print_select.h"

enum { PRINT_REGION_MIN = 32 };

bool print_key_random(struct print_key *k)
{
    struct print_key got;
    if (getrandom(&got, sizeof got, 0) != (ssize_t)sizeof got) return false;
    got.factor |= 1;
    *k = got;
    return true;
}

static bool is_padding(const uint8_t *p)
{
    uint64_t first = load_word(p), second = load_word(p + 8);
    return first == second && second == load_word(p + 16);
}

static uint64_t print_window(const struct print_key *k, const uint8_t *p)
{
    return XXH3_64bits_withSeed(p, PRINT_WINDOW, k->seed);
}

/* The best of `count` positions that is no padding; `count` when none is good enough. */
static unsigned best_content(const struct print_key *k, const uint8_t *data, unsigned count)
{
    uint32_t positions[PRINT_REGION], best = UINT32_MAX >> PRINT_LEVEL;
    unsigned n = print_variant_best()->select(k, bytes_of(data, count + PRINT_WINDOW - 1), positions, PRINT_REGION), at = count;
    for (unsigned i = 0; i < n; i++) {
        uint32_t rank = print_rank_at(print_rank(k, data + positions[i]), positions[i]);
        if (rank > best || is_padding(data + positions[i])) continue;
        best = rank;
        at = positions[i];
    }
    return at;
}

/* Print of the best window of a region of `count` positions. Returns how many: one or none. */
static unsigned print_region(const struct print_key *k, const uint8_t *data, unsigned count, uint64_t *print)
{
    uint32_t best = print_variant_best()->best(k, data, count);
    unsigned at = best & PRINT_POSITION_MASK;
    if (best >> (32 - PRINT_LEVEL)) return 0;
    if (UNLIKELY(is_padding(data + at))) at = best_content(k, data, count);
    if (at == count) return 0;
    *print = print_window(k, data + at);
    return 1;
}

/* The region of the stretch from `at` on. It begins anywhere from before the stretch to its end, and what lies outside is cut
 * off: so no position is more likely than others to lie in it. */
static unsigned print_stretch(const struct print_key *k, const uint8_t *data, size_t at, size_t count, uint64_t whole,
                              uint64_t *print)
{
    size_t len = count - at < PRINT_STRETCH ? count - at : PRINT_STRETCH;
    uint64_t places = len + PRINT_REGION - 1, place = (print_bind(whole, at) >> 32) * places >> 32;
    size_t end = at + (place < len ? place + 1 : len), begin = at + (place < PRINT_REGION ? 0 : place - PRINT_REGION + 1);
    if (end - begin < PRINT_REGION_MIN) begin = end - PRINT_REGION_MIN;
    return print_region(k, data + begin, (unsigned)(end - begin), print);
}

unsigned print_entry(const struct print_key *k, struct bytes payload, uint64_t whole, uint64_t prints[static PRINT_KEPT])
{
    size_t count = print_position_count(payload.len);
    if (!count) return 0;
    unsigned n = print_region(k, payload.data, count < PRINT_REGION ? (unsigned)count : PRINT_REGION, prints);
    for (size_t at = PRINT_REGION; at < count && n < PRINT_KEPT; at += PRINT_STRETCH)
        n += print_stretch(k, payload.data, at, count, whole, prints + n);
    return n;
}

unsigned print_windows(const struct print_key *k, struct bytes payload, uint64_t *prints, unsigned max)
{
    uint32_t positions[PRINT_MAX];
    unsigned n = print_variant_best()->select(k, payload, positions, max < PRINT_MAX ? max : PRINT_MAX), kept = 0;
    for (unsigned i = 0; i < n; i++)
        if (!is_padding(payload.data + positions[i])) prints[kept++] = print_window(k, payload.data + positions[i]);
    return kept;
}

uint64_t print_whole(const struct print_key *k, struct bytes payload)
{
    return payload.len > PRINT_HASH_LONG ? print_hash_best()(k, payload) : print_hash_portable(k, payload);
}
