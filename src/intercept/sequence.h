/* Sequence numbers of delivered PDUs: what is missing, repeated, started anew.
 *
 * HI2/HI3 (TS 102 232-1 cl. 5.2.7): a counter per LIID and communication (CIN), separate for IRI and for CC; notices have their
 * own, and so have integrity checks (by what they check and how). What is encrypted does not show whether it is IRI or CC: two
 * counters may be interleaved there. Counters belong to a destination: the same product delivered to two places is not a
 * repetition.
 *
 * X2/X3 (TS 103 221-2 cl. 5.3.9): senders differ in what shares a counter (all of a connection, each PDU type of it, each XID,
 * each XID and type, each XID, type and correlation). All are tried side by side per connection, and only what contradicts every
 * one of them counts.
 *
 * Memory is fixed: the counters longest unused are forgotten, and start anew without complaint. */
#ifndef CUSTOS_INTERCEPT_SEQUENCE_H
#define CUSTOS_INTERCEPT_SEQUENCE_H

#include <stddef.h>

#include "base/macros.h"
#include "intercept/event.h"

struct sequence_tracker; /* opaque */

struct sequence_step {
    uint32_t missing; /* numbers skipped right before this event */
    uint32_t
        repeated; /* a number that was delivered before (0 or 1: told with the next event, once that shows it was no restart) */
    uint32_t recovered; /* 1: a number reported missing before came late */
    bool reset;         /* the counter started anew (restart of the sender, CIN reset, new connection) */
    bool excused; /* missing, but the capture lost bytes of the stream since the counter's last event: perhaps not the sender's
                     doing */
};

struct sequence_counts {
    uint64_t events, missing, excused, repeated, recovered, resets; /* missing: without excused ones */
};

/* `max_counters` 0: 65536 (64 bytes each). */
struct sequence_tracker *sequence_tracker_new(size_t max_counters, uint64_t hash_seed) MUST_USE;
void sequence_tracker_free(struct sequence_tracker *t); /* accepts NULL */

/* Take the next event in order of capture. Events without sequence number, keepalives, UNKNOWN ones and those of additional XIDs
 * step nothing. */
struct sequence_step sequence_add(struct sequence_tracker *t, const struct intercept_event *e);

const struct sequence_counts *sequence_counts(const struct sequence_tracker *t);

#endif
