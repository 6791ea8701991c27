/* Proofs from tiles on the disk: hashes of any complete subtree, and of them the roots, the inclusion and the consistency proofs
 * of RFC 6962 sections 2.1.1 and 2.1.2. Whoever gets one checks it by verify/merkle.h. */
#ifndef CUSTOS_LEDGER_PROVER_H
#define CUSTOS_LEDGER_PROVER_H

#include "ledger/tiles.h"

struct prover; /* a tree of a given size, read from its tiles; opaque */

/* Both are borrowed for the tree's life. */
enum err prover_new(const struct files *s, struct hasher *h, uint64_t size, struct prover **ret, struct fault *f) MUST_USE;
void prover_free(struct prover *t); /* accepts NULL */

enum err prover_root(struct prover *t, struct hash *ret, struct fault *f) MUST_USE;
/* Of leaf `index` in the whole tree, from the leaf upwards. ERR_INVALID: it has no such leaf. */
enum err prover_inclusion(struct prover *t, uint64_t index, struct hash ret[static MERKLE_PROOF_MAX], size_t *ret_count,
                          struct fault *f) MUST_USE;
/* That its first `old_size` leaves are the tree of that size; nothing for old_size 0. ERR_INVALID: it is smaller. */
enum err prover_consistency(struct prover *t, uint64_t old_size, struct hash ret[static MERKLE_PROOF_MAX], size_t *ret_count,
                            struct fault *f) MUST_USE;

#endif
