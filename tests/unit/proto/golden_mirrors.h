/* Packets behind the headers of mirrors. */
#ifndef CUSTOS_TESTS_PROTO_GOLDEN_MIRRORS_H
#define CUSTOS_TESTS_PROTO_GOLDEN_MIRRORS_H

#include "frames.h"

BUILD(tzsp)
{
    packet_inner_ethernet(p);
    BEFORE(p, "\1\0\0\1\x0a\1\x2a\0\1"); /* a tag, padding, the end */
    packet_outer_udp(p, 37008);
}
BUILD(jmirror)
{
    packet_inner(p);
    BEFORE(p, "\x12\x12\x12\x12\0\0\0\x09");
    packet_outer_udp(p, 30030);
}
BUILD(jmirror_ppp)
{
    packet_inner(p);
    BEFORE(p, "\x12\x12\x12\x12\0\0\0\x09\xff\3\0\x21");
    packet_outer_udp(p, 30030);
}
BUILD(pcli_port)
{
    packet_inner(p);
    put16(p->at + 10, 0); /* on its port the checksum is not asked for */
    BEFORE(p, "\0\0\xbe\xef");
    packet_outer_udp(p, 9000);
}
BUILD(pcli_anywhere)
{
    packet_payload(p, 30);
    before_udp(p, 1000, 2000);
    before_ipv6(p, 5, 6, 17);
    BEFORE(p, "\0\0\xbe\xef\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10");
    packet_outer_udp(p, 12345);
}
BUILD(shim_of_eight) /* JMirror, Nokia's version 0, PCLI: nothing tells which */
{
    packet_inner(p);
    BEFORE(p, "\0\0\0\5\0\0\0\6");
    packet_outer_udp(p, 12345);
}
BUILD(shim_before_ethernet) /* no direction that RtBrick has */
{
    packet_inner_ethernet(p);
    BEFORE(p, "\x8e\xc0\0\x2a");
    packet_outer_udp(p, 12345);
}
BUILD(tagged_ethernet_in_udp) /* and nothing before it, whatever might be taken for a shim of four bytes */
{
    packet_inner(p);
    BEFORE(p, "\0\x07\x08\0");
    before_ethernet(p, ETHERNET_VLAN);
    packet_outer_udp(p, 12345);
}
BUILD(rtbrick)
{
    packet_inner_ethernet(p);
    BEFORE(p, "\x6e\xc1\0\x2a");
    packet_outer_udp(p, 49152);
}
BUILD(rtbrick_tagged)
{
    packet_inner(p);
    BEFORE(p, "\0\x07\x08\0");
    before_ethernet(p, ETHERNET_VLAN);
    BEFORE(p, "\x4e\x41\0\x2a");
    packet_outer_udp(p, 49152);
}
BUILD(rtbrick_pppoe)
{
    packet_inner(p);
    BEFORE(p, "\0\x07\x81\0\0\x64\x88\x64\x11\0\0\x2a\0\x42\0\x21");
    before_ethernet(p, ETHERNET_SERVICE_VLAN);
    BEFORE(p, "\x6e\xbf\xff\xfd"); /* the LIID of RtBrick's own example, 4194301 */
    packet_outer_udp(p, 49152);
}
BUILD(rtbrick_lcp) /* an echo request in PPPoE, in the smallest frame */
{
    packet_payload(p, 46 - 16);
    memset(p->at, 0, 46 - 16);
    BEFORE(p, "\0\x07\x88\x64\x11\0\0\x2a\0\x0a\xc0\x21\x09\x01\0\x08\x12\x34\x56\x78");
    before_ethernet(p, ETHERNET_VLAN);
    BEFORE(p, "\x4e\x41\0\x2a");
    packet_outer_udp(p, 49152);
}
BUILD(nokia)
{
    packet_inner_ethernet(p);
    BEFORE(p, "\x60\0\0\x2a\0\0\0\x4d");
    packet_outer_udp(p, 49152);
}
BUILD(ulic)
{
    size_t len;
    packet_inner(p);
    len = p->len;
    BEFORE(p, "\x1a\xff\0\0\0\x07\0\0\xff\xff\xff\xff\0\0\0\x05\xc0\0\x02\x09");
    put16(p->at + 2, len);
    packet_outer_udp(p, 12345);
}
BUILD(bare_ip_in_udp)
{
    packet_inner(p);
    packet_outer_udp(p, 12345);
}
BUILD(padded_ethernet_in_udp) /* a packet of 42 bytes in the smallest Ethernet frame */
{
    packet_payload(p, 4);
    memset(p->at, 0, 4);
    BEFORE(p, "\0\x07\0\x08\0\x16\0\0\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c\x0d\x0e");
    before_ipv4(p, 10, 20, 17);
    put16(p->at + 2, 42);
    ipv4_seal(p->at);
    before_ethernet(p, ETHERNET_IPV4);
    packet_outer_udp(p, 12345);
}
BUILD(gre_in_udp)
{
    packet_inner(p);
    BEFORE(p, "\0\0\x08\0");
    packet_outer_udp(p, 4754);
}

#endif
