/* Blocks of text, folded and classed with wide registers. A block is looked at as valid UTF-8 of at most three octets a
 * character; where it is not, it is left to stream.c. */
#include "text/variant.h"

#include <string.h>

#include "text/stream_internal.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi,avx512vbmi2,popcnt,bmi,bmi2")))
#define AVX2   __attribute__((target("avx2,popcnt,bmi,bmi2")))

/* What the octets of a block are, a bit each: first ones of two and of three, those that follow; and whether the next octet and
 * the one after it follow. */
struct kinds {
    uint64_t lead, lead3, follows, next, after_next;
    uint64_t wrong; /* never in valid UTF-8, or of four octets */
};

static bool is_plain(const struct kinds *k)
{
    return !(k->wrong | (k->lead & ~k->next) | (k->lead3 & ~k->after_next) | (k->follows & ~(k->lead << 1 | k->lead3 << 2)));
}

/* Octets of the characters that begin in the block. */
static uint32_t length_of(const struct kinds *k)
{
    return (uint32_t)(STREAM_BLOCK + (k->lead >> 63) + (k->lead3 >> 62 & 1) + (k->lead3 >> 63));
}

/* Bits of the first `count`. */
static inline uint64_t within(uint32_t count)
{
    return count < 64 ? (UINT64_C(1) << count) - 1 : UINT64_MAX;
}

/* ---- AVX-512 with VBMI2 ---- */

AVX512 static inline struct kinds kinds_avx512(__m512i v, const uint8_t *p)
{
    const __m512i limit = _mm512_set1_epi8((char)0xc0);
    __m512i v1 = _mm512_loadu_si512(p + 1);
    uint64_t high = _mm512_movepi8_mask(v), follows = _mm512_cmplt_epi8_mask(v, limit);
    uint64_t second_low = _mm512_cmplt_epu8_mask(v1, _mm512_set1_epi8((char)0xa0));
    return (struct kinds){
        .lead = high & ~follows,
        .lead3 = _mm512_cmpge_epu8_mask(v, _mm512_set1_epi8((char)0xe0)),
        .follows = follows,
        .next = _mm512_cmplt_epi8_mask(v1, limit),
        .after_next = _mm512_cmplt_epi8_mask(_mm512_loadu_si512(p + 2), limit),
        .wrong = _mm512_cmpge_epu8_mask(v, _mm512_set1_epi8((char)0xf0)) |
                 _mm512_cmpeq_epi8_mask(_mm512_and_si512(v, _mm512_set1_epi8((char)0xfe)), limit) |
                 (_mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8((char)0xe0)) & second_low) |
                 (_mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8((char)0xed)) & ~second_low),
    };
}

/* The characters that begin in 32 octets. Returns how many. */
AVX512 static inline unsigned decode_avx512(const uint8_t *p, uint32_t lead, uint32_t lead3, uint32_t follows, uint16_t *ret)
{
    const __m512i low = _mm512_set1_epi16(0x3f);
    __m512i first = _mm512_cvtepu8_epi16(_mm256_loadu_si256((const void *)p));
    __m512i second = _mm512_and_si512(_mm512_cvtepu8_epi16(_mm256_loadu_si256((const void *)(p + 1))), low);
    __m512i third = _mm512_and_si512(_mm512_cvtepu8_epi16(_mm256_loadu_si256((const void *)(p + 2))), low);
    __m512i two = _mm512_or_si512(_mm512_slli_epi16(_mm512_and_si512(first, _mm512_set1_epi16(0x1f)), 6), second);
    __m512i three = _mm512_or_si512(_mm512_slli_epi16(first, 12), _mm512_or_si512(_mm512_slli_epi16(second, 6), third));
    __m512i code = _mm512_mask_mov_epi16(_mm512_mask_mov_epi16(first, lead, two), lead3, three);
    _mm512_storeu_si512(ret, _mm512_maskz_compress_epi16(~follows, code));
    return (unsigned)_mm_popcnt_u32(~follows);
}

/* A block of ASCII. 0: something in it folds to nothing. */
AVX512 static inline unsigned ascii_avx512(const struct stream_map *m, __m512i v, uint16_t *codes)
{
    __m512i folded = _mm512_permutex2var_epi8(_mm512_loadu_si512(m->ascii), v, _mm512_loadu_si512(m->ascii + 64));
    uint64_t space = _mm512_cmpeq_epi8_mask(folded, _mm512_set1_epi8(' ')), again = space & (space << 1 | (codes[-1] == ' '));
    if (_mm512_movepi8_mask(folded)) return 0;
    if (again) folded = _mm512_maskz_compress_epi8(~again, folded);
    _mm512_storeu_si512(codes, _mm512_cvtepu8_epi16(_mm512_castsi512_si256(folded)));
    _mm512_storeu_si512(codes + 32, _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(folded, 1)));
    return (unsigned)_mm_popcnt_u64(~again);
}

AVX512 static inline uint64_t equal_avx512(const uint16_t *codes, uint16_t code)
{
    __m512i wanted = _mm512_set1_epi16((short)code);
    return _mm512_cmpeq_epi16_mask(_mm512_loadu_si512(codes), wanted) |
           (uint64_t)_mm512_cmpeq_epi16_mask(_mm512_loadu_si512(codes + 32), wanted) << 32;
}

static inline void map_half(const struct stream_map *m, const uint16_t *raw, uint16_t *codes)
{
#pragma GCC unroll 8
    for (unsigned i = 0; i < STREAM_BLOCK / 2; i++) codes[i] = m->bmp[raw[i]];
}

AVX512 static bool block_avx512(const struct stream_map *m, const uint8_t *p, uint16_t *codes, struct stream_folded *ret)
{
    __m512i v = _mm512_loadu_si512(p);
    unsigned n, kept;
    if (!_mm512_movepi8_mask(v) && (n = ascii_avx512(m, v, codes))) {
        *ret = (struct stream_folded){STREAM_BLOCK, (uint16_t)n, n == STREAM_BLOCK};
        return true;
    }
    struct kinds k = kinds_avx512(v, p);
    if (!is_plain(&k)) return false;
    uint16_t raw[STREAM_BLOCK + 32];
    _mm512_storeu_si512(raw + 32, _mm512_setzero_si512());
    _mm512_storeu_si512(raw + 64, _mm512_setzero_si512());
    n = decode_avx512(p, (uint32_t)k.lead, (uint32_t)k.lead3, (uint32_t)k.follows, raw);
    n += decode_avx512(p + 32, (uint32_t)(k.lead >> 32), (uint32_t)(k.lead3 >> 32), (uint32_t)(k.follows >> 32), raw + n);
    map_half(m, raw, codes); /* without asking how many there are */
    if (n > STREAM_BLOCK / 2) map_half(m, raw + STREAM_BLOCK / 2, codes + STREAM_BLOCK / 2);
    uint64_t here = within(n), space = equal_avx512(codes, ' ') & here;
    if (equal_avx512(codes, STREAM_FAR) & here) return false;
    kept = n;
    if ((equal_avx512(codes, STREAM_NOTHING) & here) | (space & (space << 1 | (codes[-1] == ' ')))) kept = stream_tidy(codes, n);
    *ret = (struct stream_folded){length_of(&k), (uint16_t)kept, kept == n};
    return true;
}

AVX512 static inline uint32_t alnum_avx512(__m512i v)
{
    __m512i letter = _mm512_sub_epi16(v, _mm512_set1_epi16('a')), digit = _mm512_sub_epi16(v, _mm512_set1_epi16('0'));
    return _mm512_cmplt_epu16_mask(letter, _mm512_set1_epi16(26)) | _mm512_cmplt_epu16_mask(digit, _mm512_set1_epi16(10));
}

/* Where keys may begin, and what the first question there is about. */
struct begins {
    uint16_t at[FILTER_RANGE + 64], low[FILTER_RANGE + 64], high[FILTER_RANGE + 64];
};

/* Of 32 codes those whose bit is set; bits of `runs` tell letters and digits with nothing else before them, in the next three
 * codes. */
AVX512 static inline void put_begins_avx512(const uint16_t *codes, uint32_t from, uint32_t bits, uint32_t wide,
                                            const uint32_t runs[3], struct begins *ret, uint32_t n)
{
    static const uint16_t numbers[32] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                         16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31};
    __m512i at = _mm512_add_epi16(_mm512_loadu_si512(numbers), _mm512_set1_epi16((short)from));
    __m512i first = _mm512_loadu_si512(codes), second = _mm512_maskz_loadu_epi16(runs[0] | wide, codes + 1);
    __m512i third = _mm512_maskz_loadu_epi16(runs[1], codes + 2), fourth = _mm512_maskz_loadu_epi16(runs[2], codes + 3);
    __m512i low = _mm512_or_si512(first, _mm512_slli_epi16(third, 8)),
            high = _mm512_or_si512(second, _mm512_slli_epi16(fourth, 8));
    _mm512_storeu_si512(ret->at + n, _mm512_maskz_compress_epi16(bits, at));
    _mm512_storeu_si512(ret->low + n, _mm512_maskz_compress_epi16(bits, low));
    _mm512_storeu_si512(ret->high + n, _mm512_maskz_compress_epi16(bits, high));
}

AVX512 static uint32_t begins_avx512(const uint16_t *codes, uint32_t count, bool every, struct begins *ret)
{
    const __m512i ascii = _mm512_set1_epi16(0x7f);
    uint32_t n = 0, before = alnum_avx512(_mm512_set1_epi16((short)codes[-1])) & 1;
    uint32_t alnum = alnum_avx512(_mm512_loadu_si512(codes)), next;
    for (uint32_t i = 0; i < count; i += 32, alnum = next) {
        next = alnum_avx512(_mm512_loadu_si512(codes + i + 32));
        uint32_t wide = _mm512_cmpgt_epu16_mask(_mm512_loadu_si512(codes + i), ascii);
        uint32_t begins = (uint32_t)((wide | (every ? alnum : alnum & ~(alnum << 1 | before))) & within(count - i));
        uint64_t both = alnum | (uint64_t)next << 32, two = both >> 1 & both, three = two & both >> 2;
        uint32_t runs[3] = {(uint32_t)two, (uint32_t)three, (uint32_t)(three & both >> 3)};
        put_begins_avx512(codes + i, i, begins, wide, runs, ret, n);
        n += (uint32_t)_mm_popcnt_u32(begins);
        before = alnum >> 31;
    }
    return n;
}

/* The bits of 16 places. */
AVX512 static inline __m512i kinds_at_avx512(const struct filter *f, const struct begins *b, uint32_t from)
{
    __m512i low = _mm512_cvtepu16_epi32(_mm256_loadu_si256((const void *)(b->low + from)));
    __m512i high = _mm512_cvtepu16_epi32(_mm256_loadu_si256((const void *)(b->high + from)));
    __m512i hash =
        _mm512_mullo_epi32(_mm512_or_si512(low, _mm512_slli_epi32(high, 16)), _mm512_set1_epi32((int)FILTER_START_HASH));
    __m512i bit = _mm512_srl_epi32(hash, _mm_cvtsi32_si128((int)f->start_shift - FILTER_START_LOG));
    bit = _mm512_slli_epi32(_mm512_and_si512(bit, _mm512_set1_epi32((1 << FILTER_START_LOG) - 1)), 1);
    __m512i word = _mm512_srl_epi32(hash, _mm_cvtsi32_si128((int)f->start_shift));
    return _mm512_srlv_epi32(_mm512_i32gather_epi32(word, f->starts, 4), bit);
}

AVX512 static void starts_avx512(const struct filter *f, const uint16_t *codes, uint32_t count, struct filter_starts *ret)
{
    struct begins b;
    uint32_t begins = begins_avx512(codes, count, f->every, &b), n[FILTER_KINDS] = {0};
    for (uint32_t i = 0; i < begins; i += 16) {
        __m512i kinds = kinds_at_avx512(f, &b, i), at = _mm512_castsi256_si512(_mm256_loadu_si256((const void *)(b.at + i)));
        for (enum filter_kind k = 0; k < FILTER_KINDS; k++) {
            uint32_t has = (uint32_t)(_mm512_test_epi32_mask(kinds, _mm512_set1_epi32(1 << k)) & within(begins - i));
            _mm512_storeu_si512(ret->at[k] + n[k], _mm512_maskz_compress_epi16(has, at));
            n[k] += (uint32_t)_mm_popcnt_u32(has);
        }
    }
    memcpy(ret->count, n, sizeof n);
}

/* ---- AVX2 ---- */

AVX2 static inline uint64_t at_least_avx2(const uint8_t *p, uint8_t limit)
{
    __m256i v = _mm256_loadu_si256((const void *)p), w = _mm256_loadu_si256((const void *)(p + 32));
    __m256i l = _mm256_set1_epi8((char)limit);
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_max_epu8(v, l), v)) |
           (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_max_epu8(w, l), w)) << 32;
}

AVX2 static inline struct kinds kinds_avx2(const uint8_t *p)
{
    uint64_t lead = at_least_avx2(p, 0xc0), lead3 = at_least_avx2(p, 0xe0), second_high = at_least_avx2(p + 1, 0xa0);
    return (struct kinds){
        .lead = lead,
        .lead3 = lead3,
        .follows = at_least_avx2(p, 0x80) & ~lead,
        .next = at_least_avx2(p + 1, 0x80) & ~at_least_avx2(p + 1, 0xc0),
        .after_next = at_least_avx2(p + 2, 0x80) & ~at_least_avx2(p + 2, 0xc0),
        .wrong = at_least_avx2(p, 0xf0) | (lead & ~at_least_avx2(p, 0xc2)) | (lead3 & ~at_least_avx2(p, 0xe1) & ~second_high) |
                 (at_least_avx2(p, 0xed) & ~at_least_avx2(p, 0xee) & second_high),
    };
}

AVX2 static inline uint16_t decode_avx2(const uint8_t *p, bool two, bool three)
{
    unsigned code2 = (p[0] & 0x1fU) << 6 | (p[1] & 0x3fU), code3 = (p[0] & 0xfU) << 12 | (p[1] & 0x3fU) << 6 | (p[2] & 0x3fU);
    unsigned code = two ? code2 : p[0];
    return (uint16_t)(three ? code3 : code);
}

/* A block of ASCII. False: in it are spaces behind spaces. */
AVX2 static bool ascii_avx2(const struct stream_map *m, const uint8_t *p, uint16_t *codes)
{
    uint64_t space = ~at_least_avx2(p, 0x21);
    if (space & (space << 1 | (codes[-1] == ' '))) return false;
#pragma GCC unroll 8
    for (unsigned i = 0; i < STREAM_BLOCK; i++) codes[i] = m->ascii[p[i]];
    return true;
}

AVX2 static bool block_avx2(const struct stream_map *m, const uint8_t *p, uint16_t *codes, struct stream_folded *ret)
{
    if (at_least_avx2(p, 0x80) == 0 && ascii_avx2(m, p, codes)) {
        *ret = (struct stream_folded){STREAM_BLOCK, STREAM_BLOCK, true};
        return true;
    }
    struct kinds k = kinds_avx2(p);
    if (!is_plain(&k)) return false;
    unsigned n = 0;
    bool untidy = false, far = false;
    uint16_t before = codes[-1];
    for (uint64_t begins = ~k.follows; begins; begins &= begins - 1) {
        unsigned at = (unsigned)__builtin_ctzll(begins);
        uint16_t code = m->bmp[decode_avx2(p + at, k.lead >> at & 1, k.lead3 >> at & 1)];
        untidy |= code == STREAM_NOTHING || (code == ' ' && before == ' ');
        far |= code == STREAM_FAR;
        codes[n++] = before = code;
    }
    if (far) return false;
    unsigned kept = untidy ? stream_tidy(codes, n) : n;
    *ret = (struct stream_folded){length_of(&k), (uint16_t)kept, kept == n};
    return true;
}

/* Codes of [first, first + count). */
AVX2 static inline __m256i within_avx2(__m256i v, uint16_t first, uint16_t count)
{
    __m256i d = _mm256_sub_epi16(v, _mm256_set1_epi16((short)first));
    return _mm256_cmpeq_epi16(_mm256_min_epu16(d, _mm256_set1_epi16((short)(count - 1))), d);
}

/* A bit for each of 32 codes that is a letter or digit; `ret_wide`: for each that is not ASCII. */
AVX2 static inline uint32_t classes_avx2(const uint16_t *codes, uint32_t *ret_wide)
{
    __m256i v = _mm256_loadu_si256((const void *)codes), w = _mm256_loadu_si256((const void *)(codes + 16));
    __m256i alnum_v = _mm256_or_si256(within_avx2(v, 'a', 26), within_avx2(v, '0', 10));
    __m256i alnum_w = _mm256_or_si256(within_avx2(w, 'a', 26), within_avx2(w, '0', 10));
    __m256i ascii = _mm256_packs_epi16(within_avx2(v, 0, 0x80), within_avx2(w, 0, 0x80));
    *ret_wide = ~(uint32_t)_mm256_movemask_epi8(_mm256_permute4x64_epi64(ascii, 0xd8));
    return (uint32_t)_mm256_movemask_epi8(_mm256_permute4x64_epi64(_mm256_packs_epi16(alnum_v, alnum_w), 0xd8));
}

AVX2 static void starts_avx2(const struct filter *f, const uint16_t *codes, uint32_t count, struct filter_starts *ret)
{
    uint16_t at[FILTER_RANGE + 1];
    uint32_t n = 0, wide, before = classes_avx2(codes - 1, &wide) & 1;
    for (uint32_t i = 0; i < count; i += 32) {
        uint32_t alnum = classes_avx2(codes + i, &wide);
        uint64_t begins = (wide | (f->every ? alnum : alnum & ~(alnum << 1 | before))) & within(count - i);
        for (; begins; begins &= begins - 1) at[n++] = (uint16_t)(i + (uint32_t)__builtin_ctzll(begins));
        before = alnum >> 31;
    }
    filter_keep_starts(f, codes, at, n, ret);
}
#endif

size_t variants(struct variant ret[], size_t max)
{
    size_t n = 0;
#if defined(__x86_64__)
    if (n < max && __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("bmi2"))
        ret[n++] = (struct variant){"avx512", block_avx512, starts_avx512};
    if (n < max && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2"))
        ret[n++] = (struct variant){"avx2", block_avx2, starts_avx2};
#endif
    if (n < max) ret[n++] = (struct variant){"portable", NULL, filter_starts};
    return n;
}

struct variant variant_best(void)
{
    struct variant best;
    variants(&best, 1);
    return best;
}
