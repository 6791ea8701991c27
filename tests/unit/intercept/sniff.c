#include "intercept/sniff.h"

#include <stdlib.h>

#include "check.h"
#include "golden_file.h"
#include "intercept/tracker.h"
#include "wire/writer.h"

static uint64_t state = 88172645463325252u;

static uint64_t rnd(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static void fill(uint8_t *p, size_t len)
{
    for (size_t i = 0; i < len; i += 8) {
        uint64_t v = rnd();
        memcpy(p + i, &v, len - i < 8 ? len - i : 8);
    }
}

static const char *const golden[] = {
    "tests/golden/pspdu/iri-begin-ip.ber",
    "tests/golden/pspdu/cc-voip.ber",
    "tests/golden/pspdu/keepalive.ber",
    "tests/golden/pspdu/encrypted.ber",
    "tests/golden/pspdu/hi1-activated.ber",
    "tests/golden/x2x3/x2-sip-v1.bin",
    "tests/golden/x2x3/x3-ip-v5.bin",
    "tests/golden/x2x3/x3-ip-v0500-time12.bin",
    "tests/golden/x2x3/x3-ipv6-v2.bin",
    "tests/golden/x2x3/keepalive.bin",
    "tests/golden/x2x3/x2-unknown-attribute.bin",
};

TEST(golden_pdus_are_found)
{
    for (size_t i = 0; i < ARRAY_LEN(golden); i++) {
        struct bytes b = golden_file("%s", golden[i]);
        uint8_t block[2000];
        CHECK(intercept_sniff(b, false));
        fill(block, sizeof block);
        memcpy(block + 500, b.data, b.len);
        CHECK(!intercept_sniff(bytes_of(block, sizeof block), false));
        CHECK(intercept_sniff(bytes_of(block, 500 + b.len), true));
        CHECK_INT(sniff_find(bytes_of(block, 500 + b.len), 0).at, 500);
        /* what follows is no PDU: not believed */
        block[500 + b.len + 2] = 0xff;
        block[500 + b.len] = 0xff;
        CHECK(!intercept_sniff(bytes_of(block, sizeof block), true));
        golden_file_free(b);
    }
}

TEST(random_buffers)
{
    enum { ROUNDS = 1000000, SIZE = 96 };
    uint8_t *block = malloc(SIZE);
    unsigned hits = 0;
    for (unsigned i = 0; i < ROUNDS; i++) {
        size_t len = rnd() % (SIZE + 1);
        fill(block, SIZE);
        hits += intercept_sniff(bytes_of(block + SIZE - len, len), true); /* ends where the heap block ends */
    }
    CHECK_INT(hits, 0);
    free(block);
}

/* Random, but with the fields right that a cheap test would look at. */
TEST(near_misses)
{
    unsigned hits = 0;
    uint8_t block[256];
    for (unsigned i = 0; i < 300000; i++) {
        struct writer w = writer_of(block, sizeof block);
        fill(block, sizeof block);
        writer_u16(&w, i % 2 ? 5 : 1);
        writer_u16(&w, (uint16_t)(1 + i % 4));
        writer_u32(&w, 44 + (uint32_t)rnd() % 120);
        writer_u32(&w, (uint32_t)rnd() % 1000);
        writer_u16(&w, (uint16_t)(i % 17));
        writer_u16(&w, (uint16_t)(i % 6));
        hits += intercept_sniff(bytes_of(block, sizeof block), false);
        fill(block, sizeof block);
        static const uint8_t almost[] = {0x30, 0x81, 0xf0, 0xa1, 0x50, 0x80, 0x07, 0x04, 0x00, 0x02, 0x02, 0x05, 0x01, 0x11};
        memcpy(block, almost, sizeof almost);
        block[7 + i % 6] ^= (uint8_t)(1 << rnd() % 8); /* one bit of the OID */
        hits += intercept_sniff(bytes_of(block, sizeof block), true);
    }
    CHECK_INT(hits, 0);
}

/* Small numbers in a row, as in many binary protocols. */
TEST(small_numbers)
{
    unsigned hits = 0;
    uint8_t block[400];
    for (unsigned i = 0; i < 200000; i++) {
        unsigned width = 1u << i % 4;
        memset(block, 0, sizeof block);
        for (size_t at = width - 1; at < sizeof block; at += width) block[at] = (uint8_t)(rnd() % (i % 7 + 2));
        hits += intercept_sniff(bytes_of(block, sizeof block), true);
    }
    CHECK_INT(hits, 0);
}

static void check_innocent(const char *name, const uint8_t *data, size_t len)
{
    uint8_t block[1460];
    for (size_t at = 0; at < sizeof block; at += len) memcpy(block + at, data, len < sizeof block - at ? len : sizeof block - at);
    bool hit = intercept_sniff(bytes_of(data, len), false) || intercept_sniff(bytes_of(block, sizeof block), false) ||
               intercept_sniff(bytes_of(block, sizeof block), true);
    CHECK_TEXT(hit ? name : "", "");
}

TEST(ordinary_traffic)
{
#define INNOCENT(name, ...) check_innocent(name, (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))
    static const char http[] = "GET /index.html HTTP/1.1\r\nHost: example.net\r\n\r\n";
    check_innocent("http", (const uint8_t *)http, sizeof http - 1);
    INNOCENT("zeros", 0, 0, 0, 0, 0, 0, 0, 0);
    INNOCENT("ones", 0xff, 0xff, 0xff, 0xff);
    INNOCENT("tls", 0x16, 3, 1, 0, 0xc8, 1, 0, 0, 0xc4, 3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    INNOCENT("rtp", 0x80, 0, 0, 1, 0, 0, 0, 0xa0, 0x11, 0x22, 0x33, 0x44, 0xd5, 0xd5, 0xd5, 0xd5);
    INNOCENT("ldap", 0x30, 0x0c, 2, 1, 1, 0x60, 7, 2, 1, 3, 4, 0, 0x80, 0);
    INNOCENT("snmp", 0x30, 0x29, 2, 1, 1, 4, 6, 'p', 'u', 'b', 'l', 'i', 'c', 0xa0, 0x1c, 2, 4, 1, 2, 3, 4, 2, 1, 0, 2, 1, 0,
             0x30);
    INNOCENT("kerberos", 0, 0, 0, 0x50, 0x6a, 0x4e, 0x30, 0x4c, 0xa1, 3, 2, 1, 5, 0xa2, 3, 2, 1, 10, 0xa4, 0x40, 0x30, 0x3e);
    INNOCENT("other etsi oid", 0x30, 0x30, 0xa1, 0x2e, 0x80, 7, 4, 0, 2, 2, 5, 2, 17, 0x81, 4, 'a', 'b', 'c', 'd');
    INNOCENT("dns over tcp", 0, 40, 0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0, 0, 1, 0,
             1);
    INNOCENT("diameter", 1, 0, 0, 0x54, 0x80, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 1, 8, 0x40, 0, 0, 0x10);
    INNOCENT("x keepalive with something in it", 0, 1, 0, 3, 0, 0, 0, 0x28, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
             0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
}
