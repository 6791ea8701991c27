#include "golden.h"

static struct packet packet;

static bool inside(const uint8_t *p, size_t len, const uint8_t *block, size_t cap)
{
    return len == 0 || (p >= block && p + len <= block + cap);
}

/* Everything a stack points at lies in the block, and its lengths agree. */
static bool sound(const struct stack *s, const uint8_t *block, size_t cap)
{
    bool ok = s->depth <= STACK_DEPTH && s->stop <= STACK_TOO_DEEP && inside(s->payload.data, s->payload.len, block, cap) &&
              s->payload.len <= s->payload_wire_len;
    for (unsigned i = 0; ok && i < s->depth; i++) {
        const struct layer *l = &s->layer[i];
        ok = inside(l->data, l->cap_len, block, cap) && l->cap_len <= l->wire_len && l->header_len <= l->wire_len &&
             l->kind > LAYER_NONE && l->kind < LAYER_KIND_COUNT && (l->header_len <= l->cap_len || s->stop == STACK_SNAPPED);
    }
    return ok;
}

TEST(golden_frames_decode)
{
    for (size_t i = 0; i < golden_count; i++) {
        const struct golden *g = &golden_frames[i];
        struct stack s;
        uint8_t *block;
        char text[400];
        g->build(&packet);
        decode_exact(&s, g->link, packet.at, packet.len, packet.len, &block);
        bool ok = CHECK_TEXT(layers_text(&s, text), g->layers) & CHECK_INT(s.payload.len, g->payload_len) &
                  CHECK_INT(s.payload_wire_len, g->payload_len) & CHECK(sound(&s, block, packet.len));
        ok &= CHECK_INT(s.stop, strncmp(g->name, "fragment", 8) == 0 ? STACK_FRAGMENT : STACK_PAYLOAD);
        if (!ok) printf("    in %s\n", g->name);
        free(block);
    }
}

/* Cut anywhere, by the capture and on the wire: nothing outside is read, and a cut capture never shows other layers than the
 * whole. */
TEST(golden_frames_at_every_length)
{
    for (size_t i = 0; i < golden_count; i++) {
        const struct golden *g = &golden_frames[i];
        g->build(&packet);
        for (size_t len = 0; len <= packet.len; len++) {
            struct stack s;
            uint8_t *block;
            char text[400], line[200];
            decode_exact(&s, g->link, packet.at, len, len, &block);
            bool ok = sound(&s, block, len);
            stack_decode(&s, g->link, block, (uint32_t)len, (uint32_t)packet.len);
            ok = ok && sound(&s, block, len);
            layers_text(&s, text);
            ok = ok && strncmp(text, g->layers, strlen(text)) == 0;
            for (unsigned k = 0; k < s.depth; k++) stack_describe(&s, k, line, sizeof line);
            if (!CHECK(ok)) printf("    in %s cut at %zu: %s\n", g->name, len, text);
            free(block);
        }
    }
}

/* A capture that keeps 64 bytes of each packet still knows how long everything was. */
TEST(snapped_capture_keeps_wire_lengths)
{
    struct stack s;
    uint8_t *block;
    build_gtpu(&packet);
    decode_exact(&s, LINK_ETHERNET, packet.at, 110, packet.len, &block);
    CHECK_INT(s.depth, 6);
    CHECK_INT(s.stop, STACK_PAYLOAD);
    CHECK_INT(s.layer[5].header_len, 32);
    CHECK_INT(s.layer[5].cap_len, 110 - 70);
    CHECK_INT(s.payload.len, 8);
    CHECK_INT(s.payload_wire_len, 100);
    free(block);
    decode_exact(&s, LINK_ETHERNET, packet.at, 95, packet.len, &block);
    CHECK_INT(s.stop, STACK_SNAPPED); /* in the TCP options */
    CHECK_INT(s.layer[5].kind, LAYER_TCP);
    CHECK_INT(s.payload.len, 0);
    CHECK_INT(s.payload_wire_len, 100);
    free(block);
    for (uint32_t kept = 4; kept < 20; kept++) { /* in the TCP header, behind the ports */
        struct five_tuple t;
        decode_exact(&s, LINK_ETHERNET, packet.at, 70 + kept, packet.len, &block);
        CHECK_INT(s.stop, STACK_SNAPPED);
        stack_tuple(&s, s.inner_ip, &t);
        CHECK_INT(t.dport, 443);
        CHECK_INT(s.payload.len, 0);
        CHECK_INT(s.payload_wire_len, kept > 12 ? 100 : 112);
        free(block);
    }
    decode_exact(&s, LINK_ETHERNET, packet.at, 60, packet.len, &block);
    CHECK_INT(s.stop, STACK_SNAPPED); /* in the inner IP header */
    CHECK_INT(s.depth, 4);
    free(block);
}

TEST(indices_name_outer_and_inner)
{
    struct stack s;
    uint8_t *block;
    struct five_tuple t;
    char text[ENDPOINT_TEXT];
    build_gtpu(&packet);
    decode_exact(&s, LINK_ETHERNET, packet.at, packet.len, packet.len, &block);
    CHECK_INT(s.outer_ip, 1);
    CHECK_INT(s.outer_transport, 2);
    CHECK_INT(s.inner_ip, 4);
    CHECK_INT(s.inner_transport, 5);
    CHECK_INT(s.layer[3].id, 0x1234);
    CHECK_INT(s.layer[3].detail, 255);
    stack_tuple(&s, s.outer_ip, &t);
    CHECK_TEXT(endpoint_text(&t.src, t.sport, text), "192.0.2.1:50000");
    CHECK_TEXT(endpoint_text(&t.dst, t.dport, text), "198.51.100.2:2152");
    CHECK_INT(t.protocol, 17);
    stack_tuple(&s, s.inner_ip, &t);
    CHECK_TEXT(endpoint_text(&t.dst, t.dport, text), "198.51.100.20:443");
    CHECK_INT(t.protocol, 6);
    free(block);

    build_gre_bridged(&packet); /* the outer IP carries no transport */
    decode_exact(&s, LINK_ETHERNET, packet.at, packet.len, packet.len, &block);
    CHECK_INT(s.outer_transport, STACK_NO_LAYER);
    CHECK_INT(s.layer[2].id, 42);
    CHECK_INT(s.inner_transport, 5);
    stack_tuple(&s, s.outer_ip, &t);
    CHECK_INT(t.protocol, 47);
    CHECK_INT(t.sport, 0);
    free(block);

    build_arp(&packet);
    decode_exact(&s, LINK_ETHERNET, packet.at, packet.len, packet.len, &block);
    CHECK_INT(s.outer_ip, STACK_NO_LAYER);
    CHECK_INT(s.inner_ip, STACK_NO_LAYER);
    stack_tuple(&s, s.inner_ip, &t);
    CHECK_INT(t.src.family, 0);
    free(block);
}

TEST(ipv6_tuple_and_extension_headers)
{
    struct stack s;
    uint8_t *block;
    struct five_tuple t;
    char text[ENDPOINT_TEXT];
    build_ipv6_extensions(&packet);
    decode_exact(&s, LINK_ETHERNET, packet.at, packet.len, packet.len, &block);
    CHECK_INT(s.layer[1].header_len, 40 + 8 + 8 + 8 + 24 + 16);
    CHECK_INT(s.layer[1].detail, 17);
    stack_tuple(&s, 1, &t);
    CHECK_TEXT(endpoint_text(&t.src, t.sport, text), "[2001:db8::1]:1000");
    CHECK_INT(t.protocol, 17);
    free(block);
}

TEST(contradictions_are_malformed)
{
    struct stack s;
    uint8_t *block;
    static const struct {
        size_t at;
        uint8_t value;
        unsigned depth;
    } breaks[] = {
        {14, 0x55, 1}, /* IP version 5 under the IPv4 EtherType */
        {14, 0x44, 1}, /* header of 16 bytes */
        {17, 19, 1},   /* total length below the header's (the upper byte is 0 too) */
        {46, 0x40, 2}, /* TCP data offset 4 */
    };
    for (size_t i = 0; i < ARRAY_LEN(breaks); i++) {
        build_tcp(&packet);
        if (breaks[i].at == 17) packet.at[16] = 0;
        packet.at[breaks[i].at] = breaks[i].value;
        decode_exact(&s, LINK_ETHERNET, packet.at, packet.len, packet.len, &block);
        CHECK_INT(s.stop, STACK_MALFORMED);
        CHECK_INT(s.depth, breaks[i].depth);
        CHECK(s.payload.len > 0 && s.payload.data + s.payload.len == block + packet.len);
        free(block);
    }
}

TEST(lengths_that_offload_leaves_zero)
{
    struct stack s;
    uint8_t *block;
    build_tcp(&packet);
    put16(packet.at + 16, 0);
    decode_exact(&s, LINK_ETHERNET, packet.at, packet.len, packet.len, &block);
    CHECK_INT(s.payload.len, 100);
    free(block);
    build_ipv6_tcp(&packet);
    put16(packet.at + 18, 0);
    decode_exact(&s, LINK_ETHERNET, packet.at, packet.len, packet.len, &block);
    CHECK_INT(s.payload.len, 50);
    free(block);
    build_tcp(&packet); /* longer than what is there: taken as far as it goes */
    put16(packet.at + 16, 5000);
    decode_exact(&s, LINK_ETHERNET, packet.at, packet.len, packet.len, &block);
    CHECK_INT(s.stop, STACK_PAYLOAD);
    CHECK_INT(s.payload.len, 100);
    CHECK_INT(s.payload_wire_len, 100);
    free(block);
}

TEST(too_deep_and_unknown)
{
    struct stack s;
    uint8_t *block;
    packet_payload(&packet, 4);
    for (unsigned i = 0; i < STACK_DEPTH + 1; i++) before_ipv4(&packet, 1, 2, 4);
    decode_exact(&s, LINK_RAW, packet.at, packet.len, packet.len, &block);
    CHECK_INT(s.stop, STACK_TOO_DEEP);
    CHECK_INT(s.depth, STACK_DEPTH);
    CHECK_INT(s.inner_ip, STACK_DEPTH - 1);
    CHECK_INT(s.payload.len, 24);
    free(block);
    decode_exact(&s, 195, packet.at, packet.len, packet.len, &block);
    CHECK_INT(s.stop, STACK_UNKNOWN_LINK);
    CHECK_INT(s.payload.len, packet.len);
    free(block);
}

TEST(mirror_ids)
{
    static const struct {
        void (*build)(struct packet *p);
        unsigned layer;
        uint32_t id;
        uint8_t detail;
    } cases[] = {{build_erspan1, 3, 0, 1},        {build_erspan2, 3, 42, 2},
                 {build_erspan3, 3, 43, 3},       {build_vxlan, 3, 0x1234, 8},
                 {build_geneve, 3, 0x1234, 0},    {build_l2tpv3_ip, 2, 42, 0},
                 {build_l2tpv3_udp, 3, 42, 0},    {build_jmirror, 3, 0x12121212, 0},
                 {build_pcli_port, 3, 0xbeef, 0}, {build_nokia, 3, 42, 1},
                 {build_rtbrick, 3, 65578, 0},    {build_rtbrick_tagged, 3, 65578, 1},
                 {build_shim_of_eight, 3, 5, 0},  {build_shim_before_ethernet, 3, 0x8ec0002a, 0},
                 {build_vlans, 1, 7, 0},          {build_vlans, 2, 100, 1},
                 {build_mpls, 2, 17, 0},          {build_pppoe, 1, 42, 0},
                 {build_pptp, 2, 42, 0x30},       {build_gre_all_flags, 2, 42, 0xf8}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct stack s;
        uint8_t *block;
        cases[i].build(&packet);
        decode_exact(&s, LINK_ETHERNET, packet.at, packet.len, packet.len, &block);
        CHECK_INT(s.layer[cases[i].layer].id, cases[i].id);
        CHECK_INT(s.layer[cases[i].layer].detail, cases[i].detail);
        free(block);
    }
}

/* What announces other tags than the frame has, or ends elsewhere than it says, is no interception. */
TEST(rtbrick_by_every_detail)
{
    static const struct {
        void (*build)(struct packet *p);
        size_t at; /* of the frame, which is Ethernet, IPv4, UDP, header, Ethernet */
        uint8_t value;
    } cases[] = {{build_rtbrick_tagged, 43, 0x81}, /* two tags */
                 {build_rtbrick_tagged, 43, 0xc1}, /* none */
                 {build_rtbrick_tagged, 42, 0x0e}, /* a keepalive */
                 {build_rtbrick_tagged, 42, 0x4a}, /* of IPv4 */
                 {build_rtbrick_tagged, 58, 0x42}, /* no tag at all */
                 {build_rtbrick_pppoe, 43, 0x7f},  /* one tag */
                 {build_rtbrick_pppoe, 73, 0x43},  /* PPPoE of another length */
                 {build_rtbrick_lcp, 75, 0x09}};   /* LCP of another length */
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct stack s;
        uint8_t *block;
        cases[i].build(&packet);
        packet.at[cases[i].at] = cases[i].value;
        decode_exact(&s, LINK_ETHERNET, packet.at, packet.len, packet.len, &block);
        for (unsigned k = 0; k < s.depth; k++) CHECK(s.layer[k].kind != LAYER_RTBRICK);
        free(block);
    }
}

/* The same octets on the port of GTP version 0 are no interception, nor is a packet with an octet of the header changed. */
TEST(ulic_by_every_detail)
{
    struct stack s;
    uint8_t *block;
    for (size_t at = 41; at < 42 + 12; at++) {
        build_ulic(&packet);
        if (at == 42 + 4 || at == 42 + 5) continue; /* the sequence number */
        if (at == 41)
            put16(packet.at + 36, 3386);
        else
            packet.at[at] ^= 0xe1;
        decode_exact(&s, LINK_ETHERNET, packet.at, packet.len, packet.len, &block);
        for (unsigned k = 0; k < s.depth; k++) CHECK(s.layer[k].kind != LAYER_ULIC);
        free(block);
    }
}

/* A datagram in two halves: the second half stops as a fragment, the whole goes on to the transport. */
TEST(resume_goes_on_in_the_datagram)
{
    struct stack s;
    uint8_t *block;
    static struct packet whole;
    struct five_tuple t;
    build_fragment(&packet);
    decode_exact(&s, LINK_ETHERNET, packet.at, packet.len, packet.len, &block);
    REQUIRE(s.stop == STACK_FRAGMENT);
    CHECK_INT(s.inner_ip, 1);
    packet_inner(&whole);
    before_gtpu(&whole, 9);
    before_udp(&whole, 2152, 2152);
    stack_resume(&s, whole.at, (uint32_t)whole.len, (uint32_t)whole.len);
    char text[400];
    CHECK_TEXT(layers_text(&s, text), "ethernet:ipv4:udp:gtpu:ipv4:udp");
    CHECK_INT(s.stop, STACK_PAYLOAD);
    CHECK_INT(s.layer[1].wire_len, 20 + whole.len);
    CHECK_INT(s.layer[1].cap_len, 100);
    CHECK_INT(s.outer_transport, 2);
    CHECK_INT(s.payload.len, 36);
    stack_tuple(&s, s.outer_ip, &t);
    CHECK_INT(t.dport, 2152);
    free(block);
}

/* Behind a fragment header there may be more extension headers, and inside the tunnel another fragment. */
TEST(resume_nests)
{
    struct stack s;
    uint8_t *block;
    static struct packet whole;
    char text[400];
    build_fragment6(&packet);
    packet.at[14 + 40] = 60; /* the fragmented part starts with destination options */
    decode_exact(&s, LINK_ETHERNET, packet.at, packet.len, packet.len, &block);
    REQUIRE(s.stop == STACK_FRAGMENT);
    packet_payload(&whole, 24);
    before_ipv4(&whole, 3, 4, 17);
    put16(whole.at + 6, 0x2000);
    ipv4_seal(whole.at);
    before_gtpu(&whole, 9);
    before_udp(&whole, 2152, 2152);
    BEFORE(&whole, "\x11\0\0\0\0\0\0\0");
    stack_resume(&s, whole.at, (uint32_t)whole.len, (uint32_t)whole.len);
    CHECK_TEXT(layers_text(&s, text), "ethernet:ipv6:udp:gtpu:ipv4");
    CHECK_INT(s.stop, STACK_FRAGMENT);
    CHECK_INT(s.layer[1].detail, 17);
    CHECK_INT(s.layer[1].header_len, 48);
    CHECK_INT(s.payload.len, 24);
    packet_payload(&packet, 40);
    before_udp(&packet, 1, 2);
    stack_resume(&s, packet.at, (uint32_t)packet.len, (uint32_t)packet.len);
    CHECK_TEXT(layers_text(&s, text), "ethernet:ipv6:udp:gtpu:ipv4:udp");
    CHECK_INT(s.inner_transport, 5);
    CHECK_INT(s.payload.len, 40);
    free(block);
}

/* Shims are found by content alone; what is random must never look like one. */
TEST(random_payloads_are_no_tunnels)
{
    uint64_t state = 0x9e3779b97f4a7c15;
    unsigned hits = 0;
    struct stack s;
    for (unsigned round = 0; round < 1000000; round++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        packet_payload(&packet, 0);
        size_t len = state % 160 & ~(size_t)7;
        uint8_t *body = packet_before(&packet, len);
        for (size_t i = 0; i < len; i += 8) {
            uint64_t word = (state + i) * 0xd6e8feb86659fd93;
            word ^= word >> 32;
            word *= 0xd6e8feb86659fd93;
            memcpy(body + i, &word, 8);
        }
        before_udp(&packet, 40000, 40001);
        before_ipv4(&packet, 1, 2, 17);
        stack_decode(&s, LINK_RAW, packet.at, (uint32_t)packet.len, (uint32_t)packet.len);
        hits += s.depth != 2;
    }
    CHECK_INT(hits, 0);
}

/* Every bit of the frames turned over once: nothing outside is read. */
TEST(flipped_bits_stay_inside)
{
    for (size_t i = 0; i < golden_count; i++) {
        const struct golden *g = &golden_frames[i];
        g->build(&packet);
        for (size_t bit = 0; bit < packet.len * 8; bit++) {
            struct stack s;
            uint8_t *block;
            packet.at[bit / 8] ^= (uint8_t)(1u << bit % 8);
            decode_exact(&s, g->link, packet.at, packet.len, packet.len, &block);
            packet.at[bit / 8] ^= (uint8_t)(1u << bit % 8);
            if (!CHECK(sound(&s, block, packet.len))) printf("    in %s bit %zu\n", g->name, bit);
            free(block);
        }
    }
}
