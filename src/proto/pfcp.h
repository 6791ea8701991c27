/* PFCP session requests (3GPP TS 29.244 cl. 7.5): only whose sessions they are, and what orders a duplicate of their packets. */
#ifndef CUSTOS_PROTO_PFCP_H
#define CUSTOS_PROTO_PFCP_H

#include <stdbool.h>

#include "base/addr.h"
#include "base/bytes.h"
#include "base/fields.h"
#include "base/macros.h"

enum { PFCP_PORT = 8805, PFCP_HEADER = 8, PFCP_DUPLICATES = 8, PFCP_POLICY_TEXT = 33, PFCP_DIGITS = 16 };
enum { PFCP_SESSION_ESTABLISHMENT = 50, PFCP_SESSION_MODIFICATION = 52 };
enum { PFCP_TO_LI_FUNCTION = 4, PFCP_TO_UNKNOWN = 0xff }; /* cl. 8.2.24: destination interface */

/* One forwarding action rule that duplicates, with one of its places. */
struct pfcp_duplicate {
    uint32_t far_id;
    bool ordered;                  /* the Apply Action holds DUPL (cl. 8.2.26) */
    uint8_t to;                    /* destination interface, or PFCP_TO_UNKNOWN */
    struct ip_addr place;          /* of the Outer Header Creation (cl. 8.2.56); family 0: it names none */
    uint16_t port;                 /* 0: it names none */
    uint32_t teid;                 /* with GTP-U, else 0 */
    char policy[PFCP_POLICY_TEXT]; /* Forwarding Policy Identifier (cl. 8.2.23), printable, or "" */
};

struct pfcp_request {
    uint8_t message;
    uint32_t sequence;
    size_t length;                               /* of the whole message */
    bool follows;                                /* another message stands behind it (FO, cl. 7.2.2.1) */
    struct ip_addr subscriber;                   /* the first UE IP address (cl. 8.2.62); family 0: none */
    char imsi[PFCP_DIGITS], msisdn[PFCP_DIGITS]; /* of the User ID (cl. 8.2.101); "": not said; secret */
    unsigned duplicate_count;
    struct pfcp_duplicate duplicates[PFCP_DUPLICATES]; /* those beyond are not told */
};

/* The message at the head of `b`. False when it is no PFCP message or an element of it reaches outside its parent; of other
 * messages than the two above nothing but header fields is told. */
bool pfcp_parse(struct bytes b, struct pfcp_request *ret) MUST_USE;

/* Tell the fields of the messages in a datagram, and what is wrong with them. */
void pfcp_fields(struct bytes pdu, struct fields *f);

#endif
