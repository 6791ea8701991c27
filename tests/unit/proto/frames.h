/* Frames for tests, built from the inside out. */
#ifndef CUSTOS_TESTS_PROTO_FRAMES_H
#define CUSTOS_TESTS_PROTO_FRAMES_H

#include <stdio.h>

#include "check.h"
#include "inside_out.h"
#include "proto/ethernet.h"
#include "proto/ipv4.h"
#include "proto/null_link.h"
#include "proto/stack.h"

static inline void packet_payload(struct packet *p, size_t len)
{
    p->len = len;
    p->at = p->room + sizeof p->room - len;
    for (size_t i = 0; i < len; i++) p->at[i] = (uint8_t)(0xc1 + i * 7 + i / 251);
}

static inline void before(struct packet *p, const void *bytes, size_t len)
{
    memcpy(packet_before(p, len), bytes, len);
}

/* A string literal as header bytes. */
#define BEFORE(p, literal) before((p), (literal), sizeof(literal) - 1)

static inline void before_tcp(struct packet *p, uint16_t sport, uint16_t dport)
{
    uint8_t *h = packet_before(p, 32);
    put16(h, sport);
    put16(h + 2, dport);
    put32(h + 4, 1000);
    put32(h + 8, 2000);
    h[12] = 0x80;
    h[13] = 0x18;
    put16(h + 14, 512);
    memcpy(h + 20, "\1\1\10\12\0\0\0\1\0\0\0\2", 12); /* two no-operations, time stamps */
}

static inline void ipv4_seal(uint8_t *h)
{
    put16(h + 10, 0);
    put16(h + 10, (uint16_t)~ip_checksum_sum(h, (h[0] & 0xfu) * 4));
}

/* 192.0.2.`from` -> 198.51.100.`to` */
static inline void before_ipv4(struct packet *p, uint8_t from, uint8_t to, uint8_t protocol)
{
    uint8_t *h = packet_before(p, 20);
    memcpy(h, "\x45\0\0\0\x12\x34\0\0\x40\0\0\0\xc0\0\2\0\xc6\x33\x64\0", 20);
    put16(h + 2, p->len);
    h[9] = protocol;
    h[15] = from;
    h[19] = to;
    ipv4_seal(h);
}

static inline void before_ethernet(struct packet *p, uint16_t type)
{
    uint8_t *h = packet_before(p, 14);
    memcpy(h, "\2\0\0\0\0\2\2\0\0\0\0\1", 12);
    put16(h + 12, type);
}

static inline void before_gtpu(struct packet *p, uint32_t teid)
{
    size_t len = p->len;
    uint8_t *h = packet_before(p, 8);
    h[0] = 0x30;
    h[1] = 255;
    put16(h + 2, len);
    put32(h + 4, teid);
}

/* UDP 7000 -> 7001 with 36 bytes, in IPv4: what the tunnels of these tests carry. */
static inline void packet_inner(struct packet *p)
{
    packet_payload(p, 36);
    before_udp(p, 7000, 7001);
    before_ipv4(p, 10, 20, 17);
}

static inline void packet_inner_ethernet(struct packet *p)
{
    packet_inner(p);
    before_ethernet(p, ETHERNET_IPV4);
}

/* The carrier of a tunnel: IPv4 in Ethernet. */
static inline void packet_outer(struct packet *p, uint8_t protocol)
{
    before_ipv4(p, 1, 2, protocol);
    before_ethernet(p, ETHERNET_IPV4);
}

static inline void packet_outer_udp(struct packet *p, uint16_t dport)
{
    before_udp(p, 50000, dport);
    packet_outer(p, 17);
}

/* The layers of a stack as "ethernet:ipv4:udp". */
static inline const char *layers_text(const struct stack *s, char text[static 400])
{
    size_t n = 0;
    text[0] = 0;
    for (unsigned i = 0; i < s->depth; i++)
        n += (size_t)snprintf(text + n, 400 - n, "%s%s", i ? ":" : "", layer_name(s->layer[i].kind));
    return text;
}

/* Decode from a heap block of exactly that size, so that the sanitizer sees a read one past the end; free it with the last
 * argument. */
static inline void decode_exact(struct stack *s, uint16_t link, const uint8_t *data, size_t cap, size_t wire, uint8_t **ret_block)
{
    *ret_block = malloc(cap ? cap : 1);
    memcpy(*ret_block, data, cap);
    memset(s, 0xa5, sizeof *s); /* what an earlier frame left there must not matter */
    stack_decode(s, link, *ret_block, (uint32_t)cap, (uint32_t)wire);
}

/* A function that builds a frame. */
#define BUILD(id) static inline void build_##id(struct packet *p)

/* A frame of every kind, by name. */
struct golden {
    const char *name;
    uint16_t link;
    void (*build)(struct packet *p);
    const char *layers;
    uint32_t payload_len;
};
extern const struct golden golden_frames[];
extern const size_t golden_count;

#endif
