#include "statistics/mantel_haenszel.h"

#include "near.h"
#include "tables.h"

/* As R's mantelhaen.test prints it for the same tables. */
TEST(textbook_tables)
{
    struct mantel_haenszel m = mantel_haenszel(berkeley, 6);
    CHECK_NEAR(m.odds_ratio, 0.9046968, 5e-8);
    CHECK_NEAR(m.low, 0.7719074, 5e-8);
    CHECK_NEAR(m.high, 1.0603298, 5e-8);
    CHECK_NEAR(m.chi_square, 1.4269, 5e-5);
    m = mantel_haenszel(rabbits, 5);
    CHECK_NEAR(m.odds_ratio, 7, 1e-12);
    CHECK_NEAR(m.low, 1.026713, 5e-7);
    CHECK_NEAR(m.high, 47.725133, 5e-7);
    CHECK_NEAR(m.chi_square, 3.9286, 5e-5);
}

/* Of one table: the cross ratio and Woolf's interval. */
TEST(one_table)
{
    struct mantel_haenszel m = mantel_haenszel(&(struct table){10, 90, 5, 95}, 1);
    CHECK_NEAR(m.odds_ratio, 10.0 * 95 / (90 * 5), 1e-12);
    double half = 1.959963984540054 * sqrt(1 / 10.0 + 1 / 90.0 + 1 / 5.0 + 1 / 95.0);
    CHECK_NEAR(log(m.high / m.low), 2 * half, 1e-9);
}

TEST(tables_without_an_answer)
{
    CHECK(isnan(mantel_haenszel(NULL, 0).odds_ratio));
    CHECK(isnan(mantel_haenszel(&(struct table){0, 5, 0, 5}, 1).odds_ratio));
    CHECK(isinf(mantel_haenszel(&(struct table){5, 0, 0, 5}, 1).odds_ratio));
    CHECK(isnan(mantel_haenszel(&(struct table){5, 0, 0, 5}, 1).low));
    CHECK_NEAR(mantel_haenszel(&(struct table){0, 5, 5, 0}, 1).odds_ratio, 0, 0);
    CHECK(isnan(mantel_haenszel(&(struct table){1, 0, 0, 0}, 1).chi_square));
}
