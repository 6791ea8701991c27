/* Integrity checks of HI2/HI3 recomputed: hashes and signatures over delivered PDUs (TS 102 232-1 cl. 7.2.3).
 *
 * A hash covers the whole PDUs that it lists, one behind the other in the order listed, of its LIID, communication and kind of
 * data. A signature covers integrity checks in the same way. Senders put a check on the wire before the last PDU that it covers,
 * too: then it is decided when that comes. What a check covers must be kept until then: in fixed memory, oldest first; a check
 * whose PDUs were not seen or no longer kept stays undecided, as does one with a number that several different PDUs bear. */
#ifndef CUSTOS_INTERCEPT_INTEGRITY_H
#define CUSTOS_INTERCEPT_INTEGRITY_H

#include "intercept/event.h"
#include "intercept/integrity_keys.h"

enum integrity_outcome {
    INTEGRITY_VERIFIED,
    INTEGRITY_FAILED,
    INTEGRITY_MISSING,   /* PDUs that it covers were not seen, or no longer kept */
    INTEGRITY_AMBIGUOUS, /* it failed, but a number is borne by several PDUs */
    INTEGRITY_UNKNOWN,   /* an algorithm or a form that is not understood, or too much is covered */
    INTEGRITY_NO_KEY,    /* a signature without a public key */
    INTEGRITY_OUTCOMES
};

enum { INTEGRITY_PROOFS = 7, INTEGRITY_MIXED = 0xfe };

struct integrity_result {
    enum integrity_outcome outcome;
    bool signature;
    uint8_t of;          /* IRI 1 CC 2 ILHI 3 */
    uint8_t content_tag; /* of the PDUs that it covers (as in the event); INTEGRITY_MIXED; of signatures over checks 0 */
    uint32_t covers;     /* how many */
    const struct intercept_event *check;      /* the PDU that holds it; borrowed for the call; its `pdu` is empty */
    struct frame_ref proof[INTEGRITY_PROOFS]; /* frames of PDUs that it covers */
    unsigned proof_count;
};

typedef void integrity_result_fn(void *ctx, const struct integrity_result *r);

struct integrity_tracker; /* opaque */

/* `keys` is borrowed. Results come in calls of `fn`, each check's once, during take or flush. NULL without memory. */
struct integrity_tracker *integrity_tracker_new(size_t memory_bytes, uint64_t seed, const struct integrity_keys *keys,
                                                integrity_result_fn *fn, void *ctx) MUST_USE;
void integrity_tracker_free(struct integrity_tracker *t); /* accepts NULL */

/* The next event in order of capture. Only those of HI with their PDU at hand matter. */
void integrity_take(struct integrity_tracker *t, const struct intercept_event *e);

/* End of input: checks that still wait are undecided. */
void integrity_flush(struct integrity_tracker *t);

#endif
