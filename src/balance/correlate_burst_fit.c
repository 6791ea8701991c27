/* How much leaves for what came in: so much more a packet, exactly or filled up to a block; so much more about; or in proportion.
 */
#include <math.h>
#include <stdlib.h>

#include "balance/correlate_bursts_internal.h"

enum {
    NEAR = 24 /* bytes a packet, or hundredths of a natural logarithm, that a level may be off from where it is looked for */
};

/* A factor that varies by more is no factor: a message of any size for each packet comes near one. */
static const float RATIO_VARIES = 0.01F;

/* None (or as many as are counted with each packet), TLS 1.3 (RFC 8446 cl. 5.2), TLS 1.2 with GCM (RFC 5288). */
const uint8_t burst_records[BURST_RECORDS] = {0, 17, 24};

struct burst_fit burst_fit_of(bool ratio, uint32_t place)
{
    if (ratio) return (struct burst_fit){.record = burst_records[place], .ratio = RATIO_VARIES};
    if (place < 8) return (struct burst_fit){.block = 8, .add = (uint8_t)place};
    if (place < 24) return (struct burst_fit){.block = 16, .add = (uint8_t)(place - 8)};
    if (place == 24) return (struct burst_fit){.block = 1};
    return (struct burst_fit){.vary = place == 25 ? 5 : 10};
}

/* What came in as it would be filled up. */
static double filled(const struct burst_crowd *b, const struct burst_fit *f, const struct burst_part *k)
{
    if (f->block <= 1) return k->in;
    double sum = 0;
    for (uint32_t i = k->first; i < k->last; i++) {
        const struct sizes_entry *e = &b->crowd->entry[i];
        uint32_t blocks = (e->size + f->add + f->block - 1u) / f->block;
        sum += (double)e->count * f->block * blocks;
    }
    return sum;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void burst_fill(const struct burst_crowd *b, const struct burst_fit *f, struct burst_part *list, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) list[i].filled = filled(b, f, &list[i]);
}

double burst_level(const struct burst_fit *f, const struct burst_part *list, uint32_t count, double about)
{
    double level[BURST_PARTS], near = f->ratio > 0 ? NEAR / 100.0 : NEAR;
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct burst_part *k = &list[i];
        double left = k->bytes - f->record * k->messages;
        if (!k->news || k->packets <= 0 || left <= 0) continue;
        level[n] = f->ratio > 0 ? log(left / k->in) : (left - k->filled) / k->packets;
        n += fabs(level[n] - about) <= near;
    }
    if (!n) return about;
    qsort(level, n, sizeof *level, by_value);
    return f->block ? round(level[n / 2]) : level[n / 2];
}

double burst_deviation(const struct burst_fit *f, double level, const struct burst_part *k, double *ret_far)
{
    double left = k->bytes - f->record * k->messages;
    if (f->ratio > 0) {
        double scale = exp(level);
        *ret_far = f->ratio * k->in + (2 + k->messages) / scale;
        return left / scale - k->in;
    }
    *ret_far = f->block ? 2 : 4 + f->vary * sqrt(k->packets) + k->packets / 8;
    return left - k->filled - level * k->packets;
}
