#include "drill/random.h"

#include <string.h>

#include "check.h"

TEST(content_is_addressable)
{
    uint8_t whole[256], part[256];
    content_fill(42, 1000, whole, sizeof whole);
    for (size_t from = 0; from < 20; from++)
        for (size_t len = 0; len < 40; len++) {
            content_fill(42, 1000 + from, part, len);
            CHECK_MEM(part, whole + from, len);
        }
}

TEST(contents_of_two_keys_share_nothing)
{
    uint8_t a[4096], b[4096];
    content_fill(1, 0, a, sizeof a);
    content_fill(2, 0, b, sizeof b);
    for (size_t i = 0; i + 8 <= sizeof a; i += 8)
        for (size_t k = 0; k + 8 <= sizeof b; k += 8)
            if (memcmp(a + i, b + k, 8) == 0) CHECK_INT(i, -1);
}

TEST(the_seed_decides)
{
    struct rng a, b, c;
    rng_seed(&a, 7);
    rng_seed(&b, 7);
    rng_seed(&c, 8);
    bool differs = false;
    for (int i = 0; i < 100; i++) {
        uint64_t x = rng_next(&a);
        CHECK(x == rng_next(&b));
        differs |= x != rng_next(&c);
    }
    CHECK(differs);
}

TEST(ranges_hold_and_are_filled)
{
    struct rng r;
    unsigned seen[6] = {0};
    rng_seed(&r, 3);
    for (int i = 0; i < 6000; i++) {
        uint32_t v = rng_range(&r, 10, 15);
        CHECK(v >= 10 && v <= 15);
        seen[v - 10]++;
    }
    for (int i = 0; i < 6; i++) CHECK(seen[i] > 800 && seen[i] < 1200);
}
