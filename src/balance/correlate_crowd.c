/* All subjects of a window of activity, side by side in memory. */
#include "balance/correlate_internal.h"

/* Chunks are asked of memory so many subjects before they are read. */
enum { AHEAD = 4 };

struct gathering {
    const struct corr_screening *s;
    struct corr_crowd *to;
};

static void ask_for(const struct activity *a, uint32_t subject)
{
    for (uint32_t i = 2 * subject; i < 2 * subject + 2; i++)
        if (i < a->series_used && a->series[i].generation == a->generation) chunk_prefetch(&a->chunks, a->series[i].older.first);
}

/* What lies beyond the window's last bin is nobody's. */
static void gather_subject(const struct corr_screening *s, struct corr_crowd *d, uint32_t subject)
{
    struct activity_cursor cursor[2] = {activity_begin(s->subjects, 2 * subject), activity_begin(s->subjects, 2 * subject + 1)};
    struct activity_entry e[2];
    bool more[2] = {activity_next(&cursor[0], &e[0]), activity_next(&cursor[1], &e[1])};
    uint32_t n = d->first[subject];
    while (more[0] || more[1]) {
        int i = !more[0] || (more[1] && e[1].bin < e[0].bin);
        int64_t bin = (int64_t)e[i].bin + s->subject_offset;
        if (bin >= 0 && bin < s->bins) {
            d->bin[n] = (uint32_t)bin | (i ? CORR_TO_SUBJECT : 0);
            d->volume[0][n] = e[i].bytes;
            d->volume[1][n] = e[i].packets;
            n++;
        }
        more[i] = activity_next(&cursor[i], &e[i]);
    }
    d->end[subject] = n;
}

static void gather_part(void *arg, unsigned part)
{
    const struct gathering *g = arg;
    struct corr_range r = corr_range_of(g->to->subjects, part);
    for (uint32_t i = r.first; i < r.end; i++) {
        ask_for(g->s->subjects, i + AHEAD);
        gather_subject(g->s, g->to, i);
    }
}

bool corr_crowd_init(struct corr_crowd *d, const struct corr_screening *s)
{
    uint32_t subjects = (s->subjects->series_used + 1) / 2, entries = 0;
    *d = (struct corr_crowd){.subjects = subjects,
                             .first = scratch_take(s->room, subjects, sizeof *d->first),
                             .end = scratch_take(s->room, subjects, sizeof *d->end)};
    if (s->room->failed) return false;
    for (uint32_t i = 0; i < subjects; i++) {
        d->first[i] = entries;
        entries += activity_begin(s->subjects, 2 * i).left + activity_begin(s->subjects, 2 * i + 1).left;
    }
    d->bin = scratch_take(s->room, entries, sizeof *d->bin);
    for (int k = 0; k < CORR_KINDS; k++) d->volume[k] = scratch_take(s->room, entries, sizeof *d->volume[k]);
    if (s->room->failed) return false;
    struct gathering g = {s, d};
    corr_share(s->crew, subjects, gather_part, &g);
    return true;
}

struct totalling {
    const struct corr_crowd *crowd;
    struct corr_volume *total;
    uint32_t bins;
};

static void total_kind(void *arg, unsigned kind)
{
    const struct totalling *t = arg;
    const struct corr_crowd *d = t->crowd;
    float *both = t->total[CORRELATE_BOTH].kind[kind];
    float *from = t->total[CORRELATE_FROM].kind[kind], *to = t->total[CORRELATE_TO].kind[kind];
    for (uint32_t i = 0; i < t->bins; i++) from[i] = to[i] = 0;
    for (uint32_t s = 0; s < d->subjects; s++) {
        for (uint32_t i = d->first[s]; i < d->end[s]; i++) {
            float *direction = d->bin[i] & CORR_TO_SUBJECT ? to : from;
            direction[d->bin[i] & ~CORR_TO_SUBJECT] += (float)d->volume[kind][i];
        }
    }
    for (uint32_t i = 0; i < t->bins; i++) both[i] = from[i] + to[i];
}

void corr_crowd_total(const struct corr_crowd *d, const struct corr_screening *s, struct corr_volume total[CORR_DIRECTIONS])
{
    struct totalling t = {d, total, s->bins};
    crew_run(d->subjects < CORR_SHARED ? NULL : s->crew, CORR_KINDS, total_kind, &t);
}
