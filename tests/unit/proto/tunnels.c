#include "check.h"
#include "proto/erspan.h"
#include "proto/geneve.h"
#include "proto/gre.h"
#include "proto/gtpu.h"
#include "proto/jmirror.h"
#include "proto/l2tpv3.h"
#include "proto/mpls.h"
#include "proto/nokia.h"
#include "proto/pcli.h"
#include "proto/ppp.h"
#include "proto/rtbrick.h"
#include "proto/tzsp.h"
#include "proto/vxlan.h"

/* The bytes of a literal, and how many of them a parser may see. */
#define LITERAL(text)  bytes_of(text, sizeof(text) - 1)
#define CUT(text, len) bytes_of(text, len)

TEST(gtpu_headers)
{
    struct gtpu g;
    REQUIRE(gtpu_parse(LITERAL("\x30\xff\0\4\0\0\0\x2a"), &g));
    CHECK_INT(g.header_len, 8);
    CHECK_INT(g.teid, 42);
    CHECK_INT(g.qfi, GTPU_NO_QFI);
    /* sequence number and two extension headers: PDU session container of four bytes, a long one of eight */
    static const char full[] = "\x36\xff\0\x20\0\0\0\x2a\x12\x34\0\x85\1\x10\x89\xc0\2\0\0\0\0\0\0\0";
    REQUIRE(gtpu_parse(CUT(full, 24), &g));
    CHECK_INT(g.header_len, 24);
    CHECK_INT(g.sequence, 0x1234);
    CHECK_INT(g.qfi, 9);
    for (size_t len = 0; len < 24; len++) CHECK(!gtpu_parse(CUT(full, len), &g));
    CHECK(!gtpu_parse(LITERAL("\x48\xff\0\4\0\0\0\x2a"), &g));                   /* version 2 */
    CHECK(!gtpu_parse(LITERAL("\x20\xff\0\4\0\0\0\x2a"), &g));                   /* GTP' */
    CHECK(!gtpu_parse(LITERAL("\x34\xff\0\4\0\0\0\x2a\0\0\0\x85\0\0\0\0"), &g)); /* an extension of length zero */
}

TEST(gre_headers)
{
    struct gre g;
    static const char full[] = "\xf8\0\x08\0\1\2\3\4\0\0\0\x2a\0\0\0\7\0\2\0\4\xc0\0\2\1\0\0\0\0";
    REQUIRE(gre_parse(CUT(full, 28), &g));
    CHECK_INT(g.header_len, 28);
    CHECK_INT(g.key, 42);
    CHECK_INT(g.sequence, 7);
    CHECK_INT(g.type, 0x0800);
    for (size_t len = 0; len < 28; len++) CHECK(!gre_parse(CUT(full, len), &g));
    static const char pptp[] = "\x30\x81\x88\x0b\0\x40\0\x2a\0\0\0\1\0\0\0\2";
    REQUIRE(gre_parse(LITERAL(pptp), &g));
    CHECK_INT(g.version, 1);
    CHECK_INT(g.payload_len, 64);
    CHECK_INT(g.key, 42);
    CHECK_INT(g.header_len, 16);
    CHECK(!gre_parse(LITERAL("\0\2\x08\0"), &g));   /* version 2 */
    CHECK(!gre_parse(LITERAL("\0\1\x88\x0b"), &g)); /* PPTP without its key */
    uint8_t endless[8 + 4 * (GRE_ROUTES_MAX + 2)] = {0x40, 0, 8, 0};
    for (size_t i = 8; i < sizeof endless; i += 4) endless[i + 1] = 2;
    CHECK(!gre_parse(bytes_of(endless, sizeof endless), &g));
}

TEST(erspan_headers)
{
    struct erspan e;
    REQUIRE(erspan_parse(LITERAL("\x10\x64\x0c\x2a\0\0\0\7"), &e));
    CHECK_INT(e.type, 2);
    CHECK_INT(e.vlan, 100);
    CHECK_INT(e.session, 42);
    CHECK(e.truncated);
    CHECK_INT(e.index, 7);
    static const char three[] = "\x20\x64\0\x2b\0\0\1\0\0\0\x0b\x59\1\2\3\4\5\6\7\x08";
    REQUIRE(erspan_parse(LITERAL(three), &e));
    CHECK_INT(e.type, 3);
    CHECK_INT(e.header_len, 20);
    CHECK_INT(e.timestamp, 256);
    CHECK_INT(e.frame_type, ERSPAN_FRAME_IP);
    CHECK_INT(e.direction, 1);
    CHECK_INT(e.index, 0x35);
    for (size_t len = 0; len < 20; len++) CHECK(!erspan_parse(CUT(three, len), &e));
    CHECK(!erspan_parse(LITERAL("\x30\x64\0\x2b\0\0\0\0\0\0\0\0"), &e));
}

TEST(overlay_headers)
{
    struct vxlan v;
    struct geneve g;
    REQUIRE(vxlan_parse(LITERAL("\x0c\0\0\2\0\x12\x34\0"), &v));
    CHECK_INT(v.vni, 0x1234);
    CHECK_INT(v.next, VXLAN_NEXT_IPV6);
    REQUIRE(vxlan_parse(LITERAL("\x88\0\0\2\0\x12\x34\0"), &v));
    CHECK_INT(v.next, VXLAN_NEXT_ETHERNET); /* group policy, not GPE */
    CHECK(!vxlan_parse(LITERAL("\0\0\0\0\0\x12\x34\0"), &v));
    CHECK(!vxlan_parse(LITERAL("\x08\0\0\0\0\x12\x34"), &v));
    REQUIRE(geneve_parse(LITERAL("\1\xc0\x65\x58\0\x12\x34\0\1\2\3\0"), &g));
    CHECK_INT(g.vni, 0x1234);
    CHECK_INT(g.header_len, 12);
    CHECK(g.control && g.critical);
    CHECK_INT(g.options.len, 4);
    CHECK(!geneve_parse(LITERAL("\1\0\x65\x58\0\x12\x34\0\1\2\3"), &g));
    CHECK(!geneve_parse(LITERAL("\x41\0\x65\x58\0\x12\x34\0\1\2\3\0"), &g)); /* version 1 */
}

TEST(l2tp_headers)
{
    struct l2tpv3 l;
    REQUIRE(l2tpv3_parse_ip(LITERAL("\0\0\0\x2a"), &l));
    CHECK(!l.control && l.session == 42 && l.header_len == 4);
    REQUIRE(l2tpv3_parse_ip(LITERAL("\0\0\0\0"), &l));
    CHECK(l.control);
    REQUIRE(l2tpv3_parse_udp(LITERAL("\0\3\0\0\0\0\0\x2a"), &l));
    CHECK(!l.control && l.session == 42 && l.header_len == 8);
    REQUIRE(l2tpv3_parse_udp(LITERAL("\xc8\3\0\x0c\0\0\0\x2a"), &l));
    CHECK(l.control && l.session == 0);
    CHECK(!l2tpv3_parse_udp(LITERAL("\0\2\0\0\0\0\0\x2a"), &l)); /* version 2 */
    CHECK(!l2tpv3_parse_udp(LITERAL("\0\3\0\0\0\0\0"), &l));
}

TEST(tzsp_tags)
{
    struct tzsp t;
    static const char full[] = "\1\0\0\1\x0a\2\x2a\0\0\1";
    REQUIRE(tzsp_parse(LITERAL(full), &t));
    CHECK_INT(t.header_len, 10);
    CHECK_INT(t.encap, TZSP_ENCAP_ETHERNET);
    for (size_t len = 0; len < 10; len++) CHECK(!tzsp_parse(CUT(full, len), &t));
    REQUIRE(tzsp_parse(LITERAL("\1\4\0\0"), &t)); /* a keepalive has no tags */
    CHECK_INT(t.header_len, 4);
    CHECK(!tzsp_parse(LITERAL("\2\0\0\1\1"), &t));
    CHECK(!tzsp_parse(LITERAL("\1\0\x81\x80\1"), &t)); /* a DNS answer to an ephemeral port */
    uint8_t padding[128] = {1, 0, 0, 1};
    CHECK(!tzsp_parse(bytes_of(padding, sizeof padding), &t));
}

TEST(mirror_shims)
{
    struct jmirror j;
    struct nokia n;
    struct pcli p;
    REQUIRE(jmirror_parse(LITERAL("\xd2\x12\x12\x12\0\0\0\x09"), &j));
    CHECK_INT(j.mirror_id, 0x12121212);
    CHECK_INT(j.session_id, 9);
    CHECK(!jmirror_parse(LITERAL("\xd2\x12\x12\x12\0\0\0"), &j));
    REQUIRE(nokia_parse(LITERAL("\x60\x07\xfa\x1d\0\0\0\x4d"), &n));
    CHECK_INT(n.intercept_id, 522781);
    CHECK_INT(n.session_id, 77);
    CHECK(!n.from_subscriber);
    REQUIRE(nokia_parse(LITERAL("\x40\0\0\1\0\0\0\x4d"), &n));
    CHECK(n.from_subscriber);
    CHECK(!nokia_parse(LITERAL("\0\0\0\1\0\0\0\x4d"), &n));
    struct rtbrick r;
    REQUIRE(rtbrick_parse(LITERAL("\x4e\xff\xff\xff"), &r));
    CHECK(!r.from_subscriber);
    CHECK_INT(r.tags, 0);
    CHECK_INT(r.liid, 0x3fffff);
    REQUIRE(rtbrick_parse(LITERAL("\x6e\x80\0\1"), &r));
    CHECK(r.from_subscriber);
    CHECK_INT(r.tags, 2);
    CHECK(!rtbrick_parse(LITERAL("\x6e\x80\0"), &r));
    CHECK(!rtbrick_parse(LITERAL("\x6e\0\0\1"), &r)); /* no sub-payload type */
    CHECK(!rtbrick_parse(LITERAL("\x6f\x80\0\1"), &r));
    static const char full[] = "\0\0\xbe\xef\1\2\3\4\5\6\7\x08\0\0\0\0\0\0\0\x11";
    REQUIRE(pcli_parse(LITERAL(full), PCLI_CASE, &p));
    CHECK_INT(p.content_id, 0xbeef);
    CHECK_INT(p.timestamp, 0x0102030405060708);
    CHECK_INT(p.case_id, 0x11);
    REQUIRE(pcli_parse(LITERAL(full), PCLI_LONG, &p));
    CHECK_INT(p.timestamp, 0);
    CHECK(!pcli_parse(CUT(full, 19), PCLI_CASE, &p));
}

TEST(labels_and_ppp)
{
    struct mpls m;
    struct ppp p;
    struct pppoe o;
    REQUIRE(mpls_parse(LITERAL("\0\1\x1b\x40"), &m));
    CHECK_INT(m.label, 17);
    CHECK_INT(m.traffic_class, 5);
    CHECK(m.bottom);
    CHECK_INT(m.ttl, 64);
    CHECK(!mpls_parse(LITERAL("\0\1\x1b"), &m));
    REQUIRE(ppp_parse(LITERAL("\xff\3\0\x21"), &p));
    CHECK(p.protocol == PPP_IPV4 && p.header_len == 4);
    REQUIRE(ppp_parse(LITERAL("\x57"), &p)); /* both compressed away */
    CHECK(p.protocol == PPP_IPV6 && p.header_len == 1);
    REQUIRE(ppp_parse(LITERAL("\xc0\x21"), &p));
    CHECK_INT(p.protocol, 0xc021);
    CHECK(!ppp_parse(LITERAL("\xff\3"), &p));
    CHECK(!ppp_parse(LITERAL("\xff\3\0"), &p));
    CHECK(!ppp_parse(LITERAL(""), &p));
    REQUIRE(pppoe_parse(LITERAL("\x11\0\0\x2a\0\x10"), &o));
    CHECK(o.session == 42 && o.length == 16);
    CHECK(!pppoe_parse(LITERAL("\x12\0\0\x2a\0\x10"), &o));
}
