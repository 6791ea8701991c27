#include "statistics/rates.h"

#include "near.h"

/* R. G. Newcombe, Stat. Med. 17:857, 1998, table I, method 3. */
TEST(wilson_as_in_newcombe_1998)
{
    static const struct {
        uint64_t count, total;
        double low, high;
    } table[] = {{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct estimate e = rate_wilson(table[i].count, table[i].total);
        CHECK_NEAR(e.low, table[i].low, 5.1e-5);
        CHECK_NEAR(e.high, table[i].high, 5.1e-5);
    }
}

/* R. G. Newcombe, Stat. Med. 17:873, 1998, table II, method 10. */
TEST(difference_as_in_newcombe_1998)
{
    static const struct {
        uint64_t a, n, c, m;
        double low, high;
    } table[] = {{56, 70, 48, 80, 0.0524, 0.3339}, {9, 10, 3, 10, 0.1705, 0.8090},  {6, 7, 2, 7, 0.0582, 0.8062},
                 {5, 56, 0, 29, -0.0381, 0.1926},  {0, 10, 0, 20, -0.1611, 0.2775}, {0, 10, 0, 10, -0.2775, 0.2775},
                 {10, 10, 0, 20, 0.6791, 1},       {10, 10, 0, 10, 0.6075, 1}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct estimate e = rate_difference(table[i].a, table[i].n, table[i].c, table[i].m);
        CHECK_NEAR(e.low, table[i].low, 5.1e-5);
        CHECK_NEAR(e.high, table[i].high, 5.1e-5);
        struct estimate back = rate_difference(table[i].c, table[i].m, table[i].a, table[i].n);
        CHECK_NEAR(back.low, -e.high, 1e-12);
        CHECK_NEAR(back.high, -e.low, 1e-12);
    }
}

TEST(nothing_to_estimate_from)
{
    CHECK(isnan(rate_wilson(0, 0).value));
    CHECK(isnan(rate_wilson(0, 0).low));
    CHECK(isnan(rate_difference(0, 0, 1, 2).value));
}

TEST(great_counts)
{
    struct estimate e = rate_wilson(500000000, 1000000000);
    CHECK_NEAR(e.low, 0.5 - 1.959963984540054 * sqrt(0.25 / 1e9), 1e-12);
    e = rate_wilson(1, 1000000000);
    CHECK(e.low > 0);
    CHECK_NEAR(e.high * 1e9, 5.664, 1e-3);
}
