#include "balance/direction.h"

#include <string.h>

#include "check.h"
#include "packets.h"

/* The element: 10.0.3.1, and 2001:db8:3::1; subscribers 10.46.0.0/16. No MAC is given unless a test does. */
enum { ACCESS, OUTSIDE, MANAGEMENT, ALL, TAPS };
enum { OWN = 1, ROUTER = 9, OTHER = 8 }; /* stations */
enum { IN = DIRECTION_IN, OUT = DIRECTION_OUT, UNKNOWN = DIRECTION_UNKNOWN };

struct world {
    struct ip_prefix own[2], pool[1];
    struct mac_addr macs[1];
    struct scope_element element;
    struct scope_tap taps[TAPS];
    struct scope scope;
    struct directions d;
    uint8_t flag; /* of the frames */
};

static void open_world(struct world *w, size_t mac_count)
{
    static const enum scope_side sides[TAPS] = {SCOPE_ACCESS, SCOPE_OUTSIDE, SCOPE_MANAGEMENT, SCOPE_ALL};
    *w = (struct world){.macs = {{{2, 0, 0, 0, 0, OWN}}}};
    ENSURE(prefix_parse("10.0.3.1", &w->own[0]) && prefix_parse("2001:db8:3::1", &w->own[1]));
    ENSURE(prefix_parse("10.46.0.0/16", &w->pool[0]));
    w->element = (struct scope_element){w->own, 2, w->pool, 1, w->macs, mac_count};
    for (unsigned i = 0; i < TAPS; i++) w->taps[i] = (struct scope_tap){0, sides[i]};
    w->scope = (struct scope){&w->element, 1, w->taps, TAPS, NULL, NULL};
    ENSURE(directions_init(&w->d, &w->scope));
}

static struct passage judge_packet(struct world *w, unsigned tap, uint16_t link, const struct packet *p)
{
    static struct packet kept; /* a passage borrows its addresses from the frame */
    struct stack s;
    kept = *p;
    struct bytes b = packet_bytes(&kept);
    struct frame f = {
        .data = b.data, .cap_len = (uint32_t)b.len, .wire_len = (uint32_t)b.len, .link_type = link, .direction = w->flag};
    stack_decode(&s, link, b.data, (uint32_t)b.len, (uint32_t)b.len);
    return direction_of(&w->d, tap, link_addresses(&s), &f, &s);
}

static struct passage judge_at(struct world *w, unsigned tap, uint8_t src_mac, uint8_t dst_mac, const char *src, const char *dst)
{
    struct packet p;
    struct ip_addr from = address(src), to = address(dst);
    packet_start(&p, bytes_of("sixteen bytes...", 16));
    packet_udp(&p, 4000, 5000);
    packet_ip(&p, &from, &to, 17);
    packet_link(&p, src_mac, dst_mac);
    return judge_packet(w, tap, 1, &p);
}

static int way(struct world *w, unsigned tap, uint8_t src_mac, uint8_t dst_mac, const char *src, const char *dst)
{
    return judge_at(w, tap, src_mac, dst_mac, src, dst).direction;
}

TEST(by_its_own_addresses)
{
    struct world w;
    open_world(&w, 0);
    for (unsigned tap = 0; tap < TAPS; tap++) {
        CHECK_INT(way(&w, tap, 21, 20, "10.0.3.1", "10.0.3.2"), OUT);
        CHECK_INT(way(&w, tap, 30, 31, "10.0.3.2", "10.0.3.1"), IN);
        CHECK_INT(way(&w, tap, 40, 41, "2001:db8:3::1", "2001:db8::9"), OUT);
        CHECK(!judge_at(&w, tap, 21, 20, "10.0.3.1", "10.0.3.2").weak);
    }
    CHECK_INT(way(&w, ACCESS, 51, 50, "10.0.3.2", "10.0.3.9"), UNKNOWN);
    CHECK_INT(way(&w, ACCESS, 51, 50, "10.0.3.1", "10.0.3.1"), UNKNOWN); /* both ends */
    directions_done(&w.d);
}

TEST(by_subscriber_pool)
{
    struct world w;
    open_world(&w, 0);
    CHECK_INT(way(&w, ACCESS, 5, 6, "10.46.0.7", "192.0.2.1"), IN);
    CHECK_INT(way(&w, ACCESS, 6, 5, "192.0.2.1", "10.46.0.7"), OUT);
    CHECK(judge_at(&w, ACCESS, 5, 6, "10.46.0.7", "192.0.2.1").weak);
    CHECK_INT(way(&w, OUTSIDE, 5, 6, "192.0.2.1", "10.46.0.7"), IN);
    CHECK_INT(way(&w, OUTSIDE, 6, 5, "10.46.0.7", "192.0.2.1"), OUT);
    /* between two of them, and where the tap sees all sides, the pool says nothing */
    CHECK_INT(way(&w, ACCESS, 5, 6, "10.46.0.7", "10.46.0.8"), UNKNOWN);
    CHECK_INT(way(&w, ALL, 5, 6, "10.46.0.7", "192.0.2.1"), UNKNOWN);
    directions_done(&w.d);
}

/* What a pair of link addresses told is told again only until something new is learnt of either. */
TEST(by_pair_until_more_is_learnt)
{
    struct world w;
    open_world(&w, 0);
    CHECK_INT(way(&w, OUTSIDE, 5, 6, "10.46.0.7", "192.0.2.1"), OUT);
    CHECK_INT(way(&w, OUTSIDE, 7, 8, "10.46.0.8", "192.0.2.1"), OUT);
    for (unsigned i = 0; i < 2; i++) CHECK_INT(way(&w, OUTSIDE, 5, 6, "192.0.2.2", "192.0.2.3"), OUT);
    CHECK_INT(way(&w, OUTSIDE, 6, 5, "192.0.2.3", "192.0.2.2"), IN);
    CHECK_INT(way(&w, ALL, 5, 6, "192.0.2.2", "192.0.2.3"), UNKNOWN); /* each tap learns for itself */
    CHECK_INT(way(&w, OUTSIDE, 5, 7, "192.0.2.5", "10.0.3.1"), IN);   /* a station that forwards to the element, too */
    CHECK_INT(way(&w, OUTSIDE, 5, 6, "192.0.2.2", "192.0.2.3"), UNKNOWN);
    directions_done(&w.d);
}

TEST(by_capture_flag_last)
{
    struct world w;
    open_world(&w, 0);
    w.flag = FRAME_INBOUND;
    CHECK_INT(way(&w, ALL, 5, 6, "192.0.2.1", "192.0.2.2"), IN);
    CHECK(judge_at(&w, ALL, 5, 6, "192.0.2.1", "192.0.2.2").weak);
    CHECK_INT(way(&w, ACCESS, 6, 5, "192.0.2.1", "10.46.0.7"), OUT); /* pool before flag */
    CHECK_INT(way(&w, ALL, 11, 12, "10.0.3.1", "192.0.2.2"), OUT);   /* address before flag */
    w.flag = FRAME_OUTBOUND;
    CHECK_INT(way(&w, ALL, 5, 6, "192.0.2.1", "192.0.2.2"), OUT);
    w.flag = FRAME_UNKNOWN;
    CHECK_INT(way(&w, ALL, 5, 6, "192.0.2.1", "192.0.2.2"), UNKNOWN);
    directions_done(&w.d);
}

/* Linux cooked capture, LINKTYPE 113: the packet type says "to us" (0) or "sent by us" (4). */
TEST(by_cooked_packet_type)
{
    static const struct {
        uint16_t type;
        int want;
    } cases[] = {{0, IN}, {1, UNKNOWN}, {2, UNKNOWN}, {3, UNKNOWN}, {4, OUT}};
    struct world w;
    open_world(&w, 0);
    for (unsigned i = 0; i < 5; i++) {
        struct packet p;
        struct ip_addr src = address("192.0.2.1"), dst = address("192.0.2.2");
        uint8_t header[16] = {0, (uint8_t)cases[i].type, 0, 1, 0, 6, 2, 0, 0, 0, 0, 5, 0, 0, 8, 0};
        packet_start(&p, bytes_of("sixteen bytes...", 16));
        packet_udp(&p, 4000, 5000);
        packet_ip(&p, &src, &dst, 17);
        packet_before(&p, bytes_of(header, sizeof header));
        struct passage got = judge_packet(&w, ALL, 113, &p);
        CHECK_INT(got.direction, cases[i].want);
        CHECK(got.link == NULL);
    }
    directions_done(&w.d);
}

/* A tee'd packet keeps its IP addresses: only the link layer tells that it is leaving. */
TEST(mac_before_address_before_pool)
{
    struct world w;
    open_world(&w, 1);
    CHECK_INT(way(&w, ACCESS, OWN, ROUTER, "10.46.0.7", "192.0.2.1"), OUT); /* pool says IN */
    CHECK_INT(way(&w, OUTSIDE, ROUTER, OWN, "10.46.0.7", "192.0.2.1"), IN); /* pool says OUT */
    CHECK_INT(way(&w, ACCESS, OWN, ROUTER, "10.0.3.2", "10.0.3.1"), OUT);   /* address says IN */
    CHECK_INT(way(&w, MANAGEMENT, OWN, OTHER, "192.0.2.1", "192.0.2.2"), OUT);
    CHECK_INT(way(&w, MANAGEMENT, OTHER, OWN, "192.0.2.1", "192.0.2.2"), IN);
    CHECK(!judge_at(&w, MANAGEMENT, OTHER, OWN, "192.0.2.1", "192.0.2.2").weak);
    directions_done(&w.d);
    open_world(&w, 0); /* address before pool, MACs not known */
    CHECK_INT(way(&w, OUTSIDE, 5, 6, "10.0.3.1", "10.46.0.7"), OUT);
    directions_done(&w.d);
}

TEST(macs_are_learnt_from_addresses_at_each_tap)
{
    struct world w;
    open_world(&w, 0);
    CHECK_INT(way(&w, MANAGEMENT, 21, 22, "192.0.2.1", "192.0.2.2"), UNKNOWN);
    CHECK_INT(way(&w, MANAGEMENT, 21, 22, "10.0.3.1", "192.0.2.2"), OUT);
    CHECK_INT(way(&w, MANAGEMENT, 21, 22, "192.0.2.1", "192.0.2.2"), OUT);
    CHECK_INT(way(&w, MANAGEMENT, 22, 21, "192.0.2.2", "192.0.2.1"), IN);
    CHECK_INT(way(&w, OUTSIDE, 21, 22, "192.0.2.1", "192.0.2.2"), UNKNOWN); /* another tap */
    directions_done(&w.d);
}

static void arp(struct packet *p, uint8_t mac, const char *sender, const char *wanted)
{
    struct ip_addr from = address(sender), to = address(wanted);
    uint8_t body[28] = {0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, mac};
    memcpy(body + 14, from.bytes, 4);
    memcpy(body + 24, to.bytes, 4);
    packet_start(p, bytes_of(body, sizeof body));
    packet_ethernet(p, mac, 0, 0x0806);
    memset(p->room + p->at, 0xff, 6);
}

TEST(arp_teaches)
{
    struct world w;
    struct packet p;
    open_world(&w, 0);
    CHECK_INT(way(&w, MANAGEMENT, 61, 62, "192.0.2.1", "192.0.2.2"), UNKNOWN);
    arp(&p, 61, "10.0.3.1", "10.0.3.9");
    CHECK_INT(judge_packet(&w, MANAGEMENT, 1, &p).direction, OUT);
    CHECK_INT(way(&w, MANAGEMENT, 61, 62, "192.0.2.1", "192.0.2.2"), OUT);
    CHECK_INT(way(&w, MANAGEMENT, 63, 61, "192.0.2.1", "192.0.2.2"), IN);
    arp(&p, 71, "10.0.3.9", "10.0.3.1");
    CHECK_INT(judge_packet(&w, MANAGEMENT, 1, &p).direction, IN);
    /* broadcast is nobody's address */
    for (unsigned i = 0; i < DIRECTION_MACS; i++) CHECK(!(w.d.taps[MANAGEMENT].macs[i].mac[0] & 1));
    directions_done(&w.d);
}

/* Only the element can put its subscribers' packets on a side that is not theirs. */
TEST(subscribers_beyond_the_access_side_teach)
{
    struct world w;
    open_world(&w, 0);
    CHECK_INT(way(&w, MANAGEMENT, 21, 22, "192.0.2.1", "10.46.0.7"), IN); /* a guess, and a wrong one */
    CHECK(judge_at(&w, MANAGEMENT, 21, 22, "192.0.2.1", "10.46.0.7").weak);
    CHECK_INT(way(&w, MANAGEMENT, 21, 22, "10.46.0.7", "192.0.2.1"), OUT);
    CHECK(!judge_at(&w, MANAGEMENT, 21, 22, "10.46.0.7", "192.0.2.1").weak);
    CHECK_INT(way(&w, MANAGEMENT, 21, 22, "192.0.2.1", "10.46.0.7"), OUT); /* now the MAC tells */
    CHECK_INT(way(&w, MANAGEMENT, 22, 21, "198.51.100.1", "192.0.2.1"), IN);
    /* on the access side it teaches nothing: another element may send there */
    CHECK_INT(way(&w, ACCESS, 31, 32, "10.46.0.7", "192.0.2.1"), IN);
    CHECK_INT(way(&w, ACCESS, 31, 32, "192.0.2.1", "192.0.2.2"), UNKNOWN);
    directions_done(&w.d);
}

static int after_votes(unsigned votes, unsigned doubts)
{
    struct world w;
    open_world(&w, 0);
    struct passage p = judge_at(&w, MANAGEMENT, 21, 22, "192.0.2.1", "10.46.0.7");
    for (unsigned i = 0; i < doubts; i++) direction_by_content(&w.d, MANAGEMENT, &p, false);
    for (unsigned i = 0; i < votes; i++) direction_by_content(&w.d, MANAGEMENT, &p, true);
    int got = way(&w, MANAGEMENT, 21, 22, "192.0.2.1", "10.46.0.7");
    directions_done(&w.d);
    return got;
}

TEST(content_decides_by_votes)
{
    CHECK_INT(after_votes(0, 0), IN);
    CHECK_INT(after_votes(1, 0), IN); /* one coincidence is not enough */
    CHECK_INT(after_votes(50, 0), OUT);
    CHECK_INT(after_votes(50, 5), OUT);
    CHECK_INT(after_votes(50, 50), IN);
    CHECK_INT(after_votes(9, 5), IN);
    CHECK_INT(after_votes(0, 70000), IN); /* counters end, they do not wrap */
    CHECK_INT(after_votes(70000, 0), OUT);
}

TEST(content_is_weaker_than_addresses)
{
    struct world w;
    open_world(&w, 0);
    CHECK_INT(way(&w, OUTSIDE, 21, 22, "10.0.3.9", "10.0.3.1"), IN); /* station 21 is somebody else */
    struct passage p = judge_at(&w, OUTSIDE, 21, 22, "192.0.2.1", "10.46.0.7");
    for (unsigned i = 0; i < 100; i++) direction_by_content(&w.d, OUTSIDE, &p, true);
    CHECK_INT(way(&w, OUTSIDE, 21, 22, "192.0.2.1", "10.46.0.7"), IN);
    directions_done(&w.d);
}

TEST(a_flood_of_invented_stations_displaces_nobody)
{
    struct world w;
    open_world(&w, 1);
    CHECK_INT(way(&w, OUTSIDE, 21, 22, "10.0.3.1", "192.0.2.2"), OUT); /* learnt before the flood */
    for (uint32_t i = 0; i < 100000; i++) {
        struct packet p;
        struct ip_addr src = address("10.0.3.99"), dst = address("10.0.3.1");
        packet_start(&p, bytes_of("x", 1));
        packet_udp(&p, 1, 2);
        packet_ip(&p, &src, &dst, 17);
        packet_link(&p, 0, 0);
        store_be32(p.room + p.at + 8, i * 2654435761u);
        CHECK_INT(judge_packet(&w, OUTSIDE, 1, &p).direction, IN);
    }
    CHECK_INT(way(&w, OUTSIDE, 21, 22, "192.0.2.1", "192.0.2.2"), OUT);
    CHECK_INT(way(&w, OUTSIDE, OWN, 99, "192.0.2.1", "192.0.2.2"), OUT); /* given */
    CHECK(w.d.taps[OUTSIDE].used <= DIRECTION_MACS);
    directions_done(&w.d);
}

/* A router between two taps bears both kinds of traffic. */
TEST(a_station_used_both_ways_says_nothing)
{
    struct world w;
    open_world(&w, 0);
    CHECK_INT(way(&w, OUTSIDE, 21, ROUTER, "10.0.3.1", "192.0.2.2"), OUT); /* the router is not the element */
    CHECK_INT(way(&w, OUTSIDE, ROUTER, 22, "10.0.3.1", "192.0.2.2"), OUT); /* and now it seems to be */
    CHECK_INT(way(&w, OUTSIDE, ROUTER, 23, "192.0.2.1", "192.0.2.2"), UNKNOWN);
    CHECK_INT(way(&w, OUTSIDE, 23, ROUTER, "192.0.2.1", "192.0.2.2"), UNKNOWN);
    CHECK_INT(way(&w, OUTSIDE, ROUTER, 24, "192.0.2.1", "10.0.3.1"), IN); /* addresses still tell */
    directions_done(&w.d);
}

TEST(frames_without_any_address)
{
    struct world w;
    struct packet p;
    open_world(&w, 1);
    packet_start(&p, bytes_of("\x02\x07\x04\x02\0\0\0\0\1", 9));
    packet_ethernet(&p, OWN, OTHER, 0x88cc);
    CHECK_INT(judge_packet(&w, OUTSIDE, 1, &p).direction, OUT);
    packet_start(&p, bytes_of("\x02\x07\x04\x02\0\0\0\0\1", 9));
    packet_ethernet(&p, OTHER, 77, 0x88cc);
    CHECK_INT(judge_packet(&w, OUTSIDE, 1, &p).direction, UNKNOWN);
    packet_start(&p, bytes_of("\1\2\3", 3)); /* no whole Ethernet header */
    CHECK_INT(judge_packet(&w, OUTSIDE, 1, &p).direction, UNKNOWN);
    packet_start(&p, bytes_of(NULL, 0));
    CHECK_INT(judge_packet(&w, OUTSIDE, 1, &p).direction, UNKNOWN);
    directions_done(&w.d);
}
