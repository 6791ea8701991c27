#include "base/addr.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hex.h"

/* inet_ntop prints with a format, which costs more than decoding what the address stood in. */
static void ipv4_text(const uint8_t *octets, char *text)
{
    for (unsigned i = 0; i < 4; i++) {
        unsigned v = octets[i];
        if (v >= 100) *text++ = (char)('0' + v / 100);
        if (v >= 10) *text++ = (char)('0' + v / 10 % 10);
        *text++ = (char)('0' + v % 10);
        *text++ = i < 3 ? '.' : '\0';
    }
}

const char *ip_text(const struct ip_addr *a, char text[static ADDR_TEXT])
{
    text[0] = 0;
    if (a->family == 4)
        ipv4_text(a->bytes, text);
    else if (a->family)
        inet_ntop(AF_INET6, a->bytes, text, ADDR_TEXT);
    return text;
}

const char *prefix_text(const struct ip_prefix *p, char text[static PREFIX_TEXT])
{
    char addr[ADDR_TEXT];
    text[0] = 0;
    if (p->addr.family) snprintf(text, PREFIX_TEXT, "%s/%u", ip_text(&p->addr, addr), p->bits);
    return text;
}

const char *endpoint_text(const struct ip_addr *a, uint16_t port, char text[static ENDPOINT_TEXT])
{
    char addr[ADDR_TEXT];
    text[0] = 0;
    if (a->family) snprintf(text, ENDPOINT_TEXT, a->family == 6 ? "[%s]:%u" : "%s:%u", ip_text(a, addr), port);
    return text;
}

const char *mac_text(const struct mac_addr *m, char text[static MAC_TEXT])
{
    snprintf(text, MAC_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x", m->bytes[0], m->bytes[1], m->bytes[2], m->bytes[3], m->bytes[4],
             m->bytes[5]);
    return text;
}

bool ip_parse(const char *text, struct ip_addr *ret)
{
    struct ip_addr a = {.family = strchr(text, ':') ? 6 : 4};
    if (inet_pton(a.family == 4 ? AF_INET : AF_INET6, text, a.bytes) != 1) return false;
    *ret = a;
    return true;
}

/* A decimal without sign or leading blanks, at most `max`. */
static bool parse_number(const char *text, unsigned long max, unsigned long *ret)
{
    char *end;
    if (*text < '0' || *text > '9') return false;
    unsigned long v = strtoul(text, &end, 10);
    if (*end || v > max) return false;
    *ret = v;
    return true;
}

static bool has_host_bits(const struct ip_addr *a, unsigned bits)
{
    for (unsigned i = 0; i < 16; i++) {
        unsigned keep = bits >= 8 * (i + 1) ? 8 : bits > 8 * i ? bits - 8 * i : 0;
        if (a->bytes[i] & (0xffu >> keep)) return true;
    }
    return false;
}

bool prefix_parse(const char *text, struct ip_prefix *ret)
{
    char addr[ADDR_TEXT];
    const char *slash = strchr(text, '/');
    size_t len = slash ? (size_t)(slash - text) : strlen(text);
    struct ip_prefix p;
    unsigned long bits;
    if (len >= sizeof addr) return false;
    memcpy(addr, text, len);
    addr[len] = 0;
    if (!ip_parse(addr, &p.addr)) return false;
    bits = p.addr.family == 4 ? 32 : 128;
    if (slash && !parse_number(slash + 1, bits, &bits)) return false;
    if (has_host_bits(&p.addr, (unsigned)bits)) return false;
    p.bits = (uint8_t)bits;
    *ret = p;
    return true;
}

bool endpoint_parse(const char *text, struct ip_addr *ret_addr, uint16_t *ret_port)
{
    char addr[ADDR_TEXT];
    const char *start = text, *end = strrchr(text, ':');
    unsigned long port;
    struct ip_addr a;
    if (!end || !parse_number(end + 1, 65535, &port)) return false;
    if (*text == '[') {
        if (end == text || end[-1] != ']') return false;
        start++;
        end--;
    }
    size_t len = (size_t)(end - start);
    if (len >= sizeof addr) return false;
    memcpy(addr, start, len);
    addr[len] = 0;
    if (!ip_parse(addr, &a) || (a.family == 6) != (*text == '[')) return false;
    *ret_addr = a;
    *ret_port = (uint16_t)port;
    return true;
}

bool mac_parse(const char *text, struct mac_addr *ret)
{
    struct mac_addr m;
    for (int i = 0; i < 6; i++, text += 3) {
        int octet = hex_octet(text);
        if (octet < 0 || text[2] != (i < 5 ? ':' : 0)) return false;
        m.bytes[i] = (uint8_t)octet;
    }
    *ret = m;
    return true;
}

bool prefix_covers(const struct ip_prefix *outer, const struct ip_prefix *inner)
{
    return outer->bits <= inner->bits && prefix_contains(outer, &inner->addr);
}

const char *ip_protocol_name(uint8_t protocol, char text[static 8])
{
    switch (protocol) {
    case 1: return "icmp";
    case 2: return "igmp";
    case 4: return "ipip";
    case 6: return "tcp";
    case 17: return "udp";
    case 41: return "ipv6";
    case 47: return "gre";
    case 50: return "esp";
    case 51: return "ah";
    case 58: return "icmpv6";
    case 89: return "ospf";
    case 112: return "vrrp";
    case 115: return "l2tp";
    case 132: return "sctp";
    default: snprintf(text, 8, "%u", protocol); return text;
    }
}
