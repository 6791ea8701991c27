/* Open addressing from a 64-bit hash to a 32-bit record index. The caller compares the record; the table compares 32 hash bits
 * first. A bucket is one cache line; look-ups are prefetched by hash. Sized at start. */
#ifndef CUSTOS_TABLE_INDEX_H
#define CUSTOS_TABLE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/prefetch.h"

enum { INDEX_WAYS = 8, INDEX_PROBES = 8 }; /* entries a bucket; buckets looked at before giving up */

struct index_bucket {
    _Alignas(64) uint32_t tag[INDEX_WAYS]; /* 0: never used */
    uint32_t value[INDEX_WAYS];            /* 0: free */
};

struct index {
    struct index_bucket *buckets; /* owned */
    size_t bucket_count;          /* power of two */
};

/* Does record `value` have the key looked for? */
typedef bool index_match_fn(const void *ctx, uint32_t value);

/* Room for about `count` records at half load. False when the kernel gives no memory. */
bool index_init(struct index *t, size_t count) MUST_USE;
void index_done(struct index *t);

static inline uint32_t index_tag(uint64_t hash)
{
    uint32_t tag = (uint32_t)(hash >> 32);
    return tag ? tag : 1;
}

static inline void index_prefetch(const struct index *t, uint64_t hash)
{
    prefetch_write(&t->buckets[hash & (t->bucket_count - 1)]);
}

/* The record that `hash` most probably names, without a look at it, or 0. */
static inline uint32_t index_guess(const struct index *t, uint64_t hash)
{
    const struct index_bucket *b = &t->buckets[hash & (t->bucket_count - 1)];
    uint32_t tag = index_tag(hash);
    for (int i = 0; i < INDEX_WAYS; i++)
        if (b->tag[i] == tag && b->value[i]) return b->value[i];
    return 0;
}

/* The record (never 0) with that hash for which `match` says yes, or 0. */
uint32_t index_find(const struct index *t, uint64_t hash, index_match_fn *match, const void *ctx);
/* False when no place is left near the hash; the caller then gives something up. */
bool index_put(struct index *t, uint64_t hash, uint32_t value) MUST_USE;
/* Remove record `value`, stored under `hash`. */
void index_remove(struct index *t, uint64_t hash, uint32_t value);

#endif
