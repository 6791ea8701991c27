#include "people/study_make.h"

#include <math.h>

#include "study_world.h"

static const uint32_t alpha[] = {ALPHA}, beta[] = {BETA}, rest[] = {BETA, GAMMA, DELTA};

/* Ten people, every count told by hand. */
TEST(counts_of_a_small_world)
{
    struct world w = world_new(1);
    for (int i = 0; i < 6; i++) {
        struct person *p = world_person(&w, "AA", 2004);
        world_work(p, ALPHA, years(2010, 2015), ROLE_TECHNICAL);
        if (i == 0) world_serve(&w, p, ARMY, RELATION_WORKED, years(2001, 2005), "First Army");
        if (i == 1) world_serve(&w, p, AGENCY, RELATION_WORKED, years(2011, 2014), "National Agency");
        if (i == 1) world_serve(&w, p, SCHOOL, RELATION_STUDIED, years(2000, 2004), "Academy of Arms");
        if (i == 2) world_serve(&w, p, ARMY, RELATION_SERVED, years(1999, 2000), "First Army");
        if (i == 3) world_serve(&w, p, ARMY, RELATION_WORKED, years(2017, 2018), "First Army");
        if (i == 4) world_work(p, BETA, years(2016, 2018), ROLE_OTHER);
    }
    for (int i = 0; i < 3; i++) {
        struct person *p = world_person(&w, "BB", 1998);
        world_work(p, BETA, years(2000, 2018), ROLE_COMMERCIAL);
        if (i == 0) world_serve(&w, p, SCHOOL, RELATION_STUDIED, years(1990, 1994), "Academy of Arms");
    }
    world_serve(&w, world_person(&w, "BB", 1980), ARMY, RELATION_WORKED, years(1980, 1990), "First Army");
    struct study s = world_study(&w, alpha, 1, beta, 1);
    REQUIRE(s.step_count == 5 && s.employer_count == 2);
    static const uint64_t funnel[5] = {17, 14, 10, 9, 3};
    for (int i = 0; i < 5; i++) CHECK_INT(s.funnel[i].count, funnel[i]);
    CHECK_INT(s.funnel[4].reasons[0].count, 4);
    CHECK_INT(s.funnel[4].reasons[1].count, 2);
    const struct study_employer *e = &s.employers[0];
    CHECK_TEXT(e->name, "Alpha Networks");
    CHECK_INT(e->tied.total, 6);
    CHECK_INT(e->tied.count, 2);
    CHECK_INT(e->kinds[TIE_PRIOR], 1);
    CHECK_INT(e->kinds[TIE_CONCURRENT], 1);
    CHECK_INT(e->kinds[TIE_EDUCATION], 1);
    CHECK_INT(e->kinds[TIE_CONSCRIPTION], 1);
    CHECK_INT(e->kinds[TIE_LATER], 1);
    REQUIRE(e->timeline_count == 6);
    CHECK_INT(e->timeline[0].year, 2010);
    CHECK_INT(e->timeline[0].overlapping, 0);
    CHECK_INT(e->timeline[1].overlapping, 1);
    CHECK_INT(e->timeline[5].employed, 6);
    CHECK_INT(s.employers[1].tied.total, 4);
    const struct study_test *t = world_test(&s, "any", "Alpha Networks", "Beta Systems", false);
    REQUIRE(t);
    CHECK(t->declared);
    CHECK_INT(t->a, 2);
    CHECK_INT(t->b, 4);
    CHECK_INT(t->c, 1); /* the one who went from Alpha to Beta counts for Alpha */
    CHECK_INT(t->d, 2);
    CHECK_INT(t->verdict, STUDY_UNDERPOWERED);
    CHECK_INT(s.tie_count, 4);
    CHECK(world_test(&s, "organisation:intelligence", "Alpha Networks", "Beta Systems", false));
    CHECK(!world_test(&s, "organisation:intelligence", "Alpha Networks", "Beta Systems", false)->declared);
    CHECK(world_test(&s, "any", "Beta Systems", "Alpha Networks", false)); /* the other way round */
    arena_free(w.arena);
}

/* One employer in two stints: what was between them was before neither alone, and what was during one was not before the other.
 */
TEST(one_kind_for_one_employer)
{
    static const struct {
        int from, until;
        enum tie_kind kind;
    } service[] = {{1990, 1992, TIE_PRIOR},
                   {1996, 1997, TIE_CONCURRENT},
                   {2001, 2002, TIE_LATER},
                   {2005, 2009, TIE_CONCURRENT},
                   {2015, 2016, TIE_LATER}};
    for (size_t i = 0; i < sizeof service / sizeof *service; i++) {
        struct world w = world_new(1);
        struct person *p = world_person(&w, "AA", 1990);
        world_work(p, ALPHA, years(1994, 1999), ROLE_TECHNICAL);
        world_work(p, ALPHA, years(2004, 2010), ROLE_TECHNICAL);
        world_serve(&w, p, ARMY, RELATION_WORKED, years(service[i].from, service[i].until), "First Army");
        struct study s = world_study(&w, alpha, 1, beta, 1);
        for (int k = 0; k < STUDY_SHOWN_KINDS; k++) CHECK_INT(s.employers[0].kinds[k], k == (int)service[i].kind);
        CHECK_INT(s.tie_count, service[i].kind < TIE_KINDS);
        arena_free(w.arena);
    }
}

TEST(no_verdict_without_comparator)
{
    struct world w = world_new(1);
    world_staff(&w, ALPHA, 500, 0.5, "AA", 2000, ROLE_TECHNICAL);
    struct study s = world_study(&w, alpha, 1, NULL, 0);
    REQUIRE(s.test_count > 0);
    for (size_t i = 0; i < s.test_count; i++) CHECK_INT(s.tests[i].verdict, STUDY_NO_COMPARATOR);
    s = world_study(&w, alpha, 1, beta, 1); /* a comparator for whom nobody worked */
    for (size_t i = 0; i < s.test_count; i++) CHECK(s.tests[i].verdict == STUDY_NO_COMPARATOR);
    arena_free(w.arena);
}

TEST(a_plan_must_make_sense)
{
    static const uint32_t army[] = {ARMY};
    struct world w = world_new(1);
    struct persons none = {0};
    struct study_request r = {.organisations = &w.organisations, .persons = &none, .plan = {army, NULL, 1, 0, 1}};
    struct study s;
    struct fault f;
    CHECK_INT(study_make(&r, w.arena, &s, &f), ERR_INVALID);
    r.plan = (struct study_plan){alpha, alpha, 1, 1, 1};
    CHECK_INT(study_make(&r, w.arena, &s, &f), ERR_INVALID);
    r.plan = (struct study_plan){alpha, army, 1, 1, 1};
    CHECK_INT(study_make(&r, w.arena, &s, &f), ERR_INVALID);
    r.plan = (struct study_plan){alpha, beta, 1, 1, 1};
    CHECK_INT(study_make(&r, w.arena, &s, &f), ERR_OK);
    CHECK_INT(s.funnel[4].count, 0);
    arena_free(w.arena);
}

/* A country where everybody serves: the employer that hires there shows more ties, and none more than others of that country. */
TEST(strata_undo_what_only_the_country_makes)
{
    struct world w = world_new(5);
    world_staff(&w, ALPHA, 1600, 0.30, "AA", 2000, ROLE_TECHNICAL);
    world_staff(&w, ALPHA, 400, 0.02, "BB", 2000, ROLE_TECHNICAL);
    world_staff(&w, BETA, 800, 0.30, "AA", 2000, ROLE_TECHNICAL);
    world_staff(&w, BETA, 3200, 0.02, "BB", 2000, ROLE_TECHNICAL);
    struct study s = world_study(&w, alpha, 1, beta, 1);
    const struct study_test *crude = world_test(&s, "any", "Alpha Networks", "Beta Systems", false);
    const struct study_test *strata = world_test(&s, "any", "Alpha Networks", "Beta Systems", true);
    REQUIRE(crude && strata);
    CHECK(crude->low > 2);
    CHECK(strata->low < 1 && strata->high > 1);
    CHECK_TEXT(strata->strata, "country, cohort, role");
    CHECK_INT(strata->strata_count, 2);
    CHECK_INT(strata->a, crude->a);
    CHECK(fabs(strata->mantel_haenszel / strata->odds_ratio - 1) < 0.05);
    CHECK_INT(strata->verdict, STUDY_NO_DIFFERENCE);
    CHECK_INT(crude->verdict, STUDY_NO_DIFFERENCE);
    arena_free(w.arena);
}

/* Roles that only one side tells would leave nothing to compare: strata get coarser until they do. */
TEST(strata_that_leave_nothing_are_coarser)
{
    struct world w = world_new(5);
    for (int country = 0; country < 2; country++) {
        world_staff(&w, ALPHA, 500, 0.1, country ? "AA" : "BB", 2000, ROLE_TECHNICAL);
        world_staff(&w, BETA, 500, 0.1, country ? "AA" : "BB", 2000, ROLE_UNKNOWN);
    }
    struct study s = world_study(&w, alpha, 1, beta, 1);
    const struct study_test *t = world_test(&s, "any", "Alpha Networks", "Beta Systems", true);
    REQUIRE(t);
    CHECK_TEXT(t->strata, "country, cohort");
    arena_free(w.arena);
}

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* Any order of persons, the same study. (Persons come sorted from their resolution; here the tests are shown not to need it.) */
TEST(order_does_not_matter)
{
    struct world w = world_new(9);
    for (int i = 0; i < 4; i++) world_staff(&w, (uint32_t)i, 300, 0.02 + 0.02 * i, i & 1 ? "AA" : "BB", 1990 + 7 * i, ROLE_OTHER);
    struct study s = world_study(&w, alpha, 1, rest, 3);
    struct person *turned = arena_alloc(w.arena, w.count * sizeof *turned);
    memcpy(turned, w.list, w.count * sizeof *turned);
    w.list = turned;
    for (size_t i = 0; i < w.count; i++) {
        size_t k = (size_t)random_below(&w.random, w.count);
        struct person held = w.list[i];
        w.list[i] = w.list[k];
        w.list[k] = held;
    }
    struct study again = world_study(&w, alpha, 1, rest, 3);
    REQUIRE(s.test_count == again.test_count && s.tie_count == again.tie_count && s.sensitivity_count == again.sensitivity_count);
    for (size_t i = 0; i < s.test_count; i++) {
        CHECK(same_number(s.tests[i].p, again.tests[i].p) && same_number(s.tests[i].q, again.tests[i].q));
        CHECK(same_number(s.tests[i].odds_ratio, again.tests[i].odds_ratio) && same_number(s.tests[i].low, again.tests[i].low));
        CHECK_TEXT(again.tests[i].kind, s.tests[i].kind);
    }
    for (size_t i = 0; i < s.tie_count; i++) CHECK_TEXT(again.ties[i].person, s.ties[i].person);
    arena_free(w.arena);
}

/* Declared: Holm over all of them. The others: no part of that family. */
TEST(families_are_adjusted_apart)
{
    struct world w = world_new(9);
    world_staff(&w, ALPHA, 1000, 0.10, "AA", 2000, ROLE_OTHER);
    world_staff(&w, BETA, 1000, 0.05, "AA", 2000, ROLE_OTHER);
    world_staff(&w, GAMMA, 1000, 0.05, "AA", 2000, ROLE_OTHER);
    struct study s = world_study(&w, alpha, 1, rest, 2);
    const struct study_test *all = world_test(&s, "any", "Alpha Networks", "all comparators", false);
    const struct study_test *turned = world_test(&s, "any", "Beta Systems", "all others", false);
    REQUIRE(all && turned);
    CHECK(all->declared && !turned->declared);
    size_t declared = 0;
    for (size_t i = 0; i < s.test_count; i++) declared += s.tests[i].declared && !isnan(s.tests[i].odds_ratio);
    CHECK_INT(declared, 6); /* any and prior, against both together and each */
    double least = 1;
    for (size_t i = 0; i < s.test_count; i++)
        if (s.tests[i].declared && s.tests[i].p < least) least = s.tests[i].p;
    for (size_t i = 0; i < s.test_count; i++) {
        CHECK(!(s.tests[i].q < s.tests[i].p * (1 - 1e-12)));
        if (s.tests[i].declared && s.tests[i].p == least) CHECK(fabs(s.tests[i].q - least * 6) < 1e-12);
    }
    CHECK_INT(all->verdict, STUDY_MORE);
    arena_free(w.arena);
}

/* Without employers named: everybody against all others, and nothing is declared. */
TEST(exploration)
{
    struct world w = world_new(3);
    for (uint32_t e = ALPHA; e <= DELTA; e++) world_staff(&w, e, 400, 0.05, "AA", 2000, ROLE_OTHER);
    struct study s = world_study(&w, NULL, 0, NULL, 0);
    CHECK(!s.employer);
    CHECK_INT(s.employer_count, 4);
    for (size_t i = 0; i < s.test_count; i++) CHECK(!s.tests[i].declared);
    CHECK(world_test(&s, "any", "Delta Mobile", "all others", false));
    arena_free(w.arena);
}

TEST(what_hangs_on_one_pattern)
{
    struct world w = world_new(3);
    for (int i = 0; i < 200; i++) {
        struct person *p = world_person(&w, "AA", 2000);
        world_work(p, i < 100 ? ALPHA : BETA, years(2010, 2015), ROLE_OTHER);
        if (i < 20) world_serve(&w, p, ARMY, RELATION_WORKED, years(2001, 2005), "Army, short");
        if (i < 5) world_serve(&w, p, AGENCY, RELATION_WORKED, years(2006, 2007), "National Agency");
        if (i >= 100 && i < 104) world_serve(&w, p, ARMY, RELATION_WORKED, years(2001, 2005), "First Army");
    }
    struct study s = world_study(&w, alpha, 1, beta, 1);
    const struct study_sensitivity *pattern = NULL, *kind = NULL;
    for (size_t i = 0; i < s.sensitivity_count; i++) {
        if (!strcmp(s.sensitivity[i].left_out, "pattern Army, short")) pattern = &s.sensitivity[i];
        if (!strcmp(s.sensitivity[i].left_out, "organisation kind military")) kind = &s.sensitivity[i];
        CHECK(strcmp(s.sensitivity[i].left_out, "pattern National Agency") != 0); /* nobody hangs on that one alone */
    }
    REQUIRE(pattern && kind);
    CHECK_INT(pattern->a, 5);
    CHECK_INT(pattern->c, 4);
    CHECK_INT(kind->a, 5);
    CHECK_INT(kind->c, 0);
    CHECK(pattern->p > 0.5);
    arena_free(w.arena);
}

/* Service at the very time of the employment, against service at any time: the first is no chance. */
TEST(overlaps_against_permuted_ones)
{
    struct world w = world_new(3);
    for (int i = 0; i < 120; i++) {
        struct person *p = world_person(&w, "AA", 2000);
        int start = 1990 + i % 40 / 2, served = 1990 + (int)random_below(&w.random, 20);
        world_work(p, i < 60 ? ALPHA : BETA, years(start, start + 4), ROLE_OTHER);
        int from = i < 60 ? start : served;
        world_serve(&w, p, ARMY, RELATION_WORKED, years(from, from + 3), "First Army");
    }
    struct study s = world_study(&w, alpha, 1, beta, 1);
    REQUIRE(s.permutation_count == 2);
    CHECK_INT(s.permutations[0].overlapping, 60);
    CHECK(s.permutations[0].p < 0.0011); /* of 1000 orders none */
    CHECK(s.permutations[0].expected < 30);
    CHECK(s.permutations[1].p > 0.01);
    CHECK_INT(s.permutations[0].overlapping, s.employers[0].kinds[TIE_CONCURRENT]);
    arena_free(w.arena);
}

/* A hundred worlds: a planted odds ratio lies inside its interval, and where nothing is planted nothing is found. */
TEST(planted_odds_ratios_and_false_discoveries)
{
    enum { SEEDS = 100 };
    int covered = 0, found = 0, false_found = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        for (int planted = 0; planted < 2; planted++) {
            struct world w = world_new(seed);
            for (int country = 0; country < 2; country++) {
                double base = country ? 0.05 : 0.02, odds = base / (1 - base) * (planted ? 3 : 1);
                const char *name = country ? "AA" : "BB";
                world_staff(&w, ALPHA, country ? 600 : 300, odds / (1 + odds), name, 2000, ROLE_OTHER);
                world_staff(&w, BETA, 500, base, name, 2000, ROLE_OTHER);
                world_staff(&w, GAMMA, country ? 300 : 700, base, name, 2000, ROLE_OTHER);
            }
            struct study s = world_study(&w, alpha, 1, rest, 2);
            const struct study_test *t = world_test(&s, "any", "Alpha Networks", "all comparators", true);
            REQUIRE(t);
            bool any = false;
            for (size_t i = 0; i < s.test_count; i++)
                any |= s.tests[i].verdict == STUDY_MORE || s.tests[i].verdict == STUDY_FEWER;
            if (planted) {
                covered += t->low <= 3 && 3 <= t->high;
                found += t->verdict == STUDY_MORE;
            } else {
                false_found += any;
            }
            arena_free(w.arena);
        }
    }
    printf("  planted 3.0: inside the interval in %d of %d worlds, said in %d; none planted: something said in %d\n", covered,
           SEEDS, found, false_found);
    CHECK(covered >= 93);
    CHECK(found >= 90);
    CHECK(false_found <= 8); /* at 0.05 for each of two families */
}
