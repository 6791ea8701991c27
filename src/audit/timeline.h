/* When something happened, in a fixed number of bins whose width doubles as the run grows longer. */
#ifndef CUSTOS_AUDIT_TIMELINE_H
#define CUSTOS_AUDIT_TIMELINE_H

#include <stdint.h>

enum { TIMELINE_BINS = 256 };

struct timeline {
    int64_t start_ns, width_ns; /* width 0: nothing yet */
    uint32_t counts[TIMELINE_BINS];
};

/* Times may come out of order; what lies before the first is counted in the first bin. */
void timeline_add(struct timeline *t, int64_t time_ns);

/* The counts on `bins` equal bins from first_ns to last_ns (each source bin goes where its middle lies). */
void timeline_render(const struct timeline *t, int64_t first_ns, int64_t last_ns, uint32_t *bins, unsigned count);

#endif
