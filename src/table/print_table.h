/* The memory of what came in: 64-bit keyed prints in a table of fixed size. A bucket is one cache line of four slots; when it is
 * full the oldest slot goes, and the table notes how old it was, so that a report can say how long content was remembered. */
#ifndef CUSTOS_TABLE_PRINT_TABLE_H
#define CUSTOS_TABLE_PRINT_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/frame.h"
#include "base/macros.h"

enum {
    PRINT_SLOTS = 4,
    PRINT_TICK_SHIFT = 26,
    PRINT_AGES = 17
}; /* a tick is 2^26 ns = 67 ms; 16 bits of ticks span 73 minutes */

struct print_slot {
    uint32_t tag;    /* upper half of the print; 0: free */
    uint32_t owner;  /* the caller's: whose content it is */
    uint32_t number; /* frame.ref.number of the entry */
    uint16_t tick;   /* time of the entry */
    uint8_t capture; /* frame.ref.capture of the entry; 0xff: above 254 */
    int8_t count;    /* the caller's: entries minus exits, or a generation */
};

struct print_bucket {
    _Alignas(64) struct print_slot slot[PRINT_SLOTS];
};

struct print_table {
    struct print_bucket *buckets; /* owned */
    size_t bucket_count;          /* power of two */
    uint16_t window_ticks;        /* older slots count as gone; 0: no such limit */
    uint64_t stored;              /* prints that got a slot */
    uint64_t lost[PRINT_AGES];    /* prints given up early, by age: lost[i] were at least 2^i - 1 ticks old */
};

/* At most `memory_bytes` (at least 4 KiB are taken). False when the kernel gives none. */
bool print_table_init(struct print_table *t, size_t memory_bytes, int64_t window_ns) MUST_USE;
void print_table_done(struct print_table *t);

static inline uint16_t print_tick(int64_t time_ns)
{
    return (uint16_t)((uint64_t)time_ns >> PRINT_TICK_SHIFT);
}

static inline uint32_t print_tag(uint64_t print)
{
    uint32_t tag = (uint32_t)(print >> 32);
    return tag ? tag : 1;
}

static inline struct print_bucket *print_bucket_of(const struct print_table *t, uint64_t print)
{
    return &t->buckets[print & (t->bucket_count - 1)];
}

static inline void print_prefetch(const struct print_table *t, uint64_t print)
{
    __builtin_prefetch(print_bucket_of(t, print), 1, 3);
}

/* Bit i: slot i has that tag. Where a print stands is random to the branch predictor, so all four are compared. */
static inline unsigned print_matches(const struct print_bucket *b, uint32_t tag)
{
    unsigned hits = 0;
    for (unsigned i = 0; i < PRINT_SLOTS; i++) hits |= (unsigned)(b->slot[i].tag == tag) << i;
    return hits;
}

/* The slot of that print within the window at `tick`, or NULL. */
static inline struct print_slot *print_find(const struct print_table *t, uint64_t print, uint16_t tick)
{
    struct print_bucket *b = print_bucket_of(t, print);
    unsigned hits = print_matches(b, print_tag(print));
    if (!hits) return NULL;
    struct print_slot *s = &b->slot[__builtin_ctz(hits)];
    return t->window_ticks && (uint16_t)(tick - s->tick) > t->window_ticks ? NULL : s;
}

/* A slot for that print: its own (found), a free one, or the oldest of its bucket (then cleared but for its tag). *ret_found
 * tells which. The slot's tick is set. */
struct print_slot *print_claim(struct print_table *t, uint64_t print, uint16_t tick, bool *ret_found);

/* Seconds for which the table remembered all but one print in a hundred; negative when it gave up fewer than that in all. */
double print_table_memory_s(const struct print_table *t);

#endif
