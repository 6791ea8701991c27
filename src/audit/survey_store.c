#include "audit/survey_store.h"

#include <string.h>
#include <xxhash.h>

bool survey_store_init(struct survey_store *s, size_t record_bytes, size_t key_len, size_t count, uint64_t seed)
{
    *s = (struct survey_store){.key_len = key_len, .seed = seed};
    if (!pool_init(&s->pool, record_bytes, count)) return false;
    if (index_init(&s->index, count)) return true;
    pool_done(&s->pool);
    return false;
}

void survey_store_done(struct survey_store *s)
{
    if (!s->pool.data) return;
    index_done(&s->index);
    pool_done(&s->pool);
}

struct wanted {
    const struct survey_store *store;
    const void *key;
};

static bool has_key(const void *ctx, uint32_t value)
{
    const struct wanted *w = ctx;
    return memcmp(pool_at(&w->store->pool, value), w->key, w->store->key_len) == 0;
}

static void *find(const struct survey_store *s, const void *key, uint64_t hash)
{
    struct wanted w = {s, key};
    uint32_t i = index_find(&s->index, hash, has_key, &w);
    return i ? pool_at(&s->pool, i) : NULL;
}

void *survey_store_find(const struct survey_store *s, const void *key)
{
    return find(s, key, XXH3_64bits_withSeed(key, s->key_len, s->seed));
}

void *survey_store_add(struct survey_store *s, const void *key)
{
    uint64_t hash = XXH3_64bits_withSeed(key, s->key_len, s->seed);
    void *record = find(s, key, hash);
    if (record) return record;
    /* the place in the index comes first: a record that nobody finds again would be taken for another */
    uint32_t next = s->pool.top;
    if (next >= s->pool.capacity || !index_put(&s->index, hash, next)) {
        s->dropped++;
        return NULL;
    }
    uint32_t i = pool_take(&s->pool);
    ENSURE(i == next);
    record = pool_at(&s->pool, i);
    memcpy(record, key, s->key_len);
    return record;
}
