#include "proto/x2x3.h"

#include <stdlib.h>

#include "check.h"
#include "golden_file.h"
#include "wire/writer.h"

static const struct golden {
    const char *file;
    uint16_t version, type, format, direction;
    uint32_t seq, unknown;
    int64_t time_ns;
} golden[] = {
    {"x2-sip-v1", 1, X2X3_X2, 9, 3, 1, 0, 1795300000123456789},
    {"x3-ip-v5", 5, X2X3_X3, 5, 2, 7, 0, 1795300000123456789},
    {"x3-ip-v0500-time12", 0x0500, X2X3_X3, 5, 3, 8, 0, 1795300001000000005},
    {"x3-ipv6-v2", 2, X2X3_X3, 6, 3, 9, 0, CLOCK_NONE},
    {"x3-additional-xid", 5, X2X3_X3, 5, 2, 10, 0, CLOCK_NONE},
    {"x2-unknown-attribute", 1, X2X3_X2, 9, 3, 11, 1, 1795300000123456789},
    {"x2-xiri-targets", 6, X2X3_X2, 2, 3, 12, 0, 1795300000123456789},
    {"x3-gtpu", 5, X2X3_X3, 12, 2, 13, 0, CLOCK_NONE},
    {"x3-ethernet", 1, X2X3_X3, 7, 3, 14, 0, CLOCK_NONE},
    {"x3-rtp", 5, X2X3_X3, 8, 2, 15, 0, CLOCK_NONE},
    {"x2-sequence-twice", 5, X2X3_X2, 9, 3, 17, 1, CLOCK_NONE},
    {"keepalive", 1, X2X3_KEEPALIVE, 0, 0, 0, 0, CLOCK_NONE},
    {"keepalive-numbered", 6, X2X3_KEEPALIVE, 0, 0, 99, 0, CLOCK_NONE},
    {"keepalive-ack", 1, X2X3_KEEPALIVE_ACK, 0, 0, 0, 0, CLOCK_NONE},
};

static const uint8_t xid[16] = {0x7c, 0x1d, 0x9f, 0x0a, 0x55, 0xe2, 0x4b, 0x8e, 0x9a, 0x41, 0x0d, 0x2f, 0x6b, 0xe0, 0xc3, 0xa7};

static struct bytes load(const char *name)
{
    return golden_file("tests/golden/x2x3/%s.bin", name);
}

TEST(golden_pdus)
{
    for (size_t i = 0; i < ARRAY_LEN(golden); i++) {
        const struct golden *g = &golden[i];
        struct bytes b = load(g->file);
        struct x2x3 x;
        size_t len = 0;
        REQUIRE(b.len > 0);
        CHECK_INT(x2x3_length(b, X2X3_SIZE_MAX, &len), FRAMING_WHOLE);
        CHECK_INT(len, b.len);
        CHECK(x2x3_believable(b));
        REQUIRE(x2x3_decode(b, &x) == ERR_OK);
        CHECK_INT(x.version, g->version);
        CHECK_INT(x.type, g->type);
        CHECK_INT(x.format, g->format);
        CHECK_INT(x.direction, g->direction);
        CHECK_INT(x.seq, g->seq);
        CHECK_INT(x.has_seq, g->type <= X2X3_X3 || g->seq > 0);
        CHECK_INT(x.time_ns, g->time_ns);
        CHECK_INT(x.unknown_elements, g->unknown);
        CHECK_INT(x.payload.len + x.header_len, b.len);
        if (g->type <= X2X3_X3) CHECK_MEM(x.xid, xid, 16);
        golden_file_free(b);
    }
}

TEST(attributes)
{
    struct bytes b = load("x2-sip-v1");
    struct x2x3 x;
    char text[ENDPOINT_TEXT];
    REQUIRE(x2x3_decode(b, &x) == ERR_OK);
    CHECK_TEXT(endpoint_text(&x.flow.src, x.flow.sport, text), "192.0.2.7:5060");
    CHECK_TEXT(endpoint_text(&x.flow.dst, x.flow.dport, text), "198.51.100.9:5062");
    CHECK_INT(x.flow.protocol, 17);
    CHECK(bytes_equal(x.nfid, bytes_of_text("nf-1")) && bytes_equal(x.ipid, bytes_of_text("poi-1")));
    CHECK(bytes_equal(x.domain, bytes_of_text("dom.example")));
    REQUIRE(x.target_count == 1);
    CHECK(x.targets[0].matched && bytes_equal(x.targets[0].text, bytes_of_text("<SIPURI>sip:a@example.net</SIPURI>")));
    CHECK_INT(x.correlation, 0x1001);
    golden_file_free(b);
    b = load("x3-additional-xid");
    REQUIRE(x2x3_decode(b, &x) == ERR_OK);
    REQUIRE(x.extra_xid_count == 1);
    CHECK_INT(x.extra_xids[0].xid[0], 0x0e);
    golden_file_free(b);
    b = load("x3-gtpu");
    REQUIRE(x2x3_decode(b, &x) == ERR_OK);
    REQUIRE(x.extra_xid_count == 1);
    CHECK(x.extra_xids[0].has_correlation && x.extra_xids[0].correlation == 0x2002);
    CHECK(x.extra_xids[0].has_seq && x.extra_xids[0].seq == 77);
    golden_file_free(b);
    b = load("x2-xiri-targets");
    REQUIRE(x2x3_decode(b, &x) == ERR_OK);
    REQUIRE(x.target_count == 3);
    CHECK(x.targets[0].matched && !x.targets[1].matched && !x.targets[2].matched);
    golden_file_free(b);
    b = load("x3-ipv6-v2");
    REQUIRE(x2x3_decode(b, &x) == ERR_OK);
    CHECK_TEXT(ip_text(&x.flow.dst, text), "2001:db8::2");
    golden_file_free(b);
}

TEST(every_prefix_is_incomplete)
{
    for (size_t i = 0; i < ARRAY_LEN(golden); i++) {
        struct bytes b = load(golden[i].file);
        REQUIRE(b.len > 0);
        for (size_t n = 0; n < b.len; n++) {
            uint8_t *copy = malloc(n ? n : 1);
            struct x2x3 x;
            size_t len = 0;
            memcpy(copy, b.data, n);
            CHECK_INT(x2x3_length(bytes_of(copy, n), X2X3_SIZE_MAX, &len), FRAMING_MORE);
            CHECK(len == (n < 12 ? 0 : b.len));
            CHECK(x2x3_decode(bytes_of(copy, n), &x) == ERR_FORMAT);
            (void)!x2x3_believable(bytes_of(copy, n));
            free(copy);
        }
        golden_file_free(b);
    }
}

TEST(every_bit_flipped)
{
    for (size_t i = 0; i < ARRAY_LEN(golden); i++) {
        struct bytes b = load(golden[i].file);
        REQUIRE(b.len > 0);
        uint8_t *copy = malloc(b.len);
        for (size_t at = 0; at < b.len * 8; at++) {
            struct x2x3 x;
            size_t len = 0;
            memcpy(copy, b.data, b.len);
            copy[at / 8] ^= (uint8_t)(1 << at % 8);
            if (x2x3_length(bytes_of(copy, b.len), X2X3_SIZE_MAX, &len) == FRAMING_WHOLE) CHECK(len <= b.len);
            (void)!x2x3_believable(bytes_of(copy, b.len));
            if (x2x3_decode(bytes_of(copy, b.len), &x) == ERR_OK) CHECK_INT((size_t)x.header_len + x.payload_len, b.len);
        }
        free(copy);
        golden_file_free(b);
    }
}

/* A PDU of which one field can be made wrong. */
static struct bytes build(uint8_t out[static 128], uint16_t version, uint16_t type, uint32_t header_len, uint16_t format,
                          uint16_t direction, uint8_t xid_octet, uint16_t attribute, uint16_t attribute_len)
{
    struct writer w = writer_of(out, 128);
    writer_u16(&w, version);
    writer_u16(&w, type);
    writer_u32(&w, header_len);
    writer_u32(&w, 4);
    writer_u16(&w, format);
    writer_u16(&w, direction);
    for (int i = 0; i < 16; i++) writer_u8(&w, xid_octet);
    writer_u64(&w, 9);
    writer_u16(&w, attribute);
    writer_u16(&w, attribute_len);
    writer_u32(&w, 1);
    writer_u32(&w, 0xdeadbeef);
    return bytes_of(out, w.len);
}

TEST(belief_needs_every_field)
{
    uint8_t out[128];
    CHECK(x2x3_believable(build(out, 5, 2, 48, 5, 3, 7, 8, 4)));
    CHECK(x2x3_believable(build(out, 0x1234, 2, 48, 5, 3, 7, 8, 4))); /* any version when the rest is consistent */
    CHECK(!x2x3_believable(build(out, 0, 2, 48, 5, 3, 7, 8, 4)));
    CHECK(!x2x3_believable(build(out, 5, 5, 48, 5, 3, 7, 8, 4)));
    CHECK(!x2x3_believable(build(out, 5, 0, 48, 5, 3, 7, 8, 4)));
    CHECK(!x2x3_believable(build(out, 5, 3, 48, 5, 3, 7, 8, 4))); /* a keepalive carries nothing */
    CHECK(!x2x3_believable(build(out, 5, 2, 47, 5, 3, 7, 8, 4)));
    CHECK(!x2x3_believable(build(out, 5, 2, 39, 5, 3, 7, 8, 4)));
    CHECK(!x2x3_believable(build(out, 5, 2, 48, 0, 3, 7, 8, 4)));
    CHECK(!x2x3_believable(build(out, 5, 2, 48, 500, 3, 7, 8, 4)));
    CHECK(!x2x3_believable(build(out, 5, 2, 48, 5, 0, 7, 8, 4)));
    CHECK(!x2x3_believable(build(out, 5, 2, 48, 5, 6, 7, 8, 4)));
    CHECK(!x2x3_believable(build(out, 5, 2, 48, 5, 3, 0, 8, 4)));
    CHECK(!x2x3_believable(build(out, 5, 2, 48, 5, 3, 7, 0, 4)));
    CHECK(!x2x3_believable(build(out, 5, 2, 48, 5, 3, 7, 14, 4))); /* a port of 4 octets */
    CHECK(!x2x3_believable(build(out, 5, 2, 48, 5, 3, 7, 8, 3)));
}

TEST(size_cap)
{
    uint8_t out[128];
    size_t len = 0;
    struct bytes b = build(out, 5, 2, 48, 5, 3, 7, 8, 4);
    CHECK_INT(x2x3_length(b, 52, &len), FRAMING_WHOLE);
    CHECK_INT(x2x3_length(b, 51, &len), FRAMING_NONE);
    store_be32(out + 8, UINT32_MAX);
    CHECK_INT(x2x3_length(b, X2X3_SIZE_MAX, &len), FRAMING_NONE);
    store_be32(out + 4, UINT32_MAX);
    CHECK_INT(x2x3_length(b, X2X3_SIZE_MAX, &len), FRAMING_NONE);
}
