#include "app/pipeline.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/clock.h"

/* Bundles that had better be read before they are prepared: one thread reads at a time, so that whoever has nothing to do
 * meanwhile finds something to prepare. */
enum { STOCK = 2 };

enum { BATCHES = PIPELINE_FRAMES / ENGINE_BATCH_FRAMES, BUNDLES_MIN = 2, BUNDLES_PER_THREAD = 2 };

/* The tables' memory is had at hand in so many parts. */
enum { POPULATE_PARTS = 32 };

/* How long a thread looks whether it is needed before it sleeps. A bundle is read, prepared or judged within a tenth of a
 * millisecond; being put to sleep and woken takes longer, and its waker too. */
enum { PATIENCE_NS = 200000 };

enum state { BUNDLE_FREE, BUNDLE_READING, BUNDLE_LOADED, BUNDLE_PREPARING, BUNDLE_PREPARED };

/* Some batches that move together, so that threads meet seldom. */
struct bundle {
    enum state state;
    size_t frames;
    struct engine_batch *batch[BATCHES]; /* owned */
};

/* A calculation of the judging thread; without parts there is none. */
struct job {
    crew_part_fn *fn;
    void *arg;
    unsigned parts, taken, done;
};

struct pipeline {
    struct engine *engine;
    const struct pipeline_calls *calls;
    pthread_mutex_t lock;
    pthread_cond_t moved;   /* some bundle changed its state */
    unsigned sleeping;      /* threads that wait for that */
    _Atomic unsigned moves; /* counts it, for those who look themselves; written with the lock held */
    struct bundle *bundles; /* a ring: read, prepared and judged in turn */
    size_t count;
    size_t to_read, to_prepare, to_judge; /* serial numbers; bundle = number % count */
    struct job job;
    bool reading, ended, over;
    enum err err;
    struct fault fault;
};

static bool bundle_init(struct bundle *b)
{
    for (unsigned i = 0; i < BATCHES; i++)
        if (!(b->batch[i] = engine_batch_new())) return false;
    return true;
}

static void bundle_done(struct bundle *b)
{
    for (unsigned i = 0; i < BATCHES; i++) engine_batch_free(b->batch[i]);
}

static enum err bundle_read(struct pipeline *p, struct bundle *b, struct fault *f)
{
    struct frame frames[PIPELINE_FRAMES];
    size_t count = 0;
    enum err err = p->calls->read(p->calls->ctx, frames, PIPELINE_FRAMES, &count, f);
    if (err != ERR_OK) return err;
    b->frames = count;
    for (size_t i = 0; i < BATCHES; i++) {
        size_t from = i * ENGINE_BATCH_FRAMES, n = count > from ? count - from : 0;
        engine_load(p->engine, b->batch[i], frames + (n ? from : 0), n < ENGINE_BATCH_FRAMES ? n : ENGINE_BATCH_FRAMES);
    }
    return ERR_OK;
}

static void bundle_prepare(const struct pipeline *p, struct bundle *b)
{
    for (unsigned i = 0; i < BATCHES; i++) engine_prepare(p->engine, b->batch[i]);
}

/* `next` is judged after it, and prepared; NULL: it is not. */
static void bundle_judge(struct pipeline *p, struct bundle *b, const struct bundle *next)
{
    for (unsigned i = 0; i < BATCHES; i++)
        engine_judge(p->engine, b->batch[i], i + 1 < BATCHES ? b->batch[i + 1] : next ? next->batch[0] : NULL);
    p->calls->judged(p->calls->ctx, b->frames);
}

/* --- with the lock held; each gives it up while it works ------------------------------------------------------------------- */

/* Some bundle changed its state. `call`: sleepers are to see it, too. */
static void tell(struct pipeline *p, bool call)
{
    atomic_fetch_add_explicit(&p->moves, 1, memory_order_relaxed);
    if (call && p->sleeping) pthread_cond_broadcast(&p->moved);
}

/* A core that runs two threads lets the other one go first. */
static inline void breathe(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

/* Without the lock. True when something happened before patience was at its end. Nothing is yielded: a thread that shares a core
 * with the one it waits for is moved to a free one only when it wakes from sleep or is busy. */
static bool look_out(const struct pipeline *p, unsigned moves)
{
    for (int64_t end = clock_running() + PATIENCE_NS; clock_running() < end; breathe())
        if (atomic_load_explicit(&p->moves, memory_order_relaxed) != moves) return true;
    return false;
}

static void wait_for_others(struct pipeline *p)
{
    unsigned moves = atomic_load_explicit(&p->moves, memory_order_relaxed);
    pthread_mutex_unlock(&p->lock);
    bool moved = look_out(p, moves);
    pthread_mutex_lock(&p->lock);
    if (moved || atomic_load_explicit(&p->moves, memory_order_relaxed) != moves) return;
    p->sleeping++;
    pthread_cond_wait(&p->moved, &p->lock);
    p->sleeping--;
}

static bool prepare_one(struct pipeline *p)
{
    struct bundle *b = &p->bundles[p->to_prepare % p->count];
    if (p->to_prepare == p->to_read || b->state != BUNDLE_LOADED) return false;
    p->to_prepare++;
    b->state = BUNDLE_PREPARING;
    pthread_mutex_unlock(&p->lock);
    bundle_prepare(p, b);
    pthread_mutex_lock(&p->lock);
    b->state = BUNDLE_PREPARED;
    tell(p, true);
    return true;
}

static bool read_one(struct pipeline *p)
{
    struct bundle *b = &p->bundles[p->to_read % p->count];
    struct fault fault;
    if (p->reading || p->ended || b->state != BUNDLE_FREE) return false;
    p->reading = true;
    b->state = BUNDLE_READING;
    pthread_mutex_unlock(&p->lock);
    enum err err = bundle_read(p, b, &fault);
    pthread_mutex_lock(&p->lock);
    p->reading = false;
    if (err != ERR_OK || b->frames == 0) {
        p->ended = true;
        b->state = BUNDLE_FREE;
        if (err != ERR_OK) p->err = err, p->fault = fault;
    } else {
        b->state = BUNDLE_LOADED;
        p->to_read++;
    }
    tell(p, true);
    return true;
}

static bool take_part(struct pipeline *p)
{
    struct job *j = &p->job;
    if (j->taken == j->parts) return false;
    unsigned part = j->taken++;
    pthread_mutex_unlock(&p->lock);
    j->fn(j->arg, part);
    pthread_mutex_lock(&p->lock);
    if (++j->done == j->parts) tell(p, true);
    return true;
}

static bool judge_one(struct pipeline *p)
{
    struct bundle *b = &p->bundles[p->to_judge % p->count], *next = &p->bundles[(p->to_judge + 1) % p->count];
    if (p->to_judge == p->to_read || b->state != BUNDLE_PREPARED) return false;
    if (next->state != BUNDLE_PREPARED) next = NULL;
    pthread_mutex_unlock(&p->lock);
    bundle_judge(p, b, next);
    pthread_mutex_lock(&p->lock);
    b->state = BUNDLE_FREE;
    p->to_judge++;
    /* who sleeps for want of room had better do so until there is some: waking costs more than a bundle's place is worth */
    tell(p, p->to_read - p->to_judge <= p->count / 2);
    return true;
}

static bool all_read(const struct pipeline *p)
{
    return p->ended && !p->reading && p->to_prepare == p->to_read;
}

static bool help_once(struct pipeline *p)
{
    bool stocked = p->to_read - p->to_prepare >= STOCK;
    return take_part(p) || (!stocked && read_one(p)) || prepare_one(p) || read_one(p);
}

static void *help(void *ctx)
{
    struct pipeline *p = ctx;
    pthread_mutex_lock(&p->lock);
    while (!p->over)
        if (!help_once(p)) wait_for_others(p);
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

/* The judging thread's call, without the lock. */
static void share(void *ctx, unsigned parts, crew_part_fn *fn, void *arg)
{
    struct pipeline *p = ctx;
    pthread_mutex_lock(&p->lock);
    p->job = (struct job){.fn = fn, .arg = arg, .parts = parts};
    tell(p, true);
    while (p->job.done != parts)
        if (!take_part(p)) wait_for_others(p);
    p->job = (struct job){.parts = 0};
    pthread_mutex_unlock(&p->lock);
}

/* What packets need of the tables is anywhere in them: their first ones would each wait for the kernel to clear a page. */
static void populate(void *arg, unsigned part)
{
    const struct pipeline *p = arg;
    engine_populate(p->engine, part, POPULATE_PARTS);
}

static void lead(struct pipeline *p)
{
    pthread_mutex_lock(&p->lock);
    while (!all_read(p) || p->to_judge != p->to_read)
        if (!judge_one(p) && !prepare_one(p) && !read_one(p)) wait_for_others(p);
    pthread_mutex_unlock(&p->lock);
}

/* The helpers may go. */
static void dismiss(struct pipeline *p)
{
    pthread_mutex_lock(&p->lock);
    p->over = true;
    tell(p, true);
    pthread_mutex_unlock(&p->lock);
}

static enum err run_alone(struct pipeline *p, struct fault *f)
{
    struct bundle *b = &p->bundles[0];
    for (;;) {
        enum err err = bundle_read(p, b, f);
        if (err != ERR_OK) return err;
        if (b->frames == 0) break;
        bundle_prepare(p, b);
        bundle_judge(p, b, NULL);
    }
    p->calls->ended(p->calls->ctx);
    return ERR_OK;
}

static enum err run_together(struct pipeline *p, unsigned threads, struct fault *f)
{
    pthread_t helpers[PIPELINE_THREADS];
    const struct crew crew = {share, p};
    unsigned started = 0;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->moved, NULL);
    /* a thread that cannot be had only makes the run slower */
    while (started < threads - 1 && pthread_create(&helpers[started], NULL, help, p) == 0) started++;
    engine_crew(p->engine, &crew);
    if (p->calls->long_input) crew_run(&crew, POPULATE_PARTS, populate, p);
    lead(p);
    if (p->err == ERR_OK) p->calls->ended(p->calls->ctx); /* nobody reads any more */
    engine_crew(p->engine, NULL);
    dismiss(p);
    for (unsigned i = 0; i < started; i++) pthread_join(helpers[i], NULL);
    pthread_cond_destroy(&p->moved);
    pthread_mutex_destroy(&p->lock);
    if (p->err != ERR_OK) *f = p->fault;
    return p->err;
}

enum err pipeline_run(struct engine *e, const struct pipeline_calls *calls, unsigned threads, struct fault *f)
{
    if (threads > PIPELINE_THREADS) threads = PIPELINE_THREADS;
    struct pipeline p = {.engine = e, .calls = calls, .count = threads > 1 ? BUNDLES_MIN + BUNDLES_PER_THREAD * threads : 1};
    enum err err = ERR_OK;
    p.bundles = calloc(p.count, sizeof *p.bundles);
    for (size_t i = 0; p.bundles && i < p.count; i++)
        if (!bundle_init(&p.bundles[i])) err = ERR_MEMORY;
    if (!p.bundles || err != ERR_OK)
        err = fault_set(f, ERR_MEMORY, "not enough memory for %u threads", threads);
    else
        err = threads > 1 ? run_together(&p, threads, f) : run_alone(&p, f);
    for (size_t i = 0; p.bundles && i < p.count; i++) bundle_done(&p.bundles[i]);
    free(p.bundles);
    return err;
}
