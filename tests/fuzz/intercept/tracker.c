/* Segments to events: every event is of a PDU with sane sizes; sequence checking and lifecycle take whatever comes. */
#include "intercept/tracker.h"
#include "intercept/lifecycle.h"
#include "intercept/sequence.h"
#include "wire/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Input: u8 stream, u8 flags, u32 seq, u16 length, u16 bytes that were snapped, payload; again and again. */
static bool next_segment(struct reader *r, struct tcp_segment *ret)
{
    static const uint8_t src[] = {192, 0, 2, 1}, dst[] = {192, 0, 2, 2};
    if (reader_left(r) < 10) return false;
    struct tcp_segment g = {.flow = {ip_from_v4(src), ip_from_v4(dst), 0, 2000, 6}};
    g.flow.sport = reader_u8(r);
    g.flags = reader_u8(r);
    g.seq = reader_u32(r);
    size_t len = reader_u16(r);
    uint32_t snapped = reader_u16(r);
    g.payload = reader_bytes(r, len < reader_left(r) ? len : reader_left(r));
    g.wire_len = (uint32_t)g.payload.len + snapped;
    g.ref.number = (uint32_t)reader_left(r);
    g.time_ns = (int64_t)(g.flow.sport % 7) * g.seq * 1000000;
    *ret = g;
    return true;
}

static enum lifecycle_state state;

static void on_event(void *ctx, const struct intercept_event *e)
{
    ENSURE(e->pdu_bytes > 0 && e->content_bytes <= e->pdu_bytes);
    ENSURE(e->has_liid || e->has_xid || e->kind == INTERCEPT_KEEPALIVE);
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
