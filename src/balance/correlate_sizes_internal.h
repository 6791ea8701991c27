/* Shared by the files that hold sizes of messages against sizes of packets. */
#ifndef CUSTOS_BALANCE_CORRELATE_SIZES_INTERNAL_H
#define CUSTOS_BALANCE_CORRELATE_SIZES_INTERNAL_H

#include "balance/correlate_sizes.h"
#include "table/scratch.h"

enum {
    SIZE_LIMIT = 2048,     /* larger messages hold more than one packet: they match nothing */
    SIZE_VIEWS = 2,        /* sizes given all times; sizes and the times of bursts */
    SIZE_RUNS = 2,         /* after these two what the numbers of packets in runs say ... */
    SIZE_ROWS = 3,         /* ... which counts for both */
    SIZE_BETS = 4,         /* shares of the candidate's messages that a copy is supposed to make up */
    SIZE_CARRIED = 4,      /* hypotheses of a candidate that go on in the next window */
    SIZE_DELAY_CELL = 153, /* ticks, 10 ms: grid of the least delay */
    SIZE_EARLY = 76,       /* ticks, 5 ms: so much may a copy be seen before its original (the taps' clocks differ) */
    SIZE_REACH = 8240,     /* ticks, 0.54 s: delays that one step of the search covers, the next one begins ... */
    SIZE_STEP = 7630,      /* ... 0.5 s later */
    SIZE_STEPS = 4,
    SIZE_WIDTHS = 3, /* of the range of delays */
    SIZE_OFFSET_MIN = -64,
    SIZE_OFFSETS = 256,
    SIZE_SUSPECTS = 32,    /* hypotheses of a candidate that get the full test, by their score */
    SIZE_MESSAGES_MIN = 8, /* entries of a candidate */
    SIZE_KNOWN_WORDS = 64, /* 4096 bits */
    SIZE_RUN_LEAST = 4,    /* packets */
    SIZE_RUN_LIMIT = 1024, /* packets; longer runs are not counted */
    SIZE_RUN_WORDS = SIZE_RUN_LIMIT / 64,
    SIZE_CLASSES = 4,
    SIZE_LASTS = 512
};

/* "A message of size s is a packet of subscriber `subject` with a size from s - offset - block + 1 to s - offset, which came in
 * `from` to `to` ticks before." */
struct size_hypothesis {
    uint32_t subject;
    int32_t offset, block;
    int32_t from, to;
    int64_t since_ns; /* the first message it speaks of, and what had left before that: */
    uint64_t packets_before, bytes_before;
    double log10_tried;                 /* hypotheses of this pair that were tried, in decades */
    double log_e[SIZE_ROWS][SIZE_BETS]; /* evidence so far, natural logarithms; see correlate_evidence.c */
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

/* By about which size, and how many packets: how many runs there are. */
struct size_runs {
    uint32_t times[SIZE_CLASSES][SIZE_RUN_LIMIT];
};

/* What a candidate sent in windows that have passed: which sizes after which pauses, and when last; runs of how many messages. */
struct size_memory {
    uint64_t known[SIZE_KNOWN_WORDS];
    uint64_t runs[SIZE_RUN_WORDS];
    uint32_t last[SIZE_LASTS]; /* absolute ticks, modulo 2^32 */
};

/* What evaluating one candidate needs. */
struct size_work {
    struct size_list candidate;                   /* reach is not used */
    bool *used;                                   /* candidate's entries that a subject already explains */
    struct size_profile mine;                     /* of the candidate */
    struct size_profile pool;                     /* of all subjects */
    struct size_profile own;                      /* of the subject at hand */
    uint16_t tried[SIZE_LIMIT], hits[SIZE_LIMIT]; /* of this size of the candidate so far */
    uint32_t last_tick[SIZE_LIMIT];               /* when it came last ... */
    uint64_t pauses[SIZE_LIMIT];                  /* ... and after which pauses, a bit for each 0.25 s */
    uint64_t seen_runs[SIZE_RUN_WORDS];           /* runs of so many messages so far */
    const struct size_runs *runs;                 /* of all subjects; borrowed */
    struct size_memory *memory;                   /* of the candidate; borrowed */
    uint32_t epoch;                               /* the time of tick 0, in ticks, modulo 2^32 */
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

/* What is small, a request, a part, or full. */
static inline int size_class(int32_t size)
{
    return size < 128 ? 0 : size < 384 ? 1 : size < 1024 ? 2 : 3;
}

/* log10 of the average of e to these powers. */
double size_log10_mean(const double log_e[static SIZE_BETS]);
/* Decades of evidence in one view. */
double size_log10_e(const struct size_hypothesis *h, int view);

void runs_of(struct size_runs *r, const struct size_list *l);
/* Runs of so many packets are asked: fewer tell nothing. */
static inline bool runs_counts(uint32_t packets)
{
    return packets >= SIZE_RUN_LEAST && packets < SIZE_RUN_LIMIT / 2;
}
/* Share of runs with that number of packets among those with about as many, of about that size. `hit`: one of them is being
 * looked at. */
double runs_share(const struct size_runs *r, int32_t size, uint32_t number, bool hit);
/* Did as many packets come in as the candidate's run at this place holds, and how likely is that by chance? Not asked where the
 * range does not tell which packets they would be. `low`: earlier entries of the subject are over. */
struct size_run {
    bool asked, hit;
    double p; /* 0: not even about as many */
};
struct size_run size_run(const struct size_work *w, const struct size_list *subject, uint32_t low,
                         const struct size_hypothesis *h, uint32_t place);

/* Go through the candidate's messages in order of time and gather evidence in h->log_e. `mark`: note those that match as used.
 * `from`: earlier messages were asked before, with what w->memory tells; 0: there are none. */
struct size_evidence size_evidence(struct size_work *w, const struct size_list *subject, struct size_hypothesis *h, double enough,
                                   bool mark, uint32_t from);
/* Add sizes and pauses of the candidate's messages from `from` on to w->memory. */
void size_remember(struct size_work *w, uint32_t from);

/* All subjects of a window and the one before; lent by the window's scratch. */
struct size_crowd {
    uint32_t count, active;
    uint32_t *first; /* subject -> its first entry; count + 1 of them */
    struct sizes_entry *entry;
    uint32_t *reach; /* see struct size_list */
};
bool size_crowd_init(struct size_crowd *c, const struct correlate_sizes_input *in, int64_t origin, struct scratch *room,
                     const struct crew *crew) MUST_USE;
/* The entries of a series in this window and the one before (may be NULL), after `origin`. Returns how many. */
uint32_t size_copy_both(const struct sizes *before, const struct sizes *z, uint32_t series, int64_t origin,
                        struct sizes_entry *ret);

/* A hypothesis and what became of it. */
struct size_suspect {
    double bits;                         /* its score in the screening */
    bool goes_on;                        /* from the window before */
    double before[SIZE_ROWS][SIZE_BETS]; /* evidence of earlier windows */
    struct size_hypothesis h;
    struct size_evidence v;
};

/* The best of them, in order of their score. */
struct size_suspects {
    uint32_t count;
    struct size_suspect list[SIZE_SUSPECTS];
};

/* An entry of the candidate that may bring something. */
struct size_voice {
    uint32_t at; /* its first message, ticks */
    uint16_t size;
    uint16_t bits; /* eighths of one, not 0 */
};

/* One window under evaluation. */
struct size_window {
    struct correlate *x;
    const struct correlate_sizes_input *in;
    struct size_crowd crowd;
    int64_t origin;  /* tick */
    uint32_t border; /* ticks from there to the first message of this window */
    uint32_t steps;  /* of delay that are searched */
    struct size_work w;
    struct size_runs runs;     /* of all subjects */
    struct sizes_entry *all;   /* room for the candidate's */
    struct sizes_entry *entry; /* those that are looked at */
    struct size_voice *voice;
    uint32_t voices;
    struct size_suspects best;
    struct size_suspects *found; /* by each of CORR_PARTS */
};

static inline struct size_list size_list_of(const struct size_crowd *c, uint32_t subject)
{
    uint32_t first = c->first[subject];
    return (struct size_list){c->entry + first, c->reach + first, c->first[subject + 1] - first};
}

/* correlate_size_screen.c: what may be worth a test, cheaply.
 * The best hypotheses of a candidate with any subject into v->best; only subject, offset and block of them are filled. */
void size_screen(struct size_window *v, uint32_t candidate);
/* The hypothesis with the best range of delays of each width. */
void size_widths(const struct size_window *v, const struct size_hypothesis *h, struct size_hypothesis ret[static SIZE_WIDTHS]);

#endif
