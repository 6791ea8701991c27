#include "base/clock.h"
#include "image.h"

enum { SOME = 16 };

static void check_two_packets(bool big, uint32_t magic, int64_t unit_ns)
{
    struct image m = image_new(big);
    pcap_header(&m, magic, 1);
    pcap_packet(&m, 1000, 5, 60, 60, 0xaa);
    pcap_packet(&m, 1000, 6, 64, 1514, 0xbb);
    struct frame f[SOME];
    size_t n;
    struct capture_set *s = image_read(image_bytes(&m), f, SOME, &n);
    CHECK_INT(n, 2);
    if (n == 2) {
        CHECK_INT(f[0].time_ns, 1000 * CLOCK_SECOND + 5 * unit_ns);
        CHECK_INT(f[1].time_ns, 1000 * CLOCK_SECOND + 6 * unit_ns);
        CHECK_INT(f[0].ref.number, 1);
        CHECK_INT(f[1].ref.number, 2);
        CHECK_INT(f[1].cap_len, 64);
        CHECK_INT(f[1].wire_len, 1514);
        CHECK_INT(f[1].data[0], 0xbb);
        CHECK_INT(f[1].link_type, 1);
        const struct capture_info *i = capture_info(s, 0);
        CHECK_TEXT(i->format, "pcap");
        CHECK_INT(i->packets, 2);
        CHECK_INT(i->bytes, 1574);
        CHECK_INT(i->snapped_packets, 1);
        CHECK_INT(i->dropped_packets, -1);
        CHECK_INT(i->first_ns, f[0].time_ns);
        CHECK_INT(i->last_ns, f[1].time_ns);
        CHECK_INT(i->read_bytes, m.len);
        CHECK(!i->truncated && !i->break_text);
        CHECK_INT(capture_interface_count(s), 1);
        CHECK_INT(capture_interface(s, 0)->packets, 2);
        CHECK_INT(capture_interface(s, 0)->snap_len, 65535);
    }
    capture_close(s);
    free(m.data);
}

TEST(byte_orders_and_resolutions)
{
    check_two_packets(false, 0xa1b2c3d4, 1000);
    check_two_packets(true, 0xa1b2c3d4, 1000);
    check_two_packets(false, 0xa1b23c4d, 1);
    check_two_packets(true, 0xa1b23c4d, 1);
}

static uint16_t link_type_of(uint32_t field)
{
    struct image m = image_new(false);
    pcap_header(&m, 0xa1b2c3d4, field);
    struct capture_set *s = image_open(image_bytes(&m), NULL);
    uint16_t type = s ? capture_interface(s, 0)->link_type : 0;
    capture_close(s);
    free(m.data);
    return type;
}

TEST(link_type_without_check_sequence_bits)
{
    CHECK_INT(link_type_of(0x24000001), 1); /* four bytes of FCS */
    CHECK_INT(link_type_of(0x30000084), 132);
    CHECK_INT(link_type_of(276), 276);
    CHECK_INT(link_type_of(12), 101); /* DLT_RAW as BSD numbers it */
}

TEST(old_versions_swap_lengths)
{
    struct image m = image_new(false);
    pcap_header(&m, 0xa1b2c3d4, 1);
    m.data[6] = 2;
    pcap_packet(&m, 1, 0, 60, 0, 1);
    m.data[24 + 8] = 100; /* 2.2: the length on the wire comes first */
    m.data[24 + 12] = 60;
    struct frame f[SOME];
    size_t n;
    struct capture_set *s = image_read(image_bytes(&m), f, SOME, &n);
    CHECK_INT(n, 1);
    if (n == 1) {
        CHECK_INT(f[0].cap_len, 60);
        CHECK_INT(f[0].wire_len, 100);
    }
    capture_close(s);
    free(m.data);
}

TEST(wire_length_is_at_least_captured)
{
    struct image m = image_new(false);
    pcap_header(&m, 0xa1b2c3d4, 1);
    pcap_packet(&m, 1, 0, 255, 225, 1);
    struct frame f[SOME];
    size_t n;
    struct capture_set *s = image_read(image_bytes(&m), f, SOME, &n);
    CHECK_INT(n, 1);
    if (n == 1) CHECK_INT(f[0].wire_len, 255);
    capture_close(s);
    free(m.data);
}

TEST(impossible_packet_length_is_a_break)
{
    struct image m = image_new(false);
    pcap_header(&m, 0xa1b2c3d4, 1);
    pcap_packet(&m, 1, 0, 60, 60, 1);
    size_t at = m.len;
    pcap_packet(&m, 1, 0, 60, 60, 1);
    m.data[at + 11] = 2; /* 32 MiB */
    struct frame f[SOME];
    size_t n;
    struct capture_set *s = image_read(image_bytes(&m), f, SOME, &n);
    CHECK_INT(n, 1);
    REQUIRE(s);
    CHECK(capture_info(s, 0)->truncated);
    CHECK_INT(capture_info(s, 0)->break_offset, at);
    CHECK_TEXT(capture_info(s, 0)->break_text, "a packet claims 33554492 bytes");
    capture_close(s);
    free(m.data);
}

static void refused(struct bytes b, enum err code, const char *part)
{
    struct capture_set *s = NULL;
    struct fault f = {0};
    CHECK_INT(capture_open_memory(b, "x.pcap", NULL, &s, &f), code);
    CHECK(!s);
    CHECK_INT(f.code, code);
    CHECK(strstr(f.text, "x.pcap: ") == f.text);
    if (!CHECK(strstr(f.text, part))) printf("        got \"%s\"\n", f.text);
}

TEST(other_formats_are_refused_by_name)
{
    struct image m = image_new(true);
    pcap_header(&m, 0xa1b2cd34, 1);
    refused(image_bytes(&m), ERR_UNSUPPORTED, "Kuznetzov");
    m.len = 0;
    pcap_header(&m, 0xcd34b2a1, 1);
    refused(image_bytes(&m), ERR_UNSUPPORTED, "Mesquita");
    refused(bytes_of("snoop\0\0\0\0\0\0\2", 12), ERR_UNSUPPORTED, "snoop");
    refused(bytes_of_text("hello, world, this is text"), ERR_FORMAT, "not recognised");
    refused(bytes_of_text(""), ERR_FORMAT, "empty");
    refused(bytes_of_text("abc"), ERR_TRUNCATED, "first four bytes");
    m.len = 0;
    pcap_header(&m, 0xa1b2c3d4, 1);
    refused(bytes_slice(image_bytes(&m), 0, 23), ERR_TRUNCATED, "file header");
    m.data[5] = 3;
    refused(image_bytes(&m), ERR_UNSUPPORTED, "version 3.4");
    free(m.data);
}

TEST(header_without_packets_is_a_capture)
{
    struct image m = image_new(false);
    pcap_header(&m, 0xa1b2c3d4, 1);
    struct frame f[SOME];
    size_t n;
    struct capture_set *s = image_read(image_bytes(&m), f, SOME, &n);
    REQUIRE(s);
    CHECK_INT(n, 0);
    CHECK(!capture_info(s, 0)->truncated);
    CHECK_INT(capture_info(s, 0)->first_ns, CLOCK_NONE);
    capture_close(s);
    free(m.data);
}

TEST(cut_at_every_byte)
{
    struct image m = image_new(false);
    size_t ends[4] = {0};
    pcap_header(&m, 0xa1b2c3d4, 1);
    ends[0] = m.len;
    for (size_t i = 1; i < 4; i++) {
        pcap_packet(&m, (uint32_t)i, 0, 20, 20, (uint8_t)i);
        ends[i] = m.len;
    }
    for (size_t len = ends[0]; len <= m.len; len++) {
        uint8_t *exact = malloc(len); /* so that the sanitizer sees a read past the end */
        REQUIRE(exact);
        memcpy(exact, m.data, len);
        struct frame f[SOME];
        size_t n, whole = 0;
        while (whole < 3 && ends[whole + 1] <= len) whole++;
        struct capture_set *s = image_read(bytes_of(exact, len), f, SOME, &n);
        CHECK_INT(n, whole);
        if (s) {
            CHECK_INT(capture_info(s, 0)->truncated, len != ends[whole]);
            if (len != ends[whole]) CHECK_INT(capture_info(s, 0)->break_offset, ends[whole]);
        }
        capture_close(s);
        free(exact);
    }
    free(m.data);
}
