/* Copies whose messages keep no borders (SSH, streams that are written together, small batches), by how much each burst holds.
 * See correlate_bursts.c for the test. */
#ifndef CUSTOS_BALANCE_CORRELATE_BURSTS_H
#define CUSTOS_BALANCE_CORRELATE_BURSTS_H

#include "balance/correlate_sizes_internal.h"

enum { BURST_AHEAD = 3 }; /* decades by which a subject must be ahead of the next to be named */

struct burst_crowd; /* opaque: all subjects' bursts; owned by whoever called burst_crowd_new */

struct burst_verdict {
    uint32_t subject;
    int32_t overhead;        /* bytes a packet */
    double ratio;            /* what left is larger by this factor */
    int64_t delay_ticks;     /* the longest */
    uint32_t matched, tried; /* bursts */
    uint32_t certain_tick;
    double log10_p; /* corrected for what was tried with the pair */
    double second;  /* the same of the best other subject */
};

/* `c` is borrowed. NULL when the kernel gives no memory. */
struct burst_crowd *burst_crowd_new(const struct size_crowd *c) MUST_USE;
void burst_crowd_free(struct burst_crowd *b); /* accepts NULL */

/* The subject whose bursts the candidate's repeat best; log10_p is 0 when nobody's. `enough`: log10 p from which it is certain.
 * `skip`: may be NULL. */
struct burst_verdict burst_evaluate(const struct burst_crowd *b, const struct size_list *candidate, uint32_t number,
                                    double enough, correlate_skip_fn *skip, void *ctx);

#endif
