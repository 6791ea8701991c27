/* What a conversation says that carries copies: each way to carry them, and who else talks. */
#include <math.h>
#include <stdlib.h>

#include "base/macros.h"
#include "drill/random.h"
#include "encrypted.h"

void talk_say(struct talk *t, double at, double size)
{
    if (t->count == t->room) {
        t->room = t->room ? 2 * t->room : 1024;
        t->list = realloc(t->list, t->room * sizeof *t->list);
        ENSURE(t->list);
    }
    t->list[t->count++] = (struct message){at, (uint32_t)fmax(size, 1)};
}

static int by_time(const void *a, const void *b)
{
    double x = ((const struct message *)a)->at, y = ((const struct message *)b)->at;
    return (x > y) - (x < y);
}

void talk_sort(struct talk *t)
{
    if (t->count) qsort(t->list, t->count, sizeof *t->list, by_time);
}

double uniform(struct rng *r, double low, double high)
{
    return low + (high - low) * (double)(rng_next(r) >> 11) * 0x1p-53;
}

const char *const carriage_name[CARRIAGES] = {"per packet",
                                              "per packet, blocks of 16",
                                              "TLS records in a stream",
                                              "stream without records (SSH)",
                                              "compressed to an eighth",
                                              "compressed to an eighth to a whole, as content varies",
                                              "bursts every 0.5 s",
                                              "bursts every 2 s",
                                              "padded to a constant rate"};

/* What is written within 40 ms leaves together (Nagle and delayed acknowledgements), at once when a segment is full. `records`:
 * their borders show. */
static void coalesce(struct talk *t, bool records)
{
    struct talk out = {0};
    talk_sort(t);
    for (size_t i = 0, j; i < t->count; i = j) {
        double held = 0;
        for (j = i; j < t->count && t->list[j].at < t->list[i].at + 0.04; j++) {
            held += t->list[j].size;
            if (records) talk_say(&out, held >= 1448 ? t->list[j].at : t->list[i].at + 0.04, t->list[j].size);
            if (held >= 1448) held = fmod(held, 1448);
        }
        double all = 0;
        for (size_t k = i; k < j; k++) all += t->list[k].size;
        if (!records) talk_say(&out, t->list[i].at + 0.04, all);
    }
    free(t->list);
    *t = out;
}

/* All of `period` seconds leaves at its end, in records of up to 1400 bytes, one part in `least` to `most` of it, drawn anew for
 * each. */
static void batch(struct talk *t, double period, double least, double most, struct rng *r)
{
    struct talk out = {0};
    talk_sort(t);
    for (size_t i = 0, j; i < t->count; i = j) {
        double end = (floor(t->list[i].at / period) + 1) * period, all = 0;
        for (j = i; j < t->count && t->list[j].at < end; j++) all += t->list[j].size;
        all = floor(all / (least < most ? exp(uniform(r, log(least), log(most))) : least));
        for (int k = 0; all > 0; all -= 1400, k++) talk_say(&out, end + k * 12e-6, fmin(all, 1400) + 17);
    }
    free(t->list);
    *t = out;
}

static void cover(struct talk *t, double seconds)
{
    t->count = 0;
    for (double at = 1; at < seconds; at += 0.01) talk_say(t, at, 544);
}

static double message_size(enum carriage c, uint32_t len)
{
    if (c == BLOCKS) return (len + 15) / 16 * 16 + 32;
    if (c == RECORDS) return len + 17;
    if (c == STREAM) return (len + 5 + 7) / 8 * 8 + 20;
    return c == PACKETS ? len + 24 : len;
}

/* Returns how many packets it copied. */
uint32_t talk_copy(struct talk *t, const struct track *p, const struct plan *plan, double begin, struct rng *r)
{
    uint32_t copied = 0;
    double end = plan->seconds > 0 ? begin + plan->seconds : INFINITY;
    for (size_t i = 0; i < p->count; i++) {
        const struct seen *s = &p->list[i];
        if (s->at < begin || s->at >= end || (plan->packets && copied == plan->packets)) continue;
        talk_say(t, s->at + 0.001 + uniform(r, 0, plan->jitter), message_size(plan->carriage, s->len));
        copied++;
    }
    return copied;
}

void talk_carry(struct talk *t, const struct plan *p, double seconds, struct rng *r)
{
    switch (p->carriage) {
    case RECORDS: coalesce(t, true); break;
    case STREAM: coalesce(t, false); break;
    case COMPRESSED: batch(t, 0.05, 8, 8, r); break;
    case UNEVEN: batch(t, 0.05, 1, 8, r); break;
    case BURSTS_HALF: batch(t, 0.5, 1, 1, r); break;
    case BURSTS_TWO: batch(t, 2, 1, 1, r); break;
    case COVER: cover(t, seconds); break;
    default: break;
    }
}

/* A key and its echo; now and then what the command says. */
void talk_chatter(struct talk *t, double seconds, struct rng *r)
{
    for (double at = uniform(r, 0, 1); at < seconds; at += uniform(r, 0.07, 0.32)) {
        talk_say(t, at, 60);
        if (rng_below(r, 9) == 0) talk_say(t, at + 0.02, 60 + rng_below(r, 1400));
    }
}
