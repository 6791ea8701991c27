#include "balance/print_select.h"

#define GOOD_ENOUGH (~(UINT32_MAX >> PRINT_LEVEL)) /* these bits of the rank are clear */

/* What a search looks for, and what it found so far. */
struct search {
    const struct print_key *key;
    uint32_t *positions;
    unsigned found, max;
};

/* Positions from `i` on, one by one: what is left of a payload behind the last whole vector. Returns how many were found in all.
 */
static inline unsigned search_rest(struct search *s, const uint8_t *data, size_t i, size_t end)
{
    for (; i < end && s->found < s->max; i++)
        if (!(print_rank(s->key, data + i) & GOOD_ENOUGH)) s->positions[s->found++] = (uint32_t)i;
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

static unsigned select_portable(const struct print_key *k, struct bytes payload, uint32_t *positions, unsigned max)
{
    struct search s = {k, positions, 0, max};
    return search_rest(&s, payload.data, 0, print_position_count(payload.len));
}

static uint32_t best_portable(const struct print_key *k, const uint8_t *data, unsigned count)
{
    uint32_t best = UINT32_MAX;
    for (unsigned i = 0; i < count; i++) {
        uint32_t rank = print_rank_at(print_rank(k, data + i), i);
        best = rank < best ? rank : best;
    }
    return best;
}

/* The vector variants: four loads, shifted by a byte each, cover every position of a block once. A window is longer than a gram,
 * so the loads stay inside as long as a block of windows is left. Of a search for the best each lane keeps the best of its own,
 * with the beginning of the block in place of the position; which lane it is, and which shift, is added before lanes are
 * compared. The last block lies a little earlier where positions are no multiple of it. */

static inline unsigned next_block(unsigned i, unsigned block, unsigned count)
{
    return i + 2 * block <= count ? i + block : count - block;
}

#if defined(__x86_64__)
#include <immintrin.h>

/* Of one block of 64 positions from `p` on, of which `readable` bytes may be read (67 are needed for all of them). */
__attribute__((target("avx512f,avx512bw,bmi2"))) static inline uint64_t hits_avx512(const struct search *s, const uint8_t *p,
                                                                                    size_t readable)
{
    const __m512i factor = _mm512_set1_epi32((int)s->key->factor), mask = _mm512_set1_epi32((int)GOOD_ENOUGH),
                  want = _mm512_set1_epi32((int)(s->key->pattern & GOOD_ENOUGH));
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
                                                                               uint32_t *positions, unsigned max)
{
    struct search s = {k, positions, 0, max};
    size_t end = print_position_count(payload.len), i = 0;
    for (; i + 64 <= end; i += 64)
        if (!search_take(&s, i, hits_avx512(&s, payload.data + i, 67), 1)) return s.found;
    if (i < end) search_take(&s, i, hits_avx512(&s, payload.data + i, payload.len - i) & ((UINT64_C(1) << (end - i)) - 1), 1);
    return s.found;
}

/* Of 32 positions; 35 bytes are read. */
__attribute__((target("avx2,bmi2"))) static inline uint32_t hits_avx2(const struct search *s, const uint8_t *p)
{
    const __m256i factor = _mm256_set1_epi32((int)s->key->factor), mask = _mm256_set1_epi32((int)GOOD_ENOUGH),
                  want = _mm256_set1_epi32((int)(s->key->pattern & GOOD_ENOUGH));
    uint32_t hits = 0;
    for (unsigned shift = 0; shift < 4; shift++) {
        __m256i grams = _mm256_loadu_si256((const void *)(p + shift));
        __m256i top = _mm256_and_si256(_mm256_mullo_epi32(grams, factor), mask);
        unsigned equal = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpeq_epi32(top, want)));
        hits |= _pdep_u32(equal, UINT32_C(0x11111111) << shift);
    }
    return hits;
}

__attribute__((target("avx2,bmi2"))) static unsigned select_avx2(const struct print_key *k, struct bytes payload,
                                                                 uint32_t *positions, unsigned max)
{
    struct search s = {k, positions, 0, max};
    size_t end = print_position_count(payload.len), i = 0;
    for (; i + 32 <= end; i += 32)
        if (!search_take(&s, i, hits_avx2(&s, payload.data + i), 1)) return s.found;
    if (end < 32) return search_rest(&s, payload.data, i, end);
    /* the last block once more, a little earlier */
    if (i < end) search_take(&s, i, hits_avx2(&s, payload.data + end - 32) >> (i - (end - 32)), 1);
    return s.found;
}

__attribute__((target("avx2,bmi2"))) static uint32_t best_avx2(const struct print_key *k, const uint8_t *data, unsigned count)
{
    enum { BLOCK = 32 };
    if (count < BLOCK) return best_portable(k, data, count);
    const __m256i factor = _mm256_set1_epi32((int)k->factor), mask = _mm256_set1_epi32((int)~PRINT_POSITION_MASK),
                  lane = _mm256_setr_epi32(0, 4, 8, 12, 16, 20, 24, 28);
    __m256i best[4];
    for (unsigned shift = 0; shift < 4; shift++) best[shift] = _mm256_set1_epi32(-1);
    for (unsigned i = 0;; i = next_block(i, BLOCK, count)) {
        __m256i block = _mm256_set1_epi32((int)print_rank_at(k->pattern, i));
        for (unsigned shift = 0; shift < 4; shift++) {
            __m256i product = _mm256_mullo_epi32(_mm256_loadu_si256((const void *)(data + i + shift)), factor);
            best[shift] = _mm256_min_epu32(best[shift], _mm256_xor_si256(_mm256_and_si256(product, mask), block));
        }
        if (i + BLOCK == count) break;
    }
    __m256i least = _mm256_add_epi32(best[0], lane);
    for (unsigned shift = 1; shift < 4; shift++)
        least = _mm256_min_epu32(least, _mm256_add_epi32(best[shift], _mm256_add_epi32(lane, _mm256_set1_epi32((int)shift))));
    __m128i half = _mm_min_epu32(_mm256_castsi256_si128(least), _mm256_extracti128_si256(least, 1));
    half = _mm_min_epu32(half, _mm_shuffle_epi32(half, 0x4e));
    half = _mm_min_epu32(half, _mm_shuffle_epi32(half, 0xb1));
    return (uint32_t)_mm_cvtsi128_si32(half);
}

__attribute__((target("avx512f,avx512bw,bmi2"))) static uint32_t best_avx512(const struct print_key *k, const uint8_t *data,
                                                                             unsigned count)
{
    enum { BLOCK = 64, AND_XOR = 0x6a };
    if (count < BLOCK) return best_avx2(k, data, count);
    const __m512i factor = _mm512_set1_epi32((int)k->factor), mask = _mm512_set1_epi32((int)~PRINT_POSITION_MASK),
                  lane = _mm512_setr_epi32(0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60);
    __m512i best[4];
    for (unsigned shift = 0; shift < 4; shift++) best[shift] = _mm512_set1_epi32(-1);
    for (unsigned i = 0;; i = next_block(i, BLOCK, count)) {
        __m512i block = _mm512_set1_epi32((int)print_rank_at(k->pattern, i));
        for (unsigned shift = 0; shift < 4; shift++) {
            __m512i product = _mm512_mullo_epi32(_mm512_loadu_si512(data + i + shift), factor);
            best[shift] = _mm512_min_epu32(best[shift], _mm512_ternarylogic_epi32(product, mask, block, AND_XOR));
        }
        if (i + BLOCK == count) break;
    }
    __m512i least = _mm512_add_epi32(best[0], lane);
    for (unsigned shift = 1; shift < 4; shift++)
        least = _mm512_min_epu32(least, _mm512_add_epi32(best[shift], _mm512_add_epi32(lane, _mm512_set1_epi32((int)shift))));
    return _mm512_reduce_min_epu32(least);
}

#elif defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#include <arm_neon.h>

static inline uint32x4_t equal_neon(const struct search *s, const uint8_t *p)
{
    uint32x4_t top = vandq_u32(vmulq_n_u32(vreinterpretq_u32_u8(vld1q_u8(p)), s->key->factor), vdupq_n_u32(GOOD_ENOUGH));
    return vceqq_u32(top, vdupq_n_u32(s->key->pattern & GOOD_ENOUGH));
}

/* Sixteen positions a block. The comparison of the load shifted by n bytes goes into byte n of each lane, so that one byte stands
 * for a position, in order; narrowed to four bits each they fit a word. */
static unsigned select_neon(const struct print_key *k, struct bytes payload, uint32_t *positions, unsigned max)
{
    struct search s = {k, positions, 0, max};
    size_t end = print_position_count(payload.len), i = 0;
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

static uint32_t best_neon(const struct print_key *k, const uint8_t *data, unsigned count)
{
    enum { BLOCK = 16 };
    static const uint32_t lanes[4] = {0, 4, 8, 12};
    if (count < BLOCK) return best_portable(k, data, count);
    uint32x4_t best[4], lane = vld1q_u32(lanes), mask = vdupq_n_u32(~PRINT_POSITION_MASK);
    for (unsigned shift = 0; shift < 4; shift++) best[shift] = vdupq_n_u32(UINT32_MAX);
    for (unsigned i = 0;; i = next_block(i, BLOCK, count)) {
        uint32x4_t block = vdupq_n_u32(print_rank_at(k->pattern, i));
        for (unsigned shift = 0; shift < 4; shift++) {
            uint32x4_t product = vmulq_n_u32(vreinterpretq_u32_u8(vld1q_u8(data + i + shift)), k->factor);
            best[shift] = vminq_u32(best[shift], veorq_u32(vandq_u32(product, mask), block));
        }
        if (i + BLOCK == count) break;
    }
    uint32x4_t least = vaddq_u32(best[0], lane);
    for (unsigned shift = 1; shift < 4; shift++)
        least = vminq_u32(least, vaddq_u32(best[shift], vaddq_u32(lane, vdupq_n_u32(shift))));
    return vminvq_u32(least);
}
#endif

size_t print_variants(const struct print_variant *ret[], size_t max)
{
    static const struct print_variant portable = {"portable", select_portable, best_portable};
    size_t n = 0;
#if defined(__x86_64__)
    static const struct print_variant avx512 = {"avx512", select_avx512, best_avx512}, avx2 = {"avx2", select_avx2, best_avx2};
    bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
    bool has_avx512 = has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
    if (n < max && has_avx512) ret[n++] = &avx512;
    if (n < max && has_avx2) ret[n++] = &avx2;
#elif defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    static const struct print_variant neon = {"neon", select_neon, best_neon}; /* part of the architecture */
    if (n < max) ret[n++] = &neon;
#endif
    if (n < max) ret[n++] = &portable;
    return n;
}

const struct print_variant *print_variant_best(void)
{
    static const struct print_variant *_Atomic best;
    const struct print_variant *known = best;
    if (!known) {
        print_variants(&known, 1);
        best = known;
    }
    return known;
}
