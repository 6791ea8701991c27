#include "base/bytes.h"

#include "check.h"

static const uint8_t data[] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};

TEST(slices_are_clipped)
{
    struct bytes all = bytes_of(data, sizeof data);
    for (size_t from = 0; from < 12; from++)
        for (size_t len = 0; len < 12; len++) {
            struct bytes s = bytes_slice(all, from, len);
            size_t start = from < 8 ? from : 8;
            CHECK(s.data == data + start);
            CHECK_INT(s.len, len < 8 - start ? len : 8 - start);
        }
    CHECK_INT(bytes_slice(all, 1, SIZE_MAX).len, 7);
    CHECK_INT(bytes_slice(all, SIZE_MAX, SIZE_MAX).len, 0);
    CHECK(bytes_slice(bytes_of(NULL, 0), 3, 3).data == NULL);
}

TEST(comparison)
{
    CHECK(bytes_equal(bytes_of_text("abc"), bytes_of("abcd", 3)));
    CHECK(!bytes_equal(bytes_of_text("abc"), bytes_of_text("abd")));
    CHECK(!bytes_equal(bytes_of_text("abc"), bytes_of_text("ab")));
    CHECK(bytes_equal(bytes_of(NULL, 0), bytes_of_text("")));
}

TEST(big_endian_loads_at_any_alignment)
{
    uint8_t shifted[9];
    for (size_t by = 0; by < 2; by++) {
        memcpy(shifted + by, data, sizeof data);
        CHECK_INT(load_be16(shifted + by), 0x0123);
        CHECK_INT(load_be24(shifted + by), 0x012345);
        CHECK_INT(load_be32(shifted + by), 0x01234567);
        CHECK(load_be64(shifted + by) == UINT64_C(0x0123456789abcdef));
    }
}
