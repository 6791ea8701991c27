#include "check.h"
#include "proto/arp.h"
#include "proto/icmp.h"
#include "proto/nd.h"
#include "proto/sctp.h"
#include "proto/tcp.h"
#include "proto/udp.h"

TEST(udp_header)
{
    struct udp u;
    REQUIRE(udp_parse(bytes_of("\0\x35\x9c\x40\0\x0c\1\2", 8), &u));
    CHECK_INT(u.sport, 53);
    CHECK_INT(u.dport, 40000);
    CHECK_INT(u.length, 12);
    CHECK(!udp_parse(bytes_of("\0\x35\x9c\x40\0\x0c\1", 7), &u));
    CHECK(!udp_parse(bytes_of("\0\x35\x9c\x40\0\7\1\2", 8), &u));
    CHECK(udp_parse(bytes_of("\0\x35\x9c\x40\0\0\1\2", 8), &u));
}

TEST(tcp_header_and_options)
{
    static const uint8_t h[] = "\0\x50\x9c\x40\0\0\3\xe8\0\0\7\xd0\x80\x12\2\0\0\0\0\0"
                               "\2\4\5\xb4\1\3\3\7\4\2\0\0";
    struct tcp t;
    struct bytes o;
    REQUIRE(tcp_parse(bytes_of(h, 32), &t));
    CHECK_INT(t.seq, 1000);
    CHECK_INT(t.ack, 2000);
    CHECK_INT(t.flags, TCP_SYN | TCP_ACK);
    CHECK_INT(t.header_len, 32);
    REQUIRE(tcp_option(&t, 2, &o));
    CHECK_INT(load_be16(o.data), 1460);
    REQUIRE(tcp_option(&t, 3, &o));
    CHECK_INT(o.data[0], 7);
    CHECK(tcp_option(&t, 4, &o) && o.len == 0);
    CHECK(!tcp_option(&t, 5, &o));           /* behind the end of the list */
    REQUIRE(tcp_parse(bytes_of(h, 23), &t)); /* the capture cut the first option */
    CHECK_INT(t.header_len, 32);
    CHECK(!tcp_option(&t, 2, &o));
    CHECK(!tcp_parse(bytes_of(h, 19), &t));
}

TEST(tcp_options_without_progress)
{
    struct tcp t = {.options = bytes_of("\5\0\5\0", 4)};
    struct bytes o;
    CHECK(!tcp_option(&t, 8, &o));
    t.options = bytes_of("\5\x09\5\0", 4);
    CHECK(!tcp_option(&t, 8, &o));
}

TEST(sctp_chunks_are_walked)
{
    /* COOKIE ACK, DATA with five bytes (padded), DATA with another protocol */
    static const uint8_t b[] = "\x0b\0\0\4"
                               "\0\3\0\x15\0\0\0\1\0\1\0\2\0\0\0\x12hello\0\0\0"
                               "\0\3\0\x11\0\0\0\2\0\1\0\3\0\0\0\x3cx";
    struct sctp_chunks c;
    sctp_walk_chunks(bytes_of(b, sizeof b - 1), sizeof b - 1, &c);
    CHECK_INT(c.count, 3);
    CHECK_INT(c.first_type, 11);
    CHECK_INT(c.data_protocol, 18);
    CHECK_INT(c.data.len, 5);
    CHECK_MEM(c.data.data, "hello", 5);
    CHECK(!c.malformed);
    sctp_walk_chunks(bytes_of(b, 24), sizeof b - 1, &c); /* cut by the capture in the data */
    CHECK_INT(c.count, 2);
    CHECK_INT(c.data.len, 4);
    CHECK(!c.malformed);
    sctp_walk_chunks(bytes_of(b, 24), 24, &c); /* the packet ends there */
    CHECK_INT(c.count, 1);
    CHECK(c.malformed);
    sctp_walk_chunks(bytes_of("\0\0\0\0\0\0\0\0", 8), 8, &c); /* a length of zero would never end */
    CHECK_INT(c.count, 0);
    CHECK(c.malformed);
    struct sctp h;
    REQUIRE(sctp_parse(bytes_of("\x96\x0c\x0b\x59\0\0\0\x2a\0\0\0\0", 12), &h));
    CHECK_INT(h.sport, 38412);
    CHECK_INT(h.dport, 2905);
    CHECK_INT(h.verification_tag, 42);
    CHECK(!sctp_parse(bytes_of("\x96\x0c\x0b\x59\0\0\0\x2a\0\0\0", 11), &h));
}

TEST(icmp_errors_quote)
{
    static const uint8_t b[] = "\3\3\0\0\0\0\0\0"
                               "\x45\0\0\x40\0\0\0\0\x40\x11\0\0\xc0\0\2\1\xc6\x33\x64\2\x1b\x58\x1b\x59\0\x2c\0\0";
    struct icmp m;
    char text[ENDPOINT_TEXT];
    REQUIRE(icmp_parse(bytes_of(b, sizeof b - 1), 4, &m));
    CHECK(m.quotes);
    CHECK_INT(m.code, 3);
    CHECK_TEXT(endpoint_text(&m.quoted.src, m.quoted.sport, text), "192.0.2.1:7000");
    CHECK_TEXT(endpoint_text(&m.quoted.dst, m.quoted.dport, text), "198.51.100.2:7001");
    REQUIRE(icmp_parse(bytes_of(b, 28), 4, &m)); /* no ports quoted */
    CHECK(m.quotes && m.quoted.sport == 0 && m.quoted.protocol == 17);
    REQUIRE(icmp_parse(bytes_of(b, 27), 4, &m));
    CHECK(!m.quotes);
    REQUIRE(icmp_parse(bytes_of("\x08\0\0\0\0\7\0\x09", 8), 4, &m));
    CHECK_INT(m.id, 7);
    CHECK_INT(m.sequence, 9);
    CHECK(!m.quotes);
    CHECK(!icmp_parse(bytes_of(b, 7), 4, &m));
}

TEST(icmpv6_quotes_behind_extension_headers)
{
    uint8_t b[8 + 40 + 8 + 8] = {1, 4};
    memcpy(b + 8, "\x60\0\0\0\0\x10\0\x40\x20\1\x0d\xb8", 12);
    memcpy(b + 32, "\x20\1\x0d\xb8", 4);
    b[48] = 17; /* hop-by-hop, then UDP */
    memcpy(b + 56, "\0\x35\x9c\x40\0\x08\0\0", 8);
    struct icmp m;
    REQUIRE(icmp_parse(bytes_of(b, sizeof b), 6, &m));
    CHECK(m.quotes);
    CHECK_INT(m.quoted.protocol, 17);
    CHECK_INT(m.quoted.sport, 53);
    CHECK_INT(m.quoted.src.family, 6);
}

TEST(arp_over_ethernet)
{
    uint8_t b[28] = "\0\1\x08\0\6\4\0\2\2\0\0\0\0\1\xc0\0\2\1\2\0\0\0\0\2\xc0\0\2\2";
    struct arp a;
    char text[MAC_TEXT], ip[ADDR_TEXT];
    REQUIRE(arp_parse(bytes_of(b, 28), &a));
    CHECK_INT(a.operation, ARP_REPLY);
    CHECK_TEXT(mac_text(&a.sender_mac, text), "02:00:00:00:00:01");
    CHECK_TEXT(ip_text(&a.sender_ip, ip), "192.0.2.1");
    CHECK_TEXT(mac_text(&a.target_mac, text), "02:00:00:00:00:02");
    CHECK_TEXT(ip_text(&a.target_ip, ip), "192.0.2.2");
    CHECK(!arp_parse(bytes_of(b, 27), &a));
    b[4] = 8;
    CHECK(!arp_parse(bytes_of(b, 28), &a));
}

TEST(neighbour_discovery)
{
    static const uint8_t b[] = "\x88\0\0\0\x60\0\0\0\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\2\1\2\0\0\0\0\x09";
    struct nd n;
    char text[MAC_TEXT], ip[ADDR_TEXT];
    REQUIRE(nd_parse(bytes_of(b, 32), &n));
    CHECK_INT(n.type, ND_ADVERTISEMENT);
    CHECK_TEXT(ip_text(&n.target, ip), "2001:db8::1");
    CHECK(n.has_target && !n.has_source);
    CHECK_TEXT(mac_text(&n.target_mac, text), "02:00:00:00:00:09");
    REQUIRE(nd_parse(bytes_of(b, 31), &n)); /* the option is cut */
    CHECK(!n.has_target);
    CHECK(!nd_parse(bytes_of(b, 23), &n));
    static const uint8_t router[] = "\x86\0\0\0\x40\0\0\0\0\0\0\0\0\0\0\0\5\1\0\0\0\0\5\xdc\1\1\2\0\0\0\0\x0a";
    REQUIRE(nd_parse(bytes_of(router, 32), &n)); /* the MTU option comes first */
    CHECK_INT(n.target.family, 0);
    CHECK(n.has_source);
    CHECK_INT(n.source_mac.bytes[5], 0x0a);
    uint8_t endless[32];
    memcpy(endless, b, 32);
    endless[25] = 0;
    CHECK(!nd_parse(bytes_of(endless, 32), &n));
    CHECK(!nd_parse(bytes_of("\x80\0\0\0\0\1\0\1", 8), &n)); /* an echo request */
}
