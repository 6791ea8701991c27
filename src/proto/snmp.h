/* SNMP (RFC 3416, RFC 3412): only writes to the interception tables of Cisco: CISCO-TAP-MIB, CISCO-IP-TAP-MIB, CISCO-TAP2-MIB. */
#ifndef CUSTOS_PROTO_SNMP_H
#define CUSTOS_PROTO_SNMP_H

#include <stdbool.h>

#include "base/addr.h"
#include "base/bytes.h"
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

/* True for a SetRequest that can be read (not encrypted), well formed, and writes to one of those tables. Nothing is kept of
 * communities and names. */
bool snmp_tap_parse(struct bytes b, struct snmp_tap *ret) MUST_USE;

#endif
