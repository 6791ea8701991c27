#include "intercept/lifecycle.h"

#include "base/macros.h"
#include "proto/pspdu.h"

#define U LIFECYCLE_UNSEEN
#define N LIFECYCLE_NOTIFIED
#define A LIFECYCLE_ACTIVE
#define I LIFECYCLE_IDLE
#define E LIFECYCLE_ENDED
#define O LIFECYCLE_OVERRUN
#define D LIFECYCLE_DISOWNED
#define S LIFECYCLE_STRAY
/* An overrun stays one, unless it is activated again: the product that came too late does not go away. The same goes for a stray
 * one. An IRI-End behind the end reports it, and is no product of it. */
static const uint8_t next_state[LIFECYCLE_STATE_COUNT][LIFECYCLE_EVENT_COUNT] = {
    /* clang-format off */
    /*                      nothing activated modified deactivated product in flight IRI end silence disown */
    [LIFECYCLE_UNSEEN] =   {U,      N,        N,       E,          A,      A,        I,      U,      D},
    [LIFECYCLE_NOTIFIED] = {N,      N,        N,       E,          A,      A,        I,      N,      D},
    [LIFECYCLE_ACTIVE] =   {A,      A,        A,       E,          A,      A,        I,      I,      D},
    [LIFECYCLE_IDLE] =     {I,      I,        I,       E,          A,      A,        I,      I,      D},
    [LIFECYCLE_ENDED] =    {E,      N,        E,       E,          O,      E,        E,      E,      E},
    [LIFECYCLE_OVERRUN] =  {O,      N,        O,       O,          O,      O,        O,      O,      O},
    [LIFECYCLE_DISOWNED] = {D,      N,        N,       E,          S,      D,        D,      D,      D},
    [LIFECYCLE_STRAY] =    {S,      N,        S,       S,          S,      S,        S,      S,      S},
    /* clang-format on */
};
#undef U
#undef N
#undef A
#undef I
#undef E
#undef O
#undef D
#undef S

enum lifecycle_state lifecycle_next(enum lifecycle_state state, enum lifecycle_event event)
{
    ENSURE(state < LIFECYCLE_STATE_COUNT && event < LIFECYCLE_EVENT_COUNT);
    return next_state[state][event];
}

static enum lifecycle_event event_of_notice(uint8_t notice)
{
    switch (notice) {
    case PSPDU_HI1_ACTIVATED: return LIFECYCLE_ACTIVATED;
    case PSPDU_HI1_DEACTIVATED: return LIFECYCLE_DEACTIVATED;
    case PSPDU_HI1_MODIFIED: return LIFECYCLE_MODIFIED;
    default: return LIFECYCLE_NOTHING;
    }
}

enum lifecycle_event lifecycle_event_of(const struct intercept_event *e)
{
    switch (e->kind) {
    case INTERCEPT_IRI: return e->iri_type == PSPDU_IRI_END ? LIFECYCLE_IRI_END : LIFECYCLE_PRODUCT;
    case INTERCEPT_CC:
    case INTERCEPT_ENCRYPTED:
    case INTERCEPT_UNKNOWN: return LIFECYCLE_PRODUCT;
    case INTERCEPT_NOTICE: return event_of_notice(e->notice);
    case INTERCEPT_INTEGRITY:
    case INTERCEPT_CONTROL:
    case INTERCEPT_ORDER:
    case INTERCEPT_KEEPALIVE: break;
    }
    return LIFECYCLE_NOTHING;
}

const char *lifecycle_name(enum lifecycle_state state)
{
#define X(id, name, text) name,
    static const char *const names[] = {LIFECYCLE_STATES(X)};
#undef X
    ENSURE(state < LIFECYCLE_STATE_COUNT);
    return names[state];
}

const char *lifecycle_text(enum lifecycle_state state)
{
#define X(id, name, text) text,
    static const char *const texts[] = {LIFECYCLE_STATES(X)};
#undef X
    ENSURE(state < LIFECYCLE_STATE_COUNT);
    return texts[state];
}
