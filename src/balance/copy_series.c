#include "balance/copy_series.h"

#include <string.h>

enum { FINEST = 23 }; /* 8.4 ms. All times that there are fit at a shift of 57 */

/* Cells twice as wide. */
static void widen(struct copy_series *s)
{
    int64_t start = s->start >> 1;
    uint64_t wide[COPY_SERIES_CELLS];
    for (unsigned lane = 0; lane < COPY_LANES; lane++) {
        memset(wide, 0, sizeof wide);
        for (uint32_t i = 0; i < s->used; i++) wide[((s->start + i) >> 1) - start] += s->packets[lane][i];
        memcpy(s->packets[lane], wide, sizeof wide);
    }
    if (s->used) s->used = (uint32_t)(((s->start + s->used - 1) >> 1) - start + 1);
    s->start = start;
    s->shift++;
}

/* Make room for the cells of both times. */
static void cover(struct copy_series *s, int64_t first_ns, int64_t last_ns)
{
    if (!s->shift) *s = (struct copy_series){.start = first_ns >> FINEST, .shift = FINEST, .flow = s->flow};
    for (;; widen(s)) {
        int64_t first = first_ns >> s->shift, last = last_ns >> s->shift;
        int64_t low = s->used && s->start < first ? s->start : first;
        int64_t high = s->used && s->start + s->used - 1 > last ? s->start + s->used - 1 : last;
        if (high - low >= COPY_SERIES_CELLS) continue;
        int64_t move = s->used ? s->start - low : 0;
        for (unsigned lane = 0; move > 0 && lane < COPY_LANES; lane++) {
            memmove(s->packets[lane] + move, s->packets[lane], s->used * sizeof **s->packets);
            memset(s->packets[lane], 0, (size_t)move * sizeof **s->packets);
        }
        s->start = low;
        s->used = (uint32_t)(high - low + 1);
        return;
    }
}

void copy_series_add(struct copy_series *s, enum copy_lane lane, int64_t first_ns, int64_t last_ns, uint64_t packets)
{
    if (last_ns < first_ns) last_ns = first_ns;
    cover(s, first_ns, last_ns);
    uint64_t cells = (uint64_t)((last_ns >> s->shift) - (first_ns >> s->shift) + 1), given = 0;
    uint64_t *to = s->packets[lane] + ((first_ns >> s->shift) - s->start);
    for (uint64_t i = 0; i < cells; i++) {
        uint64_t due = (uint64_t)((double)packets * (double)(i + 1) / (double)cells + 0.5);
        if (due > packets || i + 1 == cells) due = packets;
        to[i] += due - given;
        given = due;
    }
}
