#include "table/index.h"

#include "table/memory.h"

bool index_init(struct index *t, size_t count)
{
    size_t buckets = floor_power_of_two(count * 2 / INDEX_WAYS);
    if (buckets * INDEX_WAYS < count * 2) buckets *= 2; /* nearly full, places near a hash would run out long before the table */
    if (buckets < INDEX_PROBES) buckets = INDEX_PROBES;
    struct index_bucket *b = memory_map(buckets * sizeof *b);
    if (!b) return false;
    *t = (struct index){b, buckets};
    return true;
}

void index_done(struct index *t)
{
    memory_unmap(t->buckets, t->bucket_count * sizeof *t->buckets);
    *t = (struct index){0};
}

/* A removed entry keeps its tag and loses its value, so that a search for something that overflowed into a later bucket goes on
 * past it. */
uint32_t index_find(const struct index *t, uint64_t hash, index_match_fn *match, const void *ctx)
{
    uint32_t tag = index_tag(hash);
    for (size_t probe = 0; probe < INDEX_PROBES; probe++) {
        const struct index_bucket *b = &t->buckets[(hash + probe) & (t->bucket_count - 1)];
        bool full = true;
        for (int i = 0; i < INDEX_WAYS; i++) {
            if (b->tag[i] == tag && b->value[i] && match(ctx, b->value[i])) return b->value[i];
            full &= b->tag[i] != 0;
        }
        if (!full) return 0;
    }
    return 0;
}

bool index_put(struct index *t, uint64_t hash, uint32_t value)
{
    for (size_t probe = 0; probe < INDEX_PROBES; probe++) {
        struct index_bucket *b = &t->buckets[(hash + probe) & (t->bucket_count - 1)];
        for (int i = 0; i < INDEX_WAYS; i++) {
            if (b->tag[i] && b->value[i]) continue;
            b->tag[i] = index_tag(hash);
            b->value[i] = value;
            return true;
        }
    }
    return false;
}

void index_remove(struct index *t, uint64_t hash, uint32_t value)
{
    for (size_t probe = 0; probe < INDEX_PROBES; probe++) {
        struct index_bucket *b = &t->buckets[(hash + probe) & (t->bucket_count - 1)];
        for (int i = 0; i < INDEX_WAYS; i++) {
            if (b->tag[i] != index_tag(hash) || b->value[i] != value) continue;
            b->value[i] = 0;
            return;
        }
    }
}
