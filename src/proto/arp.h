/* ARP for IPv4 over Ethernet (RFC 826): who says which address is at which MAC. */
#ifndef CUSTOS_PROTO_ARP_H
#define CUSTOS_PROTO_ARP_H

#include "base/addr.h"
#include "base/bytes.h"

enum { ARP_FIXED = 8, ARP_LEN = 28, ARP_REQUEST = 1, ARP_REPLY = 2 };

struct arp {
    uint16_t operation;                     /* ARP_REQUEST, ARP_REPLY, or another */
    struct mac_addr sender_mac, target_mac; /* the target's is zero in requests */
    struct ip_addr sender_ip, target_ip;    /* the sender's is 0.0.0.0 in probes (RFC 5227) */
};

/* Refuses other hardware and protocol types. */
bool arp_parse(struct bytes b, struct arp *ret) MUST_USE;

#endif
