/* SNMP (RFC 3416, RFC 3412): writes to the interception tables of Cisco (CISCO-TAP-MIB, CISCO-IP-TAP-MIB, CISCO-TAP2-MIB), and
 * what version 3 shows of who speaks when the rest is encrypted. */
#ifndef CUSTOS_PROTO_SNMP_H
#define CUSTOS_PROTO_SNMP_H

#include <stdbool.h>

#include "base/addr.h"
#include "base/bytes.h"
#include "base/fields.h"
#include "base/macros.h"

enum { SNMP_PORT = 161 };

struct snmp_tap {
    uint8_t version; /* 1 (v1), 2 (v2c), 3 */
    unsigned writes; /* variables of those tables that it sets */
    bool destroys;   /* a RowStatus becomes destroy (RFC 2579) */
    bool has_content_id;
    uint32_t content_id;       /* cTap2MediationContentId, of the first such variable */
    struct ip_addr place;      /* of the mediation device; family 0: not set here */
    uint16_t port;             /* 0: not set here */
    struct ip_addr subscriber; /* an address of a stream's filter; family 0: none */
};

/* A message of version 3 under the user-based security model (RFC 3414 cl. 2.4). Views into the message. */
struct snmp3 {
    bool authenticated, encrypted;
    struct bytes engine; /* of the authoritative engine: the agent's, but empty while it is asked for */
    struct bytes user;
};

bool snmp3_parse(struct bytes b, struct snmp3 *ret) MUST_USE;

/* True for a SetRequest that can be read (not encrypted), well formed, and writes to one of those tables. Nothing is kept of
 * communities and names. */
bool snmp_tap_parse(struct bytes b, struct snmp_tap *ret) MUST_USE;

/* Tell the fields of any message, and what is wrong with it. */
void snmp_fields(struct bytes pdu, struct fields *f);

#endif
