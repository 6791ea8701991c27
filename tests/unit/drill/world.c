#include "drill/world.h"

#include "check.h"

struct seen {
    int64_t times[2000];
    uint8_t first[2000];
    size_t count;
};

static void on_frame(void *ctx, uint32_t interface, int64_t time_ns, enum frame_direction d, const uint8_t *data, size_t len)
{
    struct seen *s = ctx;
    (void)interface;
    (void)d;
    if (s->count < 2000 && len > 0) {
        s->times[s->count] = time_ns;
        s->first[s->count++] = data[0];
    }
}

static struct rng dice;

static void emit_some(struct world *w, void *ctx)
{
    (void)ctx;
    for (int i = 0; i < 5; i++) {
        uint8_t frame[60] = {(uint8_t)i};
        world_emit(w, 0, rng_below(&dice, 1000), FRAME_UNKNOWN, bytes_of(frame, sizeof frame));
    }
    if (!world_closing(w)) world_at(w, rng_below(&dice, 300), emit_some, NULL);
}

TEST(frames_come_in_order_of_time)
{
    static struct seen s;
    struct drill_sink sink = {&s, NULL, on_frame};
    struct world w;
    rng_seed(&dice, 5);
    world_init(&w, &sink, 1, 1000000, 20000, 0);
    world_at(&w, 10, emit_some, NULL);
    world_run(&w);
    CHECK(s.count > 200);
    CHECK_INT(w.packets, s.count);
    CHECK_INT(w.bytes, s.count * 60);
    for (size_t i = 1; i < s.count; i++) CHECK(s.times[i - 1] <= s.times[i]);
    world_done(&w);
}

static void mark(struct world *w, void *ctx)
{
    const uint8_t *which = ctx;
    world_emit(w, 0, 0, FRAME_UNKNOWN, bytes_of(which, 1));
}

TEST(at_the_same_time_the_first_asked_for_comes_first)
{
    static struct seen s;
    uint8_t names[100];
    struct drill_sink sink = {&s, NULL, on_frame};
    struct world w;
    world_init(&w, &sink, 1, 0, 10, 0);
    for (unsigned i = 0; i < 100; i++) {
        names[i] = (uint8_t)i;
        world_at(&w, 5, mark, &names[i]);
    }
    world_run(&w);
    REQUIRE(s.count == 100);
    CHECK_MEM(s.first, names, sizeof names);
    world_done(&w);
}

TEST(size_closes_the_world_when_one_is_given)
{
    static struct seen s;
    struct drill_sink sink = {&s, NULL, on_frame};
    struct world w;
    rng_seed(&dice, 5);
    world_init(&w, &sink, 1, 0, 1, 30000);
    world_at(&w, 10, emit_some, NULL);
    world_run(&w);
    CHECK(w.file_bytes >= 30000 && w.file_bytes < 33000);
    world_done(&w);
}
