/* What a UPF says besides forwarding: PFCP with its SMF, NTP, ARP, and a supplier's maintenance session. */
#ifndef CUSTOS_DRILL_CONTROL_H
#define CUSTOS_DRILL_CONTROL_H

#include "drill/tcp.h"
#include "drill/upf.h"

enum { PFCP_PORT = 8805, NTP_PORT = 123 };

/* Starts them all; `handover`: half-way through, subscribers move to another gNB and get other tunnel endpoint identifiers. */
void control_start(struct upf *u, bool handover);

/* A datagram between the element and a host on the management side. */
struct datagram {
    bool outbound;
    uint16_t own_port, peer_port;
    int64_t delay_ns;
    struct bytes content;
};
void control_datagram(struct upf *u, const struct host *peer, const struct datagram *d);
struct ip_addr control_maintainer(void); /* whence the supplier logs in, behind OAM_ROUTER */

#endif
