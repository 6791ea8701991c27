/* The second method by sizes of messages: few packets, whatever the time they take. */
#include "balance/correlate_sizes.h"

#include "check.h"
#include "correlate_traffic.h"
#include "threads_crew.h"

enum { CROWD = 40, ROOM = 64 };

struct scene {
    struct random random;
    struct traffic crowd[CROWD];
    struct sizes subjects, candidates;
    struct sizes subjects_before, candidates_before; /* the window before */
    struct correlate *correlate;
};

static void open_scene(struct scene *s, uint64_t seed, double seconds)
{
    *s = (struct scene){.random = {seed}};
    ENSURE(sizes_init(&s->subjects, ROOM, 8 << 20, 300 * CLOCK_SECOND));
    ENSURE(sizes_init(&s->candidates, ROOM, 8 << 20, 300 * CLOCK_SECOND));
    ENSURE(sizes_init(&s->subjects_before, ROOM, 8 << 20, 300 * CLOCK_SECOND));
    ENSURE(sizes_init(&s->candidates_before, ROOM, 8 << 20, 300 * CLOCK_SECOND));
    for (uint32_t i = 0; i < CROWD; i++) {
        s->crowd[i] = traffic_of(&s->random, i % PROFILES, seconds);
        traffic_sizes(&s->subjects, i, &s->crowd[i]);
    }
    struct correlate_options o = {0};
    s->correlate = correlate_new(ROOM, &o);
    ENSURE(s->correlate);
}

static void close_scene(struct scene *s)
{
    for (uint32_t i = 0; i < CROWD; i++) traffic_free(&s->crowd[i]);
    sizes_done(&s->subjects);
    sizes_done(&s->candidates);
    sizes_done(&s->subjects_before);
    sizes_done(&s->candidates_before);
    correlate_free(s->correlate);
}

static void leave(struct scene *s, uint32_t candidate, struct traffic *t)
{
    traffic_sort(t);
    traffic_sizes(&s->candidates, candidate, t);
    traffic_free(t);
}

/* The first `packets` packets of a subscriber, or those from `begin` on, in a tunnel. */
static void copy_of(struct scene *s, uint32_t candidate, uint32_t subject, const struct tunnel *how)
{
    struct traffic t = {0};
    tunnel_copy(&t, &s->crowd[subject], how, &s->random);
    leave(s, candidate, &t);
}

static void nothing_left(void *ctx, uint32_t candidate, int64_t until_ns, uint64_t *ret_packets, uint64_t *ret_bytes)
{
    (void)ctx;
    (void)candidate;
    *ret_packets = *ret_bytes = (uint64_t)(until_ns / 1000);
}

static bool is_itself(void *ctx, uint32_t candidate, uint32_t subject)
{
    (void)ctx;
    return candidate == subject;
}

static void evaluate(struct scene *s, correlate_skip_fn *skip)
{
    struct correlate_sizes_input in = {&s->candidates, &s->subjects, &s->candidates_before, &s->subjects_before, skip,
                                       nothing_left,   NULL};
    ENSURE(correlate_sizes_window(s->correlate, &in));
}

static void turn(struct sizes *now, struct sizes *before)
{
    struct sizes old = *before;
    *before = *now;
    *now = old;
    sizes_restart(now);
}

/* Evaluate `copy` of candidate 0 beside everybody in windows of `window` seconds until it is told. Returns how many it took; 0:
 * it was not told. */
static uint32_t windows_until_told(struct scene *s, const struct traffic *copy, double seconds, double window)
{
    struct traffic part = {0};
    uint32_t windows = 0;
    bool told = false;
    for (double from = 0; from < seconds && !told; from += window) {
        turn(&s->subjects, &s->subjects_before);
        turn(&s->candidates, &s->candidates_before);
        sizes_add(&s->subjects, ROOM - 1, START + (int64_t)(from * 1e9), 1); /* else traffic_sizes begins every window at START */
        sizes_add(&s->candidates, ROOM - 1, START + (int64_t)(from * 1e9), 1);
        for (uint32_t i = 0; i < CROWD; i++) {
            traffic_cut(&part, &s->crowd[i], from, from + window);
            traffic_sizes(&s->subjects, i, &part);
        }
        traffic_cut(&part, copy, from, from + window);
        traffic_sizes(&s->candidates, 0, &part);
        evaluate(s, NULL);
        windows++;
        told = correlate_result(s->correlate, 0)->verdict == CORRELATE_COPY;
    }
    traffic_free(&part);
    return told ? windows : 0;
}

static const struct tunnel OPENVPN = {.overhead = 24, .block = 1, .jitter = 0.2, .packets = 300};

TEST(three_hundred_packets_of_a_web_page_are_enough)
{
    struct scene s;
    open_scene(&s, 5, 40);
    copy_of(&s, 0, WEB + PROFILES, &OPENVPN);
    evaluate(&s, NULL);
    const struct correlate_result *r = correlate_result(s.correlate, 0);
    CHECK_INT(r->verdict, CORRELATE_COPY);
    CHECK(r->by_sizes);
    CHECK_INT(r->subject_count, 1);
    CHECK_INT(r->subjects[0], WEB + PROFILES);
    CHECK_INT(r->overhead, 24);
    CHECK_INT(r->block, 1);
    CHECK(r->correlation > 0.9);
    CHECK(r->log10_p_pair <= -6);
    CHECK(r->detected_ns > r->first_ns && r->detected_ns <= r->last_ns);
    CHECK(r->detected_packets < r->packets);
    close_scene(&s);
}

/* Messages of a handshake are no multiples of the block (Donenfeld, WireGuard, 2017, cl. 5.4.2 and 5.4.3). */
TEST(blocks_are_told_beside_a_handshake)
{
    for (uint64_t seed = 5; seed < 9; seed++) {
        struct scene s;
        open_scene(&s, seed, 40);
        struct tunnel how = {.overhead = 32, .block = 16, .jitter = 0.2, .packets = 300};
        struct traffic t = {0};
        double begin = s.crowd[WEB + PROFILES].packet[0].at;
        tunnel_copy(&t, &s.crowd[WEB + PROFILES], &how, &s.random);
        traffic_put(&t, begin > 0.1 ? begin - 0.1 : 0, 148, 0);
        traffic_put(&t, begin > 0.1 ? begin - 0.05 : 0, 92, 0);
        leave(&s, 0, &t);
        evaluate(&s, NULL);
        const struct correlate_result *r = correlate_result(s.correlate, 0);
        CHECK_INT(r->verdict, CORRELATE_COPY);
        CHECK_INT(r->block, 16);
        CHECK_INT(r->subjects[0], WEB + PROFILES);
        close_scene(&s);
    }
}

/* Sizes, bursts, and what tells of whom. */
TEST(windows_that_are_shared_come_to_the_same)
{
    struct scene s;
    unsigned asked = 0;
    const struct crew crew = {threads_run, &asked};
    const struct relay ssh = {.delay = 0.002, .jitter = 0.005, .one_in = 1, .repack = true};
    struct correlate_options o = {.subjects = CROWD};
    struct traffic streamed = {0};
    open_scene(&s, 5, 40);
    copy_of(&s, 0, WEB + PROFILES, &OPENVPN);
    relay_copy(&streamed, &s.crowd[WEB + 2 * PROFILES], &ssh, &s.random);
    relay_repack(&streamed);
    leave(&s, 1, &streamed);
    struct correlate *one[2] = {correlate_new(ROOM, &o), correlate_new(ROOM, &o)}, *kept = s.correlate;
    for (int i = 0; i < 2; i++) {
        ENSURE(one[i]);
        s.correlate = one[i];
        correlate_crew(s.correlate, i ? &crew : NULL);
        evaluate(&s, NULL);
    }
    CHECK(asked > 3);
    CHECK_INT(correlate_result(one[0], 0)->verdict, CORRELATE_COPY);
    for (uint32_t i = 0; i < 2; i++) check_same(correlate_result(one[0], i), correlate_result(one[1], i));
    for (uint32_t i = 0; i < CROWD; i++) CHECK_INT(correlate_tells(one[0], i), correlate_tells(one[1], i));
    CHECK(correlate_tells(one[1], WEB) & CORRELATE_BY_SIZES);
    for (int i = 0; i < 2; i++) correlate_free(one[i]);
    s.correlate = kept;
    close_scene(&s);
}

TEST(blocks_are_recognised)
{
    struct scene s;
    open_scene(&s, 6, 40);
    struct tunnel wireguard = {.overhead = 32, .block = 16, .jitter = 0.05, .packets = 1000};
    copy_of(&s, 3, WEB, &wireguard);
    evaluate(&s, NULL);
    const struct correlate_result *r = correlate_result(s.correlate, 3);
    CHECK_INT(r->verdict, CORRELATE_COPY);
    CHECK_INT(r->block, 16);
    CHECK_INT(r->overhead, 32);
    CHECK_INT(r->subjects[0], WEB);
    close_scene(&s);
}

/* Two in one tunnel are named, and nobody else. */
TEST(each_of_two_is_named)
{
    struct scene s;
    open_scene(&s, 7, 40);
    struct traffic t = {0};
    struct tunnel how = {.overhead = 24, .block = 1, .jitter = 0.1, .packets = 2000};
    tunnel_copy(&t, &s.crowd[WEB], &how, &s.random);
    tunnel_copy(&t, &s.crowd[WEB + 2 * PROFILES], &how, &s.random);
    leave(&s, 0, &t);
    evaluate(&s, NULL);
    const struct correlate_result *r = correlate_result(s.correlate, 0);
    CHECK_INT(r->verdict, CORRELATE_COPY);
    CHECK_INT(r->subject_count, 2);
    CHECK_INT(r->subjects[0] + r->subjects[1], 2 * WEB + 2 * PROFILES);
    close_scene(&s);
}

/* Evidence goes on over windows, each of which is too short. */
TEST(windows_add_up)
{
    for (uint64_t seed = 8; seed < 12; seed++) {
        struct scene s;
        open_scene(&s, seed, 60);
        correlate_free(s.correlate);
        struct correlate_options strict = {.pair_level = 1e-30};
        s.correlate = correlate_new(ROOM, &strict);
        REQUIRE(s.correlate != NULL);
        struct traffic copy = {0};
        struct tunnel how = {.overhead = 32, .block = 16, .jitter = 0.01, .packets = UINT32_MAX};
        tunnel_copy(&copy, &s.crowd[WEB + PROFILES], &how, &s.random);
        traffic_sort(&copy);
        CHECK(windows_until_told(&s, &copy, 60, 0.5) > 1);
        const struct correlate_result *r = correlate_result(s.correlate, 0);
        CHECK_INT(r->verdict, CORRELATE_COPY);
        CHECK_INT(r->subject_count, 1);
        CHECK_INT(r->subjects[0], WEB + PROFILES);
        CHECK(r->detected_ns - r->first_ns > CLOCK_SECOND / 2);
        traffic_free(&copy);
        close_scene(&s);
    }
}

/* The same where only sums are kept: a burst in each window or two. */
TEST(sums_add_up_over_windows)
{
    uint32_t told = 0;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        struct scene s;
        open_scene(&s, seed, 120);
        struct traffic quiet = {0}, copy = {0};
        for (double at = 3; at < 115; at += uniform(&s.random, 4, 9))
            put_object(&quiet, &s.random, at, uniform(&s.random, 2000, 20000), 0.05, 120);
        traffic_free(&s.crowd[WEB]);
        s.crowd[WEB] = quiet;
        struct relay how = {.jitter = 0.1, .batch = 0.04, .one_in = 1, .repack = true};
        relay_copy(&copy, &s.crowd[WEB], &how, &s.random);
        relay_repack(&copy);
        uint32_t windows = windows_until_told(&s, &copy, 120, 8);
        const struct correlate_result *r = correlate_result(s.correlate, 0);
        CHECK(windows != 1);
        CHECK(!windows || (r->by_bursts && r->subject_count == 1 && r->subjects[0] == WEB));
        told += windows > 0;
        traffic_free(&copy);
        close_scene(&s);
    }
    CHECK(told >= 7);
}

/* Rounds of polling that are in phase with somebody's for ever, and come once in a window or two: one coincidence, not many. */
TEST(what_is_in_phase_is_no_copy_after_many_windows)
{
    for (uint64_t seed = 60; seed < 64; seed++) {
        for (double period = 9; period < 50; period += 13) {
            struct scene s;
            open_scene(&s, seed, 10);
            struct traffic mine = {0}, other = {0};
            for (double at = 1; at < 1200; at += period)
                for (int k = 0; k < 6; k++) {
                    uint32_t size = 100 + 77 * (uint32_t)k;
                    traffic_put(&mine, at + k * 0.02, size, 0);
                    traffic_put(&other, at + k * 0.02 + uniform(&s.random, 0, 0.01), size + (k < 5 ? 24 : 300), 0);
                }
            traffic_free(&s.crowd[3]);
            s.crowd[3] = mine;
            CHECK_INT(windows_until_told(&s, &other, 1200, 30), 0);
            traffic_free(&other);
            close_scene(&s);
        }
    }
}

/* A call of constant rate says nothing by its sizes, however long it lasts. */
TEST(a_constant_rate_is_nobodys)
{
    struct scene s;
    open_scene(&s, 9, 40);
    struct tunnel how = {.overhead = 24, .block = 1, .jitter = 0, .packets = UINT32_MAX};
    copy_of(&s, 0, STEADY, &how);
    evaluate(&s, NULL);
    CHECK(correlate_result(s.correlate, 0)->verdict < CORRELATE_TRACE);
    close_scene(&s);
}

/* Of whom silence says nothing: a call of constant rate could not be told, a web page can. */
TEST(who_could_be_told_is_known)
{
    struct scene s;
    open_scene(&s, 9, 40);
    correlate_free(s.correlate);
    struct correlate_options o = {.subjects = CROWD};
    s.correlate = correlate_new(ROOM, &o);
    REQUIRE(s.correlate != NULL);
    copy_of(&s, 0, STEADY, &OPENVPN);
    evaluate(&s, NULL);
    CHECK_INT(correlate_tells(s.correlate, STEADY), CORRELATE_ACTIVE);
    CHECK_INT(correlate_tells(s.correlate, WEB), CORRELATE_ACTIVE | CORRELATE_BY_SIZES | CORRELATE_BY_SUMS);
    CHECK_INT(correlate_tells(s.correlate, CROWD), 0);
    close_scene(&s);
}

/* What tells of a subscriber as it happens (signalling, charging) has his times and other sizes: no copy. */
TEST(what_follows_his_times_only_is_no_copy)
{
    for (uint64_t seed = 20; seed < 30; seed++) {
        struct scene s;
        open_scene(&s, seed, 40);
        for (uint32_t of = 0; of < 2; of++) {
            struct traffic t = {0};
            const struct traffic *who = &s.crowd[WEB + of * PROFILES];
            double last = -1;
            for (size_t i = 0; i < who->count; last = who->packet[i++].at)
                if (who->packet[i].at > last + 0.3 || of)
                    traffic_put(&t, who->packet[i].at + 0.002, 60 + below(&s.random, 1200), 0);
            leave(&s, of, &t);
        }
        evaluate(&s, NULL);
        CHECK(correlate_result(s.correlate, 0)->verdict < CORRELATE_TRACE);
        CHECK(correlate_result(s.correlate, 1)->verdict < CORRELATE_TRACE);
        close_scene(&s);
    }
}

/* Two rounds of polling with the same period stay in phase for ever: one coincidence, not many. */
TEST(what_is_in_phase_is_no_copy)
{
    for (uint64_t seed = 40; seed < 50; seed++) {
        struct scene s;
        open_scene(&s, seed, 1);
        for (uint32_t i = 0; i < 20; i++) {
            struct traffic t = {0};
            double phase = uniform(&s.random, 0, 2);
            for (double at = phase; at < 60; at += 2)
                for (int k = 0; k < 3; k++) traffic_put(&t, at + k * 0.01, 100 + (i + 7 * (uint32_t)k) * 11 % 90, 0);
            if (i < 10)
                traffic_sizes(&s.subjects, i + CROWD, &t);
            else
                traffic_sizes(&s.candidates, i, &t);
            traffic_free(&t);
        }
        evaluate(&s, NULL);
        for (uint32_t i = 10; i < 20; i++) CHECK(correlate_result(s.correlate, i)->verdict < CORRELATE_TRACE);
        close_scene(&s);
    }
}

/* Everybody is enciphered and sent to everybody else's account: nobody is taken for somebody else. Copies of at least 300 packets
 * of web pages with up to 0.2 s of jitter are found. */
TEST(rates)
{
    uint64_t pairs = 0, accused = 0, planted = 0, found = 0;
    for (uint64_t seed = 100; seed < 112; seed++) {
        struct scene s;
        open_scene(&s, seed, 30);
        for (uint32_t i = 0; i < CROWD; i++) {
            struct tunnel how = {
                .overhead = (int32_t)below(&s.random, 60), .block = 1u << below(&s.random, 5), .jitter = 0.2, .packets = 2000};
            copy_of(&s, i, i, &how);
        }
        evaluate(&s, is_itself);
        for (uint32_t i = 0; i < CROWD; i++) accused += correlate_result(s.correlate, i)->verdict == CORRELATE_COPY;
        pairs += CROWD * (CROWD - 1);
        sizes_restart(&s.candidates);
        for (uint32_t i = 0; i < CROWD; i += PROFILES) copy_of(&s, i + 1, i, &OPENVPN);
        evaluate(&s, NULL);
        for (uint32_t i = 0; i < CROWD; i += PROFILES) {
            const struct correlate_result *r = correlate_result(s.correlate, i + 1);
            if (s.crowd[i].count < 300) continue;
            planted++;
            found += r->verdict == CORRELATE_COPY && r->subject_count == 1 && r->subjects[0] == i;
        }
        close_scene(&s);
    }
    CHECK(pairs > 18000);
    CHECK_INT(accused, 0);
    CHECK(planted >= 80);
    CHECK(found * 100 >= planted * 95);
}

/* Everybody of the profile is copied, in segments that keep no borders. Returns how many were found. */
static uint32_t count_found(const struct relay *how, uint32_t profile, uint32_t *ret_tried, uint32_t *ret_by_bursts)
{
    uint32_t found = 0;
    *ret_tried = *ret_by_bursts = 0;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct scene s;
        open_scene(&s, seed, 60);
        for (uint32_t i = 0; i < CROWD; i += PROFILES) {
            struct traffic t = {0};
            relay_copy(&t, &s.crowd[i + profile], how, &s.random);
            relay_repack(&t);
            leave(&s, i + 1, &t);
        }
        evaluate(&s, NULL);
        for (uint32_t i = 0; i < CROWD; i += PROFILES) {
            const struct correlate_result *r = correlate_result(s.correlate, i + 1);
            bool right = r->verdict == CORRELATE_COPY && r->subject_count == 1 && r->subjects[0] == i + profile;
            CHECK(right || r->verdict != CORRELATE_COPY);
            found += right;
            *ret_by_bursts += right && r->by_bursts;
            ++*ret_tried;
        }
        close_scene(&s);
    }
    return found;
}

TEST(a_stream_without_records_is_told_by_what_its_bursts_hold)
{
    uint32_t tried, by_bursts,
        found = count_found(&(struct relay){.jitter = 0.1, .batch = 0.04, .one_in = 1, .repack = true}, WEB, &tried, &by_bursts);
    CHECK(found * 100 >= tried * 95);
    CHECK(by_bursts * 3 >= tried * 2);
}

/* Every other packet is left out, and padded by chance: no sum holds. */
TEST(bursts_that_hold_something_else_accuse_nobody)
{
    uint32_t tried, by_bursts,
        found = count_found(&(struct relay){.batch = 0.04, .one_in = 2, .repack = true, .padding = 0.5}, WEB, &tried, &by_bursts);
    CHECK(tried && found == 0 && by_bursts == 0);
}

TEST(batches_are_told_by_what_came_in_since_the_one_before)
{
    uint32_t tried, by_bursts,
        found = count_found(&(struct relay){.jitter = 0.1, .batch = 0.5, .one_in = 1, .repack = true}, WEB, &tried, &by_bursts);
    CHECK(found * 100 >= tried * 95);
    CHECK(by_bursts * 3 >= tried * 2);
}

/* Both at a constant rate: as long, as much. That is no news, whatever the pauses cut out of it. */
TEST(constant_rates_that_pause_together_are_no_copies_by_their_sums)
{
    for (uint64_t seed = 1; seed <= 8; seed++) {
        struct scene s;
        open_scene(&s, seed, 40);
        struct traffic film = {0}, other = {0};
        for (double at = 0.01; at < 40; at += uniform(&s.random, 0.005, 0.12)) traffic_put(&film, at, 1000, 0);
        for (double at = 0.01; at < 40; at += uniform(&s.random, 0.005, 0.12)) traffic_put(&other, at, 320, 0);
        traffic_sizes(&s.subjects, CROWD, &film);
        traffic_free(&film);
        leave(&s, 0, &other);
        evaluate(&s, NULL);
        CHECK(correlate_result(s.correlate, 0)->verdict != CORRELATE_COPY);
        close_scene(&s);
    }
}

/* Somebody and the candidate fetch full packets in phase, each `least` and up to `kinds` - 1 times `step` more. Returns how often
 * that was taken for a copy. */
static uint32_t accused_in_phase(uint32_t least, uint32_t step, uint32_t kinds)
{
    uint32_t accused = 0;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        struct scene s;
        open_scene(&s, seed, 120);
        struct traffic mine = {0}, other = {0};
        for (double at = 1; at < 118; at += uniform(&s.random, 1.5, 6)) {
            uint32_t fetched = least + step * below(&s.random, kinds), left = least + step * below(&s.random, kinds);
            for (uint32_t i = 0; i < fetched; i++) traffic_put(&mine, at + 0.004 * i, 1348, 0);
            for (uint32_t i = 0; i < left; i++) traffic_put(&other, at + 0.05 + 0.004 * i, 1372, 0);
        }
        traffic_sizes(&s.subjects, CROWD, &mine);
        traffic_free(&mine);
        leave(&s, 0, &other);
        evaluate(&s, NULL);
        accused += correlate_result(s.correlate, 0)->verdict >= CORRELATE_TRACE;
        close_scene(&s);
    }
    return accused;
}

TEST(downloads_in_phase_are_no_copy)
{
    CHECK_INT(accused_in_phase(15, 1, 60), 0);
}

/* A few numbers that come again in another order. */
TEST(numbers_of_packets_that_are_usual_are_no_copy)
{
    CHECK_INT(accused_in_phase(20, 10, 4), 0);
}

/* A call that goes on all the time is near every message of another call, whenever that speaks. */
TEST(a_call_is_no_copy_of_another_one_that_goes_on_meanwhile)
{
    for (uint64_t seed = 1; seed <= 8; seed++) {
        struct scene s;
        open_scene(&s, seed, 40);
        struct traffic call = {0}, talk = {0};
        for (double at = 0.01; at < 40; at += 0.02) traffic_put(&call, at, 191, 0);
        for (double at = 1, end; at < 40; at = end + uniform(&s.random, 0.3, 2.5))
            for (end = at + uniform(&s.random, 0.4, 1.5); at < end; at += 0.02) traffic_put(&talk, at, 215, 0);
        traffic_sizes(&s.subjects, CROWD, &call);
        traffic_free(&call);
        leave(&s, 0, &talk);
        evaluate(&s, NULL);
        CHECK(correlate_result(s.correlate, 0)->verdict != CORRELATE_COPY);
        close_scene(&s);
    }
}

/* What the subject brings in is much the same in each burst, whatever others do: that something sent after each is about as much
 * too is no news. */
TEST(amounts_that_are_usual_for_a_subscriber_are_no_copy)
{
    for (uint64_t seed = 1; seed <= 8; seed++) {
        struct scene s;
        open_scene(&s, seed, 120);
        struct traffic rounds = {0}, other = {0};
        for (double at = 1; at < 120; at += uniform(&s.random, 0.6, 1.4)) {
            for (int i = 0; i < 6; i++) traffic_put(&rounds, at + 0.004 * i, uniform(&s.random, 985, 1015), 0);
            for (int i = 0; i < 5; i++) traffic_put(&other, at + 0.1 + 0.001 * i, uniform(&s.random, 1215, 1250), 0);
        }
        traffic_sizes(&s.subjects, CROWD, &rounds);
        traffic_free(&rounds);
        leave(&s, 0, &other);
        evaluate(&s, NULL);
        CHECK(correlate_result(s.correlate, 0)->verdict != CORRELATE_COPY);
        close_scene(&s);
    }
}
