#include "balance/sizes.h"

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

static struct sizes_entry *new_entry(struct sizes *z, struct sizes_series *s)
{
    uint32_t place = s->entries % SIZES_CHUNK_ENTRIES;
    if (place == 0) {
        if (z->chunks_used >= z->chunk_count) return NULL;
        uint32_t chunk = z->chunks_used++;
        z->chunks[chunk].next = 0;
        if (s->entries)
            z->chunks[s->last_chunk].next = chunk;
        else
            s->first_chunk = chunk;
        s->last_chunk = chunk;
    }
    s->entries++;
    z->entries++;
    return &z->chunks[s->last_chunk].entry[place];
}

/* Which of the recent sizes gives way: its own older run, else the one that was seen least lately. */
static unsigned oldest(const struct sizes_series *s, uint16_t size)
{
    unsigned at = 0;
    for (unsigned i = 0; i < SIZES_RECENT; i++) {
        if (!s->recent[i] || s->recent_size[i] == size) return i;
        if (s->recent[i]->last < s->recent[at]->last) at = i;
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
    struct sizes_entry *e = tick <= UINT32_MAX ? new_entry(z, s) : NULL;
    if (!e) {
        z->refused++;
        return;
    }
    unsigned at = oldest(s, size);
    uint32_t when = tick < 0 ? 0 : (uint32_t)tick;
    *e = (struct sizes_entry){when, when, size, 1};
    s->recent[at] = e;
    s->recent_size[at] = size;
    if (series >= z->series_used) z->series_used = series + 1;
}

bool sizes_due(const struct sizes *z, int64_t time_ns)
{
    if (!z->started) return false;
    return (time_ns >> SIZES_TICK_SHIFT) - z->origin >= z->window_ns >> SIZES_TICK_SHIFT ||
           z->chunks_used >= z->chunk_count - z->chunk_count / 16;
}

uint32_t sizes_copy(const struct sizes *z, uint32_t series, struct sizes_entry *ret)
{
    uint32_t left = sizes_count(z, series), chunk = left ? z->series[series].first_chunk : 0, n = 0;
    for (; left; chunk = z->chunks[chunk].next) {
        uint32_t here = left < SIZES_CHUNK_ENTRIES ? left : SIZES_CHUNK_ENTRIES;
        memcpy(ret + n, z->chunks[chunk].entry, here * sizeof *ret);
        n += here;
        left -= here;
    }
    for (uint32_t i = 1; i < n; i++) { /* nearly in order already: times step back a little */
        struct sizes_entry e = ret[i];
        uint32_t k = i;
        for (; k > 0 && ret[k - 1].first > e.first; k--) ret[k] = ret[k - 1];
        ret[k] = e;
    }
    return n;
}
