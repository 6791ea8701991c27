/* TCP streams: segments of one direction in, its bytes in order out (RFC 9293 cl. 3.4, 3.10).
 *
 * Each direction of a connection is a stream of its own, named by its five-tuple, sender to receiver. Bytes are numbered by a
 * 64-bit offset from the first one seen. A consumer gets them in order; what it does not use is kept and shown to it again with
 * more behind it, so a protocol on top needs no buffer of its own. In-order segments whose bytes are all used are neither copied
 * nor allocated for.
 *
 * Of overlapping segments the bytes seen first win. A stream may be joined in its middle. Missing bytes are waited for until
 * enough data waits behind them, in bytes or in seconds of capture time; then, or at a flush, the consumer is told of the gap.
 * Bytes that the capture did not keep (a snapped segment) are a gap at once.
 *
 * Protocols that stand on others (HTTP on TLS on TCP) pass on offsets of their own and find the frames by stream_frame_at. */
#ifndef CUSTOS_TRACK_STREAM_H
#define CUSTOS_TRACK_STREAM_H

#include <stdbool.h>

#include "base/addr.h"
#include "base/bytes.h"
#include "base/frame.h"
#include "base/macros.h"
#include "proto/tcp.h"

struct tcp_segment {
    struct five_tuple flow; /* sender to receiver */
    uint32_t seq;           /* of the first payload byte (SYN counts one before it); a bare SYN's own number is understood too */
    uint8_t flags;          /* enum tcp_flags */
    struct bytes payload;   /* captured part */
    uint32_t wire_len;      /* payload length on the wire; larger than payload.len in snapped captures */
    int64_t time_ns;
    struct frame_ref ref;
    bool deciphered; /* not on the wire like this: out of a TLS session, numbered from an arbitrary start */
};

struct streams; /* the table; opaque */
struct stream;  /* one direction; opaque, owned by the table */

enum stream_end {
    STREAM_FINISHED, /* FIN reached, RST, or the ports were used again */
    STREAM_EVICTED,  /* the table was full */
    STREAM_FLUSHED   /* end of input; a stream may still go on behind it */
};

/* Called from within streams_segment and streams_flush; must not call those. Any but `data` may be NULL. */
struct stream_consumer {
    /* Bytes in order, the first of them at stream offset `offset`. Returns how many are used up (at most data.len); the rest
     * comes again, with more behind it, unless a gap or the end comes first. `data` is borrowed for the call. */
    size_t (*data)(void *ctx, struct stream *s, struct bytes data, uint64_t offset);
    /* `lost` bytes are missing behind `kept`, the bytes from `offset` on that were not used up: neither comes again. `lost` is 0
     * when only those kept were dropped, for memory. */
    void (*gap)(void *ctx, struct stream *s, struct bytes kept, uint64_t offset, uint64_t lost);
    /* Nothing more comes behind `kept`. Called once per end; the stream's state is zeroed afterwards unless STREAM_FLUSHED. */
    void (*end)(void *ctx, struct stream *s, struct bytes kept, uint64_t offset, enum stream_end why);
};

struct stream_limits {
    size_t memory_bytes; /* for all streams' waiting bytes together; 0: 64 MiB. Longest idle streams lose theirs first */
    size_t max_streams;  /* 0: 16384. Longest idle streams go first */
    size_t keep_bytes;   /* of one stream, unused by its consumer; 0: a half of memory_bytes */
    size_t gap_bytes;    /* give a gap up when this much waits behind it; 0: 256 KiB */
    int64_t gap_ns;      /* or when it has been waited for this long; 0: 10 s */
    size_t state_size;   /* of the consumer's own state per stream, zeroed at the start */
    uint64_t hash_seed;  /* secret, so that nobody can choose tuples that collide; 0: none */
};

struct stream_counts {
    uint64_t streams, segments, bytes;                         /* bytes: delivered in order */
    uint64_t out_of_order, retransmitted, overlaps, conflicts; /* conflicts: overlaps with other bytes than those seen first (as
                                                                  far as those are still held) */
    uint64_t gaps, lost_bytes, probes, resets, evicted,
        shed; /* shed: times that a stream's waiting bytes were dropped for memory */
};

struct streams *streams_new(const struct stream_limits *limits, const struct stream_consumer *consumer, void *ctx) MUST_USE;
void streams_free(struct streams *t); /* accepts NULL; calls nobody */

void streams_segment(struct streams *t, const struct tcp_segment *g);

/* Give up all gaps, deliver what is behind them, end every stream; longest idle first. */
void streams_flush(struct streams *t);

const struct stream_counts *streams_counts(const struct streams *t);
size_t streams_memory(const struct streams *t); /* bytes held for waiting data now */

/* Of one stream, for its consumer. */
void *stream_state(struct stream *s); /* state_size bytes, aligned for any type */
const struct five_tuple *stream_flow(const struct stream *s);
bool stream_joined(const struct stream *s); /* its start was not seen */

/* The frame that brought the byte at `offset`, for offsets not yet used up (during `data`: of its bytes). */
struct stream_frame {
    uint64_t offset; /* of the frame's first byte */
    int64_t time_ns;
    struct frame_ref ref;
};

struct stream_frame stream_frame_at(const struct stream *s, uint64_t offset);

#endif
