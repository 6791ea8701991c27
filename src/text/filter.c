#include "text/filter.h"

#include <stdlib.h>
#include <string.h>

#include "base/mix.h"

enum { LOG_MIN = 6, LOG_MAX = 24, STARTS_BITS = 8, KEYS_BITS = 12 };

/* Short keys are other than long ones, of whatever codes. */
#define SHORT_SALT UINT64_C(0xd1342543de82ef95)

/* `bits` of a hash choose the word. */
static bool table_init(struct filter_table *t, size_t count, unsigned bits_each, unsigned bits)
{
    unsigned log = LOG_MIN;
    while (log < LOG_MAX && (UINT64_C(64) << log) < count * bits_each) log++;
    t->shift = bits - log;
    return (t->words = calloc((size_t)1 << log, sizeof *t->words));
}

bool filter_init(struct filter *f, const size_t count[static FILTER_KINDS])
{
    *f = (struct filter){0};
    bool ok = table_init(&f->starts, count[FILTER_LONG] + count[FILTER_SHORT], STARTS_BITS, 32);
    for (unsigned k = 0; k < FILTER_KINDS; k++) ok = table_init(&f->keys[k], count[k], KEYS_BITS, 64) && ok;
    if (!ok) filter_done(f);
    return ok;
}

void filter_done(struct filter *f)
{
    free(f->starts.words);
    for (unsigned k = 0; k < FILTER_KINDS; k++) free(f->keys[k].words);
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

enum filter_kind filter_kind_of(const uint16_t *codes, unsigned count, bool whole)
{
    if (codes[0] >= 0x80) return count >= FILTER_WIDE ? FILTER_LONG : count >= FILTER_PAIR ? FILTER_SHORT : FILTER_KINDS;
    if (!is_alnum(codes[0])) return FILTER_KINDS;
    if (count >= FILTER_WORD) return FILTER_LONG;
    return whole || word_length(codes) < count ? FILTER_SHORT : FILTER_KINDS;
}

#define CODES(n) ((n) >= 4 ? UINT64_MAX : ((UINT64_C(1) << 16 * ((n)&3)) - 1))

/* Which of the first four codes, and of the next four, belong to a short key, by the word's length; 0: no word, a pair. */
static const uint64_t short_low[FILTER_WORD + 1] = {CODES(FILTER_PAIR), CODES(1), CODES(2), CODES(3), CODES(4),
                                                    CODES(4),           CODES(4), CODES(4), CODES(4)};
static const uint64_t short_high[FILTER_WORD + 1] = {0, 0, 0, 0, 0, CODES(1), CODES(2), CODES(3), CODES(4)};

static uint64_t four(const uint16_t *codes)
{
    uint64_t v;
    memcpy(&v, codes, sizeof v);
    return v;
}

static uint64_t key_of(enum filter_kind kind, uint64_t low, uint64_t high, unsigned word)
{
    if (kind == FILTER_SHORT) return mix((low & short_low[word]) ^ SHORT_SALT, high & short_high[word]) | 1;
    return mix(low, word ? high : 0) | 1;
}

uint64_t filter_key(enum filter_kind kind, const uint16_t *codes)
{
    return key_of(kind, four(codes), four(codes + 4), word_length(codes));
}

/* ---- tables ---- */

/* What the first question is about: of a word up to four letters, else two codes. */
static uint32_t start_of(uint64_t low, unsigned word)
{
    uint64_t codes = low & short_low[word];
    return word ? (uint32_t)(codes | codes >> 24) : (uint32_t)codes;
}

static uint32_t start_hash(uint32_t start)
{
    return start * UINT32_C(0x9e3779b1);
}

static uint32_t has_start(const struct filter_table *t, uint32_t hash)
{
    return t->words[hash >> t->shift] >> (hash >> (t->shift - 6) & 63) & 1;
}

static uint64_t key_bits(uint64_t key)
{
    return UINT64_C(1) << (key >> 1 & 63) | UINT64_C(1) << (key >> 7 & 63);
}

static uint32_t has_key(const struct filter_table *t, uint64_t key)
{
    uint64_t bits = key_bits(key);
    return (t->words[key >> t->shift] & bits) == bits;
}

void filter_add(struct filter *f, enum filter_kind kind, const uint16_t *codes)
{
    uint64_t key = filter_key(kind, codes);
    uint32_t start = start_hash(start_of(four(codes), word_length(codes)));
    f->starts.words[start >> f->starts.shift] |= UINT64_C(1) << (start >> (f->starts.shift - 6) & 63);
    f->keys[kind].words[key >> f->keys[kind].shift] |= key_bits(key);
}

/* ---- looking ---- */

uint32_t filter_begins(const uint16_t *codes, uint32_t count, bool every, struct filter_begins *ret)
{
    uint32_t n = 0;
    bool before = is_alnum(codes[-1]);
    for (uint32_t i = 0; i < count; i++) {
        bool alnum = is_alnum(codes[i]);
        if (codes[i] >= 0x80 || (alnum && (every || !before))) {
            uint32_t start = start_of(four(codes + i), word_length(codes + i));
            ret->at[n] = (uint16_t)i;
            ret->low[n] = (uint16_t)start;
            ret->high[n++] = (uint16_t)(start >> 16);
        }
        before = alnum;
    }
    return n;
}

/* Of the places in b->at those that pass the first question. */
static uint32_t keep_starts(const struct filter *f, uint32_t count, struct filter_begins *b)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t start = b->low[i] | (uint32_t)b->high[i] << 16;
        b->at[n] = b->at[i];
        n += has_start(&f->starts, start_hash(start));
    }
    return n;
}

static void keep(const struct filter *f, enum filter_kind kind, uint64_t key, uint32_t at, struct filter_places *ret)
{
    uint32_t n = ret->count[kind];
    ret->list[kind][n] = (struct filter_place){key, at};
    ret->count[kind] = n + has_key(&f->keys[kind], key);
}

void filter_look(const struct filter *f, filter_begins_fn *begins, const uint16_t *codes, uint32_t from, uint32_t to,
                 struct filter_places *ret)
{
    struct filter_begins b;
    uint32_t count = keep_starts(f, begins(codes + from, to - from, f->every, &b), &b);
    ret->count[FILTER_LONG] = ret->count[FILTER_SHORT] = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = from + b.at[i];
        uint64_t low = four(codes + at), high = four(codes + at + 4);
        unsigned word = word_length(codes + at);
        keep(f, FILTER_LONG, key_of(FILTER_LONG, low, high, word), at, ret);
        keep(f, FILTER_SHORT, key_of(FILTER_SHORT, low, high, word), at, ret);
    }
}
