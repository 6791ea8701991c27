/* What a window of sizes and the one before it hold, in order and side by side in memory. */
#include <string.h>

#include "balance/correlate_internal.h"
#include "balance/correlate_sizes_internal.h"

enum {
    RUNS_MAX = 64, /* of the window before that may go on */
    AHEAD = 4      /* memory is asked for so many subjects before they are read */
};

static void put_off(struct sizes_entry *e, uint32_t count, uint32_t later)
{
    for (uint32_t i = 0; i < count; i++) {
        e[i].first += later;
        e[i].last += later;
    }
}

static void fill_reach(const struct sizes_entry *e, uint32_t count, uint32_t *reach)
{
    for (uint32_t i = 0; i < count; i++) reach[i] = i && reach[i - 1] > e[i].last ? reach[i - 1] : e[i].last;
}

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* A run that the end of the window before has cut is one: the second part of it is joined to the first. Returns how many entries
 * are left of `before` and `count` more. What begins when all runs before are over is joined to none. */
static uint32_t join_runs(struct sizes_entry *e, uint32_t before, uint32_t count)
{
    uint32_t n = before, i = before, least = before > RUNS_MAX ? before - RUNS_MAX : 0, last = 0;
    for (uint32_t k = least; k < before; k++) last = larger(last, e[k].last);
    for (; before && i < before + count && (int64_t)e[i].first - last <= SIZES_RUN_TICKS; i++) {
        uint32_t k = before;
        while (k > least && (e[k - 1].size != e[i].size || (int64_t)e[i].first - e[k - 1].last > SIZES_RUN_TICKS)) k--;
        if (k == least) {
            e[n++] = e[i];
            continue;
        }
        struct sizes_entry *run = &e[k - 1];
        uint32_t both = (uint32_t)run->count + e[i].count;
        run->last = larger(run->last, e[i].last);
        run->count = both < UINT16_MAX ? (uint16_t)both : UINT16_MAX;
        last = larger(last, run->last);
    }
    uint32_t rest = before + count - i;
    if (n < i) memmove(e + n, e + i, rest * sizeof *e);
    return n + rest;
}

uint32_t size_copy_both(const struct sizes *before, const struct sizes *z, uint32_t series, int64_t origin,
                        struct sizes_entry *ret)
{
    uint32_t n = before ? sizes_copy(before, series, ret) : 0, more = sizes_copy(z, series, ret + n);
    if (n) put_off(ret, n, (uint32_t)(before->origin - origin));
    put_off(ret + n, more, (uint32_t)(z->origin - origin));
    return join_runs(ret, n, more);
}

struct gathering {
    struct size_crowd *crowd;
    const struct correlate_sizes_input *in;
    int64_t origin;
    uint32_t *end; /* subject -> where its entries end */
};

static uint32_t most_entries(const struct sizes *before, const struct sizes *z, uint32_t series)
{
    return (before ? sizes_count(before, series) : 0) + sizes_count(z, series);
}

static void gather_part(void *arg, unsigned part)
{
    const struct gathering *g = arg;
    const struct sizes *z = g->in->subjects, *before = g->in->subjects_before;
    struct corr_range r = corr_range_of(g->crowd->count, part);
    for (uint32_t i = r.first; i < r.end; i++) {
        uint32_t first = g->crowd->first[i];
        sizes_prefetch(z, i + AHEAD);
        if (before) sizes_prefetch(before, i + AHEAD);
        uint32_t count = size_copy_both(before, z, i, g->origin, g->crowd->entry + first);
        fill_reach(g->crowd->entry + first, count, g->crowd->reach + first);
        g->end[i] = first + count;
    }
}

/* Runs that were joined have left gaps. */
static void close_gaps(struct size_crowd *c, const uint32_t *end)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < c->count; i++) {
        uint32_t first = c->first[i], count = end[i] - first;
        if (first != n) {
            memmove(c->entry + n, c->entry + first, count * sizeof *c->entry);
            memmove(c->reach + n, c->reach + first, count * sizeof *c->reach);
        }
        c->first[i] = n;
        n += count;
        c->active += count > 0;
    }
    c->first[c->count] = n;
}

bool size_crowd_init(struct size_crowd *c, const struct correlate_sizes_input *in, int64_t origin, struct scratch *room,
                     const struct crew *crew)
{
    const struct sizes *z = in->subjects, *before = in->subjects_before;
    struct gathering g = {c, in, origin, NULL};
    uint32_t n = 0;
    *c = (struct size_crowd){.count = before && before->series_used > z->series_used ? before->series_used : z->series_used};
    c->first = scratch_take(room, (size_t)c->count + 1, sizeof *c->first);
    g.end = scratch_take(room, c->count, sizeof *g.end);
    if (room->failed) return false;
    for (uint32_t i = 0; i < c->count; i++) {
        c->first[i] = n;
        n += most_entries(before, z, i);
    }
    c->entry = scratch_take(room, n, sizeof *c->entry);
    c->reach = scratch_take(room, n, sizeof *c->reach);
    if (room->failed) return false;
    corr_share(crew, c->count, gather_part, &g);
    close_gaps(c, g.end);
    return true;
}
