/* Traffic that an honest element forwards: the books balance. */
#include "traffic.h"

static struct traffic t;

static void check_all_forwarded(void)
{
    struct sums s = settled(&t);
    CHECK_INT(s.forwarded.packets, t.out.packets);
    CHECK_INT(s.copied.packets, 0);
    CHECK_INT(s.unmatched.packets, 0);
    CHECK(t.out.packets > 0);
}

TEST(both_directions_balance)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 50; i++) {
        struct said u = up(i, 20 + i * 20);
        pass(&t, &n3_in, &u);
        pass(&t, &n6_out, &u);
        struct said d = down(i, 20 + i * 20);
        pass(&t, &n6_in, &d);
        pass(&t, &n3_out, &d);
    }
    CHECK_INT(t.in.packets, 100);
    CHECK_INT(t.out.packets, 100);
    check_all_forwarded();
    CHECK_INT(forwarded_on(&t, &n6_out).packets, 50);
    CHECK_INT(forwarded_on(&t, &n3_out).packets, 50);
    CHECK_INT(party_on(&t, &n3_out)->standing, STANDING_TRANSPORT);
    CHECK(party_on(&t, &n3_out)->own && !party_on(&t, &n6_out)->own);
    traffic_close(&t);
}

/* Queues: a hundred come in before the first leaves, then in another order. */
TEST(delay_and_reordering)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 100; i++) {
        struct said s = up(i, 200);
        pass(&t, &n3_in, &s);
    }
    t.now_ns += CLOCK_SECOND;
    for (uint32_t i = 0; i < 100; i++) {
        struct said s = up(i * 37 % 100, 200);
        pass(&t, &n6_out, &s);
    }
    check_all_forwarded();
    traffic_close(&t);
}

static struct said tcp(uint32_t i, size_t len, bool uplink)
{
    struct said s = uplink ? up(i, len) : down(i, len);
    s.protocol = TCP;
    s.seq = 1000 + i * 1400;
    s.ack = 77 + i;
    s.flags = len ? TCP_PUSH : TCP_ACK;
    return s;
}

/* A download: data one way, acknowledgements without payload the other, with and without translation. */
static void download(const char *public, uint16_t public_port, enum ruled reason)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 200; i++) {
        struct said data = tcp(i, 1300, false), ack = tcp(i, 0, true);
        struct said data_outside = data, ack_outside = ack;
        data_outside.dst = ack_outside.src = public;
        data_outside.dport = ack_outside.sport = public_port;
        if (i == 0) ack.flags = ack_outside.flags = TCP_SYN;
        pass(&t, &n3_in, &ack);
        pass(&t, &n6_out, &ack_outside);
        pass(&t, &n6_in, &data_outside);
        pass(&t, &n3_out, &data);
    }
    check_all_forwarded();
    for (unsigned i = RULED_NAT_ADDRESS; i <= RULED_REDIRECTED; i++)
        CHECK_INT(t.book.counts.ruled[i].packets, i == reason ? t.out.packets : 0);
    traffic_close(&t);
}

TEST(tcp_with_acknowledgements)
{
    download("10.46.0.7", 40000, RULED_COUNT);
}

TEST(address_translation)
{
    download("203.0.113.5", 61000, RULED_NAT_ADDRESS);
}

TEST(translation_to_the_elements_own_address)
{
    download("10.0.6.1", 61000, RULED_NAT_ADDRESS);
}

TEST(port_translation)
{
    download("10.46.0.7", 61000, RULED_NAT_PORT);
}

/* A public port is given to one subscriber after the other. */
TEST(a_translated_port_passes_on)
{
    traffic_open(&t);
    for (uint32_t owner = 0; owner < 4; owner++)
        for (uint32_t i = 0; i < 40; i++) {
            static const char *const subscribers[] = {"10.46.0.7", "10.46.0.8", "10.46.0.9", "10.46.0.10"};
            struct said s = up(owner * 100 + i, 120), outside;
            s.src = subscribers[owner];
            outside = s;
            outside.src = "203.0.113.5";
            outside.sport = 61000;
            pass(&t, &n3_in, &s);
            pass(&t, &n6_out, &outside);
        }
    struct sums s = settled(&t);
    CHECK_INT(s.copied.packets, 0);
    CHECK(s.unmatched.packets <= 30); /* the new owner is learnt after a few packets */
    CHECK_INT(s.forwarded.packets + s.unmatched.packets, 160);
    traffic_close(&t);
}

TEST(subscriber_to_subscriber)
{
    static const struct leg other_in = {ACCESS, 2, 3, GTPU, "10.0.3.3", "10.0.3.1", 101};
    traffic_open(&t);
    for (uint32_t i = 0; i < 60; i++) {
        struct said s = up(i, 300), back = down(i, 90);
        s.dst = back.src = "10.46.0.99";
        pass(&t, &n3_in, &s);
        pass(&t, &n3_out_second, &s);
        pass(&t, &other_in, &back);
        pass(&t, &n3_out, &back);
    }
    check_all_forwarded();
    traffic_close(&t);
}

/* From one moment on the tunnel ends elsewhere: another TEID, then another base station. */
TEST(hand_over)
{
    struct leg retunnelled = n3_out;
    retunnelled.id = 999;
    traffic_open(&t);
    for (uint32_t i = 0; i < 90; i++) {
        struct said d = down(i, 500);
        pass(&t, &n6_in, &d);
        pass(&t, i < 30 ? &n3_out : i < 60 ? &retunnelled : &n3_out_second, &d);
    }
    check_all_forwarded();
    CHECK_INT(forwarded_on(&t, &n3_out).packets, 60);
    CHECK_INT(forwarded_on(&t, &n3_out_second).packets, 30);
    CHECK_INT(t.book.counts.ruled[RULED_HANDOVER].packets, 60); /* beside the route, which is one of three */
    traffic_close(&t);
}

/* Equal-cost paths: packets of one conversation leave by two next hops, each once. */
TEST(two_next_hops_without_excess)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 100; i++) {
        struct said s = up(i, 400);
        pass(&t, &n3_in, &s);
        pass(&t, i % 2 ? &n6_out : &n6_tee, &s);
    }
    check_all_forwarded();
    CHECK_INT(t.book.counts.ruled[RULED_OTHER_WAY].packets, 50);
    traffic_close(&t);
}

TEST(ipv6_inside)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 50; i++) {
        struct said s = up(i, 200);
        s.src = "2001:db8:46::7";
        s.dst = "2001:db8::1";
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
    }
    check_all_forwarded();
    traffic_close(&t);
}

/* Every payload length, tiny and empty ones too. */
TEST(all_lengths)
{
    traffic_open(&t);
    for (uint32_t len = 0; len < 600; len++) {
        struct said s = up(len, len);
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
    }
    check_all_forwarded();
    traffic_close(&t);
}

/* Only headers were captured: length and checksums must do. */
TEST(snapped_captures)
{
    traffic_open(&t);
    t.snap = 96;
    for (uint32_t i = 0; i < 100; i++) {
        struct said data = tcp(i, 700 + i, true);
        pass(&t, &n3_in, &data);
        pass(&t, &n6_out, &data);
    }
    check_all_forwarded();
    traffic_close(&t);
}

TEST(the_same_constant_payload_again_and_again)
{
    static const uint8_t zeros[160];
    traffic_open(&t);
    for (uint32_t i = 0; i < 500; i++) {
        struct said s = up(i, 0);
        s.payload = bytes_of(zeros, sizeof zeros);
        pass(&t, &n3_in, &s);
        if (i % 10 != 9) continue; /* ten come before ten leave */
        for (unsigned k = 0; k < 10; k++) pass(&t, &n6_out, &s);
    }
    check_all_forwarded();
    traffic_close(&t);
}

TEST(what_entered_long_ago)
{
    traffic_open_sized(&t, 16 << 20, 10 * CLOCK_SECOND);
    for (uint32_t i = 0; i < 20; i++) {
        struct said s = up(i, 300);
        pass(&t, &n3_in, &s);
    }
    t.now_ns += 60 * CLOCK_SECOND;
    for (uint32_t i = 0; i < 20; i++) {
        struct said s = up(i, 300);
        pass(&t, &n6_out, &s);
    }
    struct sums s = settled(&t);
    CHECK_INT(s.forwarded.packets, 0); /* beyond the window nothing is remembered of it */
    CHECK_INT(s.copied.packets, 0);
    traffic_close(&t);
}

/* Taps with clocks 5 ms apart: the exit is seen first. */
TEST(exit_before_its_entry)
{
    traffic_open(&t);
    struct said first = up(0, 300);
    pass(&t, &n3_in, &first);
    pass(&t, &n6_out, &first);
    for (uint32_t i = 1; i < 100; i++) {
        struct said s = up(i, 300);
        pass(&t, &n6_out, &s);
        pass(&t, &n3_in, &s);
    }
    check_all_forwarded();
    CHECK_INT(t.book.counts.ruled[RULED_LATE_ENTRY].packets, 99);
    traffic_close(&t);
}

TEST(exit_before_its_entry_from_the_first_packet)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 100; i++) {
        struct said s = up(i, 300);
        pass(&t, &n6_out, &s);
        pass(&t, &n3_in, &s);
    }
    struct sums s = settled(&t);
    CHECK_INT(s.copied.packets, 0);
    CHECK_INT(s.forwarded.packets, 100);
    traffic_close(&t);
}

/* Both: what leaves bears a translated address, and the tap where it leaves is so far behind that all of it seems to leave first.
 * A translated port passes to another subscriber half-way. */
static void translated_first(uint32_t behind, bool downlink)
{
    enum { SENT = 300 };
    traffic_open(&t);
    for (uint32_t i = 0; i < SENT + behind; i++) {
        for (unsigned leaves = 0; leaves < 2; leaves++) {
            uint32_t k = leaves ? i : i - behind;
            if (k >= SENT) continue;
            struct said s = downlink ? down(k, 200) : up(k, 200);
            const char **near = downlink ? &s.dst : &s.src;
            uint16_t *port = downlink ? &s.dport : &s.sport;
            *near = k < SENT / 2 ? "10.46.0.7" : "10.46.0.8";
            *port = k < SENT / 2 ? 40000 : 41000;
            if (leaves != downlink) {
                *near = "10.0.6.1";
                *port = 1024;
            }
            pass(&t, leaves ? downlink ? &n3_out : &n6_out : downlink ? &n6_in : &n3_in, &s);
        }
    }
    struct sums s = settled(&t);
    CHECK_INT(s.copied.packets, 0);
    CHECK_INT(s.forwarded.packets, SENT);
    CHECK_INT(t.book.counts.ruled[RULED_LATE_ENTRY].packets, SENT);
    traffic_close(&t);
}

TEST(translated_and_seen_to_leave_first)
{
    static const uint32_t behind[] = {1, 5, 50};
    for (unsigned i = 0; i < ARRAY_LEN(behind); i++) {
        translated_first(behind[i], false);
        translated_first(behind[i], true);
    }
}

/* Word is left in the table of entries: what no entry ever comes for is forgotten. */
TEST(translated_and_never_entered)
{
    traffic_open_sized(&t, 1 << 20, 0);
    for (uint32_t i = 0; i < 40000; i++) {
        struct said s = up(i, 60);
        s.src = "10.0.6.1";
        pass(&t, &n6_out, &s);
    }
    struct sums s = settled(&t);
    CHECK_INT(s.unmatched.packets, 40000);
    CHECK_INT(t.book.counts.paths_refused + t.book.counts.flows_refused, 0);
    traffic_close(&t);
}
