/* How far two cores are from each other, for `make bench`: a cache line goes to and fro between a thread on each of them, and the
 * mean time of one way is printed, in nanoseconds. Cores that share a last-level cache are tens of nanoseconds apart, others
 * hundreds; of a virtual machine that changes whenever its host moves it.
 *
 * hop CORE CORE */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 50000, WARM_UP = 1000 };

struct court {
    _Alignas(128) _Atomic uint32_t turn; /* even: the serving side's */
    size_t other;                        /* core of the returning side */
};

static bool stay_on(size_t core)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    return sched_setaffinity(0, sizeof set, &set) == 0;
}

static void pass(struct court *c, uint32_t turn)
{
    while (atomic_load_explicit(&c->turn, memory_order_acquire) != turn) {
    }
    atomic_store_explicit(&c->turn, turn + 1, memory_order_release);
}

static void *give_back(void *ctx)
{
    struct court *c = ctx;
    bool there = stay_on(c->other);
    for (uint32_t i = 0; i < WARM_UP + ROUNDS; i++) pass(c, 2 * i + 1);
    return there ? c : NULL;
}

static double nanoseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
    static struct court c;
    pthread_t thread;
    void *there = NULL;
    double start = 0;
    if (argc != 3) {
        fprintf(stderr, "usage: hop CORE CORE\n");
        return 2;
    }
    c.other = strtoul(argv[2], NULL, 10);
    if (!stay_on(strtoul(argv[1], NULL, 10)) || pthread_create(&thread, NULL, give_back, &c) != 0) {
        perror("hop");
        return 2;
    }
    for (uint32_t i = 0; i < WARM_UP + ROUNDS; i++) {
        if (i == WARM_UP) start = nanoseconds();
        pass(&c, 2 * i);
    }
    while (atomic_load(&c.turn) != 2 * (WARM_UP + ROUNDS)) {
    }
    double took = nanoseconds() - start;
    pthread_join(thread, &there);
    if (!there) {
        fprintf(stderr, "hop: core %s cannot be had\n", argv[2]);
        return 2;
    }
    printf("%.0f\n", took / ROUNDS / 2);
    return 0;
}
