/* IP packets for tests of reassembly. */
#ifndef CUSTOS_TESTS_TRACK_PACKET_H
#define CUSTOS_TESTS_TRACK_PACKET_H

#include "inside_out.h"

static inline void packet_payload(struct packet *p, size_t len)
{
    p->at = p->room + sizeof p->room;
    p->len = 0;
    memset(packet_before(p, len), 0xc1, len);
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

#endif
