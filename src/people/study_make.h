/* Persons -> a study: the reduce of map and reduce. The result depends on the persons alone, not on their order. */
#ifndef CUSTOS_PEOPLE_STUDY_MAKE_H
#define CUSTOS_PEOPLE_STUDY_MAKE_H

#include "base/arena.h"
#include "base/err.h"
#include "people/extract_line.h"
#include "people/organisations.h"
#include "people/person.h"
#include "people/study.h"

/* What was fixed before the data was looked at: the employers whose tests are declared, and whom they are compared with. Without
 * employers every employer is held against all others, and everything is exploration; without comparators the employers named
 * are held against all others. */
struct study_plan {
    const uint32_t *employers, *comparators; /* indexes into the organisations */
    size_t employer_count, comparator_count;
    uint64_t seed; /* of permutations */
};

struct study_request {
    const struct organisations *organisations; /* all borrowed: the study points into them */
    const char *organisations_file;
    const struct persons *persons;
    const struct extract_input *inputs; /* every input line that was read */
    size_t input_count;
    uint64_t ambiguous; /* sum over the records */
    struct study_plan plan;
};

/* ERR_INVALID: the plan names what is no employer, or an employer as its own comparator. */
enum err study_make(const struct study_request *r, struct arena *a, struct study *ret, struct fault *f) MUST_USE;

#endif
