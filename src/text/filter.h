/* Where in a text a name may begin: of most places it is known at once that none does.
 *
 * A name's anchor has at least REACH octets. Only every fourth place of the text (STRIDE) is looked at: of the GRAM octets there
 * it is asked whether they occur so near the beginning of an anchor that the place may lie in one (REACH = GRAM + STRIDE - 1).
 * Bit 0x20 of every octet is ignored, so that the case of ASCII letters makes no difference; for other scripts all spellings that
 * fold alike are put in. Two bits of one word stand for a gram (blocked Bloom filter, cf. Putze, Sanders, Singler 2007): a place
 * may be told in vain, but none is missed - but for the spellings that filter_is_rare() tells, which are told one by one.
 *
 * Short names have a filter of their own with shorter grams; Latin abbreviations, which are whole words, are told by the first
 * two octets of words. One pass looks for all. Every variant tells the same places. */
#ifndef CUSTOS_PEOPLE_FILTER_H
#define CUSTOS_PEOPLE_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    FILTER_STRIDE = 4,
    FILTER_LONG = 8,    /* reach of long anchors: grams of five octets */
    FILTER_SHORT = 6,   /* of short ones: of three */
    FILTER_WORD = 2,    /* of abbreviations */
    FILTER_BLOCK = 64,  /* octets that are looked at together */
    FILTER_CHUNK = 4096 /* octets of one call at most */
};

enum filter_kind { FILTER_KIND_LONG, FILTER_KIND_SHORT, FILTER_KIND_WORD, FILTER_KIND_RARE, FILTER_KINDS };

struct filter {
    uint32_t *grams[2];    /* of long and of short anchors; owned */
    uint32_t *starts[2];   /* of the reach octets that they begin with; owned */
    unsigned gram_shift[2], start_shift[2]; /* 32 - log2 of the words there are */
    uint64_t firsts[1024]; /* a bit for each pair of octets that a long or short anchor begins with, bit 0x20 set */
    uint64_t words[1024];  /* and for each that an abbreviation does */
    bool used[3];
};

/* For so many spellings of long and of short anchors. False: no memory. */
bool filter_init(struct filter *f, size_t long_count, size_t short_count);
void filter_done(struct filter *f);

/* Octets of which an anchor may begin: its grams at every offset below FILTER_STRIDE that lies inside are put in. `len` is at
 * least the kind's reach. */
void filter_add(struct filter *f, enum filter_kind kind, const uint8_t *spelling, size_t len);

/* Places relative to the chunk, ascending, of each kind: of grams the place looked at, of words and rare spellings where they
 * begin. */
struct filter_places {
    uint16_t count[FILTER_KINDS];
    uint16_t at[FILTER_KINDS][FILTER_CHUNK];
};

/* Look at text[from, from + FILTER_CHUNK), as far as there is text. */
typedef void filter_scan_fn(const struct filter *f, const uint8_t *text, size_t len, size_t from, struct filter_places *ret);

filter_scan_fn *filter_scan_best(void);

/* For tests: all variants that this processor supports, the fastest first. Returns how many, at most `max`. */
size_t filter_scan_variants(filter_scan_fn *ret[], const char *names[], size_t max);

/* Where around the gram at `place` long or short anchors may begin: the distances back, at most FILTER_STRIDE of them, stand in
 * `ret`; returns how many. Nothing is missed but rare spellings. */
unsigned filter_starts(const struct filter *f, enum filter_kind kind, const uint8_t *text, size_t len, size_t place,
                       uint8_t ret[static FILTER_STRIDE]);

/* Whether anything may begin at `at`, a rare spelling near by: a weaker question, which takes them into account. */
bool filter_may_begin(const struct filter *f, const uint8_t *text, size_t len, size_t at);

/* A folded code point that anchors are made of: letters and digits of any script, and single spaces. */
bool filter_in_anchor(uint32_t code);

/* A code point that an anchor's spelling is not put in with: full-width letters, the Kelvin sign, what folds to nothing, spaces
 * other than a blank, a tab and a new line. Several spaces, which fold to one, are told as well, where the second stands. */
bool filter_is_rare(uint32_t code);

#endif
