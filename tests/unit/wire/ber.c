#include "wire/ber.h"

#include <stdlib.h>

#include "check.h"

#define BYTES(...) bytes_of((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

TEST(definite_nested)
{
    struct bytes b = BYTES(0x30, 0x08, 0x81, 0x01, 0x07, 0xa2, 0x03, 0x02, 0x01, 0x05);
    struct ber top = ber_of(b);
    struct ber_element e, x;
    REQUIRE(ber_next(&top, &e));
    CHECK_INT(e.tag, BER_UNIVERSAL(BER_SEQUENCE));
    CHECK(e.constructed);
    struct ber in = ber_enter(&top, &e);
    REQUIRE(ber_next(&in, &x));
    CHECK_INT(x.tag, BER_CONTEXT(1));
    CHECK_INT(x.value.len, 1);
    REQUIRE(ber_next(&in, &x));
    CHECK_INT(x.tag, BER_CONTEXT(2));
    struct ber deeper = ber_enter(&in, &x);
    REQUIRE(ber_next(&deeper, &x));
    CHECK_INT(x.tag, BER_UNIVERSAL(BER_INTEGER));
    CHECK(!ber_next(&deeper, &x));
    CHECK(ber_ok(&deeper) && !ber_next(&in, &x) && ber_ok(&in) && !ber_next(&top, &e) && ber_ok(&top));
}

TEST(inner_length_cannot_leave_its_parent)
{
    struct bytes b = BYTES(0x30, 0x03, 0x81, 0x05, 0x01, 0x02, 0x03, 0x04);
    struct ber top = ber_of(b);
    struct ber_element e, x;
    REQUIRE(ber_next(&top, &e));
    struct ber in = ber_enter(&top, &e);
    CHECK(!ber_next(&in, &x));
    CHECK(!ber_ok(&in));
    CHECK(!ber_next(&in, &x)); /* sticks */
}

TEST(indefinite_lengths)
{
    struct bytes b = BYTES(0x30, 0x80, 0xa1, 0x80, 0x02, 0x01, 0x09, 0x00, 0x00, 0x80, 0x00, 0x00, 0x00, 0x02, 0x01, 0x04);
    struct ber top = ber_of(b);
    struct ber_element e, x, y;
    size_t len = 0;
    CHECK_INT(ber_measure(b, 100, &len), BER_WHOLE);
    CHECK_INT(len, 13);
    REQUIRE(ber_next(&top, &e));
    CHECK_INT(e.value.len, 9);
    struct ber in = ber_enter(&top, &e);
    REQUIRE(ber_next(&in, &x));
    CHECK_INT(x.value.len, 3);
    REQUIRE(ber_next(&in, &y));
    CHECK_INT(y.tag, BER_CONTEXT(0));
    CHECK(!ber_next(&in, &y) && ber_ok(&in));
    REQUIRE(ber_next(&top, &e)); /* what stands behind it */
    CHECK_INT(e.tag, BER_UNIVERSAL(BER_INTEGER));
    for (size_t n = 0; n < 13; n++) CHECK_INT(ber_measure(bytes_slice(b, 0, n), 100, &len), BER_MORE);
    CHECK_INT(ber_measure(b, 12, &len), BER_BAD);
}

TEST(headers)
{
    struct ber_header h;
    CHECK_INT(ber_header(BYTES(0xbf, 0x8f, 0x7f, 0x82, 0x01, 0x00), &h), BER_WHOLE);
    CHECK_INT(h.tag, BER_CONTEXT(0x7ff));
    CHECK_INT(h.content_len, 256);
    CHECK_INT(h.octets, 6);
    CHECK_INT(ber_header(BYTES(0x7f, 0x21, 0x00), &h), BER_WHOLE);
    CHECK_INT(h.tag, BER_APPLICATION(0x21));
    CHECK_INT(ber_header(BYTES(0x04, 0x85, 0, 0, 0, 0, 3), &h), BER_WHOLE); /* leading zeros are legal */
    CHECK_INT(h.content_len, 3);
    CHECK_INT(ber_header(BYTES(0x04, 0x85, 1, 0, 0, 0, 3), &h), BER_BAD); /* more than 32 bits */
    CHECK_INT(ber_header(BYTES(0x04, 0xff), &h), BER_BAD);
    CHECK_INT(ber_header(BYTES(0x04, 0x80), &h), BER_BAD); /* primitive of indefinite length */
    CHECK_INT(ber_header(BYTES(0x1f, 0x80, 0x01, 0x00), &h), BER_BAD);
    CHECK_INT(ber_header(BYTES(0x1f, 0xff, 0xff, 0xff, 0xff, 0x7f, 0x00), &h), BER_BAD); /* more than 28 bits */
    CHECK_INT(ber_header(BYTES(0x1f, 0x81), &h), BER_MORE);
    CHECK_INT(ber_header(BYTES(0x30, 0x82, 0x01), &h), BER_MORE);
}

TEST(depth_is_capped)
{
    uint8_t deep[2 * 200];
    for (size_t i = 0; i < sizeof deep; i += 2) deep[i] = 0x30, deep[i + 1] = 0x80;
    size_t len;
    CHECK_INT(ber_measure(bytes_of(deep, sizeof deep), 1000, &len), BER_BAD);
    for (size_t i = 0, left = sizeof deep; i < sizeof deep; i += 2) left -= 2, deep[i + 1] = (uint8_t)(left < 128 ? left : 127);
    struct ber r = ber_of(bytes_of(deep + sizeof deep - 2 * 60, 2 * 60));
    struct ber_element e;
    unsigned depth = 0;
    while (ber_next(&r, &e)) {
        r = ber_enter(&r, &e);
        depth++;
    }
    CHECK(!ber_ok(&r));
    CHECK_INT(depth, BER_DEPTH_MAX + 1);
}

TEST(entering_a_primitive_fails)
{
    struct bytes b = BYTES(0x80, 0x02, 0x80, 0x00);
    struct ber r = ber_of(b);
    struct ber_element e, x;
    REQUIRE(ber_next(&r, &e));
    struct ber in = ber_enter(&r, &e);
    CHECK(!ber_next(&in, &x) && !ber_ok(&in));
}

TEST(unsigned_values)
{
    uint64_t v = 77;
    CHECK(ber_unsigned(BYTES(0x00), 10, &v) && v == 0);
    CHECK(ber_unsigned(BYTES(0x00, 0xff), 255, &v) && v == 255);
    CHECK(ber_unsigned(BYTES(0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), UINT64_MAX, &v) && v == UINT64_MAX);
    v = 77;
    CHECK(!ber_unsigned(BYTES(0xff), 255, &v));
    CHECK(!ber_unsigned(BYTES(0x01, 0x00), 255, &v));
    CHECK(!ber_unsigned(BYTES(1, 0, 0, 0, 0, 0, 0, 0, 0), UINT64_MAX, &v));
    CHECK(!ber_unsigned(bytes_of(NULL, 0), 255, &v));
    CHECK_INT(v, 77);
}
