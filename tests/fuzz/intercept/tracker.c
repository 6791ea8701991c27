/* Segments to events: every event is of a PDU with sane sizes; sequence checking and lifecycle take whatever comes. */
#include "intercept/tracker.h"
#include "intercept/lifecycle.h"
#include "intercept/sequence.h"
#include "segments.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum lifecycle_state state;

static void on_event(void *ctx, const struct intercept_event *e)
{
    ENSURE(e->pdu_bytes > 0 && e->content_bytes <= e->pdu_bytes);
    ENSURE(e->has_liid || e->has_xid || e->kind == INTERCEPT_KEEPALIVE || e->kind == INTERCEPT_CONTROL);
    ENSURE((e->kind == INTERCEPT_CONTROL) == (e->control && (e->control->request || e->control->answer)));
    ENSURE(memchr(e->liid, 0, sizeof e->liid) && memchr(e->neid, 0, sizeof e->neid));
    struct sequence_step step = sequence_add(ctx, e);
    ENSURE(step.repeated <= 1 && step.recovered <= 1);
    state = lifecycle_next(state, lifecycle_event_of(e));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct intercept_limits limits = {.memory_bytes = 40000};
    struct sequence_tracker *sequence = sequence_tracker_new(16, 3);
    struct intercept_tracker *t = intercept_tracker_new(&limits, on_event, sequence);
    struct reader r = reader_of(bytes_of(data, size));
    struct tcp_segment g;
    ENSURE(t && sequence);
    state = LIFECYCLE_UNSEEN;
    while (next_segment(&r, &g)) intercept_segment(t, &g);
    intercept_flush(t);
    intercept_tracker_free(t);
    sequence_tracker_free(sequence);
    return 0;
}
