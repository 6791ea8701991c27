/* Volume over time, for copies that no content can show: how much each subscriber brought into an element, and how much left it
 * by conversations that nothing explains. At the end of every window the second is held against the first (see correlate.h). */
#ifndef CUSTOS_BALANCE_VOLUME_H
#define CUSTOS_BALANCE_VOLUME_H

#include <stdbool.h>
#include <stdint.h>

#include "balance/activity.h"
#include "balance/correlate.h"
#include "balance/messages.h"
#include "balance/sizes.h"
#include "balance/volume_series.h"
#include "base/addr.h"
#include "base/prefetch.h"
#include "table/index.h"

/* A subscriber at an element. */
struct volume_subject {
    struct ip_addr addr;
    uint32_t element;
};

/* What had left, and when. */
struct volume_mark {
    int64_t ns;
    uint64_t packets, bytes;
};

/* A conversation that nothing explains. */
struct volume_candidate {
    uint32_t element; /* that it leaves */
    struct messages messages;
    uint64_t packets, bytes;    /* that left before the present window of activity */
    struct volume_mark mark[2]; /* when the window of messages before this one began, and this one */
};

struct volume {
    struct activity subjects, candidates;
    struct sizes packets, messages;               /* subscribers' by their number, conversations' likewise */
    struct sizes packets_before, messages_before; /* the window before */
    struct correlate *correlate;                  /* owned */
    struct index index;                           /* of list; values are positions plus one */
    struct volume_subject *list;                  /* owned, of room subjects */
    uint32_t count, room;
    uint32_t candidate_count, candidate_room;
    struct volume_candidate *candidate; /* owned, of candidate_room */
    struct volume_series *series;       /* owned, VOLUME_SERIES_KEPT: of candidates that are copies */
    uint64_t refused;                   /* subscribers and conversations beyond the room */
    uint64_t windows, windows_skipped;  /* evaluated; not for want of memory */
};

bool volume_init(struct volume *v, size_t memory_bytes) MUST_USE;
void volume_done(struct volume *v);

/* See correlate_crew. */
static inline void volume_crew(struct volume *v, const struct crew *crew)
{
    correlate_crew(v->correlate, crew);
}

/* The subscriber's number plus one, made when new; 0 when there is no room. */
uint32_t volume_subject(struct volume *v, uint32_t element, const struct ip_addr *a);
/* Ask for what that needs of memory first; and when that is there, for what it leads to. */
void volume_subject_prefetch(const struct volume *v, uint32_t element, const struct ip_addr *a);
void volume_subject_draw(const struct volume *v, uint32_t element, const struct ip_addr *a);
/* A new candidate's number plus one; 0 when there is no room. */
uint32_t volume_candidate(struct volume *v, uint32_t element);

/* A packet of a subscriber came in: `size` is its length from its IP header on. `subject` as given by volume_subject, not 0. */
static inline void volume_packet(struct volume *v, uint32_t subject, int64_t time_ns, uint32_t size)
{
    if (size) sizes_add(&v->packets, subject - 1, time_ns, size < UINT16_MAX ? (uint16_t)size : UINT16_MAX);
}

/* `subject` and `candidate` as given by the two above, not 0. */
static inline void volume_entered(struct volume *v, uint32_t subject, bool from_subscriber, int64_t time_ns, uint32_t packets,
                                  uint32_t bytes)
{
    activity_add(&v->subjects, 2 * (subject - 1) + (from_subscriber ? 0 : 1), time_ns, packets, bytes);
}

static inline void volume_prefetch(const struct volume *v, uint32_t subject, bool from_subscriber)
{
    prefetch_write(&v->subjects.series[2 * (subject - 1) + (from_subscriber ? 0 : 1)]);
    prefetch_write(&v->packets.series[subject - 1]);
}

/* And when that is there, for what it leads to. */
static inline void volume_prefetch_ends(const struct volume *v, uint32_t subject, bool from_subscriber)
{
    chunk_prefetch_end(&v->subjects.chunks, &v->subjects.series[2 * (subject - 1) + (from_subscriber ? 0 : 1)].older);
    chunk_prefetch_end(&v->packets.chunks, &v->packets.series[subject - 1].stored);
}

static inline void volume_left(struct volume *v, uint32_t candidate, int64_t time_ns, uint32_t packets, uint32_t bytes,
                               const struct stack *s)
{
    activity_add(&v->candidates, candidate - 1, time_ns, packets, bytes);
    messages_of(&v->candidate[candidate - 1].messages, s, time_ns, &v->messages, candidate - 1);
}

/* The curves of a candidate that was found to be a copy, borrowed; NULL when there are none. `candidate` not 0. */
const struct volume_series *volume_series_of(const struct volume *v, uint32_t candidate);

/* An element's subscribers that conversations were compared with by sizes and sums, and of how many of them traffic was unlike
 * others' enough to tell a copy, see enum correlate_telling. */
struct volume_telling {
    uint32_t subscribers, by_sizes, by_sums;
};
struct volume_telling volume_telling(const struct volume *v, uint32_t element);

/* Evaluate the window when it is full; cheap otherwise. `end`: evaluate what there is. */
void volume_turn(struct volume *v, int64_t time_ns, bool end);

#endif
