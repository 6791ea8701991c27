/* Conversations that copy nobody of the network that they are held against. */
#include <math.h>
#include <stdlib.h>

#include "base/macros.h"
#include "drill/random.h"
#include "encrypted.h"

const char *const innocent_name[INNOCENTS] = {"other subscribers' tunnels",
                                              "other subscribers' tunnels in the same busy moments",
                                              "other subscribers' TLS streams",
                                              "keep-alives",
                                              "polling in rounds of many sizes",
                                              "flow export",
                                              "signalling with the load",
                                              "a maintainer's shell",
                                              "backup in bursts",
                                              "constant rate",
                                              "names asked for"};

static uint32_t halves(const struct network *n)
{
    return (uint32_t)(n->seconds * 2);
}

static uint32_t half_of(const struct network *n, double at)
{
    uint32_t half = (uint32_t)(at * 2);
    return half < halves(n) ? half : halves(n);
}

uint32_t *load_of(const struct network *n)
{
    uint32_t *load = calloc(halves(n) + 1, sizeof *load);
    ENSURE(load);
    for (uint32_t i = 0; i < n->count; i++)
        for (size_t k = 0; k < n->track[i].count; k++) load[half_of(n, n->track[i].list[k].at)]++;
    return load;
}

static void relay(struct talk *t, const struct network *n, const struct network *other, enum innocent kind, const uint32_t *load,
                  struct rng *r)
{
    struct plan p = {kind == RELAYED_STREAM ? RECORDS : (enum carriage)rng_below(r, 2), 0, 0, uniform(r, 0, 0.2), false, false};
    const struct track *who = &other->track[rng_below(r, other->count)];
    talk_copy(t, who, &p, 0, r);
    talk_carry(t, &p, n->seconds, r);
    if (kind != RELAYED_BUSY) return;
    size_t kept = 0;
    double mean = 0;
    for (uint32_t i = 2; i + 2 < halves(n); i++) mean += load[i] / (halves(n) - 4.0);
    for (size_t i = 0; i < t->count; i++)
        if (load[half_of(n, t->list[i].at)] > mean) t->list[kept++] = t->list[i];
    t->count = kept;
}

/* A message for one in so many packets of anybody: what sessions report, and what is asked for them. */
static void signal_load(struct talk *t, const struct network *n, struct rng *r)
{
    uint32_t one_in = 200 + rng_below(r, 2000), base = 60 + rng_below(r, 200), spread = 1 + rng_below(r, 300);
    for (uint32_t i = 0; i < n->count; i++)
        for (size_t k = 0; k < n->track[i].count; k++)
            if (rng_below(r, one_in) == 0) talk_say(t, n->track[i].list[k].at + uniform(r, 0, 0.05), base + rng_below(r, spread));
}

static void export_load(struct talk *t, const struct network *n, const uint32_t *load, struct rng *r)
{
    double scale = uniform(r, 0.02, 0.5);
    for (uint32_t i = 1; i < halves(n); i++)
        for (double left = load[i - 1] * scale; left > 0; left -= 1400) talk_say(t, i * 0.5, fmin(left, 1400) + 30);
}

static void poll_rounds(struct talk *t, double seconds, struct rng *r)
{
    uint32_t size[40], n = 8 + rng_below(r, 32);
    double period = uniform(r, 0.5, 5), gap = uniform(r, 0.001, 0.03);
    for (uint32_t i = 0; i < n; i++) size[i] = 60 + rng_below(r, 1200);
    for (double at = uniform(r, 0, period); at < seconds; at += period)
        for (uint32_t i = 0; i < n; i++) talk_say(t, at + i * gap, size[i]);
}

static void backup(struct talk *t, double seconds, struct rng *r)
{
    for (double at = uniform(r, 0, 2); at < seconds; at += 2.3)
        for (double left = uniform(r, 140000, 420000), k = 0; left > 0; left -= 1448, k++)
            talk_say(t, at + k * 1e-4, fmin(left, 1448));
}

void talk_innocent(struct talk *t, const struct network *n, const struct network *other, enum innocent kind, const uint32_t *load,
                   struct rng *r)
{
    double period = uniform(r, 0.02, 2);
    switch (kind) {
    case KEEPALIVE:
        for (double at = uniform(r, 0, period), size = 40 + rng_below(r, 400); at < n->seconds; at += period)
            talk_say(t, at, size);
        break;
    case POLL: poll_rounds(t, n->seconds, r); break;
    case EXPORT: export_load(t, n, load, r); break;
    case SIGNALLING: signal_load(t, n, r); break;
    case ADMIN: talk_chatter(t, n->seconds, r); break;
    case BACKUP: backup(t, n->seconds, r); break;
    case PADDED: talk_carry(t, &(struct plan){.carriage = COVER}, n->seconds, r); break;
    case NAMES:
        for (double at = 0; at < n->seconds; at += uniform(r, 0, period)) talk_say(t, at, 50 + rng_below(r, 40));
        break;
    default: relay(t, n, other, kind, load, r);
    }
}
