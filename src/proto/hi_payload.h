/* What the contents of IRIPayloads and CCPayloads on HI2 and HI3 say: one decoder per service, each in a file of its own.
 *
 *   hi_payload_mail    ETSI TS 102 232-2 annex A (EmailPDU version20)
 *   hi_payload_ip      ETSI TS 102 232-3 annex A (IPAccessPDU version20)
 *   hi_payload_l2      ETSI TS 102 232-4 annex A (L2AccessPDU version10)
 *   hi_payload_ipmm    ETSI TS 102 232-5 annex A (IPMultimediaPDU version17)
 *   hi_payload_pstn    ETSI TS 102 232-6 annex A (PstnIsdnPDU version6)
 *   hi_payload_mobile  3GPP TS 33.108 annex B (UMTS, CS and EPS IRI-Parameters, CC-PDU with ULIC header), as TS 102 232-7 carries
 *                      them, and ETSI TS 101 671 annex D (IRI-Parameters)
 *
 * BER, implicit tags. Decoded as far as the house judges: what happened, whom the sender names as its target, which packet is
 * carried and whither. Elements that a module does not have are counted. Payloads of TS 33.128 are xiri.h's. */
#ifndef CUSTOS_PROTO_HI_PAYLOAD_H
#define CUSTOS_PROTO_HI_PAYLOAD_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"
#include "wire/ber.h"

enum { HI_TARGETS_MAX = 16, HI_TEXT = 768, HI_EVENT_NONE = 0xffff };

enum hi_service {
    HI_SERVICE_NONE,
    HI_SERVICE_MAIL,
    HI_SERVICE_IP,
    HI_SERVICE_L2,
    HI_SERVICE_IPMM,
    HI_SERVICE_UMTS,
    HI_SERVICE_CS,
    HI_SERVICE_EPS,
    HI_SERVICE_ETSI671,
    HI_SERVICES
};

enum hi_content { HI_CONTENT_NONE, HI_CONTENT_IP, HI_CONTENT_ETHERNET, HI_CONTENT_OTHER };

/* An identity of the target; several are names of one person, or of all parties, of whom the target is one. `kind` is the name of
 * its element in X1 (TS 103 221-1); the value is text. Secret. */
struct hi_target {
    const char *kind;
    struct bytes value; /* a view into the payload, or into `text` of its struct: do not copy that */
};

struct hi_payload {
    uint8_t service; /* enum hi_service; of records that tell an event */
    uint16_t event;  /* number in its service's enumeration; HI_EVENT_NONE */
    struct hi_target targets[HI_TARGETS_MAX];
    unsigned target_count;
    bool targets_cut;     /* there are more than could be told: then none is told */
    uint8_t content_kind; /* enum hi_content */
    struct bytes content; /* the intercepted packet or message, as far as it is carried */
    uint8_t direction;    /* of content, where the service says it: from the target 0, to it 1; 0xff not said */
    uint32_t unknown_elements;
    bool malformed;
    size_t used;
    char text[HI_TEXT];
};

/* Does some decoder below know the contents with that tag of IRIContents (`iri`) or CCContents? If so, decode them. */
bool hi_payload_decode(bool iri, uint8_t tag, struct bytes contents, struct hi_payload *ret) MUST_USE;

/* The single services; `tag` as above. */
void hi_payload_mail(bool iri, struct bytes contents, struct hi_payload *p);
void hi_payload_ip(bool iri, uint8_t tag, struct bytes contents, struct hi_payload *p);
void hi_payload_l2(bool iri, uint8_t tag, struct bytes contents, struct hi_payload *p);
void hi_payload_ipmm(bool iri, struct bytes contents, struct hi_payload *p);
void hi_payload_pstn(bool iri, struct bytes contents, struct hi_payload *p);
void hi_payload_mobile(bool iri, uint8_t tag, struct bytes contents, struct hi_payload *p);

/* IRIsContent outside a PS-PDU (hi_bare.h): `tag` is HI_TAG_UMTS, HI_TAG_EPS or HI_TAG_ETSI671. */
void hi_payload_records(bool circuit_switched, uint8_t tag, struct bytes records, struct hi_payload *p);

/* Names from the modules: "accessAccept"; "IP access". NULL for a number without one. */
const char *hi_event_name(uint8_t service, uint16_t event);
const char *hi_service_name(uint8_t service);

/* --- for the decoders --------------------------------------------------------------------------------------------------- */

/* Tags of IRIContents and CCContents (TS 102 232-1 annex A); IRI and CC of a service mostly share one. */
enum {
    HI_TAG_MAIL = 1,
    HI_TAG_IP = 2,
    HI_TAG_IP_ONLY = 3,
    HI_TAG_UMTS = 4,
    HI_TAG_ETSI671 = 5,
    HI_TAG_L2 = 6,
    HI_TAG_L2_ONLY = 7,
    HI_TAG_PSTN_IRI = 10,
    HI_TAG_PSTN_CC = 11,
    HI_TAG_IPMM_IRI = 11,
    HI_TAG_IPMM_CC = 12,
    HI_TAG_EPS = 15,
    HI_TAG_UMTS_CC_PDU = 16,
    HI_TAG_EPS_CC_PDU = 17,
    HI_TAG_PACKET_REPORT = 20
};

/* The elements of `contents`, all of them, by one reader; broken BER marks the payload malformed. */
typedef void hi_read_fn(struct ber *r, struct hi_payload *p);
void hi_read(hi_read_fn *read, struct bytes contents, struct hi_payload *p);

/* Nothing is told yet. */
void hi_payload_clear(struct hi_payload *p);

/* Tell an identity. The value is kept as a view. */
void hi_add_target(struct hi_payload *p, const char *kind, struct bytes value);

/* Octets of an IPAddress of TS 102 232-1 or TS 101 671, inside `e`: told as address, or as prefix if it is one. */
void hi_add_address(struct hi_payload *p, const struct ber *parent, const struct ber_element *e);

/* A number of TBCD digits (TS 29.002 cl. 17.7.8). */
void hi_add_digits(struct hi_payload *p, const char *kind, struct bytes tbcd);

/* A small number; counts as unknown when it is none. */
uint16_t hi_number(struct hi_payload *p, struct bytes value);

/* Content that is an IP packet, if it looks like one. */
void hi_content_ip(struct hi_payload *p, struct bytes packet);

#endif
