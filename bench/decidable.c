/* Which copies can be told at all? Computed from the subscriber's own packets and the carriage, before any detector looks.
 *
 * Where messages are kept, every size in the stretch counts -log2 of the share of all subscribers' stretches as long that show
 * it. So does every number, not shown before, of packets with the size that comes most often between two moments at which all had
 * left that had come in, of its share among all subscribers' numbers within a factor of two.
 *
 * Where only sums are kept, every amount between two moments at which all had left that had come in, wholly inside the stretch
 * and not shown before, counts -log2 of its share among all such amounts of all subscribers.
 *
 * In both, every burst after such a moment counts -log2 of the share of the time in which one would have fitted.
 *
 * Shares are (others + 1) / (all + 1): what nobody else shows counts as much as the size of the network supports. A call that
 * never pauses shows one size and no silence. */
#include <math.h>
#include <stdlib.h>

#include "base/macros.h"
#include "encrypted.h"

enum { SIZES = 4096, OFTEN_LEAST = 4, OFTEN_MOST = 512 };

struct commonness {
    double *amount; /* owned, sorted */
    size_t count, room;
    double often[OFTEN_MOST];          /* bursts in which one size comes so often */
    const struct track *const *tracks; /* borrowed */
    uint32_t subscribers;
};

/* Batches leave so often, in seconds; 0: there are none. */
static double period(const struct plan *p)
{
    static const double periods[CARRIAGES] = {[COMPRESSED] = 0.05, [UNEVEN] = 0.05, [BURSTS_HALF] = 0.5, [BURSTS_TWO] = 2};
    return periods[p->carriage];
}

/* For how long the carriage may hold a packet back, at most. */
static double held(const struct plan *p)
{
    double coalesced = p->carriage == RECORDS || p->carriage == STREAM ? 0.04 : 0;
    return p->jitter + coalesced + period(p) + 0.002;
}

/* Has all left that came in until `before` when something comes in `now`? */
static bool closes(const struct plan *p, double before, double now)
{
    if (period(p) <= 0) return now - before > held(p);
    return floor(now / period(p)) * period(p) > before + p->jitter + 0.002;
}

static bool keeps_messages(const struct plan *p)
{
    return p->carriage <= RECORDS;
}

/* Sizes that look alike on the way. */
static uint16_t shown(const struct plan *p, uint16_t len)
{
    return p->carriage == BLOCKS ? (uint16_t)((len + 15) / 16) : len;
}

struct burst {
    size_t first, last;
    double bytes;
    uint32_t often; /* the size that comes most often comes so often */
};

/* The burst that begins at packet `i`. */
static struct burst burst_at(const struct track *t, size_t i, const struct plan *p)
{
    uint16_t times[SIZES] = {0};
    struct burst b = {i, i, 0, 0};
    for (; i < t->count && (i == b.first || !closes(p, t->list[i - 1].at, t->list[i].at)); i++) {
        uint16_t *here = &times[shown(p, t->list[i].len) % SIZES];
        *here += *here < OFTEN_MOST;
        if (*here > b.often) b.often = *here;
        b.bytes += t->list[i].len + 1;
        b.last = i;
    }
    return b;
}

static void add_amount(struct commonness *c, double bytes)
{
    if (c->count == c->room) {
        c->room = c->room ? 2 * c->room : 1024;
        c->amount = realloc(c->amount, c->room * sizeof *c->amount);
        ENSURE(c->amount);
    }
    c->amount[c->count++] = bytes;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct commonness *commonness_new(const struct track *const *tracks, uint32_t count, const struct plan *p)
{
    struct commonness *c = calloc(1, sizeof *c);
    ENSURE(c);
    c->tracks = tracks;
    c->subscribers = count;
    for (uint32_t i = 0; i < count; i++) {
        for (size_t k = 0; k < tracks[i]->count;) {
            struct burst b = burst_at(tracks[i], k, p);
            add_amount(c, b.bytes);
            if (b.often < OFTEN_MOST) c->often[b.often]++;
            k = b.last + 1;
        }
    }
    if (c->count) qsort(c->amount, c->count, sizeof *c->amount, by_value);
    return c;
}

void commonness_free(struct commonness *c)
{
    if (c) free(c->amount);
    free(c);
}

static double bits_of_share(double others, double all)
{
    return -log2((others + 1) / (all + 1));
}

/* Amounts that look alike: exact sums, or what a compressed copy leaves of them. */
static double amount_bits(const struct commonness *c, const struct plan *p, double bytes)
{
    if (p->carriage == UNEVEN) return 0;
    double near = p->carriage == COMPRESSED ? bytes / 100 : 2, alike = -1;
    for (size_t i = 0; i < c->count; i++) alike += fabs(c->amount[i] - bytes) <= near;
    return bits_of_share(alike, (double)c->count - 1);
}

static double often_bits(const struct commonness *c, uint32_t often)
{
    double all = -1;
    if (often < OFTEN_LEAST || often >= OFTEN_MOST) return 0;
    for (uint32_t n = (often + 1) / 2; n <= 2 * often && n < OFTEN_MOST; n++) all += c->often[n];
    return bits_of_share(c->often[often] - 1, all);
}

/* Of all subscribers' stretches of so many seconds, how many show each size? Returns how many there are. */
static double count_sizes(const struct commonness *c, const struct plan *p, double seconds, double show[static SIZES])
{
    double stretches = 0;
    for (uint32_t i = 0; i < c->subscribers; i++) {
        const struct track *t = c->tracks[i];
        int32_t last[SIZES] = {0};
        for (size_t k = 0; k < t->count; k++) {
            int32_t here = 1 + (int32_t)(t->list[k].at / seconds);
            uint16_t size = shown(p, t->list[k].len) % SIZES;
            show[size] += last[size] != here;
            last[size] = here;
            if (k + 1 == t->count) stretches += here;
        }
    }
    return stretches;
}

static double size_bits(const struct commonness *c, const struct track *t, const struct plan *p, size_t first, size_t last)
{
    double show[SIZES] = {0}, bits = 0;
    double all = count_sizes(c, p, fmax(t->list[last].at - t->list[first].at, 0.1), show);
    for (size_t i = first; i <= last; i++) {
        uint16_t size = shown(p, t->list[i].len) % SIZES;
        if (show[size] > 0) bits += bits_of_share(show[size] - 1, all - 1);
        show[size] = 0;
    }
    return bits;
}

/* Bursts that lie wholly between `first` and `last`. */
static double burst_bits(const struct commonness *c, const struct track *t, const struct plan *p, size_t first, size_t last)
{
    bool shown_often[OFTEN_MOST + 1] = {false};
    double known[64], bits = 0, span = t->list[last].at - t->list[first].at, busy = 0;
    uint32_t knows = 0, bursts = 0;
    for (size_t i = first; i <= last;) {
        struct burst b = burst_at(t, i, p);
        bool whole = b.last < last && (i == 0 || i > first || closes(p, t->list[i - 1].at, t->list[i].at)), news = true;
        for (uint32_t k = 0; k < knows; k++) news = news && fabs(known[k] - b.bytes) >= 16;
        i = b.last + 1;
        if (!whole) continue;
        if (news && !keeps_messages(p)) bits += amount_bits(c, p, b.bytes);
        if (keeps_messages(p) && !shown_often[b.often]) bits += often_bits(c, b.often);
        shown_often[b.often] = true;
        if (news && knows < ARRAY_LEN(known)) known[knows++] = b.bytes;
        busy += t->list[b.last].at - t->list[b.first].at + held(p);
        bursts++;
    }
    double share = span > 0 ? busy / span : 1;
    return bits + (share < 1 && bursts ? -log2(share) * bursts : 0);
}

double decidable_bits(const struct commonness *c, const struct track *t, const struct plan *p, double begin)
{
    size_t first = 0, last;
    while (first < t->count && t->list[first].at < begin) first++;
    for (last = first; last < t->count; last++) {
        if (p->packets && last - first >= p->packets) break;
        if (p->seconds > 0 && t->list[last].at >= begin + p->seconds) break;
    }
    if (last == first) return 0;
    double bits = keeps_messages(p) ? size_bits(c, t, p, first, last - 1) : 0;
    return bits + burst_bits(c, t, p, first, last - 1);
}
