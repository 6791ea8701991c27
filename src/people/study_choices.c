/* How far a result hangs on single patterns, rules and kinds of bodies, and whether intervals overlap by chance. */
#include <stdlib.h>
#include <string.h>

#include "people/study_beside.h"
#include "statistics/permutation.h"

/* What every tie of a person in a group has in common: without it the person has none. */
struct choice {
    const char *type, *name;
    unsigned group;
};

struct choices {
    struct choice *list;
    size_t count, room;
};

static const char *choice_name(const struct facts *f, const struct bond *b, unsigned type)
{
    const struct mention *m = &b->mention->mention;
    return type == 0 ? m->pattern : type == 1 ? m->rule : f->organisations->list[m->organisation].kind;
}

static const char *const choice_types[] = {"pattern", "rule", "organisation kind"};

/* The name that all of a person's ties in its group share, or NULL. */
static const char *shared(const struct facts *f, const struct comparison *c, size_t from, size_t until, unsigned group,
                          unsigned type)
{
    const char *name = NULL;
    for (size_t i = from; i < until; i++) {
        const struct stint *s = &f->stints[i];
        if ((s->organisation == c->employer) != (group == COHORT_EMPLOYER)) continue;
        if (group == COHORT_COMPARATOR && !c->compared[s->organisation]) continue;
        for (uint32_t k = 0; k < s->bond_count; k++) {
            const char *own = choice_name(f, &f->bonds[s->bond_first + k], type);
            if (name && strcmp(name, own) != 0) return NULL;
            name = own;
        }
    }
    return name;
}

static void find_choices(const struct facts *f, const struct comparison *c, struct arena *a, struct choices *ret)
{
    struct cohort_member m;
    for (size_t i = 0, next; i < f->stint_count; i = next) {
        if (!cohort_member(f, c->employer, c->compared, i, &next, &m) || !(m.kinds & FACTS_TIED)) continue;
        for (unsigned type = 0; type < ARRAY_LEN(choice_types); type++) {
            const char *name = shared(f, c, i, next, m.group, type);
            if (!name) continue;
            ret->list = arena_room(a, ret->list, ret->count, &ret->room, sizeof *ret->list);
            ret->list[ret->count++] = (struct choice){choice_types[type], name, m.group};
        }
    }
}

static int by_choice(const void *a, const void *b)
{
    const struct choice *x = a, *y = b;
    int c = strcmp(x->type, y->type);
    return c ? c : strcmp(x->name, y->name);
}

/* The first table of any tie, less those who hang on the choice. */
static bool judge_without(const struct table *whole, const uint64_t gone[COHORT_GROUPS], struct study_sensitivity *ret)
{
    uint64_t a = whole->a - gone[COHORT_EMPLOYER], c = whole->c - gone[COHORT_COMPARATOR];
    struct table t = {a, whole->a + whole->b - a, c, whole->c + whole->d - c};
    struct study_test test;
    if (!study_test_judge(&t, 1, &test)) return false;
    ret->odds_ratio = test.odds_ratio;
    ret->low = test.low, ret->high = test.high;
    ret->p = test.p;
    ret->a = a, ret->c = c;
    return true;
}

bool study_leave_out(struct study *s, const struct facts *f, const struct comparison *c, struct arena *a)
{
    struct cohort cohort;
    struct choices choices = {0};
    cohort_init(&cohort, f, a);
    cohort_count(&cohort, f, c->employer, c->compared);
    struct table whole = cohort_crude(&cohort, COHORT_ANY);
    find_choices(f, c, a, &choices);
    if (choices.count) qsort(choices.list, choices.count, sizeof *choices.list, by_choice);
    struct study_sensitivity *list = arena_alloc(a, (choices.count + 1) * sizeof *list);
    size_t count = 0;
    for (size_t from = 0, until; from < choices.count; from = until) {
        uint64_t gone[COHORT_GROUPS] = {0, 0};
        for (until = from; until < choices.count && by_choice(&choices.list[from], &choices.list[until]) == 0; until++)
            gone[choices.list[until].group]++;
        list[count].left_out = arena_printf(a, "%s %s", choices.list[from].type, choices.list[from].name);
        if (!judge_without(&whole, gone, &list[count++])) return false;
    }
    s->sensitivity = list;
    s->sensitivity_count = count;
    return true;
}

/* Persons of one employer who served at times that are told. */
struct servants {
    const struct facts *facts;
    const struct stint **list;
    size_t count;
    uint32_t *block;
};

/* Would the second one's service overlap with the first one's employments there? */
static bool meet(const void *ctx, size_t first, size_t second)
{
    const struct servants *v = ctx;
    const struct stint *s = v->list[first];
    const struct person *p = &v->facts->persons->list[s->person], *other = &v->facts->persons->list[v->list[second]->person];
    for (uint32_t i = 0; i < p->employment_count; i++) {
        if (p->employments[i].organisation != s->organisation) continue;
        for (uint32_t k = 0; k < other->mention_count; k++)
            if (tie_of(&other->mentions[k].mention, &p->employments[i], NULL) == TIE_CONCURRENT) return true;
    }
    return false;
}

enum {
    SERVED = 1 << TIE_PRIOR | 1 << TIE_CONCURRENT | 1 << TIE_POSSIBLY_CONCURRENT | 1 << TIE_LATER,
    PERMUTATIONS_MOST = 999,
    PERMUTATIONS_LEAST = 199,
    PERMUTATION_WORK = 3000000 /* pairs looked at, for one employer */
};

static uint32_t decade_of(const struct facts *f, const struct stint *s)
{
    return f->person_strata[s->person] % FACTS_DECADES;
}

/* By decade, so that each is one block; persons of a decade stay in their order. */
static void gather(struct servants *v, uint32_t organisation)
{
    v->count = 0;
    for (uint32_t decade = 0; decade < FACTS_DECADES; decade++)
        for (size_t i = 0; i < v->facts->stint_count; i++) {
            const struct stint *s = &v->facts->stints[i];
            if (s->organisation != organisation || !(s->kinds & SERVED) || decade_of(v->facts, s) != decade) continue;
            v->block[v->count] = decade;
            v->list[v->count++] = s;
        }
}

static uint64_t permutations_for(size_t count)
{
    uint64_t n = PERMUTATION_WORK / (count + 1);
    return n > PERMUTATIONS_MOST ? PERMUTATIONS_MOST : n < PERMUTATIONS_LEAST ? PERMUTATIONS_LEAST : n;
}

bool study_permute(struct study *s, const struct facts *f, const bool *listed, struct arena *a)
{
    struct servants v = {.facts = f};
    struct study_permutation *list = arena_alloc(a, (f->organisations->count + 1) * sizeof *list);
    v.list = arena_alloc(a, (f->stint_count + 1) * sizeof(const struct stint *));
    v.block = arena_alloc(a, (f->stint_count + 1) * sizeof *v.block);
    size_t count = 0;
    for (size_t i = 0; i < f->organisations->count; i++) {
        if (!listed[i]) continue;
        gather(&v, (uint32_t)i);
        if (v.count < 2) continue;
        struct permutation r;
        if (!permutation_test(&(struct pairs){v.count, meet, &v, v.block}, permutations_for(v.count), s->seed, &r)) return false;
        list[count++] = (struct study_permutation){f->organisations->list[i].name, r.seen, r.permutations, r.expected, r.p};
    }
    s->permutations = list;
    s->permutation_count = count;
    return true;
}
