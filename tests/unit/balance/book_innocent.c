/* What looks like a copy and is none. */
#include <stdio.h>

#include "traffic.h"

static struct traffic t;

static void check_no_copy(void)
{
    struct sums s = settled(&t);
    CHECK_INT(s.copied.packets, 0);
    CHECK(t.out.packets > 0);
}

static struct ruled_tally ruled(enum ruled reason)
{
    return t.book.counts.ruled[reason];
}

TEST(an_approved_probe)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 40; i++) {
        struct said s = up(i, 300);
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
        pass(&t, &oam_probe, &s);
    }
    check_no_copy();
    CHECK_INT(forwarded_on(&t, &n6_out).packets, 40);
    REQUIRE(party_on(&t, &oam_probe) != NULL);
    CHECK_INT(party_on(&t, &oam_probe)->standing, STANDING_PROBE);
    CHECK_INT(party_on(&t, &oam_probe)->unmatched.packets, 40);
    /* the probe took its packets before the route did or after: either way nothing left again */
    CHECK_INT(ruled(RULED_SEEN_TWICE).packets, 0);
    traffic_close(&t);
}

/* And a probe does not hide a copy beside it. */
TEST(a_probe_is_no_cover)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 40; i++) {
        struct said s = up(i, 300);
        pass(&t, &n3_in, &s);
        pass(&t, &oam_probe, &s);
        pass(&t, &n6_out, &s);
        pass(&t, &oam_gre, &s);
    }
    struct sums s = settled(&t);
    CHECK_INT(s.copied.packets, 40);
    CHECK_INT(copied_on(&t, &oam_gre).packets, 40);
    CHECK_INT(ruled(RULED_SEEN_TWICE).packets, 0);
    traffic_close(&t);
}

/* An update that everybody fetches. */
TEST(the_same_content_to_many)
{
    enum { SUBSCRIBERS = 20 };
    char name[SUBSCRIBERS][16];
    traffic_open(&t);
    for (uint32_t i = 0; i < 50; i++)
        for (unsigned k = 0; k < SUBSCRIBERS; k++) {
            struct said s = down(i, 1200);
            snprintf(name[k], sizeof name[k], "10.46.2.%u", k + 1);
            s.dst = name[k];
            pass(&t, &n6_in, &s);
            pass(&t, &n3_out, &s);
        }
    check_no_copy();
    CHECK_INT(forwarded_on(&t, &n3_out).packets, 50 * SUBSCRIBERS);
    CHECK_INT(ruled(RULED_SHARED).packets, 50 * (SUBSCRIBERS - 1));
    CHECK_INT(ruled(RULED_SHARED).conversations, SUBSCRIBERS - 1);
    traffic_close(&t);
}

/* One after the other, and of every conversation the capture lost entries. */
TEST(the_same_content_to_many_with_loss)
{
    static const char *const subscribers[] = {"10.46.0.1", "10.46.0.2", "10.46.0.3"};
    traffic_open(&t);
    for (unsigned k = 0; k < 3; k++)
        for (uint32_t i = 0; i < 100; i++) {
            struct said s = down(i, 1200);
            s.dst = subscribers[k];
            if ((i + k) % 5) pass(&t, &n6_in, &s);
            pass(&t, &n3_out, &s);
        }
    check_no_copy();
    traffic_close(&t);
}

/* What goes up comes down again, as a packet that is `back` but for its payload. */
static void pass_back(struct said back)
{
    for (uint32_t i = 0; i < 100; i++) {
        struct said u = up(i, 400);
        back.payload = u.payload;
        pass(&t, &n3_in, &u);
        pass(&t, &n6_out, &u);
        pass(&t, &n6_in, &back);
        pass(&t, &n3_out, &back);
    }
}

/* A server sends back what it gets: each direction has entries of its own. */
TEST(an_echo)
{
    struct said u = up(0, 400);
    traffic_open(&t);
    pass_back((struct said){u.dst, u.src, u.dport, u.sport, UDP, 0, 0, 0, u.payload});
    check_no_copy();
    CHECK_INT(ruled(RULED_SHARED).packets, 0);
    traffic_close(&t);
}

/* The same through a server that is another subscriber's relay: in, out, in again under another tuple, out. */
TEST(a_relay_outside)
{
    traffic_open(&t);
    pass_back((struct said){"192.0.2.1", "10.46.0.8", 443, 50000, UDP, 0, 0, 0, up(0, 400).payload});
    check_no_copy();
    traffic_close(&t);
}

/* The capture point sees each exit twice, as with a mirror of both directions of two ports. */
TEST(capture_duplicates_on_one_path)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 100; i++) {
        struct said s = up(i, 300);
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
        pass(&t, &n6_out, &s);
    }
    check_no_copy();
    CHECK_INT(forwarded_on(&t, &n6_out).packets, 200);
    CHECK_INT(ruled(RULED_SEEN_TWICE).packets, 100);
    CHECK_INT(ruled(RULED_SEEN_TWICE).bytes * 2, t.out.bytes);
    CHECK_INT(ruled(RULED_SEEN_TWICE).conversations, 1);
    traffic_close(&t);
}

/* Sent again, leaves again: TCP segments, and payloads that are all alike. */
TEST(repeats_that_came_in_as_often)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 60; i++) {
        struct said s = up(i / 2, 300), alike = up(7, 48);
        s.protocol = TCP;
        alike.sport = 5000;
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
        alike.payload = up(7, 48).payload;
        pass(&t, &n3_in, &alike);
        pass(&t, &n6_out, &alike);
    }
    check_no_copy();
    CHECK_INT(ruled(RULED_SENT_AGAIN).packets, 30);
    CHECK_INT(ruled(RULED_ALIKE).packets, 59);
    CHECK_INT(ruled(RULED_SEEN_TWICE).packets, 0);
    traffic_close(&t);
}

TEST(packets_that_overtake_each_other)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 40; i += 2) {
        struct said s = up(i, 300);
        pass(&t, &n3_in, &s);
        s = up(i + 1, 300);
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
        s = up(i, 300);
        pass(&t, &n6_out, &s);
    }
    check_no_copy();
    CHECK_INT(ruled(RULED_OVERTAKEN).packets, 20);
    traffic_close(&t);
}

TEST(lost_entries)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 200; i++) {
        struct said s = up(i, 300);
        if (i % 4 == 0) pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
    }
    struct sums s = settled(&t);
    CHECK_INT(s.copied.packets, 0);
    CHECK_INT(s.forwarded.packets, 50);
    CHECK_INT(s.unmatched.packets, 150);
    CHECK_INT(ruled(RULED_UNSEEN_ENTRY).packets, 150);
    traffic_close(&t);
}

TEST(lost_retransmission_entries)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 100; i++) {
        struct said s = up(i, 300);
        s.protocol = TCP;
        s.seq = i * 300;
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
        if (i % 3 == 0) pass(&t, &n6_out, &s);
    }
    check_no_copy();
    CHECK_INT(ruled(RULED_SEEN_TWICE).packets, 34);
    traffic_close(&t);
}

/* An ICMP error quotes what it is about back to its sender (RFC 792). */
TEST(icmp_errors)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 40; i++) {
        struct packet p;
        struct said s = up(i, 300);
        struct ip_addr own = address("10.0.3.1"), subscriber = address("10.46.0.7");
        static const uint8_t header[8] = {11, 0, 0, 0, 0, 0, 0, 0}; /* time exceeded */
        pass(&t, &n3_in, &s);
        compose_inner(&p, &s);
        packet_before(&p, bytes_of(header, sizeof header));
        packet_ip(&p, &own, &subscriber, 1);
        wrap(&p, &n3_out);
        post(&t, ACCESS, &p);
    }
    check_no_copy();
    CHECK(t.book.counts.ruled[RULED_ICMP_QUOTE].packets >= 40);
    CHECK_INT(ruled(RULED_ICMP_QUOTE).conversations, 1);
    traffic_close(&t);
}

/* A packet that is not about the receiver's own traffic is no answer to it. */
TEST(icmp_as_a_carrier_is_found)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 40; i++) {
        struct packet p;
        struct said s = up(i, 300);
        struct ip_addr own = address("10.0.9.1"), collector = address("10.0.9.66");
        static const uint8_t header[8] = {11, 0, 0, 0, 0, 0, 0, 0};
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
        compose_inner(&p, &s);
        packet_before(&p, bytes_of(header, sizeof header));
        packet_ip(&p, &own, &collector, 1);
        packet_link(&p, 9, 10);
        post(&t, MANAGEMENT, &p);
    }
    struct sums s = settled(&t);
    CHECK_INT(s.copied.packets, 40);
    traffic_close(&t);
}

/* That an error pretends to answer its receiver, who never sent such a packet, makes it no answer. Nor does it help when he did,
 * and what the error holds is somebody else's. */
TEST(icmp_that_pretends_to_answer)
{
    for (unsigned asked = 0; asked < 2; asked++) {
        traffic_open(&t);
        static const struct leg in = {MANAGEMENT, 10, 9, PLAIN, NULL, NULL, 0};
        struct said question = {"10.0.9.66", "10.0.9.1", 1000, 2000, UDP, 0, 0, 0, up(900000, 40).payload};
        if (asked) pass(&t, &in, &question);
        for (uint32_t i = 0; i < 40; i++) {
            struct packet p;
            struct said s = up(i, 300), quote = s;
            struct ip_addr own = address("10.0.9.1"), collector = address("10.0.9.66");
            static const uint8_t header[8] = {11, 0, 0, 0, 0, 0, 0, 0};
            pass(&t, &n3_in, &s);
            pass(&t, &n6_out, &s);
            quote.src = "10.0.9.66";
            quote.dst = "10.0.9.1";
            quote.sport = 1000;
            quote.dport = 2000;
            compose_inner(&p, &quote);
            packet_before(&p, bytes_of(header, sizeof header));
            packet_ip(&p, &own, &collector, 1);
            packet_link(&p, 9, 10);
            post(&t, MANAGEMENT, &p);
        }
        struct sums s = settled(&t);
        CHECK(s.copied.packets >= 20); /* of some payloads the key of the day selects no window */
        traffic_close(&t);
    }
}

static void link_frame(unsigned tap, uint8_t src, uint16_t type, const char *body, size_t len)
{
    struct packet p;
    packet_start(&p, bytes_of(body, len));
    packet_ethernet(&p, src, 0x0e, type);
    post(&t, tap, &p);
}

TEST(link_local_noise)
{
    static const char *const groups[] = {"224.0.0.5", "ff02::1", "fe80::1"};
    traffic_open(&t);
    for (uint32_t i = 0; i < 20; i++) {
        for (unsigned g = 0; g < 3; g++) {
            struct said s = {g ? "fe80::9" : "10.0.6.1", groups[g], 1, 2, UDP, 0, 0, 0, up(i, 40).payload};
            pass(&t, &n6_out, &s);
        }
        link_frame(OUTSIDE, 6, 0x0806, "\0\1\10\0\6\4\0\1\2\0\0\0\0\6\n\0\6\1\0\0\0\0\0\0\n\0\6\2", 28);
        link_frame(OUTSIDE, 6, 0x88cc, "\2\7\4\2\0\0\0\0\6", 9);
    }
    check_no_copy();
    CHECK_INT(t.out.packets, 100);
    unsigned local = 0;
    for (uint32_t i = 1; i < t.book.parties.top; i++)
        if (book_party(&t.book, i)->standing == STANDING_LINK_LOCAL) local += (unsigned)book_party(&t.book, i)->total.packets;
    CHECK_INT(local, 80); /* all but the datagrams to a neighbour, which are no neighbour discovery and want a declaration */
    traffic_close(&t);
}

/* What ends at the element itself is its own business. */
TEST(answers_of_the_element)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 40; i++) {
        struct said ask = {"10.0.9.50", "10.0.9.1", 40000, 22, TCP, i * 100, 1, TCP_PUSH, up(i, 100).payload};
        static const struct leg in = {MANAGEMENT, 10, 9, PLAIN, NULL, NULL, 0};
        struct said answer = {"10.0.9.1", "10.0.9.50", 22, 40000, TCP, i * 100, 1, TCP_PUSH, ask.payload}; /* a terminal's echo */
        pass(&t, &in, &ask);
        pass(&t, &oam_tee, &answer);
    }
    check_no_copy();
    CHECK_INT(ruled(RULED_OWN_BUSINESS).packets, 40);
    traffic_close(&t);
}

/* Resets and ICMP errors only refuse: counted apart. */
TEST(refusals_are_counted)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 10; i++) {
        struct said reset = {"10.0.9.1", "198.51.100.9", 23, 50000, TCP, 0, i, TCP_RST | TCP_ACK, {NULL, 0}};
        pass(&t, &oam_tee, &reset);
    }
    check_no_copy();
    unsigned answers = 0;
    for (uint32_t i = 1; i < t.book.parties.top; i++) answers += (unsigned)book_party(&t.book, i)->answers.packets;
    CHECK_INT(answers, 10);
    traffic_close(&t);
}

/* An answer that leaves before its entry is seen waits for none: what is explained later would be subtracted twice. */
TEST(refusals_seen_before_their_entries)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 20; i++) {
        struct said s = up(i, 0);
        s.protocol = TCP;
        s.seq = 1000 * i;
        s.flags = TCP_RST;
        pass(&t, &n6_out, &s);
        pass(&t, &n3_in, &s);
    }
    (void)settled(&t);
    for (uint32_t i = 1; i < t.book.parties.top; i++) {
        const struct party *p = book_party(&t.book, i);
        CHECK(p->answers.packets <= p->unmatched.packets);
    }
    traffic_close(&t);
}

/* What bears data refuses nothing. */
TEST(resets_with_data_are_not_refusals)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 10; i++) {
        struct said reset = {"10.0.9.1", "198.51.100.9", 23, 50000, TCP, 0, i, TCP_RST | TCP_ACK, up(i, 200).payload};
        pass(&t, &oam_tee, &reset);
    }
    check_no_copy();
    for (uint32_t i = 1; i < t.book.parties.top; i++) CHECK_INT(book_party(&t.book, i)->answers.packets, 0);
    traffic_close(&t);
}

/* A delivery that a warrant covers is not searched, and stands in its own account. */
TEST(warranted_units)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 40; i++) {
        struct said s = up(i, 300);
        t.warranted = false;
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
        t.warranted = true;
        pass(&t, &oam_relay, &s);
    }
    struct sums s = settled(&t);
    CHECK_INT(s.copied.packets, 0);
    CHECK_INT(s.warranted.packets, 40);
    CHECK_INT(s.forwarded.packets, 40);
    traffic_close(&t);
}

/* Less than is needed for certainty. */
TEST(a_few_coincidences)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 100; i++) {
        struct said s = up(i, 300);
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
        if (i < COPY_MIN_PACKETS - 1) pass(&t, &oam_shim, &s);
    }
    struct sums s = settled(&t);
    CHECK(s.copied.packets < COPY_MIN_PACKETS);
    REQUIRE(party_on(&t, &oam_shim) != NULL);
    CHECK_INT(party_on(&t, &oam_shim)->detected.packets, 0);
    traffic_close(&t);
}
