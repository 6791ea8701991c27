/* Corpora of invented CVs with ground truth: for `custos people`. Persons, their employers and what ties them to whom are drawn
 * from a seed and worded in English and Chinese as prose, JSON Resume and profiles, with false friends, duplicates, namesakes.
 * What words are used owes nothing to the rules by which ties are found: it is their opponent. */
#ifndef CUSTOS_DRILL_PEOPLE_H
#define CUSTOS_DRILL_PEOPLE_H

#include <stdint.h>
#include <stdio.h>

#include "drill/people_person.h"

enum { PEOPLE_RECORDS_DEFAULT = 10000, PEOPLE_RECORDS_MAX = 100000000 };

struct people_corpus {
    const char *name, *summary; /* as a drill */
    enum people_plan plan;
};

size_t people_corpus_count(void);
const struct people_corpus *people_corpus_at(size_t index);
const struct people_corpus *people_corpus_find(const char *name); /* NULL: none */

/* Write so many records as JSON lines into `corpus`, and the truth about them into `truth`: JSON, every person of whom there is
 * something to tell on a line of its own. Memory does not grow with the number. Returns how many persons they are of. */
uint64_t people_play(const struct people_corpus *c, uint64_t seed, uint64_t records, FILE *corpus, FILE *truth);

#endif
