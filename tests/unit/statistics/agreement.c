#include "statistics/agreement.h"

#include "near.h"

TEST(kappa_of_small_tables)
{
    static const struct {
        struct table marks;
        double kappa, low, high; /* as statsmodels 0.15 computes them */
    } known[] = {{{20, 5, 10, 15}, 0.4, 0.151092, 0.648908},
                 {{45, 15, 25, 15}, 0.130435, -0.062938, 0.323808},
                 {{90, 3, 4, 103}, 0.929705, 0.878553, 0.980857}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct estimate e = agreement_kappa(&known[i].marks);
        CHECK_NEAR(e.value, known[i].kappa, 1e-6);
        CHECK_NEAR(e.low, known[i].low, 1e-6);
        CHECK_NEAR(e.high, known[i].high, 1e-6);
    }
}

TEST(kappa_at_its_ends)
{
    CHECK_NEAR(agreement_kappa(&(struct table){10, 0, 0, 10}).value, 1, 0);
    CHECK_NEAR(agreement_kappa(&(struct table){10, 0, 0, 10}).high, 1, 0);
    CHECK_NEAR(agreement_kappa(&(struct table){0, 10, 10, 0}).value, -1, 0);
    CHECK_NEAR(agreement_kappa(&(struct table){25, 25, 25, 25}).value, 0, 1e-15);
    CHECK(isnan(agreement_kappa(&(struct table){10, 0, 0, 0}).value));
    CHECK(isnan(agreement_kappa(&(struct table){0, 0, 0, 0}).value));
}

TEST(rates_are_corrected_for_the_instrument)
{
    CHECK_NEAR(agreement_corrected(0.10, 0.9, 0.95), 0.05 / 0.85, 1e-15);
    CHECK_NEAR(agreement_corrected(0.30, 1, 1), 0.30, 1e-15);
    CHECK_NEAR(agreement_corrected(0.02, 0.9, 0.95), 0, 0);
    CHECK_NEAR(agreement_corrected(0.99, 0.9, 0.95), 1, 0);
    CHECK(isnan(agreement_corrected(0.5, 0.5, 0.5)));
    CHECK(isnan(agreement_corrected(0.5, NAN, 0.9)));
    CHECK(isnan(agreement_corrected(NAN, 0.9, 0.9)));
    /* What such an instrument makes of a rate is turned back. */
    for (double rate = 0; rate <= 1; rate += 0.125)
        CHECK_NEAR(agreement_corrected(rate * 0.8 + (1 - rate) * 0.01, 0.8, 0.99), rate, 1e-12);
}
