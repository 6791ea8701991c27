/* Shared by the files that hold what bursts hold against what came in. */
#ifndef CUSTOS_BALANCE_CORRELATE_BURSTS_INTERNAL_H
#define CUSTOS_BALANCE_CORRELATE_BURSTS_INTERNAL_H

#include "balance/correlate_bursts.h"
#include "balance/correlate_internal.h"

enum {
    BURST_POOLS = 4,       /* delays that are tried in any case */
    BURST_DELAYS = 6,      /* with those of a candidate that sends in batches */
    BURST_NOMINAL = 28,    /* bytes a packet with which amounts are compared among subjects */
    BURST_PARTS = 512,     /* pauses of a candidate that are looked at, the last ones */
    BURST_NEWS_WORDS = 32, /* of which amounts have been sent: 2048 bits */
    BURST_MOVES = 100,     /* of a part, to see what else there would be ... */
    BURST_MOVE = 1526,     /* ... every 0.1 s; ticks */
    BURST_SAME = 16,       /* bytes by which amounts differ that are the same */
    BURST_FIT_MIN = 3,     /* parts that must fit */
    BURST_CARRY_MIN = 2    /* ... to go on in the next window */
};

/* Ticks: 60 ms, 0.12 s, 0.26 s, 0.56 s: no packet is held for longer. */
extern const uint32_t burst_delays[BURST_POOLS];

/* All subjects' bursts at one delay, that is, after a silence as long; see burst_pool_of. */
struct burst_pool {
    uint32_t *first; /* subject -> place in own; one more than there are subjects */
    float *own;      /* amounts with the nominal overhead, by subject */
    float *sorted;   /* the same, ascending */
    uint32_t count;
    bool filled;
};

/* Hypotheses on who is copied, by their score. */
enum { BURST_SUSPECTS = 12 };
struct burst_suspect {
    double score; /* 0: none */
    uint32_t subject;
    int delay, record;
    bool ratio;
    double about; /* overhead, or natural logarithm of the ratio */
};
struct burst_found {
    struct burst_suspect list[BURST_SUSPECTS];
};

struct burst_crowd {
    const struct size_crowd *crowd;
    const struct crew *crew;
    double *bytes;               /* running sums over crowd->entry */
    double *packets;             /* likewise */
    struct burst_pool *pool;     /* BURST_POOLS of them, filled when they are asked for */
    float *room;                 /* for sorting one of them */
    float (*moved)[BURST_MOVES]; /* BURST_PARTS of them, for who tests */
    struct burst_found *found;   /* CORR_PARTS of them, for who screens */
};

/* A pause of the candidate, or the silence before its first message. */
struct burst_pause {
    int64_t from, until;    /* the last message before, the first one after; ticks */
    double bytes, messages; /* that left before it */
    uint32_t unknown;       /* of them with sizes or numbers that are not known */
};

/* What left between two pauses before which everything had left that a subject had brought in. */
struct burst_part {
    uint32_t begin, end; /* of what left; ticks */
    uint32_t closed;     /* the first message after it */
    double bytes, messages;
    double in, packets;   /* what came in: bytes, packets */
    uint32_t first, last; /* its entries in the crowd, from first to last - 1 */
    bool known, news;     /* what left is known; and was sent for the first time */
    bool fresh;           /* the subject began it after a pause that he had not made before */
    bool moved;           /* it was moved, see burst_move */
    double filled;        /* what came in by the fit at hand, see burst_fill */
};

/* Amounts and pauses that are no news any more, and when the subject began the part before (as in struct burst_question). */
struct burst_news {
    uint32_t last_tick;
    uint64_t seen[BURST_NEWS_WORDS], paused[BURST_NEWS_WORDS];
};

/* Going through the candidate's pauses with one subject. */
struct burst_walk {
    const struct burst_crowd *b;
    const struct burst_pause *pause;
    uint32_t pauses, next; /* the pause to look at next */
    uint32_t subject;
    int64_t delay;
    uint32_t low, high;   /* the subject's first entries that came in after the last pause less the delay; ... after it began */
    uint32_t since, from; /* the part's first entry, and the pause before it */
    bool open;            /* these two are valid */
    bool brief;           /* parts in which nothing came in are left out */
    uint32_t border;      /* parts that were closed before are left out, see struct burst_question */
    uint32_t epoch;
    struct burst_news news;
};

void burst_walk_begin(struct burst_walk *w, const struct burst_crowd *b, const struct burst_pause *pause, uint32_t pauses,
                      uint32_t subject, uint32_t delay, bool brief);
/* The next part. False when there is none. */
bool burst_walk_next(struct burst_walk *w, struct burst_part *ret);

/* The candidate's pauses of at least `least` ticks, the one before its first message included. */
uint32_t burst_pauses(const struct size_list *candidate, uint32_t least, struct burst_pause ret[static BURST_PARTS]);

/* The bursts at burst_delays[kind]: few candidates come as far as to be asked about all of them. */
const struct burst_pool *burst_pool_of(const struct burst_crowd *b, uint32_t kind);

/* Share of the amounts within `far` among those within a factor of two, of everybody's bursts. `hit`: one of them is being looked
 * at. */
double burst_share(const struct burst_pool *p, double amount, double far, bool hit);
/* What the subject would have brought in (see burst_seen) if the part had stood up to 5 s earlier or later, every 0.1 s;
 * negative: there is no such time. */
void burst_move(const struct burst_crowd *b, uint32_t subject, const struct burst_part *k, uint32_t delay,
                float ret[static BURST_MOVES]);

/* How what leaves follows from what comes in. */
struct burst_fit {
    uint8_t block, add; /* a packet has so many bytes more and is filled up to a block; 0: what it has more varies ... */
    uint8_t vary;       /* ... by so much, times the square root of their number */
    uint8_t record;     /* each message has so many bytes more */
    float ratio;        /* not 0: the copy is smaller (or larger) by a factor that varies by this share */
};
enum { BURST_RECORDS = 3, BURST_FITS = 27, BURST_RATIOS = BURST_RECORDS };
extern const uint8_t burst_records[BURST_RECORDS];
/* All fits of overheads, record aside, and those of ratios. */
struct burst_fit burst_fit_of(bool ratio, uint32_t place);
/* "The candidate's bursts hold what the subject brought in, with this fit", and what speaks for it so far. */
struct burst_hypothesis {
    uint32_t subject, delay, pool;
    struct burst_fit fit;
    double level, log10_tried;
    double log_e[SIZE_VIEWS]
                [SIZE_BETS]; /* the two views, as in correlate_evidence.c: given all times, and with those of bursts */
    uint32_t matched, tried;
    double packets, whole; /* in parts that fit; that came in meanwhile */
    struct burst_since since;
    struct burst_news news;
};

/* One hypothesis, the parts of this window that it is asked, and what it came to. */
struct burst_test {
    const struct burst_crowd *b;
    struct burst_hypothesis *h;
    struct burst_part *list;
    uint32_t count;
    double most; /* decades of evidence, at most */
    uint32_t certain_tick;
};
/* What the evidence would be if every amount that fits were as rare as can be; 0 when too few fit. */
double burst_promise(const struct burst_test *t);
/* Ask the parts; what they say stays in t->h. `enough` as in struct burst_question. */
struct burst_verdict burst_test(struct burst_test *t, double enough);

/* What came in with each packet filled up, into `filled` of all parts. */
void burst_fill(const struct burst_crowd *b, const struct burst_fit *f, struct burst_part *list, uint32_t count);
/* The overhead a packet, or the natural logarithm of the factor, that the parts agree on best, near `about`. */
double burst_level(const struct burst_fit *f, const struct burst_part *list, uint32_t count, double about);
/* How far what left is from what it should be, and how far it may be, both in bytes that came in. */
double burst_deviation(const struct burst_fit *f, double level, const struct burst_part *k, double *ret_far);
/* What the subject brought in from `from` (exclusive) to `to` (inclusive): bytes and packets, into k->in and k->packets. */
void burst_came_in(const struct burst_crowd *b, uint32_t subject, int64_t from, int64_t to, struct burst_part *k);

/* correlate_telling.c: note what the window tells of its subjects. `pool`, `runs`: of all of them. */
void telling_window(struct correlate *x, const struct size_crowd *c, const struct burst_crowd *b, const struct size_profile *pool,
                    const struct size_runs *runs);

/* Amounts with the nominal overhead a packet. */
static inline double burst_seen(const struct burst_part *k)
{
    return k->in + BURST_NOMINAL * k->packets;
}

#endif
