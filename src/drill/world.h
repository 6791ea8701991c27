/* A discrete-event clock and the frames it lets through: events are played in order of time; frames that leave later than they
 * were decided (forwarding delay) wait in an outbox, so that the sink sees them in order. Memory is bounded by what is on its
 * way. */
#ifndef CUSTOS_DRILL_WORLD_H
#define CUSTOS_DRILL_WORLD_H

#include "base/arena.h"
#include "base/clock.h"
#include "drill/drill.h"
#include "drill/packet.h"
#include "drill/random.h"

#define MICROSECOND INT64_C(1000)
#define MILLISECOND INT64_C(1000000)

struct world;
typedef void event_fn(struct world *w, void *ctx);

struct event {
    int64_t time_ns;
    uint64_t order; /* of those at the same time, the one asked for first */
    event_fn *fn;
    void *ctx;
};

struct held_frame; /* a frame on its way */

struct world {
    const struct drill_sink *sink;
    struct arena *arena; /* everything that lives as long as the world */
    struct rng rng;      /* for set-up; actors have their own */
    uint64_t seed;
    int64_t now_ns, start_ns, end_ns;
    uint64_t limit_bytes; /* 0: end_ns decides */
    uint64_t packets, bytes, file_bytes;
    uint64_t order;
    struct event *events; /* binary heap */
    size_t event_count, event_size;
    struct held_frame *held; /* slots */
    uint32_t *outbox, *idle; /* heap of slots; stack of free ones */
    size_t outbox_count, idle_count, held_size;
};

void world_init(struct world *w, const struct drill_sink *sink, uint64_t seed, int64_t start_ns, int64_t duration_ns,
                uint64_t limit_bytes);
void world_done(struct world *w);
void world_at(struct world *w, int64_t delay_ns, event_fn *fn, void *ctx); /* delay >= 0, from now */
void world_emit(struct world *w, uint32_t tap, int64_t delay_ns, enum frame_direction direction, struct bytes frame);
/* True once actors should finish: the time is up or the capture is large enough. */
bool world_closing(const struct world *w);
void world_run(struct world *w);      /* until nothing is left to happen */
uint64_t world_seed(struct world *w); /* a fresh seed for an actor */

#endif
