/* ICMP (RFC 792) and ICMPv6 (RFC 4443): type, code, and the packet that an error quotes. */
#ifndef CUSTOS_PROTO_ICMP_H
#define CUSTOS_PROTO_ICMP_H

#include "base/addr.h"
#include "base/bytes.h"

enum { ICMP_HEADER = 8 };

struct icmp {
    uint8_t type, code;
    uint16_t id, sequence;    /* of echo requests and replies, else 0 */
    bool quotes;              /* an error, and the quoted packet's IP header is there */
    struct five_tuple quoted; /* of the packet that the error is about; ports 0 when they are not quoted */
};

/* `version` is the IP version that carries it: 4 or 6. `b` starts at the ICMP header. */
bool icmp_parse(struct bytes b, unsigned version, struct icmp *ret) MUST_USE;

#endif
