#include "balance/sizes.h"

#include <stdlib.h>
#include <string.h>

#include "table/memory.h"

bool sizes_init(struct sizes *z, uint32_t series, size_t memory_bytes, int64_t window_ns)
{
    size_t chunks = memory_bytes / sizeof(struct sizes_chunk);
    if (chunks < 16) chunks = 16;
    if (chunks > UINT32_MAX - 1) chunks = UINT32_MAX - 1;
    *z = (struct sizes){
        .series_count = series, .chunk_count = (uint32_t)chunks, .chunks_used = 1, .generation = 1, .window_ns = window_ns};
    z->series = memory_map((series ? series : 1) * sizeof *z->series);
    z->chunks = memory_map(chunks * sizeof *z->chunks);
    if (z->series && z->chunks) return true;
    sizes_done(z);
    return false;
}

void sizes_done(struct sizes *z)
{
    memory_unmap(z->series, (z->series_count ? z->series_count : 1) * sizeof *z->series);
    memory_unmap(z->chunks, z->chunk_count * sizeof *z->chunks);
    *z = (struct sizes){0};
}

void sizes_restart(struct sizes *z)
{
    z->generation++;
    z->chunks_used = 1;
    z->entries = 0;
    z->started = false;
}

/* Move a run that will not go on to the chunks. False when there is no memory. */
static bool store(struct sizes *z, struct sizes_series *s, const struct sizes_entry *run)
{
    uint32_t place = s->stored % SIZES_CHUNK_ENTRIES;
    if (place == 0) {
        if (z->chunks_used >= z->chunk_count) return false;
        uint32_t chunk = z->chunks_used++;
        z->chunks[chunk].next = 0;
        if (s->stored)
            z->chunks[s->last_chunk].next = chunk;
        else
            s->first_chunk = chunk;
        s->last_chunk = chunk;
    }
    s->stored++;
    z->chunks[s->last_chunk].entry[place] = *run;
    return true;
}

/* Which of the recent sizes gives way: its own older run, else the one that was seen least lately. */
static struct sizes_entry *oldest(struct sizes_series *s, uint16_t size)
{
    struct sizes_entry *at = s->recent;
    for (struct sizes_entry *e = s->recent; e < s->recent + SIZES_RECENT; e++) {
        if (!e->count || e->size == size) return e;
        if (e->last < at->last) at = e;
    }
    return at;
}

void sizes_append(struct sizes *z, uint32_t series, int64_t time_ns, uint16_t size)
{
    ENSURE(series < z->series_count && size);
    if (!z->started) {
        z->started = true;
        z->origin = time_ns >> SIZES_TICK_SHIFT;
    }
    struct sizes_series *s = &z->series[series];
    if (s->generation != z->generation) *s = (struct sizes_series){.generation = z->generation};
    int64_t tick = (time_ns >> SIZES_TICK_SHIFT) - z->origin;
    struct sizes_entry *e = oldest(s, size);
    if (tick > UINT32_MAX || (e->count && !store(z, s, e))) {
        z->refused++;
        return;
    }
    uint32_t when = tick < 0 ? 0 : (uint32_t)tick;
    *e = (struct sizes_entry){when, when, size, 1};
    z->entries++;
    if (series >= z->series_used) z->series_used = series + 1;
}

bool sizes_due(const struct sizes *z, int64_t time_ns)
{
    if (!z->started) return false;
    return (time_ns >> SIZES_TICK_SHIFT) - z->origin >= z->window_ns >> SIZES_TICK_SHIFT ||
           z->chunks_used >= z->chunk_count - z->chunk_count / 16;
}

static int by_first(const void *a, const void *b)
{
    const struct sizes_entry *x = a, *y = b;
    if (x->first != y->first) return x->first < y->first ? -1 : 1;
    return x->size < y->size ? -1 : x->size > y->size;
}

uint32_t sizes_copy(const struct sizes *z, uint32_t series, struct sizes_entry *ret)
{
    if (!sizes_count(z, series)) return 0;
    const struct sizes_series *s = &z->series[series];
    uint32_t left = s->stored, n = 0;
    for (uint32_t chunk = s->first_chunk; left; chunk = z->chunks[chunk].next) {
        uint32_t here = left < SIZES_CHUNK_ENTRIES ? left : SIZES_CHUNK_ENTRIES;
        memcpy(ret + n, z->chunks[chunk].entry, here * sizeof *ret);
        n += here;
        left -= here;
    }
    for (unsigned i = 0; i < SIZES_RECENT; i++)
        if (s->recent[i].count) ret[n++] = s->recent[i];
    qsort(ret, n, sizeof *ret, by_first);
    return n;
}
