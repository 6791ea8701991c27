/* truth.json of a corpus: what is planted in it, person by person, and in sum. */
#ifndef CUSTOS_DRILL_PEOPLE_TRUTH_H
#define CUSTOS_DRILL_PEOPLE_TRUTH_H

#include <stdio.h>

#include "drill/people_person.h"

/* Where the CVs of a person stand, from line 1, and which of the person's items each of them has. */
struct people_told {
    unsigned cvs;
    uint64_t lines[PEOPLE_CVS];
    bool wrote[PEOPLE_CVS][PEOPLE_ITEMS];
};

struct people_truth {
    FILE *out;
    bool any; /* a person stands there already */
    uint64_t records, persons;
    struct {
        uint64_t people, tied, kinds[PLANT_NONE];
    } employers[PEOPLE_EMPLOYERS];
    uint64_t employed, tied;
};

void people_truth_begin(struct people_truth *t, FILE *out, const char *name, uint64_t seed);
void people_truth_person(struct people_truth *t, const struct people_person *p, const struct people_told *told);
void people_truth_end(struct people_truth *t, enum people_plan plan);

#endif
