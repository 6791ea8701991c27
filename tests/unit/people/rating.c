#include "people/rating.h"

#include <math.h>

#include "study_world.h"

static bool near(double got, double want, double off)
{
    bool ok = fabs(got - want) <= off;
    if (!ok) printf("  %g is not %g\n", got, want);
    return ok;
}

static struct facts facts_of_world(struct world *w)
{
    struct persons *persons = arena_alloc(w->arena, sizeof *persons);
    *persons = (struct persons){.list = w->list, .count = w->count, .cvs = w->count};
    struct facts f;
    facts_of(&w->organisations, persons, w->arena, &f);
    return f;
}

static struct world world_of_two(uint64_t seed)
{
    struct world w = world_new(seed);
    world_staff(&w, ALPHA, 2000, 0.20, "AA", 2000, ROLE_OTHER);
    world_staff(&w, BETA, 3000, 0.05, "AA", 2000, ROLE_OTHER);
    for (int i = 0; i < 3; i++) {
        struct person *p = world_person(&w, "AA", 2000);
        world_work(p, ALPHA, years(2010, 2015), ROLE_OTHER);
        world_serve(&w, p, SCHOOL, RELATION_STUDIED, years(2001, 2005), "Academy of Arms");
    }
    struct person *p = world_person(&w, "AA", 2000);
    world_work(p, BETA, years(2010, 2015), ROLE_OTHER);
    world_serve(&w, p, ARMY, RELATION_SERVED, years(2001, 2005), "First Army");
    return w;
}

static const struct rating_item *item_of(const struct rating_sheet *s, const char *stratum, size_t *ret_count)
{
    const struct rating_item *found = NULL;
    *ret_count = 0;
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->list[i].stratum, stratum) == 0) found = &s->list[i], ++*ret_count;
    return found;
}

TEST(strata_and_their_sizes)
{
    struct world w = world_of_two(1);
    struct facts f = facts_of_world(&w);
    struct rating_sheet s;
    size_t n;
    rating_draw(&f, &(struct rating_wanted){.seed = 1, .hits = 100, .others = 60}, w.arena, &s);
    const struct rating_item *worked = item_of(&s, "worked", &n);
    REQUIRE(worked && worked->hit);
    CHECK(n >= 98 && n <= 100);
    CHECK_TEXT(worked->kind, "prior");
    CHECK_TEXT(worked->quote, "a quote");
    const struct rating_item *studied = item_of(&s, "studied", &n);
    REQUIRE(studied);
    CHECK_INT(n, 3); /* all there are */
    CHECK_INT(studied->population, 3);
    CHECK_INT(studied->employer_people, 2003);
    const struct rating_item *named = item_of(&s, "no tie: a body is named", &n);
    REQUIRE(named && !named->hit);
    CHECK_INT(n, 1);
    CHECK_TEXT(named->organisation, "First Army");
    (void)item_of(&s, "no tie: no body is named", &n);
    CHECK_INT(n, 60);
    for (size_t i = 0; i < s.count; i++) CHECK_INT(s.list[i].number, i + 1);
    arena_free(w.arena);
}

/* The same seed draws the same people, in whatever order they come; another one draws others. */
TEST(draws_are_seeded)
{
    struct world w = world_of_two(1);
    struct facts f = facts_of_world(&w);
    struct rating_sheet s, again, other;
    rating_draw(&f, &(struct rating_wanted){.seed = 1, .hits = 50, .others = 50}, w.arena, &s);
    rating_draw(&f, &(struct rating_wanted){.seed = 2, .hits = 50, .others = 50}, w.arena, &other);
    struct person *turned = arena_alloc(w.arena, w.count * sizeof *turned);
    for (size_t i = 0; i < w.count; i++) turned[i] = w.list[w.count - 1 - i];
    w.list = turned;
    f = facts_of_world(&w);
    rating_draw(&f, &(struct rating_wanted){.seed = 1, .hits = 50, .others = 50}, w.arena, &again);
    REQUIRE(s.count == again.count && s.count == other.count);
    size_t same = 0;
    for (size_t i = 0; i < s.count; i++) {
        CHECK_TEXT(again.list[i].person, s.list[i].person);
        same += strcmp(other.list[i].person, s.list[i].person) == 0;
    }
    CHECK(same < s.count / 4);
    arena_free(w.arena);
}

/* Six items, told by hand: of 20 hits 2 of 3 marked are right, of 300 others 1 of 3 was missed. */
TEST(weights_bring_marks_back_to_all)
{
    struct rating_item items[6];
    struct arena *a = arena_new();
    for (int i = 0; i < 6; i++) {
        bool hit = i < 3, yes = i < 2 || i == 3;
        items[i] = (struct rating_item){.number = (uint64_t)i + 1,
                                        .person = arena_printf(a, "p-%d", i),
                                        .employer = "Alpha",
                                        .stratum = hit ? "worked" : "none",
                                        .hit = hit,
                                        .population = hit ? 20 : 300,
                                        .employer_people = 320,
                                        .employer_tied = 20,
                                        .marks = {yes ? MARK_YES : MARK_NO, yes ? MARK_YES : MARK_NO}};
    }
    struct rating_score s;
    rating_score(&(struct rating_sheet){items, 6}, 1, a, &s);
    double found = 20 * 2 / 3.0, wrong = 20 / 3.0, missed = 100, rest = 200;
    CHECK(near(s.precision.value, 2 / 3.0, 1e-12));
    CHECK(near(s.recall.value, found / (found + missed), 1e-12));
    CHECK(near(s.specificity.value, rest / (rest + wrong), 1e-12));
    CHECK(near(s.kappa.value, 1, 1e-12));
    CHECK(s.precision.low <= s.precision.value && s.precision.value <= s.precision.high);
    REQUIRE(s.employer_count == 1 && s.stratum_count == 2);
    CHECK(near(s.employers[0].corrected.value, (found + missed) / 320, 1e-12));
    items[0].marks[1] = MARK_NO; /* they differ */
    rating_score(&(struct rating_sheet){items, 6}, 1, a, &s);
    CHECK(near(s.precision.value, 0.5, 1e-12));
    CHECK_INT(s.differing, 1);
    CHECK_INT(s.settled, 0);
    items[0].agreed = MARK_NO; /* and settle it */
    rating_score(&(struct rating_sheet){items, 6}, 1, a, &s);
    CHECK(near(s.precision.value, 1 / 3.0, 1e-12));
    CHECK_INT(s.settled, 1);
    for (int i = 0; i < 6; i++) items[i].marks[0] = items[i].marks[1] = items[i].agreed = MARK_NONE;
    rating_score(&(struct rating_sheet){items, 6}, 1, a, &s);
    CHECK_INT(s.rated, 0);
    CHECK(isnan(s.precision.value) && isnan(s.recall.value) && isnan(s.kappa.value) && isnan(s.employers[0].corrected.value));
    rating_score(&(struct rating_sheet){items, 0}, 1, a, &s);
    CHECK_INT(s.items, 0);
    arena_free(a);
}

/* An instrument that misses one in four of those with a tie, and one in fifty of its hits is none: rates and intervals come back.
 */
TEST(what_an_instrument_misses_is_corrected)
{
    enum { SEEDS = 60 };
    int covered = 0, corrected = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct world w = world_new(seed);
        world_staff(&w, ALPHA, 4000, 0.15, "AA", 2000, ROLE_OTHER);
        struct facts f = facts_of_world(&w);
        struct rating_sheet s;
        rating_draw(&f, &(struct rating_wanted){.seed = seed, .hits = 200, .others = 300}, w.arena, &s);
        double hits = (double)s.list[0].employer_tied, others = (double)s.list[0].employer_people - hits;
        double right = 0.98, missed = hits * right / 3 / others; /* three of four are found */
        for (size_t i = 0; i < s.count; i++) {
            bool yes = random_unit(&w.random) < (s.list[i].hit ? right : missed);
            s.list[i].marks[0] = s.list[i].marks[1] = yes ? MARK_YES : MARK_NO;
        }
        struct rating_score score;
        rating_score(&s, seed, w.arena, &score);
        covered += score.recall.low <= 0.75 && 0.75 <= score.recall.high;
        double rate = hits * right / 0.75 / (hits + others);
        corrected += score.employers[0].corrected.low <= rate && rate <= score.employers[0].corrected.high;
        arena_free(w.arena);
    }
    printf("  recall inside its interval in %d of %d, the corrected rate in %d\n", covered, SEEDS, corrected);
    CHECK(covered >= SEEDS * 85 / 100);
    CHECK(corrected >= SEEDS * 85 / 100);
}
