/* A copy's balance over time: packets of the copied conversations that came in, that left by their route, and that left again. A
 * conversation's packets are spread evenly over the time it lasted, because the book keeps no more of it than that. */
#ifndef CUSTOS_BALANCE_COPY_SERIES_H
#define CUSTOS_BALANCE_COPY_SERIES_H

#include <stdint.h>

enum { COPY_SERIES_CELLS = 128 };
enum copy_lane { COPY_ENTERED, COPY_FORWARDED, COPY_COPIED, COPY_LANES };

struct copy_series {
    int64_t start;  /* first cell; cell n is the time from n << shift, in nanoseconds */
    uint32_t shift; /* 0: nothing yet */
    uint32_t used;  /* cells from start on */
    uint32_t flow;  /* whose entries were counted last: those of one flow count once */
    uint64_t packets[COPY_LANES][COPY_SERIES_CELLS];
};

void copy_series_add(struct copy_series *s, enum copy_lane lane, int64_t first_ns, int64_t last_ns, uint64_t packets);

#endif
