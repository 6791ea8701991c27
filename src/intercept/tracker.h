/* Finds LI product and X1 control inside TCP by content, on any port, and turns them into intercept events.
 *
 * The caller asks intercept_sniff for every payload of a TCP conversation that is not yet known as LI; once it says yes, all
 * later segments of that direction go to intercept_segment, which reassembles and decodes. The same goes for
 * intercept_sniff_control, which should be asked only where X1 may be: most HTTP is none. */
#ifndef CUSTOS_INTERCEPT_TRACKER_H
#define CUSTOS_INTERCEPT_TRACKER_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/macros.h"
#include "intercept/event.h"
#include "intercept/pdu.h"
#include "track/stream.h" /* struct tcp_segment */

struct containers;
struct intercept_tracker; /* opaque */

struct intercept_limits {
    size_t memory_bytes; /* for all streams together; 0: 64 MiB. Oldest idle streams go first. One stream is known per 4 KiB */
    uint64_t hash_seed;  /* see track/stream.h */
    struct containers *containers; /* borrowed: opens encryption containers; NULL: they stay closed */
};

/* Totals that coverage shows. */
struct intercept_counts {
    uint64_t streams, pdus, gaps, lost_bytes, resynchronised, skipped_bytes, malformed_pdus, evicted_streams;
    uint64_t broken_off; /* of malformed_pdus: what follows a whole PDU, with nothing missing in between, is none */
};

struct intercept_tracker *intercept_tracker_new(const struct intercept_limits *limits, intercept_event_fn *fn,
                                                void *ctx) MUST_USE;
void intercept_tracker_free(struct intercept_tracker *t); /* accepts NULL */

/* From now on tell of each PDU too. */
void intercept_observe(struct intercept_tracker *t, li_pdu_fn *fn, void *ctx);

/* Does an LI PDU start in this payload? `deep` also searches behind the first byte (a capture that starts mid-PDU; about a
 * nanosecond a byte). Pure, cheap when not deep: a few compares. The PDU's header must be in the payload: HI2/HI3 up to the OID,
 * X2/X3 whole. An X2/X3 keepalive is a yes too, but the tracker holds its event back until a second PDU follows. */
bool intercept_sniff(struct bytes payload, bool deep);

/* Is this datagram, in UDP, product of an interception? Pure, cheap. */
bool intercept_sniff_datagram(struct bytes payload);

/* Does HTTP start here in which X1 may be found: a message of HTTP/1.1, or a connection of HTTP/2? */
bool intercept_sniff_control(struct bytes payload);

/* What the segment carried, for the accounts: bytes of PDUs completed by it are reported through events before this returns. A
 * segment seen twice (two taps) is a retransmission. A PDU that names additional XIDs gives one event for each of them. */
void intercept_segment(struct intercept_tracker *t, const struct tcp_segment *s);

/* One that intercept_sniff_datagram says is: told as PDU and event, once (another tap may have seen it too). Of `g` sequence
 * number and flags are not looked at. */
void intercept_datagram(struct intercept_tracker *t, const struct tcp_segment *g);

/* End of input: gaps still waiting are given up, what follows them is decoded. */
void intercept_flush(struct intercept_tracker *t);

const struct intercept_counts *intercept_counts(const struct intercept_tracker *t);

#endif
