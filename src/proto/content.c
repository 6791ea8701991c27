#include "proto/content.h"

#include "proto/ppp.h"
#include "proto/tcp.h"
#include "proto/udp.h"

bool content_ethernet_fits(struct bytes b, uint32_t wire_len)
{
    if (b.len < ETHERNET_HEADER + IPV4_HEADER) return false;
    switch (load_be16(b.data + 12)) {
    case ETHERNET_IPV4: return content_ip_fits(bytes_slice(b, ETHERNET_HEADER, b.len), wire_len - ETHERNET_HEADER) == 4;
    case ETHERNET_IPV6: return content_ip_fits(bytes_slice(b, ETHERNET_HEADER, b.len), wire_len - ETHERNET_HEADER) == 6;
    case ETHERNET_ARP: return load_be16(b.data + 14) == 1 && load_be16(b.data + 16) == ETHERNET_IPV4;
    case ETHERNET_VLAN:
    case ETHERNET_SERVICE_VLAN:
        switch (load_be16(b.data + 16)) {
        case ETHERNET_IPV4: return b.data[18] >> 4 == 4;
        case ETHERNET_IPV6: return b.data[18] >> 4 == 6;
        case ETHERNET_ARP:
        case ETHERNET_VLAN:
        case ETHERNET_MPLS:
        case ETHERNET_PPPOE_SESSION: return true;
        default: return false;
        }
    case ETHERNET_PPPOE_SESSION: return b.data[14] == 0x11 && b.data[15] == 0;
    case ETHERNET_MPLS:
    case ETHERNET_LLDP: return true;
    default: return false;
    }
}

/* Unicast or multicast as assigned today, or unspecified as a source. */
static bool ipv6_plausible_addr(const uint8_t *a, bool source)
{
    if (a[0] >> 5 == 1 || (a[0] & 0xfe) == 0xfc || (a[0] == 0xfe && (a[1] & 0xc0) == 0x80)) return true;
    if (a[0] == 0xff) return !source;
    return load_be32(a) == 0 || load_be32(a) == 0x0064ff9b; /* ::, ::1, IPv4-mapped; NAT64 */
}

static bool upper_plausible(struct bytes b, uint8_t protocol, uint32_t wire_len)
{
    switch (protocol) {
    case IP_PROTO_TCP:
        if (b.len < TCP_HEADER) return wire_len >= TCP_HEADER;
        return b.data[12] >> 4 >= 5 && (b.data[12] >> 4) * 4u <= wire_len && (b.data[12] & 0x0e) == 0;
    case IP_PROTO_UDP:
        if (b.len < UDP_HEADER) return wire_len >= UDP_HEADER;
        return load_be16(b.data + 4) == wire_len || load_be16(b.data + 4) == 0;
    case IP_PROTO_ICMPV6:
        return wire_len >= 4 && (b.len < 1 || (b.data[0] >= 1 && b.data[0] <= 4) || (b.data[0] >= 128 && b.data[0] <= 161));
    case IP_PROTO_IPV4:
    case IP_PROTO_IPV6: return b.len < 1 || b.data[0] >> 4 == (protocol == IP_PROTO_IPV4 ? 4 : 6);
    case IP_PROTO_FRAGMENT: return wire_len >= IPV6_FRAGMENT_HEADER && (b.len < 4 || (b.data[1] == 0 && (b.data[3] & 6) == 0));
    case IP_PROTO_HOPOPT:
    case IP_PROTO_DSTOPTS:
    case IP_PROTO_ROUTING: return b.len < 2 || ((b.data[1] + 1u) * 8 <= wire_len && b.data[1] < 32);
    case IP_PROTO_GRE:
    case IP_PROTO_ESP:
    case IP_PROTO_SCTP: return wire_len >= 8;
    default: return false;
    }
}

static bool ipv6_confirm(struct bytes b)
{
    struct ipv6 ip;
    if (!ipv6_parse(b, &ip) || ip.hop_limit == 0) return false;
    if (!ipv6_plausible_addr(ip.src, true) || !ipv6_plausible_addr(ip.dst, false)) return false;
    return upper_plausible(bytes_slice(b, IPV6_HEADER, b.len), ip.next_header, ip.payload_len);
}

unsigned content_ip_exact(struct bytes b, uint32_t wire_len)
{
    if (b.len < IPV4_HEADER) return 0;
    uint8_t version = b.data[0] >> 4;
    if (version == 4) return load_be16(b.data + 2) == wire_len && ipv4_checksum_ok(b) ? 4 : 0;
    if (version != 6 || load_be16(b.data + 4) + (uint32_t)IPV6_HEADER != wire_len) return 0;
    return ipv6_confirm(b) ? 6 : 0;
}

/* An IP packet of that EtherType that ends with the frame, or before the zeros that fill up the smallest one. */
static bool ip_in_ethernet(struct bytes b, uint16_t type, uint32_t wire_len, bool filled)
{
    if (b.len < IPV4_HEADER) return false;
    if (filled && type == ETHERNET_IPV4 && load_be16(b.data + 2) < wire_len) wire_len = load_be16(b.data + 2);
    return content_ip_exact(b, wire_len) == (type == ETHERNET_IPV4 ? 4 : 6);
}

static bool arp_exact(struct bytes b)
{
    static const uint8_t head[] = {0, 1, 8, 0, 6, 4, 0}; /* Ethernet, IPv4, their lengths; operation 1 or 2 */
    return b.len > sizeof head && memcmp(b.data, head, sizeof head) == 0 && b.data[7] - 1U < 2;
}

/* A control protocol: network or link control (0x8xxx, 0xcxxx), whose packets have their length at the third byte. */
static bool ppp_in_ethernet(struct bytes b, uint32_t wire_len, bool filled)
{
    struct pppoe p;
    if (b.len < PPPOE_HEADER + 6 || !pppoe_parse(b, &p) || p.code != 0 || p.length < 2) return false;
    uint32_t len = wire_len - PPPOE_HEADER;
    if (filled ? p.length > len : p.length != len) return false;
    struct bytes inner = bytes_slice(b, PPPOE_HEADER + 2, SIZE_MAX);
    uint16_t protocol = load_be16(b.data + PPPOE_HEADER);
    if (protocol == PPP_IPV4 || protocol == PPP_IPV6)
        return content_ip_exact(inner, p.length - 2U) == (protocol == PPP_IPV4 ? 4 : 6);
    return protocol >> 15 && protocol & 1 && load_be16(inner.data + 2) == p.length - 2;
}

bool content_tagged_exact(struct bytes b, uint32_t wire_len, unsigned tags)
{
    uint32_t header_len = ETHERNET_HEADER + VLAN_HEADER * tags;
    if (b.len < header_len + IPV4_HEADER) return false;
    for (unsigned i = 0; i < tags; i++)
        if (!ethernet_is_vlan(load_be16(b.data + 12 + VLAN_HEADER * i))) return false;
    uint16_t type = load_be16(b.data + header_len - 2);
    struct bytes inner = bytes_slice(b, header_len, b.len);
    uint32_t inner_len = wire_len - header_len;
    bool filled = inner_len <= ETHERNET_MIN_PAYLOAD && inner_len + VLAN_HEADER * tags >= ETHERNET_MIN_PAYLOAD;
    switch (type) {
    case ETHERNET_IPV4:
    case ETHERNET_IPV6: return ip_in_ethernet(inner, type, inner_len, filled);
    case ETHERNET_ARP: return arp_exact(inner);
    case ETHERNET_PPPOE_SESSION: return ppp_in_ethernet(inner, inner_len, filled);
    default: return false;
    }
}

bool content_ethernet_exact(struct bytes b, uint32_t wire_len)
{
    return content_tagged_exact(b, wire_len, 0) || content_tagged_exact(b, wire_len, 1) || content_tagged_exact(b, wire_len, 2);
}
