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

double print_table_memory_s(const struct print_table *t)
{
    uint64_t lost = 0;
    for (unsigned i = 0; i < PRINT_AGES; i++) {
        lost += t->lost[i];
        if (lost > t->stored / 100) return (double)((UINT64_C(1) << i) - 1) * (double)(UINT64_C(1) << PRINT_TICK_SHIFT) / 1e9;
    }
    return t->window_ticks ? (double)((uint64_t)t->window_ticks << PRINT_TICK_SHIFT) / 1e9 : -1.0;
}
