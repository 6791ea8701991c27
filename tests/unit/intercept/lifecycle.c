#include "intercept/lifecycle.h"

#include <string.h>

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

/* Every pair of state and event, decided one by one: what may happen, and what must not be forgotten. */
TEST(every_pair)
{
    enum { U, N, A, I, E, O, D, S };
    static const uint8_t want[LIFECYCLE_STATE_COUNT][LIFECYCLE_EVENT_COUNT] = {
        /* nothing, activated, modified, deactivated, product, in flight, IRI end, silence, disown */
        {U, N, N, E, A, A, I, U, D}, {N, N, N, E, A, A, I, N, D}, {A, A, A, E, A, A, I, I, D}, {I, I, I, E, A, A, I, I, D},
        {E, N, E, E, O, E, E, E, E}, {O, N, O, O, O, O, O, O, O}, {D, N, N, E, S, D, D, D, D}, {S, N, S, S, S, S, S, S, S}};
    for (int s = 0; s < LIFECYCLE_STATE_COUNT; s++)
        for (int e = 0; e < LIFECYCLE_EVENT_COUNT; e++)
            CHECK_INT(lifecycle_next((enum lifecycle_state)s, (enum lifecycle_event)e), want[s][e]);
}

TEST(every_state_has_its_words)
{
    for (int s = 0; s < LIFECYCLE_STATE_COUNT; s++)
        for (int other = 0; other < s; other++) {
            const char *a = lifecycle_name((enum lifecycle_state)s), *b = lifecycle_name((enum lifecycle_state)other);
            CHECK(*a && strcmp(a, b) != 0);
            CHECK(strcmp(lifecycle_text((enum lifecycle_state)s), lifecycle_text((enum lifecycle_state)other)) != 0);
        }
}

/* What came too late, or of nothing, is never forgotten without a new activation. */
TEST(late_and_stray_product_stays)
{
    for (int e = 0; e < LIFECYCLE_EVENT_COUNT; e++) {
        if (e == LIFECYCLE_ACTIVATED) continue;
        CHECK_INT(lifecycle_next(LIFECYCLE_OVERRUN, (enum lifecycle_event)e), LIFECYCLE_OVERRUN);
        CHECK_INT(lifecycle_next(LIFECYCLE_STRAY, (enum lifecycle_event)e), LIFECYCLE_STRAY);
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
    CHECK_TEXT(lifecycle_text(LIFECYCLE_ENDED), "its deactivation was seen");
}
