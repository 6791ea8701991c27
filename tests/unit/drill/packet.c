#include "drill/packet.h"

#include "check.h"

static const struct five_tuple flow = {
    .src = {.bytes = {10, 45, 0, 2}, .family = 4}, .dst = {.bytes = {192, 0, 2, 1}, .family = 4}, .sport = 40000, .dport = 53};

/* One's complement sum over pseudo header and segment: all ones when the checksum in it is right (RFC 1071). */
static bool transport_right(const struct packet *p)
{
    struct bytes b = packet_bytes(p);
    bool v6 = b.data[0] >> 4 == 6;
    size_t header = v6 ? 40 : 20, len = b.len - header;
    uint32_t sum = (v6 ? b.data[6] : b.data[9]) + (uint32_t)len;
    for (size_t i = v6 ? 8 : 12; i < header; i += 2) sum += load_be16(b.data + i);
    for (size_t i = 0; i < len; i++) sum += (uint32_t)b.data[header + i] << (i % 2 ? 0 : 8);
    while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
    return sum == 0xffff;
}

static bool header_right(const struct packet *p)
{
    struct bytes b = packet_bytes(p);
    uint32_t sum = 0;
    for (size_t i = 0; i < 20; i += 2) sum += load_be16(b.data + i);
    while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
    return sum == 0xffff;
}

static void compose(struct packet *p, struct five_tuple t, size_t payload, uint8_t ttl)
{
    packet_init(p);
    uint8_t *out = packet_append(p, payload);
    for (size_t i = 0; i < payload; i++) out[i] = (uint8_t)(i * 7 + 3);
    if (t.protocol == IP_UDP)
        packet_udp(p, &t);
    else
        packet_tcp(p, &t, &(struct tcp_fields){.seq = 1000, .ack = 2000, .flags = TCP_ACK, .window = 500});
    packet_ip(p, &t.src, &t.dst, t.protocol, ttl, 77);
}

TEST(checksums_are_right_for_every_length)
{
    struct five_tuple t = flow;
    for (int v6 = 0; v6 < 2; v6++) {
        if (v6) {
            t.src = (struct ip_addr){.bytes = {0x20, 1, 0xd, 0xb8, [15] = 1}, .family = 6};
            t.dst = (struct ip_addr){.bytes = {0x20, 1, 0xd, 0xb8, [15] = 2}, .family = 6};
        }
        for (size_t len = 0; len < 70; len++)
            for (int tcp = 0; tcp < 2; tcp++) {
                struct packet p;
                t.protocol = tcp ? IP_TCP : IP_UDP;
                compose(&p, t, len, 64);
                CHECK(transport_right(&p));
                CHECK(v6 || header_right(&p));
                CHECK_INT(p.len, (v6 ? 40 : 20) + (tcp ? 20 : 8) + len);
            }
    }
}

TEST(a_hop_equals_a_packet_with_one_less)
{
    struct five_tuple t = flow;
    t.protocol = IP_UDP;
    for (unsigned ttl = 255; ttl > 1; ttl--) {
        struct packet a, b;
        compose(&a, t, 30, (uint8_t)ttl);
        compose(&b, t, 30, (uint8_t)(ttl - 1));
        packet_hop(&a);
        CHECK_MEM(packet_data(&a), packet_data(&b), b.len);
    }
}

TEST(translation_equals_a_packet_composed_so)
{
    struct ip_addr outside = {.bytes = {198, 51, 100, 64}, .family = 4};
    for (int tcp = 0; tcp < 2; tcp++)
        for (unsigned port = 1; port < 65536; port += 13) {
            struct five_tuple t = flow;
            struct packet a, b;
            t.protocol = tcp ? IP_TCP : IP_UDP;
            compose(&a, t, 41, 64);
            packet_translate(&a, true, &outside, (uint16_t)port);
            t.src = outside;
            t.sport = (uint16_t)port;
            compose(&b, t, 41, 64);
            CHECK_MEM(packet_data(&a), packet_data(&b), b.len);
            CHECK_INT(packet_port(&a, true), port);
            packet_translate(&a, true, &flow.src, flow.sport);
            t.src = flow.src;
            t.sport = flow.sport;
            compose(&b, t, 41, 64);
            CHECK_MEM(packet_data(&a), packet_data(&b), b.len);
        }
}

TEST(gtpu_carries_its_length_and_teid)
{
    struct packet p;
    packet_init(&p);
    packet_append(&p, 100);
    packet_gtpu(&p, 0x01020304, true);
    const uint8_t head[] = {0x34, 255, 0, 108, 1, 2, 3, 4, 0, 0, 0, 0x85, 1, 0x10, 9, 0};
    CHECK_INT(p.len, 116);
    CHECK_MEM(packet_data(&p), head, sizeof head);
}

TEST(a_tag_stands_between_addresses_and_type)
{
    const struct mac_addr a = {{2, 0, 0, 0, 0, 1}}, b = {{2, 0, 0, 0, 0, 2}};
    struct five_tuple t = flow;
    struct packet p;
    t.protocol = IP_UDP;
    compose(&p, t, 4, 64);
    packet_ethernet(&p, &a, &b, 106);
    const uint8_t head[] = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x81, 0, 0, 106, 8, 0, 0x45};
    CHECK_MEM(packet_data(&p), head, sizeof head);
}

TEST(fragments_put_together_are_the_packet)
{
    struct five_tuple t = flow;
    t.protocol = IP_UDP;
    for (size_t mtu = 68; mtu < 1500; mtu += 97) {
        struct packet whole, part;
        uint8_t text[2048];
        size_t at = 0, len = 0;
        compose(&whole, t, 1300, 64);
        do {
            at = packet_fragment(&whole, mtu, at, &part);
            struct bytes b = packet_bytes(&part);
            CHECK(b.len <= mtu && header_right(&part));
            CHECK_INT(load_be16(b.data + 2), b.len);
            CHECK_INT((load_be16(b.data + 6) & 0x1fff) * 8, len);
            CHECK((load_be16(b.data + 6) & 0x2000 ? 1 : 0) == (at ? 1 : 0));
            REQUIRE(len + b.len - 20 <= sizeof text);
            memcpy(text + len, b.data + 20, b.len - 20);
            len += b.len - 20;
        } while (at);
        CHECK_INT(len, whole.len - 20u);
        CHECK_MEM(text, packet_bytes(&whole).data + 20, len);
    }
}

TEST(only_a_syn_that_promises_too_much_is_clamped)
{
    struct five_tuple t = flow;
    t.protocol = IP_TCP;
    for (int syn = 0; syn < 2; syn++)
        for (uint16_t mss = 1300; mss <= 1400; mss += 100) {
            struct packet p;
            packet_init(&p);
            packet_tcp(&p, &t, &(struct tcp_fields){.flags = syn ? TCP_SYN : TCP_ACK, .mss = mss});
            packet_ip(&p, &t.src, &t.dst, IP_TCP, 64, 1);
            packet_clamp(&p, 1340);
            CHECK_INT(load_be16(packet_bytes(&p).data + 42), syn && mss > 1340 ? 1340 : mss);
            CHECK(transport_right(&p));
        }
}

TEST(of_a_tail_the_end_is_kept)
{
    struct five_tuple t = flow;
    struct packet p, whole;
    t.protocol = IP_UDP;
    compose(&p, t, 100, 64);
    whole = p;
    packet_tail(&p, 200);
    CHECK_INT(p.len, 128);
    packet_tail(&p, 64);
    CHECK_INT(p.len, 64);
    CHECK_MEM(packet_data(&p), packet_data(&whole) + 64, 64);
}

TEST(a_cut_packet_keeps_its_beginning)
{
    struct five_tuple t = flow;
    struct packet p;
    t.protocol = IP_UDP;
    compose(&p, t, 100, 64);
    packet_cut(&p, 200);
    CHECK_INT(p.len, 128);
    packet_cut(&p, 64);
    CHECK_INT(p.len, 64);
    CHECK_INT(packet_payload_at(&p), 28);
    CHECK_INT(packet_ttl(&p), 64);
    packet_set_ttl(&p, 9);
    CHECK_INT(packet_ttl(&p), 9);
    CHECK(header_right(&p));
}
