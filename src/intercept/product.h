/* What delivered product says of itself beyond its PDU's header: whose identities stand in it, what happened, which session it is
 * of, which packet it carries. */
#ifndef CUSTOS_INTERCEPT_PRODUCT_H
#define CUSTOS_INTERCEPT_PRODUCT_H

#include "base/addr.h"
#include "intercept/x1.h"
#include "proto/x2x3.h"
#include "proto/xiri.h"

enum { PRODUCT_TARGETS = 16, PRODUCT_TEXT = 1024, PRODUCT_NETWORK = 64 };

struct product {
    struct x1_target targets[PRODUCT_TARGETS]; /* kinds as in X1; values borrow from `text`; secret */
    unsigned target_count;
    unsigned matched_count; /* the first so many are those by which the sender knew its target */
    uint32_t event;         /* see product_event_name; 0: none */
    bool has_session;
    uint8_t session;               /* PDU session or EPS bearer */
    char network[PRODUCT_NETWORK]; /* DNN or APN, or "" */
    struct five_tuple inner;       /* of the intercepted packet's outermost IP header; family 0: it carries none */
    uint32_t inner_bytes;          /* of that packet */
    struct bytes packet;           /* itself; borrowed from the PDU, empty: it carries none that is read */
    uint16_t packet_link;          /* how it begins: LINK_RAW or LINK_ETHERNET */
    uint32_t unknown_elements;     /* of its content */
    bool malformed;                /* its content is not what its format says */
    size_t used;
    char text[PRODUCT_TEXT];
};

/* Forget everything. */
void product_clear(struct product *p);

/* Add an identity: `kind` must live for ever; the value's octets are copied as text, those that are not printable as '?'. */
void product_add(struct product *p, const char *kind, struct bytes value);

/* What an X2/X3 PDU says by its attributes and its payload. */
void product_of_x2x3(struct product *p, const struct x2x3 *x);

/* What the contents of an IRIPayload or CCPayload of HI2 and HI3 say. *ret_direction: of content, where the service says it
 * itself. */
struct pspdu;
void product_of_hi(struct product *p, const struct pspdu *pdu, uint8_t *ret_direction);

/* The same of a record without a PS-PDU. */
struct hi_bare;
void product_of_bare(struct product *p, const struct hi_bare *b, uint8_t *ret_direction);

/* Names of events: "pDUSessionEstablishment"; of who tells of it, "SMF", "IP access". NULL: none is known. */
const char *product_event_name(uint32_t event);
const char *product_event_function(uint32_t event);

/* What a payload of TS 33.128 says, wherever it was delivered. */
void product_of_xiri(struct product *p, struct bytes payload);

#endif
