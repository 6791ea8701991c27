#include "balance/activity.h"

#include "base/clock.h"
#include "check.h"

#define BIN (INT64_C(1) << ACTIVITY_BIN_SHIFT)
static const int64_t START = 1700000000 * CLOCK_SECOND;

static uint32_t read_all(const struct activity *a, uint32_t series, struct activity_entry *ret, uint32_t room)
{
    struct activity_cursor c = activity_begin(a, series);
    uint32_t n = 0;
    while (n < room && activity_next(&c, &ret[n])) n++;
    return n;
}

TEST(packets_of_one_bin_share_an_entry)
{
    struct activity a;
    REQUIRE(activity_init(&a, 4, 1 << 16, 60 * CLOCK_SECOND));
    int64_t bin = START / BIN * BIN;
    activity_add(&a, 2, bin, 1, 100);
    activity_add(&a, 2, bin + BIN - 1, 1, 50);
    activity_add(&a, 2, bin + BIN, 3, 7);
    activity_add(&a, 1, bin + 5 * BIN, 1, 9);
    struct activity_entry e[4];
    CHECK_INT(read_all(&a, 2, e, 4), 2);
    CHECK_INT(e[0].bin, 0);
    CHECK_INT(e[0].packets, 2);
    CHECK_INT(e[0].bytes, 150);
    CHECK_INT(e[1].bin, 1);
    CHECK_INT(e[1].packets, 3);
    CHECK_INT(read_all(&a, 1, e, 4), 1);
    CHECK_INT(e[0].bin, 5);
    CHECK_INT(a.origin_bin, START / BIN);
    CHECK_INT(a.last_bin, 5);
    CHECK_INT(a.series_used, 3);
    CHECK_INT(read_all(&a, 0, e, 4), 0);
    activity_done(&a);
}

TEST(late_packets_join_the_newest_bin)
{
    struct activity a;
    REQUIRE(activity_init(&a, 1, 1 << 16, 60 * CLOCK_SECOND));
    activity_add(&a, 0, START + 10 * BIN, 1, 10);
    activity_add(&a, 0, START + 12 * BIN, 1, 10);
    activity_add(&a, 0, START + 11 * BIN, 1, 10);
    activity_add(&a, 0, START, 1, 10);
    struct activity_entry e[4];
    CHECK_INT(read_all(&a, 0, e, 4), 2);
    CHECK_INT(e[1].packets, 3);
    CHECK_INT(e[1].bytes, 30);
    activity_done(&a);
}

TEST(order_and_sums_survive_many_chunks)
{
    enum { COUNT = 1000 };
    struct activity a;
    REQUIRE(activity_init(&a, 2, 1 << 20, 60 * CLOCK_SECOND));
    for (uint32_t i = 0; i < COUNT; i++) {
        activity_add(&a, 0, START + i * 2 * BIN, 1, i);
        activity_add(&a, 1, START + i * 2 * BIN, 2, 1);
    }
    static struct activity_entry e[COUNT + 1];
    for (uint32_t s = 0; s < 2; s++) {
        CHECK_INT(read_all(&a, s, e, COUNT + 1), COUNT);
        bool right = true;
        for (uint32_t i = 0; i < COUNT; i++) right = right && e[i].bin == 2 * i && e[i].packets == s + 1;
        CHECK(right);
    }
    CHECK_INT(a.entries, 2 * COUNT);
    activity_done(&a);
}

TEST(a_restart_forgets_everything_but_refusals)
{
    struct activity a;
    REQUIRE(activity_init(&a, 2, 1 << 16, 60 * CLOCK_SECOND));
    activity_add(&a, 0, START, 1, 10);
    activity_restart(&a);
    struct activity_entry e[2];
    CHECK_INT(read_all(&a, 0, e, 2), 0);
    CHECK(!a.started);
    activity_add(&a, 0, START + 100 * CLOCK_SECOND, 1, 20);
    CHECK_INT(read_all(&a, 0, e, 2), 1);
    CHECK_INT(e[0].bin, 0);
    CHECK_INT(e[0].bytes, 20);
    activity_done(&a);
}

TEST(a_window_is_due_by_time)
{
    struct activity a;
    REQUIRE(activity_init(&a, 1, 1 << 16, 60 * CLOCK_SECOND));
    CHECK(!activity_due(&a, START));
    activity_add(&a, 0, START, 1, 10);
    CHECK(!activity_due(&a, START + 59 * CLOCK_SECOND));
    CHECK(activity_due(&a, START + 61 * CLOCK_SECOND));
    activity_done(&a);
}

TEST(a_window_is_due_when_memory_ends_and_refuses_after_that)
{
    struct activity a;
    REQUIRE(activity_init(&a, 1, 16 * sizeof(struct chunk), 500 * CLOCK_SECOND));
    uint32_t added = 0;
    for (; !activity_due(&a, START + added * BIN); added++) activity_add(&a, 0, START + added * BIN, 1, 1);
    CHECK(added >= 13 * CHUNK_RECORDS);
    CHECK_INT(a.refused, 0);
    for (uint32_t i = 0; i < 100; i++) activity_add(&a, 0, START + (added + i) * BIN, 1, 1);
    CHECK(a.refused > 0);
    CHECK_INT(a.entries + a.refused, added + 100);
    activity_done(&a);
}

TEST(counts_saturate_instead_of_wrapping)
{
    struct activity a;
    REQUIRE(activity_init(&a, 1, 1 << 16, 60 * CLOCK_SECOND));
    for (int i = 0; i < 3; i++) activity_add(&a, 0, START, 1, UINT32_MAX / 2);
    struct activity_entry e[2];
    CHECK_INT(read_all(&a, 0, e, 2), 1);
    CHECK_INT(e[0].bytes, UINT32_MAX);
    CHECK_INT(e[0].packets, 3);
    activity_done(&a);
}

TEST(a_packet_far_in_the_future_is_refused)
{
    struct activity a;
    REQUIRE(activity_init(&a, 1, 1 << 16, 60 * CLOCK_SECOND));
    activity_add(&a, 0, START, 1, 10);
    activity_add(&a, 0, START + ACTIVITY_MAX_BINS * BIN, 5, 10);
    CHECK_INT(a.refused, 5);
    CHECK_INT(a.last_bin, 0);
    activity_done(&a);
}
