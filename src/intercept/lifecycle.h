/* The life of one interception, as the wire shows it: a const table of states and what moves between them. */
#ifndef CUSTOS_INTERCEPT_LIFECYCLE_H
#define CUSTOS_INTERCEPT_LIFECYCLE_H

#include "intercept/event.h"

/*                    state              name         meaning */
#define LIFECYCLE_STATES(X)                                                                                                      \
    X(LIFECYCLE_UNSEEN, "unseen", "no sign of it on the wire")                                                                   \
    X(LIFECYCLE_NOTIFIED, "notified", "its activation was seen; no product yet")                                                 \
    X(LIFECYCLE_ACTIVE, "active", "product is being delivered")                                                                  \
    X(LIFECYCLE_IDLE, "idle", "product was delivered; the communication ended, or a long silence since")                         \
    X(LIFECYCLE_ENDED, "ended", "its deactivation was seen")                                                                     \
    X(LIFECYCLE_OVERRUN, "overrun", "product was delivered after its deactivation")                                              \
    X(LIFECYCLE_DISOWNED, "disowned", "the element's own list has no such task; no product since")                               \
    X(LIFECYCLE_STRAY, "stray", "product was delivered although the element's own list has no such task")

#define X(id, name, text) id,
enum lifecycle_state { LIFECYCLE_STATES(X) LIFECYCLE_STATE_COUNT };
#undef X

enum lifecycle_event {
    LIFECYCLE_NOTHING,     /* keepalives, integrity checks, alarms */
    LIFECYCLE_ACTIVATED,   /* HI1 liActivated, X1 ActivateTask, or the element's own list names it */
    LIFECYCLE_MODIFIED,    /* HI1 liModified, X1 ModifyTask */
    LIFECYCLE_DEACTIVATED, /* HI1 liDeactivated, X1 DeactivateTask and the like */
    LIFECYCLE_PRODUCT,     /* IRI, CC or encrypted product */
    LIFECYCLE_IN_FLIGHT,   /* product that was made before the latest deactivation or list, and came after it */
    LIFECYCLE_IRI_END,     /* IRI of type End: the communication is over, the interception is not */
    LIFECYCLE_SILENCE,     /* the caller's clock: long without product */
    LIFECYCLE_DISOWN,      /* a whole list of the element's tasks lacks it, and its activation was not seen */
    LIFECYCLE_EVENT_COUNT
};

/* Pure. */
enum lifecycle_state lifecycle_next(enum lifecycle_state state, enum lifecycle_event event);
enum lifecycle_event lifecycle_event_of(const struct intercept_event *e);

/* Stable name and one sentence. Never NULL. */
const char *lifecycle_name(enum lifecycle_state state);
const char *lifecycle_text(enum lifecycle_state state);

#endif
