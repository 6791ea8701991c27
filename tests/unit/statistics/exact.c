#include "statistics/exact.h"

#include "near.h"
#include "statistics/random.h"
#include "tables.h"

static struct exact_p p_of(const struct table *t, size_t count)
{
    struct exact e;
    struct exact_p p = {NAN, NAN, NAN};
    if (!exact_init(&e, t, count)) return p;
    p = exact_p(&e);
    exact_done(&e);
    return p;
}

static struct exact_odds odds_of(const struct table *t, size_t count)
{
    struct exact e;
    struct exact_odds odds = {NAN, NAN, NAN, NAN, NAN};
    if (!exact_init(&e, t, count)) return odds;
    CHECK(exact_odds(&e, &odds));
    exact_done(&e);
    return odds;
}

/* The last digits are those of rational arithmetic over all outcomes; published: tea 0.243 and 0.486, twins 0.000465 (one-sided),
 * rabbits 0.0399, the estimates 6.408, 0.0469 and 10.36. */
TEST(textbook_tables)
{
    static const struct {
        const struct table *tables;
        size_t count;
        struct exact_p p;
        struct exact_odds odds;
    } known[] = {
        {&tea,
         1,
         {0.4857142857142857, 0.9857142857142858, 0.2428571428571429},
         {6.408319658199674, 0.21173559544657858, 626.2435305888134, 0.31005488171907963, 308.5567715811545}},
        {&twins,
         1,
         {0.0005367241191434358, 0.00046518094336290503, 0.9999845190186861},
         {0.046936639049679964, 0.003317163950657361, 0.36318960235668046, 0.004824611669019087, 0.2958662045915009}},
        {rabbits,
         5,
         {0.03994490358126722, 0.9986225895316805, 0.01997245179063361},
         {10.361046349488694, 1.0773877635180331, 531.5127828899341, 1.3390291260357048, 266.5423274146826}},
        {berkeley,
         6,
         {0.22776252679820602, 0.1159936689602534, 0.899007838762791},
         {0.905069961340971, 0.7697303585258304, 1.0634292280898208, 0.7721697774688483, 1.0601270286278035}},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct exact_p p = p_of(known[i].tables, known[i].count);
        CHECK_NEAR(p.two_sided, known[i].p.two_sided, 1e-12);
        CHECK_NEAR(p.less, known[i].p.less, 1e-12);
        CHECK_NEAR(p.greater, known[i].p.greater, 1e-12);
        struct exact_odds o = odds_of(known[i].tables, known[i].count);
        CHECK_NEAR(o.ratio / known[i].odds.ratio, 1, 1e-10);
        CHECK_NEAR(o.low / known[i].odds.low, 1, 1e-10);
        CHECK_NEAR(o.high / known[i].odds.high, 1, 1e-10);
        CHECK_NEAR(o.mid_low / known[i].odds.mid_low, 1, 1e-10);
        CHECK_NEAR(o.mid_high / known[i].odds.mid_high, 1, 1e-10);
    }
}

TEST(zero_cells)
{
    struct exact_odds o = odds_of(&(struct table){0, 50, 10, 40}, 1);
    CHECK_NEAR(o.ratio, 0, 0);
    CHECK_NEAR(o.low, 0, 0);
    CHECK_NEAR(o.high, 0.3882535569387366, 1e-10);
    CHECK_NEAR(o.mid_high, 0.3010895489960399, 1e-10);
    o = odds_of(&(struct table){5, 0, 0, 5}, 1);
    CHECK(isinf(o.ratio) && isinf(o.high) && isinf(o.mid_high));
    CHECK_NEAR(o.low, 2.297048813214386, 1e-9);
    CHECK_NEAR(o.mid_low, 3.3732665356377236, 1e-9);
    o = odds_of(&(struct table){1, 0, 0, 1}, 1);
    CHECK(isinf(o.ratio));
    CHECK_NEAR(o.low, 0.025 / 0.975, 1e-12);
}

/* Margins that leave no choice: nothing can be said, and nothing is. */
TEST(degenerate_tables)
{
    static const struct table none[] = {{0, 0, 0, 0}, {0, 5, 0, 9}, {5, 0, 9, 0}, {0, 0, 3, 4}, {3, 4, 0, 0}};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct exact_p p = p_of(&none[i], 1);
        CHECK_NEAR(p.two_sided, 1, 0);
        CHECK_NEAR(p.less, 1, 0);
        CHECK_NEAR(p.greater, 1, 0);
        struct exact_odds o = odds_of(&none[i], 1);
        CHECK(isnan(o.ratio) && isinf(o.high));
        CHECK_NEAR(o.low, 0, 0);
        struct exact e;
        double power = NAN;
        struct exact_detectable least = {NAN, NAN};
        REQUIRE(exact_init(&e, &none[i], 1));
        CHECK(exact_power(&e, 10, &power) && exact_detectable(&e, 0.8, &least));
        CHECK_NEAR(power, 0, 0);
        CHECK(isinf(least.above) && least.below == 0);
        exact_done(&e);
    }
    /* Beside a table that does say something they change nothing. */
    const struct table with[2] = {tea, {0, 5, 0, 9}};
    CHECK_NEAR(p_of(with, 2).two_sided, p_of(&tea, 1).two_sided, 1e-14);
    CHECK_NEAR(odds_of(with, 2).ratio, odds_of(&tea, 1).ratio, 1e-9);
}

/* Groups exchanged, or what is counted: the same p, everything else turned round. */
TEST(symmetries)
{
    struct random r = {11};
    for (int i = 0; i < 300; i++) {
        struct table t = {random_below(&r, 12), random_below(&r, 40), random_below(&r, 12), random_below(&r, 40)};
        struct table groups = {t.c, t.d, t.a, t.b}, both = {t.d, t.c, t.b, t.a}, turned = {t.a, t.c, t.b, t.d};
        struct exact_p p = p_of(&t, 1), q = p_of(&groups, 1);
        CHECK_NEAR(q.two_sided, p.two_sided, 1e-10);
        CHECK_NEAR(q.less, p.greater, 1e-10);
        CHECK_NEAR(p_of(&both, 1).two_sided, p.two_sided, 1e-10);
        struct exact_odds o = odds_of(&t, 1), back = odds_of(&groups, 1), same = odds_of(&turned, 1);
        if (isfinite(o.ratio) && o.ratio > 0) CHECK_NEAR(o.ratio * back.ratio, 1, 1e-9);
        if (o.low > 0) CHECK_NEAR(o.low * back.high, 1, 1e-9);
        if (o.mid_low > 0) CHECK_NEAR(o.mid_low * back.mid_high, 1, 1e-9);
        if (o.low > 0) CHECK_NEAR(same.low / o.low, 1, 1e-9);
        CHECK(!(o.low > o.mid_low) && !(o.high < o.mid_high));
        CHECK(isnan(o.ratio) || (o.mid_low <= o.ratio && o.ratio <= o.mid_high));
    }
}

/* Strata in any order; a stratum of one group only adds nothing. */
TEST(strata_commute)
{
    struct table turned[6];
    for (int i = 0; i < 6; i++) turned[i] = berkeley[5 - i];
    CHECK_NEAR(p_of(turned, 6).two_sided, p_of(berkeley, 6).two_sided, 1e-12);
    CHECK_NEAR(odds_of(turned, 6).low, odds_of(berkeley, 6).low, 1e-10);
}

/* Every table with two groups of 9 and 14: how often an interval covers the odds ratio that the tables are drawn with. */
TEST(intervals_cover_what_they_promise)
{
    enum { N = 9, M = 14 };
    for (uint64_t had = 1; had < N + M; had++) {
        struct exact_odds o[N + 1];
        uint64_t least = had > M ? had - M : 0, greatest = had < N ? had : N;
        for (uint64_t a = least; a <= greatest; a++) o[a] = odds_of(&(struct table){a, N - a, had - a, M - had + a}, 1);
        for (double log_odds = -4; log_odds <= 4; log_odds += 0.37) {
            struct table any = {least, N - least, had - least, M - had + least};
            struct distribution d;
            REQUIRE(distribution_of(&any, 1, log_odds, 0, &d));
            double covered = 0, sum = 0, odds = exp(log_odds);
            for (uint64_t a = least; a <= greatest; a++) {
                double p = d.p[a - least];
                sum += p;
                if (o[a].low <= odds && odds <= o[a].high) covered += p;
            }
            CHECK_NEAR(sum, 1, 1e-12);
            CHECK(covered >= 0.95 - 1e-9);
            distribution_done(&d);
        }
    }
}

/* What is rejected with these margins, told one by one. */
TEST(power_is_the_sum_over_what_is_rejected)
{
    enum { N = 12, M = 17, HAD = 8 };
    struct table seen = {4, N - 4, HAD - 4, M - HAD + 4};
    struct exact e;
    REQUIRE(exact_init(&e, &seen, 1));
    for (double odds = 0.1; odds < 60; odds *= 1.9) {
        struct distribution d;
        REQUIRE(distribution_of(&seen, 1, log(odds), 0, &d));
        double want = 0, power;
        for (uint64_t a = 0; a <= HAD; a++)
            if (p_of(&(struct table){a, N - a, HAD - a, M - HAD + a}, 1).two_sided <= 0.05) want += d.p[a];
        distribution_done(&d);
        REQUIRE(exact_power(&e, odds, &power));
        CHECK_NEAR(power, want, 1e-12);
    }
    double power;
    struct exact_detectable least;
    REQUIRE(exact_detectable(&e, 0.8, &least));
    REQUIRE(exact_power(&e, least.above, &power));
    CHECK(least.above > 1 && isfinite(least.above));
    CHECK_NEAR(power, 0.8, 1e-3);
    REQUIRE(exact_power(&e, least.below, &power));
    CHECK(least.below < 1 && least.below > 0);
    CHECK_NEAR(power, 0.8, 1e-3);
    REQUIRE(exact_power(&e, 1, &power));
    CHECK(power <= 0.05);
    exact_done(&e);
}

/* One who had it among six: no odds ratio is ever seen. */
TEST(nothing_detectable)
{
    struct table one = {0, 3, 1, 2};
    struct exact e;
    double power;
    struct exact_detectable least;
    REQUIRE(exact_init(&e, &one, 1));
    CHECK(exact_detectable(&e, 0.8, &least) && isinf(least.above) && least.below == 0);
    CHECK(exact_power(&e, 1000, &power));
    CHECK_NEAR(power, 0, 0);
    exact_done(&e);
}

/* 1000 and 900 of 10^9 each: 1000 of 1900 is binomial with one half, but for one part in a million. */
TEST(rare_among_very_many)
{
    struct table t = {1000, 999999000, 900, 999999100};
    struct exact_p p = p_of(&t, 1);
    double two = 0;
    for (int k = 1000; k <= 1900; k++) two += 2 * exp(lgamma(1901) - lgamma(k + 1) - lgamma(1901 - k) - 1900 * log(2));
    CHECK_NEAR(p.two_sided / two, 1, 1e-4);
    CHECK_NEAR(p.two_sided, 0.02310877441984574, 1e-8); /* SciPy 1.17 */
    struct exact_odds o = odds_of(&t, 1);
    CHECK_NEAR(o.ratio / (1000.0 * 999999100 / (900.0 * 999999000)), 1, 1e-9);
    /* Clopper and Pearson's limits of 1000 of 1900, as odds (SciPy 1.17: beta quantiles). */
    CHECK_NEAR(o.low, 1.0144048594, 2e-6);
    CHECK_NEAR(o.high, 1.2171708368, 2e-6);
}

/* Two thousand million persons, half of whom have it: the normal distribution, and not a term for each. */
TEST(common_among_very_many)
{
    struct table t = {500020000, 499980000, 500000000, 500000000};
    struct exact e;
    REQUIRE(exact_init(&e, &t, 1));
    CHECK(!e.approximate);
    CHECK(e.at_one.count < 2000000);
    double z = 10000 / sqrt(0.125 * 1e9);
    CHECK_NEAR(exact_p(&e).greater, erfc((z - 0.5 / sqrt(0.125 * 1e9)) / sqrt(2)) / 2, 1e-7);
    struct exact_odds o;
    REQUIRE(exact_odds(&e, &o));
    double half = 1.959963984540054 * sqrt(4 / 5e8);
    CHECK_NEAR(log(o.ratio), log(500020000.0 / 499980000.0), 1e-10);
    CHECK_NEAR(log(o.low), log(o.ratio) - half, 1e-7);
    CHECK_NEAR(log(o.high), log(o.ratio) + half, 1e-7);
    double power;
    struct exact_detectable least;
    REQUIRE(exact_detectable(&e, 0.8, &least) && exact_power(&e, least.above, &power));
    CHECK_NEAR(power, 0.8, 1e-4);
    CHECK_NEAR(log(least.above), (1.959963984540054 + 0.8416212335729143) * sqrt(4 / 5e8), 1e-7);
    REQUIRE(exact_power(&e, 2, &power));
    CHECK_NEAR(power, 1, 1e-12);
    exact_done(&e);
}

/* Many great strata go beyond what is convolved; the approximation stays close to what smaller ones give. */
TEST(beyond_the_stated_size)
{
    enum { STRATA = 40 };
    struct table t[STRATA];
    for (int i = 0; i < STRATA; i++) t[i] = (struct table){5002000, 4998000, 5000000, 5000000};
    struct exact e;
    REQUIRE(exact_init(&e, t, STRATA));
    CHECK(e.approximate);
    struct exact_p p = exact_p(&e);
    double z = STRATA * 1000 / sqrt(STRATA * 1.25e6);
    CHECK_NEAR(log(p.two_sided), log(erfc(z / sqrt(2))), 1e-2);
    struct exact_odds o;
    REQUIRE(exact_odds(&e, &o));
    CHECK_NEAR(log(o.ratio), log(5002000.0 / 4998000.0), 1e-8);
    double power;
    struct exact_detectable least;
    REQUIRE(exact_detectable(&e, 0.8, &least) && exact_power(&e, least.above, &power));
    CHECK_NEAR(power, 0.8, 1e-9);
    REQUIRE(exact_power(&e, least.below, &power));
    CHECK_NEAR(power, 0.8, 1e-9);
    exact_done(&e);
}

/* Both ways of judging, on tables of a size that both can take. */
TEST(approximation_agrees_where_both_apply)
{
    struct table t[3] = {{60, 940, 50, 950}, {130, 870, 100, 900}, {45, 455, 90, 1410}};
    struct exact e, rough;
    REQUIRE(exact_init(&e, t, 3) && exact_init(&rough, t, 3));
    rough.approximate = true;
    CHECK_NEAR(exact_p(&rough).greater / exact_p(&e).greater, 1, 0.05);
    struct exact_odds o, near_o;
    REQUIRE(exact_odds(&e, &o) && exact_odds(&rough, &near_o));
    CHECK_NEAR(near_o.ratio / o.ratio, 1, 0.01);
    CHECK_NEAR(near_o.low / o.mid_low, 1, 0.01);
    double a, b;
    REQUIRE(exact_power(&e, 1.5, &a) && exact_power(&rough, 1.5, &b));
    CHECK_NEAR(b, a, 0.02);
    exact_done(&e);
    exact_done(&rough);
}

static uint64_t draw(struct random *r, uint64_t n, double p)
{
    uint64_t had = 0;
    for (uint64_t i = 0; i < n; i++) had += random_unit(r) < p;
    return had;
}

/* Of 400 seeds each, with an odds ratio planted and without. */
TEST(planted_odds_ratios_are_covered)
{
    enum { SEEDS = 400 };
    static const double planted[] = {1, 2.5, 0.4};
    for (size_t k = 0; k < 3; k++) {
        int covered = 0, mid = 0, rejected = 0;
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            struct random r = {seed * 1000 + k};
            double base = 0.03, odds = base / (1 - base) * planted[k], with = odds / (1 + odds);
            uint64_t a = draw(&r, 1500, with), c = draw(&r, 4000, base);
            struct table t = {a, 1500 - a, c, 4000 - c};
            struct exact_odds o = odds_of(&t, 1);
            covered += o.low <= planted[k] && planted[k] <= o.high;
            mid += o.mid_low <= planted[k] && planted[k] <= o.mid_high;
            rejected += p_of(&t, 1).two_sided <= 0.05;
        }
        printf("  odds ratio %.1f: %.1f %% inside the exact interval, %.1f %% inside the mid-p one, %.1f %% rejected\n",
               planted[k], covered * 100.0 / SEEDS, mid * 100.0 / SEEDS, rejected * 100.0 / SEEDS);
        CHECK(covered >= 0.93 * SEEDS);
        CHECK(mid >= 0.92 * SEEDS);
        CHECK(k == 0 ? rejected <= 0.08 * SEEDS : rejected >= 0.8 * SEEDS); /* 0.08: 0.05 and three standard errors */
    }
}
