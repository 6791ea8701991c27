#include "people/study_publish.h"

#include <math.h>

#include "people/study_sheet.h"
#include "study_world.h"

static const uint32_t alpha[] = {ALPHA}, rest[] = {BETA, GAMMA, DELTA};
enum { ROWS = 4 };

/* What a reader of the published form can write down of one column: which counts add up to what. */
struct system {
    double equations[64][ROWS + 1]; /* coefficients of the rows, and the sum */
    size_t count;
    double low[ROWS], high[ROWS]; /* what is known of each row */
};

static void equation(struct system *y, unsigned rows, uint64_t sum)
{
    if (sum == STUDY_WITHHELD) return;
    for (int i = 0; i < ROWS; i++) y->equations[y->count][i] = rows >> i & 1;
    y->equations[y->count++][ROWS] = (double)sum;
}

/* Gauss and Jordan: equations that hold as few rows as can be. */
static void eliminate(struct system *y)
{
    size_t done = 0;
    for (int c = 0; c < ROWS && done < y->count; c++) {
        size_t pivot = done;
        while (pivot < y->count && fabs(y->equations[pivot][c]) < 1e-9) pivot++;
        if (pivot == y->count) continue;
        for (int k = 0; k <= ROWS; k++) {
            double held = y->equations[done][k];
            y->equations[done][k] = y->equations[pivot][k];
            y->equations[pivot][k] = held;
        }
        double by = y->equations[done][c];
        for (int k = 0; k <= ROWS; k++) y->equations[done][k] /= by;
        for (size_t i = 0; i < y->count; i++) {
            double factor = y->equations[i][c];
            for (int k = 0; i != done && k <= ROWS; k++) y->equations[i][k] -= factor * y->equations[done][k];
        }
        done++;
    }
    y->count = done;
}

/* Each equation bounds each of its rows by what the others can be; until nothing gets narrower. */
static void narrow(struct system *y)
{
    for (int round = 0; round < 50; round++)
        for (size_t e = 0; e < y->count; e++)
            for (int i = 0; i < ROWS; i++) {
                double own = y->equations[e][i], least = y->equations[e][ROWS], most = least;
                if (fabs(own) < 1e-9) continue;
                for (int k = 0; k < ROWS; k++) {
                    double c = y->equations[e][k];
                    if (k == i || fabs(c) < 1e-9) continue;
                    least -= c > 0 ? c * y->high[k] : c * y->low[k];
                    most -= c > 0 ? c * y->low[k] : c * y->high[k];
                }
                double a = least / own, b = most / own;
                y->low[i] = fmax(y->low[i], fmin(a, b));
                y->high[i] = fmin(y->high[i], fmax(a, b));
            }
}

static unsigned mask_of(const struct study *s, const char *name, const char *but)
{
    unsigned mask = 0;
    for (size_t i = 0; i < s->employer_count; i++) {
        if (strcmp(s->employers[i].name, name) == 0) return 1U << i;
        if (strcmp(s->employers[i].name, but) != 0) mask |= 1U << i;
    }
    return mask; /* all but the employer */
}

/* Everything that is published of a kind, or of persons at all, as equations; what is small is known to be. */
static void write_down(const struct study *s, const struct study *whole, const char *kind, int column, struct system *y)
{
    memset(y, 0, sizeof *y);
    unsigned all = (1U << s->employer_count) - 1;
    for (size_t i = 0; i < s->employer_count; i++) {
        uint64_t known = column < 0 ? s->employers[i].tied.total
                         : column   ? s->employers[i].by_kind[column - 1].count
                                    : s->employers[i].tied.count;
        uint64_t people = whole->employers[i].tied.total;
        uint64_t truth = column < 0 ? people : column ? whole->employers[i].kinds[column - 1] : whole->employers[i].tied.count;
        equation(y, 1U << i, known);
        y->high[i] = column < 0 ? 1e9 : (double)people;
        if (truth < 10) y->high[i] = 9;
        if (column >= 0 && truth >= 10 && people - truth < 10) y->low[i] = (double)people - 9;
    }
    for (size_t i = 0; i < s->test_count; i++) {
        const struct study_test *t = &s->tests[i];
        if (t->a == STUDY_WITHHELD || (column >= 0 && strcmp(t->kind, kind) != 0)) continue;
        unsigned own = mask_of(s, t->employer, ""), other = mask_of(s, t->comparator, t->employer);
        equation(y, own, column < 0 ? t->a + t->b : t->a);
        equation(y, other, column < 0 ? t->c + t->d : t->c);
    }
    if (column <= 0) equation(y, all, s->funnel[column < 0 ? 3 : 4].count);
}

static void check_protected(const struct study *s, const struct study *whole)
{
    for (int column = -1; column <= STUDY_KINDS; column++) {
        struct system y;
        write_down(s, whole, column > 0 ? s->kind_names[column - 1] : "any", column, &y);
        eliminate(&y);
        narrow(&y);
        for (size_t i = 0; i < whole->employer_count; i++) {
            uint64_t people = whole->employers[i].tied.total;
            uint64_t truth = column < 0 ? people
                             : column   ? whole->employers[i].kinds[column - 1]
                                        : whole->employers[i].tied.count;
            CHECK(y.low[i] <= (double)truth + 1e-6 && (double)truth <= y.high[i] + 1e-6); /* the solver itself is right */
            bool small = truth < 10 || (column >= 0 && people - truth < 10);
            if (small && !CHECK(y.high[i] - y.low[i] >= SHEET_WIDTH - 1e-6))
                printf("  row %zu column %d: %llu lies between %g and %g\n", i, column, (unsigned long long)truth, y.low[i],
                       y.high[i]);
        }
    }
}

static void check_no_small(const struct study *s)
{
    for (size_t i = 0; i < s->employer_count; i++) {
        const struct study_employer *e = &s->employers[i];
        CHECK(e->tied.count >= 10 && e->tied.total >= 10);
        if (e->tied.count == STUDY_WITHHELD) CHECK(isnan(e->tied.rate) && isnan(e->tied.low));
        for (int k = 0; k < STUDY_SHOWN_KINDS; k++) CHECK(e->kinds[k] >= 10);
        for (size_t k = 0; k < e->timeline_count; k++) CHECK(e->timeline[k].employed >= 10 && e->timeline[k].overlapping >= 10);
    }
    for (size_t i = 0; i < s->test_count; i++) {
        const struct study_test *t = &s->tests[i];
        CHECK(t->a >= 10 && t->b >= 10 && t->c >= 10 && t->d >= 10);
        if (t->a == STUDY_WITHHELD) CHECK(isnan(t->p) && isnan(t->q) && isnan(t->odds_ratio) && isnan(t->detectable));
    }
    for (size_t i = 2; i < s->step_count; i++) {
        CHECK(s->funnel[i].count >= 10);
        for (size_t k = 0; k < s->funnel[i].reason_count; k++) CHECK(s->funnel[i].reasons[k].count >= 10);
    }
    CHECK_INT(s->tie_count, 0);
    CHECK(!s->ties && s->public_mode);
    CHECK_INT(s->sensitivity_count, 0);
}

/* Many worlds of every size: each small count stays unknown to whoever solves for it. */
TEST(no_small_count_can_be_worked_out)
{
    size_t shown = 0, withheld = 0, pooled = 0;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        struct world w = world_new(seed);
        for (uint32_t e = ALPHA; e <= DELTA; e++) {
            unsigned people = (unsigned)random_below(&w.random, seed % 3 ? 400 : 30);
            double rate = random_unit(&w.random) * (seed % 5 ? 0.15 : 1);
            world_staff(&w, e, people, rate, "AA", 2000, ROLE_OTHER);
            for (unsigned i = (unsigned)random_below(&w.random, 25); i-- > 0;) {
                struct person *p = world_person(&w, "AA", 2000);
                world_work(p, e, years(2010, 2015), ROLE_OTHER);
                world_serve(&w, p, SCHOOL, RELATION_STUDIED, years(2001, 2005), "Academy of Arms");
            }
        }
        bool explore = seed % 4 == 0;
        struct study s = world_study(&w, alpha, explore ? 0 : 1, rest, explore ? 0 : 3), whole = s;
        study_publish(&s, w.arena);
        check_no_small(&s);
        if (s.employer_count == ROWS) check_protected(&s, &whole);
        for (size_t i = 0; i < s.employer_count; i++) s.employers[i].tied.count == STUDY_WITHHELD ? withheld++ : shown++;
        pooled += s.tests[0].a != STUDY_WITHHELD;
        arena_free(w.arena);
    }
    printf("  %zu counts of tied persons shown, %zu withheld; the first test shown in %zu of 150\n", shown, withheld, pooled);
    CHECK(shown > 100 && withheld > 100 && pooled > 40);
}

/* A single small row beside large ones: without a second one withheld it would be the sum less the others. */
TEST(a_second_count_goes_with_the_first)
{
    struct world w = world_new(2);
    world_staff(&w, ALPHA, 1000, 0.10, "AA", 2000, ROLE_OTHER);
    world_staff(&w, BETA, 1000, 0.10, "AA", 2000, ROLE_OTHER);
    world_staff(&w, GAMMA, 1000, 0.05, "AA", 2000, ROLE_OTHER);
    world_staff(&w, DELTA, 500, 0.006, "AA", 2000, ROLE_OTHER);
    struct study s = world_study(&w, alpha, 1, rest, 3);
    REQUIRE(s.employers[DELTA].tied.count < 10 && s.employers[GAMMA].tied.count >= 10);
    study_publish(&s, w.arena);
    CHECK(s.employers[DELTA].tied.count == STUDY_WITHHELD);
    CHECK(s.employers[GAMMA].tied.count == STUDY_WITHHELD);
    CHECK(s.employers[BETA].tied.count != STUDY_WITHHELD);
    CHECK(s.tests[0].a != STUDY_WITHHELD && s.tests[0].c != STUDY_WITHHELD);
    CHECK_TEXT(s.tests[0].comparator, "all comparators");
    CHECK(s.funnel[4].count == STUDY_WITHHELD);
    CHECK(strstr(s.notes[0], "fewer than 10"));
    arena_free(w.arena);
}

/* Persons of both sides: the table must not count them where the tests do not. */
TEST(table_and_tests_count_alike)
{
    struct world w = world_new(2);
    for (uint32_t e = ALPHA; e <= BETA; e++) world_staff(&w, e, 1000, 0.10, "AA", 2000, ROLE_OTHER);
    for (int i = 0; i < 4; i++) {
        struct person *p = world_person(&w, "AA", 2000);
        world_work(p, ALPHA, years(2010, 2015), ROLE_OTHER);
        world_work(p, BETA, years(2016, 2017), ROLE_OTHER);
        world_serve(&w, p, ARMY, RELATION_WORKED, years(2001, 2005), "First Army");
    }
    struct study s = world_study(&w, alpha, 1, rest, 1);
    const struct study_test *t = &s.tests[0];
    CHECK_INT(s.employers[1].tied.count, t->c + 4);
    study_publish(&s, w.arena);
    t = &s.tests[0];
    REQUIRE(t->a != STUDY_WITHHELD);
    CHECK_INT(s.employers[1].tied.count, t->c);
    CHECK_INT(s.employers[1].tied.total, t->c + t->d);
    CHECK_INT(s.employers[0].tied.count, t->a);
    for (size_t i = 0; i < s.test_count; i++) CHECK_TEXT(s.tests[i].employer, "Alpha Networks");
    arena_free(w.arena);
}

TEST(nothing_to_publish)
{
    struct world w = world_new(2);
    world_staff(&w, ALPHA, 4, 0.5, "AA", 2000, ROLE_OTHER);
    struct study s = world_study(&w, alpha, 1, rest, 3);
    study_publish(&s, w.arena);
    check_no_small(&s);
    CHECK(s.people == STUDY_WITHHELD);
    arena_free(w.arena);
}
