/* Finds LI product inside TCP by content, on any port, and turns it into intercept events.
 *
 * The caller asks intercept_sniff for every payload of a TCP conversation that is not yet known as LI; once it says yes, all later segments
 * of that direction go to intercept_segment, which reassembles and decodes. */
#ifndef CUSTOS_INTERCEPT_TRACKER_H
#define CUSTOS_INTERCEPT_TRACKER_H

#include <stddef.h>

#include "base/bytes.h"
#include "intercept/event.h"

struct intercept_tracker; /* opaque */

struct intercept_limits {
    size_t memory_bytes; /* for all streams together; 0: 64 MiB. Oldest idle streams go first */
};

struct tcp_segment {
    struct five_tuple flow; /* sender to receiver */
    uint32_t seq;           /* of the first payload byte (SYN counts one before it) */
    uint8_t flags;          /* TCP flags octet */
    struct bytes payload;   /* captured part */
    uint32_t wire_len;      /* payload length on the wire; larger than payload.len in snapped captures */
    int64_t time_ns;
    struct frame_ref ref;
};

/* Totals that coverage shows. */
struct intercept_counts {
    uint64_t streams, pdus, gaps, lost_bytes, resynchronised, skipped_bytes, malformed_pdus, evicted_streams;
};

struct intercept_tracker *intercept_tracker_new(const struct intercept_limits *limits, intercept_event_fn *fn, void *ctx);
void intercept_tracker_free(struct intercept_tracker *t); /* accepts NULL */

/* Does an LI PDU start in this payload? `deep` also searches behind the first byte (a capture that starts mid-PDU). Pure, cheap when
 * not deep: a few compares. */
bool intercept_sniff(struct bytes payload, bool deep);

/* What the segment carried, for the accounts: bytes of PDUs completed by it are reported through events before this returns. */
void intercept_segment(struct intercept_tracker *t, const struct tcp_segment *s);

/* End of input: gaps still waiting are given up, what follows them is decoded. */
void intercept_flush(struct intercept_tracker *t);

const struct intercept_counts *intercept_counts(const struct intercept_tracker *t);

#endif
