/* The tests of a study: which are made, what each says, and how they are adjusted for being many. */
#ifndef CUSTOS_PEOPLE_STUDY_TESTS_H
#define CUSTOS_PEOPLE_STUDY_TESTS_H

#include "people/study.h"
#include "people/study_cohort.h"
#include "people/study_make.h"

/* Odds ratios that tests are judged by (doc/people.md). */
#define STUDY_DIFFERENCE 2.0 /* no difference is said only where this one would have been seen */
#define STUDY_EXCESS                                                                                                             \
    5.0 /* a difference is said only where this one would have been seen: from less data, what is found is exaggerated */
#define STUDY_POWER 0.8 /* with this chance */
#define STUDY_LEVEL 0.05

/* One employer against one comparator, or against all that are marked. */
struct comparison {
    uint32_t employer;
    const bool *compared;   /* by organisation */
    const char *comparator; /* its name */
    bool declared;
    bool bodies; /* by kind of body, too */
};

struct comparisons {
    struct comparison *list; /* the first is the one that a study is about */
    size_t count, room;
};

/* What the plan asks for. `present`: organisations that persons worked for, by index. */
void comparisons_of(const struct facts *f, const struct study_plan *plan, const bool *present, struct arena *a,
                    struct comparisons *ret);

struct study_tests {
    struct study_test *list;
    size_t count, room;
};

/* All tests of all comparisons, adjusted and with their verdicts. False: no memory. */
bool study_tests_of(const struct facts *f, const struct comparisons *c, struct arena *a, struct study_tests *ret) MUST_USE;

/* Fill in what a crude table gives, or `count` tables of strata; a to d stay as they are. False: no memory. */
bool study_test_judge(const struct table *t, size_t count, struct study_test *ret) MUST_USE;

#endif
