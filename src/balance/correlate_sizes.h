/* Copies whose messages keep the sizes of the packets they carry, plus a constant and perhaps rounded up to a block: WireGuard,
 * OpenVPN, IPsec, DTLS, TLS records, XOR. A few dozen packets of unlike size are enough, whatever the time they take; see
 * correlate_evidence.c for the test. Results are those of `struct correlate`. */
#ifndef CUSTOS_BALANCE_CORRELATE_SIZES_H
#define CUSTOS_BALANCE_CORRELATE_SIZES_H

#include "balance/correlate.h"
#include "balance/sizes.h"

struct correlate_sizes_input {
    const struct sizes *candidates, *subjects;
    const struct sizes *candidates_before, *subjects_before; /* the window before this one; NULL: there was none */
    correlate_skip_fn *skip;                                 /* may be NULL */
    /* What has left by a candidate's conversation in frames until `until_ns`, all in all. */
    void (*left)(void *ctx, uint32_t candidate, int64_t until_ns, uint64_t *ret_packets, uint64_t *ret_bytes);
    void *ctx;
};

/* Evaluate one window: every candidate with every subject, by series of the same number. What is new is looked for in this
 * window and the one before it; what is promising goes on in the next one with the evidence that it has gathered, and is not
 * asked again what it was asked before. False when memory for the window could not be had: nothing was evaluated. */
bool correlate_sizes_window(struct correlate *x, const struct correlate_sizes_input *in) MUST_USE;

#endif
