/* Screening by the peak of the cross-correlation with the candidate's local mean taken off, on sparse subjects: per candidate,
 * subject and scale it costs (busy bins of the subject) x (lags) multiplications, in a loop over lags that vectorises. With
 * 10,000 subjects, half of them busy all the time, a candidate costs 70 ms for a minute of traffic, half of it here. */
#include <math.h>
#include <string.h>

#include "balance/correlate_internal.h"

enum {
    SCREENS = 3,
    PASSES = SCREENS * CORR_KINDS - 1, /* at the finest scale bytes alone */
    LAGS = 16,
    AT_ONCE = 64 /* candidates */
};
static const uint32_t widths[SCREENS] = {60, 12, 2}; /* base bins: 0.5 s, 0.1 s, 17 ms */
static const double FLAT = 0.05;                     /* of the squares count even when the subject is constant */
static const double CONSTANT =
    0.02;                     /* share of the variance in the squares: a subject with less, per half second, has no shape */
static const float WORTH = 3; /* scores below are noise */

/* All subjects at one scale, busy bins only: those of a subject begin where they do in struct corr_crowd. */
struct sparse {
    uint32_t *end; /* per subject */
    uint32_t *bin;
    float *value;
    float *norm;  /* per subject: square root of the sum of squares */
    bool *shaped; /* per subject: not constant */
};

/* A candidate in each pass, without its local mean, zeroes behind it. */
struct flat {
    float *value[PASSES];
    float deviation[PASSES]; /* 0: it is left out */
};

/* What the parts share. */
struct screen {
    const struct corr_screening *c;
    const struct corr_crowd *crowd;
    struct sparse sparse;
    struct corr_suspects *suspects; /* the candidates at hand */
    uint32_t count;
    struct flat *flat;           /* of each of them */
    struct corr_suspects *found; /* by each part, for each of them */
    struct corr_volume *volume;  /* a part's, of a candidate */
    float **raw;                 /* likewise: room for one at any scale */
};

/* Bytes count by their square root; packets by the logarithm, so that a call beside a film in the same copy is not drowned. */
static inline float compress(float volume, int kind)
{
    return kind ? logf(1 + volume) : sqrtf(volume);
}

static uint32_t fill_subject(const struct screen *v, uint32_t subject, uint32_t width, int kind)
{
    const struct corr_crowd *d = v->crowd;
    const struct sparse *s = &v->sparse;
    const uint32_t begin = d->first[subject], *volume = d->volume[kind];
    uint32_t n = begin;
    double sum = 0, squares = 0;
    for (uint32_t i = begin; i < d->end[subject];) {
        uint32_t bin = (d->bin[i] & ~CORR_TO_SUBJECT) / width, end = (bin + 1) * width;
        float total = (float)volume[i++];
        while (i < d->end[subject] && (d->bin[i] & ~CORR_TO_SUBJECT) < end) total += (float)volume[i++];
        s->bin[n] = bin;
        s->value[n] = compress(total, kind);
        sum += s->value[n];
        squares += (double)s->value[n] * s->value[n];
        n++;
    }
    uint32_t span = n > begin ? s->bin[n - 1] - s->bin[begin] + 1 : 1;
    if (squares - sum * sum / span > CONSTANT * squares) s->shaped[subject] |= width == widths[0];
    s->norm[subject] = (float)sqrt(squares - (1 - FLAT) * sum * sum * width / v->c->bins);
    return n;
}

static void fill(const struct screen *v, struct corr_range r, uint32_t width, int kind)
{
    for (uint32_t i = r.first; i < r.end; i++) v->sparse.end[i] = fill_subject(v, i, width, kind);
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

/* Returns the standard deviation. */
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

static void score(const struct screen *v, struct corr_range r, const struct flat *flat, int pass, struct corr_suspects *to)
{
    const struct sparse *s = &v->sparse;
    for (uint32_t i = r.first; i < r.end; i++) {
        if (s->norm[i] <= 0 || !s->shaped[i]) continue;
        float lag[LAGS] = {0};
        for (uint32_t j = v->crowd->first[i]; j < s->end[i]; j++) {
            const float *at = flat->value[pass] + s->bin[j];
            float value = s->value[j];
            for (int l = 0; l < LAGS; l++) lag[l] += value * at[l];
        }
        float best = 0;
        for (int l = 0; l < LAGS; l++) best = lag[l] > best ? lag[l] : best;
        best /= s->norm[i] * flat->deviation[pass];
        if (best >= WORTH && !(v->c->skip && v->c->skip(v->c->ctx, to->candidate, i))) offer(to, best, i);
    }
}

static bool is_tried(const struct screen *v, int pass)
{
    return v->c->bins / widths[pass / CORR_KINDS] >= 3 * CORR_REACH;
}

/* Every CORR_PARTS-th candidate. */
static void flatten_part(void *arg, unsigned part)
{
    struct screen *v = arg;
    const struct corr_screening *c = v->c;
    for (uint32_t i = part; i < v->count; i += CORR_PARTS) {
        struct corr_volume *of = &v->volume[part];
        corr_volume_clear(of, c->bins);
        corr_volume_add(of, NULL, c->bins, c->candidates, v->suspects[i].candidate, c->candidate_offset);
        for (int k = 0; k < PASSES; k++) {
            int kind = k % CORR_KINDS;
            uint32_t width = widths[k / CORR_KINDS];
            struct flat *f = &v->flat[i];
            f->deviation[k] = is_tried(v, k) ? detrend(of->kind[kind], c->bins, width, kind, v->raw[part], f->value[k]) : 0;
        }
    }
}

static void screen_part(void *arg, unsigned part)
{
    const struct screen *v = arg;
    struct corr_range r = corr_range_of(v->crowd->subjects, part);
    struct corr_suspects *found = v->found + (size_t)part * v->count;
    for (uint32_t i = 0; i < v->count; i++) found[i] = (struct corr_suspects){.candidate = v->suspects[i].candidate};
    for (int kind = CORR_KINDS - 1; kind >= 0; kind--) fill(v, r, widths[0], kind); /* who has a shape? */
    for (int k = 0; k < PASSES; k++) {
        if (!is_tried(v, k)) continue;
        if (k > 0) fill(v, r, widths[k / CORR_KINDS], k % CORR_KINDS); /* the first is there already */
        for (uint32_t i = 0; i < v->count; i++)
            if (v->flat[i].deviation[k] > 0) score(v, r, &v->flat[i], k, &found[i]);
    }
}

static void merge(const struct screen *v)
{
    for (uint32_t part = 0; part < CORR_PARTS; part++) {
        for (uint32_t i = 0; i < v->count; i++) {
            const struct corr_suspect *s = v->found[(size_t)part * v->count + i].list;
            for (int k = 0; k < CORR_SCREENED && s[k].score > 0; k++) offer(&v->suspects[i], s[k].score, s[k].subject);
        }
    }
}

static bool screen_init(struct screen *v, uint32_t most)
{
    struct scratch *room = v->c->room;
    uint32_t subjects = v->crowd->subjects, bins = v->c->bins, parts = most < CORR_PARTS ? most : CORR_PARTS;
    size_t entries = subjects ? v->crowd->end[subjects - 1] : 0;
    v->sparse = (struct sparse){scratch_take(room, subjects, sizeof(uint32_t)), scratch_take(room, entries, sizeof(uint32_t)),
                                scratch_take(room, entries, sizeof(float)), scratch_take(room, subjects, sizeof(float)),
                                scratch_take_zeroed(room, subjects, sizeof(bool))};
    v->flat = scratch_take(room, most, sizeof *v->flat);
    v->found = scratch_take(room, (size_t)most * CORR_PARTS, sizeof *v->found);
    v->volume = scratch_take(room, parts, sizeof *v->volume);
    v->raw = scratch_take(room, parts, sizeof *v->raw);
    if (room->failed) return false;
    for (uint32_t i = 0; i < parts; i++) {
        v->volume[i] = corr_volume_of(room, bins);
        v->raw[i] = scratch_take(room, bins, sizeof(float));
    }
    for (uint32_t i = 0; i < most; i++)
        for (int k = 0; k < PASSES; k++)
            v->flat[i].value[k] = scratch_take(room, (size_t)bins / widths[k / CORR_KINDS] + 1 + LAGS, sizeof(float));
    return !room->failed;
}

bool corr_screen(const struct corr_screening *c, const struct corr_crowd *d, struct corr_suspects *suspects, uint32_t count)
{
    struct screen v = {.c = c, .crowd = d};
    if (!screen_init(&v, count < AT_ONCE ? count : AT_ONCE)) return false;
    for (uint32_t done = 0; done < count; done += v.count) {
        v.suspects = suspects + done;
        v.count = count - done < AT_ONCE ? count - done : AT_ONCE;
        crew_run(c->crew, CORR_PARTS, flatten_part, &v);
        corr_share(c->crew, d->subjects, screen_part, &v);
        merge(&v);
    }
    return true;
}
