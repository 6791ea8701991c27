/* A mirror port that shows packets once more behind the element's next hop; and elements that would pass for one. */
#include "traffic.h"

static struct traffic t;

enum { FLOWS = 20, PER_FLOW = 10 };
enum { ELEMENT = 6, ROUTER = 7, FAR = 30, NEAR = 31, ACCOMPLICE = 40 };

static void pass_hops(struct said *s, uint16_t port, uint8_t src, uint8_t dst, uint8_t hops)
{
    struct leg l = {OUTSIDE, src, dst, PLAIN, NULL, NULL, 0};
    struct packet p;
    *(s->dport == 443 ? &s->sport : &s->dport) = port;
    compose_inner(&p, s);
    wrap(&p, &l);
    p.room[p.at + 14 + 8] = hops; /* the header's checksum is nobody's business here */
    post(&t, OUTSIDE, &p);
}

/* Subscribers' traffic, of which the n6 tap shows both directions on the way between router and FAR too when it is `routed`;
 * besides each packet leaves once more from `src` to `dst`, if there is one. */
static void talk(bool routed, uint8_t src, uint8_t dst)
{
    for (uint32_t i = 0; i < FLOWS * PER_FLOW; i++) {
        uint16_t port = (uint16_t)(40000 + i % FLOWS);
        struct said u = up(i, 300);
        u.sport = port;
        pass(&t, &n3_in, &u);
        pass_hops(&u, port, ELEMENT, ROUTER, 63);
        if (routed) pass_hops(&u, port, NEAR, FAR, 62);
        if (dst) pass_hops(&u, port, src, dst, 62);
        struct said d = down(i, 300);
        if (routed) pass_hops(&d, port, FAR, NEAR, 56);
        pass_hops(&d, port, ROUTER, ELEMENT, 55);
        d.dport = port;
        pass(&t, &n3_out, &d);
    }
}

TEST(a_mirror_port_behind_the_router)
{
    traffic_open(&t);
    talk(true, 0, 0);
    struct sums s = settled(&t);
    CHECK_INT(s.copied.packets, 0);
    CHECK_INT(s.forwarded.packets, 3 * FLOWS * PER_FLOW);
    traffic_close(&t);
}

/* The addresses are the element's to choose, and so are the hops left: neither excuses anything. */
TEST(invented_addresses_excuse_nothing)
{
    for (unsigned routed = 0; routed < 2; routed++) {
        traffic_open(&t);
        talk(routed, NEAR, ACCOMPLICE);
        struct sums s = settled(&t);
        CHECK_INT(s.copied.packets, FLOWS * PER_FLOW);
        traffic_close(&t);
    }
}

/* What came in may be shown as if it came in once more, but not before it did. */
TEST(a_link_invented_afterwards)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < FLOWS * PER_FLOW; i++) {
        uint16_t port = (uint16_t)(40000 + i % FLOWS);
        struct said u = up(i, 300);
        u.sport = port;
        pass(&t, &n3_in, &u);
        pass_hops(&u, port, ELEMENT, ROUTER, 63);
        pass_hops(&u, port, NEAR, ACCOMPLICE, 62);
        struct said d = down(i, 300);
        pass_hops(&d, port, ROUTER, ELEMENT, 55);
        pass_hops(&d, port, ACCOMPLICE, NEAR, 56);
        pass_hops(&d, port, ROUTER, ELEMENT, 55); /* the server sends it again */
    }
    struct sums s = settled(&t);
    CHECK_INT(s.copied.packets, FLOWS * PER_FLOW);
    traffic_close(&t);
}

/* Somebody whom the mirror port shows, too, may still be sent a copy in a tunnel. */
TEST(a_tunnel_on_a_link_behind_the_router)
{
    static const struct leg tunnel = {OUTSIDE, NEAR, FAR, VXLAN, "10.0.6.1", "198.51.100.66", 42};
    traffic_open(&t);
    talk(true, 0, 0);
    for (uint32_t i = 0; i < 50; i++) {
        struct said u = up(100000 + i, 300);
        pass(&t, &n3_in, &u);
        pass(&t, &n6_out, &u);
        pass(&t, &tunnel, &u);
    }
    struct sums s = settled(&t);
    CHECK_INT(s.copied.packets, 50);
    CHECK_INT(copied_on(&t, &tunnel).packets, 50);
    traffic_close(&t);
}

/* Few conversations seen before they came in pay for few. */
TEST(a_link_is_trusted_as_far_as_it_was_seen)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 4; i++) {
        struct said d = down(i, 300);
        pass_hops(&d, 40000, ACCOMPLICE, NEAR, 56);
        pass_hops(&d, 40000, ROUTER, ELEMENT, 55);
    }
    for (uint32_t i = 0; i < 200; i++) {
        struct said u = up(i, 300);
        u.sport = (uint16_t)(41000 + i);
        pass(&t, &n3_in, &u);
        pass_hops(&u, u.sport, ELEMENT, ROUTER, 63);
        pass_hops(&u, u.sport, NEAR, ACCOMPLICE, 62);
    }
    struct sums s = settled(&t);
    CHECK(s.copied.packets >= 180);
    traffic_close(&t);
}
