/* Frames for tests, composed from the inside out: a payload, then header before header. For tests of folders above wire/. */
#ifndef CUSTOS_TESTS_PACKETS_H
#define CUSTOS_TESTS_PACKETS_H

#include "base/addr.h"
#include "wire/writer.h"

enum { PACKET_ROOM = 4096 };

struct packet {
    uint8_t room[PACKET_ROOM];
    size_t at; /* the packet is room[at..] */
};

static inline struct bytes packet_bytes(const struct packet *p)
{
    return bytes_of(p->room + p->at, PACKET_ROOM - p->at);
}

/* `n` more bytes at the front. */
static inline struct writer packet_front(struct packet *p, size_t n)
{
    ENSURE(p->at >= n);
    p->at -= n;
    return writer_of(p->room + p->at, n);
}

static inline void packet_start(struct packet *p, struct bytes payload)
{
    p->at = PACKET_ROOM;
    struct writer w = packet_front(p, payload.len);
    writer_bytes(&w, payload);
}

static inline void packet_before(struct packet *p, struct bytes header)
{
    struct writer w = packet_front(p, header.len);
    writer_bytes(&w, header);
}

static inline void packet_udp(struct packet *p, uint16_t sport, uint16_t dport)
{
    size_t len = packet_bytes(p).len + 8;
    struct writer w = packet_front(p, 8);
    writer_u16(&w, sport);
    writer_u16(&w, dport);
    writer_u16(&w, (uint16_t)len);
    writer_u16(&w, 0);
}

static inline void packet_tcp(struct packet *p, uint16_t sport, uint16_t dport, uint32_t seq, uint32_t ack, uint8_t flags)
{
    struct writer w = packet_front(p, 20);
    writer_u16(&w, sport);
    writer_u16(&w, dport);
    writer_u32(&w, seq);
    writer_u32(&w, ack);
    writer_u8(&w, 0x50);
    writer_u8(&w, flags);
    writer_u16(&w, 65535);
    writer_u32(&w, 0);
}

static inline struct ip_addr address(const char *text)
{
    struct ip_addr a;
    ENSURE(ip_parse(text, &a));
    return a;
}

/* IPv4 or IPv6, by the addresses. */
static inline void packet_ip(struct packet *p, const struct ip_addr *src, const struct ip_addr *dst, uint8_t protocol)
{
    size_t len = packet_bytes(p).len;
    if (src->family == 6) {
        struct writer w = packet_front(p, 40);
        writer_u32(&w, 0x60000000);
        writer_u16(&w, (uint16_t)len);
        writer_u8(&w, protocol);
        writer_u8(&w, 64);
        writer_bytes(&w, bytes_of(src->bytes, 16));
        writer_bytes(&w, bytes_of(dst->bytes, 16));
        return;
    }
    struct writer w = packet_front(p, 20);
    writer_u16(&w, 0x4500);
    writer_u16(&w, (uint16_t)(len + 20));
    writer_u32(&w, 0x12340000);
    writer_u8(&w, 64);
    writer_u8(&w, protocol);
    writer_u16(&w, 0);
    writer_bytes(&w, bytes_of(src->bytes, 4));
    writer_bytes(&w, bytes_of(dst->bytes, 4));
    uint32_t sum = 0;
    for (size_t i = 0; i < 20; i += 2) sum += load_be16(w.data + i);
    while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
    writer_patch_u16(&w, 10, (uint16_t)~sum);
}

static inline void packet_gtpu(struct packet *p, uint32_t teid)
{
    size_t len = packet_bytes(p).len;
    struct writer w = packet_front(p, 8);
    writer_u16(&w, 0x30ff);
    writer_u16(&w, (uint16_t)len);
    writer_u32(&w, teid);
}

static inline void packet_vxlan(struct packet *p, uint32_t vni)
{
    struct writer w = packet_front(p, 8);
    writer_u32(&w, 0x08000000);
    writer_u32(&w, vni << 8);
}

/* `type`: EtherType of what follows. */
static inline void packet_gre(struct packet *p, uint16_t type)
{
    struct writer w = packet_front(p, 4);
    writer_u16(&w, 0);
    writer_u16(&w, type);
}

/* Stations are 02:00:00:00:00:NN. */
static inline void packet_ethernet(struct packet *p, uint8_t src, uint8_t dst, uint16_t type)
{
    struct writer w = packet_front(p, 14);
    uint8_t macs[12] = {2, 0, 0, 0, 0, dst, 2, 0, 0, 0, 0, src};
    writer_bytes(&w, bytes_of(macs, sizeof macs));
    writer_u16(&w, type);
}

/* Ethernet before an IP packet. */
static inline void packet_link(struct packet *p, uint8_t src, uint8_t dst)
{
    packet_ethernet(p, src, dst, p->room[p->at] >> 4 == 6 ? 0x86dd : 0x0800);
}

/* Bytes without pattern, always the same for the same seed. */
static inline void noise(uint8_t *p, size_t len, uint64_t seed)
{
    uint64_t x = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    for (size_t i = 0; i < len; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        p[i] = (uint8_t)(x * UINT64_C(0x2545f4914f6cdd1d) >> 56);
    }
}

#endif
