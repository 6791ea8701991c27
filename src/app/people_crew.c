#include "app/people_crew.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/people_work.h"

enum { THREADS_MAX = 256, SLOTS_A_THREAD = 2, SLOTS_MORE = 2 };

/* A batch on its way. */
struct slot {
    enum { SLOT_FREE, SLOT_READ, SLOT_BUSY, SLOT_DONE } state;
    struct corpus_batch batch;
    struct people_yield yield;
    enum err err;
};

struct people_crew {
    const struct people_map_request *q;
    struct corpus *corpus; /* borrowed; the reader's alone */
    struct extraction *extraction;
    struct slot *slots; /* a ring: batch n lies in slot n % slot_count */
    size_t slot_count;
    pthread_t reader, workers[THREADS_MAX];
    size_t worker_count;
    bool reading;
    pthread_mutex_t lock; /* of all below, and of the slots' states */
    pthread_cond_t moved; /* something of it has changed */
    uint64_t read, taken, told;
    bool ended, stop;
    enum err err; /* of the reader */
    struct fault fault;
};

/* --- threads --- */

/* Wait until slot `n` is in `state`, or the crew is to stop, or nothing more comes. The lock is held. False: the latter two. */
static bool await(struct people_crew *c, uint64_t n, int state)
{
    while (!c->stop && (int)c->slots[n % c->slot_count].state != state) {
        if (c->ended && n >= c->read) return false;
        pthread_cond_wait(&c->moved, &c->lock);
    }
    return !c->stop;
}

static void move(struct people_crew *c, struct slot *s, int state)
{
    pthread_mutex_lock(&c->lock);
    s->state = state;
    pthread_cond_broadcast(&c->moved);
    pthread_mutex_unlock(&c->lock);
}

static void *read_batches(void *context)
{
    struct people_crew *c = context;
    bool more = true;
    while (more) {
        pthread_mutex_lock(&c->lock);
        struct slot *s = &c->slots[c->read % c->slot_count];
        more = await(c, c->read, SLOT_FREE);
        pthread_mutex_unlock(&c->lock);
        if (!more) break;
        enum err err = corpus_next(c->corpus, &s->batch, &c->fault);
        more = err == ERR_OK && s->batch.input;
        pthread_mutex_lock(&c->lock);
        c->err = err;
        if (more) {
            s->state = SLOT_READ;
            c->read++;
        } else {
            c->ended = true;
        }
        pthread_cond_broadcast(&c->moved);
        pthread_mutex_unlock(&c->lock);
    }
    return NULL;
}

static void *work_batches(void *context)
{
    struct people_crew *c = context;
    struct people_worker *w = people_worker_new(c->q, c->extraction);
    for (;;) {
        pthread_mutex_lock(&c->lock);
        uint64_t n = c->taken++;
        bool more = await(c, n, SLOT_READ);
        struct slot *s = &c->slots[n % c->slot_count];
        if (more) s->state = SLOT_BUSY;
        pthread_mutex_unlock(&c->lock);
        if (!more) break;
        s->err = w ? people_work(w, &s->batch, &s->yield) : ERR_MEMORY;
        move(c, s, SLOT_DONE);
    }
    people_worker_free(w);
    return NULL;
}

/* --- the crew --- */

static size_t thread_count(unsigned asked)
{
    long here = sysconf(_SC_NPROCESSORS_ONLN);
    size_t n = asked ? asked : here > 0 ? (size_t)here : 1;
    return n < THREADS_MAX ? n : THREADS_MAX;
}

static enum err start(struct people_crew *c, struct fault *f)
{
    size_t wanted = thread_count(c->q->threads);
    c->slot_count = SLOTS_A_THREAD * wanted + SLOTS_MORE;
    c->slots = calloc(c->slot_count, sizeof *c->slots);
    if (!c->slots) return fault_set(f, ERR_MEMORY, "not enough memory for %zu threads", wanted);
    enum err err = extraction_new(c->q->organisations, c->q->key, &c->extraction, f);
    if (err != ERR_OK) return err;
    c->reading = pthread_create(&c->reader, NULL, read_batches, c) == 0;
    while (c->reading && c->worker_count < wanted && pthread_create(&c->workers[c->worker_count], NULL, work_batches, c) == 0)
        c->worker_count++;
    return c->worker_count > 0 ? ERR_OK : fault_set(f, ERR_MEMORY, "no thread can be started");
}

enum err people_crew_new(const struct people_map_request *q, struct corpus *corpus, struct people_crew **ret, struct fault *f)
{
    struct people_crew *c = calloc(1, sizeof *c);
    if (!c) return fault_set(f, ERR_MEMORY, "not enough memory to read the corpus");
    c->q = q;
    c->corpus = corpus;
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->moved, NULL);
    enum err err = start(c, f);
    if (err == ERR_OK)
        *ret = c;
    else
        people_crew_free(c);
    return err;
}

void people_crew_free(struct people_crew *c)
{
    if (!c) return;
    pthread_mutex_lock(&c->lock);
    c->stop = true;
    pthread_cond_broadcast(&c->moved);
    pthread_mutex_unlock(&c->lock);
    if (c->reading) pthread_join(c->reader, NULL);
    for (size_t i = 0; i < c->worker_count; i++) pthread_join(c->workers[i], NULL);
    for (size_t i = 0; c->slots && i < c->slot_count; i++) {
        corpus_batch_done(&c->slots[i].batch);
        people_yield_done(&c->slots[i].yield);
    }
    extraction_free(c->extraction);
    pthread_cond_destroy(&c->moved);
    pthread_mutex_destroy(&c->lock);
    free(c->slots);
    free(c);
}

enum err people_crew_next(struct people_crew *c, const struct corpus_batch **ret_batch, const struct people_yield **ret_yield,
                          struct fault *f)
{
    if (c->told > 0) {
        struct slot *before = &c->slots[(c->told - 1) % c->slot_count];
        people_yield_done(&before->yield);
        move(c, before, SLOT_FREE);
    }
    struct slot *s = &c->slots[c->told % c->slot_count];
    pthread_mutex_lock(&c->lock);
    bool more = await(c, c->told, SLOT_DONE);
    enum err err = more ? s->err : c->err;
    if (!more && err != ERR_OK) *f = c->fault;
    pthread_mutex_unlock(&c->lock);
    *ret_batch = more ? &s->batch : NULL;
    *ret_yield = more ? &s->yield : NULL;
    c->told++;
    return err == ERR_MEMORY ? fault_set(f, err, "not enough memory to read the corpus") : err;
}
