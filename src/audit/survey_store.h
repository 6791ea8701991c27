/* Records found by key, in memory sized at start: what does not fit is dropped and counted. */
#ifndef CUSTOS_AUDIT_SURVEY_STORE_H
#define CUSTOS_AUDIT_SURVEY_STORE_H

#include "table/index.h"
#include "table/pool.h"

/* A record starts with its key, `key_len` bytes without padding. */
struct survey_store {
    struct pool pool;
    struct index index;
    size_t key_len;
    uint64_t seed;
    uint64_t dropped; /* additions refused because the store was full */
};

bool survey_store_init(struct survey_store *s, size_t record_bytes, size_t key_len, size_t count, uint64_t seed) MUST_USE;
void survey_store_done(struct survey_store *s); /* accepts a zeroed one */

/* The record with that key or NULL; survey_store_add makes one, zeroed but for its key, NULL when the store is full. */
void *survey_store_find(const struct survey_store *s, const void *key);
void *survey_store_add(struct survey_store *s, const void *key);

/* For walks: records 0 to survey_store_count - 1 in order of arrival. */
static inline uint32_t survey_store_count(const struct survey_store *s)
{
    return s->pool.used;
}

static inline void *survey_store_at(const struct survey_store *s, uint32_t i)
{
    return pool_at(&s->pool, i + 1);
}

#endif
