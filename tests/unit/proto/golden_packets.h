/* Plain packets in Ethernet. */
#ifndef CUSTOS_TESTS_PROTO_GOLDEN_PACKETS_H
#define CUSTOS_TESTS_PROTO_GOLDEN_PACKETS_H

#include "frames.h"

BUILD(tcp)
{
    packet_payload(p, 100);
    before_tcp(p, 40000, 443);
    packet_outer(p, 6);
}
BUILD(udp_padded)
{
    packet_payload(p, 4);
    before_udp(p, 53, 40000);
    before_ipv4(p, 1, 2, 17);
    memmove(p->at - 14, p->at, p->len); /* 14 bytes of padding up to Ethernet's minimum */
    p->at -= 14;
    p->len += 14;
    before_ethernet(p, ETHERNET_IPV4);
}
BUILD(ipv6_tcp)
{
    packet_payload(p, 50);
    before_tcp(p, 40000, 443);
    before_ipv6(p, 1, 2, 6);
    before_ethernet(p, ETHERNET_IPV6);
}
BUILD(ipv6_extensions)
{
    packet_payload(p, 20);
    before_udp(p, 1000, 2000);
    BEFORE(p, "\x11\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0");                 /* destination options, 16 bytes */
    BEFORE(p, "\x3c\4\0\0\0\0\1\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0"); /* authentication header, 24 bytes */
    BEFORE(p, "\x33\0\0\0\0\0\0\7");                                 /* atomic fragment */
    BEFORE(p, "\x2c\0\0\0\0\0\0\0");                                 /* routing */
    BEFORE(p, "\x2b\0\5\2\0\0\0\0");                                 /* hop-by-hop with a router alert */
    before_ipv6(p, 1, 2, 0);
    before_ethernet(p, ETHERNET_IPV6);
}
BUILD(ipv4_ah)
{
    packet_payload(p, 20);
    before_udp(p, 1000, 2000);
    BEFORE(p, "\x11\4\0\0\0\0\1\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0");
    packet_outer(p, 51);
}
BUILD(esp)
{
    packet_payload(p, 60);
    packet_outer(p, 50);
}
BUILD(icmp_error)
{
    packet_inner(p);
    BEFORE(p, "\3\3\0\0\0\0\0\0");
    packet_outer(p, 1);
}
BUILD(nd)
{
    packet_payload(p, 0);
    BEFORE(p, "\x88\0\0\0\x60\0\0\0\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\2\1\2\0\0\0\0\1");
    before_ipv6(p, 1, 2, 58);
    before_ethernet(p, ETHERNET_IPV6);
}
BUILD(sctp)
{
    packet_payload(p, 5);
    put16(p->at + 3, 0);
    BEFORE(p, "\0\3\0\x13\0\0\0\1\0\1\0\0\0\0\0\x3c"); /* DATA, 19 bytes with 3 of user data, NGAP */
    BEFORE(p, "\3\0\0\x10\0\0\0\1\0\1\0\0\0\0\0\0");   /* SACK */
    BEFORE(p, "\x96\x0c\x96\x0c\0\0\0\x2a\0\0\0\0");
    packet_outer(p, 132);
}
BUILD(fragment)
{
    packet_payload(p, 80);
    before_ipv4(p, 1, 2, 17);
    put16(p->at + 6, 0x2000 | 10);
    ipv4_seal(p->at);
    before_ethernet(p, ETHERNET_IPV4);
}
BUILD(fragment6)
{
    packet_payload(p, 80);
    BEFORE(p, "\x11\0\0\1\0\0\0\x2a");
    before_ipv6(p, 1, 2, 44);
    before_ethernet(p, ETHERNET_IPV6);
}

#endif
