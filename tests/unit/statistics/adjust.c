#include "statistics/adjust.h"

#include "near.h"

/* Y. Benjamini, Y. Hochberg, J. R. Stat. Soc. B 57:289, 1995, section 3.2: of these fifteen their procedure rejects the first
 * four at 0.05, and Bonferroni's (as Holm's) the first three. */
static const double published[15] = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                                     0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};

static size_t rejected(const double *q, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) count += q[i] <= 0.05;
    return count;
}

TEST(as_in_benjamini_and_hochberg_1995)
{
    double q[15];
    REQUIRE(adjust_benjamini_hochberg(published, 15, q));
    CHECK_INT(rejected(q, 15), 4);
    CHECK_NEAR(q[3], 0.0095 * 15 / 4, 1e-12);
    CHECK_NEAR(q[4], 0.0298 * 15 / 7 < 0.0201 * 15 / 5 ? 0.0298 * 15 / 7 : 0.0201 * 15 / 5, 1e-12);
    REQUIRE(adjust_holm(published, 15, q));
    CHECK_INT(rejected(q, 15), 3);
    CHECK_NEAR(q[0], 0.0015, 1e-12);
    CHECK_NEAR(q[14], 1, 0);
}

TEST(order_and_what_is_no_number_are_kept)
{
    const double p[5] = {0.04, NAN, 0.01, 0.04, 0.03};
    double q[5];
    REQUIRE(adjust_holm(p, 5, q));
    CHECK_NEAR(q[2], 0.04, 1e-12);
    CHECK_NEAR(q[4], 0.09, 1e-12);
    CHECK_NEAR(q[0], 0.09, 1e-12);
    CHECK_NEAR(q[3], 0.09, 1e-12);
    CHECK(isnan(q[1]));
    REQUIRE(adjust_benjamini_hochberg(p, 5, q));
    CHECK_NEAR(q[2], 0.04, 1e-12);
    CHECK_NEAR(q[0], 0.04, 1e-12);
    CHECK(isnan(q[1]));
    CHECK(adjust_holm(p, 0, q) && adjust_benjamini_hochberg(p, 0, q));
}
