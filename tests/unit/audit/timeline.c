#include "audit/timeline.h"

#include "check.h"

static uint64_t sum(const uint32_t *bins, unsigned count)
{
    uint64_t n = 0;
    for (unsigned i = 0; i < count; i++) n += bins[i];
    return n;
}

TEST(nothing_yet)
{
    struct timeline t = {0};
    uint32_t bins[10] = {7, 7, 7};
    timeline_render(&t, 0, 1000, bins, 10);
    CHECK_INT(sum(bins, 10), 0);
}

/* From a millisecond to a century: no event is lost, the width doubles. */
TEST(bins_widen)
{
    struct timeline t = {0};
    int64_t step = 1000;
    uint64_t events = 0;
    for (int64_t at = INT64_C(1700000000000000000); step < INT64_C(1) << 60; at += step, step *= 2) {
        timeline_add(&t, at);
        events++;
        CHECK_INT(sum(t.counts, TIMELINE_BINS), events);
        CHECK((at - t.start_ns) / t.width_ns < TIMELINE_BINS);
    }
    CHECK(events > 40);
}

TEST(the_ends_of_time)
{
    struct timeline t = {0};
    timeline_add(&t, 5);
    timeline_add(&t, INT64_MAX);
    timeline_add(&t, 0); /* before the first */
    CHECK_INT(sum(t.counts, TIMELINE_BINS), 3);
    CHECK_INT(t.counts[0], 2);
    struct timeline early = {0};
    timeline_add(&early, INT64_MIN + 1);
    timeline_add(&early, INT64_MAX);
    CHECK_INT(sum(early.counts, TIMELINE_BINS), 2);
}

TEST(rendered_where_it_happened)
{
    struct timeline t = {0};
    uint32_t bins[100];
    const int64_t second = 1000000000, start = 1000 * second;
    for (unsigned i = 0; i < 100; i++)
        if (i < 20 || i >= 60) timeline_add(&t, start + i * second + second / 2);
    timeline_render(&t, start, start + 100 * second, bins, 100);
    CHECK_INT(sum(bins, 100), 60);
    CHECK_INT(sum(bins, 19), 19); /* a source bin lies where its middle does: one second to either side */
    CHECK_INT(sum(bins + 22, 36), 0);
    CHECK(sum(bins + 61, 39) >= 38);
    /* a window around it */
    timeline_render(&t, start - 100 * second, start + 100 * second, bins, 100);
    CHECK_INT(sum(bins, 49), 0);
    CHECK_INT(sum(bins, 100), 60);
    /* all at one moment */
    timeline_render(&t, start, start, bins, 100);
    CHECK_INT(sum(bins, 100), 60);
}
