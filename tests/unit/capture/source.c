/* Where bytes come from: compressed files and streams. */
#include <fcntl.h>
#include <isa-l/igzip_lib.h>
#include <sys/wait.h>
#include <zstd.h>

#include "base/clock.h"
#include "capture/source.h"
#include "image.h"

enum { BATCH = 256, PACKETS = 3000 };

/* Packets of 4 to 1003 bytes in runs on two interfaces. */
static struct image sample(void)
{
    struct image m = image_new(false);
    section(&m);
    interface(&m, 1, 0, "a", 0);
    interface(&m, 1, 0, "b", 0);
    for (unsigned k = 0; k < PACKETS; k++) {
        unsigned id = k / 100 % 2;
        packet(&m, id, (k - k / 100 % 2 * 100) * 1000 + id, 4 + k * 7 % 1000, (uint8_t)k);
    }
    return m;
}

static struct image gzip(struct bytes b)
{
    static struct isal_zstream stream;
    struct image z = image_new(false);
    uint8_t *in = malloc(b.len); /* igzip's input is not const */
    if (in) memcpy(in, b.data, b.len);
    isal_deflate_stateless_init(&stream);
    stream.gzip_flag = IGZIP_GZIP;
    stream.end_of_stream = 1;
    stream.next_in = in;
    stream.avail_in = (uint32_t)b.len;
    stream.next_out = z.data;
    stream.avail_out = IMAGE_MAX;
    CHECK_INT(isal_deflate_stateless(&stream), COMP_OK);
    z.len = stream.total_out;
    free(in);
    return z;
}

static struct image zstd(struct bytes b)
{
    struct image z = image_new(false);
    z.len = ZSTD_compress(z.data, IMAGE_MAX, b.data, b.len, 1);
    CHECK(!ZSTD_isError(z.len));
    return z;
}

static void append(struct image *to, struct bytes b)
{
    put_data(to, b.data, b.len, false);
}

/* Count all packets of the set whose bytes, number, interface and length are as sample() made them; closes it. */
static size_t good_packets(struct capture_set *s, struct capture_info *ret_info, size_t *ret_backwards)
{
    struct frame f[BATCH];
    size_t good = 0, backwards = 0;
    int64_t last = INT64_MIN;
    for (size_t n; (n = capture_next(s, f, BATCH)) > 0;)
        for (size_t i = 0; i < n; i++) {
            unsigned k = f[i].ref.number - 1;
            good += f[i].cap_len == 4 + k * 7 % 1000 && f[i].data[0] == (uint8_t)k && f[i].data[f[i].cap_len - 1] == (uint8_t)k &&
                    f[i].interface == k / 100 % 2;
            backwards += f[i].time_ns < last;
            last = f[i].time_ns;
        }
    if (ret_info) *ret_info = *capture_info(s, 0);
    if (ret_backwards) *ret_backwards = backwards;
    return good;
}

static void check_whole(struct bytes b, size_t memory)
{
    const struct capture_options options = {.memory_bytes = memory};
    struct capture_set *s = image_open(b, &options);
    REQUIRE(s);
    struct capture_info info;
    size_t backwards;
    CHECK_INT(good_packets(s, &info, &backwards), PACKETS);
    CHECK_INT(backwards, 0);
    CHECK(!info.truncated);
    CHECK_INT(info.read_bytes, b.len);
    CHECK_INT(info.size_bytes, b.len);
    capture_close(s);
}

TEST(compressed_captures)
{
    struct image m = sample(), g = gzip(image_bytes(&m)), z = zstd(image_bytes(&m));
    check_whole(image_bytes(&m), 0);
    check_whole(image_bytes(&g), 0);
    check_whole(image_bytes(&z), 0);
    free(m.data);
    free(g.data);
    free(z.data);
}

TEST(memory_bound_costs_order_not_packets)
{
    struct image m = sample(), z = zstd(image_bytes(&m));
    const struct capture_options options = {.memory_bytes = 1}; /* one chunk at a time */
    struct capture_set *s = image_open(image_bytes(&z), &options);
    REQUIRE(s);
    CHECK_INT(good_packets(s, NULL, NULL), PACKETS);
    capture_close(s);
    free(m.data);
    free(z.data);
}

TEST(record_larger_than_the_bound)
{
    struct image m = image_new(false);
    section(&m);
    interface(&m, 1, 0, "a", 0);
    interface(&m, 1, 0, "b", 0);
    packet(&m, 0, 1, 2000000, 1);
    block_begin(&m, 0x7777); /* skipped without being held */
    m.len += 1000000;
    block_end(&m);
    packet(&m, 1, 2, 1000000, 2);
    struct image z = zstd(image_bytes(&m));
    const struct capture_options options = {.memory_bytes = 100000};
    struct capture_set *s = image_open(image_bytes(&z), &options);
    REQUIRE(s);
    struct frame f[BATCH];
    size_t packets = 0;
    for (size_t n; (n = capture_next(s, f, BATCH)) > 0;)
        for (size_t i = 0; i < n; i++) packets += f[i].data[f[i].cap_len - 1] == f[i].ref.number;
    CHECK_INT(packets, 2);
    CHECK(!capture_info(s, 0)->truncated);
    capture_close(s);
    free(m.data);
    free(z.data);
}

TEST(several_members_and_frames)
{
    struct image m = sample();
    struct bytes first = bytes_slice(image_bytes(&m), 0, 100001), second = bytes_slice(image_bytes(&m), 100001, SIZE_MAX);
    struct image g = gzip(first), g2 = gzip(second), z = zstd(first), z2 = zstd(second);
    append(&g, image_bytes(&g2));
    append(&g, bytes_of("\0\0\0\0\0", 5)); /* padding, as tapes have it */
    check_whole(image_bytes(&g), 0);
    append(&z, bytes_of("\x53\x2a\x4d\x18\x04\0\0\0skip", 12)); /* a skippable frame */
    append(&z, image_bytes(&z2));
    check_whole(image_bytes(&z), 0);
    append(&g, bytes_of_text("garbage"));
    struct capture_set *s = image_open(image_bytes(&g), NULL);
    REQUIRE(s);
    struct capture_info info;
    CHECK_INT(good_packets(s, &info, NULL), PACKETS);
    CHECK_TEXT(info.break_text, "bytes that are not gzip follow the gzip stream");
    CHECK_INT(info.break_offset, m.len);
    capture_close(s);
    free(m.data);
    free(g.data);
    free(g2.data);
    free(z.data);
    free(z2.data);
}

static void check_cut(const struct image *whole, size_t len, const char *text)
{
    uint8_t *exact = malloc(len);
    REQUIRE(exact);
    memcpy(exact, whole->data, len);
    struct capture_set *s = NULL;
    struct fault fault;
    if (capture_open_memory(bytes_of(exact, len), "cut", NULL, &s, &fault) == ERR_OK) {
        struct capture_info info;
        size_t good = good_packets(s, &info, NULL);
        CHECK_INT(good, info.packets);
        CHECK(good <= PACKETS && info.truncated);
        CHECK_TEXT(info.break_text, text);
    } else {
        CHECK(strstr(fault.text, "cut: ") == fault.text);
    }
    capture_close(s);
    free(exact);
}

TEST(cut_compressed_streams)
{
    struct image m = sample(), g = gzip(image_bytes(&m)), z = zstd(image_bytes(&m));
    for (size_t len = 1; len < g.len; len += 1 + g.len / 300) check_cut(&g, len, "the gzip stream is cut short");
    for (size_t len = 4; len < z.len; len += 1 + z.len / 300) check_cut(&z, len, "the Zstandard stream is cut short");
    check_cut(&g, g.len - 1, "the gzip stream is cut short");
    check_cut(&z, z.len - 1, "the Zstandard stream is cut short");
    free(m.data);
    free(g.data);
    free(z.data);
}

TEST(corrupt_compressed_stream)
{
    struct image m = sample(), g = gzip(image_bytes(&m)), z = zstd(image_bytes(&m));
    g.data[g.len - 6] ^= 1; /* its checksum */
    struct capture_set *s = image_open(image_bytes(&g), NULL);
    REQUIRE(s);
    struct capture_info info;
    CHECK_INT(good_packets(s, &info, NULL), PACKETS);
    CHECK_TEXT(info.break_text, "the gzip stream is corrupt: wrong checksum");
    capture_close(s);
    memset(z.data + z.len * 9 / 10, 0xff, 4);
    s = image_open(image_bytes(&z), NULL);
    if (s) {
        size_t good = good_packets(s, &info, NULL);
        CHECK(info.truncated);
        CHECK_INT(good, info.packets);
    }
    capture_close(s);
    free(m.data);
    free(g.data);
    free(z.data);
}

TEST(other_compressions_are_named)
{
    struct capture_set *s = NULL;
    struct fault f;
    CHECK_INT(capture_open_memory(bytes_of("\xfd"
                                           "7zXZ\0\0\0",
                                           8),
                                  "x", NULL, &s, &f),
              ERR_UNSUPPORTED);
    CHECK_TEXT(f.text, "x: it is compressed with xz; only gzip and Zstandard are read");
    struct image g = gzip(bytes_of_text("this is no capture"));
    CHECK_INT(capture_open_memory(image_bytes(&g), "x", NULL, &s, &f), ERR_FORMAT);
    CHECK_TEXT(f.text, "x: its format is not recognised (neither pcap nor pcapng)");
    free(g.data);
}

/* Standard input is a pipe into which a child writes `b`; -1 when that fails. */
static pid_t feed(struct bytes b)
{
    int fds[2];
    if (pipe(fds) != 0) return -1;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        close(fds[0]);
        for (size_t at = 0; at < b.len;) { /* in odd pieces */
            ssize_t n = write(fds[1], b.data + at, b.len - at < 3333 ? b.len - at : 3333);
            if (n <= 0) break;
            at += (size_t)n;
        }
        _exit(0);
    }
    close(fds[1]);
    bool ok = child > 0 && dup2(fds[0], STDIN_FILENO) == STDIN_FILENO;
    close(fds[0]);
    return ok ? child : -1;
}

static void count_fetched(void *ctx, const struct frame *frame, const struct capture_interface *i)
{
    size_t *count = ctx;
    if (frame->data[0] == (uint8_t)(frame->ref.number - 1) && i->name) ++*count;
}

static void check_stdin(struct bytes b, bool spool)
{
    pid_t child = feed(b);
    REQUIRE(child > 0);
    const char *path = "-";
    const struct capture_options options = {.spool = spool};
    struct capture_set *s = NULL;
    struct fault f;
    CHECK_INT(capture_open(&path, 1, &options, &s, &f), ERR_OK);
    REQUIRE(s);
    struct capture_info info;
    size_t backwards, fetched = 0;
    CHECK_INT(good_packets(s, &info, &backwards), PACKETS);
    CHECK_INT(backwards, 0);
    CHECK_INT(info.size_bytes, 0);
    CHECK_INT(info.read_bytes, b.len);
    const struct frame_ref refs[] = {{0, 1}, {0, 150}, {0, PACKETS}, {0, PACKETS + 1}};
    CHECK_INT(capture_fetch(s, refs, 4, count_fetched, &fetched, &f), spool ? ERR_OK : ERR_UNSUPPORTED);
    CHECK_INT(fetched, spool ? 3 : 0);
    capture_close(s);
    waitpid(child, NULL, 0);
}

TEST(standard_input)
{
    struct image m = sample(), z = zstd(image_bytes(&m)), g = gzip(image_bytes(&m));
    check_stdin(image_bytes(&m), false);
    check_stdin(image_bytes(&m), true);
    check_stdin(image_bytes(&z), true);
    check_stdin(image_bytes(&g), true);
    free(m.data);
    free(z.data);
    free(g.data);
}

enum { PIECE = 1000, PIECES = 1200, PIECES_HELD = 300, SOURCE_BUDGET = 256 * 1024 };

/* Pieces of a source, the bytes of each its number, as frames: those that are held are frame[first..end). */
struct held {
    struct source source;
    struct frame frame[PIECES];
    unsigned end;
    uint64_t turn;
};

static void hold_on(struct held *h)
{
    const uint8_t *at;
    source_turn(&h->source, h->turn, h->turn ? h->turn - 1 : 0);
    h->turn++;
    for (; h->end < PIECES && (at = source_peek(&h->source, PIECE)); h->end++) {
        source_advance(&h->source, PIECE);
        h->frame[h->end] = (struct frame){.data = at, .cap_len = PIECE};
        source_pin(&h->source, &h->frame[h->end], 1);
    }
}

static void let_go(struct held *h, unsigned first, unsigned end)
{
    for (unsigned i = first; i < end; i++) {
        const uint8_t *data = h->frame[i].data;
        CHECK(data[0] == (uint8_t)i && data[PIECE - 1] == (uint8_t)i);
    }
    source_unpin(&h->source, h->frame + first, end - first);
}

/* Chunks become free as soon as nothing in them is held, in whatever order, and no sooner. */
TEST(chunks_go_round_in_any_order)
{
    struct image m = image_new(false);
    for (unsigned i = 0; i < PIECES; i++) memset(m.data + (size_t)i * PIECE, (int)(i & 0xff), PIECE);
    m.len = (size_t)PIECES * PIECE;
    struct image z = zstd(image_bytes(&m));
    struct raw raw;
    struct fault f;
    static struct held h;
    h = (struct held){.end = 0};
    raw_memory(&raw, image_bytes(&z));
    REQUIRE(source_open(&h.source, &raw, "pieces", SOURCE_BUDGET, &f) == ERR_OK);
    hold_on(&h);
    CHECK_INT(h.source.status, SOURCE_FULL);
    CHECK(h.end >= 200 && h.end < PIECES_HELD);
    CHECK(!source_releasable(&h.source));
    unsigned full = h.end;
    let_go(&h, 70, 129); /* of a chunk of 65 pieces, the second one, all but the last ones */
    CHECK(!source_releasable(&h.source));
    hold_on(&h);
    CHECK_INT(h.end, full);
    let_go(&h, 65, 70);
    let_go(&h, 129, 131);
    CHECK(source_releasable(&h.source));
    hold_on(&h);
    CHECK(!source_releasable(&h.source) && h.end > full + 50 && h.end < full + 80);
    /* the newest of those that are full, then the oldest one, then all; held twice is held until let go twice */
    unsigned more = h.end;
    source_pin(&h.source, h.frame, 1);
    let_go(&h, 131, 197);
    let_go(&h, 0, 65);
    CHECK(source_releasable(&h.source));
    hold_on(&h);
    CHECK(!source_releasable(&h.source) && h.end > more + 50 && h.end < more + 80);
    let_go(&h, 0, 1);
    CHECK(source_releasable(&h.source));
    for (unsigned first = 197; first < PIECES;) {
        unsigned end = h.end;
        let_go(&h, first, end);
        first = end;
        hold_on(&h);
        CHECK(h.source.held_bytes <= SOURCE_BUDGET);
        REQUIRE(h.end > end || end == PIECES);
    }
    CHECK_INT(h.end, PIECES);
    source_done(&h.source);
    raw_done(&raw);
    free(m.data);
    free(z.data);
}

/* Memory that waiting for a silent interface has used up comes back as what waits is handed out, in order and in batches. */
TEST(silent_interface_at_the_memory_bound)
{
    enum { COUNT = 3500, LENGTH = 1000 };
    struct image m = image_new(false);
    section(&m);
    for (unsigned i = 0; i < 3; i++) interface(&m, 1, 0, NULL, 0);
    for (unsigned i = 0; i < COUNT; i++) packet(&m, i / 7 % 2, (i - i / 7 % 2 * 7) * 10, LENGTH, (uint8_t)i);
    struct image z = zstd(image_bytes(&m));
    const struct capture_options options = {.memory_bytes = 1400000};
    struct capture_set *s = image_open(image_bytes(&z), &options);
    REQUIRE(s);
    struct frame f[BATCH];
    size_t frames = 0, calls = 0, backwards = 0, good = 0;
    int64_t last = INT64_MIN;
    for (size_t n; (n = capture_next(s, f, BATCH)) > 0; calls++, frames += n)
        for (size_t i = 0; i < n; i++) {
            uint8_t byte = (uint8_t)(f[i].ref.number - 1);
            good += f[i].data[0] == byte && f[i].data[LENGTH - 1] == byte;
            backwards += f[i].time_ns < last;
            last = f[i].time_ns;
        }
    CHECK_INT(frames, COUNT);
    CHECK_INT(good, COUNT);
    CHECK_INT(backwards, 0);
    CHECK(calls * 32 < frames);
    capture_close(s);
    free(m.data);
    free(z.data);
}

/* Frames that are kept outlive later calls, also when their chunks go round, until they are let go. */
TEST(kept_frames_last)
{
    enum { CALLS = 200, EACH = 40, LENGTH = 400, HELD = 50 };
    struct image m = image_new(false);
    section(&m);
    interface(&m, 1, 0, "a", 0);
    interface(&m, 1, 0, "b", 0);
    for (unsigned i = 0; i < CALLS * EACH; i++) packet(&m, i % 2, i, LENGTH, (uint8_t)(i % 251));
    char name[32];
    REQUIRE(image_file(image_bytes(&m), name));
    const char *path = name;
    struct capture_options options = {.memory_bytes = 256 * 1024};
    struct capture_set *s = NULL;
    struct fault f;
    REQUIRE(capture_open(&path, 1, &options, &s, &f) == ERR_OK);
    static struct frame frames[HELD][EACH];
    capture_keep(s);
    uint64_t calls = 0, seen = 0, wrong = 0;
    for (size_t n; (n = capture_next(s, frames[calls % HELD], EACH)) > 0;) {
        CHECK_INT(n, EACH);
        seen += n;
        calls++;
        if (calls < HELD) continue;
        /* the oldest ones are still what they were */
        for (unsigned i = 0; i < EACH; i++) {
            const struct frame *k = &frames[calls % HELD][i];
            for (unsigned at = 0; at < LENGTH; at++) wrong += k->data[at] != (k->ref.number - 1) % 251;
        }
        capture_let_go(s, calls - HELD + 1);
    }
    CHECK_INT(seen, CALLS * EACH);
    CHECK_INT(wrong, 0);
    capture_close(s);
    unlink(name);
    free(m.data);
}

TEST(standard_input_from_a_file_is_read_by_position)
{
    struct image m = sample();
    char name[32];
    REQUIRE(image_file(image_bytes(&m), name));
    int fd = open(name, O_RDONLY);
    REQUIRE(fd >= 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO);
    close(fd);
    const char *path = "-";
    struct capture_set *s = NULL;
    struct fault f;
    CHECK_INT(capture_open(&path, 1, NULL, &s, &f), ERR_OK);
    REQUIRE(s);
    size_t fetched = 0;
    const struct frame_ref ref = {0, 7};
    CHECK_INT(capture_info(s, 0)->size_bytes, m.len);
    CHECK_INT(good_packets(s, NULL, NULL), PACKETS);
    CHECK_INT(capture_fetch(s, &ref, 1, count_fetched, &fetched, &f), ERR_OK);
    CHECK_INT(fetched, 1);
    capture_close(s);
    unlink(name);
    free(m.data);
}
