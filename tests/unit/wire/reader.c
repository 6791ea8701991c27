#include "wire/reader.h"

#include <stdlib.h>

#include "check.h"

static const uint8_t data[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18};

TEST(reads_in_order)
{
    struct reader r = reader_of(bytes_of(data, sizeof data));
    CHECK_INT(reader_left(&r), 18);
    CHECK_INT(reader_u8(&r), 0x01);
    CHECK_INT(reader_u16(&r), 0x0203);
    CHECK_INT(reader_u24(&r), 0x040506);
    CHECK_INT(reader_u32(&r), 0x0708090a);
    CHECK(reader_u64(&r) == UINT64_C(0x0b0c0d0e0f101112));
    CHECK(reader_ok(&r));
    CHECK_INT(reader_left(&r), 0);
    CHECK_INT(reader_u8(&r), 0);
    CHECK(!reader_ok(&r));
}

typedef uint64_t read_fn(struct reader *r);
static uint64_t read_8(struct reader *r)
{
    return reader_u8(r);
}
static uint64_t read_16(struct reader *r)
{
    return reader_u16(r);
}
static uint64_t read_24(struct reader *r)
{
    return reader_u24(r);
}
static uint64_t read_32(struct reader *r)
{
    return reader_u32(r);
}
static uint64_t read_64(struct reader *r)
{
    return reader_u64(r);
}

/* Blocks of exactly the length, so that the sanitizer sees a read one past the end. */
TEST(every_short_length_fails_and_gives_zero)
{
    static const struct {
        read_fn *read;
        size_t width;
    } reads[] = {{read_8, 1}, {read_16, 2}, {read_24, 3}, {read_32, 4}, {read_64, 8}};
    for (size_t i = 0; i < sizeof reads / sizeof *reads; i++)
        for (size_t len = 0; len < 9; len++) {
            uint8_t *block = malloc(len ? len : 1);
            REQUIRE(block);
            memset(block, 0xff, len ? len : 1);
            struct reader r = reader_of(bytes_of(block, len));
            uint64_t got = reads[i].read(&r);
            CHECK_INT(reader_ok(&r), len >= reads[i].width);
            CHECK_INT(got != 0, len >= reads[i].width);
            CHECK_INT(reader_left(&r), len >= reads[i].width ? len - reads[i].width : 0);
            free(block);
        }
}

TEST(the_first_failure_sticks)
{
    struct reader r = reader_of(bytes_of(data, 4));
    CHECK(reader_take(&r, 5) == NULL);
    CHECK(!reader_ok(&r));
    CHECK_INT(reader_left(&r), 0);
    CHECK_INT(reader_u8(&r), 0);       /* would have fitted before */
    CHECK(reader_take(&r, 0) == NULL); /* even nothing fails now */
    CHECK_INT(reader_bytes(&r, 1).len, 0);
    CHECK_INT(reader_rest(&r).len, 0);
    CHECK(!reader_ok(&r));
}

TEST(huge_lengths_do_not_wrap)
{
    struct reader r = reader_of(bytes_of(data, 4));
    CHECK(reader_take(&r, SIZE_MAX) == NULL);
    r = reader_of(bytes_of(data, 4));
    reader_skip(&r, 2);
    CHECK_INT(reader_bytes(&r, SIZE_MAX - 1).len, 0);
    CHECK(!reader_ok(&r));
}

TEST(slices_and_rest)
{
    struct reader r = reader_of(bytes_of(data, 6));
    struct bytes b = reader_bytes(&r, 2);
    CHECK(b.data == data && b.len == 2);
    CHECK_INT(reader_bytes(&r, 0).len, 0);
    b = reader_rest(&r);
    CHECK(b.data == data + 2 && b.len == 4);
    CHECK(reader_ok(&r));
    CHECK_INT(reader_rest(&r).len, 0); /* nothing left is no failure */
    CHECK(reader_ok(&r));
    reader_skip(&r, 1);
    CHECK(!reader_ok(&r));
}

TEST(an_inner_length_never_reaches_outside_its_parent)
{
    struct reader r = reader_of(bytes_of(data, 6));
    struct reader sub = reader_sub(&r, 3);
    CHECK_INT(reader_left(&sub), 3);
    CHECK_INT(reader_left(&r), 3);
    CHECK_INT(reader_u32(&sub), 0); /* one more than it has, though the parent would have it */
    CHECK(!reader_ok(&sub));
    CHECK(reader_ok(&r));
    CHECK_INT(reader_u8(&r), 4);
    sub = reader_sub(&r, 3); /* more than the parent has left: both fail */
    CHECK(!reader_ok(&sub));
    CHECK(!reader_ok(&r));
    CHECK_INT(reader_left(&sub), 0);
}

TEST(no_bytes_at_all)
{
    struct reader r = reader_of(bytes_of(NULL, 0));
    CHECK(reader_ok(&r));
    CHECK_INT(reader_left(&r), 0);
    CHECK_INT(reader_rest(&r).len, 0);
    CHECK_INT(reader_u16(&r), 0);
    CHECK(!reader_ok(&r));
}
