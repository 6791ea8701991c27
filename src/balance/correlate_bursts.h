/* Copies whose messages keep no borders (SSH, streams that are written together, small batches), by how much each burst holds.
 * See correlate_bursts.c for the test. */
#ifndef CUSTOS_BALANCE_CORRELATE_BURSTS_H
#define CUSTOS_BALANCE_CORRELATE_BURSTS_H

#include "balance/correlate_sizes_internal.h"

enum { BURST_AHEAD = 3 }; /* decades by which a subject must be ahead of the next to be named */

struct burst_crowd; /* opaque: all subjects' bursts */

struct burst_hypothesis; /* see correlate_bursts_internal.h */

enum { BURST_CARRIED = 4 }; /* hypotheses of a candidate that go on in the next window */

/* Where the evidence begins: the first message, and what had left before it. */
struct burst_since {
    int64_t ns;
    uint64_t packets_before, bytes_before;
};

struct burst_verdict {
    uint32_t subject;
    int32_t overhead;        /* bytes a packet */
    double ratio;            /* what left is larger by this factor */
    int64_t delay_ticks;     /* the longest */
    uint32_t matched, tried; /* bursts */
    uint32_t certain_tick;
    double log10_p; /* corrected for what was tried with the pair */
    double second;  /* the same of the best other subject */
    struct burst_since since;
};

/* A candidate to look at. */
struct burst_question {
    const struct size_list *candidate; /* borrowed */
    uint32_t number;
    double enough;           /* log10 p from which it is certain */
    uint32_t epoch;          /* the time of tick 0, in ticks, modulo 2^32 */
    uint32_t border;         /* what goes on was asked all that left before this tick */
    correlate_skip_fn *skip; /* may be NULL */
    void *ctx;
    struct burst_since since;         /* of what is new */
    struct burst_hypothesis *carried; /* BURST_CARRIED of them, those of the next window on return; borrowed */
};

/* Lent by `room`; `c` and `crew` are borrowed. NULL when the kernel gives no memory. */
struct burst_crowd *burst_crowd_new(const struct size_crowd *c, struct scratch *room, const struct crew *crew) MUST_USE;

/* The subject whose bursts the candidate's repeat best; log10_p is 0 when nobody's. */
struct burst_verdict burst_evaluate(const struct burst_crowd *b, const struct burst_question *q);

#endif
