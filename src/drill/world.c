#include "drill/world.h"

#include <stdlib.h>

struct held_frame {
    int64_t time_ns;
    uint64_t order;
    uint32_t tap, len;
    enum frame_direction direction;
    uint8_t data[PACKET_ROOM];
};

/* What a pcapng file spends on a packet besides its bytes: block header, padding on average, trailer. */
enum { FILE_OVERHEAD = 34 };

void world_init(struct world *w, const struct drill_sink *sink, uint64_t seed, int64_t start_ns, int64_t duration_ns,
                uint64_t limit_bytes)
{
    *w = (struct world){.sink = sink, .seed = seed, .now_ns = start_ns, .start_ns = start_ns, .limit_bytes = limit_bytes};
    w->end_ns = start_ns + duration_ns;
    w->arena = arena_new();
    ENSURE(w->arena);
    rng_seed(&w->rng, seed);
}

void world_done(struct world *w)
{
    free(w->events);
    free(w->held);
    free(w->outbox);
    free(w->idle);
    arena_free(w->arena);
}

uint64_t world_seed(struct world *w)
{
    return rng_next(&w->rng);
}

bool world_closing(const struct world *w)
{
    return w->limit_bytes ? w->file_bytes >= w->limit_bytes : w->now_ns >= w->end_ns;
}

static void *grow(void *array, size_t count, size_t size)
{
    void *p = reallocarray(array, count, size);
    ENSURE(p);
    return p;
}

static bool event_before(const struct event *a, const struct event *b)
{
    return a->time_ns != b->time_ns ? a->time_ns < b->time_ns : a->order < b->order;
}

void world_at(struct world *w, int64_t delay_ns, event_fn *fn, void *ctx)
{
    ENSURE(delay_ns >= 0);
    if (w->event_count == w->event_size) {
        w->event_size = w->event_size ? w->event_size * 2 : 1024;
        w->events = grow(w->events, w->event_size, sizeof *w->events);
    }
    struct event e = {w->now_ns + delay_ns, w->order++, fn, ctx};
    size_t i = w->event_count++;
    for (; i > 0 && event_before(&e, &w->events[(i - 1) / 2]); i = (i - 1) / 2) w->events[i] = w->events[(i - 1) / 2];
    w->events[i] = e;
}

static struct event take_event(struct world *w)
{
    struct event first = w->events[0], last = w->events[--w->event_count];
    size_t i = 0, child;
    while ((child = 2 * i + 1) < w->event_count) {
        if (child + 1 < w->event_count && event_before(&w->events[child + 1], &w->events[child])) child++;
        if (!event_before(&w->events[child], &last)) break;
        w->events[i] = w->events[child];
        i = child;
    }
    w->events[i] = last;
    return first;
}

static bool held_before(const struct world *w, uint32_t a, uint32_t b)
{
    const struct held_frame *x = &w->held[a], *y = &w->held[b];
    return x->time_ns != y->time_ns ? x->time_ns < y->time_ns : x->order < y->order;
}

static uint32_t idle_slot(struct world *w)
{
    if (w->idle_count == 0) {
        size_t old = w->held_size;
        w->held_size = old ? old * 2 : 64;
        w->held = grow(w->held, w->held_size, sizeof *w->held);
        w->outbox = grow(w->outbox, w->held_size, sizeof *w->outbox);
        w->idle = grow(w->idle, w->held_size, sizeof *w->idle);
        for (size_t i = w->held_size; i > old; i--) w->idle[w->idle_count++] = (uint32_t)(i - 1);
    }
    return w->idle[--w->idle_count];
}

void world_emit(struct world *w, uint32_t tap, int64_t delay_ns, enum frame_direction direction, struct bytes frame)
{
    ENSURE(delay_ns >= 0 && frame.len <= PACKET_ROOM);
    uint32_t slot = idle_slot(w);
    struct held_frame *h = &w->held[slot];
    h->time_ns = w->now_ns + delay_ns;
    h->order = w->order++;
    h->tap = tap;
    h->direction = direction;
    h->len = (uint32_t)frame.len;
    memcpy(h->data, frame.data, frame.len);
    size_t i = w->outbox_count++;
    for (; i > 0 && held_before(w, slot, w->outbox[(i - 1) / 2]); i = (i - 1) / 2) w->outbox[i] = w->outbox[(i - 1) / 2];
    w->outbox[i] = slot;
}

static void release_first(struct world *w)
{
    uint32_t slot = w->outbox[0], last = w->outbox[--w->outbox_count];
    size_t i = 0, child;
    while ((child = 2 * i + 1) < w->outbox_count) {
        if (child + 1 < w->outbox_count && held_before(w, w->outbox[child + 1], w->outbox[child])) child++;
        if (!held_before(w, w->outbox[child], last)) break;
        w->outbox[i] = w->outbox[child];
        i = child;
    }
    w->outbox[i] = last;
    const struct held_frame *h = &w->held[slot];
    w->sink->frame(w->sink->ctx, h->tap, h->time_ns, h->direction, h->data, h->len);
    w->packets++;
    w->bytes += h->len;
    w->file_bytes += h->len + FILE_OVERHEAD;
    w->idle[w->idle_count++] = slot;
}

void world_run(struct world *w)
{
    while (w->event_count) {
        struct event e = take_event(w);
        while (w->outbox_count && w->held[w->outbox[0]].time_ns <= e.time_ns) release_first(w);
        w->now_ns = e.time_ns;
        e.fn(w, e.ctx);
    }
    while (w->outbox_count) release_first(w);
}
