/* IP packets for tests, built from the inside out: a payload, and header after header before it. */
#ifndef CUSTOS_TESTS_TRACK_PACKET_H
#define CUSTOS_TESTS_TRACK_PACKET_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct packet {
    uint8_t room[70000];
    uint8_t *at;
    size_t len;
};

static inline void put16(uint8_t *p, size_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

static inline void put32(uint8_t *p, uint32_t v)
{
    put16(p, v >> 16);
    put16(p + 2, v & 0xffff);
}

static inline uint8_t *packet_before(struct packet *p, size_t header_len)
{
    p->at -= header_len;
    p->len += header_len;
    memset(p->at, 0, header_len);
    return p->at;
}

static inline void packet_payload(struct packet *p, size_t len)
{
    p->at = p->room + sizeof p->room;
    p->len = 0;
    memset(packet_before(p, len), 0xc1, len);
}

static inline void before_udp(struct packet *p, uint16_t sport, uint16_t dport)
{
    uint8_t *h = packet_before(p, 8);
    put16(h, sport);
    put16(h + 2, dport);
    put16(h + 4, p->len);
}

/* 192.0.2.`from` -> 198.51.100.`to`; no checksum, which reassembly does not ask for */
static inline void before_ipv4(struct packet *p, uint8_t from, uint8_t to, uint8_t protocol)
{
    uint8_t *h = packet_before(p, 20);
    memcpy(h, "\x45\0\0\0\0\0\0\0\x40\0\0\0\xc0\0\2\0\xc6\x33\x64\0", 20);
    put16(h + 2, p->len);
    h[9] = protocol;
    h[15] = from;
    h[19] = to;
}

/* 2001:db8::`from` -> 2001:db8::`to` */
static inline void before_ipv6(struct packet *p, uint8_t from, uint8_t to, uint8_t next)
{
    uint8_t *h = packet_before(p, 40);
    h[0] = 0x60;
    put16(h + 4, p->len - 40);
    h[6] = next;
    h[7] = 64;
    memcpy(h + 8, "\x20\1\x0d\xb8", 4);
    memcpy(h + 24, "\x20\1\x0d\xb8", 4);
    h[23] = from;
    h[39] = to;
}

#endif
