#include "audit/timeline.h"

#include <string.h>

#include "base/macros.h"

void timeline_add(struct timeline *t, int64_t time_ns)
{
    if (!t->width_ns) *t = (struct timeline){.start_ns = time_ns, .width_ns = 1000000};
    ENSURE(t->width_ns > 0);
    int64_t offset = 0;
    if (time_ns > t->start_ns && __builtin_sub_overflow(time_ns, t->start_ns, &offset)) offset = INT64_MAX;
    while (offset / t->width_ns >= TIMELINE_BINS && t->width_ns < INT64_MAX / 2) {
        for (unsigned i = 0; i < TIMELINE_BINS / 2; i++) t->counts[i] = t->counts[2 * i] + t->counts[2 * i + 1];
        memset(t->counts + TIMELINE_BINS / 2, 0, sizeof t->counts / 2);
        t->width_ns *= 2;
    }
    int64_t bin = offset / t->width_ns;
    t->counts[bin < TIMELINE_BINS ? bin : TIMELINE_BINS - 1]++;
}

void timeline_render(const struct timeline *t, int64_t first_ns, int64_t last_ns, uint32_t *bins, unsigned count)
{
    double span = (double)last_ns - (double)first_ns;
    memset(bins, 0, count * sizeof *bins);
    for (unsigned i = 0; t->width_ns && i < TIMELINE_BINS; i++) {
        if (!t->counts[i]) continue;
        double middle = (double)t->start_ns - (double)first_ns + ((double)i + 0.5) * (double)t->width_ns;
        double bin = span > 0 ? middle / span * count : 0;
        bins[bin < 0 ? 0 : bin >= count ? count - 1 : (unsigned)bin] += t->counts[i];
    }
}
