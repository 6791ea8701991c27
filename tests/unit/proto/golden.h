/* A frame of every kind the decoder knows. Included once by each program that walks over them. */
#ifndef CUSTOS_TESTS_PROTO_GOLDEN_H
#define CUSTOS_TESTS_PROTO_GOLDEN_H

#include "golden_links.h"
#include "golden_mirrors.h"
#include "golden_packets.h"
#include "golden_tunnels.h"

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
    FRAME(shim_of_eight, LINK_ETHERNET, "ethernet:ipv4:udp:unknown-shim:ipv4:udp", 36),
    FRAME(shim_before_ethernet, LINK_ETHERNET, "ethernet:ipv4:udp:unknown-shim:ethernet:ipv4:udp", 36),
    FRAME(tagged_ethernet_in_udp, LINK_ETHERNET, "ethernet:ipv4:udp:ethernet:vlan:ipv4:udp", 36),
    FRAME(rtbrick, LINK_ETHERNET, "ethernet:ipv4:udp:rtbrick:ethernet:ipv4:udp", 36),
    FRAME(rtbrick_tagged, LINK_ETHERNET, "ethernet:ipv4:udp:rtbrick:ethernet:vlan:ipv4:udp", 36),
    FRAME(rtbrick_pppoe, LINK_ETHERNET, "ethernet:ipv4:udp:rtbrick:ethernet:vlan:vlan:pppoe:ppp:ipv4:udp", 36),
    FRAME(rtbrick_lcp, LINK_ETHERNET, "ethernet:ipv4:udp:rtbrick:ethernet:vlan:pppoe:ppp", 8),
    FRAME(nokia, LINK_ETHERNET, "ethernet:ipv4:udp:nokia-shim:ethernet:ipv4:udp", 36),
    FRAME(ulic, LINK_ETHERNET, "ethernet:ipv4:udp:ulic:ipv4:udp", 36),
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
