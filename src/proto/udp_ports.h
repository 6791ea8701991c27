/* The tunnels that have a port of their own in UDP, inside proto only. */
#ifndef CUSTOS_PROTO_UDP_PORTS_H
#define CUSTOS_PROTO_UDP_PORTS_H

#include "proto/geneve.h"
#include "proto/gre.h"
#include "proto/jmirror.h"
#include "proto/l2tpv3.h"
#include "proto/mpls.h"
#include "proto/pcli.h"
#include "proto/tzsp.h"
#include "proto/vxlan.h"

enum udp_tunnel {
    UDP_TUNNEL_NONE,
    UDP_TUNNEL_VXLAN,
    UDP_TUNNEL_GENEVE,
    UDP_TUNNEL_TZSP,
    UDP_TUNNEL_JMIRROR,
    UDP_TUNNEL_PCLI,
    UDP_TUNNEL_L2TP,
    UDP_TUNNEL_GRE,
    UDP_TUNNEL_MPLS
};

/* GTP-U apart, which has a step of its own. No two of these ports are alike in their last six bits. */
static inline enum udp_tunnel udp_tunnel_by_port(uint16_t port)
{
    enum { PLACES = 64 };
    static const struct {
        uint16_t port, tunnel;
    } known[PLACES] = {[VXLAN_PORT % PLACES] = {VXLAN_PORT, UDP_TUNNEL_VXLAN},
                       [VXLAN_PORT_LINUX % PLACES] = {VXLAN_PORT_LINUX, UDP_TUNNEL_VXLAN},
                       [VXLAN_PORT_GPE % PLACES] = {VXLAN_PORT_GPE, UDP_TUNNEL_VXLAN},
                       [GENEVE_PORT % PLACES] = {GENEVE_PORT, UDP_TUNNEL_GENEVE},
                       [TZSP_PORT % PLACES] = {TZSP_PORT, UDP_TUNNEL_TZSP},
                       [JMIRROR_PORT % PLACES] = {JMIRROR_PORT, UDP_TUNNEL_JMIRROR},
                       [PCLI_PORT % PLACES] = {PCLI_PORT, UDP_TUNNEL_PCLI},
                       [L2TP_PORT % PLACES] = {L2TP_PORT, UDP_TUNNEL_L2TP},
                       [GRE_PORT_UDP % PLACES] = {GRE_PORT_UDP, UDP_TUNNEL_GRE},
                       [MPLS_PORT_UDP % PLACES] = {MPLS_PORT_UDP, UDP_TUNNEL_MPLS}};
    return known[port % PLACES].port == port ? (enum udp_tunnel)known[port % PLACES].tunnel : UDP_TUNNEL_NONE;
}

#endif
