/* IPv6 neighbour discovery (RFC 4861): the target and the link-layer address that a message announces. */
#ifndef CUSTOS_PROTO_ND_H
#define CUSTOS_PROTO_ND_H

#include "base/addr.h"
#include "base/bytes.h"

enum nd_type {
    ND_ROUTER_SOLICITATION = 133,
    ND_ROUTER_ADVERTISEMENT = 134,
    ND_SOLICITATION = 135,
    ND_ADVERTISEMENT = 136,
    ND_REDIRECT = 137
};
enum { ND_OPTION_SOURCE = 1, ND_OPTION_TARGET = 2, ND_OPTIONS_MAX = 32 };

struct nd {
    uint8_t type;                /* enum nd_type */
    struct ip_addr target;       /* solicitations, advertisements and redirects; none (family 0) in router messages */
    bool has_source, has_target; /* the options that are there */
    struct mac_addr source_mac;  /* the sender's (of the IPv6 source address) */
    struct mac_addr target_mac;  /* the target's */
};

/* `b` starts at the ICMPv6 header. False for other ICMPv6 messages and for options of length zero. */
bool nd_parse(struct bytes b, struct nd *ret) MUST_USE;

#endif
