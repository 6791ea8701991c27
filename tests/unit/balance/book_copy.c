/* Copies: one leg in, two legs out. The copy is found by content, in whatever it is wrapped, and nothing else is accused. */
#include <stdio.h>

#include "traffic.h"

static struct traffic t;

enum { PACKETS = 40 };

/* Uplink: each packet comes in, leaves by N6 and leaves once more by `copy`. */
static void send_up(const struct leg *copy, size_t len)
{
    for (uint32_t i = 0; i < PACKETS; i++) {
        struct said s = up(i, len + i);
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
        pass(&t, copy, &s);
    }
}

static void send_down(const struct leg *copy, size_t len)
{
    for (uint32_t i = 0; i < PACKETS; i++) {
        struct said s = down(i, len + i);
        pass(&t, &n6_in, &s);
        pass(&t, &n3_out, &s);
        pass(&t, copy, &s);
    }
}

/* Exactly what left by `copy` is copied, exactly the rest is forwarded. */
static void check_copied(const struct leg *copy, const struct leg *route, unsigned packets)
{
    struct sums s = settled(&t);
    const struct party *p = party_on(&t, copy);
    CHECK_INT(s.copied.packets, packets);
    CHECK_INT(s.forwarded.packets, t.out.packets - packets);
    CHECK_INT(copied_on(&t, route).packets, 0);
    REQUIRE(p != NULL);
    CHECK_INT(p->copied.packets, packets);
    CHECK_INT(p->copied.bytes, p->total.bytes);
    CHECK_INT(p->copied_count, 1);
    CHECK_INT(p->copied_flows[0].tally.packets, packets);
    CHECK(p->copied_first_ns > 0 && p->copied_last_ns >= p->copied_first_ns);
    /* certain early, and proven by frames: the exit after its entry */
    CHECK(p->detected.packets >= COPY_MIN_PACKETS && p->detected.packets <= 2 * COPY_MIN_PACKETS);
    const struct proof *proof = book_proof(&t.book, p->proof);
    REQUIRE(proof != NULL && proof->used > 0);
    for (unsigned i = 0; i < proof->used; i++)
        CHECK(proof->pair[i].entry.number > 0 && proof->pair[i].entry.number < proof->pair[i].exit.number);
}

static void check_names_subscriber(const struct leg *copy)
{
    struct ip_addr subscriber = address("10.46.0.7");
    const struct party *p = party_on(&t, copy);
    REQUIRE(p != NULL);
    const struct five_tuple *tuple = &p->copied_flows[0].tuple;
    CHECK(ip_equal(&tuple->src, &subscriber) || ip_equal(&tuple->dst, &subscriber));
}

static const struct leg *const tunnels[] = {&oam_vxlan, &oam_gre, &oam_gtpu, &oam_shim, &oam_relay};

TEST(uplink_in_any_tunnel)
{
    for (unsigned i = 0; i < ARRAY_LEN(tunnels); i++) {
        traffic_open(&t);
        send_up(tunnels[i], 200);
        check_copied(tunnels[i], &n6_out, PACKETS);
        check_names_subscriber(tunnels[i]);
        traffic_close(&t);
    }
}

TEST(downlink_in_any_tunnel)
{
    for (unsigned i = 0; i < ARRAY_LEN(tunnels); i++) {
        traffic_open(&t);
        send_down(tunnels[i], 200);
        check_copied(tunnels[i], &n3_out, PACKETS);
        check_names_subscriber(tunnels[i]);
        traffic_close(&t);
    }
}

/* The copy leaves before its original does. */
TEST(copy_before_the_route)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < PACKETS; i++) {
        struct said s = up(i, 300);
        pass(&t, &n3_in, &s);
        pass(&t, &oam_vxlan, &s);
        pass(&t, &n6_out, &s);
    }
    check_copied(&oam_vxlan, &n6_out, PACKETS);
    traffic_close(&t);
}

/* Stored and sent a minute later. */
TEST(copy_much_later)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < PACKETS; i++) {
        struct said s = up(i, 300);
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
    }
    t.now_ns += 60 * CLOCK_SECOND;
    for (uint32_t i = 0; i < PACKETS; i++) {
        struct said s = up(i, 300);
        pass(&t, &oam_shim, &s);
    }
    check_copied(&oam_shim, &n6_out, PACKETS);
    traffic_close(&t);
}

/* The packet itself, unchanged, to another station: on the management side, and beside the route. */
TEST(tee_on_the_management_side)
{
    traffic_open(&t);
    send_up(&oam_tee, 200);
    check_copied(&oam_tee, &n6_out, PACKETS);
    traffic_close(&t);
    traffic_open(&t);
    send_down(&oam_tee, 200);
    check_copied(&oam_tee, &n3_out, PACKETS);
    traffic_close(&t);
}

TEST(tee_beside_the_route)
{
    traffic_open(&t);
    /* the usual next hop is known by what else goes there */
    for (uint32_t i = 0; i < 20; i++) {
        struct said s = up(9000 + i, 100);
        s.src = "10.46.0.8";
        s.sport = (uint16_t)(1000 + i);
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
    }
    send_up(&n6_tee, 200);
    check_copied(&n6_tee, &n6_out, PACKETS);
    traffic_close(&t);
}

/* A second tunnel to a base station that the inventory declares: the surplus is a copy, by whichever tunnel the subscriber does
 * not send. */
TEST(second_tunnel_to_a_declared_peer)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < PACKETS; i++) {
        struct said u = up(i, 60), d = down(i, 700);
        pass(&t, &n3_in, &u);
        pass(&t, &n6_out, &u);
        pass(&t, &n6_in, &d);
        pass(&t, &n3_out_second, &d);
        pass(&t, &n3_out, &d);
    }
    struct sums s = settled(&t);
    CHECK_INT(s.copied.packets, PACKETS);
    CHECK_INT(copied_on(&t, &n3_out_second).packets, PACKETS);
    CHECK_INT(forwarded_on(&t, &n3_out).packets, PACKETS);
    traffic_close(&t);
}

/* Packets too small for windows, embedded behind a header that no decoder knows. */
TEST(tiny_packets_behind_an_unknown_header)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < PACKETS; i++) {
        struct said s = up(i, 2);
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
        pass(&t, &oam_shim, &s);
    }
    check_copied(&oam_shim, &n6_out, PACKETS);
    traffic_close(&t);
}

TEST(acknowledgements_behind_an_unknown_header)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < PACKETS; i++) {
        struct said s = up(i, 0);
        s.protocol = TCP;
        s.seq = 7;
        s.ack = 5000 + i * 1400;
        s.flags = TCP_ACK;
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
        pass(&t, &oam_shim, &s);
    }
    check_copied(&oam_shim, &n6_out, PACKETS);
    traffic_close(&t);
}

/* One stream carries the payloads of one conversation with borders of its own. */
TEST(relay_with_other_borders)
{
    enum { TOTAL = 40000, IN = 1000, OUT = 1337 };
    static uint8_t stream[TOTAL];
    unsigned relayed = 0;
    traffic_open(&t);
    noise(stream, TOTAL, 4711);
    for (size_t at = 0; at < TOTAL; at += IN) {
        struct said s = up(0, 0);
        s.protocol = TCP;
        s.seq = (uint32_t)at;
        s.flags = TCP_PUSH;
        s.payload = bytes_of(stream + at, IN);
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
    }
    for (size_t at = 0; at < TOTAL; at += OUT, relayed++) {
        struct said s = {"10.0.9.1", "10.0.9.66", 40002, 8443, TCP, (uint32_t)at, 1, TCP_PUSH, {NULL, 0}};
        s.payload = bytes_of(stream + at, TOTAL - at < OUT ? TOTAL - at : OUT);
        pass(&t, &oam_tee, &s); /* plain TCP of the element's own */
    }
    struct sums s = settled(&t);
    CHECK_INT(s.forwarded.packets, TOTAL / IN);
    CHECK(s.copied.packets >= relayed - 1 && s.copied.packets <= relayed);
    CHECK_INT(copied_on(&t, &oam_relay).packets, s.copied.packets);
    traffic_close(&t);
}

/* Each copy bears only a part of its original's first bytes. How many are recognised depends on where the windows lie: of 100
 * bytes about half, of 600 nearly all. */
static void copied_head(size_t len, unsigned at_least)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < PACKETS; i++) {
        struct packet p;
        uint8_t head[1000];
        struct said s = up(i, 1000);
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
        compose_inner(&p, &s);
        memcpy(head, packet_bytes(&p).data, len);
        packet_start(&p, bytes_of(head, len));
        wrap(&p, &oam_shim);
        post(&t, MANAGEMENT, &p);
    }
    struct sums s = settled(&t);
    CHECK_INT(s.forwarded.packets, PACKETS);
    CHECK(s.copied.packets >= at_least);
    CHECK_INT(copied_on(&t, &oam_shim).packets, s.copied.packets);
    CHECK_INT(s.copied.packets + s.unmatched.packets, PACKETS);
    traffic_close(&t);
}

TEST(cut_short)
{
    copied_head(128, COPY_MIN_PACKETS);
    copied_head(600, PACKETS * 3 / 4);
}

/* Translated on its route; the copy bears the subscriber's own address, or the public one. */
static void translated_and_copied(bool as_outside)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < PACKETS; i++) {
        struct said s = up(i, 300), outside = s;
        outside.src = "203.0.113.5";
        outside.sport = 61000;
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &outside);
        pass(&t, &oam_vxlan, as_outside ? &outside : &s);
    }
    check_copied(&oam_vxlan, &n6_out, PACKETS);
    check_names_subscriber(&oam_vxlan);
    traffic_close(&t);
}

TEST(of_translated_traffic)
{
    translated_and_copied(false);
    translated_and_copied(true);
}

/* The content of many packets is the same: every exit beyond the entries counts, no other. */
TEST(constant_payloads_count_exactly)
{
    static const uint8_t zeros[160];
    traffic_open(&t);
    for (uint32_t i = 0; i < 300; i++) {
        struct said s = up(i, 0);
        s.payload = bytes_of(zeros, sizeof zeros);
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
        if (i % 3 == 0) pass(&t, &oam_vxlan, &s);
    }
    struct sums s = settled(&t);
    CHECK_INT(s.copied.packets, 100);
    CHECK_INT(s.forwarded.packets, 300);
    CHECK_INT(copied_on(&t, &oam_vxlan).packets, 100);
    traffic_close(&t);
}

/* Retransmissions and duplicates on top of a copy change nothing about which leg it is. */
TEST(among_retransmissions)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 60; i++) {
        struct said s = up(i, 500);
        for (unsigned again = 0; again < (i % 4 == 0 ? 2 : 1); again++) {
            pass(&t, &n3_in, &s);
            pass(&t, &n6_out, &s);
        }
        pass(&t, &oam_gre, &s);
    }
    struct sums s = settled(&t);
    CHECK_INT(s.copied.packets, 60);
    CHECK_INT(copied_on(&t, &oam_gre).packets, 60);
    traffic_close(&t);
}

TEST(of_many_subscribers)
{
    enum { SUBSCRIBERS = 30 };
    char name[SUBSCRIBERS][16];
    traffic_open(&t);
    for (unsigned k = 0; k < SUBSCRIBERS; k++) snprintf(name[k], sizeof name[k], "10.46.1.%u", k + 1);
    for (uint32_t i = 0; i < 300; i++) {
        struct said s = up(i, 200);
        s.src = name[i % SUBSCRIBERS];
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
        pass(&t, &oam_vxlan, &s);
    }
    struct sums s = settled(&t);
    const struct party *p = party_on(&t, &oam_vxlan);
    CHECK_INT(s.copied.packets, 300);
    CHECK_INT(s.forwarded.packets, 300);
    REQUIRE(p != NULL);
    CHECK_INT(p->copied_count, SUBSCRIBERS);
    traffic_close(&t);
}

/* One subscriber of many is copied, and only that one is named. */
TEST(of_one_among_many)
{
    static const char *const subscribers[] = {"10.46.0.1", "10.46.0.2", "10.46.0.3", "10.46.0.7"};
    traffic_open(&t);
    for (uint32_t i = 0; i < 200; i++) {
        struct said s = up(i, 200);
        s.src = subscribers[i % 4];
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
        if (i % 4 == 3) pass(&t, &oam_shim, &s);
    }
    check_copied(&oam_shim, &n6_out, 50);
    check_names_subscriber(&oam_shim);
    traffic_close(&t);
}

/* A declared conversation is no cover. */
TEST(in_a_declared_conversation)
{
    struct leg declared = oam_shim;
    declared.to = "10.0.9.8";
    traffic_open(&t);
    send_up(&declared, 200);
    check_copied(&declared, &n6_out, PACKETS);
    CHECK_INT(party_on(&t, &declared)->standing, STANDING_DECLARED);
    traffic_close(&t);
}

/* Only headers were captured. */
TEST(of_snapped_captures)
{
    traffic_open(&t);
    t.snap = 128;
    send_up(&oam_vxlan, 600);
    struct sums s = settled(&t);
    CHECK_INT(s.copied.packets, PACKETS);
    CHECK_INT(copied_on(&t, &oam_vxlan).packets, PACKETS);
    traffic_close(&t);
}

/* Frames without IP: a type of its own, or one that stays on its link anyway. */
TEST(in_frames_without_ip)
{
    static const uint16_t types[] = {0x88b5, 0x88cc};
    for (unsigned k = 0; k < ARRAY_LEN(types); k++) {
        traffic_open(&t);
        for (uint32_t i = 0; i < PACKETS; i++) {
            struct packet p;
            struct said s = up(i, 300);
            pass(&t, &n3_in, &s);
            pass(&t, &n6_out, &s);
            compose_inner(&p, &s);
            packet_before(&p, bytes_of("\x07\x08\x09", 3));
            packet_ethernet(&p, 6, 12, types[k]);
            post(&t, OUTSIDE, &p);
        }
        struct sums s = settled(&t);
        CHECK_INT(s.copied.packets, PACKETS);
        CHECK_INT(s.forwarded.packets, PACKETS);
        traffic_close(&t);
    }
}

/* To another next hop under its own addresses, but two packets in one: other borders make no second way lawful. */
TEST(other_borders_to_another_next_hop)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < PACKETS; i++) {
        static uint8_t both[800];
        for (unsigned k = 0; k < 2; k++) {
            struct said s = up(2 * i + k, 400);
            memcpy(both + 400 * k, s.payload.data, 400);
            pass(&t, &n3_in, &s);
            pass(&t, &n6_out, &s);
        }
        struct said joined = up(0, 400);
        joined.payload = bytes_of(both, sizeof both);
        pass(&t, &n6_tee, &joined);
    }
    struct sums s = settled(&t);
    /* a payload has six prints or so by chance, and now and then none */
    CHECK(s.copied.packets >= PACKETS * 3 / 4);
    CHECK(copied_on(&t, &n6_tee).packets >= PACKETS * 3 / 4);
    traffic_close(&t);
}

/* The subscriber moves to another tunnel half-way: the new one is its route, whether a copy or an approved probe takes part. */
TEST(beside_a_handover)
{
    static const struct leg *const besides[] = {&oam_gre, &oam_probe};
    for (unsigned k = 0; k < ARRAY_LEN(besides); k++) {
        traffic_open(&t);
        for (uint32_t i = 0; i < PACKETS; i++) {
            struct said s = down(i, 300);
            pass(&t, &n6_in, &s);
            pass(&t, besides[k], &s);
            pass(&t, i < PACKETS / 2 ? &n3_out : &n3_out_second, &s);
        }
        struct sums s = settled(&t);
        CHECK_INT(s.copied.packets, k == 0 ? PACKETS : 0);
        CHECK_INT(s.forwarded.packets, PACKETS);
        traffic_close(&t);
    }
}

/* Five packets for each of many ports of one receiver are one copy. */
TEST(spread_over_ports)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 200; i++) {
        struct leg shim = oam_shim;
        struct said s = up(i, 300);
        shim.id = 20000 + i / 5;
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
        pass(&t, &shim, &s);
    }
    struct sums s = settled(&t);
    CHECK_INT(s.copied.packets, 200);
    unsigned copies = 0;
    for (uint32_t i = 1; i < t.book.parties.top; i++) copies += book_party(&t.book, i)->copied.packets >= COPY_MIN_PACKETS;
    CHECK_INT(copies, 1);
    traffic_close(&t);
}

/* The clock of the tap where it comes in is late: route and copy are seen before the entry, in either order. */
TEST(before_its_entry)
{
    static const struct leg *const legs[][2] = {{&n6_out, &oam_gre}, {&oam_gre, &n6_out}, {&n6_out, &n6_tee}};
    for (unsigned k = 0; k < ARRAY_LEN(legs); k++) {
        traffic_open(&t);
        struct said first = up(1000, 300);
        pass(&t, &n3_in, &first);
        pass(&t, &n6_out, &first);
        for (uint32_t i = 0; i < PACKETS; i++) {
            struct said s = up(i, 300);
            pass(&t, legs[k][0], &s);
            pass(&t, legs[k][1], &s);
            pass(&t, &n3_in, &s);
        }
        struct sums s = settled(&t);
        CHECK_INT(s.copied.packets, PACKETS);
        CHECK_INT(s.forwarded.packets, PACKETS + 1);
        CHECK_INT(copied_on(&t, &n6_out).packets, 0);
        for (uint32_t i = 1; i < t.book.parties.top; i++)
            CHECK(!book_party(&t.book, i)->copied.packets || book_proof(&t.book, book_party(&t.book, i)->proof) != NULL);
        traffic_close(&t);
    }
}
