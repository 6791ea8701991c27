#include "proto/stack.h"

#include "proto/arp.h"
#include "proto/gtpu.h"
#include "proto/icmp.h"
#include "proto/linux_cooked.h"
#include "proto/null_link.h"
#include "proto/sctp.h"
#include "proto/tcp.h"
#include "proto/udp.h"
#include "proto/udp_ports.h"
#include "proto/walk.h"
#include "proto/walk_look.h"

static inline enum step step_of_type(struct walk *w, uint16_t type)
{
    if (LIKELY(type == ETHERNET_IPV4)) return STEP_IPV4;
    if (type == ETHERNET_IPV6) return STEP_IPV6;
    w->type = type;
    return ethernet_is_vlan(type) ? STEP_VLAN : STEP_ETHERTYPE;
}

static inline enum step step_ethernet(struct walk *w)
{
    struct ethernet e;
    if (UNLIKELY(!ethernet_parse(walk_bytes(w), &e))) return walk_broken(w, ETHERNET_HEADER + 8);
    if (UNLIKELY(e.length != 0)) walk_clip(w, ETHERNET_HEADER + (uint32_t)e.length);
    if (!walk_push(w, LAYER_ETHERNET, e.header_len, 0, 0)) return STEP_DONE;
    return step_of_type(w, e.type);
}

static inline enum step step_vlan(struct walk *w)
{
    struct vlan v;
    if (UNLIKELY(!vlan_parse(walk_bytes(w), &v))) return walk_broken(w, VLAN_HEADER + 8);
    if (UNLIKELY(v.length != 0)) walk_clip(w, VLAN_HEADER + (uint32_t)v.length);
    if (!walk_push(w, LAYER_VLAN, v.header_len, v.priority, v.id)) return STEP_DONE;
    return step_of_type(w, v.type);
}

static enum step step_arp(struct walk *w)
{
    if (w->cap < ARP_FIXED) return walk_broken(w, ARP_FIXED);
    uint32_t len = ARP_FIXED + 2u * w->at[4] + 2u * w->at[5]; /* hardware and protocol addresses of both */
    if (len > w->cap) return walk_broken(w, len);
    (void)walk_push(w, LAYER_ARP, len, w->at[7], 0); /* detail: the operation */
    return STEP_DONE;
}

static enum step step_ethertype(struct walk *w)
{
    switch (w->type) {
    case ETHERNET_IPV4: return STEP_IPV4;
    case ETHERNET_IPV6: return STEP_IPV6;
    case ETHERNET_VLAN:
    case ETHERNET_SERVICE_VLAN:
    case ETHERNET_OLD_QINQ: return STEP_VLAN;
    case ETHERNET_MPLS:
    case ETHERNET_MPLS_MULTICAST: return walk_mpls(w);
    case ETHERNET_ARP: return step_arp(w);
    case ETHERNET_PPPOE_SESSION: return walk_pppoe(w);
    case ETHERNET_BRIDGED: return walk_inner(w, PROMISE_ETHERNET);
    default: return STEP_DONE;
    }
}

/* Note the IP layer that was just pushed. */
static inline void note_ip(const struct walk *w)
{
    struct stack *s = w->s;
    s->inner_ip = (uint8_t)(w->depth - 1);
    if (s->outer_ip == STACK_NO_LAYER) s->outer_ip = s->inner_ip;
    s->inner_transport = STACK_NO_LAYER;
}

/* Note the transport that was just pushed; the walk comes here straight from an IP layer. */
static inline void note_transport(const struct walk *w)
{
    struct stack *s = w->s;
    s->inner_transport = (uint8_t)(w->depth - 1);
    if (s->outer_ip == s->inner_ip) s->outer_transport = s->inner_transport;
}

static inline enum step step_of_protocol(struct walk *w, uint8_t protocol)
{
    if (LIKELY(protocol == IP_PROTO_UDP)) return STEP_UDP;
    if (LIKELY(protocol == IP_PROTO_TCP)) return STEP_TCP;
    w->protocol = protocol;
    return STEP_PROTOCOL;
}

static inline enum step step_ipv4(struct walk *w)
{
    struct ipv4 ip;
    if (UNLIKELY(!ipv4_parse(walk_bytes(w), &ip))) return walk_broken(w, IPV4_HEADER_MAX);
    if (LIKELY(ip.total_len != 0)) walk_clip(w, ip.total_len);
    if (!walk_push(w, LAYER_IPV4, ip.header_len, ip.protocol, 0)) return STEP_DONE;
    note_ip(w);
    if (UNLIKELY(ip.fragment)) {
        w->s->stop = STACK_FRAGMENT;
        return STEP_DONE;
    }
    return step_of_protocol(w, ip.protocol);
}

/* Extension headers between the IPv6 header and the upper protocol. Pushes the layer. */
static enum step step_ipv6_extended(struct walk *w)
{
    struct ipv6 ip;
    struct ipv6_extensions x;
    if (!ipv6_parse(walk_bytes(w), &ip)) return walk_broken(w, IPV6_HEADER);
    if (!ipv6_extensions_parse(bytes_slice(walk_bytes(w), IPV6_HEADER, w->cap), ip.next_header, &x)) {
        /* the header itself is good: its addresses count, even if what follows is broken */
        if (!walk_push(w, LAYER_IPV6, IPV6_HEADER, ip.next_header, 0)) return STEP_DONE;
        note_ip(w);
        return walk_broken(w, UINT32_MAX);
    }
    if (!walk_push(w, LAYER_IPV6, IPV6_HEADER + x.len, x.upper, 0)) return STEP_DONE;
    note_ip(w);
    if (x.fragment) {
        w->s->stop = STACK_FRAGMENT;
        return STEP_DONE;
    }
    return step_of_protocol(w, x.upper);
}

static inline enum step step_ipv6(struct walk *w)
{
    struct ipv6 ip;
    if (UNLIKELY(!ipv6_parse(walk_bytes(w), &ip))) return walk_broken(w, IPV6_HEADER);
    if (LIKELY(ip.payload_len != 0) || ip.next_header == IP_PROTO_NONE) walk_clip(w, IPV6_HEADER + (uint32_t)ip.payload_len);
    if (UNLIKELY(ipv6_is_extension(ip.next_header))) return STEP_IPV6_EXTENDED;
    if (!walk_push(w, LAYER_IPV6, IPV6_HEADER, ip.next_header, 0)) return STEP_DONE;
    note_ip(w);
    return step_of_protocol(w, ip.next_header);
}

/* Of TCP's header the capture may keep only a part. */
static inline enum step push_tcp(struct walk *w, uint32_t header_len, uint8_t flags)
{
    if (!walk_add(w, LAYER_TCP, header_len, flags, 0)) return STEP_DONE;
    note_transport(w);
    uint32_t missing = header_len > w->cap ? header_len - w->cap : 0;
    if (UNLIKELY(missing != 0)) w->s->stop = STACK_SNAPPED;
    walk_over(w, header_len - missing);
    w->wire -= missing;
    return STEP_DONE;
}

/* A TCP header of which the capture keeps the ports: without the data offset it is taken for one without options. */
static enum step step_tcp_cut(struct walk *w)
{
    bool snapped = w->cap < w->wire && w->cap < TCP_HEADER;
    uint32_t header_len = w->cap > TCP_AT_OFFSET ? (w->at[TCP_AT_OFFSET] >> 4) * 4u : TCP_HEADER;
    if (!snapped || w->cap < TCP_AT_SEQ) return walk_broken(w, TCP_HEADER);
    if (header_len < TCP_HEADER || header_len > w->wire) return walk_broken(w, 0);
    return push_tcp(w, header_len, w->cap > TCP_AT_FLAGS ? w->at[TCP_AT_FLAGS] : 0);
}

static inline enum step step_tcp(struct walk *w)
{
    struct tcp t;
    if (UNLIKELY(!tcp_parse(walk_bytes(w), &t))) return STEP_TCP_CUT;
    if (UNLIKELY(t.header_len > w->wire)) return walk_broken(w, 0);
    return push_tcp(w, t.header_len, t.flags);
}

/* What UDP carries: by its port, and by what it looks like on any. */
static inline enum step step_udp_payload(struct walk *w, uint16_t port)
{
    bool plain = udp_tunnel_by_port(port) == UDP_TUNNEL_NONE && !look_may_carry(w->at, w->cap, w->wire);
    w->port = port;
    return LIKELY(plain) ? STEP_DONE : STEP_UDP_TUNNEL;
}

static inline enum step step_gtpu(struct walk *w)
{
    struct gtpu g;
    if (UNLIKELY(!gtpu_parse(walk_bytes(w), &g))) {
        bool ours = w->cap > 0 && (w->at[0] & 0xf0) == 0x30;
        return ours ? walk_broken(w, UINT32_MAX) : step_udp_payload(w, 0);
    }
    if (UNLIKELY(GTPU_HEADER + (uint32_t)g.length < g.header_len)) return walk_broken(w, 0);
    walk_clip(w, GTPU_HEADER + (uint32_t)g.length);
    if (UNLIKELY(g.header_len > w->wire)) return walk_broken(w, 0);
    if (!walk_push(w, LAYER_GTPU, g.header_len, g.type, g.teid)) return STEP_DONE;
    if (UNLIKELY(g.type != GTPU_GPDU)) return STEP_DONE;
    enum step next = walk_inner_ip(w);
    return LIKELY(next != STEP_DONE) ? next : STEP_INNER;
}

static inline enum step step_udp(struct walk *w)
{
    struct udp u;
    if (UNLIKELY(!udp_parse(walk_bytes(w), &u))) return walk_broken(w, UDP_HEADER);
    if (LIKELY(u.length != 0)) walk_clip(w, u.length);
    if (!walk_push(w, LAYER_UDP, UDP_HEADER, 0, 0)) return STEP_DONE;
    note_transport(w);
    if (u.dport == GTPU_PORT || u.sport == GTPU_PORT) return step_gtpu(w);
    return step_udp_payload(w, u.dport);
}

static enum step step_sctp(struct walk *w)
{
    struct sctp h;
    if (!sctp_parse(walk_bytes(w), &h)) return walk_broken(w, SCTP_HEADER);
    uint8_t first_chunk = w->cap > SCTP_HEADER ? w->at[SCTP_HEADER] : 0xff;
    if (!walk_push(w, LAYER_SCTP, SCTP_HEADER, first_chunk, 0)) return STEP_DONE;
    note_transport(w);
    return STEP_DONE;
}

static enum step step_icmp(struct walk *w, enum layer_kind kind)
{
    if (w->cap < ICMP_HEADER) return walk_broken(w, ICMP_HEADER);
    if (!walk_push(w, kind, ICMP_HEADER, w->at[0], 0)) return STEP_DONE; /* detail: the type */
    note_transport(w);
    return STEP_DONE;
}

/* An authentication header (IPv4, or at the start of a reassembled datagram) belongs to the IP layer just pushed. */
static enum step step_extensions(struct walk *w)
{
    struct ipv6_extensions x;
    struct layer *ip = &w->s->layer[w->s->inner_ip];
    if (ip->kind == LAYER_IPV4 && w->protocol != IP_PROTO_AH) return STEP_DONE;
    if (!ipv6_extensions_parse(walk_bytes(w), w->protocol, &x)) return walk_broken(w, UINT32_MAX);
    /* the fragment header of a datagram that was just reassembled, or a forged second one: no further nesting at one layer */
    if (x.fragment) return walk_broken(w, 0);
    bool in_place = ip->data + ip->header_len == w->at;
    if (in_place) ip->header_len = (uint16_t)(ip->header_len + x.len);
    ip->detail = x.upper;
    walk_over(w, x.len);
    return step_of_protocol(w, x.upper);
}

static enum step step_protocol(struct walk *w)
{
    switch (w->protocol) {
    case IP_PROTO_UDP: return STEP_UDP;
    case IP_PROTO_TCP: return STEP_TCP;
    case IP_PROTO_ICMP: return step_icmp(w, LAYER_ICMP);
    case IP_PROTO_ICMPV6: return step_icmp(w, LAYER_ICMPV6);
    case IP_PROTO_SCTP: return step_sctp(w);
    case IP_PROTO_IPV4: return STEP_IPV4;
    case IP_PROTO_IPV6: return STEP_IPV6;
    case IP_PROTO_GRE: return walk_gre(w);
    case IP_PROTO_L2TP: return walk_l2tpv3_ip(w);
    case IP_PROTO_MPLS: return walk_mpls(w);
    case IP_PROTO_ETHERNET: return STEP_ETHERNET;
    default: return ipv6_is_extension(w->protocol) ? step_extensions(w) : STEP_DONE;
    }
}

/* Take the usual steps until there is none, or one of the others. They stand in the order in which frames have them: so the
 * compiler joins each to the next. */
static inline enum step walk_usual(struct walk *w, enum step next)
{
    while (next != STEP_DONE && next < STEP_LINK) {
        if (next == STEP_ETHERNET) next = step_ethernet(w);
        if (next == STEP_VLAN) next = step_vlan(w);
        if (next == STEP_IPV4)
            next = step_ipv4(w);
        else if (next == STEP_IPV6)
            next = step_ipv6(w);
        if (next == STEP_UDP)
            next = step_udp(w);
        else if (next == STEP_TCP)
            next = step_tcp(w);
    }
    return next;
}

static enum step step_cooked(struct walk *w, unsigned version)
{
    struct linux_cooked c;
    if (!linux_cooked_parse(walk_bytes(w), version, &c)) return walk_broken(w, 28);
    if (!walk_push(w, LAYER_SLL, c.header_len, c.packet_type, c.interface)) return STEP_DONE;
    return step_of_type(w, c.type);
}

static enum step step_null(struct walk *w)
{
    unsigned version;
    if (!null_link_parse(walk_bytes(w), &version)) return walk_broken(w, NULL_LINK_HEADER);
    if (!walk_push(w, LAYER_NULL, NULL_LINK_HEADER, 0, 0)) return STEP_DONE;
    if (version == 0) return STEP_DONE;
    return version == 4 ? STEP_IPV4 : STEP_IPV6;
}

static enum step step_link(struct walk *w)
{
    switch (w->type) {
    case LINK_ETHERNET: return STEP_ETHERNET;
    case LINK_SLL: return step_cooked(w, 1);
    case LINK_SLL2: return step_cooked(w, 2);
    case LINK_NULL:
    case LINK_LOOP: return step_null(w);
    case LINK_RAW:
    case LINK_RAW_BSD:
    case LINK_RAW_OPENBSD: return w->cap > 0 && w->at[0] >> 4 == 6 ? STEP_IPV6 : STEP_IPV4;
    case LINK_IPV4: return STEP_IPV4;
    case LINK_IPV6: return STEP_IPV6;
    default: w->s->stop = STACK_UNKNOWN_LINK; return STEP_DONE;
    }
}

static enum step step_unusual(struct walk *w, enum step next)
{
    switch (next) {
    case STEP_LINK: return step_link(w);
    case STEP_ETHERTYPE: return step_ethertype(w);
    case STEP_PROTOCOL: return step_protocol(w);
    case STEP_UDP_TUNNEL: return walk_udp_tunnel(w);
    case STEP_INNER: return walk_inner(w, PROMISE_NOTHING);
    case STEP_IPV6_EXTENDED: return step_ipv6_extended(w);
    case STEP_TCP_CUT: return step_tcp_cut(w);
    case STEP_PPP: return walk_ppp(w);
    default: return STEP_DONE;
    }
}

/* A record longer than it says it was on the wire is believed as far as its bytes go. */
static inline uint32_t believed(uint32_t cap_len, uint32_t wire_len)
{
    return wire_len < cap_len ? cap_len : wire_len;
}

/* Take steps from `next` on until there is none, then note what is left over as payload. `what`: the link type or the protocol
 * by which the first step goes. The unusual ones have a copy of the cursor: so the cursor itself needs no address, and stays in
 * registers, in which it comes here, too. */
static void walk_on(struct stack *s, const uint8_t *data, uint32_t cap_len, uint32_t wire_len, uint16_t what, enum step next)
{
    struct walk w = {.s = s,
                     .at = data,
                     .cap = cap_len,
                     .wire = believed(cap_len, wire_len),
                     .depth = s->depth,
                     .type = what,
                     .protocol = (uint8_t)what};
    while ((next = walk_usual(&w, next)) != STEP_DONE) {
        struct walk copy = w;
        next = step_unusual(&copy, next);
        w = copy;
    }
    w.s->depth = (uint8_t)w.depth;
    w.s->payload = walk_bytes(&w);
    w.s->payload_wire_len = w.wire;
}

void stack_decode(struct stack *s, uint16_t link_type, const uint8_t *data, uint32_t cap_len, uint32_t wire_len)
{
    s->stop = STACK_PAYLOAD;
    s->outer_ip = s->inner_ip = s->outer_transport = s->inner_transport = STACK_NO_LAYER;
    s->depth = 0;
    walk_on(s, data, cap_len, wire_len, link_type, LIKELY(link_type == LINK_ETHERNET) ? STEP_ETHERNET : STEP_LINK);
}

void stack_resume(struct stack *s, const uint8_t *data, uint32_t cap_len, uint32_t wire_len)
{
    ENSURE(s->stop == STACK_FRAGMENT && s->depth > 0);
    struct layer *ip = &s->layer[s->depth - 1];
    /* the datagram's bytes are elsewhere: what is readable at the layer's own data is this fragment */
    ip->wire_len = ip->header_len + believed(cap_len, wire_len);
    s->stop = STACK_PAYLOAD;
    walk_on(s, data, cap_len, wire_len, ip->detail, STEP_PROTOCOL);
}
