#include "table/print_table.h"

#include "base/clock.h"
#include "check.h"

static const int64_t tick_ns = INT64_C(1) << PRINT_TICK_SHIFT;

/* Different prints of one bucket, all with different tags. */
static uint64_t in_bucket(uint64_t bucket, uint32_t i)
{
    return (uint64_t)(i + 2) << 32 | bucket;
}

static struct print_slot *claim(struct print_table *t, uint64_t print, uint16_t tick, bool expect_found)
{
    bool found = !expect_found;
    struct print_slot *s = print_claim(t, print, tick, &found);
    CHECK_INT(found, expect_found);
    CHECK_INT(s->tick, tick);
    CHECK_INT(s->tag, print_tag(print));
    return s;
}

TEST(a_bucket_is_a_cache_line)
{
    CHECK_INT(sizeof(struct print_slot), 16);
    CHECK_INT(sizeof(struct print_bucket), 64);
}

TEST(a_tick_is_67_ms)
{
    CHECK_INT(print_tick(0), 0);
    CHECK_INT(print_tick(tick_ns - 1), 0);
    CHECK_INT(print_tick(tick_ns), 1);
    CHECK_INT(print_tick(tick_ns * 65536), 0);
}

TEST(what_was_stored_is_found)
{
    struct print_table t;
    REQUIRE(print_table_init(&t, 1 << 20, 0));
    CHECK(t.bucket_count * sizeof(struct print_bucket) <= 1 << 20);
    CHECK(print_find(&t, 12345, 0) == NULL);
    struct print_slot *s = claim(&t, 12345, 7, false);
    CHECK(s->owner == 0 && s->number == 0 && s->capture == 0 && s->count == 0);
    s->owner = 42;
    s->count = -3;
    print_prefetch(&t, 12345);
    CHECK(print_find(&t, 12345, 7) == s);
    CHECK(print_find(&t, 12345 + (UINT64_C(2) << 32), 7) == NULL);
    CHECK(claim(&t, 12345, 9, true) == s);
    CHECK_INT(s->owner, 42);
    CHECK_INT(s->count, -3);
    CHECK_INT(t.stored, 1);
    print_table_done(&t);
}

/* An upper half of 0 would look like a free slot. */
TEST(a_print_with_an_upper_half_of_zero)
{
    struct print_table t;
    REQUIRE(print_table_init(&t, 1 << 16, 0));
    claim(&t, 5, 1, false)->owner = 9;
    REQUIRE(print_find(&t, 5, 1) != NULL);
    CHECK_INT(print_find(&t, 5, 1)->owner, 9);
    print_table_done(&t);
}

TEST(the_oldest_goes_first)
{
    struct print_table t;
    static const uint16_t tick[PRINT_SLOTS] = {30, 10, 40, 20};
    REQUIRE(print_table_init(&t, 1 << 16, 0));
    for (uint32_t i = 0; i < PRINT_SLOTS; i++) claim(&t, in_bucket(3, i), tick[i], false)->owner = i;
    claim(&t, in_bucket(3, 4), 50, false)->owner = 4; /* pushes out tick 10 */
    CHECK(print_find(&t, in_bucket(3, 1), 50) == NULL);
    for (uint32_t i = 0; i < 5; i++)
        if (i != 1) CHECK(print_find(&t, in_bucket(3, i), 50) && print_find(&t, in_bucket(3, i), 50)->owner == i);
    claim(&t, in_bucket(3, 3), 51, true);             /* 20 becomes 51 */
    claim(&t, in_bucket(3, 5), 52, false)->owner = 5; /* so 30 goes */
    CHECK(print_find(&t, in_bucket(3, 0), 52) == NULL);
    CHECK(print_find(&t, in_bucket(3, 3), 52) != NULL);
    /* a slot that another print takes over bears nothing of the one before */
    struct print_slot *s = claim(&t, in_bucket(3, 6), 53, false);
    CHECK(s->owner == 0 && s->count == 0 && s->number == 0);
    CHECK_INT(t.lost[5] + t.lost[4] + t.lost[3], 3); /* ages 40, 22, 13 */
    print_table_done(&t);
}

TEST(the_window_ends)
{
    struct print_table t;
    REQUIRE(print_table_init(&t, 1 << 16, 10 * tick_ns));
    uint16_t window = t.window_ticks;
    CHECK(window >= 10 && window <= 11); /* never less than asked for */
    claim(&t, 77, 100, false)->owner = 1;
    CHECK(print_find(&t, 77, (uint16_t)(100 + window)) != NULL);
    CHECK(print_find(&t, 77, (uint16_t)(101 + window)) == NULL);
    struct print_slot *s = claim(&t, 77, (uint16_t)(101 + window), false);
    CHECK_INT(s->owner, 0);
    /* giving up what had left the window anyway is no loss */
    for (uint32_t i = 0; i < PRINT_SLOTS; i++) claim(&t, in_bucket(5, i), 1, false);
    for (uint32_t i = 0; i < PRINT_SLOTS; i++) claim(&t, in_bucket(5, 10 + i), 200, false);
    for (unsigned i = 0; i < PRINT_AGES; i++) CHECK_INT(t.lost[i], 0);
    print_table_done(&t);
}

TEST(ticks_wrap)
{
    struct print_table t;
    REQUIRE(print_table_init(&t, 1 << 16, 100 * tick_ns));
    claim(&t, 77, 65530, false);
    CHECK(print_find(&t, 77, 3) != NULL);
    CHECK(print_find(&t, 77, 200) == NULL);
    /* of four slots around the wrap the oldest goes */
    static const uint16_t tick[PRINT_SLOTS] = {2, 65520, 65535, 1};
    for (uint32_t i = 0; i < PRINT_SLOTS; i++) claim(&t, in_bucket(3, i), tick[i], false);
    claim(&t, in_bucket(3, 9), 3, false);
    CHECK(print_find(&t, in_bucket(3, 1), 3) == NULL);
    CHECK(print_find(&t, in_bucket(3, 0), 3) && print_find(&t, in_bucket(3, 2), 3) && print_find(&t, in_bucket(3, 3), 3));
    print_table_done(&t);
}

TEST(how_long_it_remembered)
{
    struct print_table t;
    REQUIRE(print_table_init(&t, 1, 0)); /* the least there is */
    CHECK_INT(t.bucket_count * sizeof(struct print_bucket), 4096);
    CHECK(print_table_memory_s(&t) < 0); /* nothing was ever given up */
    /* a print a tick in each bucket: each is pushed out after PRINT_SLOTS ticks */
    for (uint32_t tick = 0; tick < 1000; tick++)
        for (uint32_t b = 0; b < t.bucket_count; b++) {
            bool found;
            (void)print_claim(&t, in_bucket(b, tick), (uint16_t)tick, &found);
        }
    double seconds = print_table_memory_s(&t), most = PRINT_SLOTS * (double)tick_ns / 1e9;
    CHECK(seconds > 0 && seconds <= most);
    CHECK(seconds >= most / 4);
    print_table_done(&t);
    REQUIRE(print_table_init(&t, 1 << 16, 10 * CLOCK_SECOND));
    CHECK(print_table_memory_s(&t) >= 10.0 && print_table_memory_s(&t) < 10.2); /* the window, when memory was enough for it */
    print_table_done(&t);
}

/* One early loss in ten thousand is no reason to claim less. */
TEST(a_rare_loss_does_not_count)
{
    struct print_table t;
    bool found;
    REQUIRE(print_table_init(&t, 1 << 22, 0));
    for (uint64_t i = 0; i < 10000; i++) (void)print_claim(&t, i << 32 | i, 1, &found);
    for (uint32_t i = 0; i < 6; i++) claim(&t, in_bucket(60000, 100000 + i), 2, false);
    CHECK_INT(t.lost[0], 2); /* at age 0 */
    CHECK(print_table_memory_s(&t) < 0);
    print_table_done(&t);
}

TEST(oldest_possible_age_is_counted)
{
    struct print_table t;
    REQUIRE(print_table_init(&t, 4096, 0));
    for (uint32_t i = 0; i < PRINT_SLOTS; i++) claim(&t, in_bucket(1, i), 1, false);
    claim(&t, in_bucket(1, 50), 0, false); /* 65535 ticks later */
    CHECK_INT(t.lost[PRINT_AGES - 1], 1);
    print_table_done(&t);
}
