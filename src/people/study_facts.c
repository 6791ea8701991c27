#include "people/study_facts.h"

#include <string.h>

static void name_body_kinds(struct facts *f, struct arena *a)
{
    f->body_kind_of = arena_alloc(a, f->organisations->count + 1);
    for (size_t i = 0; i < f->organisations->count; i++) {
        const struct organisation *o = &f->organisations->list[i];
        unsigned k = 0;
        f->body_kind_of[i] = FACTS_BODY_KINDS;
        if (o->class != ORGANISATION_BODY) continue;
        while (k < f->body_kind_count && strcmp(f->body_kinds[k], o->kind) != 0) k++;
        if (k == FACTS_BODY_KINDS) continue;
        if (k == f->body_kind_count) f->body_kinds[f->body_kind_count++] = o->kind;
        f->body_kind_of[i] = (uint8_t)k;
    }
}

static unsigned country_index(struct facts *f, const char *country)
{
    for (unsigned i = 0; i < f->country_count; i++)
        if (strcmp(f->countries[i], country) == 0) return i;
    if (f->country_count == FACTS_COUNTRIES) return 0;
    f->countries[f->country_count] = country;
    return f->country_count++;
}

static unsigned decade_index(int cohort)
{
    int decade = (cohort - 1900) / 10 + 1;
    return cohort < 1900 || decade >= FACTS_DECADES ? 0 : (unsigned)decade;
}

static void add_bond(struct facts *f, struct arena *a, struct stint *s, const struct bond *b)
{
    f->bonds = arena_room(a, f->bonds, f->bond_count, &f->bond_room, sizeof *f->bonds);
    f->bonds[f->bond_count++] = *b;
    s->bond_count++;
    unsigned body = f->body_kind_of[b->mention->mention.organisation];
    if (body < FACTS_BODY_KINDS) s->bodies |= UINT32_C(1) << body;
}

/* Which of the kinds that one mention has against several employments at the same employer is its kind there: what was at the
 * same time was not before, and only what was before all of them was. */
static const uint8_t precedence[TIE_ALL] = {
    [TIE_UNDATED] = 1, [TIE_PRIOR] = 2, [TIE_LATER] = 3, [TIE_POSSIBLY_CONCURRENT] = 4, [TIE_CONCURRENT] = 5, [TIE_POSTED] = 6};

/* The tie of a mention with the employments [from, until) at one employer; TIE_ALL: none. */
static struct bond bond_of(const struct person *p, const struct person_mention *m, uint32_t from, uint32_t until)
{
    struct bond best = {.kind = TIE_ALL};
    for (uint32_t i = from; i < until; i++) {
        struct bond b = {.mention = m, .employment = &p->employments[i]};
        b.kind = tie_of(&m->mention, b.employment, &b.overlap_months);
        if (b.kind >= TIE_ALL) continue;
        bool same = best.kind < TIE_ALL && precedence[b.kind] == precedence[best.kind];
        if (best.kind >= TIE_ALL || precedence[b.kind] > precedence[best.kind] ||
            (same && b.overlap_months > best.overlap_months))
            best = b;
    }
    return best;
}

/* All of a person's mentions against the employments [from, until) at one employer. */
static void add_stint(struct facts *f, struct arena *a, uint32_t person, uint32_t from, uint32_t until)
{
    const struct person *p = &f->persons->list[person];
    struct stint s = {.person = person, .organisation = p->employments[from].organisation, .bond_first = (uint32_t)f->bond_count};
    for (uint32_t i = from; i < until && s.role == ROLE_UNKNOWN; i++) s.role = p->employments[i].role;
    for (uint32_t k = 0; k < p->mention_count; k++) {
        struct bond b = bond_of(p, &p->mentions[k], from, until);
        if (b.kind >= TIE_ALL) continue;
        s.kinds |= (uint16_t)(1U << b.kind);
        if (b.kind < TIE_KINDS) add_bond(f, a, &s, &b);
    }
    f->stints = arena_room(a, f->stints, f->stint_count, &f->stint_room, sizeof *f->stints);
    f->stints[f->stint_count++] = s;
}

void facts_of(const struct organisations *o, const struct persons *p, struct arena *a, struct facts *ret)
{
    struct facts f = {.organisations = o, .persons = p, .country_count = 1, .countries = {""}};
    name_body_kinds(&f, a);
    f.person_strata = arena_alloc(a, (p->count + 1) * sizeof *f.person_strata);
    for (size_t i = 0; i < p->count; i++) {
        const struct person *one = &p->list[i];
        f.person_strata[i] = (uint16_t)(country_index(&f, one->country) * FACTS_DECADES + decade_index(one->cohort));
        for (uint32_t from = 0, until; from < one->employment_count; from = until) {
            until = from + 1;
            while (until < one->employment_count && one->employments[until].organisation == one->employments[from].organisation)
                until++;
            add_stint(&f, a, (uint32_t)i, from, until);
        }
    }
    *ret = f;
}
