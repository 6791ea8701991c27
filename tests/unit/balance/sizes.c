#include "balance/sizes.h"

#include "base/clock.h"
#include "check.h"

static const int64_t START = 1700000000 * CLOCK_SECOND;

TEST(messages_of_one_size_are_a_run_others_between_or_not)
{
    struct sizes z;
    struct sizes_entry e[8];
    REQUIRE(sizes_init(&z, 4, 1 << 16, 60 * CLOCK_SECOND));
    for (int i = 0; i < 50; i++) {
        sizes_add(&z, 2, START + i * 20000000, 172);
        sizes_add(&z, 2, START + i * 20000000 + 1000000, 60);
    }
    REQUIRE(sizes_copy(&z, 2, e) == 2);
    CHECK_INT(e[0].size, 172);
    CHECK_INT(e[0].count, 50);
    CHECK_INT(e[0].first, 0);
    CHECK_INT(e[0].last, (49 * 20000000) >> SIZES_TICK_SHIFT);
    CHECK_INT(e[1].size, 60);
    CHECK_INT(sizes_count(&z, 1), 0);
    sizes_done(&z);
}

TEST(a_pause_ends_a_run)
{
    struct sizes z;
    struct sizes_entry e[8];
    REQUIRE(sizes_init(&z, 1, 1 << 16, 60 * CLOCK_SECOND));
    sizes_add(&z, 0, START, 500);
    sizes_add(&z, 0, START + 90000000, 500);
    sizes_add(&z, 0, START + 300000000, 500);
    REQUIRE(sizes_copy(&z, 0, e) == 2);
    CHECK_INT(e[0].count, 2);
    CHECK_INT(e[1].count, 1);
    sizes_done(&z);
}

TEST(entries_come_out_in_order_though_times_step_back)
{
    struct sizes z;
    struct sizes_entry e[40];
    REQUIRE(sizes_init(&z, 1, 1 << 16, 60 * CLOCK_SECOND));
    for (int i = 0; i < 30; i++) sizes_add(&z, 0, START + CLOCK_SECOND + (i ^ 1) * 1000000, (uint16_t)(100 + i));
    REQUIRE(sizes_copy(&z, 0, e) == 30);
    for (int i = 1; i < 30; i++) CHECK(e[i].first >= e[i - 1].first);
    sizes_done(&z);
}

TEST(entries_come_out_in_order_when_time_runs_backwards)
{
    enum { MANY = 1000 };
    struct sizes z;
    struct sizes_entry e[MANY + 1];
    REQUIRE(sizes_init(&z, 1, 1 << 16, 60 * CLOCK_SECOND));
    sizes_add(&z, 0, START, 1);
    for (int i = 0; i < MANY; i++) sizes_add(&z, 0, START + (MANY - i / 2) * 1000000, (uint16_t)(2 + i));
    REQUIRE(sizes_copy(&z, 0, e) == MANY + 1);
    for (int i = 1; i <= MANY; i++)
        CHECK(e[i].first > e[i - 1].first || (e[i].first == e[i - 1].first && e[i].size > e[i - 1].size));
    sizes_done(&z);
}

TEST(what_finds_no_memory_is_counted_and_the_window_is_due)
{
    struct sizes z;
    REQUIRE(sizes_init(&z, 1, 0, 60 * CLOCK_SECOND));
    for (int i = 0; i < 1000; i++) sizes_add(&z, 0, START + i, (uint16_t)(1 + i));
    CHECK_INT(z.entries, 15 * CHUNK_RECORDS + SIZES_RECENT);
    CHECK_INT(z.refused, 1000 - 15 * CHUNK_RECORDS - SIZES_RECENT);
    CHECK(sizes_due(&z, START));
    sizes_restart(&z);
    CHECK_INT(sizes_count(&z, 0), 0);
    CHECK(!sizes_due(&z, START + CLOCK_SECOND));
    sizes_add(&z, 0, START, 1);
    CHECK(!sizes_due(&z, START + 59 * CLOCK_SECOND));
    CHECK(sizes_due(&z, START + 60 * CLOCK_SECOND));
    CHECK_INT(sizes_count(&z, 0), 1);
    sizes_done(&z);
}
