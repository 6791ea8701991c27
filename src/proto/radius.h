/* RADIUS (RFC 2865, RFC 5176): only the vendors' attributes that order an interception or a mirror of a subscriber's session. */
#ifndef CUSTOS_PROTO_RADIUS_H
#define CUSTOS_PROTO_RADIUS_H

#include <stdbool.h>

#include "base/addr.h"
#include "base/bytes.h"
#include "base/fields.h"
#include "base/macros.h"

enum { RADIUS_HEADER = 20, RADIUS_ID_TEXT = 33, RADIUS_PORT_AUTH = 1812, RADIUS_PORT_AUTH_OLD = 1645, RADIUS_PORT_COA = 3799 };
enum { RADIUS_ACCESS_ACCEPT = 2, RADIUS_COA_REQUEST = 43 };

struct radius_li {
    uint8_t code;
    uint32_t vendor;           /* IANA enterprise number of the first such attribute */
    uint8_t attributes;        /* how many there are */
    bool enciphered;           /* some of their values can only be read with the shared secret (RFC 2868 cl. 3.5) */
    bool off;                  /* all that is said in clear is that it ends */
    char id[RADIUS_ID_TEXT];   /* the interception's identifier, printable, or "" */
    struct ip_addr place;      /* of the mediation device; family 0: not in clear */
    uint16_t port;             /* 0: not in clear */
    struct ip_addr subscriber; /* Framed-IP-Address; family 0: none */
};

/* What a vendor's attribute says of an interception. */
enum radius_meaning {
    RADIUS_SAYS_NOTHING,
    RADIUS_SAYS_IT, /* that there is one */
    RADIUS_SAYS_ENCIPHERED,
    RADIUS_SAYS_ID,
    RADIUS_SAYS_NUMBER, /* the identifier as a number; four octets, or enciphered */
    RADIUS_SAYS_ACTION, /* enable 2, disable 3, clear 4; likewise */
    RADIUS_SAYS_PLACE,
    RADIUS_SAYS_PORT,
    RADIUS_SAYS_SWITCH
};
enum radius_meaning radius_meaning_of(uint32_t vendor, uint8_t type);

/* True for an Access-Accept or CoA-Request, well formed, with at least one such attribute. */
bool radius_li_parse(struct bytes b, struct radius_li *ret) MUST_USE;

/* Tell the fields of any packet, and what is wrong with it. */
void radius_fields(struct bytes pdu, struct fields *f);

#endif
