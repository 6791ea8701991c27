#include "text/filter.h"

#include <stdlib.h>
#include <string.h>

#include "base/mix.h"

enum { LOG_MIN = 6, LOG_MAX = 24, STARTS_BITS = 16, KEYS_BITS = 12 };

/* log2 of how many words of 1 << `word_log` bits are enough. */
static unsigned table_log(size_t count, unsigned bits_each, unsigned word_log)
{
    unsigned log = LOG_MIN;
    while (log < LOG_MAX && ((uint64_t)1 << (word_log + log)) < count * bits_each) log++;
    return log;
}

bool filter_init(struct filter *f, const size_t count[static FILTER_KINDS])
{
    unsigned log = table_log(count[FILTER_LONG] + count[FILTER_SHORT], STARTS_BITS, 5);
    *f = (struct filter){.starts = calloc((size_t)1 << log, sizeof *f->starts), .start_shift = 32 - log};
    bool ok = f->starts;
    for (unsigned k = 0; k < FILTER_KINDS; k++) {
        log = table_log(count[k], KEYS_BITS, 6);
        f->key_shift[k] = 64 - log;
        ok = (f->keys[k] = calloc((size_t)1 << log, sizeof *f->keys[k])) && ok;
    }
    if (!ok) filter_done(f);
    return ok;
}

void filter_done(struct filter *f)
{
    free(f->starts);
    for (unsigned k = 0; k < FILTER_KINDS; k++) free(f->keys[k]);
    *f = (struct filter){0};
}

/* ---- keys ---- */

static bool is_alnum(uint16_t code)
{
    return ((uint16_t)(code - 'a') < 26) | ((uint16_t)(code - '0') < 10);
}

/* Codes of the word at codes[0], at most FILTER_WORD; 0 where none is. */
static unsigned word_length(const uint16_t *codes)
{
    unsigned others = 1U << FILTER_WORD;
    for (unsigned i = 0; i < FILTER_WORD; i++) others |= (unsigned)!is_alnum(codes[i]) << i; /* lengths cannot be foretold */
    return (unsigned)__builtin_ctz(others);
}

bool filter_can_begin(enum filter_kind kind, const uint16_t *codes, unsigned count, bool whole)
{
    if (codes[0] >= 0x80) return count >= (kind == FILTER_LONG ? FILTER_WIDE : FILTER_PAIR);
    if (kind == FILTER_LONG) return is_alnum(codes[0]) && count >= FILTER_WORD;
    unsigned word = word_length(codes);
    return word > 0 && word < FILTER_WORD && (whole || word < count);
}

#define CODES(n) ((n) >= 4 ? UINT64_MAX : ((UINT64_C(1) << 16 * ((n)&3)) - 1))

/* Which of the first four codes, of the next four and of the four behind them belong to a short key, by the word's length; 0: no
 * word, a pair. */
static const uint64_t of_word[FILTER_WORD + 1][3] = {
    {CODES(FILTER_PAIR), 0, 0},
    {CODES(1), 0, 0},
    {CODES(2), 0, 0},
    {CODES(3), 0, 0},
    {CODES(4), 0, 0},
    {CODES(4), CODES(1), 0},
    {CODES(4), CODES(2), 0},
    {CODES(4), CODES(3), 0},
    {CODES(4), CODES(4), 0},
    {CODES(4), CODES(4), CODES(1)},
    {CODES(4), CODES(4), CODES(2)},
    {CODES(4), CODES(4), CODES(3)},
    {CODES(4), CODES(4), CODES(4)},
};

static uint64_t four(const uint16_t *codes)
{
    uint64_t v;
    memcpy(&v, codes, sizeof v);
    return v;
}

static uint64_t key_of(uint64_t first, uint64_t second, uint64_t third)
{
    return mix(first + third * UINT64_C(0xd1342543de82ef95), second) | 1;
}

static uint64_t long_key(const uint16_t *codes)
{
    uint64_t word = codes[0] < 0x80 ? UINT64_MAX : 0;
    return key_of(four(codes), four(codes + 4) & word, four(codes + 8) & word);
}

static uint64_t short_key(const uint16_t *codes)
{
    const uint64_t *mask = of_word[word_length(codes)];
    return key_of(four(codes) & mask[0], four(codes + 4) & mask[1], four(codes + 8) & mask[2]);
}

uint64_t filter_key(enum filter_kind kind, const uint16_t *codes)
{
    return kind == FILTER_LONG ? long_key(codes) : short_key(codes);
}

/* ---- tables ---- */

/* Letters and digits from codes[0] on, at most four. */
static unsigned run_of(const uint16_t *codes)
{
    unsigned others = 16;
    for (unsigned i = 0; i < 4; i++) others |= (unsigned)!is_alnum(codes[i]) << i;
    return (unsigned)__builtin_ctz(others);
}

/* What the first question is about: of a word up to four letters, else two codes. */
static uint32_t start_of(const uint16_t *codes)
{
    static const uint8_t shift[5] = {63, 24, 24, 24, 24}; /* no branch: scripts alternate */
    unsigned run = run_of(codes);
    uint64_t first = four(codes) & of_word[run][0];
    return (uint32_t)(first | first >> shift[run]);
}

static uint32_t start_word(const struct filter *f, uint32_t start, unsigned *ret_bit)
{
    uint32_t hash = start * FILTER_START_HASH;
    *ret_bit = 2 * (hash >> (f->start_shift - FILTER_START_LOG) & ((1U << FILTER_START_LOG) - 1));
    return hash >> f->start_shift;
}

static uint64_t key_bits(uint64_t key)
{
    return UINT64_C(1) << (key >> 1 & 63) | UINT64_C(1) << (key >> 7 & 63);
}

static uint32_t has_key(const struct filter *f, enum filter_kind kind, uint64_t key)
{
    uint64_t bits = key_bits(key);
    return (f->keys[kind][key >> f->key_shift[kind]] & bits) == bits;
}

void filter_add(struct filter *f, enum filter_kind kind, const uint16_t *codes)
{
    unsigned bit;
    uint64_t key = filter_key(kind, codes);
    uint32_t word = start_word(f, start_of(codes), &bit);
    f->starts[word] |= (1U + kind) << bit;
    f->keys[kind][key >> f->key_shift[kind]] |= key_bits(key);
}

/* ---- looking ---- */

void filter_keep_starts(const struct filter *f, const uint16_t *codes, const uint16_t *at, uint32_t count,
                        struct filter_starts *ret)
{
    uint32_t longs = 0, shorts = 0;
    for (uint32_t i = 0; i < count; i++) {
        unsigned bit;
        uint32_t word = start_word(f, start_of(codes + at[i]), &bit), kinds = f->starts[word] >> bit;
        ret->at[FILTER_LONG][longs] = ret->at[FILTER_SHORT][shorts] = at[i];
        longs += kinds & 1;
        shorts += kinds >> 1 & 1;
    }
    ret->count[FILTER_LONG] = longs;
    ret->count[FILTER_SHORT] = shorts;
}

void filter_starts(const struct filter *f, const uint16_t *codes, uint32_t count, struct filter_starts *ret)
{
    uint16_t at[FILTER_RANGE + 1];
    uint32_t n = 0;
    bool before = is_alnum(codes[-1]);
    for (uint32_t i = 0; i < count; i++) {
        bool alnum = is_alnum(codes[i]);
        at[n] = (uint16_t)i;
        n += (codes[i] >= 0x80) | (alnum & (f->every | !before));
        before = alnum;
    }
    filter_keep_starts(f, codes, at, n, ret);
}

static inline uint32_t keep_keys(const struct filter *f, enum filter_kind kind, const uint16_t *codes, uint32_t from,
                                 const struct filter_starts *s, struct filter_place *ret)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->count[kind]; i++) {
        uint32_t at = from + s->at[kind][i];
        uint64_t key = kind == FILTER_LONG ? long_key(codes + at) : short_key(codes + at);
        ret[n] = (struct filter_place){key, at};
        n += has_key(f, kind, key);
    }
    return n;
}

void filter_look(const struct filter *f, filter_starts_fn *starts, const uint16_t *codes, uint32_t from, uint32_t to,
                 struct filter_places *ret)
{
    struct filter_starts s;
    starts(f, codes + from, to - from, &s);
    ret->count[FILTER_LONG] = keep_keys(f, FILTER_LONG, codes, from, &s, ret->list[FILTER_LONG]);
    ret->count[FILTER_SHORT] = keep_keys(f, FILTER_SHORT, codes, from, &s, ret->list[FILTER_SHORT]);
}
