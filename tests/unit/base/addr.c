#include "base/addr.h"

#include <stdio.h>

#include "check.h"

static const char *again(const char *text)
{
    static char out[ADDR_TEXT];
    struct ip_addr a;
    return ip_parse(text, &a) ? ip_text(&a, out) : "refused";
}

TEST(ip_text_follows_rfc5952)
{
    CHECK_TEXT(again("192.0.2.1"), "192.0.2.1");
    CHECK_TEXT(again("0.0.0.0"), "0.0.0.0");
    CHECK_TEXT(again("255.255.255.255"), "255.255.255.255");
    CHECK_TEXT(again("2001:0DB8:0000:0000:0000:0000:0000:0001"), "2001:db8::1"); /* cl. 4.1, 4.3: no leading zeros, lower case */
    CHECK_TEXT(again("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1");           /* cl. 4.2.2: one zero field stays */
    CHECK_TEXT(again("2001:0:0:1:0:0:0:1"), "2001:0:0:1::1");                    /* cl. 4.2.3: the longest run */
    CHECK_TEXT(again("2001:db8:0:0:1:0:0:1"), "2001:db8::1:0:0:1");              /* the first of equal runs */
    CHECK_TEXT(again("::"), "::");
    CHECK_TEXT(again("::1"), "::1");
    CHECK_TEXT(again("ff02::"), "ff02::");
    CHECK_TEXT(again("::ffff:192.0.2.1"), "::ffff:192.0.2.1"); /* cl. 5 */
    CHECK_TEXT(again("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

TEST(ip_parse_refuses_all_but_an_address)
{
    static const char *const bad[] = {"",
                                      " ",
                                      "1",
                                      "1.2.3",
                                      "1.2.3.4.5",
                                      "256.1.1.1",
                                      "1.2.3.4 ",
                                      " 1.2.3.4",
                                      "01.2.3.4x",
                                      "1.2.3.-4",
                                      "1.2.3.4/32",
                                      ":",
                                      ":::",
                                      "1::2::3",
                                      "12345::",
                                      "::g",
                                      "fe80::1%eth0",
                                      "[::1]",
                                      "1:2:3:4:5:6:7",
                                      "1:2:3:4:5:6:7:8:9",
                                      "::1.2.3"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct ip_addr a;
        memset(&a, 0xaa, sizeof a);
        struct ip_addr before = a;
        if (!CHECK(!ip_parse(bad[i], &a))) printf("        accepted \"%s\"\n", bad[i]);
        CHECK(ip_equal(&a, &before)); /* outputs stay untouched on failure */
    }
}

TEST(addresses_compare_as_values)
{
    struct ip_addr four, six, other;
    static const uint8_t raw[16] = {192, 0, 2, 1};
    REQUIRE(ip_parse("192.0.2.1", &four));
    REQUIRE(ip_parse("c000:201::", &six)); /* the same first bytes */
    other = ip_from_v4(raw);
    CHECK(ip_equal(&four, &other));
    CHECK(!ip_equal(&four, &six));
    other = ip_from_v6(raw);
    CHECK(ip_equal(&six, &other));
}

TEST(none_address_has_no_text)
{
    struct ip_addr none = {.family = 0};
    char text[ADDR_TEXT] = "left over";
    CHECK_TEXT(ip_text(&none, text), "");
}

TEST(prefix_round_trip)
{
    static const struct {
        const char *in, *out;
    } good[] = {{"10.0.0.0/8", "10.0.0.0/8"},
                {"10.0.0.1", "10.0.0.1/32"},
                {"0.0.0.0/0", "0.0.0.0/0"},
                {"203.0.113.8/29", "203.0.113.8/29"},
                {"2001:db8:10::/64", "2001:db8:10::/64"},
                {"2001:DB8::1", "2001:db8::1/128"},
                {"::/0", "::/0"},
                {"2001:db8::/33", "2001:db8::/33"}};
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        struct ip_prefix p;
        char text[PREFIX_TEXT];
        REQUIRE(prefix_parse(good[i].in, &p));
        CHECK_TEXT(prefix_text(&p, text), good[i].out);
    }
}

TEST(prefix_refuses_host_bits_and_rubbish)
{
    static const char *const bad[] = {"10.0.0.1/8",     "10.0.0.0/33",    "10.0.0.0/",
                                      "10.0.0.0/-1",    "10.0.0.0/+8",    "10.0.0.0/ 8",
                                      "10.0.0.0/8 ",    "10.0.0.0/8/8",   "/8",
                                      "2001:db8::1/64", "::/129",         "::1/127",
                                      "10.0.0.0/0",     "203.0.113.9/29", "10.0.0.0/99999999999999999999"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct ip_prefix p = {.bits = 77};
        if (!CHECK(!prefix_parse(bad[i], &p))) printf("        accepted \"%s\"\n", bad[i]);
        CHECK_INT(p.bits, 77);
    }
    char longest[200];
    struct ip_prefix p;
    memset(longest, ':', sizeof longest - 1);
    longest[sizeof longest - 1] = 0;
    CHECK(!prefix_parse(longest, &p));
}

static bool contains(const char *prefix, const char *addr)
{
    struct ip_prefix p;
    struct ip_addr a;
    return prefix_parse(prefix, &p) && ip_parse(addr, &a) && prefix_contains(&p, &a);
}

static bool covers(const char *outer, const char *inner)
{
    struct ip_prefix o, i;
    return prefix_parse(outer, &o) && prefix_parse(inner, &i) && prefix_covers(&o, &i);
}

TEST(prefix_contains_to_the_bit)
{
    CHECK(contains("10.45.0.0/24", "10.45.0.0"));
    CHECK(contains("10.45.0.0/24", "10.45.0.255"));
    CHECK(!contains("10.45.0.0/24", "10.45.1.0"));
    CHECK(contains("203.0.113.8/29", "203.0.113.15"));
    CHECK(!contains("203.0.113.8/29", "203.0.113.16"));
    CHECK(!contains("203.0.113.8/29", "203.0.113.7"));
    CHECK(contains("0.0.0.0/0", "255.1.2.3"));
    CHECK(!contains("0.0.0.0/0", "::1")); /* families do not mix */
    CHECK(!contains("::/0", "1.2.3.4"));
    CHECK(contains("2001:db8:8000::/33", "2001:db8:ffff::1"));
    CHECK(!contains("2001:db8:8000::/33", "2001:db8:7fff::1"));
    CHECK(contains("192.0.2.1", "192.0.2.1"));
    CHECK(!contains("192.0.2.1", "192.0.2.2"));
}

TEST(every_prefix_length_splits_its_neighbours)
{
    for (unsigned bits = 1; bits <= 128; bits++) {
        struct ip_prefix p = {.addr = {.family = 6}, .bits = (uint8_t)bits};
        struct ip_addr inside = {.family = 6}, outside = {.family = 6};
        outside.bytes[(bits - 1) / 8] = (uint8_t)(0x80u >> ((bits - 1) % 8));    /* the last bit of the prefix differs */
        if (bits < 128) inside.bytes[bits / 8] = (uint8_t)(0x80u >> (bits % 8)); /* the first bit behind it differs */
        CHECK(prefix_contains(&p, &inside));
        CHECK(!prefix_contains(&p, &outside));
    }
}

TEST(a_warrant_for_one_address_does_not_cover_a_range)
{
    CHECK(covers("203.0.113.8/29", "203.0.113.9/32"));
    CHECK(!covers("203.0.113.9/32", "203.0.113.8/29"));
    CHECK(covers("203.0.113.8/29", "203.0.113.8/29"));
    CHECK(!covers("203.0.113.8/29", "203.0.113.16/29"));
    CHECK(!covers("::/0", "10.0.0.0/8"));
}

TEST(endpoints)
{
    struct ip_addr a;
    uint16_t port = 0;
    char text[ENDPOINT_TEXT];
    REQUIRE(endpoint_parse("198.51.100.7:41002", &a, &port));
    CHECK_INT(port, 41002);
    CHECK_TEXT(endpoint_text(&a, port, text), "198.51.100.7:41002");
    REQUIRE(endpoint_parse("[2001:db8::7]:0", &a, &port));
    CHECK_INT(port, 0);
    CHECK_TEXT(endpoint_text(&a, 65535, text), "[2001:db8::7]:65535");
    REQUIRE(ip_parse("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", &a));
    CHECK_TEXT(endpoint_text(&a, 65535, text), "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535");
}

TEST(endpoint_refuses)
{
    static const char *const bad[] = {"",           "1.2.3.4",    "1.2.3.4:",   ":80",          "1.2.3.4:65536",
                                      "1.2.3.4:-1", "1.2.3.4:+1", "1.2.3.4: 1", "::1:80",       "[1.2.3.4]:80",
                                      "[::1]80",    "[::1",       "[::1]:",     "[]:80",        "[:80",
                                      "]:80",       "::1]:80",    "[::1]:80x",  "1.2.3.4:0x50", "name:80"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct ip_addr a = {.family = 9};
        uint16_t port = 7;
        if (!CHECK(!endpoint_parse(bad[i], &a, &port))) printf("        accepted \"%s\"\n", bad[i]);
        CHECK_INT(a.family, 9);
        CHECK_INT(port, 7);
    }
}

TEST(macs)
{
    struct mac_addr m, n;
    char text[MAC_TEXT];
    REQUIRE(mac_parse("02:00:00:00:03:01", &m));
    CHECK_TEXT(mac_text(&m, text), "02:00:00:00:03:01");
    REQUIRE(mac_parse("FF:fe:0A:b0:9c:00", &n));
    CHECK_TEXT(mac_text(&n, text), "ff:fe:0a:b0:9c:00");
    CHECK(!mac_equal(&m, &n));
    static const char *const bad[] = {"",
                                      "02:00:00:00:03",
                                      "02:00:00:00:03:01:",
                                      "02:00:00:00:03:1",
                                      "02-00-00-00-03-01",
                                      "02:00:00:00:03:0g",
                                      "2:00:00:00:03:001",
                                      "02:00: 0:00:03:01",
                                      "02:00:+0:00:03:01",
                                      "0x:00:00:00:03:01",
                                      "02:00:00:00:03:-1"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        n = m;
        if (!CHECK(!mac_parse(bad[i], &n))) printf("        accepted \"%s\"\n", bad[i]);
        CHECK(mac_equal(&m, &n));
    }
}

TEST(five_tuples)
{
    struct five_tuple t = {.sport = 1, .dport = 2, .protocol = 6}, back;
    REQUIRE(ip_parse("10.0.0.1", &t.src));
    REQUIRE(ip_parse("10.0.0.2", &t.dst));
    back = five_tuple_reverse(&t);
    CHECK(!five_tuple_equal(&t, &back));
    CHECK(ip_equal(&back.src, &t.dst));
    CHECK_INT(back.sport, 2);
    CHECK_INT(back.protocol, 6);
    back = five_tuple_reverse(&back);
    CHECK(five_tuple_equal(&t, &back));
    back.protocol = 17;
    CHECK(!five_tuple_equal(&t, &back));
}

TEST(protocol_names)
{
    char text[8];
    CHECK_TEXT(ip_protocol_name(6, text), "tcp");
    CHECK_TEXT(ip_protocol_name(17, text), "udp");
    CHECK_TEXT(ip_protocol_name(132, text), "sctp");
    CHECK_TEXT(ip_protocol_name(47, text), "gre");
    CHECK_TEXT(ip_protocol_name(255, text), "255");
}
