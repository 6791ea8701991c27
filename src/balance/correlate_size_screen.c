/* Screening: messages and packets that stand near each other, by the difference of their sizes. A copy shows as one difference
 * that is common among rare sizes. Costs (messages) x (packets within half a second) additions per subject. */
#include <math.h>
#include <string.h>

#include "balance/correlate_internal.h"
#include "balance/correlate_sizes_internal.h"

enum {
    OTHERS = 2,        /* sizes, or ... */
    OTHERS_SHARE = 4,  /* ... a quarter of them, that blocks do not explain */
    OFFSETS_TRIED = 3, /* per subject */
    OFTEN = 3,         /* the same size speaks so often */
    USUAL = 20,        /* overheads, see is_usual */
    BLOCK_MAX = 16,
    DELAY_CELLS = (SIZE_STEPS * SIZE_STEP + SIZE_REACH) / SIZE_DELAY_CELL + 1
};
static const int32_t widths[SIZE_WIDTHS] = {458, 3357, 7935}; /* ticks: 30 ms, 0.22 s, 0.52 s */
static const double BY_CHANCE = -2;                           /* log10 of the chance from which a block is told */
static const double WORTH_BITS = 18;                          /* with less the test could not be significant */

/* log10 of the chance that so many of the sizes have the same rest by a block, if no block made them. */
static double log10_by_chance(uint32_t all, uint32_t same, int32_t block)
{
    double ways = lgamma(all + 1.0) - lgamma(same + 1.0) - lgamma(all - same + 1.0);
    return (ways - (same - 1.0) * log(block)) / M_LN10;
}

/* Blocks show in what sizes have in common, but for a few, as those of a handshake. */
static int32_t block_of(const struct size_profile *p)
{
    for (int32_t block = BLOCK_MAX; block > 1; block /= 2) {
        uint32_t rest[BLOCK_MAX] = {0}, all = 0, most = 0;
        for (int32_t s = 0; s < SIZE_LIMIT; s++) {
            if (!profile_mass(p, s, s)) continue;
            rest[s % block]++;
            all++;
        }
        for (int i = 0; i < block; i++) most = rest[i] > most ? rest[i] : most;
        bool few_others = all - most <= OTHERS || (all - most) * OTHERS_SHARE <= all;
        if (few_others && most && log10_by_chance(all, most, block) <= BY_CHANCE) return block;
    }
    return 1;
}

/* What each message may bring at most, by how rare its size is among the candidate's. */
static void weigh(struct size_window *v)
{
    struct size_work *w = &v->w;
    uint16_t *times = w->tried;
    memset(times, 0, sizeof w->tried);
    v->voices = 0;
    for (uint32_t i = 0; i < w->candidate.count; i++) {
        const struct sizes_entry *e = &w->candidate.entry[i];
        int32_t s = e->size;
        if (s >= SIZE_LIMIT || times[s]++ >= OFTEN) continue;
        double share = profile_mass(&w->mine, s, s) / (double)w->mine.upto[SIZE_LIMIT];
        uint16_t bits = (uint16_t)(-8 * log2(share) / times[s]);
        if (bits) v->voice[v->voices++] = (struct size_voice){e->first, e->size, bits};
    }
}

/* The sum of bits over all pairs of a message and a packet, by the difference of their sizes; returns all of them together.
 * ret_most: those of the difference that has most. */
static uint64_t add_differences(const struct size_window *v, const struct size_list *s, uint32_t step,
                                uint32_t sum[static SIZE_OFFSETS], uint32_t *ret_most)
{
    int64_t from = step ? (int64_t)step * SIZE_STEP : -SIZE_EARLY, to = (int64_t)step * SIZE_STEP + SIZE_REACH;
    uint32_t low = 0, most = 0;
    uint64_t all = 0;
    for (const struct size_voice *m = v->voice; m < v->voice + v->voices; m++) {
        int64_t at = m->at;
        while (low < s->count && s->reach[low] < at - to) low++;
        for (uint32_t i = low; i < s->count && s->entry[i].first <= at - from; i++) {
            uint32_t difference = (uint32_t)(m->size - s->entry[i].size - SIZE_OFFSET_MIN);
            if (difference >= SIZE_OFFSETS || s->entry[i].last < at - to) continue;
            uint32_t bits = sum[difference] += m->bits;
            most = bits > most ? bits : most;
            all += m->bits;
        }
    }
    *ret_most = most;
    return all;
}

/* Keep the best SIZE_SUSPECTS. */
static void offer(struct size_suspects *to, double bits, const struct size_hypothesis *h)
{
    bool full = to->count == SIZE_SUSPECTS;
    if (full && to->list[SIZE_SUSPECTS - 1].bits >= bits) return;
    uint32_t place = full ? SIZE_SUSPECTS - 1 : to->count++;
    for (; place > 0 && to->list[place - 1].bits < bits; place--) to->list[place] = to->list[place - 1];
    to->list[place] = (struct size_suspect){.bits = bits, .h = *h};
}

/* The difference (the first of a block of them) that most bits speak for; ties go to the smallest. */
static uint32_t best_difference(const uint32_t sum[static SIZE_OFFSETS + BLOCK_MAX], uint32_t block, uint32_t *ret_bits)
{
    uint32_t best = 0, most = 0, here = 0;
    for (uint32_t d = 0; d < block; d++) here += sum[d];
    for (uint32_t d = 0; d < SIZE_OFFSETS; here += sum[d + block] - sum[d], d++) {
        if (here <= most) continue;
        most = here;
        best = d;
    }
    *ret_bits = most;
    return best;
}

static void screen(const struct size_window *v, uint32_t subject, int32_t block, struct size_suspects *to)
{
    struct size_list s = size_list_of(&v->crowd, subject);
    for (uint32_t step = 0; s.count && step < v->steps; step++) {
        uint32_t sum[SIZE_OFFSETS + BLOCK_MAX] = {0};
        uint32_t most;
        uint64_t all = add_differences(v, &s, step, sum, &most);
        double expected = (double)all * block / SIZE_OFFSETS;
        if ((double)most * block - expected < WORTH_BITS * 8) continue; /* no block of differences can have more */
        for (int tried = 0; tried < OFFSETS_TRIED; tried++) {
            uint32_t best = best_difference(sum, (uint32_t)block, &most);
            if (most - expected < WORTH_BITS * 8) break;
            struct size_hypothesis h = {
                .subject = subject,
                .offset = (int32_t)best + SIZE_OFFSET_MIN,
                .block = block,
            };
            offer(to, (most - expected) / 8, &h);
            memset(sum + best, 0, (uint32_t)block * sizeof *sum);
        }
    }
}

struct screening {
    const struct size_window *v;
    uint32_t candidate;
    int32_t block; /* that the candidate's sizes show */
};

static void screen_part(void *arg, unsigned part)
{
    const struct screening *s = arg;
    const struct size_window *v = s->v;
    struct corr_range r = corr_range_of(v->crowd.count, part);
    v->found[part].count = 0;
    for (uint32_t i = r.first; i < r.end; i++)
        if (!v->in->skip || !v->in->skip(v->in->ctx, s->candidate, i)) screen(v, i, s->block, &v->found[part]);
}

void size_screen(struct size_window *v, uint32_t candidate)
{
    weigh(v);
    struct screening s = {v, candidate, block_of(&v->w.mine)};
    corr_share(v->x->crew, v->crowd.count, screen_part, &s);
    v->best.count = 0;
    for (const struct size_suspects *f = v->found; f < v->found + CORR_PARTS; f++)
        for (uint32_t i = 0; i < f->count; i++) offer(&v->best, f->list[i].bits, &f->list[i].h);
}

/* Which delays do the messages have that match? */
static void count_delays(const struct size_window *v, const struct size_list *s, const struct size_hypothesis *h,
                         uint32_t cells[static DELAY_CELLS])
{
    int64_t to = (int64_t)v->steps * SIZE_STEP + SIZE_REACH - SIZE_STEP;
    uint32_t low = 0;
    for (const struct size_voice *m = v->voice; m < v->voice + v->voices; m++) {
        int64_t at = m->at;
        while (low < s->count && s->reach[low] < at - to) low++;
        for (uint32_t i = low; i < s->count && s->entry[i].first <= at + SIZE_EARLY; i++) {
            int32_t difference = m->size - s->entry[i].size - h->offset;
            int64_t delay = at - s->entry[i].last;
            if (delay < -SIZE_EARLY) delay = -SIZE_EARLY;
            if (difference >= 0 && difference < h->block && delay <= to) cells[(delay + SIZE_EARLY) / SIZE_DELAY_CELL] += m->bits;
        }
    }
}

/* What common ways add to a packet from its IP header on, or take from it: IP and UDP or TCP headers taken off, nothing (XOR), 4
 * to 16 bytes of framing, Ethernet, TLS 1.3 (RFC 8446 cl. 5.2), TLS 1.2 and OpenVPN with AEAD (RFC 5288), DTLS, WireGuard, pcap
 * records, ESP. */
static bool is_usual(int32_t overhead)
{
    static const int8_t usual[] = {-40, -28, -20, 0, 4, 8, 13, 14, 16, 17, 18, 20, 22, 24, 28, 30, 31, 32, 36, 40};
    for (size_t i = 0; i < ARRAY_LEN(usual); i++)
        if (usual[i] == overhead) return true;
    return false;
}

/* The best range of delays of one width. Half of the prior belief is in copies that are sent at
 * once, and half in usual overheads. */
static struct size_hypothesis at_width(const struct size_window *v, struct size_hypothesis h, int width, const uint32_t *cells)
{
    uint32_t starts = (v->steps * SIZE_STEP) / SIZE_DELAY_CELL, wide = (uint32_t)widths[width] / SIZE_DELAY_CELL;
    uint32_t sum = 0, most, best = 0;
    for (uint32_t i = 0; i < wide; i++) sum += cells[i];
    uint32_t at_once = most = sum;
    for (uint32_t i = 1; i < starts && i + wide <= DELAY_CELLS; i++) {
        sum += cells[i + wide - 1] - cells[i - 1];
        if (sum <= most) continue;
        most = sum;
        best = i;
    }
    if (at_once * 10 >= most * 9) best = 0;
    h.from = (int32_t)best * SIZE_DELAY_CELL - SIZE_EARLY;
    h.to = h.from + widths[width];
    h.log10_tried =
        log10(2.0 * SIZE_VIEWS * SIZE_WIDTHS * (best ? starts : 1) * 2.0 * (is_usual(h.offset) ? USUAL : SIZE_OFFSETS));
    memset(h.log_e, 0, sizeof h.log_e);
    return h;
}

void size_widths(const struct size_window *v, const struct size_hypothesis *h, struct size_hypothesis ret[static SIZE_WIDTHS])
{
    struct size_list subject = size_list_of(&v->crowd, h->subject);
    uint32_t cells[DELAY_CELLS] = {0};
    count_delays(v, &subject, h, cells);
    for (int i = 0; i < SIZE_WIDTHS; i++) ret[i] = at_width(v, *h, i, cells);
}
