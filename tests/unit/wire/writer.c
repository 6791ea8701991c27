#include "wire/writer.h"

#include <stdlib.h>

#include "check.h"
#include "wire/reader.h"

TEST(writes_big_endian_in_order)
{
    uint8_t out[22];
    static const uint8_t want[22] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 'a', 'b', 0, 0, 0, 0, 0};
    memset(out, 0xff, sizeof out);
    struct writer w = writer_of(out, sizeof out);
    writer_u8(&w, 1);
    writer_u16(&w, 0x0203);
    writer_u32(&w, 0x04050607);
    writer_u64(&w, UINT64_C(0x08090a0b0c0d0e0f));
    writer_bytes(&w, bytes_of_text("ab"));
    writer_bytes(&w, bytes_of(NULL, 0));
    writer_zeros(&w, 5);
    CHECK(!w.failed);
    CHECK_INT(w.len, 22);
    CHECK_MEM(out, want, sizeof want);
}

TEST(what_the_writer_wrote_the_reader_reads)
{
    uint8_t out[15];
    struct writer w = writer_of(out, sizeof out);
    writer_u8(&w, 0xfe);
    writer_u16(&w, 0xfedc);
    writer_u32(&w, 0xfedcba98);
    writer_u64(&w, UINT64_C(0xfedcba9876543210));
    struct reader r = reader_of(bytes_of(out, w.len));
    CHECK_INT(reader_u8(&r), 0xfe);
    CHECK_INT(reader_u16(&r), 0xfedc);
    CHECK_INT(reader_u32(&r), 0xfedcba98);
    CHECK(reader_u64(&r) == UINT64_C(0xfedcba9876543210));
    CHECK(reader_ok(&r) && reader_left(&r) == 0);
}

/* Blocks of exactly the length, so that the sanitizer sees a write one past the end. */
TEST(every_short_length_fails_and_sticks)
{
    for (size_t size = 0; size < 15; size++) {
        uint8_t *block = malloc(size ? size : 1);
        REQUIRE(block);
        struct writer w = writer_of(block, size);
        writer_u64(&w, 1);
        writer_u32(&w, 2);
        writer_u16(&w, 3);
        writer_u8(&w, 4);
        CHECK(w.failed);
        CHECK(w.len <= size);
        size_t len = w.len;
        writer_zeros(&w, 0); /* even nothing fails now */
        writer_u8(&w, 5);
        CHECK(w.failed);
        CHECK_INT(w.len, len);
        free(block);
    }
}

TEST(huge_lengths_do_not_wrap)
{
    uint8_t out[4];
    struct writer w = writer_of(out, sizeof out);
    writer_u16(&w, 1);
    CHECK(writer_room(&w, SIZE_MAX) == NULL);
    CHECK(w.failed);
    CHECK_INT(w.len, 2);
}

TEST(lengths_are_patched_afterwards)
{
    uint8_t out[12];
    struct writer w = writer_of(out, sizeof out);
    writer_u16(&w, 0);
    writer_u32(&w, 0);
    writer_u32(&w, 0x01020304);
    writer_patch_u16(&w, 0, 0xabcd);
    writer_patch_u32(&w, 2, 0xdeadbeef);
    CHECK(!w.failed);
    CHECK_INT(load_be16(out), 0xabcd);
    CHECK_INT(load_be32(out + 2), 0xdeadbeef);
    CHECK_INT(load_be32(out + 6), 0x01020304);
}

TEST(only_what_was_written_can_be_patched)
{
    uint8_t out[8] = {0};
    for (size_t at = 0; at < 9; at++) {
        struct writer w = writer_of(out, sizeof out);
        writer_zeros(&w, 5);
        writer_patch_u16(&w, at, 0xffff);
        CHECK_INT(w.failed, at > 3);
        w = writer_of(out, sizeof out);
        writer_zeros(&w, 5);
        writer_patch_u32(&w, at, 0xffffffff);
        CHECK_INT(w.failed, at > 1);
        CHECK_INT(out[5] | out[6] | out[7], 0);
    }
    struct writer w = writer_of(out, 1);
    writer_u16(&w, 1); /* fails: a patch cannot mend it */
    writer_patch_u16(&w, 0, 1);
    CHECK(w.failed);
}
