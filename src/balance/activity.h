/* How much traffic, and when: packets and bytes per short time bin for many series at once.
 *
 *   bin     2^23 ns (8.4 ms) of absolute time, so that the bin of a time is a shift
 *   entry   a bin of one series in which something happened; idle time costs nothing
 *   window  what is kept between two calls of activity_restart: it is due when it is long enough or the memory is used up
 *
 * A series is an index of the caller's choice (a conversation, or a direction of a subscriber). All memory is taken at the start;
 * adding costs a few nanoseconds and never allocates. */
#ifndef CUSTOS_BALANCE_ACTIVITY_H
#define CUSTOS_BALANCE_ACTIVITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "balance/chunks.h"
#include "base/macros.h"

enum { ACTIVITY_BIN_SHIFT = 23, ACTIVITY_MAX_BINS = 1 << 16 }; /* at most 550 s in a window */

struct activity_entry {
    uint32_t bin; /* after the window's first */
    uint32_t packets, bytes;
};

/* The newest entry stands in the series itself: a packet mostly belongs to it and then costs one cache line. */
struct activity_series {
    struct activity_entry newest;
    struct chunk_list older;
    uint32_t generation; /* of the window that the other fields belong to */
    uint32_t any;        /* is there a newest entry? As wide as this so that a cache line holds two series */
};

struct activity {
    struct activity_series *series; /* owned */
    uint32_t series_count;          /* room */
    uint32_t series_used;           /* highest series ever added to, plus one */
    struct chunks chunks;
    uint32_t generation;
    uint32_t last_bin;  /* newest bin of the window */
    int64_t origin_bin; /* absolute number of the window's first bin */
    bool started;       /* something is in the window */
    uint32_t window_bins;
    uint64_t entries; /* in this window */
    uint64_t refused; /* packets that found no memory or came after the window's end, since the start */
};

/* Room for `series` series, `memory_bytes` of entries (at least one chunk a series is not needed: idle ones take none), and
 * windows of `window_ns`. False when the kernel gives no memory. */
bool activity_init(struct activity *a, uint32_t series, size_t memory_bytes, int64_t window_ns) MUST_USE;
void activity_done(struct activity *a);

/* Forget the window; the next packet begins a new one. */
void activity_restart(struct activity *a);

/* For activity_add: the packet needs an entry of its own. */
void activity_append(struct activity *a, uint32_t series, int64_t bin, uint32_t packets, uint32_t bytes);

/* A packet of series `series` (below series_count) at `time_ns`. Packets that come a little late are booked with the series'
 * newest bin. */
static inline void activity_add(struct activity *a, uint32_t series, int64_t time_ns, uint32_t packets, uint32_t bytes)
{
    int64_t bin = (time_ns >> ACTIVITY_BIN_SHIFT) - a->origin_bin;
    struct activity_series *s = &a->series[series];
    if (LIKELY(s->generation == a->generation && s->any && bin == s->newest.bin && s->newest.bytes < UINT32_MAX - bytes)) {
        s->newest.packets += packets;
        s->newest.bytes += bytes;
    } else {
        activity_append(a, series, bin, packets, bytes);
    }
}

/* Is the window long enough, or the memory nearly used up? Then evaluate it and restart. */
bool activity_due(const struct activity *a, int64_t time_ns);

/* Walk the entries of a series in order of time: for (struct activity_cursor c = activity_begin(a, i); activity_next(&c, &e);) */
struct activity_cursor {
    const struct activity *a;
    uint32_t series, chunk, place, left;
};
struct activity_cursor activity_begin(const struct activity *a, uint32_t series);
bool activity_next(struct activity_cursor *c, struct activity_entry *ret) MUST_USE;

#endif
