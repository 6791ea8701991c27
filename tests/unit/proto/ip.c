#include "proto/ipv4.h"
#include "proto/ipv6.h"

#include "check.h"
#include "proto/content.h"

/* RFC 1071's own example, and a header from RFC-style documentation addresses. */
TEST(checksum)
{
    CHECK_INT(ip_checksum_sum((const uint8_t *)"\0\1\xf2\3\xf4\xf5\xf6\xf7", 8), 0xddf2);
    CHECK_INT(ip_checksum_sum((const uint8_t *)"\x12\x34\x56", 3), 0x1234 + 0x5600);
    uint8_t h[] = "\x45\0\0\x73\0\0\x40\0\x40\x11\xb8\x61\xc0\xa8\0\1\xc0\xa8\0\xc7";
    CHECK(ipv4_checksum_ok(bytes_of(h, 20)));
    CHECK(!ipv4_checksum_ok(bytes_of(h, 19)));
    h[8]--;
    CHECK(!ipv4_checksum_ok(bytes_of(h, 20)));
}

TEST(ipv4_header)
{
    uint8_t h[24] = "\x46\x10\0\x73\x12\x34\x20\3\x40\x11\0\0\xc0\xa8\0\1\xc0\xa8\0\xc7\x94\4\0\0";
    struct ipv4 ip;
    REQUIRE(ipv4_parse(bytes_of(h, 24), &ip));
    CHECK_INT(ip.header_len, 24);
    CHECK_INT(ip.id, 0x1234);
    CHECK_INT(ip.fragment_offset, 24);
    CHECK(ip.more_fragments && ip.fragment);
    CHECK_INT(ip.dst[3], 0xc7);
    CHECK(!ipv4_parse(bytes_of(h, 23), &ip)); /* options are cut */
    h[3] = 23;
    CHECK(!ipv4_parse(bytes_of(h, 24), &ip)); /* total length below the header's */
    h[3] = 0;
    CHECK(ipv4_parse(bytes_of(h, 24), &ip)); /* left to the network card */
    h[0] = 0x44;
    CHECK(!ipv4_parse(bytes_of(h, 24), &ip));
    h[0] = 0x66;
    CHECK(!ipv4_parse(bytes_of(h, 24), &ip));
}

TEST(ipv6_extension_headers)
{
    struct ipv6_extensions x;
    static const uint8_t chain[] = "\x2c\0\0\0\0\0\0\0"      /* hop-by-hop, then a fragment */
                                   "\x06\0\5\xa9\0\0\0\x2a"; /* offset 1448, more */
    REQUIRE(ipv6_extensions_parse(bytes_of(chain, 16), IP_PROTO_HOPOPT, &x));
    CHECK(x.fragment && x.more_fragments);
    CHECK_INT(x.fragment_offset, 1448);
    CHECK_INT(x.fragment_id, 42);
    CHECK_INT(x.upper, 6);
    CHECK_INT(x.len, 16);
    CHECK(!ipv6_extensions_parse(bytes_of(chain, 15), IP_PROTO_HOPOPT, &x));
    REQUIRE(ipv6_extensions_parse(bytes_of("", 0), IP_PROTO_TCP, &x)); /* none at all */
    CHECK_INT(x.len, 0);
    REQUIRE(ipv6_extensions_parse(bytes_of("\0\0\0\0\0\0\0\0", 8), IP_PROTO_ESP, &x)); /* nothing to read in ESP */
    CHECK_INT(x.upper, IP_PROTO_ESP);
    uint8_t many[8 * (IPV6_EXTENSIONS_MAX + 1)] = {0};
    for (size_t i = 0; i < sizeof many; i += 8) many[i] = IP_PROTO_DSTOPTS;
    CHECK(!ipv6_extensions_parse(bytes_of(many, sizeof many), IP_PROTO_DSTOPTS, &x));
}

TEST(authentication_header_has_its_own_unit)
{
    struct ipv6_extensions x;
    uint8_t ah[24] = {17, 4};
    REQUIRE(ipv6_extensions_parse(bytes_of(ah, 24), IP_PROTO_AH, &x));
    CHECK_INT(x.len, 24);
    CHECK_INT(x.upper, 17);
    CHECK(!ipv6_extensions_parse(bytes_of(ah, 23), IP_PROTO_AH, &x));
}

/* What may be believed without anybody saying so. */
TEST(content_that_is_ip)
{
    uint8_t v4[32] = "\x45\0\0\x20\0\0\0\0\x40\x11\0\0\xc0\xa8\0\1\xc0\xa8\0\xc7";
    uint16_t sum = (uint16_t)~ip_checksum_sum(v4, 20);
    CHECK_INT(content_ip_fits(bytes_of(v4, 32), 40), 4);
    CHECK_INT(content_ip_fits(bytes_of(v4, 32), 31), 0);
    CHECK_INT(content_ip_exact(bytes_of(v4, 32), 32), 0); /* no checksum yet */
    v4[10] = (uint8_t)(sum >> 8);
    v4[11] = (uint8_t)sum;
    CHECK_INT(content_ip_exact(bytes_of(v4, 32), 32), 4);
    CHECK_INT(content_ip_exact(bytes_of(v4, 20), 32), 4); /* snapped behind the header */
    CHECK_INT(content_ip_exact(bytes_of(v4, 32), 33), 0);
    uint8_t v6[52] = {0x60, 0, 0, 0, 0, 12, 17, 64, 0x20, 1, 0x0d, 0xb8};
    memcpy(v6 + 24, v6 + 8, 16);
    v6[45] = 12; /* UDP length */
    CHECK_INT(content_ip_exact(bytes_of(v6, 52), 52), 6);
    v6[45] = 13;
    CHECK_INT(content_ip_exact(bytes_of(v6, 52), 52), 0);
    v6[45] = 12;
    v6[6] = 200; /* an upper protocol nobody uses */
    CHECK_INT(content_ip_exact(bytes_of(v6, 52), 52), 0);
    v6[6] = 17;
    v6[8] = 0xff; /* a multicast source */
    CHECK_INT(content_ip_exact(bytes_of(v6, 52), 52), 0);
}
