#include "balance/print_select.h"

/* What a search looks for, and what it found so far. */
struct search {
    uint32_t factor, mask, want;
    uint32_t *positions;
    unsigned found, max;
};

static inline struct search search_of(const struct print_key *k, unsigned level, uint32_t *positions, unsigned max)
{
    uint32_t mask = ~(UINT32_MAX >> level);
    return (struct search){.factor = k->factor, .mask = mask, .want = k->pattern & mask, .positions = positions, .max = max};
}

/* Number of positions at which a whole window fits. */
static inline size_t window_count(size_t len)
{
    return len >= PRINT_WINDOW ? len - PRINT_WINDOW + 1 : 0;
}

/* Positions from `i` on, one by one: what is left of a payload behind the last whole vector. Returns how many were found in all.
 */
static inline unsigned search_rest(struct search *s, const uint8_t *data, size_t i, size_t end)
{
    for (; i < end && s->found < s->max; i++) {
        uint32_t gram;
        memcpy(&gram, data + i, sizeof gram);
        if (((gram * s->factor) & s->mask) == s->want) s->positions[s->found++] = (uint32_t)i;
    }
    return s->found;
}

/* Take the positions whose bit is set in `hits`, which begin at `at`; `spread` bits stand for a position, of which at most one is
 * set. False when there is no room for more. */
static inline bool search_take(struct search *s, size_t at, uint64_t hits, unsigned spread)
{
    for (; hits; hits &= hits - 1) {
        if (s->found == s->max) return false;
        s->positions[s->found++] = (uint32_t)(at + (unsigned)__builtin_ctzll(hits) / spread);
    }
    return true;
}

static unsigned select_portable(const struct print_key *k, struct bytes payload, unsigned level, uint32_t *positions,
                                unsigned max)
{
    struct search s = search_of(k, level, positions, max);
    return search_rest(&s, payload.data, 0, window_count(payload.len));
}

/* The vector variants: four loads, shifted by a byte each, cover every position of a block once. A window is longer than a gram,
 * so the loads stay inside as long as a block of windows is left. */

#if defined(__x86_64__)
#include <immintrin.h>

/* Of one block of 64 positions from `p` on, of which `readable` bytes may be read (67 are needed for all of them). */
__attribute__((target("avx512f,avx512bw,bmi2"))) static inline uint64_t hits_avx512(const struct search *s, const uint8_t *p,
                                                                                    size_t readable)
{
    const __m512i factor = _mm512_set1_epi32((int)s->factor), mask = _mm512_set1_epi32((int)s->mask),
                  want = _mm512_set1_epi32((int)s->want);
    uint64_t hits = 0;
    for (unsigned shift = 0; shift < 4; shift++) {
        size_t bytes = readable - shift;
        __m512i grams = _mm512_maskz_loadu_epi8(bytes >= 64 ? UINT64_MAX : (UINT64_C(1) << bytes) - 1, p + shift);
        __m512i top = _mm512_and_si512(_mm512_mullo_epi32(grams, factor), mask);
        hits |= _pdep_u64(_mm512_cmpeq_epi32_mask(top, want), UINT64_C(0x1111111111111111) << shift);
    }
    return hits;
}

__attribute__((target("avx512f,avx512bw,bmi2"))) static unsigned select_avx512(const struct print_key *k, struct bytes payload,
                                                                               unsigned level, uint32_t *positions, unsigned max)
{
    struct search s = search_of(k, level, positions, max);
    size_t end = window_count(payload.len), i = 0;
    for (; i + 64 <= end; i += 64)
        if (!search_take(&s, i, hits_avx512(&s, payload.data + i, 67), 1)) return s.found;
    if (i < end) search_take(&s, i, hits_avx512(&s, payload.data + i, payload.len - i) & ((UINT64_C(1) << (end - i)) - 1), 1);
    return s.found;
}

/* Of 32 positions; 35 bytes are read. */
__attribute__((target("avx2,bmi2"))) static inline uint32_t hits_avx2(const struct search *s, const uint8_t *p)
{
    const __m256i factor = _mm256_set1_epi32((int)s->factor), mask = _mm256_set1_epi32((int)s->mask),
                  want = _mm256_set1_epi32((int)s->want);
    uint32_t hits = 0;
    for (unsigned shift = 0; shift < 4; shift++) {
        __m256i grams = _mm256_loadu_si256((const void *)(p + shift));
        __m256i top = _mm256_and_si256(_mm256_mullo_epi32(grams, factor), mask);
        unsigned equal = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpeq_epi32(top, want)));
        hits |= _pdep_u32(equal, UINT32_C(0x11111111) << shift);
    }
    return hits;
}

__attribute__((target("avx2,bmi2"))) static unsigned select_avx2(const struct print_key *k, struct bytes payload, unsigned level,
                                                                 uint32_t *positions, unsigned max)
{
    struct search s = search_of(k, level, positions, max);
    size_t end = window_count(payload.len), i = 0;
    for (; i + 32 <= end; i += 32)
        if (!search_take(&s, i, hits_avx2(&s, payload.data + i), 1)) return s.found;
    if (end < 32) return search_rest(&s, payload.data, i, end);
    /* the last block once more, a little earlier */
    if (i < end) search_take(&s, i, hits_avx2(&s, payload.data + end - 32) >> (i - (end - 32)), 1);
    return s.found;
}

#elif defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#include <arm_neon.h>

static inline uint32x4_t equal_neon(const struct search *s, const uint8_t *p)
{
    uint32x4_t top = vandq_u32(vmulq_n_u32(vreinterpretq_u32_u8(vld1q_u8(p)), s->factor), vdupq_n_u32(s->mask));
    return vceqq_u32(top, vdupq_n_u32(s->want));
}

/* Sixteen positions a block. The comparison of the load shifted by n bytes goes into byte n of each lane, so that one byte stands
 * for a position, in order; narrowed to four bits each they fit a word. */
static unsigned select_neon(const struct print_key *k, struct bytes payload, unsigned level, uint32_t *positions, unsigned max)
{
    struct search s = search_of(k, level, positions, max);
    size_t end = window_count(payload.len), i = 0;
    for (; i + 16 <= end; i += 16) {
        const uint8_t *p = payload.data + i;
        uint32x4_t equal = vsliq_n_u32(equal_neon(&s, p), equal_neon(&s, p + 1), 8);
        equal = vsliq_n_u32(equal, equal_neon(&s, p + 2), 16);
        equal = vsliq_n_u32(equal, equal_neon(&s, p + 3), 24);
        uint8x8_t narrowed = vshrn_n_u16(vreinterpretq_u16_u32(equal), 4);
        uint64_t hits = vget_lane_u64(vreinterpret_u64_u8(narrowed), 0) & UINT64_C(0x1111111111111111);
        if (!search_take(&s, i, hits, 4)) return s.found;
    }
    return search_rest(&s, payload.data, i, end);
}
#endif

size_t print_select_variants(print_select_fn *ret[], const char *names[], size_t max)
{
    size_t n = 0;
#if defined(__x86_64__)
    if (n < max && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("bmi2"))
        names[n] = "avx512", ret[n++] = select_avx512;
    if (n < max && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) names[n] = "avx2", ret[n++] = select_avx2;
#elif defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (n < max) names[n] = "neon", ret[n++] = select_neon; /* part of the architecture */
#endif
    if (n < max) names[n] = "portable", ret[n++] = select_portable;
    return n;
}

print_select_fn *print_select_best(void)
{
    static print_select_fn *_Atomic best;
    print_select_fn *known = best;
    if (!known) {
        const char *name;
        print_select_variants(&known, &name, 1);
        best = known;
    }
    return known;
}
