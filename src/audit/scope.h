/* The register as the balance wants it: each element's own addresses and pools, each tap's element and side, and what a
 * conversation is declared as. */
#ifndef CUSTOS_AUDIT_SCOPE_H
#define CUSTOS_AUDIT_SCOPE_H

#include "balance/scope.h"
#include "register/network.h"

struct network_scope {
    struct scope scope;             /* points into this struct and the network */
    const struct network *network;  /* borrowed */
    struct scope_element *elements; /* owned */
    struct scope_tap *taps;         /* owned */
};

/* `s` must stay where it is as long as its scope is in use. */
bool network_scope_init(struct network_scope *s, const struct network *n) MUST_USE;
void network_scope_done(struct network_scope *s);

#endif
