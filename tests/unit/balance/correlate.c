#include "balance/correlate.h"

#include "check.h"
#include "correlate_traffic.h"
#include "threads_crew.h"

enum { CROWD = 24, CANDIDATES = 4, ROOM = 2 * CROWD + 1, PAIRS = CROWD + 1 }; /* one more: the series that marks the origin */

/* A crowd of subscribers over one window, and what leaves the element. */
struct scene {
    struct random random;
    struct traffic crowd[CROWD];
    struct activity subjects, candidates;
    struct correlate *correlate;
};

static void open_scene(struct scene *s, uint64_t seed, double seconds, enum profile only)
{
    *s = (struct scene){.random = {seed}};
    ENSURE(activity_init(&s->subjects, ROOM, 16 << 20, 300 * CLOCK_SECOND));
    ENSURE(activity_init(&s->candidates, CANDIDATES + 1, 4 << 20, 300 * CLOCK_SECOND));
    for (uint32_t i = 0; i < CROWD; i++) {
        s->crowd[i] = traffic_of(&s->random, only == PROFILES ? i % PROFILES : only, seconds);
        traffic_book(&s->subjects, 2 * i, 2 * i + 1, &s->crowd[i]);
    }
    struct correlate_options o = {0};
    s->correlate = correlate_new(CANDIDATES, &o);
    ENSURE(s->correlate);
}

static void close_scene(struct scene *s)
{
    for (uint32_t i = 0; i < CROWD; i++) traffic_free(&s->crowd[i]);
    activity_done(&s->subjects);
    activity_done(&s->candidates);
    correlate_free(s->correlate);
}

static const struct relay MIRROR = {.delay = 0.002, .jitter = 0.001, .one_in = 1};

static void leave(struct scene *s, uint32_t candidate, struct traffic *t)
{
    traffic_sort(t);
    traffic_book(&s->candidates, candidate, candidate, t);
    traffic_free(t);
}

static void copy_of(struct scene *s, uint32_t candidate, uint32_t subject, const struct relay *how)
{
    struct traffic t = {0};
    relay_copy(&t, &s->crowd[subject], how, &s->random);
    if (how->repack) relay_repack(&t);
    leave(s, candidate, &t);
}

static const struct correlate_result *judge(struct scene *s, uint32_t candidate)
{
    ENSURE(correlate_window(s->correlate, &s->candidates, &s->subjects, NULL, NULL));
    return correlate_result(s->correlate, candidate);
}

static void check_found(const struct correlate_result *r, uint32_t subject)
{
    CHECK_INT(r->verdict, CORRELATE_COPY);
    CHECK_INT(r->subject_count, 1);
    CHECK_INT(r->subjects[0], subject);
    CHECK(r->log10_p < -3);
    CHECK(r->log10_p_pair < -6);
}

TEST(a_mirrored_subscriber_is_found_and_described)
{
    struct scene s;
    open_scene(&s, 1, 60, PROFILES);
    copy_of(&s, 0, WEB, &MIRROR);
    const struct correlate_result *r = judge(&s, 0);
    check_found(r, WEB);
    CHECK(r->lag_ns <= 20 * CLOCK_SECOND / 1000);
    CHECK(r->correlation > 0.9);
    CHECK(r->matched_packets * 10 >= r->packets * 9);
    CHECK_INT(r->packets, s.crowd[WEB].count);
    CHECK_INT(r->subject_packets, s.crowd[WEB].count);
    CHECK_INT(r->pairs, PAIRS);
    CHECK(r->first_ns >= START && r->last_ns <= START + 62 * CLOCK_SECOND);
    CHECK(r->detected_packets > 0 && r->detected_packets < r->packets);
    CHECK(r->detected_bytes > 0 && r->detected_bytes < r->bytes);
    CHECK(r->detected_ns > r->first_ns && r->detected_ns < r->last_ns);
    CHECK(r->largest_delay_ns > 5 * CLOCK_SECOND);
    close_scene(&s);
}

TEST(windows_that_are_shared_come_to_the_same)
{
    struct scene s;
    unsigned asked = 0;
    const struct crew crew = {threads_run, &asked};
    struct correlate_options o = {0};
    open_scene(&s, 7, 60, PROFILES);
    copy_of(&s, 0, WEB, &MIRROR);
    copy_of(&s, 1, SPEECH, &MIRROR);
    struct correlate *alone = s.correlate;
    judge(&s, 0);
    s.correlate = correlate_new(CANDIDATES, &o);
    ENSURE(s.correlate);
    correlate_crew(s.correlate, &crew);
    judge(&s, 0);
    CHECK(asked > 0);
    CHECK_INT(correlate_result(alone, 0)->verdict, CORRELATE_COPY);
    for (uint32_t i = 0; i < CANDIDATES; i++) check_same(correlate_result(alone, i), correlate_result(s.correlate, i));
    correlate_free(alone);
    close_scene(&s);
}

TEST(what_had_left_by_then_was_enough)
{
    struct scene s;
    open_scene(&s, 2, 60, PROFILES);
    copy_of(&s, 0, WEB, &MIRROR);
    const struct correlate_result whole = *judge(&s, 0);
    REQUIRE(whole.verdict == CORRELATE_COPY);
    struct traffic t = {0};
    relay_copy(&t, &s.crowd[WEB], &MIRROR, &s.random);
    traffic_sort(&t);
    double until = (double)(whole.detected_ns - START) / 1e9;
    while (t.count && t.packet[t.count - 1].at >= until + 2) t.count--;
    leave(&s, 1, &t);
    check_found(judge(&s, 1), WEB);
    close_scene(&s);
}

TEST(a_relay_that_stores_and_forwards_every_second_is_found)
{
    struct scene s;
    open_scene(&s, 3, 60, PROFILES);
    struct relay how = {.batch = 1, .padding = 0.05, .one_in = 1, .repack = true};
    copy_of(&s, 0, BULK, &how);
    const struct correlate_result *r = judge(&s, 0);
    check_found(r, BULK);
    close_scene(&s);
}

TEST(one_direction_is_told)
{
    struct scene s;
    open_scene(&s, 4, 60, PROFILES);
    struct relay how = MIRROR;
    how.direction = CORRELATE_FROM;
    copy_of(&s, 0, SPEECH, &how);
    const struct correlate_result *r = judge(&s, 0);
    check_found(r, SPEECH);
    CHECK_INT(r->direction, CORRELATE_FROM);
    close_scene(&s);
}

TEST(a_snapped_and_sampled_copy_keeps_its_shape)
{
    struct scene s;
    open_scene(&s, 5, 60, PROFILES);
    struct relay how = MIRROR;
    how.snap = 64;
    how.one_in = 3;
    copy_of(&s, 0, WEB, &how);
    const struct correlate_result *r = judge(&s, 0);
    check_found(r, WEB);
    uint64_t bytes = 0;
    for (size_t i = 0; i < s.crowd[WEB].count; i++) bytes += s.crowd[WEB].packet[i].bytes;
    CHECK(r->bytes * 10 < bytes);
    close_scene(&s);
}

TEST(the_subjects_of_a_sum_are_named)
{
    struct scene s;
    open_scene(&s, 6, 60, PROFILES);
    struct traffic t = {0};
    static const uint32_t copied[] = {WEB, PROFILES + BULK, FILM};
    for (size_t i = 0; i < ARRAY_LEN(copied); i++) relay_copy(&t, &s.crowd[copied[i]], &MIRROR, &s.random);
    leave(&s, 0, &t);
    const struct correlate_result *r = judge(&s, 0);
    CHECK_INT(r->verdict, CORRELATE_COPY);
    CHECK(r->subject_count >= 2 && r->subject_count <= ARRAY_LEN(copied));
    for (uint32_t i = 0; i < r->subject_count; i++) {
        bool right = false;
        for (size_t j = 0; j < ARRAY_LEN(copied); j++) right = right || r->subjects[i] == copied[j];
        CHECK(right);
    }
    close_scene(&s);
}

TEST(constant_rates_match_nobody)
{
    struct scene s;
    open_scene(&s, 7, 60, STEADY);
    for (uint32_t i = 0; i < CANDIDATES; i++) {
        struct traffic t = traffic_of(&s.random, STEADY, 60);
        leave(&s, i, &t);
    }
    for (uint32_t i = 0; i < CANDIDATES; i++) CHECK_INT(judge(&s, i)->verdict, CORRELATE_NOTHING);
    close_scene(&s);
}

TEST(a_constant_cover_hides_a_copy_and_makes_no_finding)
{
    struct scene s;
    open_scene(&s, 8, 60, PROFILES);
    struct traffic t = {0};
    for (double at = 0; at < 60; at += 0.01) traffic_put(&t, at, 1400, 0);
    leave(&s, 0, &t);
    CHECK_INT(judge(&s, 0)->verdict, CORRELATE_NOTHING);
    close_scene(&s);
}

/* Keep-alives, a name service asked at random, keystrokes, a backup. */
TEST(maintenance_traffic_matches_nobody)
{
    struct scene s;
    open_scene(&s, 9, 60, PROFILES);
    struct traffic t[CANDIDATES] = {{0}};
    for (double at = 0; at < 60; at += 0.5) traffic_put(&t[0], at, 60, 0);
    for (double at = 0; at < 60; at += exponential(&s.random, 0.2)) traffic_put(&t[1], at, uniform(&s.random, 60, 120), 0);
    for (double at = 0; at < 60; at += lognormal(&s.random, 0.2, 1.2)) traffic_put(&t[2], at, 100, 0);
    put_bulk(&t[3], &s.random, 5, 55);
    for (uint32_t i = 0; i < CANDIDATES; i++) leave(&s, i, &t[i]);
    for (uint32_t i = 0; i < CANDIDATES; i++) CHECK_INT(judge(&s, i)->verdict, CORRELATE_NOTHING);
    close_scene(&s);
}

/* IPFIX-like: records for everybody's packets, sent as messages fill. */
TEST(flow_export_follows_everyone)
{
    struct scene s;
    open_scene(&s, 10, 60, WEB);
    struct traffic all = {0}, out = {0};
    for (uint32_t i = 0; i < CROWD; i++)
        for (size_t j = 0; j < s.crowd[i].count; j++) traffic_put(&all, s.crowd[i].packet[j].at, 20, 0);
    traffic_sort(&all);
    for (size_t i = 59; i < all.count; i += 60) traffic_put(&out, all.packet[i].at, 1200, 0);
    traffic_free(&all);
    leave(&s, 0, &out);
    const struct correlate_result *r = judge(&s, 0);
    CHECK_INT(r->verdict, CORRELATE_EVERYONE);
    CHECK_INT(r->subject_count, 0);
    close_scene(&s);
}

TEST(too_little_to_judge_is_sparse)
{
    struct scene s;
    open_scene(&s, 11, 30, WEB);
    struct traffic t = {0};
    for (int i = 0; i < 59; i++) traffic_put(&t, i * 0.4, 1000, 0);
    leave(&s, 0, &t);
    const struct correlate_result *r = judge(&s, 0);
    CHECK_INT(r->verdict, CORRELATE_SPARSE);
    CHECK_INT(r->packets, 59);
    CHECK_INT(correlate_result(s.correlate, 3)->verdict, CORRELATE_UNSEEN);
    close_scene(&s);
}

static bool skip_one(void *ctx, uint32_t candidate, uint32_t subject)
{
    (void)candidate;
    return subject == *(const uint32_t *)ctx;
}

TEST(a_skipped_pair_is_not_tried)
{
    struct scene s;
    open_scene(&s, 12, 60, PROFILES);
    copy_of(&s, 0, WEB, &MIRROR);
    uint32_t skipped = WEB;
    REQUIRE(correlate_window(s.correlate, &s.candidates, &s.subjects, skip_one, &skipped));
    CHECK(correlate_result(s.correlate, 0)->verdict != CORRELATE_COPY);
    close_scene(&s);
}

TEST(the_strongest_window_is_kept_and_every_pair_counts)
{
    struct scene s;
    open_scene(&s, 13, 60, PROFILES);
    copy_of(&s, 0, WEB, &MIRROR);
    const struct correlate_result first = *judge(&s, 0);
    activity_restart(&s.candidates);
    struct traffic t = traffic_of(&s.random, WEB, 60);
    leave(&s, 0, &t);
    const struct correlate_result *r = judge(&s, 0);
    CHECK_INT(r->verdict, CORRELATE_COPY);
    CHECK_INT(r->packets, first.packets);
    struct traffic other = traffic_of(&s.random, WEB, 60);
    leave(&s, 1, &other);
    CHECK_INT(judge(&s, 1)->pairs, 4 * PAIRS);
    close_scene(&s);
}

TEST(equal_input_gives_equal_results)
{
    struct correlate_result r[2];
    for (int i = 0; i < 2; i++) {
        struct scene s;
        open_scene(&s, 14, 60, PROFILES);
        copy_of(&s, 0, FILM, &MIRROR);
        r[i] = *judge(&s, 0);
        close_scene(&s);
    }
    CHECK_INT(r[0].verdict, r[1].verdict);
    CHECK_INT(r[0].lag_ns, r[1].lag_ns);
    CHECK(r[0].log10_p == r[1].log10_p && r[0].correlation == r[1].correlation);
    CHECK_INT(r[0].detected_packets, r[1].detected_packets);
}

TEST(empty_and_tiny_windows_are_harmless)
{
    struct scene s;
    open_scene(&s, 15, 60, WEB);
    CHECK_INT(judge(&s, 0)->verdict, CORRELATE_UNSEEN);
    activity_restart(&s.subjects);
    struct traffic t = {0};
    for (int i = 0; i < 200; i++) traffic_put(&t, i * 0.001, 100, 0);
    leave(&s, 0, &t);
    CHECK_INT(judge(&s, 0)->verdict, CORRELATE_UNSEEN);
    activity_add(&s.subjects, 0, START, 1, 1);
    CHECK(judge(&s, 0)->verdict != CORRELATE_COPY);
    close_scene(&s);
}
