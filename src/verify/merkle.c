#include "verify/merkle.h"

#include <sodium.h>

void merkle_empty(struct hash *ret)
{
    crypto_hash_sha256(ret->octets, NULL, 0);
}

void merkle_leaf(const void *data, size_t len, struct hash *ret)
{
    static const uint8_t prefix = 0x00;
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &prefix, 1);
    crypto_hash_sha256_update(&state, data, len);
    crypto_hash_sha256_final(&state, ret->octets);
}

void merkle_node(const struct hash *left, const struct hash *right, struct hash *ret)
{
    uint8_t both[65] = {0x01};
    memcpy(both + 1, left->octets, 32);
    memcpy(both + 33, right->octets, 32);
    crypto_hash_sha256(ret->octets, both, sizeof both);
}

/* RFC 9162's walk from a node up to the root, a step per hash of the proof. `sr` becomes the root of the tree; `fr`, unless NULL,
 * that of the old tree. False: the proof is longer or shorter than the way. */
static bool climb(uint64_t fn, uint64_t sn, const struct hash *proof, size_t count, struct hash *fr, struct hash *sr)
{
    for (size_t i = 0; i < count; i++) {
        if (sn == 0) return false;
        if ((fn & 1) || fn == sn) {
            if (fr) merkle_node(&proof[i], fr, fr);
            merkle_node(&proof[i], sr, sr);
            for (; fn != 0 && !(fn & 1); fn >>= 1) sn >>= 1;
        } else {
            merkle_node(sr, &proof[i], sr);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0;
}

bool merkle_included(uint64_t index, uint64_t size, const struct hash *leaf, const struct hash *proof, size_t count,
                     const struct hash *root)
{
    struct hash r = *leaf;
    return index < size && climb(index, size - 1, proof, count, NULL, &r) && hash_equal(&r, root);
}

bool merkle_consistent(uint64_t old_size, uint64_t size, const struct hash *proof, size_t count, const struct hash *old_root,
                       const struct hash *root)
{
    if (old_size == 0 || old_size > size) return false;
    if (old_size == size) return count == 0 && hash_equal(old_root, root);
    if (count == 0) return false;
    uint64_t fn = old_size - 1, sn = size - 1;
    for (; fn & 1; fn >>= 1) sn >>= 1;
    /* the old tree is one full subtree: its root stands in the proof's place */
    size_t first = (old_size & (old_size - 1)) != 0;
    struct hash fr = first ? proof[0] : *old_root, sr = fr;
    return climb(fn, sn, proof + first, count - first, &fr, &sr) && hash_equal(&fr, old_root) && hash_equal(&sr, root);
}
