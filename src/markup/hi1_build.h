/* From elements and texts to a struct hi1_message: what the XML and the JSON form have in common. For the decoder only. */
#ifndef CUSTOS_MARKUP_HI1_BUILD_H
#define CUSTOS_MARKUP_HI1_BUILD_H

#include "markup/hi1.h"
#include "markup/xml.h"

/* What an element means to the builder. */
enum hi1_element {
    HI1_EL_UNKNOWN,
    HI1_EL_KNOWN,   /* its children are looked at */
    HI1_EL_SKIP,    /* of the standard and of no use here, with all that is in it */
    HI1_EL_UNTAKEN, /* of the standard; what it says bears on what is ordered, and is not held */
    HI1_EL_ROOT,
    HI1_EL_SENDER,
    HI1_EL_RECEIVER,
    HI1_EL_COUNTRY,
    HI1_EL_UNIQUE,
    HI1_EL_TRANSACTION,
    HI1_EL_TIMESTAMP,
    HI1_EL_VERSION,
    HI1_EL_RESPONSE,
    HI1_EL_ACTION,
    HI1_EL_VERB,
    HI1_EL_ERROR,
    HI1_EL_IDENTIFIER,
    HI1_EL_OBJECT,
    HI1_EL_OBJECT_ID,
    HI1_EL_OWNER,
    HI1_EL_ASSOCIATED,
    HI1_EL_REFERENCE,
    HI1_EL_STATUS,
    HI1_EL_DESIRED,
    HI1_EL_START,
    HI1_EL_END,
    HI1_EL_CSPID,
    HI1_EL_TARGET,
    HI1_EL_FORMAT_OWNER,
    HI1_EL_FORMAT_NAME,
    HI1_EL_VALUE,
    HI1_EL_DELIVERY_TYPE,
    HI1_EL_DESTINATION,
    HI1_EL_DELIVERY_ADDRESS,
    HI1_EL_IP,
    HI1_EL_TCP,
    HI1_EL_UDP
};

enum hi1_element hi1_element_of(const char *name);
enum hi1_action hi1_action_of(const char *name); /* "CREATE", "CREATEResponse"; HI1_OTHER: no verb */

struct hi1_builder {
    struct hi1_message *m;
    enum hi1_element path[XML_DEPTH_MAX];
    unsigned depth, skipping; /* skipping: depth of the element whose inside is not looked at, from 1; 0: none */
    struct hi1_item *item;    /* under way; NULL outside */
    struct hi1_target target;
    struct hi1_destination destination;
    const char *csp_country, *csp;
    bool full; /* a list reached its cap */
};

/* An element. `own`: its namespace is one of the standard's. `type`: its xsi:type, with prefix or {namespace}. False: stop, this
 * is no HI1Message, or a cap was reached. At most XML_DEPTH_MAX deep. */
bool hi1_begin(struct hi1_builder *b, const char *name, bool own, struct bytes type) MUST_USE;
/* Its end, and its text. `cut`: the text is not whole. */
void hi1_end(struct hi1_builder *b, const char *text, bool cut);

/* Feed the builder from a whole JSON text. False when it is none. */
bool hi1_json(struct hi1_builder *b, struct bytes text) MUST_USE;

#endif
