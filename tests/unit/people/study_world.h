/* Persons made up for studies: who worked where, and which ties they have, drawn from rates that a test sets. */
#ifndef CUSTOS_TESTS_PEOPLE_STUDY_WORLD_H
#define CUSTOS_TESTS_PEOPLE_STUDY_WORLD_H

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "check.h"
#include "people/study_make.h"
#include "statistics/random.h"

/* Organisations 0 to 3 are employers, 4 to 6 bodies of three kinds. */
enum { ALPHA, BETA, GAMMA, DELTA, ARMY, AGENCY, SCHOOL };
static const char world_list[] = "id,country,kind,name,aliases\n"
                                 "E1,AA,vendor,Alpha Networks,\n"
                                 "E2,BB,vendor,Beta Systems,\n"
                                 "E3,CC,operator,Gamma Telecom,\n"
                                 "E4,AA,operator,Delta Mobile,\n"
                                 "B1,AA,military,First Army,\n"
                                 "B2,AA,intelligence,National Agency,\n"
                                 "B3,BB,military-school,Academy of Arms,\n";

struct world {
    struct arena *arena;
    struct organisations organisations;
    struct person *list;
    size_t count, room;
    struct random random;
};

static inline struct world world_new(uint64_t seed)
{
    struct world w = {.arena = arena_new(), .random = {seed}};
    struct fault f;
    CHECK(w.arena && organisations_read(bytes_of_text(world_list), "list.csv", w.arena, &w.organisations, &f) == ERR_OK);
    return w;
}

static inline struct interval years(int from, int until)
{
    return (struct interval){.from = {(int16_t)from, 0, 0, DATE_YEAR}, .until = {(int16_t)until, 0, 0, DATE_YEAR}};
}

/* One more person, with room for a few employments and mentions. */
static inline struct person *world_person(struct world *w, const char *country, int cohort)
{
    w->list = arena_room(w->arena, w->list, w->count, &w->room, sizeof *w->list);
    struct person *p = &w->list[w->count++];
    *p = (struct person){.country = country, .cohort = (int16_t)cohort, .cvs = 1};
    snprintf(p->pseudonym, sizeof p->pseudonym, "p-%08zu", w->count);
    p->employments = arena_alloc(w->arena, 4 * sizeof *p->employments);
    p->mentions = arena_alloc(w->arena, 8 * sizeof *p->mentions);
    return p;
}

static inline void world_work(struct person *p, uint32_t employer, struct interval when, enum role role)
{
    p->employments[p->employment_count++] = (struct employment){.organisation = employer, .when = when, .role = (uint8_t)role};
}

static inline void world_serve(struct world *w, struct person *p, uint32_t body, enum relation relation, struct interval when,
                               const char *pattern)
{
    struct person_mention *m = &p->mentions[p->mention_count++];
    *m = (struct person_mention){.mention = {.organisation = body,
                                             .relation = relation,
                                             .when = when,
                                             .rule = relation == RELATION_WORKED ? "worked" : "studied",
                                             .pattern = pattern,
                                             .confidence = 0.9,
                                             .quote = {.text = "a quote"}},
                                 .file = "cvs.jsonl",
                                 .line = w->count,
                                 .digest = arena_printf(w->arena, "%064zu", w->count),
                                 .record = "r-1"};
}

/* `people` at an employer, of whom about `rate` served before. */
static inline void world_staff(struct world *w, uint32_t employer, unsigned people, double rate, const char *country, int cohort,
                               enum role role)
{
    for (unsigned i = 0; i < people; i++) {
        struct person *p = world_person(w, country, cohort);
        world_work(p, employer, years(2010, 2015), role);
        if (random_unit(&w->random) < rate) world_serve(w, p, ARMY, RELATION_WORKED, years(2001, 2005), "First Army");
    }
}

static inline struct study world_study(struct world *w, const uint32_t *employers, size_t employer_count,
                                       const uint32_t *comparators, size_t comparator_count)
{
    struct persons persons = {.list = w->list, .count = w->count, .cvs = w->count};
    struct extract_input in = {.file = "cvs.jsonl", .records = w->count + 7, .origin = "made up"};
    in.excluded[EXCLUDED_MALFORMED] = 3;
    in.excluded[EXCLUDED_UNRELATED] = 4;
    struct persons *kept = arena_alloc(w->arena, sizeof *kept);
    struct extract_input *input = arena_alloc(w->arena, sizeof *input);
    *kept = persons;
    *input = in;
    struct study_request r = {.organisations = &w->organisations,
                              .organisations_file = "list.csv",
                              .persons = kept,
                              .inputs = input,
                              .input_count = 1,
                              .plan = {employers, comparators, employer_count, comparator_count, 1}};
    struct study s = {0};
    struct fault f = {.text = ""};
    CHECK_INT(study_make(&r, w->arena, &s, &f), ERR_OK);
    return s;
}

static inline const struct study_test *world_test(const struct study *s, const char *kind, const char *employer,
                                                  const char *comparator, bool stratified)
{
    for (size_t i = 0; i < s->test_count; i++) {
        const struct study_test *t = &s->tests[i];
        if (!strcmp(t->kind, kind) && !strcmp(t->employer, employer) && !strcmp(t->comparator, comparator) &&
            t->stratified == stratified)
            return t;
    }
    return NULL;
}

#endif
