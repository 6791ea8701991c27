#include "people/study_cohort.h"

#include <string.h>

const char *const cohort_level_names[COHORT_LEVELS] = {"country, cohort, role", "country, cohort", "country"};

void cohort_init(struct cohort *c, const struct facts *f, struct arena *a)
{
    *c = (struct cohort){.strata = (size_t)f->country_count * FACTS_DECADES * ROLE_COUNT,
                         .kinds = COHORT_FIRST_BODY + f->body_kind_count};
    c->people = arena_alloc(a, c->strata * COHORT_GROUPS * sizeof *c->people);
    c->tied = arena_alloc(a, c->strata * COHORT_GROUPS * c->kinds * sizeof *c->tied);
    c->tables = arena_alloc(a, c->strata * sizeof *c->tables);
}

bool cohort_member(const struct facts *f, uint32_t employer, const bool *compared, size_t first, size_t *ret_next,
                   struct cohort_member *ret)
{
    struct cohort_member own[COHORT_GROUPS] = {{0}};
    bool member[COHORT_GROUPS] = {false, false};
    size_t i = first;
    for (; i < f->stint_count && f->stints[i].person == f->stints[first].person; i++) {
        const struct stint *s = &f->stints[i];
        unsigned group = s->organisation == employer ? COHORT_EMPLOYER : COHORT_COMPARATOR;
        if (group == COHORT_COMPARATOR && !compared[s->organisation]) continue;
        member[group] = true;
        own[group].kinds |= s->kinds;
        own[group].bodies |= s->bodies;
        if (own[group].role == ROLE_UNKNOWN) own[group].role = s->role;
    }
    *ret_next = i;
    if (!member[COHORT_EMPLOYER] && !member[COHORT_COMPARATOR]) return false;
    unsigned group = member[COHORT_EMPLOYER] ? COHORT_EMPLOYER : COHORT_COMPARATOR;
    *ret = own[group];
    ret->group = group;
    return true;
}

static void count_ties(struct cohort *c, const struct cohort_member *m, size_t stratum)
{
    if (!(m->kinds & FACTS_TIED)) return;
    size_t at = stratum * COHORT_GROUPS + m->group, next = c->strata * COHORT_GROUPS;
    c->tied[at]++;
    for (unsigned k = 0; k < TIE_KINDS; k++) c->tied[(COHORT_FIRST_KIND + k) * next + at] += m->kinds >> k & 1;
    for (unsigned k = 0; COHORT_FIRST_BODY + k < c->kinds; k++)
        c->tied[(COHORT_FIRST_BODY + k) * next + at] += m->bodies >> k & 1;
}

void cohort_count(struct cohort *c, const struct facts *f, uint32_t employer, const bool *compared)
{
    c->employer = employer;
    c->compared = compared;
    memset(c->people, 0, c->strata * COHORT_GROUPS * sizeof *c->people);
    memset(c->tied, 0, c->strata * COHORT_GROUPS * c->kinds * sizeof *c->tied);
    struct cohort_member m;
    for (size_t i = 0, next; i < f->stint_count; i = next) {
        if (!cohort_member(f, employer, compared, i, &next, &m)) continue;
        size_t stratum = (size_t)f->person_strata[f->stints[i].person] * ROLE_COUNT + m.role;
        c->people[stratum * COHORT_GROUPS + m.group]++;
        count_ties(c, &m, stratum);
    }
}

static void add(struct table *t, const struct cohort *c, unsigned kind, size_t stratum)
{
    const uint32_t *people = &c->people[stratum * COHORT_GROUPS];
    const uint32_t *tied = &c->tied[(kind * c->strata + stratum) * COHORT_GROUPS];
    t->a += tied[COHORT_EMPLOYER];
    t->b += people[COHORT_EMPLOYER] - tied[COHORT_EMPLOYER];
    t->c += tied[COHORT_COMPARATOR];
    t->d += people[COHORT_COMPARATOR] - tied[COHORT_COMPARATOR];
}

struct table cohort_crude(const struct cohort *c, unsigned kind)
{
    struct table t = {0, 0, 0, 0};
    for (size_t i = 0; i < c->strata; i++) add(&t, c, kind, i);
    return t;
}

const struct table *cohort_tables(struct cohort *c, unsigned kind, enum cohort_level level, size_t *ret_count)
{
    static const size_t width[COHORT_LEVELS] = {1, ROLE_COUNT, (size_t)ROLE_COUNT * FACTS_DECADES};
    size_t count = 0;
    for (size_t from = 0; from < c->strata; from += width[level]) {
        struct table t = {0, 0, 0, 0};
        for (size_t i = from; i < from + width[level]; i++) add(&t, c, kind, i);
        if (t.a + t.b && t.c + t.d) c->tables[count++] = t;
    }
    *ret_count = count;
    return c->tables;
}
