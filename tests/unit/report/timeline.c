#include "report/timeline.h"

#include "sample.h"

static const struct verdict run = {.first_ns = SAMPLE_AT(0), .last_ns = SAMPLE_AT(20)};

TEST(warrants_are_clipped_to_the_run)
{
    struct timeline_bar b = timeline_clip(&run, SAMPLE_AT(-100), SAMPLE_AT(100));
    CHECK(b.visible && !b.starts && !b.ends && b.from == 0 && b.until == 1);
    b = timeline_clip(&run, SAMPLE_AT(5), SAMPLE_AT(15));
    CHECK(b.visible && b.starts && b.ends && b.from == 0.25 && b.until == 0.75);
    b = timeline_clip(&run, SAMPLE_AT(-100), SAMPLE_AT(-1));
    CHECK(!b.visible && !b.starts && !b.ends);
    b = timeline_clip(&run, SAMPLE_AT(21), SAMPLE_AT(30));
    CHECK(!b.visible && !b.starts);
    b = timeline_clip(&run, CLOCK_NONE, CLOCK_NONE);
    CHECK(b.visible && b.from == 0 && b.until == 1);
    b = timeline_clip(&run, SAMPLE_AT(15), SAMPLE_AT(5)); /* a register turned upside down */
    CHECK(!b.visible);
}

TEST(runs_without_length)
{
    struct verdict still = {.first_ns = SAMPLE_AT(0), .last_ns = SAMPLE_AT(0)};
    struct timeline_bar b = timeline_clip(&still, SAMPLE_AT(-1), SAMPLE_AT(1));
    CHECK(b.visible && b.from == 0 && b.until == 1);
    b = timeline_clip(&sample_empty, SAMPLE_AT(-1), SAMPLE_AT(1));
    CHECK(b.from >= 0 && b.until <= 1);
}

TEST(axis_steps_are_round)
{
    CHECK(timeline_step(22, 10) == 5);
    CHECK(timeline_step(0.5, 10) == 0.05);
    CHECK(timeline_step(3600, 10) == 600);
    CHECK(timeline_step(10, 10) == 1);
    CHECK(timeline_step(1e7, 10) == 86400 * 12);
}
