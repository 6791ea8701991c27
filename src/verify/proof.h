/* Offline proofs of logging (C2SP tlog-proof): where an entry stands, its siblings up to the root, and a checkpoint. */
#ifndef CUSTOS_VERIFY_PROOF_H
#define CUSTOS_VERIFY_PROOF_H

#include "verify/merkle.h"
#include "verify/span.h"

struct proof {
    uint64_t index;
    struct hash hashes[MERKLE_PROOF_MAX]; /* from the leaf's sibling upwards */
    size_t count;
    struct span extra;      /* base64, not vouched for by anybody; empty when there is none */
    struct span checkpoint; /* a whole signed note; borrowed */
};

bool proof_parse(struct span text, struct proof *ret);

#endif
