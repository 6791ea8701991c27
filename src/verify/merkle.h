/* The Merkle tree of RFC 6962 section 2.1 with SHA-256, and the two proofs as RFC 9162 sections 2.1.3.2 and 2.1.4.2 check them. A
 * proof does not bind the size of its tree: sizes must come from a signed checkpoint. */
#ifndef CUSTOS_VERIFY_MERKLE_H
#define CUSTOS_VERIFY_MERKLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct hash {
    uint8_t octets[32];
};
_Static_assert(sizeof(struct hash) == 32, "an array of hashes is an array of octets");

enum { MERKLE_PROOF_MAX = 64 }; /* hashes in a proof: a level of the tree each */

static inline bool hash_equal(const struct hash *a, const struct hash *b)
{
    return memcmp(a->octets, b->octets, sizeof a->octets) == 0;
}

void merkle_empty(struct hash *ret); /* of the tree without leaves */
void merkle_leaf(const void *data, size_t len, struct hash *ret);
void merkle_node(const struct hash *left, const struct hash *right, struct hash *ret);

/* Is `leaf` the leaf `index` of the tree of `size` leaves with that root? `proof`: siblings from the leaf upwards. */
bool merkle_included(uint64_t index, uint64_t size, const struct hash *leaf, const struct hash *proof, size_t count,
                     const struct hash *root);

/* Do the first `old_size` leaves of the tree (size, root) have the root old_root? False for old_size 0, which says nothing: who
 * accepts an empty tree as a beginning does so himself. */
bool merkle_consistent(uint64_t old_size, uint64_t size, const struct hash *proof, size_t count, const struct hash *old_root,
                       const struct hash *root);

#endif
