/* GTPv2-C (3GPP TS 29.274): only what orders a trace of a subscriber, and to where its records go. A trace collects signalling of
 * one subscriber and can serve as interception. */
#ifndef CUSTOS_PROTO_GTPV2_H
#define CUSTOS_PROTO_GTPV2_H

#include <stdbool.h>

#include "base/addr.h"
#include "base/bytes.h"
#include "base/fields.h"
#include "base/macros.h"

enum { GTPV2_PORT = 2123, GTPV2_DIGITS = 16 };
enum { GTPV2_TRACE_ACTIVATION = 71, GTPV2_TRACE_DEACTIVATION = 72 };

struct gtpv2_trace {
    uint8_t message;
    bool ends; /* Trace Session Deactivation */
    bool has_reference;
    uint32_t plmn, trace_id;  /* the trace reference (cl. 8.31, TS 32.422 cl. 5.6): 24 bits each, as on the wire */
    struct ip_addr collector; /* trace collection entity; family 0: not said */
    char imsi[GTPV2_DIGITS], msisdn[GTPV2_DIGITS], imei[GTPV2_DIGITS + 1]; /* of its subscriber; "": not said */
};

/* True for a well-formed message that activates or deactivates a trace session, or brings Trace Information with another
 * procedure (attach, handover). Only the first message of a datagram is read. */
bool gtpv2_trace_parse(struct bytes b, struct gtpv2_trace *ret) MUST_USE;

/* Tell the fields of any message, and what is wrong with it. */
void gtpv2_fields(struct bytes pdu, struct fields *f);

#endif
