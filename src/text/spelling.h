/* Which code points fold to a given one, and so how an anchor may be spelled in a text. */
#ifndef CUSTOS_TEXT_SPELLING_H
#define CUSTOS_TEXT_SPELLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/filter.h"

struct spelling_pair {
    uint32_t folded, code;
};

/* What folds to something else and is not rare (filter.h), by what it folds to. */
struct spellings {
    struct spelling_pair *pairs; /* owned */
    size_t count;
};

bool spellings_init(struct spellings *s);
void spellings_done(struct spellings *s);

/* Octets of UTF-8 of the shortest code point that folds to `folded`. */
unsigned spelling_shortest(const struct spellings *s, uint32_t folded);

/* Put every spelling of the anchor codes[0..count) into the filter, as far as `kind` reaches. Returns how many there are; with
 * `f` NULL they are only counted. */
size_t spelling_add(const struct spellings *s, struct filter *f, enum filter_kind kind, const uint32_t *codes, size_t count);

#endif
