/* All layers of a frame, from the link to the innermost payload that can be decoded: an inner packet knows what carried it.
 * Pure: bytes in, struct out; no state, no allocation. */
#ifndef CUSTOS_PROTO_STACK_H
#define CUSTOS_PROTO_STACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/bytes.h"

/* kind, short name as in reports' encapsulation lists */
#define LAYER_LIST(X)                                                                                                            \
    X(LAYER_NONE, "none")                                                                                                        \
    X(LAYER_ETHERNET, "ethernet")                                                                                                \
    X(LAYER_SLL, "linux-cooked")                                                                                                 \
    X(LAYER_NULL, "loopback")                                                                                                    \
    X(LAYER_VLAN, "vlan")                                                                                                        \
    X(LAYER_MPLS, "mpls")                                                                                                        \
    X(LAYER_ARP, "arp")                                                                                                          \
    X(LAYER_IPV4, "ipv4")                                                                                                        \
    X(LAYER_IPV6, "ipv6")                                                                                                        \
    X(LAYER_UDP, "udp")                                                                                                          \
    X(LAYER_TCP, "tcp")                                                                                                          \
    X(LAYER_SCTP, "sctp")                                                                                                        \
    X(LAYER_ICMP, "icmp")                                                                                                        \
    X(LAYER_ICMPV6, "icmpv6")                                                                                                    \
    X(LAYER_GTPU, "gtpu")                                                                                                        \
    X(LAYER_GRE, "gre")                                                                                                          \
    X(LAYER_ERSPAN, "erspan")                                                                                                    \
    X(LAYER_VXLAN, "vxlan")                                                                                                      \
    X(LAYER_GENEVE, "geneve")                                                                                                    \
    X(LAYER_L2TPV3, "l2tpv3")                                                                                                    \
    X(LAYER_TZSP, "tzsp")                                                                                                        \
    X(LAYER_JMIRROR, "jmirror")                                                                                                  \
    X(LAYER_PCLI, "pcli")                                                                                                        \
    X(LAYER_NOKIA, "nokia-shim")                                                                                                 \
    X(LAYER_RTBRICK, "rtbrick")                                                                                                  \
    X(LAYER_SHIM, "unknown-shim")                                                                                                \
    X(LAYER_ULIC, "ulic")                                                                                                        \
    X(LAYER_PPPOE, "pppoe")                                                                                                      \
    X(LAYER_PPP, "ppp")

#define X(kind, name) kind,
enum layer_kind { LAYER_LIST(X) LAYER_KIND_COUNT };
#undef X

const char *layer_name(enum layer_kind k);

struct layer {
    const uint8_t *data; /* first byte of its header; borrowed from the frame or the reassembled datagram */
    uint32_t cap_len;    /* captured, from data on; may be less than header_len where TCP options are cut */
    uint32_t wire_len;   /* on the wire, from data on: header and all it carries, without what an IP length cuts off as padding */
    uint16_t header_len; /* with options and extension headers */
    uint8_t kind;        /* enum layer_kind */
    uint8_t detail;      /* see below */
    uint32_t id; /* TEID, VNI, GRE key, VLAN id, MPLS label, ERSPAN session, mirror, session or charging id, LIID, an unknown
                    shim's first four bytes, PPP protocol; else 0 */
};

/* detail: GTP-U message type; ERSPAN type (1-3); GRE flags (first byte); IPv4/IPv6 upper protocol; TCP flags; ICMP type; SCTP
 * type of the first chunk (0xff: none); ARP operation; SLL packet type; VXLAN flags; VLAN and MPLS priority; PPPoE code; TZSP
 * type; L2TPv3 1 for control messages; Nokia and RtBrick direction (0 from the subscriber). */

enum { STACK_DEPTH = 24, STACK_NO_LAYER = 0xff };

enum stack_stop {
    STACK_PAYLOAD,      /* payload is what the innermost transport, or an unknown protocol, carries */
    STACK_FRAGMENT,     /* the innermost layer is an IP fragment: payload is the fragment's data (see track/reassembly.h) */
    STACK_SNAPPED,      /* the capture ends inside a header */
    STACK_MALFORMED,    /* a header contradicts itself or its surroundings; payload is from that header on */
    STACK_UNKNOWN_LINK, /* a link type this decoder does not know */
    STACK_TOO_DEEP      /* more than STACK_DEPTH layers */
};

struct stack {
    uint8_t depth;                            /* layers in use */
    uint8_t stop;                             /* enum stack_stop */
    uint8_t outer_ip, inner_ip;               /* index of the outermost and innermost IP layer, or STACK_NO_LAYER */
    uint8_t outer_transport, inner_transport; /* the transport layer right on it (UDP, TCP, SCTP, ICMP), or STACK_NO_LAYER */
    uint32_t payload_wire_len;                /* of the innermost payload, of which this was captured: */
    struct bytes payload;
    struct layer layer[STACK_DEPTH];
};

/* Decode a frame. Tunnels are entered by port and protocol number where those are registered (GTP-U 2152, VXLAN 4789/8472, Geneve
 * 6081, TZSP 37008, JMirror 30030, PCLI 9000, L2TPv3 ip/115 and udp/1701), and else by what the content says: a mirror shim of 4,
 * 8, 12 or 20 bytes (RtBrick, PCLI, Nokia, or unknown) or none before an IP or Ethernet header whose lengths and checksum hold.
 */
void stack_decode(struct stack *s, uint16_t link_type, const uint8_t *data, uint32_t cap_len, uint32_t wire_len);

/* Go on with the datagram that the fragment on which `s` stopped belongs to: `data` is the whole payload of that IP packet and
 * must outlive `s`. The layers above the fragment stay; the fragment's own IP layer gets the wire length of the whole datagram,
 * while its `data` and `cap_len` stay with the fragment at hand. */
void stack_resume(struct stack *s, const uint8_t *data, uint32_t cap_len, uint32_t wire_len);

/* Addresses, ports and protocol of the IP layer at index `ip` and the transport on it (ports 0 without one). */
static inline void stack_tuple(const struct stack *s, unsigned ip, struct five_tuple *ret)
{
    const struct layer *l = ip < s->depth ? &s->layer[ip] : NULL;
    if (l && l->kind == LAYER_IPV4) {
        ip_set_v4(&ret->src, l->data + 12);
        ip_set_v4(&ret->dst, l->data + 16);
    } else if (l && l->kind == LAYER_IPV6) {
        ip_set_v6(&ret->src, l->data + 8);
        ip_set_v6(&ret->dst, l->data + 24);
    } else {
        *ret = (struct five_tuple){0};
        return;
    }
    const struct layer *t = l + 1;
    bool has_ports = ip + 1 < s->depth && (t->kind == LAYER_UDP || t->kind == LAYER_TCP || t->kind == LAYER_SCTP);
    ret->sport = has_ports ? load_be16(t->data) : 0;
    ret->dport = has_ports ? load_be16(t->data + 2) : 0;
    ret->protocol = l->detail;
}

/* One line of text on a layer for people, without any subscriber content: "IPv4 10.0.0.1 -> 10.0.0.2 ttl 63 len 1400". */
void stack_describe(const struct stack *s, unsigned index, char *text, size_t size);

#endif
