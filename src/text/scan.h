/* Text searched for many names at once, in one pass, without copying or changing it: what is found is told in octets of the
 * original. Case, width and traditional or simplified characters make no difference (fold.h), except that short Latin
 * abbreviations are found only as whole words in their own case. Of names that overlap all are told. */
#ifndef CUSTOS_TEXT_SCAN_H
#define CUSTOS_TEXT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "text/filter.h"
#include "text/lexicon.h"

struct scan {
    struct filter filter;
    struct lexicon lexicon[FILTER_KIND_RARE]; /* by enum filter_kind */
    filter_scan_fn *look;
    bool inside_words; /* some form may begin inside a word */
};

struct scan_hits {
    struct hit *list; /* sorted by start, then end, then id; owned */
    size_t count, room;
    uint64_t dropped; /* of places with more than LEXICON_HITS names */
};

/* For forms[0..count). ERR_INVALID with `f` naming the first form that cannot be searched for: one that folds to nothing, that is
 * longer than FORM_CODES, or that has neither two characters of an ideographic script nor three letters or digits together. */
enum err scan_init(struct scan *s, const struct form *forms, size_t count, struct fault *f);
void scan_done(struct scan *s);

/* Everything found in `text`, in place of what `hits` held. Starts as { 0 }; hits_done frees it. */
enum err scan_text(const struct scan *s, struct bytes text, struct scan_hits *hits);
void scan_hits_done(struct scan_hits *hits);

#endif
