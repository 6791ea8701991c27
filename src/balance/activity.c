#include "balance/activity.h"

#include "table/memory.h"

bool activity_init(struct activity *a, uint32_t series, size_t memory_bytes, int64_t window_ns)
{
    size_t chunks = memory_bytes / sizeof(struct activity_chunk);
    if (chunks < 16) chunks = 16;
    if (chunks > UINT32_MAX - 1) chunks = UINT32_MAX - 1;
    int64_t bins = window_ns >> ACTIVITY_BIN_SHIFT;
    if (bins < 1) bins = 1;
    if (bins > ACTIVITY_MAX_BINS) bins = ACTIVITY_MAX_BINS;
    *a = (struct activity){.series_count = series,
                           .chunk_count = (uint32_t)chunks,
                           .chunks_used = 1,
                           .generation = 1,
                           .window_bins = (uint32_t)bins};
    a->series = memory_map((series ? series : 1) * sizeof *a->series);
    a->chunks = memory_map(chunks * sizeof *a->chunks);
    if (a->series && a->chunks) return true;
    activity_done(a);
    return false;
}

void activity_done(struct activity *a)
{
    memory_unmap(a->series, (a->series_count ? a->series_count : 1) * sizeof *a->series);
    memory_unmap(a->chunks, a->chunk_count * sizeof *a->chunks);
    *a = (struct activity){0};
}

/* Series of older windows are recognised by their generation, so that nothing needs to be cleared. */
void activity_restart(struct activity *a)
{
    a->generation++;
    a->chunks_used = 1;
    a->last_bin = 0;
    a->entries = 0;
    a->started = false;
    a->origin_bin = 0;
}

/* Put the newest entry of a series to those before it. False when there is no memory. */
static bool store_newest(struct activity *a, struct activity_series *s)
{
    uint32_t place = (s->entries - 1) % ACTIVITY_CHUNK_ENTRIES;
    if (place == 0) {
        if (a->chunks_used >= a->chunk_count) return false;
        uint32_t chunk = a->chunks_used++;
        a->chunks[chunk].next = 0;
        if (s->entries > 1)
            a->chunks[s->last_chunk].next = chunk;
        else
            s->first_chunk = chunk;
        s->last_chunk = chunk;
    }
    a->chunks[s->last_chunk].entry[place] = s->newest;
    return true;
}

static uint32_t add_capped(uint32_t x, uint32_t y)
{
    return x > UINT32_MAX - y ? UINT32_MAX : x + y;
}

void activity_append(struct activity *a, uint32_t series, int64_t bin, uint32_t packets, uint32_t bytes)
{
    ENSURE(series < a->series_count);
    if (!a->started) {
        a->started = true;
        a->origin_bin = bin; /* it was 0: the bin is absolute */
        bin = 0;
    }
    struct activity_series *s = &a->series[series];
    if (s->generation != a->generation) *s = (struct activity_series){.generation = a->generation};
    if (bin < 0) bin = 0;
    if (s->entries && bin <= s->newest.bin) {
        s->newest.packets = add_capped(s->newest.packets, packets);
        s->newest.bytes = add_capped(s->newest.bytes, bytes);
        return;
    }
    if (bin >= ACTIVITY_MAX_BINS || (s->entries && !store_newest(a, s))) {
        a->refused += packets;
        return;
    }
    s->newest = (struct activity_entry){(uint32_t)bin, packets, bytes};
    s->entries++;
    a->entries++;
    if (s->newest.bin > a->last_bin) a->last_bin = s->newest.bin;
    if (series >= a->series_used) a->series_used = series + 1;
}

bool activity_due(const struct activity *a, int64_t time_ns)
{
    if (!a->started) return false;
    return (time_ns >> ACTIVITY_BIN_SHIFT) - a->origin_bin >= a->window_bins ||
           a->chunks_used >= a->chunk_count - a->chunk_count / 16;
}

struct activity_cursor activity_begin(const struct activity *a, uint32_t series)
{
    struct activity_cursor c = {.a = a, .series = series};
    if (series >= a->series_count || a->series[series].generation != a->generation) return c;
    c.chunk = a->series[series].first_chunk;
    c.left = a->series[series].entries;
    return c;
}

bool activity_next(struct activity_cursor *c, struct activity_entry *ret)
{
    if (!c->left) return false;
    if (--c->left == 0) {
        *ret = c->a->series[c->series].newest;
        return true;
    }
    if (c->place == ACTIVITY_CHUNK_ENTRIES) {
        c->chunk = c->a->chunks[c->chunk].next;
        c->place = 0;
    }
    *ret = c->a->chunks[c->chunk].entry[c->place++];
    return true;
}
