/* Copies whose content matches nothing (encrypted, compressed, XORed, re-framed): found by when and how much, not by what.
 *
 *   candidate  an egress conversation that is not accounted for, or is maintenance or delivery: one series of activity
 *   subject    a subscriber's traffic as it entered the element: series 2k what he sent, 2k + 1 what was sent to him
 *
 * A candidate is a copy when its volume over time repeats the subject's at a lag so well that its short stretches, moved
 * independently by small amounts, would hardly ever do so by chance, and better than at any other lag. See correlate_shape.c and
 * correlate_amounts.c for the test and its sources, doc/detection.md for what it can and cannot see. No randomness: equal input,
 * equal result. */
#ifndef CUSTOS_BALANCE_CORRELATE_H
#define CUSTOS_BALANCE_CORRELATE_H

#include <stdbool.h>
#include <stdint.h>

#include "balance/activity.h"
#include "base/clock.h"
#include "base/crew.h"
#include "base/macros.h"

enum { CORRELATE_SUBJECTS = 8 };

/* log10 of the share of innocent pairs that are accused at most, as far as it was measured (doc/detection.md). */
#define CORRELATE_CHECKED (-6.0)

enum correlate_verdict {
    CORRELATE_UNSEEN,   /* never evaluated */
    CORRELATE_SPARSE,   /* too little traffic to judge by its shape */
    CORRELATE_NOTHING,  /* follows nobody significantly */
    CORRELATE_EVERYONE, /* follows the whole load (flow export, signalling, name service), not particular subscribers */
    CORRELATE_TRACE,    /* follows subscribers, but with a volume that no copy of them can have */
    CORRELATE_COPY
};

enum correlate_direction { CORRELATE_BOTH, CORRELATE_FROM, CORRELATE_TO }; /* of the subscriber */

struct correlate_options {
    double level;         /* expected false alarms of a whole run, all pairs tried, by volume; 0: 1e-6 */
    double sizes_level;   /* the same by sizes; 0: 1e-2 */
    double pair_level;    /* and of one pair; 0: 1e-6 */
    uint32_t min_packets; /* of a candidate in a window; 0: 60 */
    uint32_t min_bins;    /* of 8.4 ms in which it was active; 0: 20 */
    uint32_t subjects;    /* of which correlate_tells is asked; 0: of nobody */
};

struct correlate_result {
    enum correlate_verdict verdict;
    enum correlate_direction direction;
    bool by_packets;                       /* the packets' shape was clearer than the bytes' */
    bool by_sizes;                         /* told by the sizes of messages, see correlate_sizes.h */
    bool by_bursts;                        /* ... or rather by what its bursts hold, see correlate_bursts.h */
    int32_t overhead;                      /* by_sizes: a message is so many bytes larger than the packet ... */
    uint32_t block;                        /* ... or up to block - 1 more */
    double ratio;                          /* by_bursts: or what leaves is larger by this factor, if it is not 1 */
    uint32_t subject_count;                /* strongest first; 0 unless verdict is TRACE or COPY */
    uint32_t subjects[CORRELATE_SUBJECTS]; /* k of series 2k, 2k + 1 */
    double correlation;                    /* Pearson's of the square roots of volume per bin, at that bin and lag;
                                              by_sizes: share of the messages that match */
    double log10_p;                        /* corrected for everything tried in the run */
    double log10_p_pair;                   /* corrected for what was tried with one pair (or sum) */
    double distinct;                       /* how far the lag stands out from the next best one, in standard deviations */
    int64_t lag_ns, bin_ns;
    uint64_t pairs;          /* tried in the run so far */
    uint64_t packets, bytes; /* the candidate's in that window */
    uint64_t subject_packets, subject_bytes;
    uint64_t matched_packets, matched_bytes; /* the candidate's while the subjects were active, lag considered */
    int64_t first_ns, last_ns;
    /* how much had left, and when, as it became certain; smaller copies like this one would not have been seen */
    uint64_t detected_packets, detected_bytes;
    int64_t detected_ns;
    int64_t largest_delay_ns; /* beyond which this window would not have shown it */
};

struct correlate; /* opaque; owned by whoever called correlate_new */

/* Pairs that need no test, for instance because the candidate is one of the subject's own conversations. May be asked by several
 * threads at once, see correlate_crew. */
typedef bool correlate_skip_fn(void *ctx, uint32_t candidate, uint32_t subject);

/* Results for `candidates` candidates. NULL when the kernel gives no memory. */
struct correlate *correlate_new(uint32_t candidates, const struct correlate_options *o) MUST_USE;
void correlate_free(struct correlate *x); /* accepts NULL */

/* From now on share windows with these; borrowed; NULL: with nobody. */
void correlate_crew(struct correlate *x, const struct crew *crew);

/* Evaluate one window: every candidate with every subject, singly and in sums. The strongest result of all windows is kept.
 * `skip` may be NULL. False when memory for the window could not be had: nothing was evaluated. */
bool correlate_window(struct correlate *x, const struct activity *candidates, const struct activity *subjects,
                      correlate_skip_fn *skip, void *ctx) MUST_USE;

/* What would tell a copy of a subject: how unlike everybody's his traffic was in the windows that were evaluated by sizes. */
enum correlate_telling {
    CORRELATE_ACTIVE = 1,   /* there was some */
    CORRELATE_BY_SIZES = 2, /* sizes enough of its own to tell a copy whose messages keep them (tunnels, TLS records) */
    CORRELATE_BY_SUMS = 4   /* amounts between pauses enough of its own to tell one that keeps only sums (SSH, batches) */
};
/* Which of these hold, as bits. */
unsigned correlate_tells(const struct correlate *x, uint32_t subject);

/* Borrowed until the next call with `x`. */
const struct correlate_result *correlate_result(const struct correlate *x, uint32_t candidate);

#endif
