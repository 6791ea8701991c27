/* A user plane function under test, and its traffic: packets are composed, decoded, judged by direction and booked one by one.
 *
 *   gNB 10.0.3.2, 10.0.3.3 --N3-- 10.0.3.1 [upf] -- 10.0.6.1 --N6-- the world        subscribers 10.46.0.0/16
 *                                          [upf] -- 10.0.9.1 --management--          10.0.9.7 probe, 10.0.9.8 declared */
#ifndef CUSTOS_TESTS_TRAFFIC_H
#define CUSTOS_TESTS_TRAFFIC_H

#include "balance/book.h"
#include "check.h"
#include "packets.h"

enum { ACCESS, OUTSIDE, MANAGEMENT, TAPS };
enum { TCP = 6, UDP = 17 };
enum { TCP_ACK = 0x10, TCP_PUSH = 0x18, TCP_SYN = 0x02, TCP_RST = 0x04 };

enum carrier { PLAIN, GTPU, VXLAN, GRE, SHIM, RELAY };

/* Where a packet passes, and in what. */
struct leg {
    unsigned tap;
    uint8_t src, dst; /* stations */
    enum carrier carrier;
    const char *from, *to; /* of the carrier */
    uint32_t id;           /* TEID, VNI; SHIM, RELAY: UDP, TCP port */
};

/* An innermost packet. */
struct said {
    const char *src, *dst;
    uint16_t sport, dport;
    uint8_t protocol;
    uint32_t seq, ack;
    uint8_t flags;
    struct bytes payload;
};

static const struct leg n3_in = {ACCESS, 2, 3, GTPU, "10.0.3.2", "10.0.3.1", 100};
static const struct leg n3_out = {ACCESS, 3, 2, GTPU, "10.0.3.1", "10.0.3.2", 200};
static const struct leg n3_out_second = {ACCESS, 3, 2, GTPU, "10.0.3.1", "10.0.3.3", 300};
static const struct leg n6_in = {OUTSIDE, 7, 6, PLAIN, NULL, NULL, 0};
static const struct leg n6_out = {OUTSIDE, 6, 7, PLAIN, NULL, NULL, 0};
static const struct leg n6_tee = {OUTSIDE, 6, 8, PLAIN, NULL, NULL, 0};
static const struct leg oam_tee = {MANAGEMENT, 9, 10, PLAIN, NULL, NULL, 0};
static const struct leg oam_vxlan = {MANAGEMENT, 9, 10, VXLAN, "10.0.9.1", "10.0.9.66", 42};
static const struct leg oam_gre = {MANAGEMENT, 9, 10, GRE, "10.0.9.1", "10.0.9.66", 0};
static const struct leg oam_gtpu = {MANAGEMENT, 9, 10, GTPU, "10.0.9.1", "10.0.9.66", 77};
static const struct leg oam_shim = {MANAGEMENT, 9, 10, SHIM, "10.0.9.1", "10.0.9.66", 9999};
static const struct leg oam_relay = {MANAGEMENT, 9, 10, RELAY, "10.0.9.1", "10.0.9.66", 8443};
static const struct leg oam_probe = {MANAGEMENT, 9, 10, VXLAN, "10.0.9.1", "10.0.9.7", 43};

static const struct leg *const all_legs[] = {&n3_in,     &n3_out,  &n3_out_second, &n6_in,    &n6_out,    &n6_tee,   &oam_tee,
                                             &oam_vxlan, &oam_gre, &oam_gtpu,      &oam_shim, &oam_relay, &oam_probe};

struct traffic {
    struct ip_prefix own[3], pool[1];
    struct mac_addr macs[3];
    struct scope_element element;
    struct scope_tap taps[TAPS];
    struct scope scope;
    struct directions directions;
    struct book book;
    int64_t now_ns, step_ns; /* time of the next packet; between packets */
    uint32_t number;         /* frames so far */
    bool warranted;
    bool one_batch;                     /* else each packet is a batch of its own */
    uint32_t snap;                      /* bytes that the capture kept of a frame; 0: all */
    struct book_tally in, out, unknown; /* posted */
};

static enum standing traffic_standing(void *ctx, uint32_t element, const struct five_tuple *outer)
{
    static const struct {
        uint8_t last;
        enum standing as;
    } known[] = {{2, STANDING_TRANSPORT}, {3, STANDING_TRANSPORT}, {7, STANDING_PROBE}, {8, STANDING_DECLARED}};
    (void)ctx;
    (void)element;
    for (unsigned i = 0; i < ARRAY_LEN(known); i++) {
        const uint8_t want[4] = {10, 0, known[i].last < 7 ? 3 : 9, known[i].last};
        if (outer->dst.family == 4 && memcmp(outer->dst.bytes, want, 4) == 0) return known[i].as;
    }
    return STANDING_UNDECLARED;
}

static inline void traffic_open_sized(struct traffic *t, size_t memory_bytes, int64_t window_ns)
{
    static const char *const own[] = {"10.0.3.1", "10.0.6.1", "10.0.9.1"};
    static const enum scope_side sides[TAPS] = {SCOPE_ACCESS, SCOPE_OUTSIDE, SCOPE_MANAGEMENT};
    struct book_limits limits = {memory_bytes, window_ns};
    memset(t, 0, sizeof *t);
    for (unsigned i = 0; i < 3; i++) {
        ENSURE(prefix_parse(own[i], &t->own[i]));
        t->macs[i] = (struct mac_addr){{2, 0, 0, 0, 0, (uint8_t)(3 + 3 * i)}};
        t->taps[i] = (struct scope_tap){0, sides[i]};
    }
    ENSURE(prefix_parse("10.46.0.0/16", &t->pool[0]));
    t->element = (struct scope_element){t->own, 3, t->pool, 1, t->macs, 3};
    t->scope = (struct scope){&t->element, 1, t->taps, TAPS, traffic_standing, NULL};
    t->now_ns = 1000 * CLOCK_SECOND;
    t->step_ns = 1000000;
    ENSURE(directions_init(&t->directions, &t->scope));
    ENSURE(book_init(&t->book, &limits, &t->scope, &t->directions));
}

static inline void traffic_open(struct traffic *t)
{
    traffic_open_sized(t, 16 << 20, 0);
}

static inline void traffic_close(struct traffic *t)
{
    book_done(&t->book);
    directions_done(&t->directions);
}

static inline void compose_inner(struct packet *p, const struct said *s)
{
    struct ip_addr src = address(s->src), dst = address(s->dst);
    packet_start(p, s->payload);
    if (s->protocol == TCP) packet_tcp(p, s->sport, s->dport, s->seq, s->ack, s->flags);
    if (s->protocol == UDP) packet_udp(p, s->sport, s->dport);
    packet_ip(p, &src, &dst, s->protocol);
}

static inline void wrap(struct packet *p, const struct leg *l)
{
    if (l->carrier != PLAIN) {
        struct ip_addr from = address(l->from), to = address(l->to);
        uint8_t protocol = l->carrier == GRE ? 47 : l->carrier == RELAY ? TCP : UDP;
        switch (l->carrier) {
        case GTPU:
            packet_gtpu(p, l->id);
            packet_udp(p, 2152, 2152);
            break;
        case VXLAN:
            packet_link(p, 90, 91);
            packet_vxlan(p, l->id);
            packet_udp(p, 50000, 4789);
            break;
        case GRE: packet_gre(p, 0x0800); break;
        case SHIM:
            packet_before(p, bytes_of("\xf3unknown header\x01", 16));
            packet_udp(p, 40001, (uint16_t)l->id);
            break;
        case RELAY: packet_tcp(p, 40002, (uint16_t)l->id, 1, 1, TCP_PUSH); break;
        case PLAIN: break;
        }
        packet_ip(p, &from, &to, protocol);
    }
    packet_link(p, l->src, l->dst);
}

/* One frame through the book. */
static inline void post(struct traffic *t, unsigned tap, const struct packet *p)
{
    struct stack s;
    struct bytes b = packet_bytes(p);
    uint32_t cap = t->snap && t->snap < b.len ? t->snap : (uint32_t)b.len;
    struct frame f = {t->now_ns, b.data, cap, (uint32_t)b.len, {0, ++t->number}, (uint16_t)tap, 1, FRAME_UNKNOWN};
    struct book_unit u = {
        .stack = &s, .tap = tap, .time_ns = t->now_ns, .ref = f.ref, .packets = 1, .bytes = b.len, .warranted = t->warranted};
    stack_decode(&s, 1, b.data, cap, (uint32_t)b.len);
    u.passage = direction_of(&t->directions, tap, link_addresses(&s), &f, &s);
    if (!t->one_batch) book_turn(&t->book, t->now_ns);
    book_identify(&t->book, &u);
    book_touch(&t->book, &u);
    book_look(&t->book, &u);
    book_post(&t->book, &u);
    book_add(u.passage.direction == DIRECTION_IN    ? &t->in
             : u.passage.direction == DIRECTION_OUT ? &t->out
                                                    : &t->unknown,
             1, b.len);
    t->now_ns += t->step_ns;
}

static inline void pass(struct traffic *t, const struct leg *l, const struct said *s)
{
    struct packet p;
    compose_inner(&p, s);
    wrap(&p, l);
    post(t, l->tap, &p);
}

/* The i-th packet of a conversation from or to subscriber 10.46.0.7: UDP with `len` bytes that no other packet has. */
static inline struct said up(uint32_t i, size_t len)
{
    static uint8_t payload[2048];
    noise(payload, len, i + 1);
    return (struct said){"10.46.0.7", "192.0.2.1", 40000, 443, UDP, 0, 0, 0, bytes_of(payload, len)};
}

static inline struct said down(uint32_t i, size_t len)
{
    struct said s = up(i + 1000000, len);
    return (struct said){s.dst, s.src, s.dport, s.sport, UDP, 0, 0, 0, s.payload};
}

struct sums {
    struct book_tally total, forwarded, copied, warranted, unmatched;
};

static inline void sum_party(struct sums *s, const struct party *p)
{
    book_add(&s->total, p->total.packets, p->total.bytes);
    book_add(&s->forwarded, p->forwarded.packets, p->forwarded.bytes);
    book_add(&s->copied, p->copied.packets, p->copied.bytes);
    book_add(&s->warranted, p->warranted.packets, p->warranted.bytes);
    book_add(&s->unmatched, p->unmatched.packets, p->unmatched.bytes);
}

/* Settle everything, and check what holds always: each exit stands in one account of one party. */
static inline struct sums settled(struct traffic *t)
{
    struct sums s = {0};
    book_close(&t->book);
    for (uint32_t i = 1; i < t->book.parties.top; i++) sum_party(&s, book_party(&t->book, i));
    CHECK_INT(s.forwarded.packets + s.copied.packets + s.warranted.packets + s.unmatched.packets, t->out.packets);
    CHECK_INT(s.forwarded.bytes + s.copied.bytes + s.warranted.bytes + s.unmatched.bytes, t->out.bytes);
    CHECK_INT(s.total.packets, t->out.packets);
    CHECK_INT(s.total.bytes, t->out.bytes);
    return s;
}

/* The party to which that leg belongs, or NULL. */
static inline const struct party *party_on(const struct traffic *t, const struct leg *l)
{
    for (uint32_t i = 1; i < t->book.parties.top; i++) {
        const struct party *p = book_party(&t->book, i);
        if (p->tap != l->tap) continue;
        if (l->carrier == PLAIN && !p->own && p->next_hop[5] == l->dst) return p;
        if (l->carrier == PLAIN || !p->own) continue;
        struct ip_addr to = address(l->to);
        if (ip_equal(&p->outer.dst, &to)) return p;
    }
    return NULL;
}

/* What of that party's was copied; 0 too when there is no such party. */
static inline struct book_tally copied_on(const struct traffic *t, const struct leg *l)
{
    const struct party *p = party_on(t, l);
    return p ? p->copied : (struct book_tally){0, 0};
}

static inline struct book_tally forwarded_on(const struct traffic *t, const struct leg *l)
{
    const struct party *p = party_on(t, l);
    return p ? p->forwarded : (struct book_tally){0, 0};
}

#endif
