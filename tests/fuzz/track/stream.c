/* TCP streams: offsets only grow, what is given comes once, memory keeps to its limit. */
#include "track/stream.h"

#include "segments.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 20000 };

struct seen {
    uint64_t next; /* offset up to which bytes were used up or lost */
};

static size_t on_data(void *ctx, struct stream *s, struct bytes data, uint64_t offset)
{
    struct seen *seen = stream_state(s);
    (void)ctx;
    ENSURE(data.len > 0);
    ENSURE(offset >= seen->next);
    (void)stream_frame_at(s, offset);
    size_t used = data.data[0] & 1 ? data.len : data.len / 2;
    seen->next = offset + used;
    return used;
}

static void on_gap(void *ctx, struct stream *s, struct bytes kept, uint64_t offset, uint64_t lost)
{
    struct seen *seen = stream_state(s);
    (void)ctx;
    ENSURE(offset >= seen->next);
    ENSURE(kept.len + lost > 0);
    seen->next = offset + kept.len + lost;
}

static void on_end(void *ctx, struct stream *s, struct bytes kept, uint64_t offset, enum stream_end why)
{
    struct seen *seen = stream_state(s);
    (void)ctx;
    (void)why;
    ENSURE(offset >= seen->next);
    seen->next = offset + kept.len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct stream_consumer consumer = {on_data, on_gap, on_end};
    struct stream_limits limits = {
        .memory_bytes = MEMORY, .max_streams = 4, .gap_bytes = 2000, .state_size = sizeof(struct seen)};
    struct streams *t = streams_new(&limits, &consumer, NULL);
    struct reader r = reader_of(bytes_of(data, size));
    struct tcp_segment g;
    ENSURE(t);
    while (next_segment(&r, &g)) {
        streams_segment(t, &g);
        ENSURE(streams_memory(t) <= MEMORY);
    }
    streams_flush(t);
    ENSURE(streams_memory(t) == 0);
    streams_free(t);
    return 0;
}
