#include "text/filter.h"

#include <stdlib.h>

#include "text/filter_internal.h"
#include "text/fold.h"

/* Bits of a table for each gram or start: few, so that it stays in a near cache; what is told in vain costs less than a far one.
 */
enum { WORDS_MIN_LOG = 8, WORDS_MAX_LOG = 24, BITS_EACH = 12 };

static uint32_t *table_for(size_t count, unsigned *ret_shift)
{
    unsigned log = WORDS_MIN_LOG;
    while (log < WORDS_MAX_LOG && (UINT64_C(32) << log) < count * BITS_EACH) log++;
    *ret_shift = 32 - log;
    return calloc((size_t)1 << log, sizeof(uint32_t));
}

bool filter_init(struct filter *f, size_t long_count, size_t short_count)
{
    size_t count[2] = {long_count, short_count};
    *f = (struct filter){0};
    for (unsigned k = 0; k < 2; k++) {
        f->grams[k] = table_for(FILTER_STRIDE * count[k], &f->gram_shift[k]);
        f->starts[k] = table_for(count[k], &f->start_shift[k]);
    }
    if (f->grams[0] && f->grams[1] && f->starts[0] && f->starts[1]) return true;
    filter_done(f);
    return false;
}

void filter_done(struct filter *f)
{
    for (unsigned k = 0; k < 2; k++) {
        free(f->grams[k]);
        free(f->starts[k]);
    }
    *f = (struct filter){0};
}

/* The gram's word and its two bits there. */
static uint32_t bits_of(uint32_t hash, unsigned shift, uint32_t *ret_word)
{
    uint32_t second = (hash ^ hash >> 15) * FILTER_K3;
    *ret_word = hash >> shift;
    return UINT32_C(1) << (second >> 27) | UINT32_C(1) << (second >> 22 & 31);
}

static uint32_t load_le32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint32_t long_hash(const uint8_t *p)
{
    return (load_le32(p) | FILTER_CASE) * FILTER_K1 + (p[4] | 0x20U) * FILTER_K2;
}

static uint32_t short_hash(const uint8_t *p)
{
    return (((uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16) | (FILTER_CASE >> 8)) * FILTER_K1;
}

static uint32_t start_hash(enum filter_kind kind, const uint8_t *p)
{
    uint64_t octets = kind == FILTER_KIND_LONG ? (uint64_t)load_le32(p + 4) << 32 | load_le32(p)
                                               : (uint64_t)(p[4] | (uint32_t)p[5] << 8) << 32 | load_le32(p);
    octets |= (uint64_t)FILTER_CASE << 32 | FILTER_CASE;
    return (uint32_t)(octets * UINT64_C(0x9e3779b97f4a7c15) >> 32);
}

static void set_pair(uint64_t *pairs, unsigned first, unsigned second)
{
    pairs[first << 2 | second >> 6] |= UINT64_C(1) << (second & 63);
}

static bool has_pair(const uint64_t *pairs, unsigned first, unsigned second)
{
    return pairs[first << 2 | second >> 6] >> (second & 63) & 1;
}

void filter_add(struct filter *f, enum filter_kind kind, const uint8_t *spelling, size_t len)
{
    unsigned gram = kind == FILTER_KIND_LONG ? FILTER_LONG - FILTER_STRIDE + 1 : FILTER_SHORT - FILTER_STRIDE + 1;
    f->used[kind] = true;
    if (kind == FILTER_KIND_WORD) {
        set_pair(f->words, spelling[0], spelling[1]);
        return;
    }
    uint32_t word, bits = bits_of(start_hash(kind, spelling), f->start_shift[kind], &word);
    f->starts[kind][word] |= bits;
    set_pair(f->firsts, spelling[0] | 0x20U, spelling[1] | 0x20U);
    for (size_t i = 0; i < FILTER_STRIDE && i + gram <= len; i++) {
        uint32_t hash = kind == FILTER_KIND_LONG ? long_hash(spelling + i) : short_hash(spelling + i);
        bits = bits_of(hash, f->gram_shift[kind], &word);
        f->grams[kind][word] |= bits;
    }
}

static bool has_gram(const struct filter *f, unsigned kind, uint32_t hash)
{
    uint32_t word, bits = bits_of(hash, f->gram_shift[kind], &word);
    return (f->grams[kind][word] & bits) == bits;
}

unsigned filter_starts(const struct filter *f, enum filter_kind kind, const uint8_t *text, size_t len, size_t place,
                       uint8_t ret[static FILTER_STRIDE])
{
    unsigned reach = kind == FILTER_KIND_LONG ? FILTER_LONG : FILTER_SHORT, n = 0;
    unsigned last = place < FILTER_STRIDE - 1 ? (unsigned)place : FILTER_STRIDE - 1, back = 0;
    if (len - place < reach) back = reach - (unsigned)(len - place);
    /* without branches: which of them it is cannot be foretold */
    for (; back <= last; back++) {
        uint32_t word, bits = bits_of(start_hash(kind, text + place - back), f->start_shift[kind], &word);
        ret[n] = (uint8_t)back;
        n += (f->starts[kind][word] & bits) == bits;
    }
    return n;
}

bool filter_may_begin(const struct filter *f, const uint8_t *text, size_t len, size_t at)
{
    uint32_t code;
    if (len - at < FILTER_WORD) return false;
    if (has_pair(f->firsts, text[at] | 0x20U, text[at + 1] | 0x20U) || has_pair(f->words, text[at], text[at + 1])) return true;
    unsigned size = utf8_next(text + at, text + len, &code);
    if (filter_is_rare(code)) return true;
    return at + size < len && size == 1 && (utf8_next(text + at + size, text + len, &code), filter_is_rare(code));
}

bool filter_in_anchor(uint32_t code)
{
    if (code < 0x2e80) return code == ' ' || fold_in_word(code);
    return (code >= 0x3040 && code < 0xe000 && code != 0x30fb) || (code >= 0xf900 && code < 0xfb00) || code >= 0x20000;
}

bool filter_is_rare(uint32_t code)
{
    uint32_t folded = fold_code(code);
    if (folded == FOLD_NOTHING) return true;
    if (folded == ' ') return code != ' ' && code != '\n' && code != '\t';
    return ((code >= 0xff00 && code < 0xfff0) || code == 0x212a || code == 0x17f) && folded != code && filter_in_anchor(folded);
}

static bool is_space(uint8_t c)
{
    return c == ' ' || (uint8_t)(c - '\t') < 5;
}

/* The second octet of several spaces, which fold to one. */
static bool spaces_begin(const uint8_t *text, size_t at)
{
    return is_space(text[at]) && at > 0 && is_space(text[at - 1]) && !(at > 1 && is_space(text[at - 2]));
}

void filter_take_rare(const uint8_t *text, size_t len, size_t from, size_t at, uint64_t mask, struct filter_places *ret)
{
    for (; mask; mask &= mask - 1) {
        size_t place = at + (unsigned)__builtin_ctzll(mask);
        uint32_t code;
        utf8_next(text + place, text + len, &code);
        if (filter_is_rare(code) || spaces_begin(text, place)) filter_place(ret, FILTER_KIND_RARE, place - from);
    }
}

void filter_take_words(const struct filter *f, const uint8_t *text, size_t len, size_t from, size_t at, uint64_t mask,
                       struct filter_places *ret)
{
    for (; mask; mask &= mask - 1) {
        size_t place = at + (unsigned)__builtin_ctzll(mask);
        if (place + 2 > len) return;
        if (has_pair(f->words, text[place], text[place + 1])) filter_place(ret, FILTER_KIND_WORD, place - from);
    }
}

static bool is_alnum(uint8_t c)
{
    return (uint8_t)((c | 0x20) - 'a') < 26 || (uint8_t)(c - '0') < 10;
}

/* First octets of the code points that filter_is_rare() tells: a bit for each high nibble, by low nibble. */
static const uint8_t rare_low[16] = {12, 4, 5, 12, 0, 1, 0, 0, 2, 0, 0, 18, 18, 16, 0, 4};
static const uint8_t rare_high[16] = {[0x0] = 16, [0xc] = 1, [0xd] = 2, [0xe] = 4, [0xf] = 8};

static bool may_be_rare(const uint8_t *text, size_t at)
{
    return rare_low[text[at] & 15] & rare_high[text[at] >> 4] || spaces_begin(text, at);
}

void filter_scan_rest(const struct filter *f, const uint8_t *text, size_t len, size_t from, size_t at, size_t to,
                      struct filter_places *ret)
{
    for (size_t i = at; i < to; i += FILTER_STRIDE) {
        if (f->used[FILTER_KIND_LONG] && i + 5 <= len && has_gram(f, FILTER_KIND_LONG, long_hash(text + i)))
            filter_place(ret, FILTER_KIND_LONG, i - from);
        if (f->used[FILTER_KIND_SHORT] && i + 3 <= len && has_gram(f, FILTER_KIND_SHORT, short_hash(text + i)))
            filter_place(ret, FILTER_KIND_SHORT, i - from);
    }
    for (size_t i = at; i < to; i++) {
        if (may_be_rare(text, i)) filter_take_rare(text, len, from, i, 1, ret);
        if (f->used[FILTER_KIND_WORD] && is_alnum(text[i]) && !(i > 0 && is_alnum(text[i - 1])))
            filter_take_words(f, text, len, from, i, 1, ret);
    }
}

static size_t chunk_end(size_t len, size_t from)
{
    return len - from < FILTER_CHUNK ? len : from + FILTER_CHUNK;
}

void filter_scan_portable(const struct filter *f, const uint8_t *text, size_t len, size_t from, struct filter_places *ret)
{
    memset(ret->count, 0, sizeof ret->count);
    filter_scan_rest(f, text, len, from, from, chunk_end(len, from), ret);
}

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw")))
#define AVX2   __attribute__((target("avx2")))

AVX512 static inline __mmask16 grams_avx512(const struct filter *f, unsigned kind, __m512i hash)
{
    const __m512i one = _mm512_set1_epi32(1);
    __m512i second = _mm512_mullo_epi32(_mm512_xor_si512(hash, _mm512_srli_epi32(hash, 15)), _mm512_set1_epi32((int)FILTER_K3));
    __m512i word = _mm512_i32gather_epi32(_mm512_srl_epi32(hash, _mm_cvtsi32_si128((int)f->gram_shift[kind])), f->grams[kind], 4);
    __m512i bits = _mm512_or_si512(_mm512_sllv_epi32(one, _mm512_srli_epi32(second, 27)),
                                   _mm512_rolv_epi32(one, _mm512_srli_epi32(second, 22)));
    return _mm512_cmpeq_epi32_mask(_mm512_and_si512(word, bits), bits);
}

AVX512 static inline uint64_t alnum_avx512(__m512i v)
{
    __m512i letter = _mm512_sub_epi8(_mm512_or_si512(v, _mm512_set1_epi8(0x20)), _mm512_set1_epi8('a'));
    __m512i digit = _mm512_sub_epi8(v, _mm512_set1_epi8('0'));
    return _mm512_cmplt_epu8_mask(letter, _mm512_set1_epi8(26)) | _mm512_cmplt_epu8_mask(digit, _mm512_set1_epi8(10));
}

AVX512 static inline uint64_t spaces_avx512(__m512i v)
{
    __m512i control = _mm512_sub_epi8(v, _mm512_set1_epi8('\t'));
    return _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(' ')) | _mm512_cmplt_epu8_mask(control, _mm512_set1_epi8(5));
}

AVX512 static inline uint64_t rare_avx512(__m512i v)
{
    const __m512i low = _mm512_broadcast_i32x4(_mm_loadu_si128((const void *)rare_low));
    const __m512i high = _mm512_broadcast_i32x4(_mm_loadu_si128((const void *)rare_high));
    const __m512i nibble = _mm512_set1_epi8(15);
    return _mm512_test_epi8_mask(_mm512_shuffle_epi8(low, _mm512_and_si512(v, nibble)),
                                 _mm512_shuffle_epi8(high, _mm512_and_si512(_mm512_srli_epi16(v, 4), nibble)));
}

/* The places whose lane is set. */
static inline void take_grams(struct filter_places *r, enum filter_kind kind, size_t place, unsigned lanes)
{
    for (; lanes; lanes &= lanes - 1) filter_place(r, kind, place + (size_t)__builtin_ctz(lanes) * FILTER_STRIDE);
}

AVX512 void filter_scan_avx512(const struct filter *f, const uint8_t *text, size_t len, size_t from, struct filter_places *ret)
{
    const __m512i k1 = _mm512_set1_epi32((int)FILTER_K1), k2 = _mm512_set1_epi32((int)FILTER_K2),
                  sign = _mm512_set1_epi32((int)FILTER_CASE);
    size_t end = chunk_end(len, from), i = from;
    uint64_t before = from > 0 && is_alnum(text[from - 1]), space = from > 0 && is_space(text[from - 1]);
    memset(ret->count, 0, sizeof ret->count);
    for (; i + FILTER_BLOCK <= end && i + FILTER_BLOCK + 4 <= len; i += FILTER_BLOCK) {
        __m512i v = _mm512_loadu_si512(text + i), folded = _mm512_or_si512(v, sign);
        if (f->used[FILTER_KIND_LONG]) {
            __m512i fifth = _mm512_and_si512(_mm512_or_si512(_mm512_loadu_si512(text + i + 4), sign), _mm512_set1_epi32(0xff));
            __m512i hash = _mm512_add_epi32(_mm512_mullo_epi32(folded, k1), _mm512_mullo_epi32(fifth, k2));
            take_grams(ret, FILTER_KIND_LONG, i - from, grams_avx512(f, FILTER_KIND_LONG, hash));
        }
        if (f->used[FILTER_KIND_SHORT]) {
            __m512i hash = _mm512_mullo_epi32(_mm512_and_si512(folded, _mm512_set1_epi32(0xffffff)), k1);
            take_grams(ret, FILTER_KIND_SHORT, i - from, grams_avx512(f, FILTER_KIND_SHORT, hash));
        }
        uint64_t spaces = spaces_avx512(v);
        filter_take_rare(text, len, from, i, rare_avx512(v) | (spaces & (spaces << 1 | space)), ret);
        space = spaces >> 63;
        if (f->used[FILTER_KIND_WORD]) {
            uint64_t alnum = alnum_avx512(v);
            filter_take_words(f, text, len, from, i, alnum & ~(alnum << 1 | before), ret);
            before = alnum >> 63;
        }
    }
    filter_scan_rest(f, text, len, from, i, end, ret);
}

AVX2 static inline unsigned grams_avx2(const struct filter *f, unsigned kind, __m256i hash)
{
    const __m256i one = _mm256_set1_epi32(1);
    __m256i second = _mm256_mullo_epi32(_mm256_xor_si256(hash, _mm256_srli_epi32(hash, 15)), _mm256_set1_epi32((int)FILTER_K3));
    __m256i index = _mm256_srl_epi32(hash, _mm_cvtsi32_si128((int)f->gram_shift[kind]));
    __m256i word = _mm256_i32gather_epi32((const int *)(const void *)f->grams[kind], index, 4);
    __m256i bits =
        _mm256_or_si256(_mm256_sllv_epi32(one, _mm256_srli_epi32(second, 27)),
                        _mm256_sllv_epi32(one, _mm256_and_si256(_mm256_srli_epi32(second, 22), _mm256_set1_epi32(31))));
    return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpeq_epi32(_mm256_and_si256(word, bits), bits)));
}

/* Octets below `limit` once `base` is taken away. */
AVX2 static inline uint32_t within_avx2(__m256i v, int8_t base, int8_t limit)
{
    __m256i d = _mm256_sub_epi8(v, _mm256_set1_epi8(base)), last = _mm256_set1_epi8((char)(limit - 1));
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(d, last), d));
}

AVX2 static inline uint32_t alnum_avx2(__m256i v)
{
    return within_avx2(_mm256_or_si256(v, _mm256_set1_epi8(0x20)), 'a', 26) | within_avx2(v, '0', 10);
}

AVX2 static inline uint32_t spaces_avx2(__m256i v)
{
    return within_avx2(v, '\t', 5) | (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(v, _mm256_set1_epi8(' ')));
}

AVX2 static inline uint32_t rare_avx2(__m256i v)
{
    const __m256i low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)rare_low));
    const __m256i high = _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)rare_high));
    const __m256i nibble = _mm256_set1_epi8(15);
    __m256i both = _mm256_and_si256(_mm256_shuffle_epi8(low, _mm256_and_si256(v, nibble)),
                                    _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(v, 4), nibble)));
    return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(both, _mm256_setzero_si256()));
}

AVX2 void filter_scan_avx2(const struct filter *f, const uint8_t *text, size_t len, size_t from, struct filter_places *ret)
{
    enum { HALF = FILTER_BLOCK / 2 };
    const __m256i k1 = _mm256_set1_epi32((int)FILTER_K1), k2 = _mm256_set1_epi32((int)FILTER_K2),
                  sign = _mm256_set1_epi32((int)FILTER_CASE);
    size_t end = chunk_end(len, from), i = from;
    uint32_t before = from > 0 && is_alnum(text[from - 1]), space = from > 0 && is_space(text[from - 1]);
    memset(ret->count, 0, sizeof ret->count);
    for (; i + HALF <= end && i + HALF + 4 <= len; i += HALF) {
        __m256i v = _mm256_loadu_si256((const void *)(text + i)), folded = _mm256_or_si256(v, sign);
        if (f->used[FILTER_KIND_LONG]) {
            __m256i fifth = _mm256_and_si256(_mm256_or_si256(_mm256_loadu_si256((const void *)(text + i + 4)), sign),
                                             _mm256_set1_epi32(0xff));
            __m256i hash = _mm256_add_epi32(_mm256_mullo_epi32(folded, k1), _mm256_mullo_epi32(fifth, k2));
            take_grams(ret, FILTER_KIND_LONG, i - from, grams_avx2(f, FILTER_KIND_LONG, hash));
        }
        if (f->used[FILTER_KIND_SHORT]) {
            __m256i hash = _mm256_mullo_epi32(_mm256_and_si256(folded, _mm256_set1_epi32(0xffffff)), k1);
            take_grams(ret, FILTER_KIND_SHORT, i - from, grams_avx2(f, FILTER_KIND_SHORT, hash));
        }
        uint32_t spaces = spaces_avx2(v);
        filter_take_rare(text, len, from, i, rare_avx2(v) | (spaces & (spaces << 1 | space)), ret);
        space = spaces >> 31;
        if (f->used[FILTER_KIND_WORD]) {
            uint32_t alnum = alnum_avx2(v);
            filter_take_words(f, text, len, from, i, alnum & ~(alnum << 1 | before), ret);
            before = alnum >> 31;
        }
    }
    filter_scan_rest(f, text, len, from, i, end, ret);
}
#endif

size_t filter_scan_variants(filter_scan_fn *ret[], const char *names[], size_t max)
{
    size_t n = 0;
#if defined(__x86_64__)
    if (n < max && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw"))
        names[n] = "avx512", ret[n++] = filter_scan_avx512;
    if (n < max && __builtin_cpu_supports("avx2")) names[n] = "avx2", ret[n++] = filter_scan_avx2;
#endif
    if (n < max) names[n] = "portable", ret[n++] = filter_scan_portable;
    return n;
}

filter_scan_fn *filter_scan_best(void)
{
    filter_scan_fn *best;
    const char *name;
    filter_scan_variants(&best, &name, 1);
    return best;
}
