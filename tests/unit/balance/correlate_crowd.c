/* All subjects side by side: both directions in order of time, and nothing from beyond the window. */
#include "balance/correlate_internal.h"
#include "threads_crew.h"

enum { SUBJECTS = 40 };

struct scene {
    struct activity subjects;
    struct scratch room;
    struct corr_screening screening;
    struct corr_crowd crowd;
};

static void add(struct scene *s, uint32_t series, int64_t bin, uint32_t packets, uint32_t bytes)
{
    activity_add(&s->subjects, series, bin << ACTIVITY_BIN_SHIFT, packets, bytes);
}

static void open_scene(struct scene *s)
{
    *s = (struct scene){.room = {.blocks = 0}};
    ENSURE(activity_init(&s->subjects, 2 * SUBJECTS, 1 << 20, 300 * INT64_C(1000000000)));
}

static void gather(struct scene *s, uint32_t bins, int64_t offset, const struct crew *crew)
{
    scratch_reset(&s->room);
    s->screening =
        (struct corr_screening){.subjects = &s->subjects, .subject_offset = offset, .bins = bins, .room = &s->room, .crew = crew};
    ENSURE(corr_crowd_init(&s->crowd, &s->screening));
}

static void close_scene(struct scene *s)
{
    activity_done(&s->subjects);
    scratch_done(&s->room);
}

TEST(both_directions_stand_in_order_of_time)
{
    struct scene s;
    open_scene(&s);
    add(&s, 0, 100, 1, 10); /* the first bin of the window */
    add(&s, 1, 102, 2, 20);
    add(&s, 0, 105, 3, 30);
    add(&s, 7, 103, 4, 40);
    gather(&s, 50, 7, NULL);
    const struct corr_crowd *c = &s.crowd;
    CHECK_INT(c->subjects, 4);
    REQUIRE(c->end[0] - c->first[0] == 3);
    const uint32_t bins[] = {7, 9 | CORR_TO_SUBJECT, 12}, bytes[] = {10, 20, 30}, packets[] = {1, 2, 3};
    for (uint32_t i = 0; i < 3; i++) {
        CHECK_INT(c->bin[c->first[0] + i], bins[i]);
        CHECK_INT(c->volume[0][c->first[0] + i], bytes[i]);
        CHECK_INT(c->volume[1][c->first[0] + i], packets[i]);
    }
    CHECK_INT(c->end[1] - c->first[1], 0);
    CHECK_INT(c->end[2] - c->first[2], 0);
    REQUIRE(c->end[3] - c->first[3] == 1);
    CHECK_INT(c->bin[c->first[3]], 10 | CORR_TO_SUBJECT);
    close_scene(&s);
}

/* Times that leap within one batch: a bin number is valid in its own series and yet beyond what the window has room for. */
TEST(what_lies_beyond_the_window_is_left_out)
{
    struct scene s;
    open_scene(&s);
    add(&s, 0, 1000, 1, 10);
    add(&s, 0, 1000 + ACTIVITY_MAX_BINS - 1, 2, 20);
    add(&s, 3, 1001, 3, 30);
    gather(&s, ACTIVITY_MAX_BINS, 5000, NULL);
    CHECK_INT(s.crowd.end[0] - s.crowd.first[0], 1);
    CHECK_INT(s.crowd.end[1] - s.crowd.first[1], 1);
    for (uint32_t i = 0; i < s.crowd.subjects; i++)
        for (uint32_t k = s.crowd.first[i]; k < s.crowd.end[i]; k++)
            CHECK((s.crowd.bin[k] & ~CORR_TO_SUBJECT) < ACTIVITY_MAX_BINS);
    close_scene(&s);
}

TEST(totals_are_sums_by_direction)
{
    enum { BINS = 500 };
    struct scene s;
    unsigned asked = 0;
    const struct crew crew = {threads_run, &asked};
    double from = 0, to = 0, both = 0;
    open_scene(&s);
    for (uint32_t i = 0; i < 2 * SUBJECTS; i++)
        for (uint32_t k = 0; k < 300; k += i % 7 + 1) add(&s, i, 1000 + k, 1, 100 + i);
    gather(&s, BINS, 0, &crew);
    struct corr_volume total[CORR_DIRECTIONS];
    for (int d = 0; d < CORR_DIRECTIONS; d++) total[d] = corr_volume_of(&s.room, BINS);
    ENSURE(!s.room.failed);
    corr_crowd_total(&s.crowd, &s.screening, total);
    CHECK_INT(asked, 2);
    for (uint32_t i = 0; i < BINS; i++) {
        from += (double)total[CORRELATE_FROM].kind[0][i];
        to += (double)total[CORRELATE_TO].kind[0][i];
        both += (double)total[CORRELATE_BOTH].kind[0][i];
    }
    double expected[2] = {0};
    for (uint32_t i = 0; i < 2 * SUBJECTS; i++)
        for (uint32_t k = 0; k < 300; k += i % 7 + 1) expected[i % 2] += 100 + i;
    CHECK(from == expected[0]);
    CHECK(to == expected[1]);
    CHECK(both == from + to);
    CHECK(total[CORRELATE_BOTH].kind[1][0] == 2 * SUBJECTS);
    close_scene(&s);
}
