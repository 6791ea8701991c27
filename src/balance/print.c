#include "balance/print.h"

#include <sys/random.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

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
    while (level < PRINT_LEVEL_MAX && (size_t)8 << level < len) level++;
    return level;
}

static uint32_t load_gram(const uint8_t *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static uint32_t top_bits(unsigned level)
{
    return ~(UINT32_MAX >> level);
}

/* Number of positions at which a whole window fits. */
static size_t window_count(size_t len)
{
    return len >= PRINT_WINDOW ? len - PRINT_WINDOW + 1 : 0;
}

static unsigned select_portable(const struct print_key *k, struct bytes payload, unsigned level, uint32_t *positions,
                                unsigned max)
{
    uint32_t mask = top_bits(level), want = k->pattern & mask;
    size_t end = window_count(payload.len);
    unsigned n = 0;
    for (size_t i = 0; i < end && n < max; i++)
        if (((load_gram(payload.data + i) * k->factor) & mask) == want) positions[n++] = (uint32_t)i;
    return n;
}

#if defined(__x86_64__)
#include <immintrin.h>

/* Sixty-four neighbouring positions as a bit mask: four loads of sixteen grams, shifted by a byte each, cover every position
 * once. */
__attribute__((target("avx512f,avx512bw,bmi2"))) static unsigned select_avx512(const struct print_key *k, struct bytes payload,
                                                                               unsigned level, uint32_t *positions, unsigned max)
{
    uint32_t mask = top_bits(level), want = k->pattern & mask;
    size_t end = window_count(payload.len), i = 0;
    const __m512i factor = _mm512_set1_epi32((int)k->factor), masks = _mm512_set1_epi32((int)mask),
                  wants = _mm512_set1_epi32((int)want);
    unsigned n = 0;
    /* a window is longer than a gram, so the four loads of 64 + 3 bytes stay inside as long as 64 windows are left */
    for (; i + 64 <= end; i += 64) {
        uint64_t hits = 0;
        for (unsigned shift = 0; shift < 4; shift++) {
            __m512i grams = _mm512_loadu_si512(payload.data + i + shift);
            __m512i top = _mm512_and_si512(_mm512_mullo_epi32(grams, factor), masks);
            hits |= _pdep_u64(_mm512_cmpeq_epi32_mask(top, wants), UINT64_C(0x1111111111111111) << shift);
        }
        for (; hits; hits &= hits - 1) {
            if (n == max) return n;
            positions[n++] = (uint32_t)(i + (unsigned)__builtin_ctzll(hits));
        }
    }
    for (; i < end && n < max; i++)
        if (((load_gram(payload.data + i) * k->factor) & mask) == want) positions[n++] = (uint32_t)i;
    return n;
}

__attribute__((target("avx2,bmi2"))) static unsigned select_avx2(const struct print_key *k, struct bytes payload, unsigned level,
                                                                 uint32_t *positions, unsigned max)
{
    uint32_t mask = top_bits(level), want = k->pattern & mask;
    size_t end = window_count(payload.len), i = 0;
    const __m256i factor = _mm256_set1_epi32((int)k->factor), masks = _mm256_set1_epi32((int)mask),
                  wants = _mm256_set1_epi32((int)want);
    unsigned n = 0;
    for (; i + 32 <= end; i += 32) {
        uint32_t hits = 0;
        for (unsigned shift = 0; shift < 4; shift++) {
            __m256i grams = _mm256_loadu_si256((const void *)(payload.data + i + shift));
            __m256i top = _mm256_and_si256(_mm256_mullo_epi32(grams, factor), masks);
            unsigned found = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpeq_epi32(top, wants)));
            hits |= _pdep_u32(found, UINT32_C(0x11111111) << shift);
        }
        for (; hits; hits &= hits - 1) {
            if (n == max) return n;
            positions[n++] = (uint32_t)(i + (unsigned)__builtin_ctz(hits));
        }
    }
    for (; i < end && n < max; i++)
        if (((load_gram(payload.data + i) * k->factor) & mask) == want) positions[n++] = (uint32_t)i;
    return n;
}
#endif

size_t print_variants(print_select_fn *ret[], const char *names[], size_t max)
{
    size_t n = 0;
#if defined(__x86_64__)
    if (n < max && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("bmi2"))
        names[n] = "avx512", ret[n++] = select_avx512;
    if (n < max && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) names[n] = "avx2", ret[n++] = select_avx2;
#endif
    if (n < max) names[n] = "portable", ret[n++] = select_portable;
    return n;
}

static print_select_fn *best_variant(void)
{
    static print_select_fn *best;
    if (!best) {
        print_select_fn *all[1];
        const char *names[1];
        print_variants(all, names, 1);
        best = all[0];
    }
    return best;
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
    unsigned n = best_variant()(k, payload, level, positions, max < PRINT_MAX ? max : PRINT_MAX), kept = 0;
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
    return XXH3_64bits_withSecret(payload.data, payload.len, k->secret, sizeof k->secret);
}
