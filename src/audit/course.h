/* The life of an interception at one place, as X1 or the handover's notices tell it, and the product that should not have come.
 *
 * Product is late when it was made after the interception was withdrawn there; stray when a whole list of the element's own tasks
 * has nothing that would make it, and no activation was seen. When a PDU was made tells its own time stamp, on the element's
 * clock; by how much that clock differs from the capture's is measured from the PDUs before (the least delay of any). Without
 * stamps the time of capture counts. Allowed on top: COURSE_GRACE_NS, and between two taps, whose clocks may differ,
 * COURSE_GRACE_TAPS_NS. */
#ifndef CUSTOS_AUDIT_COURSE_H
#define CUSTOS_AUDIT_COURSE_H

#include "audit/sighting.h"
#include "intercept/lifecycle.h"

#define COURSE_GRACE_NS      INT64_C(1000000000)
#define COURSE_GRACE_TAPS_NS INT64_C(3000000000)

struct course {
    uint32_t element; /* of X1, see provisioning.h; 0 at the handover */
    enum lifecycle_state state;
    bool activated;    /* seen, or told by the element's own list */
    int64_t over_ns;   /* captured when it was last withdrawn or disowned; INT64_MAX: unsure when */
    uint32_t over_tap; /* that saw it */
    bool upstream;     /* it was withdrawn elsewhere, see course_over_upstream */
    bool has_delay;
    int64_t least_delay_ns;  /* from a PDU's stamp to its capture: clocks' difference included */
    struct sighting control; /* the withdrawals and lists */
    struct sighting late, stray;
};

/* It was activated or modified. */
void course_begun(struct course *c, enum lifecycle_event what);

/* It was deactivated, or a list disowned it; over_ns: captured when that was certain, at that tap. */
void course_over(struct course *c, enum lifecycle_event what, int64_t over_ns, uint32_t tap);

/* At a handover: it was withdrawn where it is made. What was mediated before is still handed over, by the stamps of its PDUs even
 * where none were seen before. */
void course_over_upstream(struct course *c, int64_t over_ns);

/* Product of it was seen at that tap. */
void course_product(struct course *c, uint32_t tap, const struct intercept_event *e);

#endif
