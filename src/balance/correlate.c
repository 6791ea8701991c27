#include "balance/correlate.h"

#include <math.h>
#include <string.h>

#include "balance/correlate_bursts_internal.h"
#include "balance/correlate_internal.h"
#include "table/memory.h"

enum {
    FIRST = 8,    /* suspects that get the full test in any case, the others if one of these is promising */
    JOINERS = 16, /* suspects that may join a sum */
    BY_SCORE = 4,
    MOVES = 19 /* of one subject against the others of a sum, all around the window */
};
static const double WORTH_SUM = 5; /* promise of a single subject from which sums are tried */
static const float WORTH_SCORE = 4.5f;
static const double GROWTH = 6;         /* decades that one more subject must bring, beyond the correction ... */
static const double MOVED = 10;         /* ... and beyond what he brings at any other time */
static const double MORE = 3;           /* decades beyond the level that a sum must reach for each subject after the first */
static const double MAIN_SHARE = 0.8;   /* of all bytes: then the subjects cannot be told from everybody */
static const double TRACE_RATIO = 0.01; /* of the subject's bytes: less is no copy, not even of headers or samples of them */

/* One window under evaluation. */
struct window {
    struct correlate *x;
    struct corr_screening s;
    struct corr_work w;
    double subjects; /* active ones */
};

/* A sum of subjects that is being built. */
struct choice {
    uint32_t count, subjects[CORRELATE_SUBJECTS];
    struct corr_match match;
    double log10_p; /* corrected for the trials and for the choice among all subjects */
};

struct correlate *correlate_new(uint32_t candidates, const struct correlate_options *o)
{
    struct correlate *x = malloc(sizeof *x);
    if (!x) return NULL;
    *x = (struct correlate){.options = *o, .count = candidates};
    if (x->options.level <= 0) x->options.level = 1e-6;
    if (x->options.sizes_level <= 0) x->options.sizes_level = 1e-2;
    if (x->options.pair_level <= 0) x->options.pair_level = 1e-6;
    if (!x->options.min_packets) x->options.min_packets = 60;
    if (!x->options.min_bins) x->options.min_bins = 8;
    size_t room = candidates ? candidates : 1;
    x->results = memory_map(room * sizeof *x->results);
    x->carried = memory_map(room * SIZE_CARRIED * sizeof *x->carried);
    x->memory = memory_map(room * sizeof *x->memory);
    x->bursts = memory_map(room * BURST_CARRIED * sizeof *x->bursts);
    x->tells = memory_map(x->options.subjects + 1);
    if (x->results && x->carried && x->memory && x->bursts && x->tells) return x;
    correlate_free(x);
    return NULL;
}

void correlate_free(struct correlate *x)
{
    if (!x) return;
    size_t room = x->count ? x->count : 1;
    memory_unmap(x->results, room * sizeof *x->results);
    memory_unmap(x->carried, room * SIZE_CARRIED * sizeof *x->carried);
    memory_unmap(x->memory, room * sizeof *x->memory);
    memory_unmap(x->bursts, room * BURST_CARRIED * sizeof *x->bursts);
    memory_unmap(x->tells, x->options.subjects + 1);
    scratch_done(&x->scratch);
    free(x);
}

void correlate_crew(struct correlate *x, const struct crew *crew)
{
    x->crew = crew;
}

const struct correlate_result *correlate_result(const struct correlate *x, uint32_t candidate)
{
    ENSURE(candidate < x->count);
    return &x->results[candidate];
}

/* One direction of a subject, to its own volume and to that of both. */
static void add_subject(struct window *v, struct corr_volume *to, uint32_t series, int64_t offset)
{
    corr_volume_add(&to[CORRELATE_FROM + series % 2], &to[CORRELATE_BOTH], v->w.bins, v->s.subjects, series, offset);
}

/* The sum of the subjects into work->subject; those whose places are bits of `moved` are moved by that many bins, in
 * a circle. */
static void load(struct window *v, const struct choice *c, uint32_t moved, uint32_t by)
{
    struct corr_work *w = &v->w;
    for (int d = 0; d < CORR_DIRECTIONS; d++) corr_volume_clear(&w->subject[d], w->bins);
    for (uint32_t i = 0; i < 2 * c->count; i++) {
        uint32_t series = 2 * c->subjects[i / 2] + i % 2;
        int64_t offset = v->s.subject_offset + (moved >> i / 2 & 1 ? by % w->bins : 0);
        for (int round = 0; round < (moved >> i / 2 & 1 ? 2 : 1); round++, offset -= w->bins) {
            add_subject(v, w->subject, series, offset);
        }
    }
}

static void try_moved(struct window *v, struct choice *c, uint32_t moved, uint32_t by)
{
    load(v, c, moved, by);
    corr_subject s = {&v->w.subject[0], &v->w.subject[1], &v->w.subject[2]};
    c->match = corr_match(&v->w, s);
    c->log10_p = c->match.log10_p + (c->count - 1) * log10(v->subjects);
}

static void try_choice(struct window *v, struct choice *c)
{
    try_moved(v, c, 0, 0);
}

static bool chosen(const struct choice *c, uint32_t subject)
{
    for (uint32_t i = 0; i < c->count; i++)
        if (c->subjects[i] == subject) return true;
    return false;
}

/* The suspect who makes the sum most promising joins it. False when nobody does. */
static bool join(struct window *v, const struct corr_suspects *suspects, int joiners, struct choice *c)
{
    struct choice best = *c;
    for (int i = 0; i < joiners && suspects->list[i].score > 0; i++) {
        if (i >= FIRST && best.match.promise < WORTH_SUM) break;
        if (chosen(c, suspects->list[i].subject)) continue;
        struct choice next = *c;
        next.subjects[next.count++] = suspects->list[i].subject;
        try_choice(v, &next);
        if (next.match.promise > best.match.promise) best = next;
    }
    bool joined = best.count > c->count;
    *c = best;
    return joined;
}

/* Where several subjects drown each other, none of them is promising alone: sums of the first few by the screening's score. */
static void add_by_score(struct window *v, const struct corr_suspects *suspects, struct choice *best)
{
    struct choice c = {.count = 0};
    while (c.count < BY_SCORE && suspects->list[c.count].score >= WORTH_SCORE) {
        c.subjects[c.count] = suspects->list[c.count].subject;
        c.count++;
        if (c.count < 2) continue;
        try_choice(v, &c);
        if (c.log10_p < best->log10_p - GROWTH) *best = c;
    }
}

static struct choice without(const struct choice *c, uint32_t place)
{
    struct choice less = *c;
    less.count--;
    memmove(less.subjects + place, less.subjects + place + 1, (less.count - place) * sizeof *less.subjects);
    return less;
}

/* How many decades the sum lacks for this subject to be more than idle. It must be better than the sum without him, and better
 * still than any with what he did at some other time: whoever is always active by the same amount improves the fit of others like
 * any constant does, and by chance somebody fits what the others leave. */
static double lacks(struct window *v, const struct choice *c, uint32_t place)
{
    struct choice less = without(c, place);
    try_choice(v, &less);
    double lack = c->log10_p - less.log10_p + GROWTH;
    for (uint32_t i = 1; i <= MOVES; i++) {
        struct choice moved = *c;
        try_moved(v, &moved, 1U << place, v->w.bins * i / (MOVES + 1));
        lack = fmax(lack, c->log10_p - moved.log10_p + MOVED);
    }
    return lack;
}

/* Backward elimination: whoever came in along with others but does not carry enough himself is not accused, who lacks most
 * first. */
static struct choice without_idle(struct window *v, struct choice c)
{
    while (c.count > 1 && c.log10_p <= log10(v->x->options.pair_level)) {
        uint32_t place = 0;
        double most = 0;
        for (uint32_t i = 0; i < c.count; i++) {
            double lack = lacks(v, &c, i);
            if (lack <= most) continue;
            most = lack;
            place = i;
        }
        if (most <= 0) return c;
        c = without(&c, place);
        try_choice(v, &c);
    }
    return c;
}

/* Greedy forward selection: the best single subject, then whoever makes the sum most promising, as long as it grows. Of these
 * sums the smallest that no larger one beats by GROWTH decades. */
static struct choice choose(struct window *v, const struct corr_suspects *suspects)
{
    struct choice c = {.count = 0};
    bool any = join(v, suspects, CORR_SCREENED, &c);
    struct choice best = c;
    while (any && c.match.promise > WORTH_SUM && c.count < CORRELATE_SUBJECTS && join(v, suspects, JOINERS, &c))
        if (c.log10_p < best.log10_p - GROWTH) best = c;
    if (best.log10_p > log10(v->x->options.pair_level)) add_by_score(v, suspects, &best);
    return without_idle(v, best);
}

static double sum_of(const float *v, uint32_t from, uint32_t to)
{
    double sum = 0;
    for (uint32_t i = from; i < to; i++) sum += v[i];
    return sum;
}

/* Does the whole load explain the candidate at least as well as the chosen subjects do? Decided only where they can be told
 * apart. */
static bool follows_everyone(struct window *v, const struct choice *c)
{
    struct corr_work *w = &v->w;
    const struct corr_volume *total = &w->total[CORRELATE_BOTH];
    if (c->count) {
        double all = sum_of(total->kind[0], 0, w->bins), own = sum_of(w->subject[CORRELATE_BOTH].kind[0], 0, w->bins);
        if (own > MAIN_SHARE * all) return false;
    }
    corr_subject s = {&w->total[0], &w->total[1], &w->total[2]};
    double limit = c->count ? c->log10_p : log10(v->x->options.pair_level);
    return corr_match(w, s).log10_p <= limit;
}

static int64_t time_of(const struct window *v, uint32_t bin)
{
    int64_t origin = v->s.subjects->origin_bin - v->s.subject_offset;
    return (origin + bin) * (INT64_C(1) << ACTIVITY_BIN_SHIFT);
}

static uint32_t lag_bins(const struct corr_trial *t)
{
    return t->method == CORR_SHAPE ? (uint32_t)t->lag * corr_scales[t->scale].width : t->lag;
}

/* What of the candidate left while the subjects were busy, one bin of the scale and the lag considered. */
static void match(const struct window *v, const struct corr_trial *t, struct correlate_result *r)
{
    const struct corr_work *w = &v->w;
    const struct corr_volume *s = &w->subject[t->direction];
    uint32_t width = t->method == CORR_SHAPE ? corr_scales[t->scale].width : 120, lag = lag_bins(t);
    double packets = 0, bytes = 0;
    int64_t busy = INT64_MIN / 2; /* newest bin with traffic of the subjects */
    for (uint32_t i = 0, j = 0; i < w->bins; i++) {
        for (; (int64_t)j <= (int64_t)i - lag + width && j < w->bins; j++)
            if (s->kind[1][j] > 0) busy = j;
        if (busy < (int64_t)i - lag - width) continue;
        packets += w->candidate.kind[1][i];
        bytes += w->candidate.kind[0][i];
    }
    r->matched_packets = (uint64_t)packets;
    r->matched_bytes = (uint64_t)bytes;
    r->subject_packets = (uint64_t)sum_of(s->kind[1], 0, w->bins);
    r->subject_bytes = (uint64_t)sum_of(s->kind[0], 0, w->bins);
}

static double pearson(const struct window *v, const struct corr_trial *t)
{
    const struct corr_work *w = &v->w;
    uint32_t width = t->method == CORR_SHAPE ? corr_scales[t->scale].width : 120, lag = lag_bins(t), n = 0;
    const float *c = w->candidate.kind[t->kind], *s = w->subject[t->direction].kind[t->kind];
    double x1 = 0, x2 = 0, y1 = 0, y2 = 0, xy = 0;
    for (uint32_t i = lag; i + width <= w->bins; i += width, n++) {
        double x = sqrt(sum_of(c, i, i + width)), y = sqrt(sum_of(s, i - lag, i - lag + width));
        x1 += x;
        x2 += x * x;
        y1 += y;
        y2 += y * y;
        xy += x * y;
    }
    double vx = x2 - x1 * x1 / n, vy = y2 - y1 * y1 / n;
    return n && vx > 0 && vy > 0 ? (xy - x1 * y1 / n) / sqrt(vx * vy) : 0;
}

/* When, and after how much, the candidate alone would have been certain. */
static void detect(struct window *v, const struct choice *c, double level, struct correlate_result *r)
{
    struct corr_work *w = &v->w;
    const struct corr_match *m = &c->match;
    double correction = c->log10_p - m->log10_p;
    uint32_t low = 1, high = w->bins;
    while (low < high) {
        uint32_t end = low + (high - low) / 2;
        double shape = m->shape.log10_p < 0 ? corr_shape_until(w, &w->subject[m->shape.direction], &m->shape, end) : 0;
        double amounts = m->amounts.log10_p < 0 ? corr_amounts_until(w, &w->subject[m->amounts.direction], &m->amounts, end) : 0;
        if (corr_combine(shape, amounts) + correction <= level)
            high = end;
        else
            low = end + 1;
    }
    r->detected_packets = (uint64_t)sum_of(w->candidate.kind[1], 0, low);
    r->detected_bytes = (uint64_t)sum_of(w->candidate.kind[0], 0, low);
    r->detected_ns = time_of(v, low);
}

static int64_t largest_delay(const struct corr_work *w)
{
    uint32_t bins = 0;
    for (int i = 0; i < CORR_SCALES; i++)
        if (w->stretches[i][0].bins >= 3 * CORR_REACH) bins = (uint32_t)corr_scales[i].width * (corr_scales[i].lags - 1);
    return (int64_t)bins << ACTIVITY_BIN_SHIFT;
}

static void describe(struct window *v, struct correlate_result *r)
{
    const struct corr_volume *c = &v->w.candidate;
    uint32_t first = 0, last = 0;
    bool any = false;
    for (uint32_t i = 0; i < v->w.bins; i++) {
        if (c->kind[1][i] <= 0) continue;
        if (!any) first = i;
        any = true;
        last = i;
    }
    r->packets = (uint64_t)sum_of(c->kind[1], 0, v->w.bins);
    r->bytes = (uint64_t)sum_of(c->kind[0], 0, v->w.bins);
    r->first_ns = time_of(v, first);
    r->last_ns = time_of(v, last + 1);
    r->largest_delay_ns = largest_delay(&v->w);
}

static void found(struct window *v, const struct choice *c, double level, struct correlate_result *r)
{
    const struct corr_trial *t = corr_leading(&c->match);
    load(v, c, 0, 0);
    r->direction = (enum correlate_direction)t->direction;
    r->by_packets = t->kind == 1;
    r->distinct = t->distinct;
    r->lag_ns = (int64_t)lag_bins(t) << ACTIVITY_BIN_SHIFT;
    r->bin_ns = (int64_t)(t->method == CORR_SHAPE ? corr_scales[t->scale].width : 120) << ACTIVITY_BIN_SHIFT;
    r->correlation = pearson(v, t);
    match(v, t, r);
    detect(v, c, level, r);
    if (follows_everyone(v, c)) {
        r->verdict = CORRELATE_EVERYONE;
        return;
    }
    r->subject_count = c->count;
    memcpy(r->subjects, c->subjects, c->count * sizeof *c->subjects);
    bool trace = (double)r->bytes < TRACE_RATIO * (double)r->subject_bytes;
    r->verdict = trace ? CORRELATE_TRACE : CORRELATE_COPY;
}

static void evaluate(struct window *v, const struct corr_suspects *suspects)
{
    struct correlate *x = v->x;
    corr_volume_clear(&v->w.candidate, v->w.bins);
    corr_volume_add(&v->w.candidate, NULL, v->w.bins, v->s.candidates, suspects->candidate, v->s.candidate_offset);
    corr_prepare(&v->w);
    struct choice c = choose(v, suspects);
    double level = fmin(log10(x->options.pair_level), log10(x->options.level) - log10(x->pairs));
    struct correlate_result r = {.verdict = CORRELATE_NOTHING, .log10_p_pair = c.log10_p, .pairs = (uint64_t)x->pairs};
    r.log10_p = fmin(0, c.log10_p + log10(x->pairs));
    describe(v, &r);
    if (c.count && c.log10_p <= level - MORE * (c.count - 1)) {
        found(v, &c, level, &r);
    } else {
        c.count = 0;
        if (follows_everyone(v, &c)) r.verdict = CORRELATE_EVERYONE;
    }
    struct correlate_result *kept = &x->results[suspects->candidate];
    if (kept->by_sizes && kept->verdict >= r.verdict) return;
    bool stronger = r.verdict > kept->verdict || (r.verdict == kept->verdict && r.log10_p_pair < kept->log10_p_pair);
    if (stronger) *kept = r;
}

/* Candidates with enough traffic; the others are noted as sparse. */
static uint32_t select_candidates(struct window *v, struct corr_suspects *ret)
{
    const struct activity *a = v->s.candidates;
    uint32_t n = 0;
    for (uint32_t i = 0; i < a->series_used && i < v->x->count; i++) {
        struct activity_cursor c = activity_begin(a, i);
        struct activity_entry e;
        uint64_t packets = 0, bytes = 0;
        uint32_t bins = 0;
        for (; activity_next(&c, &e); bins++) {
            packets += e.packets;
            bytes += e.bytes;
        }
        if (packets >= v->x->options.min_packets && bins >= v->x->options.min_bins) {
            ret[n++] = (struct corr_suspects){.candidate = i};
            continue;
        }
        struct correlate_result *r = &v->x->results[i];
        if (bins && r->verdict == CORRELATE_UNSEEN) {
            *r = (struct correlate_result){.verdict = CORRELATE_SPARSE, .packets = packets, .bytes = bytes};
        }
    }
    return n;
}

static uint32_t active_subjects(const struct activity *a)
{
    uint32_t n = 0, last = UINT32_MAX;
    for (uint32_t i = 0; i < a->series_used; i++) {
        struct activity_cursor c = activity_begin(a, i);
        if (!c.left || i / 2 == last) continue;
        last = i / 2;
        n++;
    }
    return n;
}

static bool evaluate_all(struct window *v, struct corr_suspects *suspects, uint32_t count)
{
    struct corr_crowd crowd;
    if (!corr_crowd_init(&crowd, &v->s) || !corr_work_init(&v->w, v->s.room, v->s.bins)) return false;
    if (!corr_screen(&v->s, &crowd, suspects, count)) return false;
    v->x->pairs += (double)count * v->subjects;
    corr_crowd_total(&crowd, &v->s, v->w.total);
    for (uint32_t i = 0; i < count; i++) evaluate(v, &suspects[i]);
    return true;
}

bool correlate_window(struct correlate *x, const struct activity *candidates, const struct activity *subjects,
                      correlate_skip_fn *skip, void *ctx)
{
    if (!candidates->started || !subjects->started) return true;
    int64_t origin = candidates->origin_bin < subjects->origin_bin ? candidates->origin_bin : subjects->origin_bin;
    int64_t end = candidates->origin_bin + candidates->last_bin, other = subjects->origin_bin + subjects->last_bin;
    int64_t bins = (end > other ? end : other) - origin + 1;
    if (bins > ACTIVITY_MAX_BINS) bins = ACTIVITY_MAX_BINS;
    scratch_reset(&x->scratch);
    struct window v = {.x = x,
                       .s = {.candidates = candidates,
                             .subjects = subjects,
                             .candidate_offset = candidates->origin_bin - origin,
                             .subject_offset = subjects->origin_bin - origin,
                             .bins = (uint32_t)bins,
                             .skip = skip,
                             .ctx = ctx,
                             .room = &x->scratch,
                             .crew = x->crew},
                       .subjects = active_subjects(subjects)};
    struct corr_suspects *suspects = scratch_take(&x->scratch, candidates->series_used, sizeof *suspects);
    if (!suspects) return false;
    uint32_t count = select_candidates(&v, suspects);
    return !count || evaluate_all(&v, suspects, count);
}
