#include "track/stream.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "check.h"

enum { LOG_SIZE = 1 << 20 };

/* A consumer that writes down what it is given. */
struct log {
    uint8_t bytes[LOG_SIZE];
    size_t len;
    size_t leave; /* bytes it leaves unused at the end of each call, at most */
    size_t greed; /* uses nothing until so many are there */
    uint64_t lost, kept_lost;
    unsigned gaps, ends, calls;
    enum stream_end why;
    struct stream_frame first, last; /* of the last bytes shown */
    bool joined;
};

static size_t on_data(void *ctx, struct stream *s, struct bytes data, uint64_t offset)
{
    struct log *l = ctx;
    l->calls++;
    l->joined = stream_joined(s);
    l->first = stream_frame_at(s, offset);
    l->last = stream_frame_at(s, offset + data.len - 1);
    size_t used = data.len < l->greed ? 0 : data.len > l->leave ? data.len - l->leave : 0;
    if (l->len + used > LOG_SIZE) return used;
    if (used) memcpy(l->bytes + l->len, data.data, used);
    l->len += used;
    return used;
}

static void on_gap(void *ctx, struct stream *s, struct bytes kept, uint64_t offset, uint64_t lost)
{
    struct log *l = ctx;
    (void)s;
    (void)offset;
    l->gaps++;
    l->lost += lost;
    l->kept_lost += kept.len;
}

static void on_end(void *ctx, struct stream *s, struct bytes kept, uint64_t offset, enum stream_end why)
{
    struct log *l = ctx;
    (void)s;
    (void)offset;
    l->ends++;
    l->why = why;
    l->kept_lost += kept.len;
}

static const struct stream_consumer consumer = {on_data, on_gap, on_end};
static struct log out;

static struct streams *fresh(struct stream_limits limits)
{
    memset(&out, 0, sizeof out);
    limits.state_size = 8;
    struct streams *t = streams_new(&limits, &consumer, &out);
    ENSURE(t);
    return t;
}

static struct tcp_segment segment(uint32_t seq, const void *data, size_t len)
{
    static uint32_t number;
    static const uint8_t src[] = {192, 0, 2, 1}, dst[] = {192, 0, 2, 2};
    return (struct tcp_segment){.flow = {ip_from_v4(src), ip_from_v4(dst), 1000, 2000, 6},
                                .seq = seq,
                                .payload = bytes_of(data, len),
                                .wire_len = (uint32_t)len,
                                .time_ns = 1000,
                                .ref = {0, ++number}};
}

static void send(struct streams *t, uint32_t seq, const char *text)
{
    struct tcp_segment g = segment(seq, text, strlen(text));
    streams_segment(t, &g);
}

static void send_flags(struct streams *t, uint32_t seq, uint8_t flags)
{
    struct tcp_segment g = segment(seq, NULL, 0);
    g.flags = flags;
    streams_segment(t, &g);
}

static void check_text(const char *want)
{
    CHECK_INT(out.len, strlen(want));
    CHECK_MEM(out.bytes, want, strlen(want));
}

TEST(in_order_out_of_order_and_again)
{
    struct streams *t = fresh((struct stream_limits){0});
    send(t, 100, "abc");
    send(t, 106, "ghi");
    send(t, 100, "abc");
    send(t, 103, "def");
    send(t, 106, "ghi");
    check_text("abcdefghi");
    CHECK_INT(streams_counts(t)->retransmitted, 2);
    CHECK_INT(streams_counts(t)->out_of_order, 1);
    CHECK_INT(streams_counts(t)->gaps, 0);
    CHECK(out.joined);
    streams_free(t);
}

TEST(first_bytes_win)
{
    struct streams *t = fresh((struct stream_limits){0});
    send(t, 0, "ab");
    send(t, 4, "EF");
    send(t, 2, "cdXYgh"); /* overlaps what waits, differently */
    check_text("abcdEFgh");
    CHECK_INT(streams_counts(t)->conflicts, 1);
    out.leave = 8;
    send(t, 8, "ij");
    send(t, 8, "iZk");
    CHECK_INT(streams_counts(t)->conflicts, 2);
    streams_flush(t);
    CHECK_INT(out.kept_lost, 3);
    streams_free(t);
}

TEST(sequence_wrap_and_probes)
{
    struct streams *t = fresh((struct stream_limits){0});
    send(t, 0xfffffffd, "abcdef");
    send(t, 6, "jkl");
    send(t, 2, "X"); /* keepalive: the octet before what is expected */
    send(t, 3, "ghi");
    check_text("abcdefghijkl");
    CHECK_INT(streams_counts(t)->probes, 1);
    streams_free(t);
}

TEST(syn_numbered_either_way)
{
    for (uint32_t raw = 0; raw < 2; raw++) {
        struct streams *t = fresh((struct stream_limits){0});
        send_flags(t, 500 - raw, TCP_SYN);
        send(t, 503, "def");
        send(t, 500, "abc");
        check_text("abcdef");
        CHECK(!out.joined);
        CHECK_INT(out.gaps, 0);
        send_flags(t, 500 - raw, TCP_SYN); /* the same, late */
        send(t, 506, "ghi");
        check_text("abcdefghi");
        CHECK_INT(out.ends, 0);
        send_flags(t, 90000, TCP_SYN); /* ports used again */
        CHECK_INT(out.ends, 1);
        send(t, 90000, "new");
        check_text("abcdefghinew");
        CHECK_INT(streams_counts(t)->streams, 2);
        streams_free(t);
    }
}

TEST(fin_and_rst)
{
    struct streams *t = fresh((struct stream_limits){0});
    send(t, 0, "abc");
    send_flags(t, 6, TCP_FIN);
    CHECK_INT(out.ends, 0);
    send(t, 3, "def");
    CHECK_INT(out.ends, 1);
    CHECK_INT(out.why, STREAM_FINISHED);
    send(t, 3, "def"); /* nothing twice, though it ended */
    send_flags(t, 6, TCP_FIN);
    check_text("abcdef");
    CHECK_INT(out.ends, 1);
    send(t, 9, "jkl");
    send_flags(t, 12, TCP_RST); /* what waits is delivered */
    check_text("abcdefjkl");
    CHECK_INT(out.lost, 3);
    CHECK_INT(out.ends, 2);
    streams_free(t);
}

TEST(gap_given_up_by_bytes_time_and_flush)
{
    struct streams *t = fresh((struct stream_limits){.gap_bytes = 6, .gap_ns = 5 * CLOCK_SECOND});
    send(t, 0, "ab");
    send(t, 5, "fgh");
    CHECK_INT(out.gaps, 0);
    send(t, 8, "ijk");
    CHECK_INT(out.gaps, 1);
    CHECK_INT(out.lost, 3);
    check_text("abfghijk");
    struct tcp_segment g = segment(20, "xx", 2);
    streams_segment(t, &g);
    g = segment(30, "yy", 2);
    g.time_ns += 6 * CLOCK_SECOND;
    streams_segment(t, &g);
    check_text("abfghijkxxyy");
    CHECK_INT(out.lost, 3 + 9 + 8);
    send(t, 40, "zz");
    streams_flush(t);
    check_text("abfghijkxxyyzz");
    CHECK_INT(out.why, STREAM_FLUSHED);
    CHECK_INT(streams_counts(t)->lost_bytes, out.lost);
    CHECK_INT(streams_memory(t), 0);
    streams_free(t);
}

TEST(snapped_segments)
{
    struct streams *t = fresh((struct stream_limits){0});
    struct tcp_segment g = segment(0, "abc", 3);
    g.wire_len = 10;
    streams_segment(t, &g);
    CHECK_INT(out.lost, 7);
    send(t, 10, "klm");
    check_text("abcklm");
    g = segment(16, "qrs", 3); /* ahead, and snapped */
    g.wire_len = 5;
    streams_segment(t, &g);
    send(t, 21, "vw");
    send(t, 13, "nop");
    check_text("abcklmnopqrsvw");
    CHECK_INT(out.lost, 9);
    streams_free(t);
}

TEST(consumer_leaves_bytes)
{
    struct streams *t = fresh((struct stream_limits){0});
    out.greed = 9;
    for (uint32_t i = 0; i < 3; i++) send(t, 3 * i, "abc");
    CHECK_INT(out.len, 9);
    CHECK_INT(out.last.ref.number - out.first.ref.number, 2);
    CHECK_INT(out.first.offset, 0);
    CHECK_INT(out.last.offset, 6);
    send(t, 9, "x");
    CHECK_INT(out.len, 9);
    send(t, 20, "y");
    streams_flush(t);
    CHECK_INT(out.kept_lost, 2);
    streams_free(t);
}

TEST(kept_bytes_are_bounded)
{
    struct streams *t = fresh((struct stream_limits){.keep_bytes = 1000});
    char block[400];
    memset(block, 'k', sizeof block);
    out.greed = SIZE_MAX;
    for (uint32_t i = 0; i < 100; i++) {
        struct tcp_segment g = segment(i * 400, block, sizeof block);
        streams_segment(t, &g);
        CHECK(streams_memory(t) < 64 * 1024);
    }
    CHECK(streams_counts(t)->shed > 20);
    streams_flush(t);
    CHECK_INT(out.kept_lost + out.lost, 100 * 400);
    streams_free(t);
}

TEST(memory_and_streams_are_bounded)
{
    struct streams *t = fresh((struct stream_limits){.memory_bytes = 100000, .max_streams = 64, .gap_bytes = 1 << 20});
    char block[1000];
    memset(block, 'k', sizeof block);
    for (uint32_t i = 0; i < 5000; i++) {
        struct tcp_segment g = segment(i / 100 * 5000 + 10, block, sizeof block);
        g.flow.sport = (uint16_t)(i % 100);
        streams_segment(t, &g);
        CHECK(streams_memory(t) <= 100000);
    }
    CHECK(streams_counts(t)->evicted > 0);
    streams_free(t);
    t = fresh((struct stream_limits){.memory_bytes = 100000, .max_streams = 64, .gap_bytes = 1 << 20});
    for (uint32_t i = 0; i < 5000; i++) { /* one stream alone */
        struct tcp_segment g = segment(10 + 1001 * i, block, sizeof block);
        streams_segment(t, &g);
        CHECK(streams_memory(t) <= 100000);
    }
    CHECK(streams_counts(t)->gaps > 0);
    streams_free(t);
}

TEST(streams_are_kept_apart)
{
    struct streams *t = fresh((struct stream_limits){0});
    struct tcp_segment a = segment(7, "a", 1), b = segment(7, "b", 1);
    b.flow = five_tuple_reverse(&a.flow);
    streams_segment(t, &a);
    streams_segment(t, &b);
    check_text("ab");
    CHECK_INT(streams_counts(t)->streams, 2);
    streams_free(t);
}

static uint32_t rnd(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

/* Whatever the order, borders and repetitions of the segments: the same bytes. */
TEST(permuted_segments_give_identical_bytes)
{
    enum { TOTAL = 20000, CUTS = 400 };
    uint8_t *want = malloc(TOTAL);
    uint64_t state = 42;
    for (size_t i = 0; i < TOTAL; i++) want[i] = (uint8_t)rnd(&state);
    for (unsigned round = 0; round < 200; round++) {
        struct streams *t = fresh((struct stream_limits){0});
        uint32_t isn = rnd(&state) * 2, from[2 * CUTS], to[2 * CUTS], n = 0;
        out.leave = rnd(&state) % 50;
        for (uint32_t at = 0; at < TOTAL && n < CUTS;) {
            from[n] = at > 30 ? at - rnd(&state) % 30 : at; /* overlaps what is before it */
            at += n == CUTS - 1 ? TOTAL : 1 + rnd(&state) % 120;
            to[n++] = at = at > TOTAL ? TOTAL : at;
        }
        for (uint32_t k = 0, once = n; k < once / 4; k++, n++) { /* retransmissions */
            uint32_t j = rnd(&state) % once;
            from[n] = from[j], to[n] = to[j];
        }
        for (uint32_t i = n - 1; i > 1; i--) { /* all but the first are shuffled */
            uint32_t j = 1 + rnd(&state) % i, f = from[i], e = to[i];
            from[i] = from[j], to[i] = to[j], from[j] = f, to[j] = e;
        }
        for (uint32_t i = 0; i < n; i++) {
            struct tcp_segment g = segment(isn + from[i], want + from[i], to[i] - from[i]);
            streams_segment(t, &g);
        }
        out.leave = 0;
        struct tcp_segment g = segment(isn + TOTAL, "!", 1);
        streams_segment(t, &g);
        CHECK_INT(out.len, TOTAL + 1);
        CHECK_MEM(out.bytes, want, TOTAL);
        CHECK_INT(streams_counts(t)->conflicts, 0);
        CHECK_INT(streams_counts(t)->gaps, 0);
        streams_free(t);
    }
    free(want);
}
