/* The words around a name: the sentence it stands in, folded, on both sides, and cues looked for in them. */
#ifndef CUSTOS_PEOPLE_WORDS_H
#define CUSTOS_PEOPLE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

enum { WORDS_REACH = 320, WORDS_FOLDED = 3 * WORDS_REACH };

/* Which three octets stand next to each other in a text, as a Bloom filter: most cues are seen not to be there by it. */
struct word_grams {
    uint64_t bits[64];
};
void word_grams_of(struct bytes folded, struct word_grams *ret);
bool word_grams_may(const struct word_grams *g, const char *cue);

/* `before` ends where the name begins, `after` begins where it ends; a sentence ends with a line, a full stop, a semicolon. The
 * clause is what of it lies between commas. */
struct words {
    uint32_t sentence, sentence_end; /* octets of the text */
    char before[WORDS_FOLDED], after[WORDS_FOLDED];
    size_t before_len, after_len;
    size_t clause;     /* where in `before` the clause begins */
    size_t clause_end; /* where in `after` it ends */
    struct word_grams grams_before, grams_after;
};

void words_around(struct bytes text, uint32_t start, uint32_t end, struct words *ret);

/* The same, of text[from, until) only. */
void words_within(struct bytes text, uint32_t start, uint32_t end, uint32_t from, uint32_t until, struct words *ret);

/* A cue: folded text, of which one '*' may stand for up to HINT_GAP octets without a comma. Latin cues are whole words. */
enum cue_place {
    HINT_BEFORE = 1, /* the name; `reach` octets at most from the cue's end to the name */
    HINT_AFTER = 2,  /* `reach` octets at most from the name to the cue */
    HINT_CLAUSE = 4, /* of the same clause only */
    HINT_SAME = 8    /* no date or number between the cue and the name: still about the same person */
};

enum { HINT_GAP = 72 };

struct hint {
    const char *text;
    uint8_t places, reach;
};

struct hints {
    const struct hint *list;
    size_t count;
};

/* Any of them, at those of their places that `places` allows. */
bool hints_found(const struct words *w, const struct hints *c, uint8_t places);

/* Whether folded `text` holds a cue's text, as whole words. */
bool hint_in(struct bytes text, const char *cue);

#endif
