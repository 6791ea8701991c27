#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "balance/correlate_bursts_internal.h"
#include "balance/correlate_internal.h"
#include "balance/correlate_sizes_internal.h"

enum {
    MESSAGES_MAX = 4096,   /* of a candidate; earlier ones are not looked at */
    BEFORE_MOST = 4577637, /* ticks, 300 s */
    SMALL_WORK = 8192      /* candidates times subjects for which larger delays are searched too */
};
static const double GOES_ON = 2;        /* decades with which a hypothesis goes on in the next window */
static const double TRACE_SHARE = 0.02; /* of the subject's messages: less is no copy of him */

static double log10_p(const struct size_suspect *s)
{
    return fmin(0, s->h.log10_tried - s->v.log10_e);
}

static double level_of(const struct correlate *x)
{
    return fmin(log10(x->options.pair_level), log10(x->options.sizes_level) - log10(x->pairs));
}

static void test(struct size_window *v, struct size_suspect *s)
{
    struct size_list subject = size_list_of(&v->crowd, s->h.subject);
    struct size_suspect best = {.bits = s->bits, .v.log10_e = -INFINITY};
    struct size_hypothesis h[SIZE_WIDTHS];
    size_widths(v, &s->h, h);
    for (int i = 0; i < SIZE_WIDTHS; i++) {
        struct size_suspect t = {.bits = s->bits, .h = h[i]};
        t.v = size_evidence(&v->w, &subject, &t.h, t.h.log10_tried - level_of(v->x), false, 0);
        if (i == 0 || log10_p(&t) < log10_p(&best)) best = t;
    }
    *s = best;
}

/* Once more without the messages that others explain already. */
static void test_again(struct size_window *v, struct size_suspect *s, bool mark)
{
    struct size_list subject = size_list_of(&v->crowd, s->h.subject);
    memcpy(s->h.log_e, s->before, sizeof s->before);
    s->v = size_evidence(&v->w, &subject, &s->h, s->h.log10_tried - level_of(v->x), mark, s->goes_on ? v->border : 0);
}

/* What was carried over from the window before speaks on; of one subject the stronger hypothesis counts. */
static void test_carried(struct size_window *v, uint32_t candidate)
{
    const struct size_hypothesis *carried = v->x->carried + (size_t)candidate * SIZE_CARRIED;
    for (int i = 0; i < SIZE_CARRIED && carried[i].block; i++) {
        struct size_suspect s = {.h = carried[i], .goes_on = true};
        uint32_t place = 0;
        if (s.h.subject >= v->crowd.count) continue;
        memcpy(s.before, s.h.log_e, sizeof s.before);
        test_again(v, &s, false);
        while (place < v->best.count && v->best.list[place].h.subject != s.h.subject) place++;
        if (place < v->best.count && log10_p(&v->best.list[place]) <= log10_p(&s)) continue;
        if (place == SIZE_SUSPECTS) place--;
        if (place == v->best.count) v->best.count++;
        v->best.list[place] = s;
    }
}

static int by_p(const void *a, const void *b)
{
    double x = log10_p(a), y = log10_p(b);
    return (x > y) - (x < y);
}

static void carry(struct size_window *v, uint32_t candidate)
{
    struct size_hypothesis *to = v->x->carried + (size_t)candidate * SIZE_CARRIED;
    uint32_t n = 0;
    memset(to, 0, SIZE_CARRIED * sizeof *to);
    for (uint32_t i = 0; i < v->best.count && n < SIZE_CARRIED; i++)
        if (size_log10_e(&v->best.list[i].h, 0) >= GOES_ON || size_log10_e(&v->best.list[i].h, 1) >= GOES_ON)
            to[n++] = v->best.list[i].h;
}

static int64_t time_of(const struct size_window *v, int64_t tick)
{
    return (v->origin + tick) * (INT64_C(1) << SIZES_TICK_SHIFT);
}

/* Who shares the messages of those named already is named only if he explains enough others besides. */
static uint32_t name_subjects(struct size_window *v, struct correlate_result *r)
{
    double level = level_of(v->x);
    uint32_t matched = 0;
    for (uint32_t i = 0; i < v->best.count && r->subject_count < CORRELATE_SUBJECTS; i++) {
        struct size_suspect s = v->best.list[i];
        bool named = false;
        for (uint32_t k = 0; k < r->subject_count; k++) named = named || r->subjects[k] == s.h.subject;
        if (named || log10_p(&s) > level) continue;
        if (r->subject_count) {
            memset(s.before, 0, sizeof s.before);
            s.goes_on = false;
        }
        test_again(v, &s, true);
        if (log10_p(&s) > level) continue;
        matched += s.v.matched;
        r->subjects[r->subject_count++] = s.h.subject;
    }
    return matched;
}

static void found(struct size_window *v, struct correlate_result *r)
{
    const struct size_suspect *s = &v->best.list[0];
    uint32_t matched = name_subjects(v, r);
    struct size_list subject = size_list_of(&v->crowd, s->h.subject);
    uint32_t meanwhile = 0;
    for (uint32_t i = 0; i < subject.count; i++) meanwhile += subject.entry[i].last + (int64_t)s->h.to >= v->entry[0].first;
    r->correlation = (double)matched / v->w.candidate.count;
    r->overhead = s->h.offset;
    r->block = (uint32_t)s->h.block;
    r->lag_ns = s->h.from > 0 ? (int64_t)s->h.from << SIZES_TICK_SHIFT : 0;
    r->bin_ns = (int64_t)(s->h.to - s->h.from) << SIZES_TICK_SHIFT;
    r->verdict = s->v.matched < TRACE_SHARE * meanwhile ? CORRELATE_TRACE : CORRELATE_COPY;
}

/* How much it was, and how much of it had left when it was certain. */
static void measure(struct size_window *v, uint32_t candidate, const struct size_suspect *s, struct correlate_result *r)
{
    r->first_ns = s->h.since_ns;
    for (uint32_t i = 0; i < v->w.candidate.count; i++)
        if (time_of(v, v->entry[i].last) > r->last_ns) r->last_ns = time_of(v, v->entry[i].last);
    r->detected_ns = time_of(v, s->v.certain_tick);
    v->in->left(v->in->ctx, candidate, r->last_ns, &r->packets, &r->bytes);
    v->in->left(v->in->ctx, candidate, r->detected_ns, &r->detected_packets, &r->detected_bytes);
    r->packets -= s->h.packets_before;
    r->bytes -= s->h.bytes_before;
    r->detected_packets -= s->h.packets_before;
    r->detected_bytes -= s->h.bytes_before;
    r->matched_packets = s->v.matched;
}

/* What is new speaks of this window only. */
static void speak_from_here(struct size_window *v, uint32_t candidate, struct size_hypothesis *h)
{
    h->since_ns = time_of(v, v->entry[0].first);
    int64_t before = h->since_ns > INT64_MIN ? h->since_ns - 1 : h->since_ns;
    v->in->left(v->in->ctx, candidate, before, &h->packets_before, &h->bytes_before);
}

static void begin_here(struct size_window *v, uint32_t candidate)
{
    struct size_hypothesis h;
    speak_from_here(v, candidate, &h);
    for (uint32_t i = 0; i < v->best.count; i++) {
        v->best.list[i].h.since_ns = h.since_ns;
        v->best.list[i].h.packets_before = h.packets_before;
        v->best.list[i].h.bytes_before = h.bytes_before;
    }
}

static void conclude(struct size_window *v, uint32_t candidate)
{
    struct correlate_result *kept = &v->x->results[candidate];
    if (!v->best.count || log10_p(&v->best.list[0]) > level_of(v->x)) return;
    struct correlate_result r = {.by_sizes = true, .pairs = (uint64_t)v->x->pairs, .log10_p_pair = log10_p(&v->best.list[0])};
    r.log10_p = fmin(0, r.log10_p_pair + log10(v->x->pairs));
    measure(v, candidate, &v->best.list[0], &r);
    r.largest_delay_ns = ((int64_t)v->steps * SIZE_STEP + SIZE_REACH - SIZE_STEP) << SIZES_TICK_SHIFT;
    found(v, &r);
    if (r.verdict < kept->verdict || (kept->by_sizes && kept->verdict == r.verdict)) return; /* the first time it was certain */
    *kept = r;
}

static void evaluate(struct size_window *v, uint32_t candidate)
{
    size_screen(v, candidate);
    begin_here(v, candidate);
    for (uint32_t i = 0; i < v->best.count; i++) test(v, &v->best.list[i]);
    test_carried(v, candidate);
    if (v->best.count) qsort(v->best.list, v->best.count, sizeof *v->best.list, by_p);
    carry(v, candidate);
    conclude(v, candidate);
    size_remember(&v->w, v->border);
}

/* What no sizes of messages have told. */
static void evaluate_bursts(struct size_window *v, const struct burst_crowd *crowd, uint32_t candidate)
{
    struct correlate_result *kept = &v->x->results[candidate];
    double level = level_of(v->x);
    if (kept->verdict == CORRELATE_COPY) return;
    struct size_suspect s = {.h = {.block = 1}};
    speak_from_here(v, candidate, &s.h);
    const struct burst_question q = {.candidate = &v->w.candidate,
                                     .number = candidate,
                                     .enough = level,
                                     .epoch = (uint32_t)v->origin,
                                     .border = v->border,
                                     .skip = v->in->skip,
                                     .ctx = v->in->ctx,
                                     .since = {s.h.since_ns, s.h.packets_before, s.h.bytes_before},
                                     .carried = v->x->bursts + (size_t)candidate * BURST_CARRIED};
    struct burst_verdict b = burst_evaluate(crowd, &q);
    if (b.log10_p > level || b.second < b.log10_p + BURST_AHEAD) return;
    struct correlate_result r = {.by_sizes = true, .by_bursts = true, .pairs = (uint64_t)v->x->pairs, .log10_p_pair = b.log10_p};
    r.log10_p = fmin(0, r.log10_p_pair + log10(v->x->pairs));
    s.h.since_ns = b.since.ns;
    s.h.packets_before = b.since.packets_before;
    s.h.bytes_before = b.since.bytes_before;
    s.v.certain_tick = b.certain_tick;
    s.v.matched = b.matched;
    measure(v, candidate, &s, &r);
    r.correlation = (double)b.matched / b.tried;
    r.overhead = b.overhead;
    r.ratio = b.ratio;
    r.block = 1;
    r.bin_ns = b.delay_ticks << SIZES_TICK_SHIFT;
    r.largest_delay_ns = r.bin_ns;
    r.subject_count = 1;
    r.subjects[0] = b.subject;
    r.verdict = CORRELATE_COPY;
    *kept = r;
}

static void evaluate_all(struct size_window *v, const struct burst_crowd *bursts)
{
    struct size_work *w = &v->w;
    for (uint32_t i = 0; i < v->in->candidates->series_used && i < v->x->count; i++) {
        if (!sizes_count(v->in->candidates, i)) continue;
        uint32_t count = size_copy_both(v->in->candidates_before, v->in->candidates, i, v->origin, v->all);
        if (count < SIZE_MESSAGES_MIN) continue;
        v->entry = v->all + (count > MESSAGES_MAX ? count - MESSAGES_MAX : 0);
        if (count > MESSAGES_MAX) count = MESSAGES_MAX;
        memset(w->used, 0, count * sizeof *w->used);
        w->candidate = (struct size_list){v->entry, NULL, count};
        w->memory = &v->x->memory[i];
        profile_of(&w->mine, &w->candidate);
        v->x->pairs += v->crowd.active;
        evaluate(v, i);
        evaluate_bursts(v, bursts, i);
    }
}

/* The earliest of what is looked at. */
static int64_t origin_of(const struct correlate_sizes_input *in)
{
    const struct sizes *all[] = {in->candidates, in->subjects, in->candidates_before, in->subjects_before};
    int64_t origin = INT64_MAX;
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        if (all[i] && all[i]->origin < origin) origin = all[i]->origin;
    return origin;
}

static bool window_init(struct size_window *v)
{
    const struct sizes *z = v->in->candidates, *before = v->in->candidates_before;
    struct scratch *room = &v->x->scratch;
    size_t most = 1, count = 0;
    for (uint32_t i = 0; i < z->series_used; i++) {
        size_t n = sizes_count(z, i), all = n ? n + (before ? sizes_count(before, i) : 0) : 0;
        if (all > most) most = all;
        count += all >= SIZE_MESSAGES_MIN;
    }
    v->origin = origin_of(v->in);
    v->border = (uint32_t)(z->origin - v->origin);
    v->w.epoch = (uint32_t)v->origin;
    v->all = scratch_take(room, most, sizeof *v->all);
    v->voice = scratch_take(room, most, sizeof *v->voice);
    v->w.used = scratch_take(room, most, sizeof *v->w.used);
    v->found = scratch_take(room, CORR_PARTS, sizeof *v->found);
    if (!size_crowd_init(&v->crowd, v->in, v->origin, room, v->x->crew)) return false;
    v->steps = count * v->crowd.active <= SMALL_WORK ? SIZE_STEPS : 1;
    struct size_list all = {v->crowd.entry, NULL, v->crowd.first[v->crowd.count]};
    profile_of(&v->w.pool, &all);
    runs_of(&v->runs, &all);
    v->w.runs = &v->runs;
    return true;
}

/* A window that ended long before this one has nothing to do with it. */
static const struct sizes *near(const struct sizes *before, const struct sizes *z)
{
    bool is_near = before && before->entries && z->origin - before->origin <= BEFORE_MOST && z->origin >= before->origin;
    return is_near ? before : NULL;
}

bool correlate_sizes_window(struct correlate *x, const struct correlate_sizes_input *in)
{
    int64_t apart = in->candidates->origin - in->subjects->origin;
    if (!in->candidates->entries || !in->subjects->entries || apart < INT32_MIN || apart > INT32_MAX) return true;
    scratch_reset(&x->scratch);
    struct size_window *v = scratch_take_zeroed(&x->scratch, 1, sizeof *v);
    if (!v) return false;
    struct correlate_sizes_input both = *in;
    both.candidates_before = near(in->candidates_before, in->candidates);
    both.subjects_before = near(in->subjects_before, in->subjects);
    v->x = x;
    v->in = &both;
    struct burst_crowd *bursts = window_init(v) ? burst_crowd_new(&v->crowd, &x->scratch, x->crew) : NULL;
    if (!bursts) return false;
    telling_window(x, &v->crowd, bursts, &v->w.pool, &v->runs);
    evaluate_all(v, bursts);
    return true;
}
