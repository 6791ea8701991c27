/* What delivered product says of itself, counted, and held against the warrant behind it. */
#ifndef CUSTOS_AUDIT_DELIVERED_H
#define CUSTOS_AUDIT_DELIVERED_H

#include "audit/sighting.h"
#include "intercept/product.h"
#include "register/network.h"
#include "register/seal.h"
#include "register/warrant.h"

enum { DELIVERED_EVENTS = 16, DELIVERED_SESSIONS = 4 };

struct delivered_event {
    uint32_t event; /* of TS 33.128 */
    uint64_t count;
};

struct delivered_session {
    uint8_t number; /* PDU session or EPS bearer */
    char network[PRODUCT_NETWORK];
};

struct delivered {
    struct delivered_event events[DELIVERED_EVENTS]; /* kinds beyond are not told apart */
    unsigned event_count;
    struct delivered_session sessions[DELIVERED_SESSIONS]; /* the first ones */
    unsigned session_count;
    uint64_t not_understood;      /* PDUs with elements that the decoder does not know */
    struct sighting wrong_target; /* product of somebody whom the warrant does not name */
    bool wrong_content;           /* its packets tell, not only its records */
    char *wrong;                  /* owned; who, canonical: secret */
    uint64_t compared;            /* digest of the identities that were last held against the warrant, and covered; 0: none */
};

void delivered_done(struct delivered *d);

/* Take one PDU of product under that warrant (NULL: none). False when it is somebody else's. `n` may be NULL. */
bool delivered_take(struct delivered *d, const struct intercept_event *e, const struct network *n, const struct warrant *w,
                    const struct seal_key *k);

#endif
