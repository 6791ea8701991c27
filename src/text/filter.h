/* Where in a folded text (stream.h) a name may be: of most places it is known at once that none is.
 *
 * A name is found by a key in it, its rarest: of a word in ASCII letters or digits the first twelve codes, whatever follows the
 * word, or of a short name the word alone; of any other script four codes, of a short name two. Keys begin at every code beyond
 * ASCII and where a word does, so there is a question about a place for about three octets of Chinese and six of English. It is
 * asked twice: of the first few codes in a table small enough for a near cache, and of the whole key, for which two bits of one
 * word stand (blocked Bloom filter, cf. Putze, Sanders, Singler 2007). A place may be told in vain, but none is missed. No
 * question depends on an answer before it; lists go from one step to the next. */
#ifndef CUSTOS_TEXT_FILTER_H
#define CUSTOS_TEXT_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum filter_kind { FILTER_LONG, FILTER_SHORT, FILTER_KINDS };

enum {
    FILTER_WORD = 12,    /* codes of a long key that begins with an ASCII letter or digit */
    FILTER_WIDE = 4,     /* of any other long key */
    FILTER_PAIR = 2,     /* of a short one */
    FILTER_RANGE = 1024, /* codes that are looked at at a time */
    FILTER_BEHIND = 128  /* codes behind them that are read, at least */
};

/* Places of a range, from its beginning, that pass the first question. */
struct filter_starts {
    uint32_t count[FILTER_KINDS];
    uint16_t at[FILTER_KINDS][FILTER_RANGE + 64];
};

struct filter;

/* Of codes[0, count), at most FILTER_RANGE; codes[-1] and FILTER_BEHIND codes more are read. */
typedef void filter_starts_fn(const struct filter *f, const uint16_t *codes, uint32_t count, struct filter_starts *ret);
filter_starts_fn filter_starts;

/* Of the places at[0..count). */
void filter_keep_starts(const struct filter *f, const uint16_t *codes, const uint16_t *at, uint32_t count,
                        struct filter_starts *ret);

struct filter {
    uint32_t *starts; /* two bits for each start, one for each kind of key that begins so; owned, as the next */
    uint64_t *keys[FILTER_KINDS];
    unsigned start_shift, key_shift[FILTER_KINDS]; /* of hashes of 32 and of 64 bits: what is left numbers a word */
    bool every;                                    /* keys may begin inside words */
};

/* For so many long and short keys. False: no memory. */
bool filter_init(struct filter *f, const size_t count[static FILTER_KINDS]);
void filter_done(struct filter *f);

/* Whether a key of that kind can begin at codes[0], `count` codes before the name's end. `whole`: behind the name no letter or
 * digit follows. */
bool filter_can_begin(enum filter_kind kind, const uint16_t *codes, unsigned count, bool whole);

/* The key that begins at codes[0], of which FILTER_WORD can be read. Never 0. */
uint64_t filter_key(enum filter_kind kind, const uint16_t *codes);

void filter_add(struct filter *f, enum filter_kind kind, const uint16_t *codes);

/* Of what the first question is about: the word of f->starts, and the place of the two bits there. */
#define FILTER_START_HASH UINT32_C(0x9e3779b1)
enum { FILTER_START_LOG = 4 }; /* of the starts in a word */

struct filter_place {
    uint64_t key;
    uint32_t at;
};

struct filter_places {
    uint32_t count[FILTER_KINDS];
    struct filter_place list[FILTER_KINDS][FILTER_RANGE + 1];
};

/* Where in codes[from, to), at most FILTER_RANGE, keys may begin; codes[from - 1] and FILTER_BEHIND codes from `to` on are read.
 */
void filter_look(const struct filter *f, filter_starts_fn *starts, const uint16_t *codes, uint32_t from, uint32_t to,
                 struct filter_places *ret);

#endif
