#include "app/people_reduce.h"

#include "people/person.h"
#include "people/study_publish.h"

struct people_reduce {
    struct resolution *resolution;
    struct arena *arena; /* of the inputs' text and of the study */
    struct extract_input *inputs;
    size_t input_count, input_room;
    uint64_t ambiguous, erased;
};

struct people_reduce *people_reduce_new(void)
{
    struct people_reduce *r = calloc(1, sizeof *r);
    if (r && (r->resolution = resolution_new()) && (r->arena = arena_new())) return r;
    people_reduce_free(r);
    return NULL;
}

void people_reduce_free(struct people_reduce *r)
{
    if (!r) return;
    resolution_free(r->resolution);
    arena_free(r->arena);
    free(r);
}

void people_reduce_record(struct people_reduce *r, const struct extract *x)
{
    r->ambiguous += x->ambiguous;
    resolution_add(r->resolution, x);
}

void people_reduce_mentions(struct people_reduce *r, const struct extract *x)
{
    resolution_add_mentions(r->resolution, x);
}

void people_reduce_input(struct people_reduce *r, const struct extract_input *i)
{
    r->inputs = arena_room(r->arena, r->inputs, r->input_count, &r->input_room, sizeof *r->inputs);
    struct extract_input *copy = &r->inputs[r->input_count++];
    *copy = *i;
    const char **const texts[] = {&copy->file, &copy->origin,    &copy->lawful_basis, &copy->retention,
                                  &copy->name, &copy->collected, &copy->notes,        &copy->override};
    for (size_t k = 0; k < ARRAY_LEN(texts); k++) *texts[k] = arena_text(r->arena, *texts[k]);
}

void people_reduce_erased(struct people_reduce *r)
{
    r->erased++;
}

size_t people_reduce_inputs(const struct people_reduce *r)
{
    return r->input_count;
}

enum err people_reduce_study(struct people_reduce *r, const struct organisations *o, const char *organisations_file,
                             const struct erasures *erased, const struct study_plan *plan, struct study *ret, struct fault *f)
{
    struct persons persons;
    if (!resolution_persons(r->resolution, erased, &persons))
        return fault_set(f, ERR_MEMORY, "not enough memory for the persons");
    if (r->input_count) r->inputs[0].excluded[EXCLUDED_ERASED] += r->erased; /* of which input it was, no line tells */
    r->erased = 0;
    struct study_request request = {.organisations = o,
                                    .organisations_file = organisations_file,
                                    .persons = &persons,
                                    .inputs = r->inputs,
                                    .input_count = r->input_count,
                                    .ambiguous = r->ambiguous,
                                    .plan = *plan};
    return study_make(&request, r->arena, ret, f);
}

enum err people_reduce_sample(struct people_reduce *r, const struct organisations *o, const struct erasures *erased,
                              const struct rating_wanted *wanted, struct rating_sheet *ret, struct fault *f)
{
    struct persons persons;
    struct facts facts;
    if (!resolution_persons(r->resolution, erased, &persons))
        return fault_set(f, ERR_MEMORY, "not enough memory for the persons");
    facts_of(o, &persons, r->arena, &facts);
    rating_draw(&facts, wanted, r->arena, ret);
    return ERR_OK;
}

void people_reduce_publish(struct people_reduce *r, struct study *s)
{
    study_publish(s, r->arena);
}
