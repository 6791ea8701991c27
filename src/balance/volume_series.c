#include "balance/volume_series.h"

#include <string.h>

static void add_series(struct volume_series *s, uint64_t *to, const struct activity *a, uint32_t series, int64_t shift_ns)
{
    struct activity_entry e;
    for (struct activity_cursor c = activity_begin(a, series); activity_next(&c, &e);) {
        int64_t time = (a->origin_bin + e.bin) * (INT64_C(1) << ACTIVITY_BIN_SHIFT) + shift_ns;
        int64_t point = (time - s->first_ns) / s->step_ns;
        if (time >= s->first_ns && point < s->points) to[point] += e.bytes;
    }
}

void volume_series_fill(struct volume_series *ret, const struct correlate_result *r, const struct activity *candidates,
                        uint32_t candidate, const struct activity *subjects)
{
    const int64_t bin = INT64_C(1) << ACTIVITY_BIN_SHIFT;
    int64_t span = r->last_ns > r->first_ns ? r->last_ns - r->first_ns : 0, margin = span / 20 + bin;
    /* as coarse as the comparison's own bins, if that leaves a shape to see */
    int64_t step = (span + 2 * margin) / VOLUME_SERIES_POINTS + 1, coarse = span / 100;
    if (coarse > r->bin_ns) coarse = r->bin_ns;
    if (step < coarse) step = coarse;
    step = (step + bin - 1) / bin * bin;
    uint32_t keep = ret->candidate;
    memset(ret, 0, sizeof *ret);
    ret->candidate = keep;
    ret->first_ns = (r->first_ns - margin) / bin * bin;
    ret->step_ns = step;
    int64_t points = (span + 2 * margin) / step + 1;
    ret->points = points < VOLUME_SERIES_POINTS ? (uint32_t)points : VOLUME_SERIES_POINTS;
    add_series(ret, ret->left, candidates, candidate, 0);
    for (uint32_t i = 0; i < r->subject_count; i++) {
        if (r->direction != CORRELATE_TO) add_series(ret, ret->entered, subjects, 2 * r->subjects[i], r->lag_ns);
        if (r->direction != CORRELATE_FROM) add_series(ret, ret->entered, subjects, 2 * r->subjects[i] + 1, r->lag_ns);
    }
}

struct volume_series *volume_series_place(struct volume_series *list, uint32_t candidate)
{
    struct volume_series *free_place = NULL;
    for (unsigned i = 0; i < VOLUME_SERIES_KEPT; i++) {
        if (list[i].candidate == candidate) return &list[i];
        if (!list[i].candidate && !free_place) free_place = &list[i];
    }
    return free_place;
}
