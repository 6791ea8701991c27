#include "people/study_tests.h"

static bool is_among(const uint32_t *list, size_t count, uint32_t wanted)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == wanted) return true;
    return false;
}

/* What a plan comes to: the employers that are looked at, and whom each is held against. */
struct parties {
    const struct facts *facts;
    const struct study_plan *plan;
    bool *others; /* comparators: those of the plan, or all who are there and are not its employers */
    size_t other_count;
};

static bool *mask_new(const struct parties *p, struct arena *a)
{
    return arena_alloc(a, p->facts->organisations->count + 1);
}

static void add(struct comparisons *c, struct arena *a, const struct comparison *one)
{
    c->list = arena_room(a, c->list, c->count, &c->room, sizeof *c->list);
    c->list[c->count++] = *one;
}

/* Against all comparators together, then against each. */
static void add_declared(struct comparisons *c, const struct parties *p, struct arena *a, uint32_t employer)
{
    bool named = p->plan->comparator_count > 0;
    const struct organisation *list = p->facts->organisations->list;
    if (p->other_count != 1)
        add(c, a, &(struct comparison){employer, p->others, named ? "all comparators" : "all others", true, true});
    for (size_t i = 0; i < p->facts->organisations->count; i++) {
        if (!p->others[i]) continue;
        bool *one = mask_new(p, a);
        one[i] = true;
        add(c, a, &(struct comparison){employer, one, list[i].name, named || p->other_count == 1, p->other_count == 1});
    }
}

/* The same run the other way round: each comparator against the others and the employers. */
static void add_turned(struct comparisons *c, const struct parties *p, struct arena *a)
{
    const struct organisation *list = p->facts->organisations->list;
    size_t parties = p->other_count + p->plan->employer_count;
    for (size_t i = 0; i < p->facts->organisations->count; i++) {
        if (!p->others[i]) continue;
        bool *rest = mask_new(p, a);
        for (size_t k = 0; k < p->facts->organisations->count; k++)
            rest[k] = k != i && (p->others[k] || is_among(p->plan->employers, p->plan->employer_count, (uint32_t)k));
        const char *name = parties == 2 ? list[p->plan->employers[0]].name : "all others";
        add(c, a, &(struct comparison){(uint32_t)i, rest, name, false, false});
    }
}

/* Without employers of a plan: each that is there against all others. */
static void add_every(struct comparisons *c, const struct parties *p, struct arena *a)
{
    for (size_t i = 0; i < p->facts->organisations->count; i++) {
        if (!p->others[i]) continue;
        bool *rest = mask_new(p, a);
        for (size_t k = 0; k < p->facts->organisations->count; k++) rest[k] = k != i && p->others[k];
        add(c, a, &(struct comparison){(uint32_t)i, rest, "all others", false, true});
    }
}

void comparisons_of(const struct facts *f, const struct study_plan *plan, const bool *present, struct arena *a,
                    struct comparisons *ret)
{
    struct parties p = {.facts = f, .plan = plan};
    p.others = mask_new(&p, a);
    for (size_t i = 0; i < f->organisations->count; i++) {
        bool wanted = plan->comparator_count ? is_among(plan->comparators, plan->comparator_count, (uint32_t)i) : present[i];
        p.others[i] = wanted && !is_among(plan->employers, plan->employer_count, (uint32_t)i);
        p.other_count += p.others[i];
    }
    *ret = (struct comparisons){0};
    for (size_t i = 0; i < plan->employer_count; i++) add_declared(ret, &p, a, plan->employers[i]);
    if (plan->employer_count)
        add_turned(ret, &p, a);
    else
        add_every(ret, &p, a);
}
