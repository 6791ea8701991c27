/* Frames of every link and of what stands between link and IP. */
#ifndef CUSTOS_TESTS_PROTO_GOLDEN_LINKS_H
#define CUSTOS_TESTS_PROTO_GOLDEN_LINKS_H

#include "frames.h"

BUILD(vlans)
{
    packet_payload(p, 10);
    before_udp(p, 1000, 2000);
    before_ipv4(p, 1, 2, 17);
    BEFORE(p, "\x20\x64\x08\0"); /* VLAN 100 priority 1 */
    BEFORE(p, "\0\x07\x81\0");   /* VLAN 7 */
    before_ethernet(p, ETHERNET_SERVICE_VLAN);
}
BUILD(mpls)
{
    packet_inner(p);
    BEFORE(p, "\0\1\x11\x40"); /* label 17, bottom */
    BEFORE(p, "\0\1\0\x40");   /* label 16 */
    before_ethernet(p, ETHERNET_MPLS);
}
BUILD(mpls_pseudowire)
{
    packet_inner_ethernet(p);
    BEFORE(p, "\0\0\0\5"); /* control word */
    BEFORE(p, "\0\1\x11\x40");
    before_ethernet(p, ETHERNET_MPLS);
}
BUILD(llc)
{
    packet_payload(p, 40);
    BEFORE(p, "\x42\x42\3");
    before_ethernet(p, 43);
}
BUILD(snap)
{
    packet_inner(p);
    BEFORE(p, "\xaa\xaa\3\0\0\0\x08\0");
    before_ethernet(p, (uint16_t)p->len);
}
BUILD(arp)
{
    packet_payload(p, 18);
    BEFORE(p, "\0\1\x08\0\6\4\0\2\2\0\0\0\0\1\xc0\0\2\1\2\0\0\0\0\2\xc0\0\2\2");
    before_ethernet(p, ETHERNET_ARP);
}
BUILD(pppoe)
{
    packet_inner(p);
    BEFORE(p, "\0\x21");
    size_t len = p->len;
    BEFORE(p, "\x11\0\0\x2a\0\0");
    put16(p->at + 4, len);
    before_ethernet(p, ETHERNET_PPPOE_SESSION);
}
BUILD(sll)
{
    packet_inner(p);
    BEFORE(p, "\0\4\0\1\0\6\2\0\0\0\0\1\0\0\x08\0");
}
BUILD(sll2)
{
    packet_inner(p);
    BEFORE(p, "\x08\0\0\0\0\0\0\3\0\1\0\6\2\0\0\0\0\1\0\0");
}
BUILD(null_little)
{
    packet_inner(p);
    BEFORE(p, "\2\0\0\0");
}
BUILD(null_big)
{
    packet_payload(p, 10);
    before_udp(p, 1, 2);
    before_ipv6(p, 1, 2, 17);
    BEFORE(p, "\0\0\0\x1e");
}
BUILD(raw)
{
    packet_inner(p);
}

#endif
