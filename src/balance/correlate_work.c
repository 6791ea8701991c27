#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "balance/correlate_internal.h"

/* 8.4 ms to 1 s: what a mirror on the forwarding plane, a user-space relay and a store-and-forward batch keep of the timing. */
const struct corr_scale corr_scales[CORR_SCALES] = {{1, 16}, {2, 16}, {6, 21}, {12, 21}, {24, 21}, {60, 21}, {120, 21}};

static const float FLAT = 0.05f; /* logarithms that mostly lie nearer together than this have no pattern */

static float *floats(struct scratch *room, size_t count)
{
    return scratch_take(room, count, sizeof(float));
}

struct corr_volume corr_volume_of(struct scratch *room, uint32_t bins)
{
    return (struct corr_volume){{floats(room, bins), floats(room, bins)}};
}

static struct corr_stretches stretches_of(struct scratch *room, size_t bins)
{
    return (struct corr_stretches){.at = scratch_take(room, bins, sizeof(uint32_t)),
                                   .value = floats(room, bins),
                                   .first = scratch_take(room, bins + 1, sizeof(uint32_t))};
}

static struct corr_bursts bursts_of(struct scratch *room, size_t bins)
{
    return (struct corr_bursts){.end = scratch_take(room, bins, sizeof(uint32_t)), .volume = floats(room, bins)};
}

bool corr_work_init(struct corr_work *w, struct scratch *room, uint32_t bins)
{
    size_t stretches = bins / CORR_STRETCH + 2, padded = (size_t)bins + 2 * CORR_PAD;
    *w = (struct corr_work){.bins = bins,
                            .candidate = corr_volume_of(room, bins),
                            .padded = floats(room, padded),
                            .scratch = floats(room, padded + 4 * CORR_FAR),
                            .moved = floats(room, stretches * CORR_SHIFTS),
                            .weight = floats(room, stretches),
                            .mean = floats(room, stretches),
                            .running = scratch_take(room, (size_t)bins + 1, sizeof *w->running)};
    for (int d = 0; d < CORR_DIRECTIONS; d++) {
        w->subject[d] = corr_volume_of(room, bins);
        w->total[d] = corr_volume_of(room, bins);
    }
    for (int k = 0; k < CORR_KINDS; k++) {
        for (int i = 0; i < CORR_SCALES; i++) w->stretches[i][k] = stretches_of(room, bins / corr_scales[i].width + 1);
        for (int i = 0; i < CORR_PAUSES; i++) w->bursts[i][k] = bursts_of(room, bins);
    }
    return !room->failed;
}

void corr_volume_clear(struct corr_volume *v, uint32_t bins)
{
    for (int k = 0; k < CORR_KINDS; k++) memset(v->kind[k], 0, bins * sizeof *v->kind[k]);
}

static void add_entry(struct corr_volume *v, int64_t bin, const struct activity_entry *e)
{
    v->kind[0][bin] += (float)e->bytes;
    v->kind[1][bin] += (float)e->packets;
}

void corr_volume_add(struct corr_volume *v, struct corr_volume *sum, uint32_t bins, const struct activity *a, uint32_t series,
                     int64_t offset)
{
    struct activity_cursor c = activity_begin(a, series);
    struct activity_entry e;
    while (activity_next(&c, &e)) {
        int64_t bin = (int64_t)e.bin + offset;
        if (bin < 0 || bin >= bins) continue;
        add_entry(v, bin, &e);
        if (sum) add_entry(sum, bin, &e);
    }
}

uint32_t corr_coarsen(const float *base, uint32_t bins, uint32_t width, float *ret)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < bins; n++) {
        float sum = 0;
        for (uint32_t j = 0; j < width && i < bins; j++) sum += base[i++];
        ret[n] = sqrtf(sum);
    }
    return n;
}

/* Cut at the first pause of an eighth of a stretch once it is long enough, else at half as long again: traffic that belongs
 * together is moved together. */
static void cut(struct corr_stretches *s)
{
    s->count = 0;
    for (uint32_t i = 0; i < s->busy; i++) {
        uint32_t begin = s->count ? s->at[s->first[s->count - 1]] : 0;
        uint32_t length = s->at[i] - begin, pause = i ? s->at[i] - s->at[i - 1] : 0;
        bool fresh = !s->count || (length >= CORR_STRETCH && pause >= CORR_STRETCH / 8) || length >= CORR_STRETCH * 3 / 2;
        if (fresh) s->first[s->count++] = i;
    }
    s->first[s->count] = s->busy;
}

static void stretch_out(struct corr_work *w, struct corr_stretches *s, const float *base, uint32_t width)
{
    s->bins = corr_coarsen(base, w->bins, width, w->scratch);
    s->busy = 0;
    for (uint32_t b = 0; b < s->bins; b++) {
        if (w->scratch[b] <= 0) continue;
        s->at[s->busy] = b;
        s->value[s->busy++] = w->scratch[b];
    }
    cut(s);
}

static uint32_t find_bursts(struct corr_bursts *b, const float *base, uint32_t bins, uint32_t pause)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < bins; i++) {
        if (base[i] <= 0) continue;
        if (n == 0 || i - b->end[n - 1] > pause) b->volume[n++] = 0;
        b->end[n - 1] = i;
        b->volume[n - 1] += base[i];
    }
    return n;
}

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static float median(float *v, uint32_t n)
{
    qsort(v, n, sizeof *v, by_value);
    return v[n / 2];
}

bool corr_cut_extremes(float *v, uint32_t n, float *scratch)
{
    memcpy(scratch, v, n * sizeof *v);
    float middle = median(scratch, n);
    for (uint32_t i = 0; i < n; i++) scratch[i] = fabsf(v[i] - middle);
    float deviation = median(scratch, n);
    if (deviation < FLAT) return true;
    for (uint32_t i = 0; i < n; i++) v[i] = fminf(fmaxf(v[i], middle - 4 * deviation), middle + 4 * deviation);
    return false;
}

/* Bursts of less than a twentieth of the mean are no batches (the last words of a TLS session): they join the next one. Volumes
 * become logarithms, with a floor of a twentieth of the mean. */
static void burst_out(struct corr_work *w, struct corr_bursts *b, const float *base, uint32_t pause)
{
    uint32_t n = find_bursts(b, base, w->bins, pause), kept = 0;
    float sum = 0, carried = 0;
    for (uint32_t i = 0; i < n; i++) sum += b->volume[i];
    float floor = n ? sum / (float)n / 20 : 0;
    for (uint32_t i = 0; i < n; i++) {
        carried += b->volume[i];
        if (carried < floor) continue;
        b->end[kept] = b->end[i];
        b->volume[kept++] = logf(carried + floor);
        carried = 0;
    }
    b->count = kept;
    b->flat = kept < 2 || corr_cut_extremes(b->volume + 1, kept - 1, w->scratch);
}

void corr_prepare(struct corr_work *w)
{
    static const uint32_t pauses[CORR_PAUSES] = {4, 24, 72, 240}; /* base bins: 34 ms, 0.2 s, 0.6 s, 2 s */
    for (int k = 0; k < CORR_KINDS; k++) {
        const float *base = w->candidate.kind[k];
        for (int i = 0; i < CORR_SCALES; i++) stretch_out(w, &w->stretches[i][k], base, corr_scales[i].width);
        for (int i = 0; i < CORR_PAUSES; i++) burst_out(w, &w->bursts[i][k], base, pauses[i]);
    }
}
