/* What bursts hold: where a part of the candidate is closed, and how much should have left for what came in. */
#include "balance/correlate_bursts_internal.h"

#include "check.h"

enum { DELAY = 3967, TICKS = 15259 /* a second */ };

static uint32_t tick(double seconds)
{
    return (uint32_t)(seconds * TICKS);
}

static struct sizes_entry entry(double at, uint16_t size)
{
    return (struct sizes_entry){tick(at), tick(at), size, 1};
}

/* Three bursts; the candidate pauses in the third one. */
static struct sizes_entry came_in[] = {{0}, {0}, {0}, {0}, {0}, {0}};
static uint32_t first[] = {0, 6}, reach[6];

static struct burst_crowd *crowd_of(struct size_crowd *c, struct scratch *room)
{
    const double at[] = {1, 1.05, 2, 2.05, 3, 3.15};
    const uint16_t size[] = {100, 203, 300, 410, 500, 600};
    for (uint32_t i = 0; i < ARRAY_LEN(came_in); i++) {
        came_in[i] = entry(at[i], size[i]);
        reach[i] = came_in[i].last;
    }
    *c = (struct size_crowd){.first = first, .entry = came_in, .reach = reach, .count = 1, .active = 1};
    struct burst_crowd *b = burst_crowd_new(c, room, NULL);
    ENSURE(b);
    return b;
}

TEST(parts_end_where_all_has_left_that_had_come_in)
{
    struct size_crowd c;
    struct scratch room = {.blocks = 0};
    struct burst_crowd *b = crowd_of(&c, &room);
    struct sizes_entry left[] = {entry(1.1, 1000), entry(2.1, 2000), entry(3.1, 700), entry(3.2, 800), entry(5, 90)};
    struct size_list candidate = {left, NULL, ARRAY_LEN(left)};
    struct burst_pause pause[BURST_PARTS];
    struct burst_walk w;
    struct burst_part k;
    uint32_t pauses = burst_pauses(&candidate, DELAY / 4, pause);
    CHECK_INT(pauses, 5);
    burst_walk_begin(&w, b, pause, pauses, 0, DELAY, false);
    CHECK(burst_walk_next(&w, &k));
    CHECK(k.bytes == 1000 && k.in == 303 && k.packets == 2 && k.news);
    CHECK(burst_walk_next(&w, &k));
    CHECK(k.bytes == 2000 && k.in == 710 && k.packets == 2);
    CHECK(burst_walk_next(&w, &k)); /* before 3.2 s the packet of 3 s may or may not have left: the part goes on */
    CHECK(k.bytes == 1500 && k.in == 1100 && k.packets == 2);
    CHECK(!burst_walk_next(&w, &k));
    scratch_done(&room);
}

TEST(packets_are_filled_up_to_blocks)
{
    struct size_crowd c;
    struct scratch room = {.blocks = 0};
    struct burst_crowd *b = crowd_of(&c, &room);
    const struct burst_fit f = {.block = 16, .add = 4};
    struct burst_part k[] = {
        {.bytes = 320 + 2 * 40, .in = 303, .packets = 2, .first = 0, .last = 2, .known = true, .news = true},
        {.bytes = 720 + 2 * 40, .in = 710, .packets = 2, .first = 2, .last = 4, .known = true, .news = true}};
    double far;
    burst_fill(b, &f, k, 2);
    CHECK(k[0].filled == 320 && k[1].filled == 720);
    CHECK(burst_level(&f, k, 2, 38) == 40);
    CHECK(burst_deviation(&f, 40, &k[0], &far) == 0 && far < 3);
    k[0].bytes += 7;
    CHECK(burst_deviation(&f, 40, &k[0], &far) == 7);
    scratch_done(&room);
}

/* Before the subject has brought anything in there is nothing to copy: what left then speaks against nobody. */
TEST(what_left_before_anything_came_in_is_not_asked)
{
    struct size_crowd c;
    struct scratch room = {.blocks = 0};
    struct burst_crowd *b = crowd_of(&c, &room);
    struct sizes_entry left[] = {entry(0.2, 800), entry(1.1, 343), entry(2.1, 750), entry(5, 90)};
    struct size_list candidate = {left, NULL, ARRAY_LEN(left)};
    struct burst_pause pause[BURST_PARTS];
    struct burst_part list[BURST_PARTS];
    struct burst_walk w;
    struct burst_hypothesis h = {.delay = DELAY, .fit = burst_fit_of(false, 24), .level = 20};
    struct burst_test t = {.b = b, .h = &h, .list = list};
    burst_walk_begin(&w, b, pause, burst_pauses(&candidate, DELAY / 4, pause), 0, DELAY, false);
    while (t.count < BURST_PARTS && burst_walk_next(&w, &list[t.count])) t.count++;
    burst_fill(b, &h.fit, list, t.count);
    CHECK(t.count >= 3 && list[0].bytes == 800 && list[0].packets == 0);
    struct burst_verdict v = burst_test(&t, -6);
    CHECK_INT(v.matched, 2);
    CHECK_INT(v.tried, t.count - 1);
    scratch_done(&room);
}
