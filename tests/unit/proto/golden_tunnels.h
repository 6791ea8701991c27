/* Packets in the tunnels of routers. */
#ifndef CUSTOS_TESTS_PROTO_GOLDEN_TUNNELS_H
#define CUSTOS_TESTS_PROTO_GOLDEN_TUNNELS_H

#include "frames.h"

BUILD(gtpu)
{
    packet_payload(p, 100);
    before_tcp(p, 40000, 443);
    before_ipv4(p, 10, 20, 6);
    before_gtpu(p, 0x1234);
    packet_outer_udp(p, 2152);
}
BUILD(gtpu_extended)
{
    packet_inner(p);
    size_t len = p->len + 8;
    BEFORE(p, "\x34\xff\0\0\0\0\0\x2a\0\0\0\x85\1\x10\x09\0"); /* PDU session container, QFI 9 */
    put16(p->at + 2, len);
    packet_outer_udp(p, 2152);
}
BUILD(gtpu_ipv6)
{
    packet_payload(p, 30);
    before_udp(p, 1000, 2000);
    before_ipv6(p, 5, 6, 17);
    before_gtpu(p, 7);
    packet_outer_udp(p, 2152);
}
BUILD(gtpu_ethernet)
{
    packet_inner_ethernet(p);
    before_gtpu(p, 8);
    packet_outer_udp(p, 2152);
}
BUILD(gtpu_echo)
{
    packet_payload(p, 0);
    BEFORE(p, "\x32\1\0\4\0\0\0\0\0\1\0\0");
    packet_outer_udp(p, 2152);
}
BUILD(ipip)
{
    packet_inner(p);
    packet_outer(p, 4);
}
BUILD(sixinfour)
{
    packet_payload(p, 12);
    before_udp(p, 1000, 2000);
    before_ipv6(p, 5, 6, 17);
    packet_outer(p, 41);
}
BUILD(gre_ipv4)
{
    packet_inner(p);
    BEFORE(p, "\0\0\x08\0");
    packet_outer(p, 47);
}
BUILD(gre_all_flags)
{
    packet_inner(p);
    BEFORE(p, "\0\x02\0\x04\xc0\0\2\1\0\0\0\0"); /* a source route of one address, and the end */
    BEFORE(p, "\xf8\0\x08\0\0\0\0\0\0\0\0\x2a\0\0\0\7");
    packet_outer(p, 47);
}
BUILD(gre_bridged)
{
    packet_inner_ethernet(p);
    BEFORE(p, "\x20\0\x65\x58\0\0\0\x2a");
    packet_outer(p, 47);
}
BUILD(gre_bridged_tun) /* a mirrored tun device: no Ethernet although GRE says so */
{
    packet_inner(p);
    BEFORE(p, "\0\0\x65\x58");
    packet_outer(p, 47);
}
BUILD(pptp)
{
    packet_inner(p);
    BEFORE(p, "\xff\3\0\x21");
    size_t len = p->len;
    BEFORE(p, "\x30\x81\x88\x0b\0\0\0\x2a\0\0\0\1\0\0\0\2");
    put16(p->at + 4, len);
    packet_outer(p, 47);
}
BUILD(erspan1)
{
    packet_inner_ethernet(p);
    BEFORE(p, "\0\0\x88\xbe");
    packet_outer(p, 47);
}
BUILD(erspan2)
{
    packet_inner_ethernet(p);
    BEFORE(p, "\x10\0\x88\xbe\0\0\0\1\x10\x64\x08\x2a\0\0\0\7");
    packet_outer(p, 47);
}
BUILD(erspan2_tun)
{
    packet_inner(p);
    BEFORE(p, "\x10\0\x88\xbe\0\0\0\1\x10\x64\x08\x2a\0\0\0\7");
    packet_outer(p, 47);
}
BUILD(erspan3)
{
    packet_inner_ethernet(p);
    BEFORE(p, "\x10\0\x22\xeb\0\0\0\1\x20\x64\x08\x2b\0\0\0\1\0\0\0\1\0\0\0\0\0\0\0\0"); /* with the platform subheader */
    packet_outer(p, 47);
}
BUILD(vxlan)
{
    packet_inner_ethernet(p);
    BEFORE(p, "\x08\0\0\0\0\x12\x34\0");
    packet_outer_udp(p, 4789);
}
BUILD(vxlan_tun)
{
    packet_inner(p);
    BEFORE(p, "\x08\0\0\0\0\x12\x34\0");
    packet_outer_udp(p, 4789);
}
BUILD(vxlan_gpe)
{
    packet_inner(p);
    BEFORE(p, "\x0c\0\0\1\0\x12\x34\0");
    packet_outer_udp(p, 4790);
}
BUILD(geneve)
{
    packet_inner_ethernet(p);
    BEFORE(p, "\1\0\x65\x58\0\x12\x34\0\1\2\3\0");
    packet_outer_udp(p, 6081);
}
BUILD(l2tpv3_ip)
{
    packet_inner_ethernet(p);
    BEFORE(p, "\0\0\0\x2a\1\2\3\4\5\6\7\x08"); /* session 42, cookie of eight */
    packet_outer(p, 115);
}
BUILD(l2tpv3_udp)
{
    packet_inner_ethernet(p);
    BEFORE(p, "\0\3\0\0\0\0\0\x2a\x40\0\0\1"); /* no cookie, a sublayer */
    packet_outer_udp(p, 1701);
}

#endif
