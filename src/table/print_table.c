#include "table/print_table.h"

#include <string.h>

#include "table/memory.h"

bool print_table_init(struct print_table *t, size_t memory_bytes, int64_t window_ns)
{
    size_t count = floor_power_of_two(memory_bytes / sizeof(struct print_bucket));
    if (count < 64) count = 64;
    uint64_t ticks = window_ns > 0 ? ((uint64_t)window_ns >> PRINT_TICK_SHIFT) + 1 : 0;
    struct print_bucket *buckets = memory_map(count * sizeof *buckets);
    if (!buckets) return false;
    *t = (struct print_table){
        .buckets = buckets, .bucket_count = count, .window_ticks = ticks < UINT16_MAX / 2 ? (uint16_t)ticks : UINT16_MAX / 2};
    return true;
}

void print_table_done(struct print_table *t)
{
    memory_unmap(t->buckets, t->bucket_count * sizeof *t->buckets);
    *t = (struct print_table){0};
}

static inline bool within_window(const struct print_table *t, uint16_t age)
{
    return !t->window_ticks || age <= t->window_ticks;
}

/* Its own slot, which moves to the front. Returns whether it is still within the window; else it is cleared. */
static bool claim_again(const struct print_table *t, struct print_bucket *b, unsigned at, uint16_t tick)
{
    struct print_slot *s = &b->slot[at];
    bool fresh = within_window(t, (uint16_t)(tick - s->tick));
    if (!fresh) *s = (struct print_slot){.tag = s->tag};
    s->tick = tick;
    struct print_slot claimed = *s;
    for (; at > 0; at--) b->slot[at] = b->slot[at - 1];
    b->slot[0] = claimed;
    return fresh;
}

struct print_slot *print_claim(struct print_table *t, uint64_t print, uint16_t tick, bool *ret_found)
{
    enum { LAST = PRINT_SLOTS - 1 };
    _Static_assert(PRINT_SLOTS == 4, "moved one by one");
    struct print_bucket *b = print_bucket_of(t, print);
    uint32_t tag = print_tag(print);
    unsigned hits = print_matches(b, tag);
    *ret_found = false;
    if (UNLIKELY(hits)) {
        *ret_found = claim_again(t, b, (unsigned)__builtin_ctz(hits), tick);
        return &b->slot[0];
    }
    uint16_t age = (uint16_t)(tick - b->slot[LAST].tick);
    if (b->slot[LAST].tag && within_window(t, age)) t->lost[31 - __builtin_clz(age + 1u)]++;
    t->stored++;
    b->slot[3] = b->slot[2]; /* one by one: four registers, no loop */
    b->slot[2] = b->slot[1];
    b->slot[1] = b->slot[0];
    b->slot[0] = (struct print_slot){.tag = tag, .tick = tick};
    return &b->slot[0];
}

double print_table_memory_s(const struct print_table *t)
{
    uint64_t lost = 0;
    for (unsigned i = 0; i < PRINT_AGES; i++) {
        lost += t->lost[i];
        if (lost > t->stored / 100) return (double)((UINT64_C(1) << i) - 1) * (double)(UINT64_C(1) << PRINT_TICK_SHIFT) / 1e9;
    }
    return t->window_ticks ? (double)((uint64_t)t->window_ticks << PRINT_TICK_SHIFT) / 1e9 : -1.0;
}
