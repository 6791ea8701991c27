/* Screening by the peak of the cross-correlation with the candidate's local mean taken off, on sparse subjects: per candidate,
 * subject and scale it costs (busy bins of the subject) x (lags) multiplications, in a loop over lags that vectorises. With
 * 10,000 subjects, half of them busy all the time, a candidate costs 70 ms for a minute of traffic, half of it here. */
#include <math.h>
#include <string.h>

#include "balance/correlate_internal.h"

enum { SCREENS = 3, PASSES = SCREENS * CORR_KINDS - 1, LAGS = 16 }; /* at the finest scale bytes alone */
static const uint32_t widths[SCREENS] = {60, 12, 2};                /* base bins: 0.5 s, 0.1 s, 17 ms */
static const double FLAT = 0.05;                                    /* of the squares count even when the subject is constant */
static const double CONSTANT =
    0.02;                     /* share of the variance in the squares: a subject with less, per half second, has no shape */
static const float WORTH = 3; /* scores below are noise */

/* All subjects in base bins, both directions merged in order of time: read once from the chunks of their series, which lie all
 * over memory, and then at every scale. */
struct dense {
    uint32_t *first;              /* subject -> its first place; one more than there are subjects; owned */
    uint32_t *bin;                /* owned */
    uint32_t *volume[CORR_KINDS]; /* bytes, packets; owned */
};

/* All subjects at one scale, busy bins only. */
struct sparse {
    uint32_t *first; /* subject -> its first place; one more than there are subjects; owned */
    uint32_t *bin;   /* owned */
    float *value;    /* owned */
    float *norm;     /* per subject: square root of the sum of squares; owned */
    bool *shaped;    /* per subject: not constant; owned */
};

static uint32_t gather_subject(const struct corr_screening *c, struct dense *d, uint32_t subject, uint32_t n)
{
    struct activity_cursor cursor[2] = {activity_begin(c->subjects, 2 * subject), activity_begin(c->subjects, 2 * subject + 1)};
    struct activity_entry e[2];
    bool more[2] = {activity_next(&cursor[0], &e[0]), activity_next(&cursor[1], &e[1])};
    for (; more[0] || more[1]; n++) {
        int i = !more[0] || (more[1] && e[1].bin < e[0].bin);
        d->bin[n] = (uint32_t)((int64_t)e[i].bin + c->subject_offset);
        d->volume[0][n] = e[i].bytes;
        d->volume[1][n] = e[i].packets;
        more[i] = activity_next(&cursor[i], &e[i]);
    }
    return n;
}

static void gather(const struct corr_screening *c, struct dense *d, uint32_t subjects)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < subjects; i++) {
        d->first[i] = n;
        n = gather_subject(c, d, i, n);
    }
    d->first[subjects] = n;
}

/* Bytes count by their square root; packets by the logarithm, so that a call beside a film in the same copy is not drowned. */
static inline float compress(float volume, int kind)
{
    return kind ? logf(1 + volume) : sqrtf(volume);
}

static uint32_t fill_subject(const struct corr_screening *c, const struct dense *d, struct sparse *s, uint32_t subject,
                             uint32_t width, int kind, uint32_t n)
{
    const uint32_t begin = n, *volume = d->volume[kind];
    double sum = 0, squares = 0;
    for (uint32_t i = d->first[subject]; i < d->first[subject + 1];) {
        uint32_t bin = d->bin[i] / width, end = (bin + 1) * width;
        float total = (float)volume[i++];
        while (i < d->first[subject + 1] && d->bin[i] < end) total += (float)volume[i++];
        s->bin[n] = bin;
        s->value[n] = compress(total, kind);
        sum += s->value[n];
        squares += (double)s->value[n] * s->value[n];
        n++;
    }
    uint32_t span = n > begin ? s->bin[n - 1] - s->bin[begin] + 1 : 1;
    if (squares - sum * sum / span > CONSTANT * squares) s->shaped[subject] |= width == widths[0];
    s->norm[subject] = (float)sqrt(squares - (1 - FLAT) * sum * sum * width / c->bins);
    return n;
}

static void fill(const struct corr_screening *c, const struct dense *d, struct sparse *s, uint32_t subjects, uint32_t width,
                 int kind)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < subjects; i++) {
        s->first[i] = n;
        n = fill_subject(c, d, s, i, width, kind, n);
    }
    s->first[subjects] = n;
}

static void offer(struct corr_suspects *to, float score, uint32_t subject)
{
    uint32_t place = CORR_SCREENED - 1;
    for (uint32_t i = 0; i < CORR_SCREENED && to->list[i].score > 0; i++) {
        if (to->list[i].subject != subject) continue;
        place = i;
        break;
    }
    if (to->list[place].score >= score) return;
    while (place > 0 && to->list[place - 1].score < score) {
        to->list[place] = to->list[place - 1];
        place--;
    }
    to->list[place] = (struct corr_suspect){score, subject};
}

/* The candidate at one scale without its local mean, zeroes behind it. Returns its standard deviation. */
static float detrend(const float *base, uint32_t bins, uint32_t width, int kind, float *raw, float *ret)
{
    uint32_t n = corr_coarsen(base, bins, width, raw);
    if (kind)
        for (uint32_t i = 0; i < n; i++) raw[i] = compress(raw[i] * raw[i], kind);
    double sum = 0, squares = 0;
    uint32_t from = 0, to = 0;
    for (uint32_t i = 0; i < n; i++) {
        while (to < n && to <= i + CORR_REACH) sum += raw[to++];
        while (from + CORR_REACH < i) sum -= raw[from++];
        ret[i] = raw[i] - (float)(sum / (to - from));
        squares += (double)ret[i] * ret[i];
    }
    memset(ret + n, 0, LAGS * sizeof *ret);
    return (float)sqrt(squares / n);
}

static void score(const struct corr_screening *c, const struct sparse *s, uint32_t subjects, const float *candidate,
                  float deviation, struct corr_suspects *to)
{
    for (uint32_t i = 0; i < subjects; i++) {
        if (s->norm[i] <= 0 || !s->shaped[i]) continue;
        float lag[LAGS] = {0};
        for (uint32_t j = s->first[i]; j < s->first[i + 1]; j++) {
            const float *at = candidate + s->bin[j];
            float value = s->value[j];
            for (int l = 0; l < LAGS; l++) lag[l] += value * at[l];
        }
        float best = 0;
        for (int l = 0; l < LAGS; l++) best = lag[l] > best ? lag[l] : best;
        best /= s->norm[i] * deviation;
        if (best >= WORTH && !(c->skip && c->skip(c->ctx, to->candidate, i))) offer(to, best, i);
    }
}

static void screen_scales(const struct corr_screening *c, struct dense *d, struct sparse *s, struct corr_volume *v, float *room,
                          struct corr_suspects *suspects, uint32_t count)
{
    uint32_t subjects = (c->subjects->series_used + 1) / 2;
    float *raw = room, *flat = room + c->bins + LAGS;
    gather(c, d, subjects);
    for (int kind = CORR_KINDS - 1; kind >= 0; kind--) fill(c, d, s, subjects, widths[0], kind); /* who has a shape? */
    for (int k = 0; k < PASSES; k++) {
        uint32_t width = widths[k / CORR_KINDS];
        int kind = k % CORR_KINDS;
        if (c->bins / width < 3 * CORR_REACH) continue;
        if (k > 0) fill(c, d, s, subjects, width, kind); /* the first is there already */
        for (uint32_t i = 0; i < count; i++) {
            corr_volume_clear(v, c->bins);
            corr_volume_add(v, NULL, c->bins, c->candidates, suspects[i].candidate, c->candidate_offset);
            float deviation = detrend(v->kind[kind], c->bins, width, kind, raw, flat);
            if (deviation > 0) score(c, s, subjects, flat, deviation, &suspects[i]);
        }
    }
}

static bool dense_init(struct dense *d, size_t subjects, size_t entries)
{
    *d = (struct dense){malloc((subjects + 1) * sizeof *d->first),
                        malloc(entries * sizeof *d->bin),
                        {malloc(entries * sizeof(uint32_t)), malloc(entries * sizeof(uint32_t))}};
    return d->first && d->bin && d->volume[0] && d->volume[1];
}

static void dense_done(struct dense *d)
{
    free(d->first);
    free(d->bin);
    free(d->volume[0]);
    free(d->volume[1]);
}

static bool sparse_init(struct sparse *s, size_t subjects, size_t entries)
{
    *s = (struct sparse){malloc((subjects + 1) * sizeof *s->first), malloc(entries * sizeof *s->bin),
                         malloc(entries * sizeof *s->value), malloc(subjects * sizeof *s->norm),
                         calloc(subjects, sizeof *s->shaped)};
    return s->first && s->bin && s->value && s->norm && s->shaped;
}

static void sparse_done(struct sparse *s)
{
    free(s->first);
    free(s->bin);
    free(s->value);
    free(s->norm);
    free(s->shaped);
}

bool corr_screen(const struct corr_screening *c, struct corr_suspects *suspects, uint32_t count)
{
    size_t entries = c->subjects->entries + 1, subjects = c->subjects->series_used / 2 + 2;
    struct dense d;
    struct sparse s;
    struct corr_volume v = {{malloc(c->bins * sizeof(float)), malloc(c->bins * sizeof(float))}};
    float *room = malloc(2 * ((size_t)c->bins + LAGS) * sizeof *room);
    bool ok = dense_init(&d, subjects, entries);
    ok = sparse_init(&s, subjects, entries) && ok && v.kind[0] && v.kind[1] && room;
    if (ok) screen_scales(c, &d, &s, &v, room, suspects, count);
    dense_done(&d);
    sparse_done(&s);
    free(v.kind[0]);
    free(v.kind[1]);
    free(room);
    return ok;
}
