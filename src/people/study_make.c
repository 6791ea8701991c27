#include "people/study_make.h"

#include "people/study_beside.h"

static enum err check_plan(const struct study_request *r, struct fault *f)
{
    const struct organisation *list = r->organisations->list;
    for (size_t i = 0; i < r->plan.employer_count; i++) {
        const struct organisation *o = &list[r->plan.employers[i]];
        if (o->class != ORGANISATION_EMPLOYER) return fault_set(f, ERR_INVALID, "%s is no employer on the list", o->name);
    }
    for (size_t i = 0; i < r->plan.comparator_count; i++) {
        const struct organisation *o = &list[r->plan.comparators[i]];
        if (o->class != ORGANISATION_EMPLOYER) return fault_set(f, ERR_INVALID, "%s is no employer on the list", o->name);
        for (size_t k = 0; k < r->plan.employer_count; k++)
            if (r->plan.employers[k] == r->plan.comparators[i])
                return fault_set(f, ERR_INVALID, "%s cannot be compared with itself", o->name);
    }
    return ERR_OK;
}

static void set_inputs(struct study *s, const struct study_request *r, struct arena *a)
{
    struct study_input *list = arena_alloc(a, (r->input_count + 1) * sizeof *list);
    for (size_t i = 0; i < r->input_count; i++) {
        const struct extract_input *in = &r->inputs[i];
        list[i] = (struct study_input){.file = in->file,
                                       .sha256 = in->sha256,
                                       .origin = in->origin,
                                       .lawful_basis = in->lawful_basis,
                                       .retention = in->retention,
                                       .collected = in->collected,
                                       .notes = in->notes,
                                       .override = in->override,
                                       .records = in->records,
                                       .octets = in->octets};
    }
    s->inputs = list;
    s->input_count = r->input_count;
}

/* Employers whose table is shown: those that persons worked for, and those of the plan; with comparators named, no others. */
static bool *listed_employers(const struct study_request *r, const bool *present, struct arena *a)
{
    bool *listed = arena_alloc(a, r->organisations->count + 1);
    bool narrow = r->plan.employer_count && r->plan.comparator_count;
    for (size_t i = 0; i < r->organisations->count; i++) listed[i] = present[i] && !narrow;
    for (size_t i = 0; i < r->plan.employer_count; i++) listed[r->plan.employers[i]] = true;
    for (size_t i = 0; i < r->plan.comparator_count; i++) listed[r->plan.comparators[i]] = true;
    return listed;
}

enum err study_make(const struct study_request *r, struct arena *a, struct study *ret, struct fault *f)
{
    enum err err = check_plan(r, f);
    if (err) return err;
    struct facts facts;
    facts_of(r->organisations, r->persons, a, &facts);
    bool *present = arena_alloc(a, r->organisations->count + 1);
    for (size_t i = 0; i < facts.stint_count; i++)
        present[facts.stints[i].organisation] =
            r->organisations->list[facts.stints[i].organisation].class == ORGANISATION_EMPLOYER;
    const bool *listed = listed_employers(r, present, a);
    struct study s = {.kind_names = tie_kind_names,
                      .seed = r->plan.seed,
                      .organisations_file = r->organisations_file,
                      .organisations_version = r->organisations->version,
                      .organisations_sha256 = r->organisations->digest,
                      .cvs = r->persons->cvs,
                      .people = r->persons->count,
                      .ambiguous = r->ambiguous};
    if (r->plan.employer_count) s.employer = r->organisations->list[r->plan.employers[0]].name;
    struct comparisons comparisons;
    struct study_tests tests;
    comparisons_of(&facts, &r->plan, present, a, &comparisons);
    if (!study_tests_of(&facts, &comparisons, a, &tests)) return fault_set(f, ERR_MEMORY, "not enough memory for the tests");
    s.tests = tests.list;
    s.test_count = tests.count;
    set_inputs(&s, r, a);
    study_employers(&s, &facts, listed, a);
    study_funnel(&s, &facts, r, listed, a);
    study_ties(&s, &facts, listed, a);
    if (comparisons.count && !study_leave_out(&s, &facts, &comparisons.list[0], a))
        return fault_set(f, ERR_MEMORY, "not enough memory");
    if (!study_permute(&s, &facts, listed, a)) return fault_set(f, ERR_MEMORY, "not enough memory for permutations");
    study_notes(&s, &facts, r, a);
    *ret = s;
    return ERR_OK;
}
