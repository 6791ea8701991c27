#include "drill/carrier.h"

#include <string.h>

#include "check.h"

static const struct five_tuple flow = {
    .src = {.bytes = {10, 45, 0, 2}, .family = 4}, .dst = {.bytes = {192, 0, 2, 1}, .family = 4}, .sport = 40000, .dport = 53};

static void compose(struct packet *p, size_t payload)
{
    packet_init(p);
    content_fill(77, 0, packet_append(p, payload), payload);
    packet_udp(p, &flow);
    packet_ip(p, &flow.src, &flow.dst, IP_UDP, 64, 5);
}

static bool contains(struct bytes all, struct bytes some)
{
    for (size_t at = 0; at + some.len <= all.len; at++)
        if (memcmp(all.data + at, some.data, some.len) == 0) return true;
    return false;
}

/* Either all of the payload is there, or no eight octets of it. */
TEST(only_sealed_carriers_hide_content)
{
    for (enum carrier_id id = CARRIER_GRE; id < CARRIER_COUNT; id++) {
        const struct carrier *c = carrier_of(id);
        struct carrier_state state;
        struct packet plain, p;
        carrier_init(&state, 3);
        compose(&plain, 600);
        p = plain;
        c->wrap(&state, true, &p);
        struct bytes payload = bytes_slice(packet_bytes(&plain), 28, 600);
        CHECK(c->name && c->name[0]);
        CHECK(contains(packet_bytes(&p), payload) == !c->sealed);
        for (size_t at = 0; c->sealed && at + 8 <= payload.len; at++)
            CHECK(!contains(packet_bytes(&p), bytes_slice(payload, at, 8)));
    }
}

TEST(sealed_packets_are_as_long_as_their_protocols_make_them)
{
    static const struct {
        enum carrier_id id;
        size_t in, out;
    } rows[] = {
        {CARRIER_TLS, 628, 5 + 628 + 1 + 16}, {CARRIER_WIREGUARD, 628, 16 + 640 + 16}, {CARRIER_WIREGUARD, 48, 16 + 48 + 16},
        {CARRIER_OPENVPN, 628, 8 + 16 + 628}, {CARRIER_SSH, 628, 4 + 640 + 16},        {CARRIER_XOR, 628, 628},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct carrier_state state;
        struct packet p;
        carrier_init(&state, 3);
        compose(&p, rows[i].in - 28);
        carrier_of(rows[i].id)->wrap(&state, true, &p);
        CHECK_INT(p.len, rows[i].out);
    }
}

TEST(the_payload_carrier_drops_headers)
{
    struct carrier_state state;
    struct packet p;
    carrier_init(&state, 3);
    compose(&p, 0);
    carrier_of(CARRIER_PAYLOAD)->wrap(&state, true, &p);
    CHECK_INT(p.len, 0);
}
