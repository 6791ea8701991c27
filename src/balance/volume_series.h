/* What a conversation that follows subscribers looked like beside them: two curves, coarse enough to draw, kept when the window
 * that showed it best is evaluated. */
#ifndef CUSTOS_BALANCE_VOLUME_SERIES_H
#define CUSTOS_BALANCE_VOLUME_SERIES_H

#include <stdint.h>

#include "balance/activity.h"
#include "balance/correlate.h"

enum { VOLUME_SERIES_POINTS = 240, VOLUME_SERIES_KEPT = 32 };

struct volume_series {
    uint32_t candidate;        /* plus one; 0: a free place */
    int64_t first_ns, step_ns; /* of the points, by the clock of what left */
    uint32_t points;           /* used */
    uint64_t left[VOLUME_SERIES_POINTS],
        entered[VOLUME_SERIES_POINTS]; /* bytes a point; entered: the subjects', moved by the lag */
};

/* Fill `ret` from the window that `r` was taken from; `ret->candidate` is the caller's. */
void volume_series_fill(struct volume_series *ret, const struct correlate_result *r, const struct activity *candidates,
                        uint32_t candidate, const struct activity *subjects);

/* The place of a candidate among `list` (VOLUME_SERIES_KEPT places), or a free one, or NULL. `candidate` is not 0. */
struct volume_series *volume_series_place(struct volume_series *list, uint32_t candidate);

#endif
