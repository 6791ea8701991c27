/* How well the extraction finds what is there: a random sample of what it found and of what it did not find, marked by two
 * raters, and what their marks make of precision, recall and the rates of a study.
 *
 * One item is a person at an employer, as a study counts it: a hit when it has a tie there. Hits are drawn by rule, the others by
 * whether any body was named at all; each stratum's share among all is known, so that marks can be weighted back. */
#ifndef CUSTOS_PEOPLE_RATING_H
#define CUSTOS_PEOPLE_RATING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "people/study_facts.h"
#include "statistics/agreement.h"

enum rating_mark { MARK_NONE, MARK_NO, MARK_YES };
enum { RATERS = 2, RATING_STRATUM_LEAST = 5 };

struct rating_item {
    uint64_t number; /* from 1, in an order that tells nothing */
    const char *person, *employer, *stratum;
    bool hit;
    uint64_t population;                     /* of the stratum */
    uint64_t employer_people, employer_tied; /* what the study says of the employer */
    const char *organisation, *kind, *quote; /* of a hit's most certain tie; the nearest mention of others, or empty */
    const char *file;                        /* where to look */
    uint64_t line, from, until;              /* octets of the quote; 0: the whole record */
    enum rating_mark marks[RATERS], agreed;  /* "is there a tie?"; what the raters settled upon where they differ */
};

struct rating_sheet {
    struct rating_item *list;
    size_t count;
};

struct rating_wanted {
    uint64_t seed, hits, others;
};

/* Draw about so many hits and others, at random but always the same for a seed; from small strata no fewer than
 * RATING_STRATUM_LEAST. All lies in the arena or is borrowed from what the facts are about. */
void rating_draw(const struct facts *f, const struct rating_wanted *wanted, struct arena *a, struct rating_sheet *ret);

struct rating_stratum {
    const char *name;
    bool hit;
    uint64_t population, rated;
    struct estimate yes; /* of the rated: Wilson; half a yes where raters differ and nothing was settled is rounded down */
};

struct rating_employer {
    const char *name;
    uint64_t people, tied;
    struct estimate seen, corrected; /* Wilson; Rogan and Gladen, with the bootstrap's interval */
};

struct rating_score {
    size_t items, rated, rated_twice, differing, settled;
    struct table agreement;                                /* both yes, first alone, second alone, both no */
    struct estimate kappa, precision, recall, specificity; /* the last three: intervals by bootstrap over persons */
    struct rating_stratum *strata;
    size_t stratum_count;
    struct rating_employer *employers;
    size_t employer_count;
};

enum { RATING_RESAMPLES = 2000 };

/* What marks come to. Recall and specificity are estimated with the strata's weights. */
void rating_score(const struct rating_sheet *s, uint64_t seed, struct arena *a, struct rating_score *ret);

#endif
