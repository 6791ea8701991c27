/* Synthetic subscribers and relays for the tests of correlation: web pages, speech with and without pauses, film segments, bulk
 * transfers; copies that jitter, batch, pad, thin, cut and re-pack them. Everything follows from a seed. */
#ifndef CUSTOS_TESTS_CORRELATE_TRAFFIC_H
#define CUSTOS_TESTS_CORRELATE_TRAFFIC_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "balance/activity.h"
#include "balance/sizes.h"
#include "base/clock.h"

#define START (1700000000 * CLOCK_SECOND)

struct random {
    uint64_t state;
};

static inline uint64_t random_bits(struct random *r) /* splitmix64 */
{
    uint64_t z = r->state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static inline double uniform(struct random *r, double low, double high)
{
    return low + (high - low) * (double)(random_bits(r) >> 11) * 0x1p-53;
}

static inline uint32_t below(struct random *r, uint32_t n)
{
    return (uint32_t)(random_bits(r) % n);
}

static inline double exponential(struct random *r, double mean)
{
    return -mean * log(1 - uniform(r, 0, 1));
}

static inline double lognormal(struct random *r, double median, double sigma)
{
    double u = uniform(r, 1e-12, 1), v = uniform(r, 0, 1);
    return median * exp(sigma * sqrt(-2 * log(u)) * cos(2 * M_PI * v));
}

struct traffic_packet {
    double at; /* seconds after START */
    uint16_t bytes;
    uint8_t to; /* 0 from the subscriber, 1 to him */
};

struct traffic {
    struct traffic_packet *packet; /* owned */
    size_t count, room;
};

static inline void traffic_put(struct traffic *t, double at, double bytes, unsigned to)
{
    if (t->count == t->room) {
        t->room = t->room ? 2 * t->room : 1024;
        t->packet = realloc(t->packet, t->room * sizeof *t->packet);
        ENSURE(t->packet);
    }
    t->packet[t->count++] = (struct traffic_packet){at, (uint16_t)bytes, (uint8_t)to};
}

/* A transfer in rounds of a growing window, one round per round-trip time. Returns when it ends. */
static inline double put_object(struct traffic *t, struct random *r, double at, double bytes, double rtt, double end)
{
    uint32_t window = 10;
    for (uint32_t sent = 0; bytes > 0 && at < end; at += rtt * uniform(r, 0.95, 1.1), sent = 0) {
        double gap = uniform(r, 0.00005, 0.001);
        for (; sent < window && bytes > 0; sent++, bytes -= 1348) traffic_put(t, at + gap * sent, bytes < 1348 ? bytes : 1348, 1);
        window = uniform(r, 0, 1) < 0.1 ? window / 2 + 1 : window < 60 ? window * 3 / 2 : window + 1;
    }
    return at;
}

static inline void put_web(struct traffic *t, struct random *r, double begin, double end)
{
    double rtt = uniform(r, 0.01, 0.08);
    for (double page = begin + exponential(r, 4); page < end; page += 1 + lognormal(r, 4, 0.8)) {
        uint32_t objects = 2 + below(r, 10);
        double at = page;
        for (uint32_t i = 0; i < objects && at < end; i++, at += exponential(r, 0.12)) {
            traffic_put(t, at, uniform(r, 100, 900), 0);
            put_object(t, r, at + rtt, lognormal(r, 12000, 1.0), rtt, end);
        }
    }
}

enum { SPEECH_STEADY, SPEECH_PAUSES };
static inline void put_speech(struct traffic *t, struct random *r, double begin, double end, int kind)
{
    double jitter = uniform(r, 0.0005, 0.008);
    for (unsigned to = 0; to < 2; to++) {
        double change = begin + exponential(r, 1.2), phase = uniform(r, 0, 0.02);
        bool talks = to == 0;
        for (double at = begin + phase; at < end; at += 0.02) {
            for (; at >= change; talks = !talks) change += exponential(r, talks ? 1.4 : 1.0) + 0.1;
            if (talks || kind == SPEECH_STEADY) traffic_put(t, at + uniform(r, 0, jitter), kind == SPEECH_STEADY ? 172 : 73, to);
        }
    }
}

static inline void put_film(struct traffic *t, struct random *r, double begin, double end)
{
    double period = uniform(r, 2, 6), rtt = uniform(r, 0.01, 0.06);
    for (double at = begin + uniform(r, 0, period); at < end; at += period * uniform(r, 0.9, 1.1)) {
        traffic_put(t, at, 400, 0);
        put_object(t, r, at + rtt, lognormal(r, 150000, 0.4), rtt, end);
    }
}

static inline void put_bulk(struct traffic *t, struct random *r, double begin, double end)
{
    double rtt = uniform(r, 0.02, 0.08);
    for (double at = begin; at < end;) at = put_object(t, r, at, lognormal(r, 600000, 1), rtt, end) + exponential(r, 0.4);
}

static inline int by_time(const void *a, const void *b)
{
    double x = ((const struct traffic_packet *)a)->at, y = ((const struct traffic_packet *)b)->at;
    return (x > y) - (x < y);
}

static inline void traffic_sort(struct traffic *t)
{
    if (t->count) qsort(t->packet, t->count, sizeof *t->packet, by_time);
}

enum profile { WEB, SPEECH, FILM, BULK, STEADY, PROFILES };

static inline struct traffic traffic_of(struct random *r, enum profile p, double seconds)
{
    struct traffic t = {0};
    switch (p) {
    case WEB: put_web(&t, r, 0, seconds); break;
    case SPEECH: put_speech(&t, r, uniform(r, 0, 5), seconds, SPEECH_PAUSES); break;
    case FILM: put_film(&t, r, 0, seconds); break;
    case BULK: put_bulk(&t, r, uniform(r, 0, 10), seconds); break;
    default: put_speech(&t, r, uniform(r, 0, 5), seconds, SPEECH_STEADY);
    }
    traffic_sort(&t);
    return t;
}

static inline void traffic_free(struct traffic *t)
{
    free(t->packet);
    *t = (struct traffic){0};
}

/* How a relay changes what it copies. */
struct relay {
    double delay, jitter, batch; /* seconds; batch: leaves at multiples of it only */
    double padding;              /* random share added to each record */
    uint32_t one_in;             /* packets; 1: all */
    uint32_t snap;               /* bytes of each packet; 0: all */
    int direction;               /* enum correlate_direction */
    bool repack;                 /* into a TLS byte stream in segments of 1348 bytes, else a datagram each */
};

/* Adds the copy of `from` to `to`, unsorted unless repacked. */
static inline void relay_copy(struct traffic *to, const struct traffic *from, const struct relay *how, struct random *r)
{
    for (size_t i = 0; i < from->count; i++) {
        const struct traffic_packet *p = &from->packet[i];
        if (how->direction && p->to != how->direction - 1) continue;
        if (how->one_in > 1 && below(r, how->one_in)) continue;
        double at = p->at + how->delay + uniform(r, 0, how->jitter);
        if (how->batch > 0) at = ceil(at / how->batch) * how->batch;
        double bytes = how->snap && p->bytes > how->snap ? how->snap : p->bytes;
        traffic_put(to, at, (bytes + 40 + 29) * (1 + uniform(r, 0, how->padding)), 0);
    }
}

/* Records that leave within a millisecond share full segments. */
static inline void relay_repack(struct traffic *t)
{
    struct traffic out = {0};
    traffic_sort(t);
    double held = 0;
    for (size_t i = 0; i < t->count; i++) {
        held += t->packet[i].bytes;
        for (; held >= 1348; held -= 1348) traffic_put(&out, t->packet[i].at, 1348, 0);
        bool last = i + 1 == t->count || t->packet[i + 1].at > t->packet[i].at + 0.001;
        if (last && held > 0) traffic_put(&out, t->packet[i].at, held, 0);
        if (last) held = 0;
    }
    traffic_free(t);
    *t = out;
}

/* An empty packet of the last series at START makes the window's origin certain. */
static inline void traffic_book(struct activity *a, uint32_t from, uint32_t to, const struct traffic *t)
{
    if (!a->started) activity_add(a, a->series_count - 1, START, 0, 0);
    for (size_t i = 0; i < t->count; i++) {
        const struct traffic_packet *p = &t->packet[i];
        activity_add(a, p->to ? to : from, START + (int64_t)(p->at * 1e9), 1, p->bytes);
    }
}

/* How a tunnel changes what it copies packet by packet. */
struct tunnel {
    int32_t overhead;
    uint32_t block; /* sizes are rounded up to it first */
    double jitter;
    uint32_t packets; /* so many and then no more */
};

static inline void tunnel_copy(struct traffic *to, const struct traffic *from, const struct tunnel *how, struct random *r)
{
    for (size_t i = 0; i < from->count && i < how->packets; i++) {
        const struct traffic_packet *p = &from->packet[i];
        uint32_t rounded = (p->bytes + how->block - 1) / how->block * how->block;
        traffic_put(to, p->at + uniform(r, 0.0005, 0.0005 + how->jitter), (double)rounded + how->overhead, 0);
    }
}

/* The part of `from` between two times. */
static inline void traffic_cut(struct traffic *to, const struct traffic *from, double begin, double end)
{
    to->count = 0;
    for (size_t i = 0; i < from->count; i++)
        if (from->packet[i].at >= begin && from->packet[i].at < end)
            traffic_put(to, from->packet[i].at, from->packet[i].bytes, from->packet[i].to);
}

static inline void traffic_sizes(struct sizes *z, uint32_t series, const struct traffic *t)
{
    if (!z->started) sizes_add(z, z->series_count - 1, START, 1); /* likewise */
    for (size_t i = 0; i < t->count; i++) {
        const struct traffic_packet *p = &t->packet[i];
        if (p->bytes) sizes_add(z, series, START + (int64_t)(p->at * 1e9), p->bytes);
    }
}

#endif
