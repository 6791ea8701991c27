/* Composes packets from the inside out: append the payload, then prepend UDP or TCP, IP, tunnel, Ethernet. All lengths and
 * checksums are right when a function returns. */
#ifndef CUSTOS_DRILL_PACKET_H
#define CUSTOS_DRILL_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/bytes.h"

enum { PACKET_ROOM = 2304, PACKET_HEADROOM = 224 };
enum { IP_ICMP = 1, IP_IPIP = 4, IP_TCP = 6, IP_UDP = 17, IP_IPV6 = 41, IP_GRE = 47, IP_ICMPV6 = 58, IP_L2TP = 115 };
enum { IP_EXPERIMENT = 253 /* RFC 3692 */, ETHERTYPE_EXPERIMENT = 0x88b5 /* IEEE 802 */, ETHERTYPE_MPLS = 0x8847 };
enum { TCP_FIN = 0x01, TCP_SYN = 0x02, TCP_PSH = 0x08, TCP_ACK = 0x10 };
enum { ETHERTYPE_IPV4 = 0x0800, ETHERTYPE_ARP = 0x0806, ETHERTYPE_VLAN = 0x8100, ETHERTYPE_IPV6 = 0x86dd };

struct packet {
    uint16_t start, len;
    uint8_t room[PACKET_ROOM];
};

struct tcp_fields {
    uint32_t seq, ack;
    uint8_t flags;
    uint16_t window;
    uint16_t mss; /* 0: no option */
};

void packet_init(struct packet *p); /* empty, with headroom for every header the drills use */
uint8_t *packet_data(struct packet *p);
struct bytes packet_bytes(const struct packet *p);
/* Room for `n` more bytes behind or in front; asserts that it is there. */
uint8_t *packet_append(struct packet *p, size_t n);
uint8_t *packet_prepend(struct packet *p, size_t n);
void packet_append_bytes(struct packet *p, struct bytes b);
void packet_cut(struct packet *p, size_t len);  /* what is longer loses its end */
void packet_tail(struct packet *p, size_t len); /* what is longer loses its start */

/* RFC 768, RFC 9293: the present content becomes the payload; the pseudo header comes from `t`. */
void packet_udp(struct packet *p, const struct five_tuple *t);
void packet_udp_unchecked(struct packet *p, uint16_t sport, uint16_t dport); /* checksum 0, as tunnels over IPv4 do */
void packet_tcp(struct packet *p, const struct five_tuple *t, const struct tcp_fields *f);
/* RFC 791, RFC 8200; `id` is the IPv4 identification. */
void packet_ip(struct packet *p, const struct ip_addr *src, const struct ip_addr *dst, uint8_t protocol, uint8_t ttl,
               uint16_t id);
/* GTP-U G-PDU with a PDU session container (TS 29.281 cl. 5.2.2.7, TS 38.415). */
void packet_gtpu(struct packet *p, uint32_t teid, bool uplink);
/* IEEE 802.3, with an 802.1Q tag when `vlan` is not 0. The type follows from the IP version. */
void packet_ethernet(struct packet *p, const struct mac_addr *src, const struct mac_addr *dst, uint16_t vlan);
void packet_ethernet_typed(struct packet *p, const struct mac_addr *src, const struct mac_addr *dst, uint16_t type);

/* A router's work on an IP packet: one hop less. */
void packet_hop(struct packet *p);
void packet_set_ttl(struct packet *p, uint8_t ttl);
uint8_t packet_ttl(const struct packet *p);
bool packet_is_v6(const struct packet *p);
size_t packet_payload_at(const struct packet *p); /* where the payload of TCP or UDP begins; of others, of IP */
/* RFC 791 cl. 3.2: the fragment of an IPv4 packet whose payload begins at `at`, in at most `mtu` bytes. Returns where the next
 * one begins, 0 when that was the last. */
size_t packet_fragment(const struct packet *whole, size_t mtu, size_t at, struct packet *ret);
/* RFC 4459 cl. 3.2: a TCP SYN that promises a larger maximum segment size promises `mss` afterwards. */
void packet_clamp(struct packet *p, uint16_t mss);
/* Source NAT (RFC 3022) of an IPv4 UDP or TCP packet without options: rewrite its source (or destination) and both checksums. */
void packet_translate(struct packet *p, bool source, const struct ip_addr *addr, uint16_t port);
uint16_t packet_port(const struct packet *p, bool source); /* of an IPv4 UDP or TCP packet */

uint16_t packet_checksum(const uint8_t *data, size_t len); /* RFC 1071, in memory order: store it with memcpy */

#endif
