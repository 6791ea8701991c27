#include "balance/sizes.h"

#include <stdlib.h>
#include <string.h>

#include "table/memory.h"

_Static_assert(sizeof(struct sizes_entry) == CHUNK_RECORD, "an entry is a record");
_Static_assert(sizeof(struct sizes_series) == 64, "a series is a cache line");

enum { MOVES_MOST = 8 }; /* of an entry, on average; see sort_entries */

bool sizes_init(struct sizes *z, uint32_t series, size_t memory_bytes, int64_t window_ns)
{
    *z = (struct sizes){.series_count = series, .generation = 1, .window_ns = window_ns};
    z->series = memory_map((series ? series : 1) * sizeof *z->series);
    if (chunks_init(&z->chunks, memory_bytes) && z->series) return true;
    sizes_done(z);
    return false;
}

void sizes_done(struct sizes *z)
{
    memory_unmap(z->series, (z->series_count ? z->series_count : 1) * sizeof *z->series);
    chunks_done(&z->chunks);
    *z = (struct sizes){0};
}

void sizes_restart(struct sizes *z)
{
    z->generation++;
    chunks_restart(&z->chunks);
    z->entries = 0;
    z->started = false;
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
    if (tick > UINT32_MAX || (e->count && !chunks_append(&z->chunks, &s->stored, e))) {
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
    return (time_ns >> SIZES_TICK_SHIFT) - z->origin >= z->window_ns >> SIZES_TICK_SHIFT || chunks_scarce(&z->chunks);
}

static int by_first(const void *a, const void *b)
{
    const struct sizes_entry *x = a, *y = b;
    if (x->first != y->first) return x->first < y->first ? -1 : 1;
    return x->size < y->size ? -1 : x->size > y->size;
}

static inline uint64_t order_of(const struct sizes_entry *e)
{
    return (uint64_t)e->first << 16 | e->size;
}

/* As by_first has it. A run that goes on is stored after those that began later and are over, but each of these has been
 * overtaken by no more than SIZES_RECENT - 1 such runs: as long as times do not step back, few entries move. */
static void sort_entries(struct sizes_entry *e, uint32_t n)
{
    uint64_t moves = MOVES_MOST * (uint64_t)n;
    for (uint32_t i = 1; i < n; i++) {
        struct sizes_entry here = e[i];
        uint64_t order = order_of(&here);
        uint32_t k = i;
        for (; k > 0 && order_of(&e[k - 1]) > order; k--) e[k] = e[k - 1];
        e[k] = here;
        if (moves < i - k) {
            qsort(e, n, sizeof *e, by_first);
            return;
        }
        moves -= i - k;
    }
}

uint32_t sizes_copy(const struct sizes *z, uint32_t series, struct sizes_entry *ret)
{
    if (!sizes_count(z, series)) return 0;
    const struct sizes_series *s = &z->series[series];
    uint32_t left = s->stored.count, n = 0;
    for (uint32_t chunk = s->stored.first; left; chunk = z->chunks.list[chunk].next) {
        uint32_t here = left < CHUNK_RECORDS ? left : CHUNK_RECORDS;
        if (here < left) chunk_prefetch(&z->chunks, z->chunks.list[chunk].next);
        memcpy(ret + n, z->chunks.list[chunk].record, here * sizeof *ret);
        n += here;
        left -= here;
    }
    for (unsigned i = 0; i < SIZES_RECENT; i++)
        if (s->recent[i].count) ret[n++] = s->recent[i];
    sort_entries(ret, n);
    return n;
}
