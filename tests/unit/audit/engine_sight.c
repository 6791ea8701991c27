/* What a frame's own bytes tell the watches: the short cut by ports and first octet finds what the sniffers themselves find. */
#include "audit/engine_internal.h"
#include "packets.h"
#include "proto/management.h"
#include "proto/tcp.h"
#include "proto/tls.h"
#include "seeds.h"

enum { TCP = 6, UDP = 17, LINK_ETHERNET = 1 };

static const struct {
    const char *corpus, *name; /* NULL: of that text */
    const char *text;
    uint8_t protocol;
    unsigned sight;
} samples[] = {
    {"proto_dtcp", "add", NULL, UDP, SIGHT_CONTROL},
    {NULL, NULL, "DELETE DTCP/0.7\r\n\r\n", TCP, SIGHT_CONTROL},
    {NULL, NULL, "REFRESH DTCP/0.7\r\n\r\n", UDP, SIGHT_CONTROL},
    {NULL, NULL, "LIST DTCP/0.7\r\n\r\n", UDP, SIGHT_CONTROL},
    {NULL, NULL, "POST /X1/NE HTTP/1.1\r\n\r\n", TCP, SIGHT_HTTP},
    {NULL, NULL, "HTTP/1.1 200 OK\r\n\r\n", TCP, SIGHT_HTTP},
    {NULL, NULL, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", TCP, SIGHT_HTTP},
    {NULL, NULL, "SSH-2.0-OpenSSH_9.2\r\n", TCP, SIGHT_MANAGE},
    {NULL, NULL, "<?xml version=\"1.0\"?><hello/>", TCP, SIGHT_MANAGE},
    {NULL, NULL, "<hello xmlns=\"urn:ietf:params:xml:ns:netconf:base:1.0\">", TCP, SIGHT_MANAGE},
    {"proto_management", "pcap", NULL, TCP, SIGHT_MANAGE},
    {"proto_management", "pcapng", NULL, TCP, SIGHT_MANAGE},
};

/* Fixed heads, followed by zeros. */
static const struct {
    uint8_t head[12];
    unsigned sight; /* of a segment of 64 bytes */
} heads[] = {
    {{0x16, 3, 1, 0, 58, 1}, SIGHT_TLS},      {{0, 0, 6, 4, 0, 0, 0, 0, 0}, SIGHT_HTTP}, {{0xa1, 0xb2, 0xc3, 0xd4}, SIGHT_MANAGE},
    {{0xd4, 0xc3, 0xb2, 0xa1}, SIGHT_MANAGE}, {{0xa1, 0xb2, 0x3c, 0x4d}, SIGHT_MANAGE},  {{0x4d, 0x3c, 0xb2, 0xa1}, SIGHT_MANAGE},
    {{0x0a, 0x0d, 0x0d, 0x0a}, SIGHT_MANAGE},
};

/* All sniffers, one after the other. */
static unsigned by_sniffers(const struct stack *s)
{
    if (s->inner_transport == STACK_NO_LAYER) return 0;
    bool tunnelled = s->outer_ip != s->inner_ip;
    const struct layer *l = &s->layer[s->inner_transport];
    uint16_t sport = load_be16(l->data), dport = load_be16(l->data + 2);
    unsigned sight = 0;
    if (!tunnelled && (control_begins(s->payload) || (l->kind == LAYER_UDP && control_port(sport, dport))))
        sight |= SIGHT_CONTROL;
    if (!tunnelled && (management_port(sport, dport) || management_begins(s->payload))) sight |= SIGHT_MANAGE;
    if (l->kind != LAYER_TCP && l->kind != LAYER_UDP) return 0;
    if (l->kind == LAYER_UDP) return sight | (!tunnelled && intercept_sniff_datagram(s->payload) ? SIGHT_LI : 0U);
    sight |= SIGHT_TCP | (l->data[13] & TCP_SYN ? SIGHT_SYN : 0U);
    if (intercept_sniff(s->payload, false)) sight |= SIGHT_LI;
    if (intercept_sniff_control(s->payload)) sight |= SIGHT_HTTP;
    if (s->payload.len && s->payload.data[0] == 0x16 && tls_sniff(s->payload)) sight |= SIGHT_TLS;
    return sight;
}

static unsigned sight_of(uint8_t protocol, uint16_t sport, uint16_t dport, struct bytes payload, bool tunnelled)
{
    static struct packet p;
    struct ip_addr src = ip_from_v4((const uint8_t[]){10, 0, 9, 7}), dst = ip_from_v4((const uint8_t[]){10, 0, 9, 1});
    struct stack s;
    packet_start(&p, payload);
    if (protocol == TCP)
        packet_tcp(&p, sport, dport, 1, 1, 0x10);
    else
        packet_udp(&p, sport, dport);
    packet_ip(&p, &src, &dst, protocol);
    if (tunnelled) {
        packet_gtpu(&p, 7);
        packet_udp(&p, 2152, 2152);
        packet_ip(&p, &src, &dst, UDP);
    }
    packet_link(&p, 2, 3);
    struct bytes frame = packet_bytes(&p);
    stack_decode(&s, LINK_ETHERNET, frame.data, (uint32_t)frame.len, (uint32_t)frame.len);
    unsigned sight = engine_sight_of(&s);
    CHECK_INT(sight, by_sniffers(&s));
    return sight;
}

/* The payload as it is and with every other first octet, by every protocol, inside and outside a tunnel. */
static void check_payload(struct bytes payload)
{
    static uint8_t copy[2048];
    size_t len = payload.len < sizeof copy ? payload.len : sizeof copy;
    memcpy(copy, payload.data, len);
    for (unsigned first = 0; first < 256; first++) {
        copy[0] = (uint8_t)first;
        for (unsigned way = 0; way < 4; way++) (void)sight_of(way & 1 ? TCP : UDP, 40000, 40001, bytes_of(copy, len), way & 2);
    }
}

TEST(samples_are_seen)
{
    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        struct bytes b = samples[i].text ? bytes_of_text(samples[i].text) : seed(samples[i].corpus, samples[i].name), payload = b;
        bool management = !samples[i].text && strcmp(samples[i].corpus, "proto_management") == 0;
        if (management) payload = bytes_slice(b, 3, SIZE_MAX); /* behind protocol and port */
        REQUIRE(payload.len > 0);
        CHECK_INT(sight_of(samples[i].protocol, 40000, 40001, payload, false) & ~(unsigned)SIGHT_TCP, samples[i].sight);
        check_payload(payload);
        if (!samples[i].text) seed_free(b);
    }
}

TEST(heads_are_seen)
{
    for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
        uint8_t payload[64] = {0};
        memcpy(payload, heads[i].head, sizeof heads[i].head);
        CHECK_INT(sight_of(TCP, 40000, 40001, bytes_of(payload, sizeof payload), false), SIGHT_TCP | heads[i].sight);
        check_payload(bytes_of(payload, sizeof payload));
    }
}

/* Product, and what else goes over handover interfaces, at the start of a segment. */
TEST(product_is_seen)
{
    static const char *const all[][2] = {
        {"proto_x2x3", "x2-sip-v1"},  {"proto_x2x3", "x3-gtpu"},        {"proto_x2x3", "x3-ip-v5"},   {"proto_x2x3", "keepalive"},
        {"proto_pspdu", "cc-ip"},     {"proto_pspdu", "iri-begin-ip"},  {"proto_pspdu", "keepalive"}, {"proto_hi_bare", "cc-eps"},
        {"proto_hi_bare", "iri-eps"}, {"proto_hi_bare", "iri-etsi671"},
    };
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct bytes b = seed(all[i][0], all[i][1]);
        REQUIRE(b.len > 0 && b.len < 1400);
        CHECK_INT(sight_of(TCP, 40000, 40001, b, false), SIGHT_TCP | SIGHT_LI);
        check_payload(b);
        seed_free(b);
    }
}

/* By ports alone; tunnelled, they say nothing. */
TEST(ports)
{
    static const uint16_t ports[] = {21, 22, 23, 49, 69, 161, 443, 830, 1645, 1812, 2123, 3799, 8805, 40000};
    static const uint8_t nothing[40] = {0xff, 0xff, 0xff, 0xff, 0xff};
    unsigned seen = 0;
    for (size_t i = 0; i < ARRAY_LEN(ports); i++)
        for (unsigned way = 0; way < 8; way++) {
            uint16_t sport = way & 1 ? ports[i] : 50000, dport = way & 1 ? 50000 : ports[i];
            unsigned sight = sight_of(way & 2 ? TCP : UDP, sport, dport, bytes_of(nothing, sizeof nothing), way & 4);
            CHECK(!(way & 4) || !(sight & (SIGHT_CONTROL | SIGHT_MANAGE)));
            seen |= sight;
        }
    CHECK_INT(seen, SIGHT_CONTROL | SIGHT_MANAGE | SIGHT_TCP);
    CHECK_INT(sight_of(TCP, 443, 50000, bytes_of(NULL, 0), false), SIGHT_TCP);
}
