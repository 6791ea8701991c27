/* A frame of every kind the decoder knows. Included once by each program that walks over them. */
#ifndef CUSTOS_TESTS_PROTO_GOLDEN_H
#define CUSTOS_TESTS_PROTO_GOLDEN_H

#include "frames.h"

#define BUILD(id) static void build_##id(struct packet *p)

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
BUILD(jmirror_anywhere)
{
    packet_inner(p);
    BEFORE(p, "\0\0\0\5\0\0\0\6");
    packet_outer_udp(p, 12345);
}
BUILD(nokia)
{
    packet_inner_ethernet(p);
    BEFORE(p, "\x60\0\0\x2a\0\0\0\x4d");
    packet_outer_udp(p, 49152);
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

#define FRAME(id, link, layers, payload_len)                                                                                     \
    {                                                                                                                            \
#id, link, build_##id, layers, payload_len                                                                               \
    }
const struct golden golden_frames[] = {
    FRAME(tcp, LINK_ETHERNET, "ethernet:ipv4:tcp", 100),
    FRAME(udp_padded, LINK_ETHERNET, "ethernet:ipv4:udp", 4),
    FRAME(ipv6_tcp, LINK_ETHERNET, "ethernet:ipv6:tcp", 50),
    FRAME(ipv6_extensions, LINK_ETHERNET, "ethernet:ipv6:udp", 20),
    FRAME(ipv4_ah, LINK_ETHERNET, "ethernet:ipv4:udp", 20),
    FRAME(esp, LINK_ETHERNET, "ethernet:ipv4", 60),
    FRAME(vlans, LINK_ETHERNET, "ethernet:vlan:vlan:ipv4:udp", 10),
    FRAME(mpls, LINK_ETHERNET, "ethernet:mpls:mpls:ipv4:udp", 36),
    FRAME(mpls_pseudowire, LINK_ETHERNET, "ethernet:mpls:ethernet:ipv4:udp", 36),
    FRAME(llc, LINK_ETHERNET, "ethernet", 40),
    FRAME(snap, LINK_ETHERNET, "ethernet:ipv4:udp", 36),
    FRAME(arp, LINK_ETHERNET, "ethernet:arp", 18),
    FRAME(pppoe, LINK_ETHERNET, "ethernet:pppoe:ppp:ipv4:udp", 36),
    FRAME(icmp_error, LINK_ETHERNET, "ethernet:ipv4:icmp", 64),
    FRAME(nd, LINK_ETHERNET, "ethernet:ipv6:icmpv6", 24),
    FRAME(sctp, LINK_ETHERNET, "ethernet:ipv4:sctp", 37),
    FRAME(gtpu, LINK_ETHERNET, "ethernet:ipv4:udp:gtpu:ipv4:tcp", 100),
    FRAME(gtpu_extended, LINK_ETHERNET, "ethernet:ipv4:udp:gtpu:ipv4:udp", 36),
    FRAME(gtpu_ipv6, LINK_ETHERNET, "ethernet:ipv4:udp:gtpu:ipv6:udp", 30),
    FRAME(gtpu_ethernet, LINK_ETHERNET, "ethernet:ipv4:udp:gtpu:ethernet:ipv4:udp", 36),
    FRAME(gtpu_echo, LINK_ETHERNET, "ethernet:ipv4:udp:gtpu", 0),
    FRAME(ipip, LINK_ETHERNET, "ethernet:ipv4:ipv4:udp", 36),
    FRAME(sixinfour, LINK_ETHERNET, "ethernet:ipv4:ipv6:udp", 12),
    FRAME(gre_ipv4, LINK_ETHERNET, "ethernet:ipv4:gre:ipv4:udp", 36),
    FRAME(gre_all_flags, LINK_ETHERNET, "ethernet:ipv4:gre:ipv4:udp", 36),
    FRAME(gre_bridged, LINK_ETHERNET, "ethernet:ipv4:gre:ethernet:ipv4:udp", 36),
    FRAME(gre_bridged_tun, LINK_ETHERNET, "ethernet:ipv4:gre:ipv4:udp", 36),
    FRAME(pptp, LINK_ETHERNET, "ethernet:ipv4:gre:ppp:ipv4:udp", 36),
    FRAME(erspan1, LINK_ETHERNET, "ethernet:ipv4:gre:erspan:ethernet:ipv4:udp", 36),
    FRAME(erspan2, LINK_ETHERNET, "ethernet:ipv4:gre:erspan:ethernet:ipv4:udp", 36),
    FRAME(erspan2_tun, LINK_ETHERNET, "ethernet:ipv4:gre:erspan:ipv4:udp", 36),
    FRAME(erspan3, LINK_ETHERNET, "ethernet:ipv4:gre:erspan:ethernet:ipv4:udp", 36),
    FRAME(vxlan, LINK_ETHERNET, "ethernet:ipv4:udp:vxlan:ethernet:ipv4:udp", 36),
    FRAME(vxlan_tun, LINK_ETHERNET, "ethernet:ipv4:udp:vxlan:ipv4:udp", 36),
    FRAME(vxlan_gpe, LINK_ETHERNET, "ethernet:ipv4:udp:vxlan:ipv4:udp", 36),
    FRAME(geneve, LINK_ETHERNET, "ethernet:ipv4:udp:geneve:ethernet:ipv4:udp", 36),
    FRAME(l2tpv3_ip, LINK_ETHERNET, "ethernet:ipv4:l2tpv3:ethernet:ipv4:udp", 36),
    FRAME(l2tpv3_udp, LINK_ETHERNET, "ethernet:ipv4:udp:l2tpv3:ethernet:ipv4:udp", 36),
    FRAME(tzsp, LINK_ETHERNET, "ethernet:ipv4:udp:tzsp:ethernet:ipv4:udp", 36),
    FRAME(jmirror, LINK_ETHERNET, "ethernet:ipv4:udp:jmirror:ipv4:udp", 36),
    FRAME(jmirror_ppp, LINK_ETHERNET, "ethernet:ipv4:udp:jmirror:ppp:ipv4:udp", 36),
    FRAME(pcli_port, LINK_ETHERNET, "ethernet:ipv4:udp:pcli:ipv4:udp", 36),
    FRAME(pcli_anywhere, LINK_ETHERNET, "ethernet:ipv4:udp:pcli:ipv6:udp", 30),
    FRAME(jmirror_anywhere, LINK_ETHERNET, "ethernet:ipv4:udp:jmirror:ipv4:udp", 36),
    FRAME(nokia, LINK_ETHERNET, "ethernet:ipv4:udp:nokia-shim:ethernet:ipv4:udp", 36),
    FRAME(bare_ip_in_udp, LINK_ETHERNET, "ethernet:ipv4:udp:ipv4:udp", 36),
    FRAME(padded_ethernet_in_udp, LINK_ETHERNET, "ethernet:ipv4:udp:ethernet:ipv4:udp", 14),
    FRAME(gre_in_udp, LINK_ETHERNET, "ethernet:ipv4:udp:gre:ipv4:udp", 36),
    FRAME(sll, LINK_SLL, "linux-cooked:ipv4:udp", 36),
    FRAME(sll2, LINK_SLL2, "linux-cooked:ipv4:udp", 36),
    FRAME(null_little, LINK_NULL, "loopback:ipv4:udp", 36),
    FRAME(null_big, LINK_LOOP, "loopback:ipv6:udp", 10),
    FRAME(raw, LINK_RAW, "ipv4:udp", 36),
    FRAME(fragment, LINK_ETHERNET, "ethernet:ipv4", 80),
    FRAME(fragment6, LINK_ETHERNET, "ethernet:ipv6", 80),
};
const size_t golden_count = ARRAY_LEN(golden_frames);

#endif
