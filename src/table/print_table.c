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

/* The slot to be given up: a free one, else the oldest. Chosen without branches: it is random. */
static struct print_slot *slot_to_take(struct print_bucket *b, uint16_t tick)
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

struct print_slot *print_claim(struct print_table *t, uint64_t print, uint16_t tick, bool *ret_found)
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
    struct print_slot *s = slot_to_take(b, tick);
    if (s->tag) {
        uint16_t age = (uint16_t)(tick - s->tick);
        if (!t->window_ticks || age <= t->window_ticks) t->lost[31 - __builtin_clz(age + 1u)]++;
    }
    t->stored++;
    *s = (struct print_slot){.tag = tag, .tick = tick};
    *ret_found = false;
    return s;
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
