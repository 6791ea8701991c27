/* Ties: what a CV says of its person and a body of the list.
 *
 * Extraction finds mentions: a body named in an episode, with the relation that the words around it state. A tie is a mention
 * held against an employment: its kind is fixed by relation and intervals alone, the same for every state and every vendor. */
#ifndef CUSTOS_PEOPLE_TIE_H
#define CUSTOS_PEOPLE_TIE_H

#include <stdbool.h>
#include <stdint.h>

#include "people/interval.h"

/* What the words around a body's name state. */
enum relation {
    RELATION_WORKED,
    RELATION_POSTED,  /* seconded, representative, liaison: between the body and an employer */
    RELATION_STUDIED, /* at a school of the body */
    RELATION_PROJECT, /* worked for it, or with it, on something */
    RELATION_SERVED,  /* conscription, enlisted service */
    RELATION_RESERVE,
    RELATION_NAMED, /* named, but nothing says what for: no tie */
    RELATION_COUNT
};

/* The taxonomy of a study. The first five are its ties; the others are shown beside them and never counted as such. */
enum tie_kind {
    TIE_PRIOR,
    TIE_CONCURRENT, /* the intervals certainly overlap */
    TIE_POSTED,
    TIE_EDUCATION,
    TIE_PROJECT,
    TIE_KINDS,
    TIE_POSSIBLY_CONCURRENT = TIE_KINDS, /* they may overlap, as far as the dates tell */
    TIE_LATER,                           /* after the employment */
    TIE_CONSCRIPTION,
    TIE_RESERVE,
    TIE_UNDATED, /* worked there, at a time that nothing tells */
    TIE_ALL
};

extern const char *const tie_kind_names[TIE_ALL]; /* "prior", "concurrent", ... */
extern const char *const relation_names[RELATION_COUNT];

enum { TIE_QUOTE = 400 }; /* octets of a quote at most; a longer clause is cut at characters around the name */

/* An employment at an employer of the list. */
struct employment {
    uint32_t organisation; /* index */
    struct interval when;
    bool present, former; /* undated, but told so */
    uint8_t role;         /* enum role: for strata */
};

enum role { ROLE_UNKNOWN, ROLE_TECHNICAL, ROLE_COMMERCIAL, ROLE_MANAGEMENT, ROLE_OTHER, ROLE_COUNT };
extern const char *const role_names[ROLE_COUNT];

struct mention {
    uint32_t organisation;
    uint32_t via; /* RELATION_POSTED: index + 1 of the employer that the same clause names; 0: none */
    enum relation relation;
    struct interval when;
    bool present, former;
    const char *rule;     /* static name of the published rule that made it: doc/people.md */
    const char *pattern;  /* the name or pattern of the list that was found */
    double confidence;    /* 0..1, by rule and by how certain the name is */
    uint64_t from, until; /* octets of the name in the (decompressed) input */
    struct {
        uint64_t from, until; /* octets of the quote there */
        const char *text;     /* the quote as text, escapes resolved, personal attributes outside it */
    } quote;
};

/* The kind of the tie between a mention and an employment of the same person, TIE_ALL for none; months that they certainly share.
 */
enum tie_kind tie_of(const struct mention *m, const struct employment *e, unsigned *ret_overlap_months);

#endif
