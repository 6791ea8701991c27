/* Order over interfaces and inputs. */
#include "base/clock.h"
#include "image.h"

enum { BATCH = 100, MS = 1000 };

/* Runs of `run` packets of each of `interfaces` in turn, all starting at the same time, `step_us` apart; `silent` more never
 * speak. */
static struct image runs(unsigned interfaces, unsigned silent, unsigned count, unsigned run, unsigned step_us)
{
    struct image m = image_new(false);
    section(&m);
    for (unsigned i = 0; i < interfaces + silent; i++) interface(&m, 1, 0, NULL, 0);
    for (unsigned begin = 0; begin < count; begin += run)
        for (unsigned i = 0; i < interfaces; i++)
            for (unsigned k = begin; k < begin + run && k < count; k++)
                packet(&m, i, (uint64_t)k * step_us * interfaces + i, 16, (uint8_t)i);
    return m;
}

struct order {
    size_t frames, backwards;
    uint64_t numbers; /* their sum: each number must come once */
    bool intact;      /* bytes are those that the interface's packets were made of */
};

static struct order read_order(struct capture_set *s)
{
    struct order o = {.intact = true};
    struct frame f[BATCH];
    int64_t last = INT64_MIN;
    for (size_t n; (n = capture_next(s, f, BATCH)) > 0;) {
        for (size_t i = 0; i < n; i++) {
            if (f[i].time_ns < last) o.backwards++;
            last = f[i].time_ns;
            o.numbers += f[i].ref.number;
            o.intact = o.intact && f[i].data[0] == f[i].interface && f[i].data[15] == f[i].interface;
        }
        o.frames += n;
    }
    CHECK_INT(capture_next(s, f, BATCH), 0);
    return o;
}

static void check_ordered(struct image m, const struct capture_options *options, size_t frames, size_t backwards)
{
    struct capture_set *s = image_open(image_bytes(&m), options);
    REQUIRE(s);
    struct order o = read_order(s);
    CHECK_INT(o.frames, frames);
    CHECK_INT(o.backwards, backwards);
    CHECK_INT(o.numbers, frames * (frames + 1) / 2);
    CHECK(o.intact);
    CHECK_INT(capture_info(s, 0)->packets, frames);
    capture_close(s);
    free(m.data);
}

TEST(runs_are_interleaved)
{
    check_ordered(runs(3, 0, 5000, 1, 50), NULL, 15000, 0);
    check_ordered(runs(3, 0, 5000, 700, 50), NULL, 15000, 0);
    check_ordered(runs(2, 0, 5000, 5000, 50), NULL, 10000, 0); /* the second interface only after all of the first */
}

TEST(silent_interface_does_not_stall)
{
    check_ordered(runs(2, 1, 5000, 500, 100), NULL, 10000, 0);
    check_ordered(runs(1, 40, 20000, 500, 100), NULL, 20000, 0);
}

TEST(look_ahead_ends_in_time)
{
    /* runs of 3 s: with a silent interface in the file nothing tells that the other speaks later */
    struct image m = runs(2, 1, 90, 30, 50 * MS);
    struct capture_set *s = image_open(image_bytes(&m), NULL);
    REQUIRE(s);
    struct frame f[BATCH];
    CHECK_INT(capture_next(s, f, 1), 1);
    uint64_t read = capture_info(s, 0)->packets; /* counted when they are read */
    CHECK(read >= 20 && read <= 22 + 32);        /* 2 s of packets 100 ms apart, 32 at a time */
    size_t frames = 1;
    for (size_t n; (n = capture_next(s, f, BATCH)) > 0;) frames += n;
    CHECK_INT(frames, 180);
    capture_close(s);
    free(m.data);
}

TEST(look_ahead_ends_by_count)
{
    struct image m = runs(2, 0, 1000, 1000, 1);
    const struct capture_options little = {.memory_bytes = 16384}; /* 73 frames */
    check_ordered(m, &little, 2000, 0 + 1); /* the first interface's frames run out of room before the second is met */
}

TEST(clock_far_ahead_on_one_interface)
{
    struct image m = image_new(false);
    section(&m);
    for (unsigned i = 0; i < 3; i++) interface(&m, 1, 0, NULL, 0);
    for (uint64_t run = 0; run < 20; run++)
        for (unsigned i = 0; i < 3; i++)
            for (uint64_t k = 0; k < 50; k++)
                packet(&m, i, (run * 50 + k) * 10 * MS + i + (i == 1 ? UINT64_C(86400000000) : 0), 16, (uint8_t)i);
    struct capture_set *s = image_open(image_bytes(&m), NULL);
    REQUIRE(s);
    struct order o = read_order(s);
    CHECK_INT(o.frames, 3000);
    CHECK_INT(o.backwards, 0);
    capture_close(s);
    free(m.data);
}

TEST(clock_that_steps_back_is_handed_on)
{
    struct image m = image_new(false);
    section(&m);
    interface(&m, 1, 0, NULL, 0);
    interface(&m, 1, 0, NULL, 0);
    static const uint64_t times[] = {10, 5, 20, 15, 30};
    for (size_t i = 0; i < 5; i++) {
        packet(&m, 0, times[i], 16, 0);
        packet(&m, 1, 10 * i, 16, 1);
    }
    struct capture_set *s = image_open(image_bytes(&m), NULL);
    REQUIRE(s);
    struct order o = read_order(s);
    CHECK_INT(o.frames, 10);
    CHECK_INT(o.numbers, 55);
    CHECK_INT(o.backwards, 2);
    capture_close(s);
    free(m.data);
}

TEST(equal_times_keep_file_order)
{
    struct image m = image_new(false);
    section(&m);
    for (unsigned i = 0; i < 4; i++) interface(&m, 1, 0, NULL, 0);
    for (unsigned k = 0; k < 40; k++) packet(&m, (k * 7) % 4, 1000, 16, 0);
    struct frame f[BATCH];
    size_t n;
    struct capture_set *s = image_read(image_bytes(&m), f, BATCH, &n);
    CHECK_INT(n, 40);
    for (size_t i = 0; i < n; i++) CHECK_INT(f[i].ref.number, i + 1);
    capture_close(s);
    free(m.data);
}

TEST(interfaces_of_ended_sections_are_not_waited_for)
{
    struct image m = image_new(false);
    for (unsigned part = 0; part < 50; part++) {
        section(&m);
        interface(&m, 1, 0, NULL, 0);
        for (unsigned k = 0; k < 100; k++) packet(&m, 0, (part * 100 + k) * 10 * MS, 16, (uint8_t)part);
    }
    struct capture_set *s = image_open(image_bytes(&m), NULL);
    REQUIRE(s);
    struct frame f[BATCH];
    CHECK_INT(capture_next(s, f, BATCH), BATCH);
    CHECK(capture_info(s, 0)->packets <= BATCH + 1); /* nothing was read ahead */
    struct order o = read_order(s);
    CHECK_INT(o.frames, 4900);
    CHECK_INT(o.backwards, 0);
    CHECK_INT(capture_interface_count(s), 50);
    capture_close(s);
    free(m.data);
}

/* ---- against a merge that knows everything ---- */

enum { SOME_FRAMES = 3000, SOME_INTERFACES = 5 };

struct heard {
    uint64_t time_us;
    uint32_t number, interface;
};

static uint32_t any(uint64_t *state, uint32_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(*state >> 33) % below;
}

/* Frames in file order. Interface i's clock is late by `late_us[i]`; one frame in `back` steps behind its own interface's last.
 */
static void heard_some(struct heard *h, uint64_t seed, const uint32_t late_us[SOME_INTERFACES], uint32_t back)
{
    uint64_t state = seed, now_us = 5000000;
    for (uint32_t k = 0; k < SOME_FRAMES; k++) {
        uint32_t i = any(&state, 100) ? any(&state, SOME_INTERFACES - 1) : SOME_INTERFACES - 1;
        now_us += any(&state, 4000) / 1000 * 500;
        h[k] = (struct heard){now_us - late_us[i] - (back && any(&state, back) == 0 ? 300000 : 0), k + 1, i};
    }
}

/* Cut time into spans and give each span's frames by interface: dumpcap's runs. Keeps the order of each interface. */
static void heard_in_runs(struct heard *h, uint32_t span)
{
    for (uint32_t begin = 0; begin < SOME_FRAMES; begin += span)
        for (uint32_t k = begin + 1; k < begin + span && k < SOME_FRAMES; k++)
            for (uint32_t at = k; at > begin && h[at - 1].interface > h[at].interface; at--) {
                struct heard t = h[at];
                h[at] = h[at - 1];
                h[at - 1] = t;
            }
    for (uint32_t k = 0; k < SOME_FRAMES; k++) h[k].number = k + 1;
}

/* The number of the frame that comes next when the earliest of all interfaces' first frames always does. */
static uint32_t next_of_all(const struct heard *h, bool *gone)
{
    const struct heard *best = NULL;
    bool met[SOME_INTERFACES] = {false};
    for (uint32_t k = 0; k < SOME_FRAMES; k++) {
        if (gone[k] || met[h[k].interface]) continue;
        met[h[k].interface] = true;
        if (!best || h[k].time_us < best->time_us) best = &h[k];
    }
    if (!best) return 0;
    gone[best->number - 1] = true;
    return best->number;
}

static void check_like_all_known(const struct heard *h)
{
    struct image m = image_new(false);
    bool gone[SOME_FRAMES] = {false};
    struct frame f[BATCH];
    uint32_t wrong = 0, frames = 0;
    section(&m);
    for (unsigned i = 0; i < SOME_INTERFACES; i++) interface(&m, 1, 0, NULL, 0);
    for (uint32_t k = 0; k < SOME_FRAMES; k++) packet(&m, h[k].interface, h[k].time_us, 8, (uint8_t)k);
    struct capture_set *s = image_open(image_bytes(&m), NULL);
    REQUIRE(s);
    for (size_t n; (n = capture_next(s, f, 1 + frames % BATCH)) > 0; frames += (uint32_t)n)
        for (size_t i = 0; i < n; i++) {
            wrong += f[i].ref.number != next_of_all(h, gone);
            wrong += f[i].data[0] != (uint8_t)(f[i].ref.number - 1);
        }
    CHECK_INT(frames, SOME_FRAMES);
    CHECK_INT(wrong, 0);
    capture_close(s);
    free(m.data);
}

TEST(as_if_all_had_been_known)
{
    static const uint32_t in_order[SOME_INTERFACES], late[SOME_INTERFACES] = {0, 40000, 700, 900000, 0};
    static const uint32_t backs[] = {0, 50, 3};
    struct heard h[SOME_FRAMES];
    for (uint64_t seed = 0; seed < 6; seed++) {
        heard_some(h, seed, seed % 2 ? late : in_order, backs[seed / 2]);
        check_like_all_known(h);
        heard_in_runs(h, seed % 2 ? 7 : 150);
        check_like_all_known(h);
    }
}

TEST(first_frame_of_an_interface_right_before_the_next_section)
{
    struct image m = image_new(false);
    for (unsigned part = 0; part < 3; part++) {
        section(&m);
        for (unsigned i = 0; i < 2; i++) interface(&m, 1, 0, NULL, 0);
        for (unsigned k = 0; k < 40; k++) packet(&m, k == 39, part * 100 + k, 16, (uint8_t)(2 * part + (k == 39)));
    }
    check_ordered(m, NULL, 120, 0);
}

TEST(several_inputs)
{
    char names[3][32];
    const char *paths[3];
    for (uint32_t i = 0; i < 3; i++) {
        struct image m = image_new(i == 1);
        pcap_header(&m, 0xa1b2c3d4, 1);
        for (uint32_t k = 0; k < 500; k++) pcap_packet(&m, k, i == 2 ? 0 : 10 + i, 16, 16, (uint8_t)i);
        REQUIRE(image_file(image_bytes(&m), names[i]));
        paths[i] = names[i];
        free(m.data);
    }
    struct capture_set *s = NULL;
    struct fault fault;
    CHECK_INT(capture_open(paths, 3, NULL, &s, &fault), ERR_OK);
    REQUIRE(s);
    CHECK_INT(capture_count(s), 3);
    struct frame f[BATCH];
    REQUIRE(capture_next(s, f, 4) == 4);
    CHECK_INT(f[0].ref.capture, 2);
    CHECK_INT(f[1].ref.capture, 0);
    CHECK_INT(f[2].ref.capture, 1);
    CHECK_INT(f[3].ref.capture, 2);
    CHECK_INT(f[3].ref.number, 2);
    struct order o = read_order(s);
    CHECK_INT(o.frames, 1496);
    CHECK_INT(o.backwards, 0);
    CHECK(o.intact);
    CHECK_INT(capture_interface(s, 1)->capture, 1);
    CHECK_INT(capture_interface(s, 1)->packets, 500);
    CHECK_TEXT(capture_info(s, 2)->path, paths[2]);
    capture_close(s);
    for (int i = 0; i < 3; i++) unlink(paths[i]);
}

TEST(one_bad_input_fails_them_all)
{
    char good[32];
    struct image m = image_new(false);
    pcap_header(&m, 0xa1b2c3d4, 1);
    REQUIRE(image_file(image_bytes(&m), good));
    const char *paths[] = {good, "no-such-capture.pcap"};
    struct capture_set *s = NULL;
    struct fault f = {0};
    CHECK_INT(capture_open(paths, 2, NULL, &s, &f), ERR_IO);
    CHECK_TEXT(f.text, "no-such-capture.pcap: No such file or directory");
    CHECK_INT(capture_open(paths, 0, NULL, &s, &f), ERR_USAGE);
    paths[1] = ".";
    CHECK_INT(capture_open(paths, 2, NULL, &s, &f), ERR_IO);
    CHECK(!s);
    unlink(good);
    free(m.data);
}
