#include "capture/pcapng_writer.h"

#include "base/clock.h"
#include "image.h"

enum { SOME = 16 };

TEST(what_is_written_is_read)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    REQUIRE(out);
    struct pcapng_writer w;
    pcapng_writer_begin(&w, out, "custos 0.1.0", "F-0001");
    CHECK_INT(pcapng_writer_interface(&w, 1, 262144, "gn0"), 0);
    CHECK_INT(pcapng_writer_interface(&w, 101, 0, NULL), 1);
    const uint8_t data[] = "twenty-one bytes here";
    pcapng_writer_packet(&w, 0, 1795303015648162097, data, 21, 1500, FRAME_OUTBOUND, "copied: tunnel GRE, in 7");
    pcapng_writer_packet(&w, 1, 1795303015648162098, data, 0, 0, FRAME_UNKNOWN, NULL);
    pcapng_writer_packet(&w, 1, -5, data, 4, 4, FRAME_INBOUND, NULL);
    CHECK(!ferror(out));
    fclose(out);
    CHECK_INT(len % 4, 0);
    CHECK(memmem(text, len, "copied: tunnel GRE, in 7", 24));
    CHECK(memmem(text, len, "custos 0.1.0", 12));
    CHECK(memmem(text, len, "F-0001\0\0", 8));
    struct frame f[SOME];
    size_t n;
    struct capture_set *s = image_read(bytes_of(text, len), f, SOME, &n);
    CHECK_INT(n, 3);
    if (n == 3) {
        CHECK_INT(f[0].time_ns, 1795303015648162097);
        CHECK_INT(f[0].cap_len, 21);
        CHECK_INT(f[0].wire_len, 1500);
        CHECK_MEM(f[0].data, data, 21);
        CHECK_INT(f[0].direction, FRAME_OUTBOUND);
        CHECK_INT(f[1].time_ns, 1795303015648162098);
        CHECK_INT(f[1].interface, 1);
        CHECK_INT(f[1].direction, FRAME_UNKNOWN);
        CHECK_INT(f[2].time_ns, 0); /* before 1970 there is no time: the earliest */
        CHECK_INT(f[2].direction, FRAME_INBOUND);
        CHECK_TEXT(capture_interface(s, 0)->name, "gn0");
        CHECK_INT(capture_interface(s, 0)->snap_len, 262144);
        CHECK(!capture_interface(s, 1)->name);
        CHECK_INT(capture_interface(s, 1)->link_type, 101);
        CHECK(!capture_info(s, 0)->truncated);
    }
    capture_close(s);
    free(text);
}

TEST(long_comment_is_cut_between_characters)
{
    enum { LEN = 70000 };
    char *comment = malloc(LEN + 1);
    REQUIRE(comment);
    for (size_t i = 0; i + 1 < LEN; i += 2) memcpy(comment + i, "\xc3\xa9", 2); /* e acute: byte 65535 is the second of one */
    comment[LEN] = 0;
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    REQUIRE(out);
    struct pcapng_writer w;
    pcapng_writer_begin(&w, out, NULL, NULL);
    (void)pcapng_writer_interface(&w, 1, 0, NULL);
    size_t before = (size_t)ftell(out);
    pcapng_writer_packet(&w, 0, 1, (const uint8_t *)"data", 4, 4, FRAME_UNKNOWN, comment);
    fclose(out);
    const uint8_t *at = (const uint8_t *)text + before + 28 + 4;
    CHECK_INT(at[0] | at[1] << 8, 1);
    CHECK_INT(at[2] | at[3] << 8, 65534);
    free(comment);
    struct frame f[SOME];
    size_t n;
    struct capture_set *s = image_read(bytes_of(text, len), f, SOME, &n);
    CHECK_INT(n, 1);
    CHECK(s && !capture_info(s, 0)->truncated);
    capture_close(s);
    free(text);
}

TEST(failed_write_shows)
{
    FILE *full = fopen("/dev/full", "w");
    REQUIRE(full);
    setvbuf(full, NULL, _IONBF, 0);
    struct pcapng_writer w;
    pcapng_writer_begin(&w, full, "custos", NULL);
    CHECK(ferror(full));
    fclose(full);
}
