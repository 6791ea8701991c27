/* TLS sessions whose secrets are at hand: segments in, what they carry in clear out (RFC 8446, RFC 5246).
 *
 * The start of a session must be in the capture: its hellos name the session and its cipher. Both directions are needed for that,
 * in any order. Early data (0-RTT), renegotiation and suites without AEAD are not opened. */
#ifndef CUSTOS_INTERCEPT_TLS_SESSION_H
#define CUSTOS_INTERCEPT_TLS_SESSION_H

#include "intercept/tls_secrets.h"
#include "track/stream.h"

struct tls_tracker; /* opaque */

struct tls_limits {
    size_t memory_bytes; /* for all sessions together; 0: 16 MiB. Oldest idle ones go first. One is known per 8 KiB */
    uint64_t hash_seed;  /* see track/stream.h */
};

/* Totals that coverage shows. */
struct tls_counts {
    uint64_t records, bytes; /* application data in clear */
    uint64_t missed_bytes; /* of encrypted records that were not opened though there are secrets, or are missing in the capture */
};

/* Application data of one direction in order, once for each record, as a TCP segment would have brought it in clear. Time and
 * frame are those of the record's last byte. Bytes that are missing are a segment of this length without payload. `mark` is the
 * receiver's own, false at the start of each session; until it is set each segment begins a stream (TCP_SYN) and none is missing.
 */
typedef void tls_clear_fn(void *ctx, const struct tcp_segment *clear, bool *mark);

/* The content of a record of the handshake of TLS 1.3 that was encrypted; messages may go on in the next one. All of it is
 * borrowed for the call. */
struct tls_handshake_part {
    const struct five_tuple *flow; /* from the end that sent it */
    const uint8_t *random;         /* the client's: of which session it is */
    struct bytes content;
    bool gap; /* something is missing between the one before and this */
};
typedef void tls_handshake_fn(void *ctx, const struct tls_handshake_part *h);

/* `secrets` is borrowed. */
struct tls_tracker *tls_tracker_new(const struct tls_limits *limits, struct tls_secret_store *secrets, tls_clear_fn *fn,
                                    void *ctx) MUST_USE;
void tls_tracker_free(struct tls_tracker *t); /* accepts NULL; zeroises */

/* From now on tell of handshakes too; same `ctx` as of what is in clear. */
void tls_tracker_observe(struct tls_tracker *t, tls_handshake_fn *fn);

/* False: nothing is or will be had from this direction, which is no TLS, or has no (fitting) secrets. */
bool tls_tracker_segment(struct tls_tracker *t, const struct tcp_segment *g) MUST_USE;

/* End of input: gaps still waiting are given up, what follows them is opened. */
void tls_tracker_flush(struct tls_tracker *t);

const struct tls_counts *tls_tracker_counts(const struct tls_tracker *t);

#endif
