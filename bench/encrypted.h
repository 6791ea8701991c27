/* What the program encrypted_rates copies, and how. */
#ifndef CUSTOS_BENCH_ENCRYPTED_H
#define CUSTOS_BENCH_ENCRYPTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct world;
struct rng;

struct seen {
    double at; /* seconds after the start */
    uint16_t len;
    bool payload, mine; /* mine: the subscriber's at the tap where it came in */
};

/* A subscriber's packets, in order of time. */
struct track {
    struct seen *list; /* owned */
    size_t count, room;
};

enum carriage { PACKETS, BLOCKS, RECORDS, STREAM, COMPRESSED, BURSTS_HALF, BURSTS_TWO, COVER, CARRIAGES };

struct plan {
    enum carriage carriage;
    uint32_t packets; /* so many and then no more; 0: all */
    double seconds;   /* or for so long; 0: whatever it takes */
    double jitter;
    bool chatter; /* a maintainer works in the same conversation */
    bool two;     /* subscribers */
};

/* What everybody's traffic looks like, for one plan. */
struct commonness;

/* `tracks` of `count` subscribers are borrowed until commonness_free, to which the caller gives the result. */
struct commonness *commonness_new(const struct track *const *tracks, uint32_t count, const struct plan *p);
void commonness_free(struct commonness *c); /* accepts NULL */

/* How much tells the stretch that is copied of a subscriber from everybody's traffic, in bits, to an observer who knows how it
 * was carried: see decidable.c. `begin` in seconds. */
double decidable_bits(const struct commonness *c, const struct track *t, const struct plan *p, double begin);

/* 20 bits for one chance in a million and 12 for what a detector has to try (overheads, delays, kinds of framing). */
#define DECIDABLE_BITS 32

#endif
