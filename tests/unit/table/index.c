#include "table/index.h"

#include <string.h>

#include "check.h"

enum { RECORDS = 1 << 15 };

/* The record of value v has key[v]; hash_of decides where it goes. */
static uint64_t key[RECORDS + 1];

struct wanted {
    uint64_t key;
    unsigned asked; /* records compared */
};

static bool has_key(const void *ctx, uint32_t value)
{
    struct wanted *w = *(struct wanted *const *)ctx;
    w->asked++;
    return key[value] == w->key;
}

static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static uint32_t find(const struct index *t, uint64_t hash, uint64_t wanted)
{
    struct wanted w = {wanted, 0}, *p = &w;
    return index_find(t, hash, has_key, &p);
}

TEST(a_bucket_is_a_cache_line)
{
    CHECK_INT(sizeof(struct index_bucket), 64);
    CHECK_INT(_Alignof(struct index_bucket), 64);
}

/* Whatever the number, not just powers of two: half load is promised. */
TEST(as_many_as_it_was_sized_for_fit)
{
    static const uint32_t counts[] = {1, 100, 1023, 1457, 2047, 2048, 2049, 30000, RECORDS - 1, RECORDS};
    for (unsigned c = 0; c < ARRAY_LEN(counts); c++) {
        struct index t;
        uint32_t count = counts[c];
        REQUIRE(index_init(&t, count));
        CHECK((t.bucket_count & (t.bucket_count - 1)) == 0);
        CHECK(t.bucket_count * INDEX_WAYS >= 2 * (size_t)count);
        CHECK(t.bucket_count <= INDEX_PROBES || t.bucket_count * INDEX_WAYS < 4 * (size_t)count + INDEX_WAYS);
        unsigned wrong = 0, phantoms = 0;
        for (uint32_t v = 1; v <= count; v++) {
            key[v] = v;
            index_prefetch(&t, mix(v));
            wrong += !index_put(&t, mix(v), v);
        }
        for (uint32_t v = 1; v <= count; v++) wrong += find(&t, mix(v), v) != v;
        for (uint64_t v = count + 1; v <= 2 * (uint64_t)count; v++) phantoms += find(&t, mix(v), v) != 0;
        CHECK_INT(wrong, 0);
        CHECK_INT(phantoms, 0);
        index_done(&t);
        CHECK(t.buckets == NULL);
    }
}

/* Everything falls into one bucket and runs over into its neighbours: what is removed must not hide what lies behind it. */
TEST(removal_keeps_overflow_chains)
{
    enum { CHAIN = INDEX_WAYS * 4 };
    for (uint32_t gone = 1; gone <= CHAIN; gone++) {
        struct index t;
        REQUIRE(index_init(&t, 1000));
        for (uint32_t v = 1; v <= CHAIN; v++) {
            key[v] = v;
            REQUIRE(index_put(&t, (uint64_t)v << 32 | 5, v));
        }
        index_remove(&t, (uint64_t)gone << 32 | 5, gone);
        for (uint32_t v = 1; v <= CHAIN; v++) CHECK_INT(find(&t, (uint64_t)v << 32 | 5, v), v == gone ? 0 : v);
        /* and its place is used again */
        key[CHAIN + 1] = CHAIN + 1;
        REQUIRE(index_put(&t, (uint64_t)(CHAIN + 1) << 32 | 5, CHAIN + 1));
        for (uint32_t v = 1; v <= CHAIN + 1; v++) CHECK_INT(find(&t, (uint64_t)v << 32 | 5, v), v == gone ? 0 : v);
        index_done(&t);
    }
}

TEST(full_around_one_hash_is_told)
{
    struct index t;
    uint32_t v = 1;
    REQUIRE(index_init(&t, 4096));
    for (; v <= INDEX_WAYS * INDEX_PROBES; v++) {
        key[v] = v;
        REQUIRE(index_put(&t, (uint64_t)v << 32 | 9, v));
    }
    key[v] = v;
    CHECK(!index_put(&t, (uint64_t)v << 32 | 9, v));
    CHECK_INT(find(&t, (uint64_t)v << 32 | 9, v), 0);
    for (uint32_t i = 1; i < v; i++) CHECK_INT(find(&t, (uint64_t)i << 32 | 9, i), i);
    index_remove(&t, UINT64_C(3) << 32 | 9, 3);
    CHECK(index_put(&t, (uint64_t)v << 32 | 9, v));
    CHECK_INT(find(&t, (uint64_t)v << 32 | 9, v), v);
    index_done(&t);
}

/* Equal upper halves, and upper halves of 0 and 1, which share a tag: the caller's comparison decides. */
TEST(equal_tags_are_told_apart)
{
    static const uint64_t upper[] = {0, 1, 0, 1, 77, 77};
    struct index t;
    REQUIRE(index_init(&t, 100));
    for (uint32_t v = 1; v <= 6; v++) {
        key[v] = 100 + v;
        REQUIRE(index_put(&t, upper[v - 1] << 32 | 3, v));
    }
    for (uint32_t v = 1; v <= 6; v++) CHECK_INT(find(&t, upper[v - 1] << 32 | 3, 100 + v), v);
    CHECK_INT(find(&t, 3, 4711), 0);
    index_remove(&t, UINT64_C(77) << 32 | 3, 5);
    CHECK_INT(find(&t, UINT64_C(77) << 32 | 3, 105), 0);
    CHECK_INT(find(&t, UINT64_C(77) << 32 | 3, 106), 6);
    index_remove(&t, UINT64_C(77) << 32 | 3, 4711); /* not there: nothing happens */
    CHECK_INT(find(&t, UINT64_C(77) << 32 | 3, 106), 6);
    index_done(&t);
}

TEST(other_records_are_hardly_ever_compared)
{
    struct index t;
    struct wanted w = {0, 0}, *p = &w;
    REQUIRE(index_init(&t, RECORDS));
    for (uint32_t v = 1; v <= RECORDS; v++) {
        key[v] = v;
        REQUIRE(index_put(&t, mix(v), v));
    }
    for (w.key = 1; w.key <= RECORDS; w.key++) CHECK_INT(index_find(&t, mix(w.key), has_key, &p), w.key);
    CHECK(w.asked <= RECORDS + 4);
    index_done(&t);
}

/* Ten times as many come and go as there is room for, against a plain array as the model. */
TEST(comings_and_goings)
{
    enum { LIVE = 2048 };
    static bool in[LIVE + 1];
    struct index t;
    unsigned wrong = 0, refused = 0;
    REQUIRE(index_init(&t, LIVE));
    memset(in, 0, sizeof in);
    for (uint64_t round = 1; round <= LIVE * 20; round++) {
        uint32_t v = (uint32_t)(mix(round) % LIVE) + 1;
        if (in[v]) {
            wrong += find(&t, mix(key[v]), key[v]) != v;
            index_remove(&t, mix(key[v]), v);
            wrong += find(&t, mix(key[v]), key[v]) != 0;
            in[v] = false;
        } else {
            key[v] = round << 16;
            in[v] = index_put(&t, mix(key[v]), v);
            refused += !in[v];
        }
    }
    for (uint32_t v = 1; v <= LIVE; v++)
        if (in[v]) wrong += find(&t, mix(key[v]), key[v]) != v;
    CHECK_INT(wrong, 0);
    CHECK_INT(refused, 0);
    index_done(&t);
}

TEST(the_smallest_table)
{
    struct index t;
    REQUIRE(index_init(&t, 0));
    CHECK(t.bucket_count >= INDEX_PROBES); /* or a search would come back to where it began */
    key[1] = 1;
    CHECK_INT(find(&t, 1, 1), 0);
    CHECK(index_put(&t, UINT64_MAX, 1));
    CHECK_INT(find(&t, UINT64_MAX, 1), 1);
    index_prefetch(&t, 0);
    index_prefetch(&t, UINT64_MAX);
    CHECK_INT(find(&t, UINT64_MAX, 1), 1);
    index_done(&t);
}
