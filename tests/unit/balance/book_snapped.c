/* Captures that keep only the start of every frame, of an element that translates addresses: on the access side a tunnel's
 * headers stand before what is left of a payload, outside they do not. */
#include <stdio.h>

#include "traffic.h"

enum { PACKETS = 200, FLOWS = 8 };
enum { IPV4_LEN = 20, IPV6_LEN = 40 };

static struct traffic t;

static uint32_t sum16(const uint8_t *p, size_t len)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < len; i++) sum += i % 2 ? p[i] : (uint32_t)p[i] << 8;
    return sum;
}

/* The UDP checksum of an IP packet, as its sender and every translator on the way leave it (RFC 768). */
static void set_checksum(struct packet *p)
{
    uint8_t *ip = p->room + p->at;
    bool v4 = ip[0] >> 4 == 4;
    uint8_t *udp = ip + (v4 ? IPV4_LEN : IPV6_LEN);
    size_t len = (size_t)(udp[4] << 8 | udp[5]);
    uint32_t sum = sum16(ip + (v4 ? 12 : 8), v4 ? 8 : 32) + (uint32_t)len + UDP + sum16(udp, len);
    while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
    udp[6] = (uint8_t)(~sum >> 8);
    udp[7] = (uint8_t)~sum;
}

static void send(const struct leg *l, const struct said *s)
{
    struct packet p;
    compose_inner(&p, s);
    if (s->protocol == UDP) set_checksum(&p);
    wrap(&p, l);
    post(&t, l->tap, &p);
}

/* The i-th packet of several conversations, and what becomes of it outside. */
static struct said inside(uint32_t i, uint8_t protocol)
{
    struct said s = up(i, 300 + i % 7);
    s.protocol = protocol;
    s.sport = (uint16_t)(40000 + i % FLOWS);
    if (protocol == TCP) s.seq = 1000 * i, s.ack = 77 + i / FLOWS, s.flags = TCP_PUSH;
    return s;
}

static struct said translated(const struct said *s)
{
    struct said x = *s;
    x.src = "10.0.6.1";
    x.sport = (uint16_t)(s->sport - 30000);
    return x;
}

static void subscribers_talk(uint8_t protocol, const struct leg *copy)
{
    for (uint32_t i = 0; i < PACKETS; i++) {
        struct said s = inside(i, protocol), x = translated(&s);
        send(&n3_in, &s);
        send(&n6_out, &x);
        if (copy) send(copy, &s);
    }
}

TEST(translated_and_cut)
{
    static const uint32_t snaps[] = {96, 112, 128, 160, 192, 256, 320};
    for (unsigned i = 0; i < 2 * ARRAY_LEN(snaps); i++) {
        traffic_open(&t);
        t.snap = snaps[i / 2];
        subscribers_talk(i % 2 ? TCP : UDP, NULL);
        struct sums s = settled(&t);
        if (!CHECK_INT(s.forwarded.packets, PACKETS)) printf("    at %u bytes\n", t.snap);
        CHECK_INT(book_vague(&t.book, 0), 0);
        traffic_close(&t);
    }
}

TEST(copies_of_what_is_translated_and_cut)
{
    static const uint32_t snaps[] = {112, 128, 256};
    for (unsigned i = 0; i < 2 * ARRAY_LEN(snaps); i++) {
        traffic_open(&t);
        t.snap = snaps[i / 2];
        subscribers_talk(i % 2 ? TCP : UDP, &oam_gre);
        struct sums s = settled(&t);
        if (!CHECK_INT(copied_on(&t, &oam_gre).packets, PACKETS)) printf("    at %u bytes\n", t.snap);
        CHECK_INT(s.forwarded.packets, PACKETS);
        traffic_close(&t);
    }
}

/* Same length, other content, to the same server: nothing that came in. */
TEST(what_never_came_in_is_not_excused)
{
    traffic_open(&t);
    t.snap = 128;
    for (uint32_t i = 0; i < PACKETS; i++) {
        struct said s = inside(i, UDP), x = translated(&s);
        send(&n3_in, &s);
        send(&n6_out, &x);
        struct said made_up = inside(i + 7 * 5000, UDP);
        made_up.src = "10.0.6.1";
        made_up.sport = 999;
        send(&n6_out, &made_up);
    }
    struct sums s = settled(&t);
    CHECK(s.unmatched.packets >= PACKETS - 2);
    traffic_close(&t);
}

/* The capture ends inside the inner headers: that much of what leaves by the element's own addresses may be anything. */
TEST(cut_inside_the_headers)
{
    traffic_open(&t);
    t.snap = 64;
    subscribers_talk(UDP, NULL);
    struct sums s = settled(&t);
    CHECK_INT(book_vague(&t.book, 0), PACKETS);
    CHECK_INT(s.copied.packets, 0);
    for (uint32_t i = 1; i < t.book.parties.top; i++) {
        const struct party *p = book_party(&t.book, i);
        if (p->total.packets) CHECK(p->unmatched.packets <= book_missed(&t.book, p));
    }
    traffic_close(&t);
}
