/* Packets for tests, built from the inside out: start with a payload and put header after header before it. */
#ifndef CUSTOS_TESTS_INSIDE_OUT_H
#define CUSTOS_TESTS_INSIDE_OUT_H

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

static inline void before_udp(struct packet *p, uint16_t sport, uint16_t dport)
{
    uint8_t *h = packet_before(p, 8);
    put16(h, sport);
    put16(h + 2, dport);
    put16(h + 4, p->len);
}

/* 2001:db8::`from` -> 2001:db8::`to`; `next` names the header behind, which may be an extension header. */
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
