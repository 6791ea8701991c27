#include "proto/icmp.h"

#include "proto/ipv4.h"
#include "proto/ipv6.h"

static bool is_error(unsigned version, uint8_t type)
{
    if (version == 6) return type >= 1 && type <= 4;
    return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
}

static bool is_echo(unsigned version, uint8_t type)
{
    return version == 6 ? type == 128 || type == 129 : type == 0 || type == 8;
}

static void quote_ports(struct bytes upper, struct five_tuple *t)
{
    bool has_ports = t->protocol == IP_PROTO_TCP || t->protocol == IP_PROTO_UDP || t->protocol == IP_PROTO_SCTP;
    if (!has_ports || upper.len < 4) return;
    t->sport = load_be16(upper.data);
    t->dport = load_be16(upper.data + 2);
}

static bool quote_v4(struct bytes b, struct five_tuple *t)
{
    struct ipv4 ip;
    if (!ipv4_parse(b, &ip)) return false;
    *t = (struct five_tuple){.src = ip_from_v4(ip.src), .dst = ip_from_v4(ip.dst), .protocol = ip.protocol};
    if (ip.fragment_offset == 0) quote_ports(bytes_slice(b, ip.header_len, b.len), t);
    return true;
}

static bool quote_v6(struct bytes b, struct five_tuple *t)
{
    struct ipv6 ip;
    struct ipv6_extensions x;
    if (!ipv6_parse(b, &ip)) return false;
    *t = (struct five_tuple){.src = ip_from_v6(ip.src), .dst = ip_from_v6(ip.dst), .protocol = ip.next_header};
    struct bytes upper = bytes_slice(b, IPV6_HEADER, b.len);
    if (!ipv6_extensions_parse(upper, ip.next_header, &x)) return true;
    t->protocol = x.upper;
    if (x.fragment_offset == 0) quote_ports(bytes_slice(upper, x.len, upper.len), t);
    return true;
}

bool icmp_parse(struct bytes b, unsigned version, struct icmp *ret)
{
    if (b.len < ICMP_HEADER) return false;
    struct icmp m = {.type = b.data[0], .code = b.data[1]};
    struct bytes rest = bytes_slice(b, ICMP_HEADER, b.len);
    if (is_echo(version, m.type)) {
        m.id = load_be16(b.data + 4);
        m.sequence = load_be16(b.data + 6);
    } else if (is_error(version, m.type)) {
        m.quotes = version == 6 ? quote_v6(rest, &m.quoted) : quote_v4(rest, &m.quoted);
    }
    *ret = m;
    return true;
}
