#include "statistics/permutation.h"

#include "near.h"
#include "statistics/random.h"

static bool same(const void *ctx, size_t first, size_t second)
{
    const int *group = ctx;
    return group[first] == group[second] && group[first] != 0;
}

/* Ten of twenty carry a mark, each paired with its own: of any order, the marked meet ten times only when they keep to
 * themselves. */
TEST(pairs_that_belong_together)
{
    int group[20] = {0};
    uint32_t block[20] = {0};
    for (int i = 0; i < 10; i++) group[i] = 1;
    struct permutation r;
    REQUIRE(permutation_test(&(struct pairs){20, same, group, block}, 2000, 7, &r));
    CHECK_INT(r.seen, 10);
    CHECK_NEAR(r.expected, 5, 0.1);
    CHECK_NEAR(r.p, 1.0 / 2001, 1e-12);
    struct permutation again;
    REQUIRE(permutation_test(&(struct pairs){20, same, group, block}, 2000, 7, &again));
    CHECK_NEAR(again.expected, r.expected, 0);
}

/* Nothing is exchanged between blocks: with marks and blocks the same, no order changes anything. */
TEST(blocks_are_kept)
{
    int group[20] = {0};
    uint32_t block[20] = {0};
    for (int i = 0; i < 10; i++) group[10 + i] = 1, block[10 + i] = 1;
    struct permutation r;
    REQUIRE(permutation_test(&(struct pairs){20, same, group, block}, 99, 7, &r));
    CHECK_NEAR(r.expected, 10, 0);
    CHECK_NEAR(r.p, 1, 0);
}

TEST(no_pairs)
{
    struct permutation r;
    REQUIRE(permutation_test(&(struct pairs){0, same, NULL, NULL}, 10, 1, &r));
    CHECK_INT(r.seen, 0);
    CHECK_NEAR(r.p, 1, 0);
}

/* Orders of three are drawn alike often. */
TEST(shuffles_are_even)
{
    struct random r = {3};
    unsigned n[6] = {0};
    for (int i = 0; i < 60000; i++) n[random_below(&r, 6)]++;
    for (int i = 0; i < 6; i++) CHECK_NEAR(n[i], 10000, 400);
    double sum = 0;
    for (int i = 0; i < 60000; i++) sum += random_unit(&r);
    CHECK_NEAR(sum / 60000, 0.5, 0.005);
}
