#include "wire/ber_write.h"

#include <stdlib.h>

#include "base/macros.h"
#include "check.h"
#include "wire/ber.h"

TEST(lengths_are_patched_and_short_where_that_suffices)
{
    static const uint8_t want[] = {0x30, 0x82, 0, 9, 0xa1, 0x82, 0, 5, 0x80, 3, 'a', 'b', 'c'};
    uint8_t out[32];
    struct writer w = writer_of(out, sizeof out);
    size_t all = ber_write_begin(&w, 0x30), inside = ber_write_begin(&w, 0xa1);
    ber_write_leaf(&w, 0x80, "abc", 3);
    ber_write_end(&w, inside);
    ber_write_end(&w, all);
    CHECK(!w.failed);
    CHECK_INT(w.len, sizeof want);
    CHECK_MEM(out, want, sizeof want);
}

/* 127 octets and 128: the reader finds the same. */
TEST(long_values_are_read_again)
{
    uint8_t value[UINT16_MAX], out[UINT16_MAX + 4];
    memset(value, 7, sizeof value);
    static const size_t lengths[] = {0, 1, 127, 128, 255, 256, UINT16_MAX};
    for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
        struct writer w = writer_of(out, sizeof out);
        struct ber_element e;
        ber_write_leaf(&w, 0x81, value, lengths[i]);
        REQUIRE(!w.failed);
        struct ber r = ber_of(bytes_of(out, w.len));
        REQUIRE(ber_next(&r, &e));
        CHECK_INT(e.tag, BER_CONTEXT(1));
        CHECK(bytes_equal(e.value, bytes_of(value, lengths[i])));
    }
}

TEST(what_two_octets_cannot_tell_fails)
{
    size_t len = UINT16_MAX + 1, room = len + 4;
    uint8_t *out = malloc(room);
    REQUIRE(out);
    struct writer w = writer_of(out, room);
    size_t from = ber_write_begin(&w, 0x30);
    writer_zeros(&w, len);
    CHECK(!w.failed);
    ber_write_end(&w, from);
    CHECK(w.failed);
    free(out);
}
