/* What the balance must know of the network: which element a tap looks at, from which side, and what is the element's own. Built
 * by the audit from the register, so that the balance stands without it. */
#ifndef CUSTOS_BALANCE_SCOPE_H
#define CUSTOS_BALANCE_SCOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"

enum scope_side { SCOPE_ACCESS, SCOPE_CORE, SCOPE_OUTSIDE, SCOPE_MANAGEMENT, SCOPE_ALL };

/* What the inventory says of a conversation of an element. */
enum standing {
    STANDING_UNDECLARED,
    STANDING_DECLARED,  /* signalling or maintenance */
    STANDING_TRANSPORT, /* carries subscribers' traffic */
    STANDING_DELIVERY,  /* of interceptions */
    STANDING_PROBE,     /* an approved copy */
    STANDING_LINK_LOCAL /* ARP, ND, LLDP, STP and the like: needs no declaration */
};

struct scope_element {
    const struct ip_prefix *own; /* borrowed, as all here */
    size_t own_count;
    const struct ip_prefix *pool;
    size_t pool_count;
    const struct mac_addr *macs;
    size_t mac_count;
};

struct scope_tap {
    uint32_t element;
    enum scope_side side;
};

/* Asked once for every new conversation that leaves an element. */
typedef enum standing scope_standing_fn(void *ctx, uint32_t element, const struct five_tuple *outer);

struct scope {
    const struct scope_element *elements;
    size_t element_count;
    const struct scope_tap *taps;
    size_t tap_count;
    scope_standing_fn *standing;
    void *standing_ctx;
};

static inline bool scope_any(const struct ip_prefix *list, size_t count, const struct ip_addr *a)
{
    for (size_t i = 0; i < count; i++)
        if (prefix_contains(&list[i], a)) return true;
    return false;
}

static inline bool scope_own(const struct scope_element *e, const struct ip_addr *a)
{
    return scope_any(e->own, e->own_count, a);
}

static inline bool scope_pool(const struct scope_element *e, const struct ip_addr *a)
{
    return scope_any(e->pool, e->pool_count, a);
}

#endif
