/* Payloads of 3GPP TS 33.128 (module TS33128Payloads, V19.3.0): XIRIPayload on X2, IRIPayload on HI2, CCPayload on HI3. BER,
 * implicit tags.
 *
 * Decoded as far as the house judges: what happened, whose identities stand in it, which session it is about, which packet it
 * carries. Members of an event that say nothing of these are stepped over. */
#ifndef CUSTOS_PROTO_XIRI_H
#define CUSTOS_PROTO_XIRI_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/fields.h"
#include "base/macros.h"

enum { XIRI_TARGETS_MAX = 16, XIRI_EVENT_LAST = 190 };

/* The last arc of the payload's relative object identifier {threeGPP(4) ts33128(19) release version kind}. */
enum xiri_kind { XIRI_XIRI = 1, XIRI_XCC = 2, XIRI_IRI = 3, XIRI_CC = 4, XIRI_NOTIFICATION = 5 };

/* An identity. `kind` is the name of its element in X1 (TS 103 221-1): "imsi", "msisdn", "nai", ...; ipv4Address, ipv6Address and
 * macAddress have octets as value, all others text. Secret. */
struct xiri_target {
    const char *kind;
    struct bytes value; /* a view into the payload */
};

enum xiri_content { XIRI_CONTENT_NONE, XIRI_CONTENT_IP, XIRI_CONTENT_ETHERNET, XIRI_CONTENT_OTHER };

struct xiri {
    uint8_t kind;                                 /* enum xiri_kind */
    uint16_t release;                             /* of 3GPP: 16, 17, ... */
    uint32_t event;                               /* tag in XIRIEvent or IRIEvent; 0 for content and notifications */
    struct xiri_target targets[XIRI_TARGETS_MAX]; /* of the event, and of an IRIPayload's target identifiers; the first ones */
    uint8_t target_count;
    bool has_session;
    uint8_t session;      /* PDU session or EPS bearer */
    struct bytes network; /* DNN or APN, empty when absent */
    uint8_t content_kind; /* enum xiri_content; of CCPayload */
    struct bytes content;
    uint32_t unknown_elements; /* events, kinds of content and identities that this decoder does not know */
};

/* Decode a whole payload. False when it is none of these, or not well formed down to the members that are read; `ret` is of no
 * use then. */
bool xiri_decode(struct bytes b, struct xiri *ret) MUST_USE;

/* Names from the module: "pDUSessionEstablishment"; the function that sends it, "SMF". NULL for a tag without one. */
const char *xiri_event_name(uint32_t event);
const char *xiri_event_function(uint32_t event);

/* Tell the fields of a payload, and what is wrong with it. */
void xiri_fields(struct bytes payload, struct fields *f);

#endif
