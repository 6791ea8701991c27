#include "verify/merkle.h"

#include <sodium.h>
#include <string.h>

bool hash_equal(const struct hash *a, const struct hash *b)
{
    return memcmp(a->octets, b->octets, sizeof a->octets) == 0;
}

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

/* The way from a leaf to the root, a step per hash of the proof: fn and sn of RFC 9162. */
struct climb {
    uint64_t fn, sn;
};

/* Is the next hash of the proof to the left of the node we stand on? */
static bool sibling_is_left(const struct climb *c)
{
    return (c->fn & 1) || c->fn == c->sn;
}

static void step_up(struct climb *c, bool left)
{
    while (left && c->fn != 0 && !(c->fn & 1)) {
        c->fn >>= 1;
        c->sn >>= 1;
    }
    c->fn >>= 1;
    c->sn >>= 1;
}

bool merkle_included(uint64_t index, uint64_t size, const struct hash *leaf, const struct hash *proof, size_t count,
                     const struct hash *root)
{
    if (index >= size) return false;
    struct climb c = {index, size - 1};
    struct hash r = *leaf;
    for (size_t i = 0; i < count; i++) {
        if (c.sn == 0) return false; /* longer than the tree is high */
        bool left = sibling_is_left(&c);
        if (left)
            merkle_node(&proof[i], &r, &r);
        else
            merkle_node(&r, &proof[i], &r);
        step_up(&c, left);
    }
    return c.sn == 0 && hash_equal(&r, root);
}

bool merkle_consistent(uint64_t old_size, uint64_t size, const struct hash *proof, size_t count, const struct hash *old_root,
                       const struct hash *root)
{
    if (old_size == 0 || old_size > size) return false;
    if (old_size == size) return count == 0 && hash_equal(old_root, root);
    if (count == 0) return false;
    struct climb c = {old_size - 1, size - 1};
    while (c.fn & 1) {
        c.fn >>= 1;
        c.sn >>= 1;
    }
    /* the old tree is one full subtree: its root stands in the proof's place */
    bool whole = (old_size & (old_size - 1)) == 0;
    struct hash fr = whole ? *old_root : proof[0], sr = fr;
    for (size_t i = whole ? 0 : 1; i < count; i++) {
        if (c.sn == 0) return false;
        bool left = sibling_is_left(&c);
        if (left) {
            merkle_node(&proof[i], &fr, &fr);
            merkle_node(&proof[i], &sr, &sr);
        } else {
            merkle_node(&sr, &proof[i], &sr);
        }
        step_up(&c, left);
    }
    return c.sn == 0 && hash_equal(&fr, old_root) && hash_equal(&sr, root);
}
