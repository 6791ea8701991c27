/* A small Merkle tree with its proofs, made as the definitions of RFC 6962 section 2.1 say: what proofs are tested with. */
#ifndef CUSTOS_TESTS_MERKLE_TREE_H
#define CUSTOS_TESTS_MERKLE_TREE_H

#include "verify/merkle.h"

enum { TREE_MAX = 256, TREE_LEVELS = 9 };

struct tree {
    struct hash full[TREE_LEVELS][TREE_MAX]; /* of the full subtrees: level, number */
};

static inline void tree_init(struct tree *t)
{
    for (unsigned i = 0; i < TREE_MAX; i++) merkle_leaf(&i, sizeof i, &t->full[0][i]);
    for (unsigned level = 1; level < TREE_LEVELS; level++)
        for (unsigned i = 0; i < (unsigned)TREE_MAX >> level; i++)
            merkle_node(&t->full[level - 1][2 * i], &t->full[level - 1][2 * i + 1], &t->full[level][i]);
}

/* The largest power of two below n, n > 1: its exponent. */
static inline unsigned tree_split(unsigned n)
{
    return 31U - (unsigned)__builtin_clz(n - 1);
}

/* MTH(D[from:to]); `from` is a multiple of the size of the subtree that starts there. */
static inline struct hash tree_root(const struct tree *t, unsigned from, unsigned to)
{
    unsigned n = to - from;
    struct hash left, right;
    if (n == 0) {
        merkle_empty(&left);
        return left;
    }
    unsigned level = n == 1 ? 0 : tree_split(n);
    if (n == 1U << level) return t->full[level][from >> level];
    if (n == 2U << level) return t->full[level + 1][from >> (level + 1)];
    left = t->full[level][from >> level];
    right = tree_root(t, from + (1U << level), to);
    merkle_node(&left, &right, &left);
    return left;
}

/* PATH(m, D[from:to]); how many hashes. */
static inline size_t tree_path(const struct tree *t, unsigned m, unsigned from, unsigned to, struct hash *ret)
{
    if (to - from <= 1) return 0;
    unsigned k = 1U << tree_split(to - from);
    size_t count = m < k ? tree_path(t, m, from, from + k, ret) : tree_path(t, m - k, from + k, to, ret);
    ret[count] = m < k ? tree_root(t, from + k, to) : tree_root(t, from, from + k);
    return count + 1;
}

/* SUBPROOF(m, D[from:to], whole) */
static inline size_t tree_subproof(const struct tree *t, unsigned m, unsigned from, unsigned to, bool whole, struct hash *ret)
{
    if (m == to - from) {
        if (!whole) ret[0] = tree_root(t, from, to);
        return whole ? 0 : 1;
    }
    unsigned k = 1U << tree_split(to - from);
    size_t count = m <= k ? tree_subproof(t, m, from, from + k, whole, ret) : tree_subproof(t, m - k, from + k, to, false, ret);
    ret[count] = m <= k ? tree_root(t, from + k, to) : tree_root(t, from, from + k);
    return count + 1;
}

#endif
