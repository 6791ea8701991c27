/* Records of HI2 and HI3 by themselves, without a PS-PDU around them: IRIsContent of 3GPP TS 33.108 annex B (packet and circuit
 * switched UMTS, EPS) and of ETSI TS 101 671 annex D, in TCP as FTP leaves them or as the argument of a ROSE invocation; CC-PDUs
 * with a ULIC header of version 1 (TS 33.108 annex C, modules Umts-HI3-PS and Eps-HI3-PS), and version 0, twenty octets before an
 * IP packet, in TCP or UDP. BER, implicit tags.
 *
 * What is no such record is refused by its first octets: a record has the object identifier of its module, and an LIID or a
 * correlation number behind it, IRI also a time; version 0 has seven octets that are always the same, and a packet that is right
 * in every detail. Version 0 looks like GTP version 0 (TS 29.060), apart from a flow label that is always 0. */
#ifndef CUSTOS_PROTO_HI_BARE_H
#define CUSTOS_PROTO_HI_BARE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/fields.h"
#include "base/macros.h"
#include "proto/framing.h"

enum {
    HI_BARE_MIN = 48, /* by then a record shows what it is */
    HI_BARE_SIZE_MAX = 1 << 20,
    ULIC_0_HEADER = 20,
    HI_BARE_CORRELATION_MAX = 20
};

enum hi_bare_kind { HI_BARE_IRI, HI_BARE_CC, HI_BARE_CC_0 };

struct hi_bare {
    uint8_t kind;             /* enum hi_bare_kind */
    uint8_t tag;              /* HI_TAG_UMTS, HI_TAG_EPS, HI_TAG_ETSI671 (hi_payload.h): whose it is, as PS-PDUs tell it */
    bool circuit_switched;    /* IRI of UMTS */
    bool invoked;             /* it is the argument of a ROSE invocation */
    uint8_t iri_type;         /* IRI: begin 1 end 2 continue 3 report 4, of the first record */
    uint32_t items;           /* IRI: records */
    struct bytes liid;        /* views into the record; empty where it does not say */
    struct bytes correlation; /* of packet data: the number that IRI and CC share */
    struct bytes contents;    /* IRI: the records; CC: the CC-PDU; version 0: the packet */
    bool malformed;           /* sound at its head, not behind */
};

/* How long the record at the head of `b` is; as pspdu_length. FRAMING_MORE is said of less than HI_BARE_MIN octets only by the
 * first of them. */
enum framing hi_bare_length(struct bytes b, size_t max, size_t *ret_len) MUST_USE;

/* Decode one whole record. False: it is none. Views borrow from `b`. */
bool hi_bare_decode(struct bytes b, struct hi_bare *ret) MUST_USE;

/* Is there a ULIC header of version 0, with a packet of the length that it says, in `wire_len` octets? */
bool ulic_0_fits(struct bytes b, size_t wire_len) MUST_USE;

/* Tell all fields of what should be one whole record, and what is wrong with it. */
void hi_bare_fields(struct bytes record, struct fields *f);

#endif
