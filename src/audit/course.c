#include "audit/course.h"

#include "base/clock.h"

/* Captures may bear any time. */
static int64_t difference(int64_t a, int64_t b)
{
    int64_t d;
    if (__builtin_sub_overflow(a, b, &d)) return a > b ? INT64_MAX : INT64_MIN;
    return d;
}

void course_begun(struct course *c, enum lifecycle_event what)
{
    c->state = lifecycle_next(c->state, what);
    c->activated = true;
}

void course_over(struct course *c, enum lifecycle_event what, int64_t over_ns, uint32_t tap)
{
    enum lifecycle_state before = c->state;
    c->state = lifecycle_next(before, what);
    if (c->state == before) return;
    c->over_ns = over_ns;
    c->over_tap = tap;
    c->upstream = false;
}

void course_over_upstream(struct course *c, int64_t over_ns)
{
    enum lifecycle_state before = c->state;
    course_over(c, LIFECYCLE_DEACTIVATED, over_ns, UINT32_MAX);
    c->upstream = c->state != before;
}

/* So long after the end was it made. */
static int64_t made_after(const struct course *c, const struct intercept_event *e)
{
    int64_t after = difference(e->time_ns, c->over_ns);
    if (e->said_ns == CLOCK_NONE || (!c->has_delay && !c->upstream)) return after;
    int64_t in_flight = difference(difference(e->time_ns, e->said_ns), c->has_delay ? c->least_delay_ns : 0);
    return in_flight > 0 ? difference(after, in_flight) : after;
}

static void note_delay(struct course *c, const struct intercept_event *e)
{
    if (e->said_ns == CLOCK_NONE) return;
    int64_t delay = difference(e->time_ns, e->said_ns);
    if (!c->has_delay || delay < c->least_delay_ns) c->least_delay_ns = delay;
    c->has_delay = true;
}

void course_product(struct course *c, uint32_t tap, const struct intercept_event *e)
{
    enum lifecycle_event what = lifecycle_event_of(e);
    bool over = c->state == LIFECYCLE_ENDED || c->state == LIFECYCLE_DISOWNED || c->state == LIFECYCLE_OVERRUN ||
                c->state == LIFECYCLE_STRAY;
    int64_t grace = tap == c->over_tap ? COURSE_GRACE_NS : COURSE_GRACE_TAPS_NS;
    if (!over) note_delay(c, e);
    if (over && what == LIFECYCLE_PRODUCT && made_after(c, e) <= grace) what = LIFECYCLE_IN_FLIGHT;
    c->state = lifecycle_next(c->state, what);
    if (what != LIFECYCLE_PRODUCT) return;
    if (c->state == LIFECYCLE_OVERRUN) sight(&c->late, e);
    if (c->state == LIFECYCLE_STRAY) sight(&c->stray, e);
}
