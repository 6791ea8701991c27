#include "table/pool.h"

#include <string.h>

#include "check.h"

struct record {
    uint32_t first;
    uint8_t rest[36];
};

static bool is_zero(const struct record *r)
{
    static const struct record zero;
    return memcmp(r, &zero, sizeof zero) == 0;
}

TEST(every_record_once_and_none_is_zero)
{
    enum { COUNT = 1000 };
    static bool given[COUNT + 2];
    struct pool p;
    REQUIRE(pool_init(&p, sizeof(struct record), COUNT));
    memset(given, 0, sizeof given);
    for (unsigned i = 0; i < COUNT; i++) {
        uint32_t index = pool_take(&p);
        REQUIRE(index > 0 && index <= COUNT);
        CHECK(!given[index]);
        given[index] = true;
        CHECK(is_zero(pool_at(&p, index)));
        memset(pool_at(&p, index), 0xff, sizeof(struct record));
    }
    CHECK_INT(p.used, COUNT);
    CHECK_INT(pool_take(&p), 0);
    CHECK_INT(pool_take(&p), 0);
    CHECK_INT(p.used, COUNT);
    /* the neighbours of each were left alone */
    for (uint32_t i = 1; i <= COUNT; i++) CHECK_INT(((struct record *)pool_at(&p, i))->rest[35], 0xff);
    pool_done(&p);
    CHECK(p.data == NULL);
}

TEST(given_back_ones_are_used_again_and_zeroed)
{
    struct pool p;
    uint32_t a, b, c;
    REQUIRE(pool_init(&p, sizeof(struct record), 3));
    a = pool_take(&p), b = pool_take(&p), c = pool_take(&p);
    REQUIRE(a && b && c && !pool_take(&p));
    for (unsigned round = 0; round < 5; round++) {
        memset(pool_at(&p, a), 0xee, sizeof(struct record));
        memset(pool_at(&p, c), 0xee, sizeof(struct record));
        pool_give(&p, a);
        pool_give(&p, c);
        CHECK_INT(p.used, 1);
        uint32_t x = pool_take(&p), y = pool_take(&p);
        REQUIRE(x && y && x != y && x != b && y != b);
        CHECK(is_zero(pool_at(&p, x)));
        CHECK(is_zero(pool_at(&p, y)));
        CHECK_INT(pool_take(&p), 0);
        a = x, c = y;
    }
    CHECK_INT(p.used, 3);
    pool_done(&p);
}

/* Random takes and gives against a plain array: no record is ever in two hands. */
TEST(never_in_two_hands)
{
    enum { COUNT = 64 };
    uint32_t held[COUNT], count = 0, state = 1;
    struct pool p;
    REQUIRE(pool_init(&p, sizeof(uint32_t), COUNT));
    for (unsigned round = 0; round < 20000; round++) {
        state = state * 1664525 + 1013904223;
        if (count < COUNT && (count == 0 || state >> 31)) {
            uint32_t index = pool_take(&p);
            REQUIRE(index != 0);
            for (uint32_t i = 0; i < count; i++) REQUIRE(held[i] != index);
            CHECK_INT(*(uint32_t *)pool_at(&p, index), 0);
            *(uint32_t *)pool_at(&p, index) = index;
            held[count++] = index;
        } else {
            uint32_t i = state / 7 % count;
            CHECK_INT(*(uint32_t *)pool_at(&p, held[i]), held[i]);
            pool_give(&p, held[i]);
            held[i] = held[--count];
        }
        CHECK_INT(p.used, count);
    }
    pool_done(&p);
}

TEST(an_empty_pool)
{
    struct pool p;
    REQUIRE(pool_init(&p, 4, 0));
    CHECK_INT(pool_take(&p), 0);
    pool_done(&p);
}
