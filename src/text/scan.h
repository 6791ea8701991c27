/* Text searched for many names at once, in one pass, without changing it: what is found is told in octets of the original. Case,
 * width and traditional or simplified characters make no difference (fold.h), except that short Latin abbreviations are found
 * only in their own case, and short Latin names only as whole words. Of names that overlap all are told. */
#ifndef CUSTOS_TEXT_SCAN_H
#define CUSTOS_TEXT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "text/filter.h"
#include "text/lexicon.h"
#include "text/stream.h"
#include "text/variant.h"

struct scan {
    struct filter filter;
    struct lexicon lexicon[FILTER_KINDS];
    struct stream_map *map; /* owned */
    uint8_t *spelled;       /* what entries point to; owned */
    struct variant variant;
};

struct scan_hits {
    struct hit *list; /* sorted by start, then end, then id; owned */
    size_t count, room;
    uint64_t dropped; /* of places with more than LEXICON_HITS names */
    uint64_t work;    /* names that were looked at */
};

/* For forms[0..count). ERR_INVALID with `f` naming the first form that cannot be searched for: one that folds to nothing, that is
 * longer than FORM_CODES, or that has neither two characters of a script other than Latin nor two letters or digits together. */
enum err scan_init(struct scan *s, const struct form *forms, size_t count, struct fault *f);
void scan_done(struct scan *s);

/* As it is searched for: whether only as a whole word, and only in its own case. ERR_INVALID as scan_init. */
enum err scan_form(const struct form *form, struct form *ret, struct fault *f);

/* Everything found in `text`, in place of what `hits` held. Starts as { 0 }; hits_done frees it. */
enum err scan_text(const struct scan *s, struct bytes text, struct scan_hits *hits);
void scan_hits_done(struct scan_hits *hits);

#endif
