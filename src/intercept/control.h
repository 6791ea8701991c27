/* The vendors' own ways to order an interception or a mirror: what a datagram or segment to an element commands. */
#ifndef CUSTOS_INTERCEPT_CONTROL_H
#define CUSTOS_INTERCEPT_CONTROL_H

#include <stdbool.h>

#include "base/addr.h"
#include "base/bytes.h"
#include "base/macros.h"
#include "intercept/pdu.h"

enum control_way {
    CONTROL_PFCP,    /* a forwarding action rule with DUPL (TS 29.244) */
    CONTROL_TAP_MIB, /* SNMP writes to Cisco's interception tables */
    CONTROL_RADIUS,  /* interception attributes in Access-Accept and CoA-Request */
    CONTROL_DTCP,    /* FlowTap */
    CONTROL_GTPV2,   /* a subscriber's trace, in GTPv2-C */
    CONTROL_WAYS
};

enum { CONTROL_ID_TEXT = 33, CONTROL_IDENTITY_TEXT = 32, CONTROL_ORDERS = 16 };

struct control_order {
    enum control_way way;
    bool ends;                            /* it withdraws what was ordered */
    bool enciphered;                      /* it says more than can be read */
    struct ip_addr place;                 /* where the product is to go; family 0: not said */
    uint16_t port;                        /* 0: not said */
    struct ip_addr subscriber;            /* family 0: not said */
    char identity[CONTROL_IDENTITY_TEXT]; /* of the subscriber, as the register writes it ("imsi:..."), or ""; secret */
    char id[CONTROL_ID_TEXT];             /* the interception's identifier in this way, or "" */
};

const char *control_way_name(enum control_way w); /* "PFCP", "SNMP (TAP-MIB)", ... */

/* May a payload be such an order? By the ports of a datagram; by how it begins, in a segment too. Cheap, asked of every frame. */
bool control_port(uint16_t sport, uint16_t dport) MUST_USE;
bool control_begins(struct bytes payload) MUST_USE;

/* What `custos decode` is to show of such a payload: `protocol` and `bytes` of *ret. False when it is none of these protocols',
 * or sound and without an order. */
bool control_pdu(const struct five_tuple *t, struct bytes payload, struct li_pdu *ret) MUST_USE;

/* The orders in a payload of that conversation, as many as fit; 0: none. */
unsigned control_read(const struct five_tuple *t, struct bytes payload, struct control_order ret[static CONTROL_ORDERS]);

#endif
