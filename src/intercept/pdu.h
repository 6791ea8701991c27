/* One PDU of an LI protocol as it was seen, whole, for whoever wants more of it than its event: `custos decode`. */
#ifndef CUSTOS_INTERCEPT_PDU_H
#define CUSTOS_INTERCEPT_PDU_H

#include <stdbool.h>

#include "base/addr.h"
#include "base/bytes.h"
#include "base/fields.h"
#include "base/frame.h"
#include "base/macros.h"

enum li_protocol {
    LI_HI,
    LI_X2X3,
    LI_X1,
    LI_PFCP,
    LI_SNMP,
    LI_RADIUS,
    LI_DTCP,
    LI_GTPV2,
    LI_HI1,
    LI_HI_BARE, /* records of HI2 and HI3 without a PS-PDU */
    LI_JMIRROR, /* mirror headers in UDP; LI_SHIM: one that nothing tells whose it is */
    LI_PCLI,
    LI_NOKIA,
    LI_RTBRICK,
    LI_SHIM,
    LI_PROTOCOLS
};

struct x1_body;
struct hi1_message;

struct li_pdu {
    enum li_protocol protocol;
    struct bytes bytes;            /* borrowed; X1, HI1: the HTTP message; mirror headers: with the packet behind */
    const struct x1_body *x1;      /* X1: its body; borrowed */
    const struct hi1_message *hi1; /* HI1: its body; borrowed */
    size_t header_len;             /* mirror headers: how long */
    struct bytes opened;           /* HI: what a key found in its encryption container; borrowed; empty: nothing */
    const char *flaw;              /* NULL; else `bytes` is what stands where a PDU should begin, and why that is none */
    struct five_tuple flow;        /* sender to receiver */
    int64_t time_ns;               /* of its last byte; CLOCK_NONE when not known */
    struct frame_ref first, last;
    bool deciphered; /* it came out of a TLS session */
};

/* Called for each PDU, those that cannot be decoded included, before its events. The PDU is borrowed for the call. */
typedef void li_pdu_fn(void *ctx, const struct li_pdu *p);

const char *li_protocol_name(enum li_protocol p); /* "HI2/HI3", "X2/X3", "X1", "PFCP", ...; never NULL */

/* Tell all fields of a PDU. */
void li_pdu_fields(const struct li_pdu *p, struct fields *f);

/* Is there anything wrong with it? Decodes it for that. */
bool li_pdu_flawed(const struct li_pdu *p) MUST_USE;

#endif
