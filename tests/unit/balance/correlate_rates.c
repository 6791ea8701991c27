/* Rates over many synthetic networks: how many planted copies are found, how many innocent pairs are accused. The numbers tried
 * here are what a quick test can afford; the bounds are those of the documentation. */
#include "balance/correlate.h"
#include "check.h"
#include "correlate_traffic.h"

enum { MOST = 200 };

struct network {
    struct random random;
    uint32_t count;
    struct traffic who[MOST];
    enum profile profile[MOST];
    struct activity subjects, candidates;
};

static void open_network(struct network *n, uint64_t seed, uint32_t count, double seconds)
{
    *n = (struct network){.random = {seed}, .count = count};
    ENSURE(activity_init(&n->subjects, 2 * MOST + 1, 64 << 20, 300 * CLOCK_SECOND));
    ENSURE(activity_init(&n->candidates, MOST + 1, 64 << 20, 300 * CLOCK_SECOND));
    for (uint32_t i = 0; i < count; i++) {
        n->profile[i] = (enum profile)below(&n->random, PROFILES);
        n->who[i] = traffic_of(&n->random, n->profile[i], seconds);
        traffic_book(&n->subjects, 2 * i, 2 * i + 1, &n->who[i]);
    }
}

static void close_network(struct network *n)
{
    for (uint32_t i = 0; i < n->count; i++) traffic_free(&n->who[i]);
    activity_done(&n->subjects);
    activity_done(&n->candidates);
}

static struct relay any_relay(struct random *r)
{
    static const double batches[] = {0, 0.05, 0.5};
    return (struct relay){.delay = uniform(r, 0, 0.05),
                          .jitter = uniform(r, 0, 0.2),
                          .batch = batches[below(r, ARRAY_LEN(batches))],
                          .padding = 0.1,
                          .one_in = 1,
                          .repack = below(r, 2)};
}

/* Copies `count` subscribers whose traffic is not constant into candidate 0; false when that is less than 300 packets. */
static bool plant(struct network *n, uint32_t count, uint32_t *ret_copied)
{
    struct relay how = any_relay(&n->random);
    struct traffic t = {0};
    for (uint32_t i = 0; i < count; i++) {
        bool again = true;
        while (again) {
            ret_copied[i] = below(&n->random, n->count);
            again = n->profile[ret_copied[i]] == STEADY;
            for (uint32_t j = 0; j < i; j++) again = again || ret_copied[j] == ret_copied[i];
        }
        relay_copy(&t, &n->who[ret_copied[i]], &how, &n->random);
    }
    if (how.repack)
        relay_repack(&t);
    else
        traffic_sort(&t);
    traffic_book(&n->candidates, 0, 0, &t);
    bool enough = t.count >= 300;
    traffic_free(&t);
    return enough;
}

static bool found(const struct correlate_result *r, const uint32_t *copied, uint32_t count)
{
    for (uint32_t i = 0; r->verdict == CORRELATE_COPY && i < r->subject_count; i++)
        for (uint32_t j = 0; j < count; j++)
            if (r->subjects[i] == copied[j]) return true;
    return false;
}

static uint32_t count_others(const struct correlate_result *r, const uint32_t *copied, uint32_t count)
{
    uint32_t others = 0;
    for (uint32_t i = 0; r->verdict == CORRELATE_COPY && i < r->subject_count; i++) {
        bool right = false;
        for (uint32_t j = 0; j < count; j++) right = right || r->subjects[i] == copied[j];
        others += !right;
    }
    return others;
}

static void measure(double seconds, uint32_t networks, uint32_t *ret_tried, uint32_t *ret_found, uint32_t *ret_others)
{
    for (uint64_t seed = 1; *ret_tried < networks; seed++) {
        struct network n;
        open_network(&n, seed * 1000, 20 + (uint32_t)(seed * 37 % 31), seconds);
        uint32_t count = 1 + (uint32_t)(seed % 4), copied[4];
        if (plant(&n, count, copied)) {
            struct correlate_options o = {0};
            struct correlate *x = correlate_new(1, &o);
            ENSURE(x && correlate_window(x, &n.candidates, &n.subjects, NULL, NULL));
            ++*ret_tried;
            *ret_found += found(correlate_result(x, 0), copied, count);
            *ret_others += count_others(correlate_result(x, 0), copied, count);
            correlate_free(x);
        }
        close_network(&n);
    }
}

/* Jitter to 0.2 s, batches of 0 to 0.5 s, padding, re-packing, one to four subjects: nobody else is named beside them. */
TEST(planted_copies_are_found)
{
    uint32_t tried = 0, hits = 0, others = 0;
    measure(120, 24, &tried, &hits, &others);
    CHECK(hits * 100 >= tried * 95);
    CHECK_INT(others, 0);
}

static bool is_itself(void *ctx, uint32_t candidate, uint32_t subject)
{
    (void)ctx;
    return candidate == subject;
}

/* Every subscriber, relayed in any way, against all others. */
TEST(nobody_is_taken_for_somebody_else)
{
    uint64_t pairs = 0, accused = 0;
    for (uint64_t seed = 1; seed <= 2; seed++) {
        struct network n;
        open_network(&n, seed, 50, 60);
        for (uint32_t i = 0; i < n.count; i++) {
            struct relay how = any_relay(&n.random);
            struct traffic t = {0};
            relay_copy(&t, &n.who[i], &how, &n.random);
            traffic_sort(&t);
            traffic_book(&n.candidates, i, i, &t);
            traffic_free(&t);
        }
        struct correlate_options o = {0};
        struct correlate *x = correlate_new(n.count, &o);
        ENSURE(x && correlate_window(x, &n.candidates, &n.subjects, is_itself, NULL));
        for (uint32_t i = 0; i < n.count; i++) accused += correlate_result(x, i)->verdict == CORRELATE_COPY;
        pairs += (uint64_t)n.count * (n.count - 1);
        correlate_free(x);
        close_network(&n);
    }
    CHECK(pairs >= 4900);
    CHECK_INT(accused, 0);
}
