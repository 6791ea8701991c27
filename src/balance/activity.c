#include "balance/activity.h"

#include <string.h>

#include "table/memory.h"

_Static_assert(sizeof(struct activity_entry) == CHUNK_RECORD, "an entry is a record");
_Static_assert(sizeof(struct activity_series) == 32, "two series stand in a cache line");

bool activity_init(struct activity *a, uint32_t series, size_t memory_bytes, int64_t window_ns)
{
    int64_t bins = window_ns >> ACTIVITY_BIN_SHIFT;
    if (bins < 1) bins = 1;
    if (bins > ACTIVITY_MAX_BINS) bins = ACTIVITY_MAX_BINS;
    *a = (struct activity){.series_count = series, .generation = 1, .window_bins = (uint32_t)bins};
    a->series = memory_map((series ? series : 1) * sizeof *a->series);
    if (chunks_init(&a->chunks, memory_bytes) && a->series) return true;
    activity_done(a);
    return false;
}

void activity_done(struct activity *a)
{
    memory_unmap(a->series, (a->series_count ? a->series_count : 1) * sizeof *a->series);
    chunks_done(&a->chunks);
    *a = (struct activity){0};
}

/* Series of older windows are recognised by their generation, so that nothing needs to be cleared. */
void activity_restart(struct activity *a)
{
    a->generation++;
    chunks_restart(&a->chunks);
    a->last_bin = 0;
    a->entries = 0;
    a->started = false;
    a->origin_bin = 0;
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
    if (s->any && bin <= s->newest.bin) {
        s->newest.packets = add_capped(s->newest.packets, packets);
        s->newest.bytes = add_capped(s->newest.bytes, bytes);
        return;
    }
    if (bin >= ACTIVITY_MAX_BINS || (s->any && !chunks_append(&a->chunks, &s->older, &s->newest))) {
        a->refused += packets;
        return;
    }
    s->newest = (struct activity_entry){(uint32_t)bin, packets, bytes};
    s->any = true;
    a->entries++;
    if (s->newest.bin > a->last_bin) a->last_bin = s->newest.bin;
    if (series >= a->series_used) a->series_used = series + 1;
}

bool activity_due(const struct activity *a, int64_t time_ns)
{
    if (!a->started) return false;
    return (time_ns >> ACTIVITY_BIN_SHIFT) - a->origin_bin >= a->window_bins || chunks_scarce(&a->chunks);
}

struct activity_cursor activity_begin(const struct activity *a, uint32_t series)
{
    struct activity_cursor c = {.a = a, .series = series};
    if (series >= a->series_count || a->series[series].generation != a->generation) return c;
    const struct activity_series *s = &a->series[series];
    c.chunk = s->older.first;
    c.left = s->any ? s->older.count + 1 : 0;
    return c;
}

bool activity_next(struct activity_cursor *c, struct activity_entry *ret)
{
    if (!c->left) return false;
    if (--c->left == 0) {
        *ret = c->a->series[c->series].newest;
        return true;
    }
    if (c->place == CHUNK_RECORDS) {
        c->chunk = c->a->chunks.list[c->chunk].next;
        c->place = 0;
        if (c->left > CHUNK_RECORDS) chunk_prefetch(&c->a->chunks, c->a->chunks.list[c->chunk].next);
    }
    memcpy(ret, c->a->chunks.list[c->chunk].record[c->place++], sizeof *ret);
    return true;
}
