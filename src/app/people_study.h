/* What `custos people report` and `custos people test` have in common: their options, the study's outputs, the record of it. */
#ifndef CUSTOS_APP_PEOPLE_STUDY_H
#define CUSTOS_APP_PEOPLE_STUDY_H

#include <stdbool.h>

#include "app/people_map.h"
#include "app/people_organisations.h"
#include "app/people_reduce.h"
#include "base/arena.h"
#include "base/err.h"
#include "people/lists.h"
#include "people/study.h"

enum { PEOPLE_NAMED = 64 };

/* What the command line says. All borrowed from it. */
struct people_options {
    const char *const *inputs;
    size_t input_count;
    const char *organisations, *key, *manifest, *override, *erased, *corrections, *output, *ledger;
    const char *employers[PEOPLE_NAMED], *comparators[PEOPLE_NAMED];
    size_t employer_count, comparator_count;
    uint64_t seed;
    enum corpus_format format;
    unsigned threads;
    bool json, public_form, help, extracts; /* extracts: it is `report`, which reads CVs */
};

/* What is fixed before the data is looked at. */
struct people_design {
    struct arena *arena;
    struct organisations organisations;
    const char *organisations_file;
    struct people_employers employers, comparators;
    struct erasures erased;
    struct corrections corrections;
    struct study_plan plan; /* points into the above */
};

/* A pointer, because what it holds points into it. */
enum err people_design_make(const struct people_options *q, struct people_design *ret, struct fault *f) MUST_USE;
void people_design_done(struct people_design *d); /* of one that is { 0 }, too */

/* Reads whatever the inputs are into `r`. */
typedef enum err people_fill_fn(const struct people_options *q, const struct people_design *d, struct people_reduce *r,
                                struct fault *f);

/* The whole of a command: options, design, its record, inputs, study, outputs. Returns the exit status. */
int people_study(int argc, char **argv, bool extracts, const char *usage, people_fill_fn *fill);

#endif
