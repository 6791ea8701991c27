/* Names that text is searched for, as folded codes (stream.h), sorted from their key (filter.h) on. What text has at a place is
 * found by one search among the names of that key, and the shorter names that it begins with by following links: the work at a
 * place is bounded by the longest name, by the logarithm of how many there are, and by how many names differ in nothing but what
 * stands before their keys. */
#ifndef CUSTOS_TEXT_LEXICON_H
#define CUSTOS_TEXT_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "text/filter.h"
#include "text/stream.h"

enum { FORM_CODES = 256, LEXICON_HITS = 64 };

struct form {
    struct bytes text; /* as the list has it; copied */
    uint32_t id;       /* the caller's */
    bool whole_word;   /* no letter or digit beside it, where its own end is one */
    bool exact_case;   /* of Latin letters: as the list has them */
};

/* A form, folded, and where its key is. */
struct entry {
    const uint16_t *codes;  /* FILTER_WORD more than `count` can be read */
    const uint8_t *spelled; /* the original text of exact_case forms, else NULL */
    uint32_t id, shorter;   /* index + 1 of the longest entry that this one begins with, both from the key on; 0: none */
    uint16_t count, key;    /* codes in all; before the key */
    uint16_t spelled_len;
    bool whole_word;
};

struct hit {
    uint32_t id;
    size_t start, end; /* octets of the searched text */
};

/* The entries of a key lie from `first` to `last`, and have `common` codes in common from the key on, or more; `check` is their
 * hash: most texts that have the key differ there, which is known without going to the entries. */
struct lexicon_slot {
    uint64_t key; /* 0: free */
    uint32_t first, last;
    uint32_t check;
    uint16_t common;
};

struct lexicon {
    struct entry *entries; /* owned */
    uint16_t *codes;       /* of all entries, in their order; owned */
    uint32_t count;
    struct lexicon_slot *slots; /* a power of two of them */
    uint32_t slot_mask;
};

/* Takes over `entries` (malloc'ed), whose keys are of that kind, sorts them and copies their codes. False: no memory; nothing is
 * taken over. */
bool lexicon_init(struct lexicon *l, struct entry *entries, uint32_t count, enum filter_kind kind);
void lexicon_done(struct lexicon *l);

/* What is asked about is told beforehand, for many places at a time, so that it comes near meanwhile: prefetch, then slot, then
 * near, then find. lexicon_slot: of the entries that the text may have there; NULL: it has none. */
void lexicon_prefetch(const struct lexicon *l, uint64_t key);
const struct lexicon_slot *lexicon_slot(const struct lexicon *l, const struct stream *text, struct filter_place place);
void lexicon_near(const struct lexicon *l, const struct lexicon_slot *slot);

/* The forms whose key is the slot's, which begins at codes[at], the longest first; returns how many, of which the first
 * LEXICON_HITS stand in `ret`. Adds to `ret_work` how many entries were looked at. */
unsigned lexicon_find(const struct lexicon *l, const struct stream *text, const struct lexicon_slot *slot, uint32_t at,
                      struct hit ret[static LEXICON_HITS], uint64_t *ret_work);

#endif
