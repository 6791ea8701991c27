/* IPv4 and IPv6 fragment reassembly in bounded memory (RFC 791, 815, 8200 cl. 4.5; overlaps: RFC 5722, the first bytes seen win
 * and the overlap is counted). */
#ifndef CUSTOS_TRACK_REASSEMBLY_H
#define CUSTOS_TRACK_REASSEMBLY_H

#include "base/frame.h"
#include "proto/stack.h"

struct reassembly; /* opaque */

struct reassembly_limits {
    size_t memory_bytes; /* for all datagrams together; 0: 16 MiB, less than 512 KiB is raised to it. Oldest incomplete ones go
                            first */
    int64_t timeout_ns;  /* 0: 30 s of capture time */
};

enum { REASSEMBLY_NESTED = 4 };  /* so many datagrams, each found inside the one before, stay readable together */
enum { REASSEMBLY_FRAMES = 64 }; /* frames of one datagram that are kept by name; more are still counted */

/* A datagram that is complete, or given up. */
struct reassembled {
    const uint8_t *data; /* payload of the IP packet; borrowed until the next call that takes the reassembly, except to add a
                            fragment found inside it */
    uint32_t cap_len, wire_len;
    uint32_t frame_count; /* fragments, duplicates included */
    uint64_t frame_bytes; /* their on-wire frame lengths together */
    struct frame_ref frames[REASSEMBLY_FRAMES];
    bool complete;   /* else `data` is what was captured without a hole from the start; nothing when it was evicted */
    bool duplicate;  /* these frames only repeat fragments of a datagram that was given back complete shortly before */
    uint64_t cookie; /* of the first fragment seen, see reassembly_add */
};

struct reassembly_counts {
    uint64_t fragments;   /* taken */
    uint64_t datagrams;   /* completed */
    uint64_t incomplete;  /* given up by time or at the end of input */
    uint64_t overlaps;    /* fragments that cover bytes seen before with others, or contradict the datagram's end */
    uint64_t oversized;   /* fragments that reach beyond 65,535 bytes; not taken into the datagram */
    uint64_t evicted;     /* datagrams given up for memory */
    uint64_t duplicates;  /* fragments that repeat bytes seen before */
    uint64_t lost_frames; /* frames of datagrams given up that reassembly_expire was not called for in time */
};

struct reassembly *reassembly_new(const struct reassembly_limits *limits) MUST_USE;
void reassembly_free(struct reassembly *r); /* accepts NULL */

/* Take the fragment on which `s` stopped (STACK_FRAGMENT, before stack_resume). Returns true and fills `ret` when it completes
 * its datagram. `scope` keeps apart what was seen at different taps and directions (the same datagram passes several). `cookie`
 * is the caller's; the first fragment's is given back. */
bool reassembly_add(struct reassembly *r, const struct stack *s, const struct frame *frame, uint64_t scope, uint64_t cookie,
                    struct reassembled *ret);

/* Give up one datagram that is past its timeout at `now_ns` (CLOCK_NONE: any, at the end of input); evicted ones come first.
 * False when there is none left. If it is not called, only the latest of the evicted are kept for it. */
bool reassembly_expire(struct reassembly *r, int64_t now_ns, struct reassembled *ret);

const struct reassembly_counts *reassembly_counts(const struct reassembly *r);

#endif
