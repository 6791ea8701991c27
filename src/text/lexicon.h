/* Names that text is searched for, sorted by their folded code points so that the names which begin at a place are found by
 * narrowing a range, code point by code point: the work at a place is bounded by the longest name, not by how many there are.
 *
 * A name is anchored where its first stretch of letters and digits begins that is long enough for the filter (filter.h); what
 * stands before the anchor is compared backwards. */
#ifndef CUSTOS_PEOPLE_LEXICON_H
#define CUSTOS_PEOPLE_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

enum { FORM_CODES = 256, LEXICON_HITS = 64 };

struct form {
    struct bytes text; /* as the list has it; borrowed by forms_of, copied into the lexicon */
    uint32_t id;       /* the caller's */
    bool whole_word;   /* no letter or digit beside it, where its own end is one */
    bool exact_case;   /* of Latin letters: as the list has them */
};

/* A form, folded and anchored. */
struct entry {
    const uint32_t *codes;  /* folded */
    const uint8_t *spelled; /* the original text of exact_case forms, else NULL */
    uint16_t count, anchor; /* codes in all; before the anchor */
    uint32_t id;
    uint32_t spelled_len;
    bool whole_word;
};

struct hit {
    uint32_t id;
    size_t start, end; /* octets of the searched text */
};

/* Where the entries of a key begin. */
struct lexicon_slot {
    uint32_t hash, first; /* index + 1; 0: free */
};

/* Entries whose anchors have at least `reach` octets of UTF-8. */
struct lexicon {
    struct entry *entries; /* sorted by the codes from the anchor on; owned, as what they point to */
    uint32_t count;
    struct lexicon_slot *slots; /* a power of two of them */
    uint32_t slot_mask;
    unsigned reach;
};

/* Takes over `entries` (malloc'ed) and sorts them. False: no memory; nothing is taken over. */
bool lexicon_init(struct lexicon *l, struct entry *entries, uint32_t count, unsigned reach);
void lexicon_done(struct lexicon *l);

/* The forms whose anchor begins at `at`, the longest last; returns how many, of which the first LEXICON_HITS stand in `ret`. */
unsigned lexicon_find(const struct lexicon *l, struct bytes text, size_t at, struct hit ret[static LEXICON_HITS]);

#endif
