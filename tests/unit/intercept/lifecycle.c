#include "intercept/lifecycle.h"

#include "check.h"

static enum lifecycle_state run(const enum lifecycle_event *events, size_t count)
{
    enum lifecycle_state s = LIFECYCLE_UNSEEN;
    for (size_t i = 0; i < count; i++) s = lifecycle_next(s, events[i]);
    return s;
}
#define RUN(...)                                                                                                                 \
    run((const enum lifecycle_event[]){__VA_ARGS__},                                                                             \
        sizeof((const enum lifecycle_event[]){__VA_ARGS__}) / sizeof(enum lifecycle_event))

TEST(a_whole_life)
{
    CHECK_INT(RUN(LIFECYCLE_ACTIVATED), LIFECYCLE_NOTIFIED);
    CHECK_INT(RUN(LIFECYCLE_ACTIVATED, LIFECYCLE_PRODUCT), LIFECYCLE_ACTIVE);
    CHECK_INT(RUN(LIFECYCLE_PRODUCT, LIFECYCLE_IRI_END), LIFECYCLE_IDLE);
    CHECK_INT(RUN(LIFECYCLE_PRODUCT, LIFECYCLE_IRI_END, LIFECYCLE_PRODUCT), LIFECYCLE_ACTIVE);
    CHECK_INT(RUN(LIFECYCLE_PRODUCT, LIFECYCLE_SILENCE), LIFECYCLE_IDLE);
    CHECK_INT(RUN(LIFECYCLE_PRODUCT, LIFECYCLE_DEACTIVATED), LIFECYCLE_ENDED);
    CHECK_INT(RUN(LIFECYCLE_PRODUCT, LIFECYCLE_DEACTIVATED, LIFECYCLE_PRODUCT), LIFECYCLE_OVERRUN);
    CHECK_INT(RUN(LIFECYCLE_DEACTIVATED, LIFECYCLE_ACTIVATED, LIFECYCLE_PRODUCT), LIFECYCLE_ACTIVE);
}

/* An overrun is never forgotten without a new activation. */
TEST(overrun_stays)
{
    for (int e = 0; e < LIFECYCLE_EVENT_COUNT; e++) {
        enum lifecycle_state want = e == LIFECYCLE_ACTIVATED ? LIFECYCLE_NOTIFIED : LIFECYCLE_OVERRUN;
        CHECK_INT(lifecycle_next(LIFECYCLE_OVERRUN, (enum lifecycle_event)e), want);
    }
}

TEST(nothing_changes_nothing)
{
    for (int s = 0; s < LIFECYCLE_STATE_COUNT; s++) CHECK_INT(lifecycle_next((enum lifecycle_state)s, LIFECYCLE_NOTHING), s);
}

TEST(events)
{
    struct intercept_event e = {.kind = INTERCEPT_NOTICE, .notice = 1};
    CHECK_INT(lifecycle_event_of(&e), LIFECYCLE_ACTIVATED);
    e.notice = 2;
    CHECK_INT(lifecycle_event_of(&e), LIFECYCLE_DEACTIVATED);
    e.notice = 4;
    CHECK_INT(lifecycle_event_of(&e), LIFECYCLE_NOTHING);
    e = (struct intercept_event){.kind = INTERCEPT_IRI, .iri_type = 2};
    CHECK_INT(lifecycle_event_of(&e), LIFECYCLE_IRI_END);
    e.iri_type = 1;
    CHECK_INT(lifecycle_event_of(&e), LIFECYCLE_PRODUCT);
    e.kind = INTERCEPT_KEEPALIVE;
    CHECK_INT(lifecycle_event_of(&e), LIFECYCLE_NOTHING);
    CHECK_TEXT(lifecycle_name(LIFECYCLE_OVERRUN), "overrun");
    CHECK_TEXT(lifecycle_text(LIFECYCLE_ENDED), "its deactivation was notified");
}
