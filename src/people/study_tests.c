#include "people/study_tests.h"

#include <math.h>

#include "statistics/adjust.h"
#include "statistics/exact.h"
#include "statistics/mantel_haenszel.h"
#include "statistics/rates.h"

/* A comparison's test of one kind, and its twin over strata. */
struct pair {
    struct study_test crude, strata;
    bool stratified;
};

struct pairs {
    struct pair *list;
    size_t count, room;
};

static enum study_verdict verdict_of(const struct study_test *t)
{
    if (t->a + t->b == 0 || t->c + t->d == 0) return STUDY_NO_COMPARATOR;
    if (!(t->q <= STUDY_LEVEL)) return t->power >= STUDY_POWER ? STUDY_NO_DIFFERENCE : STUDY_UNDERPOWERED;
    bool more = t->odds_ratio > 1;
    if (more ? t->detectable > STUDY_EXCESS : t->detectable_below < 1 / STUDY_EXCESS) return STUDY_UNDERPOWERED;
    return more ? STUDY_MORE : STUDY_FEWER;
}

bool study_test_judge(const struct table *t, size_t count, struct study_test *ret)
{
    struct exact e;
    struct exact_odds odds;
    struct exact_detectable detectable;
    if (!exact_init(&e, t, count)) return false;
    bool done =
        exact_odds(&e, &odds) && exact_power(&e, STUDY_DIFFERENCE, &ret->power) && exact_detectable(&e, STUDY_POWER, &detectable);
    struct exact_p p = exact_p(&e);
    ret->approximate = e.approximate;
    exact_done(&e);
    if (!done) return false;
    ret->odds_ratio = odds.ratio;
    ret->low = odds.low, ret->high = odds.high;
    ret->mid_low = odds.mid_low, ret->mid_high = odds.mid_high;
    ret->p = p.two_sided, ret->p_less = p.less, ret->p_greater = p.greater;
    ret->detectable = detectable.above, ret->detectable_below = detectable.below;
    return true;
}

static void set_none(struct study_test *t)
{
    t->odds_ratio = t->p = t->p_less = t->p_greater = NAN;
    t->low = t->mid_low = t->power = 0;
    t->high = t->mid_high = t->detectable = INFINITY;
}

/* The variance of a when nothing is there to be seen, which is what a test lives on: it follows from the margins alone. */
static double information(const struct table *t, size_t count)
{
    return table_moments(t, count, 0).variance;
}

/* The finest strata that keep half of what the crude table could tell; false: none of them do, or there is but one. */
static bool choose_strata(struct cohort *c, unsigned kind, const struct table *crude, enum cohort_level *ret)
{
    double whole = information(crude, 1);
    for (enum cohort_level level = 0; whole > 0 && level < COHORT_LEVELS; level++) {
        size_t count;
        const struct table *t = cohort_tables(c, kind, level, &count);
        if (count > 1 && information(t, count) >= whole / 2) {
            *ret = level;
            return true;
        }
    }
    return false;
}

static bool judge_pair(struct cohort *c, unsigned kind, struct pair *p)
{
    struct study_test *t = &p->crude;
    struct table crude = cohort_crude(c, kind);
    t->a = crude.a, t->b = crude.b, t->c = crude.c, t->d = crude.d;
    struct estimate d = rate_difference(crude.a, crude.a + crude.b, crude.c, crude.c + crude.d);
    t->difference = d.value, t->difference_low = d.low, t->difference_high = d.high;
    t->mantel_haenszel = t->q = NAN;
    enum cohort_level level;
    if (t->a + t->b == 0 || t->c + t->d == 0)
        set_none(t);
    else if (!study_test_judge(&crude, 1, t))
        return false;
    p->stratified = choose_strata(c, kind, &crude, &level);
    if (!p->stratified) return true;
    size_t count;
    const struct table *tables = cohort_tables(c, kind, level, &count);
    p->strata = *t;
    p->strata.stratified = true;
    p->strata.strata = cohort_level_names[level];
    p->strata.strata_count = (uint32_t)count;
    p->strata.mantel_haenszel = mantel_haenszel(tables, count).odds_ratio;
    return study_test_judge(tables, count, &p->strata);
}

static const char *kind_name(const struct facts *f, unsigned kind, struct arena *a)
{
    if (kind == COHORT_ANY) return "any";
    if (kind < COHORT_FIRST_BODY) return tie_kind_names[kind - COHORT_FIRST_KIND];
    return arena_printf(a, "organisation:%s", f->body_kinds[kind - COHORT_FIRST_BODY]);
}

static bool add_comparison(struct pairs *all, const struct facts *f, struct cohort *c, const struct comparison *one,
                           struct arena *a)
{
    cohort_count(c, f, one->employer, one->compared);
    for (unsigned kind = 0; kind < c->kinds; kind++) {
        struct table crude = cohort_crude(c, kind);
        if (kind >= COHORT_FIRST_BODY && (!one->bodies || crude.a + crude.c == 0)) continue;
        all->list = arena_room(a, all->list, all->count, &all->room, sizeof *all->list);
        struct pair *p = &all->list[all->count++];
        *p = (struct pair){.crude = {.kind = kind_name(f, kind, a),
                                     .employer = f->organisations->list[one->employer].name,
                                     .comparator = one->comparator,
                                     .declared = one->declared && kind < COHORT_FIRST_BODY}};
        if (!judge_pair(c, kind, p)) return false;
    }
    return true;
}

static struct study_test *primary(struct pair *p)
{
    return p->stratified ? &p->strata : &p->crude;
}

/* p as it counts among many: not, when the margins leave no choice, since nothing could be rejected then whatever was seen
 * (R. E. Tarone, Biometrics 46:515, 1990, in its simplest case). */
static double counted(const struct study_test *t)
{
    return isnan(t->odds_ratio) ? NAN : t->p;
}

/* One family: the declared tests or the others; the crude ones beside it are adjusted in the same way among themselves. */
static bool adjust_family(struct pairs *all, bool declared, struct arena *a)
{
    bool (*adjust)(const double *, size_t, double *) = declared ? adjust_holm : adjust_benjamini_hochberg;
    double *p = arena_alloc(a, (all->count + 1) * sizeof *p), *q = arena_alloc(a, (all->count + 1) * sizeof *q);
    for (int crude = 1; crude >= 0; crude--) {
        for (size_t i = 0; i < all->count; i++) {
            const struct study_test *t = crude ? &all->list[i].crude : primary(&all->list[i]);
            p[i] = t->declared == declared ? counted(t) : NAN;
        }
        if (!adjust(p, all->count, q)) return false;
        for (size_t i = 0; i < all->count; i++) {
            struct study_test *t = crude ? &all->list[i].crude : primary(&all->list[i]);
            if (t->declared == declared) t->q = isnan(p[i]) ? t->p : q[i];
        }
    }
    return true;
}

static void list_tests(struct pairs *all, struct arena *a, struct study_tests *ret)
{
    *ret = (struct study_tests){0};
    for (size_t i = 0; i < all->count; i++) {
        struct pair *p = &all->list[i];
        p->crude.verdict = p->strata.verdict = verdict_of(primary(p));
        ret->list = arena_room(a, ret->list, ret->count, &ret->room, sizeof *ret->list);
        ret->list[ret->count++] = p->crude;
        if (!p->stratified) continue;
        ret->list = arena_room(a, ret->list, ret->count, &ret->room, sizeof *ret->list);
        ret->list[ret->count++] = p->strata;
    }
}

bool study_tests_of(const struct facts *f, const struct comparisons *c, struct arena *a, struct study_tests *ret)
{
    struct cohort cohort;
    struct pairs all = {0};
    cohort_init(&cohort, f, a);
    for (size_t i = 0; i < c->count; i++)
        if (!add_comparison(&all, f, &cohort, &c->list[i], a)) return false;
    if (!adjust_family(&all, true, a) || !adjust_family(&all, false, a)) return false;
    list_tests(&all, a, ret);
    return true;
}
