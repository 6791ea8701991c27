#include "drill/rates.h"

#include <math.h>

#include "check.h"

static bool near(double a, double b)
{
    return fabs(a - b) < 5e-4;
}

/* Figures of R: prop.test(k, n, correct = FALSE)$conf.int. */
TEST(wilson_intervals)
{
    static const struct {
        uint64_t hits, runs;
        double low, high;
    } rows[] = {
        {0, 10, 0, 0.2775}, {10, 10, 0.7225, 1}, {5, 10, 0.2366, 0.7634}, {99, 100, 0.9455, 0.9982}, {1, 1000, 0.0002, 0.0056}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rate r = rate_of(rows[i].hits, rows[i].runs);
        CHECK(near(r.rate, (double)rows[i].hits / (double)rows[i].runs));
        CHECK(near(r.low, rows[i].low));
        CHECK(near(r.high, rows[i].high));
    }
    struct rate none = rate_of(0, 0);
    CHECK(none.low == 0 && none.high == 1);
}

TEST(quantiles_by_nearest_rank)
{
    double v[] = {9, 1, 7, 3, 5};
    CHECK(quantile(v, 5, 0.5) == 5);
    CHECK(quantile(v, 5, 0.95) == 9);
    CHECK(quantile(v, 5, 0) == 1);
    CHECK(quantile(v, 5, 0.2) == 1 && quantile(v, 5, 0.21) == 3);
    CHECK(isnan(quantile(v, 0, 0.5)));
}
