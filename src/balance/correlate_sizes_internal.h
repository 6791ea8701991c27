/* Shared by the files that hold sizes of messages against sizes of packets. */
#ifndef CUSTOS_BALANCE_CORRELATE_SIZES_INTERNAL_H
#define CUSTOS_BALANCE_CORRELATE_SIZES_INTERNAL_H

#include "balance/correlate_sizes.h"

enum {
    SIZE_LIMIT = 2048,     /* larger messages hold more than one packet: they match nothing */
    SIZE_BETS = 4,         /* shares of the candidate's messages that a copy is supposed to make up */
    SIZE_CARRIED = 4,      /* hypotheses of a candidate that go on in the next window */
    SIZE_DELAY_CELL = 153, /* ticks, 10 ms: grid of the least delay */
    SIZE_EARLY = 76,       /* ticks, 5 ms: so much may a copy be seen before its original (the taps' clocks differ) */
    SIZE_REACH = 8240,     /* ticks, 0.54 s: delays that one step of the search covers, the next one begins ... */
    SIZE_STEP = 7630,      /* ... 0.5 s later */
    SIZE_STEPS = 4,
    SIZE_WIDTHS = 3, /* of the range of delays */
    SIZE_OFFSET_MIN = -64,
    SIZE_OFFSETS = 256
};

/* "A message of size s is a packet of subscriber `subject` with a size from s - offset - block + 1 to s - offset, which came in
 * `from` to `to` ticks before." */
struct size_hypothesis {
    uint32_t subject;
    int32_t offset, block;
    int32_t from, to;
    int64_t since_ns; /* the first message it speaks of, and what had left before that: */
    uint64_t packets_before, bytes_before;
    double log10_tried;      /* hypotheses of this pair that were tried, in decades */
    double log_e[SIZE_BETS]; /* evidence so far, natural logarithms; see correlate_evidence.c */
};

/* Entries of one series, in order. */
struct size_list {
    const struct sizes_entry *entry;
    const uint32_t *reach; /* the largest `last` up to here */
    uint32_t count;
};

struct size_profile {
    uint32_t upto[SIZE_LIMIT + 1]; /* entries below that size */
};

/* What evaluating one candidate needs. */
struct size_work {
    struct size_list candidate;
    bool *used;                                   /* candidate's entries that a subject already explains; owned */
    struct size_profile mine;                     /* of the candidate */
    struct size_profile pool;                     /* of all subjects */
    struct size_profile own;                      /* of the subject at hand */
    uint16_t tried[SIZE_LIMIT], hits[SIZE_LIMIT]; /* of this size of the candidate so far */
    uint32_t seen[SIZE_LIMIT], stamp;             /* which sizes a range of delays has shown already */
};

struct size_evidence {
    double log10_e;        /* the most that was reached */
    bool certain;          /* `enough` was reached ... */
    uint32_t certain_tick; /* ... at this message */
    uint32_t matched, tried;
};

static inline uint32_t profile_mass(const struct size_profile *p, int32_t low, int32_t high)
{
    if (low < 0) low = 0;
    if (high >= SIZE_LIMIT) high = SIZE_LIMIT - 1;
    return low <= high ? p->upto[high + 1] - p->upto[low] : 0;
}

void profile_of(struct size_profile *p, const struct size_list *l);

/* log10 of the average of e to these powers. */
double size_log10_mean(const double log_e[static SIZE_BETS]);

/* Go through the candidate's messages in order of time and gather evidence in h->log_e. `mark`: note those that match as used. */
struct size_evidence size_evidence(struct size_work *w, const struct size_list *subject, struct size_hypothesis *h, double enough,
                                   bool mark);

#endif
