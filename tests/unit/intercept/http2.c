/* HTTP/2 from real senders (tests/golden/http2): bodies put together, X1 paired; cut, damaged and hostile input. */
#include "intercept/http2_side.h"
#include "intercept/tracker.h"
#include "intercept/x1.h"
#include "tls_sessions.h"

enum { BODIES_MAX = 16, SENT_MAX = 128 * 1024 };

/* What each end sent, and the bodies that were put in. */
static struct {
    uint8_t sent[2][SENT_MAX];
    size_t len[2];
    struct {
        unsigned end, stream, status;
        uint8_t *data; /* owned */
        size_t len;
        bool met;
    } body[BODIES_MAX];
    size_t bodies;
} session;

static void read_line(const char *line)
{
    if (line[0] == 'c' || line[0] == 's') {
        unsigned end = line[0] == 's';
        session.len[end] += played_hex(strchr(line, ' ') + 1, session.sent[end] + session.len[end], SENT_MAX - session.len[end]);
        return;
    }
    char kind[8];
    int at = 0;
    ENSURE(session.bodies < BODIES_MAX);
    size_t i = session.bodies++;
    ENSURE(sscanf(line, "%7s %u %u %n", kind, &session.body[i].stream, &session.body[i].status, &at) == 3);
    session.body[i].end = kind[0] == 'a';
    session.body[i].data = malloc(strlen(line) / 2 + 1);
    ENSURE(session.body[i].data);
    session.body[i].len = played_hex(line + at, session.body[i].data, strlen(line) / 2);
}

static void close_session(void)
{
    for (size_t i = 0; i < session.bodies; i++) free(session.body[i].data);
    memset(&session, 0, sizeof session);
}

static void open_session(const char *name)
{
    char path[128];
    size_t len = 0;
    snprintf(path, sizeof path, "tests/golden/http2/%s.h2", name);
    char *text = (char *)check_file(path, &len);
    ENSURE(text && len);
    text[len - 1] = 0;
    for (char *line = text, *end; line; line = end ? end + 1 : NULL) {
        end = strchr(line, '\n');
        if (end) *end = 0;
        read_line(line);
    }
    free(text);
}

static void meet(unsigned end, const struct http2_message *m)
{
    for (size_t i = 0; i < session.bodies; i++) {
        if (session.body[i].end != end || session.body[i].stream != m->stream) continue;
        CHECK(!session.body[i].met && m->request == (end == 0) && m->status == session.body[i].status);
        CHECK(m->body.len == session.body[i].len && (!m->body.len || !memcmp(m->body.data, session.body[i].data, m->body.len)));
        session.body[i].met = true;
        return;
    }
    CHECK(!"a body that nobody put in");
}

static void check_bodies(const char *name)
{
    open_session(name);
    for (unsigned end = 0; end < 2; end++) {
        struct http2_sides *all = http2_sides_new();
        struct http2_side *side = NULL;
        struct http2_message m;
        struct http2_frame f;
        struct bytes b = bytes_of(session.sent[end], session.len[end]);
        REQUIRE(all && http2_side_new(all, &side) && http2_starts(b) && http2_preface(b) == (end == 0));
        if (end == 0) b = bytes_slice(b, HTTP2_PREFACE_LEN, SIZE_MAX);
        while (b.len && side) {
            REQUIRE(http2_frame(b, &f) == FRAMING_WHOLE);
            if (http2_side_take(side, &f, (struct frame_ref){0, 1}, &m)) meet(end, &m);
            b = bytes_slice(b, f.len, SIZE_MAX);
        }
        CHECK(side);
        http2_sides_free(all);
        CHECK(!side);
    }
    for (size_t i = 0; i < session.bodies; i++) CHECK(session.body[i].met);
    close_session();
}

TEST(bodies_of_real_senders)
{
    check_bodies("curl");
    check_bodies("nghttp");
    check_bodies("interleaved");
}

/* --- through the tracker -------------------------------------------------------------------------------------------------- */

struct told {
    unsigned exchanges, paired, unlike, product; /* unlike: the answer is of another type */
};

static void on_event(void *ctx, const struct intercept_event *e)
{
    struct told *t = ctx;
    if (!e->control) {
        t->product++;
        return;
    }
    t->exchanges++;
    t->paired += e->control->request && e->control->answer;
    t->unlike += e->control->request && e->control->answer && e->control->request->type != e->control->answer->type;
}

static struct intercept_tracker *tracker(struct told *told)
{
    struct intercept_limits limits = {.memory_bytes = 2 << 20};
    struct intercept_tracker *t = intercept_tracker_new(&limits, on_event, told);
    ENSURE(t);
    *told = (struct told){0};
    return t;
}

static void send_part(struct intercept_tracker *t, unsigned end, size_t from, size_t to, const uint8_t *sent)
{
    struct tcp_segment g = played_segment((int)end, from, bytes_of(sent + from, to - from));
    if (from == 0) g.flags = TCP_SYN;
    intercept_segment(t, &g);
}

/* Both directions in segments of that size; `skip` leaves out [from, to) of one. */
struct hole {
    unsigned end;
    size_t from, to;
};

static struct told play(size_t size, struct hole hole)
{
    struct told told;
    struct intercept_tracker *t = tracker(&told);
    for (unsigned end = 0; end < 2; end++)
        for (size_t at = 0; at < session.len[end];) {
            size_t to = at + size < session.len[end] ? at + size : session.len[end];
            bool holed = end == hole.end && hole.to > hole.from;
            if (holed && at == hole.from) at = hole.to, to = at + size < session.len[end] ? at + size : session.len[end];
            if (holed && at < hole.from && to > hole.from) to = hole.from;
            if (to > at) send_part(t, end, at, to, session.sent[end]);
            at = to;
        }
    intercept_flush(t);
    intercept_tracker_free(t);
    return told;
}

static void check_exchanges(const char *name, unsigned exchanges)
{
    static const size_t sizes[] = {7, 100, 1400, SIZE_MAX / 2};
    open_session(name);
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        struct told told = play(sizes[i], (struct hole){0});
        CHECK_INT(told.exchanges, exchanges);
        CHECK_INT(told.paired, exchanges);
        CHECK_INT(told.unlike, 0);
    }
    close_session();
}

TEST(exchanges_are_paired)
{
    check_exchanges("curl", 1);
    check_exchanges("nghttp", 3);
    check_exchanges("interleaved", 6); /* one body is no X1, one request has none, one was reset */
}

TEST(a_gap_in_a_body_loses_its_message_only)
{
    open_session("interleaved");
    size_t at = 0;
    for (size_t i = 0; i < session.bodies && !at; i++) /* the third part of the longest body, of the activation */
        if (session.body[i].end == 0 && session.body[i].stream == 1) {
            const uint8_t *found = memmem(session.sent[0], session.len[0], session.body[i].data + 1000, 400);
            REQUIRE(found);
            at = (size_t)(found - session.sent[0]);
        }
    struct told told = play(100, (struct hole){0, at + 10, at + 300});
    CHECK_INT(told.exchanges, 6); /* of the activation, the answer alone is left */
    CHECK_INT(told.paired, 5);
    told = play(100, (struct hole){0, 60, 400}); /* header blocks */
    CHECK_INT(told.paired, 0);
    CHECK_INT(told.exchanges, 6); /* the answers */
    close_session();
}

TEST(cut_and_damaged_at_every_byte)
{
    open_session("curl");
    for (unsigned end = 0; end < 2; end++)
        for (size_t at = 0; at < session.len[end]; at++) {
            size_t whole = session.len[end];
            session.len[end] = at;
            struct told told = play(SIZE_MAX / 2, (struct hole){0});
            CHECK(told.paired == 0 || at + 40 > whole); /* the last frames carry nothing */
            CHECK(told.exchanges <= 1 && !told.product);
            session.len[end] = whole;
            session.sent[end][at] ^= (uint8_t)(1u << at % 8);
            told = play(SIZE_MAX / 2, (struct hole){0});
            CHECK(told.exchanges <= 2 && !told.product); /* two: request and answer no longer fit together */
            session.sent[end][at] ^= (uint8_t)(1u << at % 8);
        }
    close_session();
}

/* --- caps ------------------------------------------------------------------------------------------------------------------ */

static struct http2_frame frame(uint8_t type, uint8_t flags, uint32_t stream, struct bytes payload)
{
    return (struct http2_frame){type, flags, stream, payload, HTTP2_HEADER_LEN + payload.len};
}

static const struct frame_ref somewhere = {0, 1};
static const uint8_t post[] = {0x83}; /* :method POST, of the static table */

TEST(open_messages_are_capped)
{
    struct http2_sides *all = http2_sides_new();
    struct http2_side *side = NULL;
    struct http2_message m;
    REQUIRE(all && http2_side_new(all, &side));
    for (uint32_t i = 0; i <= HTTP2_STREAMS_MAX; i++) {
        struct http2_frame f = frame(HTTP2_HEADERS, HTTP2_END_HEADERS, 2 * i + 1, bytes_of(post, 1));
        REQUIRE(!http2_side_take(side, &f, somewhere, &m) && side);
    }
    struct http2_frame first = frame(HTTP2_DATA, HTTP2_END_STREAM, 1, bytes_of_text("x"));
    struct http2_frame second = frame(HTTP2_DATA, HTTP2_END_STREAM, 3, bytes_of_text("x"));
    CHECK(!http2_side_take(side, &first, somewhere, &m)); /* the oldest made room */
    CHECK(http2_side_take(side, &second, somewhere, &m) && m.request && m.body.len == 1);
    http2_sides_free(all);
}

TEST(bodies_are_capped)
{
    static uint8_t block[HTTP2_FRAME_MAX];
    struct http2_sides *all = http2_sides_new();
    struct http2_side *sides[20] = {0};
    struct http2_message m;
    unsigned whole = 0;
    REQUIRE(all);
    for (unsigned i = 0; i < ARRAY_LEN(sides); i++) {
        struct http2_frame head = frame(HTTP2_HEADERS, HTTP2_END_HEADERS, 1, bytes_of(post, 1));
        struct http2_frame data = frame(HTTP2_DATA, 0, 1, bytes_of(block, sizeof block));
        REQUIRE(http2_side_new(all, &sides[i]));
        CHECK(!http2_side_take(sides[i], &head, somewhere, &m));
        for (unsigned k = 0; k < HTTP2_BODY_MAX / HTTP2_FRAME_MAX; k++) CHECK(!http2_side_take(sides[i], &data, somewhere, &m));
    }
    for (unsigned i = 0; i < ARRAY_LEN(sides); i++) {
        struct http2_frame end = frame(HTTP2_DATA, HTTP2_END_STREAM, 1, bytes_of(NULL, 0));
        whole += http2_side_take(sides[i], &end, somewhere, &m);
    }
    CHECK_INT(whole, HTTP2_BODIES_MAX / HTTP2_BODY_MAX); /* the latest */
    http2_sides_free(all);
}

TEST(a_body_beyond_the_cap_is_dropped)
{
    static uint8_t block[HTTP2_FRAME_MAX];
    struct http2_sides *all = http2_sides_new();
    struct http2_side *side = NULL;
    struct http2_message m;
    struct http2_frame head = frame(HTTP2_HEADERS, HTTP2_END_HEADERS, 1, bytes_of(post, 1));
    struct http2_frame data = frame(HTTP2_DATA, 0, 1, bytes_of(block, sizeof block));
    struct http2_frame end = frame(HTTP2_DATA, HTTP2_END_STREAM, 1, bytes_of(block, 1));
    REQUIRE(all && http2_side_new(all, &side));
    CHECK(!http2_side_take(side, &head, somewhere, &m));
    for (unsigned k = 0; k < HTTP2_BODY_MAX / HTTP2_FRAME_MAX; k++) CHECK(!http2_side_take(side, &data, somewhere, &m));
    CHECK(!http2_side_take(side, &end, somewhere, &m) && side);
    http2_sides_free(all);
}

/* One literal into the table, then thousands of references to it (RFC 7541 cl. 7). */
TEST(header_blocks_that_swell_are_given_up)
{
    uint8_t block[4000];
    struct http2_sides *all = http2_sides_new();
    struct http2_side *side = NULL;
    struct http2_message m;
    memset(block, 0xbe, sizeof block);         /* the latest entry of the table */
    memcpy(block, "\x40\x01x\x7f\xe1\x0e", 6); /* x: and 2000 octets of value follow */
    memset(block + 6, 'y', 2000);
    struct http2_frame f = frame(HTTP2_HEADERS, HTTP2_END_HEADERS, 1, bytes_of(block, sizeof block));
    REQUIRE(all && http2_side_new(all, &side));
    CHECK(!http2_side_take(side, &f, somewhere, &m));
    CHECK(!side);
    http2_sides_free(all);
}

TEST(header_blocks_must_not_be_interleaved)
{
    struct http2_sides *all = http2_sides_new();
    struct http2_side *side = NULL;
    struct http2_message m;
    struct http2_frame head = frame(HTTP2_HEADERS, 0, 1, bytes_of(post, 1));
    struct http2_frame other = frame(HTTP2_DATA, 0, 1, bytes_of(post, 1));
    REQUIRE(all && http2_side_new(all, &side));
    CHECK(!http2_side_take(side, &head, somewhere, &m) && side);
    CHECK(!http2_side_take(side, &other, somewhere, &m) && !side);
    http2_sides_free(all);
}

TEST(the_longest_idle_direction_makes_room)
{
    static struct http2_side *sides[HTTP2_SIDES_MAX + 1];
    struct http2_sides *all = http2_sides_new();
    REQUIRE(all);
    for (unsigned i = 0; i <= HTTP2_SIDES_MAX; i++) REQUIRE(http2_side_new(all, &sides[i]));
    CHECK(!sides[0] && sides[1] && sides[HTTP2_SIDES_MAX]);
    http2_sides_free(all);
}

/* Nine octets like a server's settings, and then product: it was no HTTP/2. */
TEST(a_false_start_is_no_blindness)
{
    static const uint8_t start[HTTP2_HEADER_LEN] = {0, 0, 0, 4};
    struct told told;
    struct intercept_tracker *t = tracker(&told);
    size_t len, at = sizeof start;
    uint8_t *pdu = check_file("tests/golden/x2x3/x3-ip-v5.bin", &len), sent[4096];
    REQUIRE(pdu && at + 3 * len <= sizeof sent);
    memcpy(sent, start, sizeof start);
    for (unsigned i = 0; i < 3; i++) memcpy(sent + at + i * len, pdu, len);
    send_part(t, 0, 0, at, sent);
    for (unsigned i = 0; i < 3; i++, at += len) send_part(t, 0, at, at + len, sent);
    intercept_flush(t);
    CHECK(told.product >= 2);
    intercept_tracker_free(t);
    free(pdu);
}

TEST(frames_that_break_their_type)
{
    static const struct {
        uint8_t bytes[12];
        size_t len;
        enum framing is;
    } cases[] = {
        {{0, 0, 0, 0, 0, 0, 0, 0, 1}, 9, FRAMING_WHOLE},          /* empty DATA */
        {{0, 0, 0, 0, 0, 0, 0, 0, 0}, 9, FRAMING_NONE},           /* DATA of no stream */
        {{0, 0, 1, 0, 8, 0, 0, 0, 1, 1}, 10, FRAMING_NONE},       /* padding beyond the frame */
        {{0, 0, 2, 0, 8, 0, 0, 0, 1, 1, 0}, 11, FRAMING_WHOLE},   /* nothing but padding */
        {{0, 0, 1, 4, 0, 0, 0, 0, 0, 1}, 10, FRAMING_NONE},       /* half a setting */
        {{0, 0, 3, 3, 0, 0, 0, 0, 1, 1, 1, 1}, 12, FRAMING_NONE}, /* RST_STREAM of three octets */
        {{0xff, 0, 0, 0, 0, 0, 0, 0, 1}, 9, FRAMING_NONE},        /* beyond the cap */
        {{0, 0, 9, 77, 0, 0, 0, 0, 1}, 9, FRAMING_MORE},          /* a type that is not known */
        {{0, 0, 0, 0}, 4, FRAMING_MORE},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct http2_frame f;
        CHECK_INT(http2_frame(bytes_of(cases[i].bytes, cases[i].len), &f), cases[i].is);
    }
}
