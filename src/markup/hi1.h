/* HI1, the interface by which an authority orders interceptions from a carrier: ETSI TS 103 120, messages in XML (namespaces
 * http://uri.etsi.org/03120/common/...) and in JSON (the same names, attributes marked by @), bodies of HTTP.
 *
 * A message holds actions upon objects: an AuthorisationObject is the warrant, an LITaskObject one interception under it (its
 * Reference is the LIID), linked by AssociatedObjects. Bodies of documents and of deliveries are not kept. Depth, text and counts
 * are capped; what the decoder does not know, or knows and cannot hold (national parameters, policies), is counted and named.
 *
 * XML is parsed by markup/xml, JSON by jansson; both feed the same builder (hi1_build.h). */
#ifndef CUSTOS_MARKUP_HI1_H
#define CUSTOS_MARKUP_HI1_H

#include <stdbool.h>

#include "base/addr.h"
#include "base/arena.h"
#include "base/bytes.h"
#include "base/macros.h"

enum { HI1_LIST_MAX = 65536, HI1_JSON_MAX = 4 << 20, HI1_UNKNOWN_NAMES = 4 };

/* TS 103 120 cl. 6.4; CANCEL of its first versions. */
enum hi1_action {
    HI1_OTHER,
    HI1_CREATE,
    HI1_UPDATE,
    HI1_CANCEL,
    HI1_GET,
    HI1_LIST,
    HI1_DELIVER,
    HI1_GETCSPCONFIG,
    HI1_ACTION_COUNT
};

const char *hi1_action_name(enum hi1_action a); /* "CREATE"; never NULL */

enum hi1_kind { HI1_NO_OBJECT, HI1_AUTHORISATION, HI1_TASK, HI1_DOCUMENT, HI1_OTHER_OBJECT };

struct hi1_target {
    const char *owner, *format; /* "ETSI", "InternationalE164" */
    const char *value;          /* secret */
};

struct hi1_destination {
    const char *kind; /* the address's element, "IPAddressPort" */
    struct ip_addr address;
    bool has_address, has_port, udp;
    uint16_t port;
};

struct hi1_texts {
    const char **list;
    size_t count, room;
};

/* Texts are "" and times CLOCK_NONE when absent. */
struct hi1_object {
    enum hi1_kind kind;
    const char *type; /* local name of xsi:type */
    const char *id, *country, *owner;
    struct hi1_texts associated;
    const char *reference; /* of the authorisation; of a task its LIID */
    const char *status, *desired;
    int64_t start_ns, end_ns;
    const char *delivery; /* "IRIandCC", "IRIOnly", "CCOnly" */
    struct hi1_target *targets;
    size_t target_count, target_room;
    struct hi1_destination *destinations;
    size_t destination_count, destination_room;
    struct hi1_texts cspids; /* "NL:CSP01" */
};

/* One action, or the answer to one. */
struct hi1_item {
    enum hi1_action action;
    const char *identifier; /* of the object that GET, CANCEL and DELIVER name */
    bool failed;            /* an answer that refuses */
    bool bad_value;         /* a time, address or port that is none, or a text longer than the cap */
    struct hi1_object object;
    uint32_t unknown;                             /* elements not known, or known and not held */
    const char *unknown_names[HI1_UNKNOWN_NAMES]; /* the first of them; NULL behind the last */
};

/* All of it lives in its arena, which is wiped with it. */
struct hi1_message {
    struct arena *arena;
    bool is_hi1;    /* the root is an HI1Message, or its JSON twin */
    bool malformed; /* what stands behind `items` is not understood */
    bool json, answer;
    const char *sender_country, *sender, *receiver_country, *receiver, *transaction, *version;
    int64_t time_ns; /* Timestamp of the header; CLOCK_NONE without */
    struct hi1_item *items;
    size_t count, room;
    uint32_t unknown; /* outside of items */
};

struct hi1_parser; /* opaque */

struct hi1_parser *hi1_parser_new(void) MUST_USE; /* NULL when out of memory */
/* The next bytes of the body, however cut. False: no more is needed (not HI1, or malformed). */
bool hi1_parser_feed(struct hi1_parser *p, struct bytes b);
/* The end of the body: frees the parser, and hands over what it held. */
struct hi1_message *hi1_parser_done(struct hi1_parser *p);
void hi1_message_free(struct hi1_message *m); /* accepts NULL; wipes */

#endif
