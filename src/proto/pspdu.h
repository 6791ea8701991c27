/* PS-PDU of the HI2/HI3 handover interfaces: ETSI TS 102 232-1 annex A (ASN.1, BER, IMPLICIT tags), sent back to back on TCP
 * without further framing. The OID 0.4.0.2.2.5.1.N names the schema; any N is read.
 *
 * Decoded are the header, and of the payload its kind, its type and where its contents are; contents stay closed. An element that
 * the decoder does not know, at any place that it decodes, is counted in unknown_elements: a sender could hide there. */
#ifndef CUSTOS_PROTO_PSPDU_H
#define CUSTOS_PROTO_PSPDU_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/fields.h"
#include "proto/framing.h"

enum { PSPDU_SIZE_MAX = 16 << 20 };

/* Payload CHOICE, by tag. */
enum pspdu_payload {
    PSPDU_IRI = 0,
    PSPDU_CC = 1,
    PSPDU_TRI = 2,
    PSPDU_HI1 = 3,
    PSPDU_ENCRYPTED = 4,
    PSPDU_HI1_3GPP = 5,
    PSPDU_ILHI = 6,
    PSPDU_HI4 = 7,
    PSPDU_PAYLOAD_UNKNOWN = 0xff
};

/* TRIPayload CHOICE, by tag (those the house acts on). */
enum pspdu_tri { PSPDU_TRI_INTEGRITY = 0, PSPDU_TRI_KEEPALIVE = 3, PSPDU_TRI_CIN_RESET = 7, PSPDU_TRI_OPERATOR_MESSAGE = 8 };

/* HI1-Operation CHOICE, by tag (TS 101 671 annex D.4). */
enum pspdu_hi1 { PSPDU_HI1_ACTIVATED = 1, PSPDU_HI1_DEACTIVATED = 2, PSPDU_HI1_MODIFIED = 3, PSPDU_HI1_ALARM = 4 };

/* IRIType. */
enum pspdu_iri { PSPDU_IRI_BEGIN = 1, PSPDU_IRI_END = 2, PSPDU_IRI_CONTINUE = 3, PSPDU_IRI_REPORT = 4 };

/* CheckType and DataType of an integrity check. */
enum pspdu_check { PSPDU_CHECK_HASH = 1, PSPDU_CHECK_SIGNATURE = 2 };
enum pspdu_checked { PSPDU_CHECKED_IRI = 1, PSPDU_CHECKED_CC = 2, PSPDU_CHECKED_ILHI = 3 };

enum { PSPDU_NO_DIRECTION = 0xff, PSPDU_NO_TAG = 0xff };

struct pspdu {
    uint32_t schema;   /* last arc of the OID: the schema's version */
    struct bytes liid; /* views into the PDU, empty when absent; not checked for printable text */
    struct bytes country, operator_id, neid, delivery_country, interception_point;
    uint64_t cin;
    uint32_t seq;
    bool has_cin, has_seq;
    uint8_t time_qualifier; /* 0 unknown 1 interception 2 mediation 3 aggregation */
    int64_t time_ns;        /* microSecondTimeStamp, else GeneralizedTime, else CLOCK_NONE */

    uint8_t payload;        /* enum pspdu_payload */
    uint8_t type;           /* IRI: IRIType; TRI, HI1, HI4: which (HI4 numbered as HI1); encrypted: encryptionType; else 0 */
    uint8_t content_tag;    /* IRI, CC: tag of IRIContents or CCContents; PSPDU_NO_TAG without */
    uint8_t direction;      /* payloadDirection 0 from 1 to 2 indeterminate 3 combined 4 not applicable; PSPDU_NO_DIRECTION */
    uint8_t encrypted_type; /* encrypted: encryptedPayloadType, 0 without */
    uint8_t check_type;     /* integrity: hash 1 signature 2 */
    uint8_t checked;        /* integrity: IRI 1 CC 2 ILHI 3 */
    uint8_t algorithm;      /* integrity: hash SHA-1 1, -256 2, -384 3, -512 4; signature DSA 1 ECDSA 2 EdDSA 3; 0 not said */
    uint32_t items;         /* IRI, CC, HI4: elements of the SEQUENCE OF; the fields above are those of the first */
    struct bytes contents;  /* IRI, CC: contents of the first item; encrypted: the octets; else the chosen element's value */
    struct bytes numbers;   /* integrity: the INTEGERs of the PDUs that it covers, for pspdu_number */
    struct bytes check;     /* integrity: the hash or signature */

    uint32_t unknown_elements;
    bool malformed; /* the header is sound, the payload is not BER or not of the schema */
};

/* How long the PDU at the head of `b` is (at most `max`, normally PSPDU_SIZE_MAX). FRAMING_WHOLE sets ret_len; FRAMING_MORE sets
 * it to the length to wait for, 0 when that is not known yet. Only a SEQUENCE that begins with a PSHeader with the OID counts;
 * one of indefinite length only up to 64 KiB. */
enum framing pspdu_length(struct bytes b, size_t max, size_t *ret_len) MUST_USE;

/* The first place at or behind `from` where pspdu_length would not say FRAMING_NONE because of the OID there; b.len when there is
 * none. Fast: one search for the OID. A PDU whose OID is cut off at the end of `b` is not found. */
size_t pspdu_find(struct bytes b, size_t from) MUST_USE;

/* Decode one whole PDU. ERR_FORMAT: the header is not one. Views in `ret` borrow from `b`. */
enum err pspdu_decode(struct bytes b, struct pspdu *ret) MUST_USE;

/* Put the payload that stood enciphered in the container of `p` in its place: `plain` is an EncryptedPayload (zeros may follow
 * it). The type of the container is forgotten. False, and `p` as it was: it is none. */
bool pspdu_open(struct bytes plain, struct pspdu *p, uint64_t *ret_byte_counter) MUST_USE;

/* The next sequence number of `numbers`, from offset `*at` on, which moves behind it. False at the end, and at what is no number:
 * then *at is not numbers.len. */
bool pspdu_number(struct bytes numbers, size_t *at, uint32_t *ret) MUST_USE;

/* Tell what pspdu_open found, as a group of its own. Offsets, of what is unknown or wrong in it, count from where it begins. */
void pspdu_opened_fields(struct bytes plain, struct fields *f);

/* Tell all fields of what should be one whole PDU, and what is wrong with it. */
void pspdu_fields(struct bytes pdu, struct fields *f);

#endif
