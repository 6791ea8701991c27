/* What the program encrypted_rates copies, and how. */
#ifndef CUSTOS_BENCH_ENCRYPTED_H
#define CUSTOS_BENCH_ENCRYPTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* Some subscribers' traffic over so many seconds. */
struct network {
    struct track *track; /* of each subscriber; owned */
    uint32_t count;
    double seconds;
};

/* Traffic of the drill clean-day, or `is_slow`: of people who do little now and then. network_forget gives the memory back. */
void network_play(struct network *n, uint64_t seed, uint32_t subscribers, double seconds, bool is_slow);
void network_forget(struct network *n);

enum carriage { PACKETS, BLOCKS, RECORDS, STREAM, COMPRESSED, UNEVEN, BURSTS_HALF, BURSTS_TWO, COVER, CARRIAGES };
extern const char *const carriage_name[CARRIAGES];

struct plan {
    enum carriage carriage;
    uint32_t packets; /* so many and then no more; 0: all */
    double seconds;   /* or for so long; 0: whatever it takes */
    double jitter;
    bool chatter; /* a maintainer works in the same conversation */
    bool two;     /* subscribers */
};

/* What a conversation says. */
struct message {
    double at;
    uint32_t size;
};

struct talk {
    struct message *list; /* owned: whoever has a talk frees it */
    size_t count, room;
};

void talk_say(struct talk *t, double at, double size);
void talk_sort(struct talk *t);
double uniform(struct rng *r, double low, double high);

/* Say what is copied of `p` from `begin` on, before it is carried. Returns how many packets that is. */
uint32_t talk_copy(struct talk *t, const struct track *p, const struct plan *plan, double begin, struct rng *r);
/* Carry what was said. */
void talk_carry(struct talk *t, const struct plan *p, double seconds, struct rng *r);
/* A maintainer works, too. */
void talk_chatter(struct talk *t, double seconds, struct rng *r);

/* Conversations that copy nobody of the network that they are held against. */
enum innocent {
    RELAYED,
    RELAYED_BUSY,
    RELAYED_STREAM,
    KEEPALIVE,
    POLL,
    EXPORT,
    SIGNALLING,
    ADMIN,
    BACKUP,
    PADDED,
    NAMES,
    INNOCENTS
};
extern const char *const innocent_name[INNOCENTS];

/* Packets of everybody per half second: load_of gives memory that the caller frees. */
uint32_t *load_of(const struct network *n);
/* Say what such a conversation says beside `n`; `other` are the subscribers of another network. */
void talk_innocent(struct talk *t, const struct network *n, const struct network *other, enum innocent kind, const uint32_t *load,
                   struct rng *r);

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
