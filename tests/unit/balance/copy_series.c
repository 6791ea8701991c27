#include "balance/copy_series.h"

#include "base/clock.h"
#include "check.h"

static uint64_t sum(const struct copy_series *s, enum copy_lane lane)
{
    uint64_t all = 0;
    for (uint32_t i = 0; i < s->used; i++) all += s->packets[lane][i];
    return all;
}

static struct copy_series s;

TEST(spread_evenly_over_the_time)
{
    s = (struct copy_series){0};
    copy_series_add(&s, COPY_ENTERED, 0, (INT64_C(10) << 23) - 1, 25);
    CHECK_INT(s.used, 10);
    for (uint32_t i = 0; i < 10; i++) CHECK(s.packets[COPY_ENTERED][i] == 2 || s.packets[COPY_ENTERED][i] == 3);
    CHECK_INT(sum(&s, COPY_ENTERED), 25);
    CHECK_INT(sum(&s, COPY_COPIED), 0);
}

/* Whatever order and span, nothing is lost and the cells suffice. */
TEST(nothing_is_lost_when_cells_widen)
{
    uint64_t want = 0;
    s = (struct copy_series){0};
    for (int64_t i = 0; i < 400; i++) {
        int64_t first = 1795303013 * CLOCK_SECOND + (i * 7919 % 400 - 200) * CLOCK_SECOND * (1 + i / 100);
        copy_series_add(&s, COPY_COPIED, first, first + i % 13 * CLOCK_SECOND, (uint64_t)i);
        copy_series_add(&s, COPY_FORWARDED, first, first, 1);
        want += (uint64_t)i;
        CHECK(s.used <= COPY_SERIES_CELLS);
        CHECK_INT(sum(&s, COPY_COPIED), want);
        CHECK_INT(sum(&s, COPY_FORWARDED), i + 1);
    }
    CHECK(s.used > COPY_SERIES_CELLS / 4);
}

/* An earlier time moves what there is, to the right place. */
TEST(earlier_times_move_the_cells)
{
    const int64_t cell = INT64_C(1) << 23;
    s = (struct copy_series){0};
    copy_series_add(&s, COPY_COPIED, 50 * cell, 50 * cell, 7);
    copy_series_add(&s, COPY_COPIED, -20 * cell, -20 * cell, 3);
    CHECK_INT(s.start, -20);
    CHECK_INT(s.packets[COPY_COPIED][0], 3);
    CHECK_INT(s.packets[COPY_COPIED][70], 7);
}

TEST(any_times_are_taken)
{
    s = (struct copy_series){0};
    copy_series_add(&s, COPY_COPIED, INT64_MAX, INT64_MIN, 5);
    copy_series_add(&s, COPY_COPIED, INT64_MIN + 1, INT64_MAX, 9);
    CHECK(s.used <= COPY_SERIES_CELLS);
    CHECK_INT(sum(&s, COPY_COPIED), 14);
}
