#include "ledger/prover.h"

#include <stdlib.h>
#include <string.h>

/* The tile of a level that was read last. */
struct held_tile {
    bool valid;
    uint64_t number;
    unsigned width;
    struct hash hash[TILES_WIDTH];
};

struct prover {
    const struct files *files;
    struct hasher *hasher;
    uint64_t size;
    struct held_tile held[TILES_LEVELS];
};

enum err prover_new(const struct files *s, struct hasher *h, uint64_t size, struct prover **ret, struct fault *f)
{
    struct prover *t = calloc(1, sizeof *t);
    if (!t) return fault_set(f, ERR_MEMORY, "not enough memory to read tiles");
    if (size >> (TILES_HEIGHT * TILES_LEVELS)) {
        free(t);
        return fault_set(f, ERR_LIMIT, "a tree of %llu leaves: larger than any", (unsigned long long)size);
    }
    t->files = s;
    t->hasher = h;
    t->size = size;
    *ret = t;
    return ERR_OK;
}

void prover_free(struct prover *t)
{
    free(t);
}

static enum err hold_tile(struct prover *t, unsigned level, uint64_t number, struct fault *f)
{
    struct held_tile *held = &t->held[level];
    uint64_t hashes = t->size >> (TILES_HEIGHT * level);
    if (held->valid && held->number == number) return ERR_OK;
    held->number = number;
    held->width = number < hashes / TILES_WIDTH ? TILES_WIDTH : (unsigned)(hashes % TILES_WIDTH);
    enum err err = tiles_read(t->files, level, number, held->width, held->hash, f);
    held->valid = err == ERR_OK;
    return err;
}

/* The root of the complete subtree `index` of height `height`. */
static enum err node(struct prover *t, unsigned height, uint64_t index, struct hash *ret, struct fault *f)
{
    unsigned level = height / TILES_HEIGHT, above = height % TILES_HEIGHT, count = 1u << above;
    uint64_t first = index << above;
    struct hash work[TILES_WIDTH];
    enum err err = hold_tile(t, level, first / TILES_WIDTH, f);
    if (err != ERR_OK) return err;
    ENSURE(first % TILES_WIDTH + count <= t->held[level].width);
    memcpy(work, t->held[level].hash + first % TILES_WIDTH, count * sizeof *work);
    for (; count > 1; count /= 2)
        for (unsigned i = 0; i < count / 2; i++) hash_node(t->hasher, &work[2 * i], &work[2 * i + 1], &work[i]);
    *ret = work[0];
    return ERR_OK;
}

/* The root above leaves [from, to); `from` begins a subtree at least as large. */
static enum err range(struct prover *t, uint64_t from, uint64_t to, struct hash *ret, struct fault *f)
{
    bool some = false;
    merkle_empty(ret);
    for (unsigned height = 0; to > from; height++) {
        struct hash left;
        if (!((to - from) >> height & 1)) continue;
        to -= UINT64_C(1) << height;
        enum err err = node(t, height, to >> height, some ? &left : ret, f);
        if (err != ERR_OK) return err;
        if (some) hash_node(t->hasher, &left, ret, ret);
        some = true;
    }
    return ERR_OK;
}

enum err prover_root(struct prover *t, struct hash *ret, struct fault *f)
{
    return range(t, 0, t->size, ret, f);
}

/* The largest power of two below n, which is above 1. */
static uint64_t split(uint64_t n)
{
    return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

/* A proof is collected from the root downwards and handed over from the leaf upwards. */
static void turn(struct hash *proof, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        struct hash h = proof[i];
        proof[i] = proof[count - 1 - i];
        proof[count - 1 - i] = h;
    }
}

enum err prover_inclusion(struct prover *t, uint64_t index, struct hash ret[static MERKLE_PROOF_MAX], size_t *ret_count,
                          struct fault *f)
{
    uint64_t from = 0, to = t->size;
    size_t count = 0;
    if (index >= t->size)
        return fault_set(f, ERR_INVALID, "record %llu: the checkpoint covers %llu records", (unsigned long long)index,
                         (unsigned long long)t->size);
    while (to - from > 1) {
        uint64_t middle = from + split(to - from);
        bool right = index >= middle;
        enum err err = right ? range(t, from, middle, &ret[count++], f) : range(t, middle, to, &ret[count++], f);
        if (err != ERR_OK) return err;
        *(right ? &from : &to) = middle;
    }
    turn(ret, count);
    *ret_count = count;
    return ERR_OK;
}

/* SUBPROOF of RFC 6962 section 2.1.2. */
enum err prover_consistency(struct prover *t, uint64_t old_size, struct hash ret[static MERKLE_PROOF_MAX], size_t *ret_count,
                            struct fault *f)
{
    uint64_t from = 0, to = t->size;
    size_t count = 0;
    enum err err = ERR_OK;
    if (old_size > t->size)
        return fault_set(f, ERR_INVALID, "a tree of %llu leaves: the checkpoint covers %llu", (unsigned long long)old_size,
                         (unsigned long long)t->size);
    while (err == ERR_OK && old_size && to != old_size) {
        uint64_t middle = from + split(to - from);
        bool right = old_size > middle;
        err = right ? range(t, from, middle, &ret[count++], f) : range(t, middle, to, &ret[count++], f);
        *(right ? &from : &to) = middle;
    }
    if (err == ERR_OK && from > 0) err = range(t, from, to, &ret[count++], f);
    if (err != ERR_OK) return err;
    turn(ret, count);
    *ret_count = count;
    return ERR_OK;
}
