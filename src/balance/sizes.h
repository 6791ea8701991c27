/* Which message sizes occurred, and when: the evidence that bins of volume throw away. Most ways to encipher or transform a
 * packet keep an order of sizes (a constant more, perhaps rounded up to a block), so that the sizes and times of a copy's
 * messages repeat those of what was copied.
 *
 *   tick    2^16 ns (66 us) after the window's first
 *   entry   one message, or a run of them with the same size that follow each other within 0.1 s, be others between or not: a
 *           download or a call is a few entries, not thousands
 *   window  what is kept between two calls of sizes_restart
 *
 * Like struct activity all memory is taken at the start; adding costs a few nanoseconds and never allocates. */
#ifndef CUSTOS_BALANCE_SIZES_H
#define CUSTOS_BALANCE_SIZES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "balance/chunks.h"
#include "base/macros.h"

enum { SIZES_TICK_SHIFT = 16, SIZES_RECENT = 4, SIZES_RUN_TICKS = 1526 /* 0.1 s */ };

struct sizes_entry {
    uint32_t first, last; /* ticks */
    uint16_t size, count; /* bytes; messages (no more than it can count) */
};

/* A cache line. The runs that may go on stand here and move to the chunks when another size takes their place. */
struct sizes_series {
    struct sizes_entry recent[SIZES_RECENT]; /* count 0: none */
    struct chunk_list stored;
    uint32_t generation; /* of the window that the fields above belong to */
};

struct sizes {
    struct sizes_series *series; /* owned */
    uint32_t series_count;       /* room */
    uint32_t series_used;        /* highest series ever added to, plus one */
    struct chunks chunks;
    uint32_t generation;
    int64_t origin; /* absolute number of the window's first tick */
    int64_t window_ns;
    bool started;
    uint64_t entries; /* in this window */
    uint64_t refused; /* messages that found no memory, since the start */
};

/* Room for `series` series and `memory_bytes` of entries. False when the kernel gives no memory. */
bool sizes_init(struct sizes *z, uint32_t series, size_t memory_bytes, int64_t window_ns) MUST_USE;
void sizes_done(struct sizes *z);

/* Forget the window; the next message begins a new one. */
void sizes_restart(struct sizes *z);

/* For sizes_add: the message needs an entry of its own. */
void sizes_append(struct sizes *z, uint32_t series, int64_t time_ns, uint16_t size);

/* A message of `size` bytes (at least one) in series `series`, which is below series_count. Times may step back a little. */
static inline void sizes_add(struct sizes *z, uint32_t series, int64_t time_ns, uint16_t size)
{
    struct sizes_series *s = &z->series[series];
    if (LIKELY(s->generation == z->generation)) {
        int64_t tick = (time_ns >> SIZES_TICK_SHIFT) - z->origin;
        unsigned hits = 0; /* all are compared: which of them it is is random to the branch predictor */
        for (unsigned i = 0; i < SIZES_RECENT; i++) hits |= (unsigned)(s->recent[i].size == size) << i;
        struct sizes_entry *e = &s->recent[hits ? __builtin_ctz(hits) : 0];
        if (hits && tick <= (int64_t)e->last + SIZES_RUN_TICKS) {
            if (tick > e->last) e->last = (uint32_t)tick;
            e->count += e->count < UINT16_MAX;
            return;
        }
    }
    sizes_append(z, series, time_ns, size);
}

/* Is the window long enough, or the memory nearly used up? */
bool sizes_due(const struct sizes *z, int64_t time_ns);

/* The entries of a series in order of their first message, into `ret`, which has room for sizes_count of them. Returns how many
 * there are. */
uint32_t sizes_copy(const struct sizes *z, uint32_t series, struct sizes_entry *ret);
/* Ask memory for a series that will be copied soon. */
static inline void sizes_prefetch(const struct sizes *z, uint32_t series)
{
    if (series >= z->series_used || z->series[series].generation != z->generation) return;
    chunk_prefetch(&z->chunks, z->series[series].stored.first);
}
/* How many that will be. */
static inline uint32_t sizes_count(const struct sizes *z, uint32_t series)
{
    if (series >= z->series_count || z->series[series].generation != z->generation) return 0;
    const struct sizes_series *s = &z->series[series];
    uint32_t count = s->stored.count;
    for (unsigned i = 0; i < SIZES_RECENT; i++) count += s->recent[i].count > 0;
    return count;
}

#endif
