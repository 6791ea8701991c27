/* A crew for tests: a thread for each part, started from the last to the first. What comes out must be the same. */
#ifndef CUSTOS_TESTS_THREADS_CREW_H
#define CUSTOS_TESTS_THREADS_CREW_H

#include <pthread.h>

#include "balance/correlate.h"
#include "base/crew.h"
#include "check.h"

struct threads_part {
    crew_part_fn *fn;
    void *arg;
    unsigned part;
    pthread_t thread;
};

static inline void *threads_work(void *ctx)
{
    struct threads_part *p = ctx;
    p->fn(p->arg, p->part);
    return NULL;
}

/* `ctx` points to an unsigned: how often the crew was asked. */
static inline void threads_run(void *ctx, unsigned parts, crew_part_fn *fn, void *arg)
{
    struct threads_part list[64];
    unsigned *asked = ctx;
    ENSURE(parts <= ARRAY_LEN(list));
    for (unsigned i = parts; i-- > 0;) {
        list[i] = (struct threads_part){.fn = fn, .arg = arg, .part = i};
        ENSURE(pthread_create(&list[i].thread, NULL, threads_work, &list[i]) == 0);
    }
    for (unsigned i = 0; i < parts; i++) pthread_join(list[i].thread, NULL);
    ++*asked;
}

static inline void check_same(const struct correlate_result *a, const struct correlate_result *b)
{
    CHECK_INT(a->verdict, b->verdict);
    CHECK_INT(a->subject_count, b->subject_count);
    for (uint32_t i = 0; i < a->subject_count && i < b->subject_count; i++) CHECK_INT(a->subjects[i], b->subjects[i]);
    CHECK(a->log10_p_pair == b->log10_p_pair && a->log10_p == b->log10_p && a->correlation == b->correlation);
    CHECK(a->matched_bytes == b->matched_bytes && a->detected_ns == b->detected_ns && a->pairs == b->pairs);
}

#endif
