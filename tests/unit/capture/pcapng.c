#include "base/clock.h"
#include "image.h"

enum { SOME = 64, US = 1000 };

static void check_section(bool big)
{
    struct image m = image_new(big);
    section(&m);
    interface(&m, 1, 96, "gn0", 0);
    interface(&m, 101, 0, NULL, 9);
    interface(&m, 113, 0, "oam0", 0x80 | 10);
    packet_begin(&m, 0, 5000000, 61, 1400, 1);
    option_number(&m, 1, 0x2a2a2a2a, 4); /* a comment */
    option_number(&m, 2, 2, 4);
    block_end(&m);
    packet_begin(&m, 1, 5000000001, 40, 40, 2);
    option_number(&m, 2, 1, 4);
    block_end(&m);
    packet(&m, 2, 6 * 1024 + 512, 40, 3);
    struct frame f[SOME];
    size_t n;
    struct capture_set *s = image_read(image_bytes(&m), f, SOME, &n);
    CHECK_INT(n, 3);
    if (n == 3) {
        CHECK_INT(f[0].time_ns, 5 * CLOCK_SECOND);
        CHECK_INT(f[1].time_ns, 5000000001);
        CHECK_INT(f[2].time_ns, 6500000000);
        CHECK_INT(f[0].cap_len, 61);
        CHECK_INT(f[0].wire_len, 1400);
        CHECK_INT(f[0].data[60], 1);
        CHECK_INT(f[0].direction, FRAME_OUTBOUND);
        CHECK_INT(f[1].direction, FRAME_INBOUND);
        CHECK_INT(f[2].direction, FRAME_UNKNOWN);
        CHECK_INT(f[2].interface, 2);
        CHECK_INT(f[2].link_type, 113);
        CHECK_TEXT(capture_info(s, 0)->format, "pcapng");
        CHECK_INT(capture_info(s, 0)->snapped_packets, 1);
        CHECK_TEXT(capture_interface(s, 0)->name, "gn0");
        CHECK_INT(capture_interface(s, 0)->snap_len, 96);
        CHECK(!capture_interface(s, 1)->name);
        CHECK_INT(capture_interface(s, 1)->link_type, 101);
        CHECK_INT(capture_interface(s, 2)->packets, 1);
    }
    capture_close(s);
    free(m.data);
}

TEST(both_byte_orders)
{
    check_section(false);
    check_section(true);
}

TEST(sections_restart_interfaces)
{
    struct image m = image_new(false);
    section(&m);
    interface(&m, 1, 0, "a", 0);
    interface(&m, 1, 0, "b", 0);
    packet(&m, 1, 1000, 20, 1);
    m.big = true; /* the next section has another byte order */
    section(&m);
    interface(&m, 101, 0, "c", 0);
    packet(&m, 0, 2000, 20, 2);
    size_t at = m.len;
    packet(&m, 1, 3000, 20, 3); /* "b" is not of this section */
    struct frame f[SOME];
    size_t n;
    struct capture_set *s = image_read(image_bytes(&m), f, SOME, &n);
    CHECK_INT(n, 2);
    if (n == 2) {
        CHECK_INT(f[0].interface, 1);
        CHECK_INT(f[1].interface, 2);
        CHECK_INT(f[1].link_type, 101);
        CHECK_INT(f[1].ref.number, 2);
        CHECK_INT(capture_interface_count(s), 3);
        CHECK_TEXT(capture_interface(s, 2)->name, "c");
        CHECK_INT(capture_info(s, 0)->break_offset, at);
    }
    capture_close(s);
    free(m.data);
}

TEST(simple_and_obsolete_packets)
{
    struct image m = image_new(false);
    section(&m);
    interface(&m, 1, 30, "a", 0);
    block_begin(&m, 3);
    put(&m, 100, 4); /* snapped to the interface's 30 bytes */
    put_data(&m, "0123456789012345678901234567890", 30, true);
    block_end(&m);
    block_begin(&m, 2);
    put(&m, 0, 2);
    put(&m, 7, 2); /* seven lost before it */
    put(&m, 0, 4);
    put(&m, 9000000, 4);
    put(&m, 5, 4);
    put(&m, 50, 4);
    put_data(&m, "abcde", 5, true);
    option_number(&m, 2, 1, 4);
    block_end(&m);
    block_begin(&m, 3);
    put(&m, 4, 4);
    put_data(&m, "wxyz", 4, true);
    block_end(&m);
    struct frame f[SOME];
    size_t n;
    struct capture_set *s = image_read(image_bytes(&m), f, SOME, &n);
    CHECK_INT(n, 3);
    if (n == 3) {
        CHECK_INT(f[0].cap_len, 30);
        CHECK_INT(f[0].wire_len, 100);
        CHECK_INT(f[0].time_ns, 0); /* none known yet */
        CHECK_INT(f[1].time_ns, 9 * CLOCK_SECOND);
        CHECK_INT(f[1].direction, FRAME_INBOUND);
        CHECK_MEM(f[1].data, "abcde", 5);
        CHECK_INT(f[2].time_ns, 9 * CLOCK_SECOND); /* that of the packet before it */
        CHECK_INT(capture_info(s, 0)->dropped_packets, 7);
        CHECK_INT(capture_info(s, 0)->first_ns, 9 * CLOCK_SECOND);
    }
    capture_close(s);
    free(m.data);
}

static void statistics(struct image *m, uint32_t id, uint64_t if_drop, uint64_t os_drop)
{
    block_begin(m, 5);
    put(m, id, 4);
    put(m, 0, 8);
    option_number(m, 4, 1000, 8);
    option_number(m, 5, if_drop, 8);
    option_number(m, 7, os_drop, 8);
    put(m, 0, 4);
    block_end(m);
}

static int64_t dropped(const struct image *m)
{
    struct frame f[SOME];
    size_t n;
    struct capture_set *s = image_read(image_bytes(m), f, SOME, &n);
    int64_t d = s ? capture_info(s, 0)->dropped_packets : -2;
    CHECK(s && !capture_info(s, 0)->truncated);
    capture_close(s);
    return d;
}

TEST(losses_are_counted_once)
{
    struct image m = image_new(false);
    section(&m);
    interface(&m, 1, 0, "a", 0);
    interface(&m, 1, 0, "b", 0);
    CHECK_INT(dropped(&m), -1);
    statistics(&m, 0, 5, 2);
    statistics(&m, 0, 6, 3); /* cumulative: 9, not 16 */
    statistics(&m, 1, 1, 0);
    CHECK_INT(dropped(&m), 10);
    packet_begin(&m, 0, 1, 20, 20, 1);
    option_number(&m, 4, 4, 8); /* four of the nine */
    block_end(&m);
    CHECK_INT(dropped(&m), 10);
    packet_begin(&m, 0, 1, 20, 20, 1);
    option_number(&m, 4, 8, 8); /* twelve by now */
    block_end(&m);
    CHECK_INT(dropped(&m), 13);
    section(&m);
    interface(&m, 1, 0, "a", 0);
    statistics(&m, 0, 100, 0); /* a new interface */
    CHECK_INT(dropped(&m), 113);
    statistics(&m, 0, UINT64_MAX, UINT64_MAX);
    CHECK_INT(dropped(&m), INT64_MAX);
    free(m.data);
}

struct secrets {
    unsigned calls;
    char text[64];
};

static void on_secrets(void *ctx, uint32_t capture, const uint8_t *data, size_t len)
{
    struct secrets *s = ctx;
    s->calls += capture == 0;
    if (len < sizeof s->text) memcpy(s->text, data, len);
}

TEST(tls_key_log_is_handed_out)
{
    static const char log[] = "CLIENT_RANDOM 00 11\n";
    struct image m = image_new(true);
    section(&m);
    for (uint32_t type = 0x544c534b; type <= 0x544c534c; type++) { /* TLS key log, and another kind */
        block_begin(&m, 10);
        put(&m, type, 4);
        put(&m, sizeof log - 1, 4);
        put_data(&m, log, sizeof log - 1, true);
        block_end(&m);
    }
    struct capture_set *s = image_open(image_bytes(&m), NULL);
    REQUIRE(s);
    struct secrets got = {0};
    capture_on_secrets(s, on_secrets, &got);
    struct frame f[SOME];
    CHECK_INT(capture_next(s, f, SOME), 0);
    CHECK_INT(got.calls, 1);
    CHECK_TEXT(got.text, log);
    capture_close(s);
    free(m.data);
}

TEST(other_blocks_are_skipped_and_numbered_as_wireshark_does)
{
    struct image m = image_new(false);
    section(&m);
    interface(&m, 1, 0, NULL, 0);
    static const uint32_t types[] = {4, 0xbad, 0x40000bad, 0x12345, 0x80000001};
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        block_begin(&m, types[i]);
        put_data(&m, "payload of it", 13, true);
        block_end(&m);
    }
    block_begin(&m, 0x12345); /* a length that is no multiple of four, padded all the same */
    put_data(&m, "abc", 3, true);
    put(&m, 15, 4);
    m.data[m.block + 4] = 15;
    packet(&m, 0, 1, 20, 1);
    struct frame f[SOME];
    size_t n;
    struct capture_set *s = image_read(image_bytes(&m), f, SOME, &n);
    CHECK_INT(n, 1);
    if (n == 1) CHECK_INT(f[0].ref.number, 3); /* the two custom blocks are counted */
    capture_close(s);
    free(m.data);
}

TEST(long_and_odd_names)
{
    char name[400];
    memset(name, 'n', sizeof name);
    name[399] = 0;
    struct image m = image_new(false);
    section(&m);
    interface(&m, 1, 0, name, 0);
    block_begin(&m, 1);
    put(&m, 1, 8);
    option(&m, 2, "eth0\0\0\0", 7);
    block_end(&m);
    struct frame f[SOME];
    size_t n;
    struct capture_set *s = image_read(image_bytes(&m), f, SOME, &n);
    CHECK_INT(n, 0);
    REQUIRE(s);
    CHECK_INT(strlen(capture_interface(s, 0)->name), 255);
    CHECK_TEXT(capture_interface(s, 1)->name, "eth0");
    capture_close(s);
    free(m.data);
}

/* After one good packet, what `spoil` makes of the second one is a break there. */
static void check_break(size_t at, uint32_t value, const char *text)
{
    struct image m = image_new(false);
    section(&m);
    interface(&m, 1, 0, NULL, 0);
    packet(&m, 0, 1, 20, 1);
    struct image second = m;
    packet_begin(&m, 0, 1, 20, 20, 1);
    option_number(&m, 2, 1, 4);
    block_end(&m);
    size_t offset = second.len;
    second.len += at;
    put(&second, value, 4);
    struct frame f[SOME];
    size_t n;
    struct capture_set *s = image_read(image_bytes(&m), f, SOME, &n);
    CHECK_INT(n, 1);
    REQUIRE(s);
    CHECK(capture_info(s, 0)->truncated);
    CHECK_INT(capture_info(s, 0)->break_offset, offset);
    CHECK_TEXT(capture_info(s, 0)->break_text, text);
    capture_close(s);
    free(m.data);
}

TEST(breaks)
{
    check_break(4, 11, "a block claims 11 bytes");
    check_break(4, 0x10000001, "a block claims 268435457 bytes");
    check_break(4, 0x0f000000, "a block claims 251658240 bytes");
    check_break(4, 0x01000000, "the file ends inside a block");
    check_break(4, 56, "the two lengths of a block differ");
    check_break(8, 1, "a packet of an interface that was not described");
    check_break(20, 33, "a packet is longer than its block");
    check_break(20, 0xffffffff, "a packet is longer than its block");
    check_break(48, 0x00050002, "an option of a packet is cut short");
    check_break(0, 5, "an option of interface statistics is cut short");
    check_break(0, 0x0a0d0d0a, "a section header without a byte-order magic");
}

TEST(interfaces_are_bounded)
{
    struct image m = image_new(false);
    section(&m);
    size_t at = 0;
    for (unsigned i = 0; i < 65536; i++) {
        at = m.len;
        interface(&m, 1, 0, NULL, 0);
    }
    struct frame f[SOME];
    size_t n;
    struct capture_set *s = image_read(image_bytes(&m), f, SOME, &n);
    REQUIRE(s);
    CHECK_INT(capture_interface_count(s), 65535);
    CHECK_INT(capture_info(s, 0)->break_offset, at);
    capture_close(s);
    free(m.data);
}

TEST(cut_at_every_byte)
{
    struct image m = image_new(false);
    size_t ends[5] = {0}, blocks[16], count = 0;
    section(&m);
    blocks[count++] = m.len;
    interface(&m, 1, 0, "a", 9);
    blocks[count++] = m.len;
    interface(&m, 1, 0, "b", 9);
    blocks[count++] = m.len;
    for (size_t i = 1; i < 5; i++) {
        packet_begin(&m, i % 2, i, 21, 21, (uint8_t)i);
        option_number(&m, 2, 1, 4);
        put(&m, 0, 4);
        block_end(&m);
        ends[i] = blocks[count++] = m.len;
        if (i == 2) {
            statistics(&m, 0, 1, 2);
            blocks[count++] = m.len;
            block_begin(&m, 4);
            put(&m, 0, 8);
            block_end(&m);
            blocks[count++] = m.len;
        }
    }
    for (size_t len = blocks[0]; len <= m.len; len++) {
        uint8_t *exact = malloc(len);
        REQUIRE(exact);
        memcpy(exact, m.data, len);
        struct frame f[SOME];
        size_t n, whole = 0, at = 0;
        while (whole < 4 && ends[whole + 1] <= len) whole++;
        for (size_t i = 0; i < count; i++)
            if (blocks[i] <= len) at = blocks[i];
        struct capture_set *s = image_read(bytes_of(exact, len), f, SOME, &n);
        CHECK_INT(n, whole);
        if (s) {
            CHECK_INT(capture_info(s, 0)->truncated, len != at);
            if (len != at) CHECK_INT(capture_info(s, 0)->break_offset, at);
        }
        capture_close(s);
        free(exact);
    }
    free(m.data);
}

TEST(file_that_is_only_part_of_a_header)
{
    struct image m = image_new(false);
    section(&m);
    for (size_t len = 4; len < m.len; len++) {
        struct capture_set *s = NULL;
        struct fault f = {0};
        CHECK_INT(capture_open_memory(bytes_of(m.data, len), "x", NULL, &s, &f), ERR_FORMAT);
        CHECK_TEXT(f.text, "x: the file ends inside a section header");
    }
    free(m.data);
}
