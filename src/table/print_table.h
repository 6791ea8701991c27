/* The memory of what came in: 64-bit keyed prints in a table of fixed size. A bucket is one cache line of four slots; when it is
 * full the oldest slot goes, and the table notes how old it was, so that a report can say how long content was remembered. */
#ifndef CUSTOS_TABLE_PRINT_TABLE_H
#define CUSTOS_TABLE_PRINT_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/frame.h"
#include "base/macros.h"
#include "base/prefetch.h"

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
    prefetch_write(print_bucket_of(t, print));
}

/* Bit i: slot i has that tag. Where a print stands is random to the branch predictor, so all four are compared. */
static inline unsigned print_matches(const struct print_bucket *b, uint32_t tag)
{
#if defined(__SSE2__)
    const __m128i *slot = (const void *)b->slot;
    const __m128i tags = _mm_unpacklo_epi64(_mm_unpacklo_epi32(slot[0], slot[1]), _mm_unpacklo_epi32(slot[2], slot[3]));
    return (unsigned)_mm_movemask_ps(_mm_castsi128_ps(_mm_cmpeq_epi32(tags, _mm_set1_epi32((int)tag))));
#else
    unsigned hits = 0;
    for (unsigned i = 0; i < PRINT_SLOTS; i++) hits |= (unsigned)(b->slot[i].tag == tag) << i;
    return hits;
#endif
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

/* The slot to be given up: a free one, else the oldest. Chosen without branches: it is random. */
static inline struct print_slot *print_slot_to_take(struct print_bucket *b, uint16_t tick)
{
    unsigned best = 0;
    uint32_t best_age = 0;
    for (unsigned i = 0; i < PRINT_SLOTS; i++) {
        const struct print_slot *s = &b->slot[i];
        uint32_t age = s->tag ? (uint16_t)(tick - s->tick) + 1u : UINT32_MAX;
        best = age > best_age ? i : best;
        best_age = age > best_age ? age : best_age;
    }
    return &b->slot[best];
}

/* A slot for that print: its own (found), a free one, or the oldest of its bucket (then cleared but for its tag). *ret_found
 * tells which. The slot's tick is set. */
static inline struct print_slot *print_claim(struct print_table *t, uint64_t print, uint16_t tick, bool *ret_found)
{
    struct print_bucket *b = print_bucket_of(t, print);
    uint32_t tag = print_tag(print);
    unsigned hits = print_matches(b, tag);
    if (hits) {
        struct print_slot *s = &b->slot[__builtin_ctz(hits)];
        bool fresh = !t->window_ticks || (uint16_t)(tick - s->tick) <= t->window_ticks;
        if (!fresh) *s = (struct print_slot){.tag = tag};
        s->tick = tick;
        *ret_found = fresh;
        return s;
    }
    struct print_slot *s = print_slot_to_take(b, tick);
    if (s->tag) {
        uint16_t age = (uint16_t)(tick - s->tick);
        if (!t->window_ticks || age <= t->window_ticks) t->lost[31 - __builtin_clz(age + 1u)]++;
    }
    t->stored++;
    *s = (struct print_slot){.tag = tag, .tick = tick};
    *ret_found = false;
    return s;
}

/* Seconds for which the table remembered all but one print in a hundred; negative when it gave up fewer than that in all. */
double print_table_memory_s(const struct print_table *t);

#endif
