#include "drill/packet.h"

#include "wire/writer.h"

void packet_init(struct packet *p)
{
    p->start = PACKET_HEADROOM;
    p->len = 0;
}

uint8_t *packet_data(struct packet *p)
{
    return p->room + p->start;
}

struct bytes packet_bytes(const struct packet *p)
{
    return bytes_of(p->room + p->start, p->len);
}

uint8_t *packet_append(struct packet *p, size_t n)
{
    ENSURE(n <= (size_t)(PACKET_ROOM - p->start - p->len));
    uint8_t *at = packet_data(p) + p->len;
    p->len = (uint16_t)(p->len + n);
    return at;
}

void packet_append_bytes(struct packet *p, struct bytes b)
{
    uint8_t *at = packet_append(p, b.len);
    if (b.len) memcpy(at, b.data, b.len);
}

void packet_cut(struct packet *p, size_t len)
{
    if (p->len > len) p->len = (uint16_t)len;
}

void packet_tail(struct packet *p, size_t len)
{
    if (p->len <= len) return;
    p->start = (uint16_t)(p->start + p->len - len);
    p->len = (uint16_t)len;
}

uint8_t *packet_prepend(struct packet *p, size_t n)
{
    ENSURE(n <= p->start);
    p->start = (uint16_t)(p->start - n);
    p->len = (uint16_t)(p->len + n);
    return packet_data(p);
}

/* One's complement sums do not depend on byte order (RFC 1071 cl. 2), so everything is summed as it lies in memory. */
static uint64_t sum_bytes(const uint8_t *data, size_t len, uint64_t sum)
{
    for (; len >= 8; data += 8, len -= 8) {
        uint32_t words[2];
        memcpy(words, data, 8);
        sum += (uint64_t)words[0] + words[1];
    }
    uint8_t rest[8] = {0};
    uint32_t words[2];
    memcpy(rest, data, len);
    memcpy(words, rest, 8);
    return sum + words[0] + words[1];
}

static uint16_t fold(uint64_t sum)
{
    while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)~sum;
}

uint16_t packet_checksum(const uint8_t *data, size_t len)
{
    return fold(sum_bytes(data, len, 0));
}

static size_t addr_len(const struct ip_addr *a)
{
    return a->family == 6 ? 16 : 4;
}

static uint16_t transport_checksum(const struct packet *p, const struct five_tuple *t)
{
    uint8_t rest[4] = {0, t->protocol, (uint8_t)(p->len >> 8), (uint8_t)p->len};
    uint64_t sum = sum_bytes(t->src.bytes, addr_len(&t->src), 0);
    sum = sum_bytes(t->dst.bytes, addr_len(&t->dst), sum);
    sum = sum_bytes(rest, sizeof rest, sum);
    return fold(sum_bytes(p->room + p->start, p->len, sum));
}

void packet_udp_unchecked(struct packet *p, uint16_t sport, uint16_t dport)
{
    uint8_t *h = packet_prepend(p, 8);
    store_be16(h, sport);
    store_be16(h + 2, dport);
    store_be16(h + 4, p->len);
    store_be16(h + 6, 0);
}

void packet_udp(struct packet *p, const struct five_tuple *t)
{
    packet_udp_unchecked(p, t->sport, t->dport);
    uint16_t sum = transport_checksum(p, t);
    if (sum == 0) sum = 0xffff; /* RFC 768: zero would say "none" */
    memcpy(packet_data(p) + 6, &sum, 2);
}

void packet_tcp(struct packet *p, const struct five_tuple *t, const struct tcp_fields *f)
{
    unsigned header = f->mss ? 24 : 20;
    uint8_t *h = packet_prepend(p, header);
    memset(h, 0, header);
    store_be16(h, t->sport);
    store_be16(h + 2, t->dport);
    store_be32(h + 4, f->seq);
    store_be32(h + 8, f->ack);
    h[12] = (uint8_t)(header / 4 << 4);
    h[13] = f->flags;
    store_be16(h + 14, f->window);
    if (f->mss) {
        h[20] = 2;
        h[21] = 4;
        store_be16(h + 22, f->mss);
    }
    uint16_t sum = transport_checksum(p, t);
    memcpy(h + 16, &sum, 2);
}

void packet_ip(struct packet *p, const struct ip_addr *src, const struct ip_addr *dst, uint8_t protocol, uint8_t ttl, uint16_t id)
{
    uint16_t payload = p->len;
    if (src->family == 6) {
        uint8_t *h = packet_prepend(p, 40);
        store_be32(h, 0x60000000);
        store_be16(h + 4, payload);
        h[6] = protocol;
        h[7] = ttl;
        memcpy(h + 8, src->bytes, 16);
        memcpy(h + 24, dst->bytes, 16);
        return;
    }
    uint8_t *h = packet_prepend(p, 20);
    memset(h, 0, 20);
    h[0] = 0x45;
    store_be16(h + 2, p->len);
    store_be16(h + 4, id);
    h[8] = ttl;
    h[9] = protocol;
    memcpy(h + 12, src->bytes, 4);
    memcpy(h + 16, dst->bytes, 4);
    uint16_t sum = packet_checksum(h, 20);
    memcpy(h + 10, &sum, 2);
}

void packet_gtpu(struct packet *p, uint32_t teid, bool uplink)
{
    uint16_t payload = p->len;
    uint8_t *h = packet_prepend(p, 16);
    h[0] = 0x34; /* version 1, GTP, extension header */
    h[1] = 255;  /* G-PDU */
    store_be16(h + 2, (uint16_t)(payload + 8));
    store_be32(h + 4, teid);
    store_be32(h + 8, 0x00000085); /* no sequence number, no N-PDU number, PDU session container next */
    h[12] = 1;                     /* four octets */
    h[13] = uplink ? 0x10 : 0x00;
    h[14] = 9; /* QFI of a default bearer */
    h[15] = 0;
}

void packet_ethernet_typed(struct packet *p, const struct mac_addr *src, const struct mac_addr *dst, uint16_t type)
{
    uint8_t *h = packet_prepend(p, 14);
    memcpy(h, dst->bytes, 6);
    memcpy(h + 6, src->bytes, 6);
    store_be16(h + 12, type);
}

void packet_ethernet(struct packet *p, const struct mac_addr *src, const struct mac_addr *dst, uint16_t vlan)
{
    uint16_t type = packet_data(p)[0] >> 4 == 6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4;
    if (vlan) {
        uint8_t *tag = packet_prepend(p, 4);
        store_be16(tag, vlan);
        store_be16(tag + 2, type);
        type = ETHERTYPE_VLAN;
    }
    packet_ethernet_typed(p, src, dst, type);
}

/* Replace the 16-bit word at `at`, covered by the checksum at `sum` (RFC 1624 eqn. 3). */
static void replace_word(uint8_t *at, uint16_t word_be, uint8_t *sum)
{
    uint16_t old, new_word, check;
    uint8_t text[2];
    store_be16(text, word_be);
    memcpy(&old, at, 2);
    memcpy(&new_word, text, 2);
    memcpy(&check, sum, 2);
    check = fold((uint64_t)(uint16_t)~check + (uint16_t)~old + new_word);
    memcpy(at, text, 2);
    memcpy(sum, &check, 2);
}

bool packet_is_v6(const struct packet *p)
{
    return p->room[p->start] >> 4 == 6;
}

uint8_t packet_ttl(const struct packet *p)
{
    return p->room[p->start + (packet_is_v6(p) ? 7 : 8)];
}

void packet_set_ttl(struct packet *p, uint8_t ttl)
{
    uint8_t *ip = packet_data(p);
    if (packet_is_v6(p))
        ip[7] = ttl;
    else
        replace_word(ip + 8, (uint16_t)(ttl << 8 | ip[9]), ip + 10);
}

void packet_hop(struct packet *p)
{
    packet_set_ttl(p, (uint8_t)(packet_ttl(p) - 1));
}

size_t packet_payload_at(const struct packet *p)
{
    const uint8_t *ip = p->room + p->start;
    size_t header = packet_is_v6(p) ? 40 : 20;
    uint8_t protocol = ip[packet_is_v6(p) ? 6 : 9];
    if (protocol == IP_UDP) return header + 8;
    return protocol == IP_TCP ? header + (size_t)(ip[header + 12] >> 4) * 4 : header;
}

size_t packet_fragment(const struct packet *whole, size_t mtu, size_t at, struct packet *ret)
{
    struct bytes b = packet_bytes(whole);
    size_t room = (mtu - 20) / 8 * 8, payload = b.len - 20, n = payload - at < room ? payload - at : room;
    ENSURE(!packet_is_v6(whole) && mtu >= 28 && at < payload);
    packet_init(ret);
    uint8_t *ip = packet_append(ret, 20 + n);
    memcpy(ip, b.data, 20);
    memcpy(ip + 20, b.data + 20 + at, n);
    store_be16(ip + 2, (uint16_t)(20 + n));
    store_be16(ip + 6, (uint16_t)(at / 8 | (at + n < payload ? 0x2000 : 0)));
    memset(ip + 10, 0, 2);
    uint16_t sum = packet_checksum(ip, 20);
    memcpy(ip + 10, &sum, 2);
    return at + n < payload ? at + n : 0;
}

void packet_clamp(struct packet *p, uint16_t mss)
{
    size_t header = packet_is_v6(p) ? 40 : 20;
    uint8_t *ip = packet_data(p), *tcp = ip + header;
    bool syn = ip[packet_is_v6(p) ? 6 : 9] == IP_TCP && (tcp[13] & TCP_SYN) && tcp[12] >> 4 == 6;
    if (syn && load_be16(tcp + 22) > mss) replace_word(tcp + 22, mss, tcp + 16); /* the drills' only option */
}

uint16_t packet_port(const struct packet *p, bool source)
{
    return load_be16(p->room + p->start + 20 + (source ? 0 : 2));
}

void packet_translate(struct packet *p, bool source, const struct ip_addr *addr, uint16_t port)
{
    uint8_t *ip = packet_data(p), *l4 = ip + 20;
    uint8_t *sum = l4 + (ip[9] == IP_TCP ? 16 : 6), *at = ip + (source ? 12 : 16);
    uint8_t before[4];
    memcpy(before, at, 4);
    for (int i = 0; i < 4; i += 2) replace_word(at + i, load_be16(addr->bytes + i), ip + 10);
    memcpy(at, before, 4); /* the pseudo header holds the address too: account for it in the transport checksum */
    for (int i = 0; i < 4; i += 2) replace_word(at + i, load_be16(addr->bytes + i), sum);
    replace_word(l4 + (source ? 0 : 2), port, sum);
    if (ip[9] == IP_UDP && load_be16(sum) == 0) store_be16(sum, 0xffff);
}
