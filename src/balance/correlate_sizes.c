#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "balance/correlate_internal.h"
#include "balance/correlate_sizes_internal.h"

enum {
    MESSAGES_MIN = 8,    /* entries of a candidate */
    MESSAGES_MAX = 4096, /* of a candidate in a window; later ones are not looked at */
    SUSPECTS = 12,       /* subjects of a candidate that get the full test, by their score */
    OFFSETS_TRIED = 3,   /* per subject */
    OFTEN = 3,           /* the same size speaks so often in the screening */
    USUAL = 20,          /* overheads, see is_usual */
    SMALL_WORK = 8192,   /* candidates times subjects for which larger delays are searched too */
    DELAY_CELLS = (SIZE_STEPS * SIZE_STEP + SIZE_REACH) / SIZE_DELAY_CELL + 1
};
static const int32_t widths[SIZE_WIDTHS] = {458, 3357, 7935}; /* ticks: 30 ms, 0.22 s, 0.52 s */
static const double WORTH_BITS = 18;                          /* in the screening: with less the test could not be significant */
static const double GOES_ON = 2;                              /* decades with which a hypothesis goes on in the next window */
static const double TRACE_SHARE = 0.02;                       /* of the subject's messages: less is no copy of him */

/* All subjects of a window. */
struct crowd {
    uint32_t count, active;
    uint32_t *first; /* subject -> its first entry; count + 1 of them; owned */
    struct sizes_entry *entry;
    uint32_t *reach;
};

struct size_suspect {
    double bits;
    double before[SIZE_BETS]; /* evidence of earlier windows */
    struct size_hypothesis h;
    struct size_evidence v;
};

struct size_window {
    struct correlate *x;
    const struct correlate_sizes_input *in;
    struct crowd crowd;
    int64_t origin; /* tick */
    uint32_t later; /* ticks from there to the candidates' */
    uint32_t steps;
    struct size_work w;
    struct sizes_entry *entry; /* the candidate's; owned */
    uint16_t *bits;            /* what each entry may bring, eighths of a bit; owned */
    struct size_suspect suspect[SUSPECTS];
    uint32_t suspects;
};

static struct size_list list_of(const struct crowd *c, uint32_t subject)
{
    uint32_t first = c->first[subject];
    return (struct size_list){c->entry + first, c->reach + first, c->first[subject + 1] - first};
}

static void put_off(struct sizes_entry *e, uint32_t count, uint32_t later)
{
    for (uint32_t i = 0; i < count; i++) {
        e[i].first += later;
        e[i].last += later;
    }
}

static void fill_reach(const struct sizes_entry *e, uint32_t count, uint32_t *reach)
{
    for (uint32_t i = 0; i < count; i++) reach[i] = i && reach[i - 1] > e[i].last ? reach[i - 1] : e[i].last;
}

static bool crowd_init(struct crowd *c, const struct sizes *z, uint32_t later)
{
    uint32_t n = 0;
    *c = (struct crowd){.count = z->series_used};
    c->first = malloc((c->count + 1) * sizeof *c->first);
    c->entry = malloc((z->entries + 1) * sizeof *c->entry);
    c->reach = malloc((z->entries + 1) * sizeof *c->reach);
    if (!c->first || !c->entry || !c->reach) return false;
    for (uint32_t i = 0; i < c->count; i++) {
        uint32_t here = sizes_copy(z, i, c->entry + n);
        c->first[i] = n;
        put_off(c->entry + n, here, later);
        fill_reach(c->entry + n, here, c->reach + n);
        n += here;
        c->active += here > 0;
    }
    c->first[c->count] = n;
    return true;
}

/* Blocks show in what all sizes have in common. */
static int32_t block_of(const struct size_profile *p)
{
    for (int32_t block = 16; block > 1; block /= 2) {
        uint32_t rest[16] = {0}, all = 0, most = 0;
        for (int32_t s = 0; s < SIZE_LIMIT; s++) {
            if (!profile_mass(p, s, s)) continue;
            rest[s % block]++;
            all++;
        }
        for (int i = 0; i < block; i++) most = rest[i] > most ? rest[i] : most;
        if (all >= MESSAGES_MIN && most * 20 >= all * 19) return block;
    }
    return 1;
}

/* What each message may bring at most, by how rare its size is among the candidate's. */
static void weigh(struct size_window *v)
{
    struct size_work *w = &v->w;
    uint16_t *times = w->tried;
    memset(times, 0, sizeof w->tried);
    for (uint32_t i = 0; i < w->candidate.count; i++) {
        int32_t s = w->candidate.entry[i].size;
        v->bits[i] = 0;
        if (s >= SIZE_LIMIT || times[s]++ >= OFTEN) continue;
        double share = profile_mass(&w->mine, s, s) / (double)w->mine.upto[SIZE_LIMIT];
        v->bits[i] = (uint16_t)(-8 * log2(share) / times[s]);
    }
}

/* The sum of bits over all pairs of a message and a packet, by the difference of their sizes. */
static void add_differences(const struct size_window *v, const struct size_list *s, uint32_t step,
                            uint32_t sum[static SIZE_OFFSETS])
{
    const struct size_list *c = &v->w.candidate;
    int64_t from = step ? (int64_t)step * SIZE_STEP : -SIZE_EARLY, to = (int64_t)step * SIZE_STEP + SIZE_REACH;
    uint32_t low = 0;
    for (uint32_t j = 0; j < c->count; j++) {
        int64_t at = c->entry[j].first;
        if (!v->bits[j]) continue;
        while (low < s->count && s->reach[low] < at - to) low++;
        for (uint32_t i = low; i < s->count && s->entry[i].first <= at - from; i++) {
            uint32_t difference = (uint32_t)(c->entry[j].size - s->entry[i].size - SIZE_OFFSET_MIN);
            if (difference < SIZE_OFFSETS && s->entry[i].last >= at - to) sum[difference] += v->bits[j];
        }
    }
}

/* Keep the best SUSPECTS. */
static void offer(struct size_window *v, double bits, const struct size_hypothesis *h)
{
    uint32_t place = v->suspects < SUSPECTS ? v->suspects++ : SUSPECTS - 1;
    if (place == SUSPECTS - 1 && v->suspect[place].bits >= bits && v->suspect[place].h.block) return;
    for (; place > 0 && v->suspect[place - 1].bits < bits; place--) v->suspect[place] = v->suspect[place - 1];
    v->suspect[place] = (struct size_suspect){.bits = bits, .h = *h};
}

static void screen(struct size_window *v, uint32_t subject, int32_t block)
{
    struct size_list s = list_of(&v->crowd, subject);
    for (uint32_t step = 0; s.count && step < v->steps; step++) {
        uint32_t sum[SIZE_OFFSETS + 16] = {0};
        add_differences(v, &s, step, sum);
        for (int tried = 0; tried < OFFSETS_TRIED; tried++) {
            uint32_t best = 0, most = 0;
            for (uint32_t d = 0; d < SIZE_OFFSETS; d++) {
                uint32_t here = 0;
                for (int32_t k = 0; k < block; k++) here += sum[d + (uint32_t)k];
                if (here <= most) continue;
                most = here;
                best = d;
            }
            if (most < WORTH_BITS * 8) break;
            struct size_hypothesis h = {
                .subject = subject, .offset = (int32_t)best + SIZE_OFFSET_MIN, .block = block, .from = (int32_t)step};
            offer(v, most / 8.0, &h);
            memset(sum + best, 0, (uint32_t)block * sizeof *sum);
        }
    }
}

/* Which delays do the messages have that match? */
static void count_delays(const struct size_window *v, const struct size_list *s, const struct size_hypothesis *h,
                         uint32_t cells[static DELAY_CELLS])
{
    const struct size_list *c = &v->w.candidate;
    int64_t to = (int64_t)v->steps * SIZE_STEP + SIZE_REACH - SIZE_STEP;
    uint32_t low = 0;
    for (uint32_t j = 0; j < c->count; j++) {
        int64_t at = c->entry[j].first;
        while (low < s->count && s->reach[low] < at - to) low++;
        for (uint32_t i = low; v->bits[j] && i < s->count && s->entry[i].first <= at + SIZE_EARLY; i++) {
            int32_t difference = c->entry[j].size - s->entry[i].size - h->offset;
            int64_t delay = at - s->entry[i].last;
            if (delay < -SIZE_EARLY) delay = -SIZE_EARLY;
            if (difference >= 0 && difference < h->block && delay <= to)
                cells[(delay + SIZE_EARLY) / SIZE_DELAY_CELL] += v->bits[j];
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
    h.log10_tried = log10(2.0 * SIZE_WIDTHS * (best ? starts : 1) * 2.0 * (is_usual(h.offset) ? USUAL : SIZE_OFFSETS));
    memset(h.log_e, 0, sizeof h.log_e);
    return h;
}

static double log10_p(const struct size_suspect *s)
{
    return fmin(0, s->h.log10_tried - s->v.log10_e);
}

static double level_of(const struct correlate *x)
{
    return fmin(log10(x->options.pair_level), log10(x->options.level) - log10(x->pairs));
}

static void test(struct size_window *v, struct size_suspect *s)
{
    struct size_list subject = list_of(&v->crowd, s->h.subject);
    struct size_suspect best = {.bits = s->bits, .v.log10_e = -INFINITY};
    uint32_t cells[DELAY_CELLS] = {0};
    count_delays(v, &subject, &s->h, cells);
    for (int i = 0; i < SIZE_WIDTHS; i++) {
        struct size_suspect t = {.bits = s->bits, .h = at_width(v, s->h, i, cells)};
        t.v = size_evidence(&v->w, &subject, &t.h, t.h.log10_tried - level_of(v->x), false);
        if (best.v.log10_e == -INFINITY || log10_p(&t) < log10_p(&best)) best = t;
    }
    *s = best;
}

/* Once more without the messages that others explain already. */
static void test_again(struct size_window *v, struct size_suspect *s, bool mark)
{
    struct size_list subject = list_of(&v->crowd, s->h.subject);
    memcpy(s->h.log_e, s->before, sizeof s->before);
    s->v = size_evidence(&v->w, &subject, &s->h, s->h.log10_tried - level_of(v->x), mark);
}

/* What was carried over from the window before speaks on; of one subject the stronger hypothesis counts. */
static void test_carried(struct size_window *v, uint32_t candidate)
{
    const struct size_hypothesis *carried = v->x->carried + (size_t)candidate * SIZE_CARRIED;
    for (int i = 0; i < SIZE_CARRIED && carried[i].block; i++) {
        struct size_suspect s = {.h = carried[i]};
        uint32_t place = 0;
        if (s.h.subject >= v->crowd.count) continue;
        memcpy(s.before, s.h.log_e, sizeof s.before);
        test_again(v, &s, false);
        while (place < v->suspects && v->suspect[place].h.subject != s.h.subject) place++;
        if (place < v->suspects && log10_p(&v->suspect[place]) <= log10_p(&s)) continue;
        if (place == SUSPECTS) place--;
        if (place == v->suspects) v->suspects++;
        v->suspect[place] = s;
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
    for (uint32_t i = 0; i < v->suspects && n < SIZE_CARRIED; i++)
        if (size_log10_mean(v->suspect[i].h.log_e) >= GOES_ON) to[n++] = v->suspect[i].h;
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
    for (uint32_t i = 0; i < v->suspects && r->subject_count < CORRELATE_SUBJECTS; i++) {
        struct size_suspect s = v->suspect[i];
        bool named = false;
        for (uint32_t k = 0; k < r->subject_count; k++) named = named || r->subjects[k] == s.h.subject;
        if (named || log10_p(&s) > level) continue;
        if (r->subject_count) memset(s.before, 0, sizeof s.before);
        test_again(v, &s, true);
        if (log10_p(&s) > level) continue;
        matched += s.v.matched;
        r->subjects[r->subject_count++] = s.h.subject;
    }
    return matched;
}

static void found(struct size_window *v, struct correlate_result *r)
{
    const struct size_suspect *s = &v->suspect[0];
    uint32_t matched = name_subjects(v, r);
    struct size_list subject = list_of(&v->crowd, s->h.subject);
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

/* Everything new that is supposed of the candidate speaks of this window only. */
static void begin_here(struct size_window *v, uint32_t candidate)
{
    int64_t first_ns = time_of(v, v->entry[0].first);
    struct size_hypothesis h = {.since_ns = first_ns};
    v->in->left(v->in->ctx, candidate, first_ns > INT64_MIN ? first_ns - 1 : first_ns, &h.packets_before, &h.bytes_before);
    for (uint32_t i = 0; i < v->suspects; i++) {
        v->suspect[i].h.since_ns = h.since_ns;
        v->suspect[i].h.packets_before = h.packets_before;
        v->suspect[i].h.bytes_before = h.bytes_before;
    }
}

static void evaluate(struct size_window *v, uint32_t candidate)
{
    struct correlate_result *kept = &v->x->results[candidate];
    v->suspects = 0;
    weigh(v);
    int32_t block = block_of(&v->w.mine);
    for (uint32_t i = 0; i < v->crowd.count; i++)
        if (!v->in->skip || !v->in->skip(v->in->ctx, candidate, i)) screen(v, i, block);
    begin_here(v, candidate);
    for (uint32_t i = 0; i < v->suspects; i++) test(v, &v->suspect[i]);
    test_carried(v, candidate);
    if (v->suspects) qsort(v->suspect, v->suspects, sizeof *v->suspect, by_p);
    carry(v, candidate);
    if (!v->suspects || log10_p(&v->suspect[0]) > level_of(v->x)) return;
    struct correlate_result r = {.by_sizes = true, .pairs = (uint64_t)v->x->pairs, .log10_p_pair = log10_p(&v->suspect[0])};
    r.log10_p = fmin(0, r.log10_p_pair + log10(v->x->pairs));
    measure(v, candidate, &v->suspect[0], &r);
    r.largest_delay_ns = ((int64_t)v->steps * SIZE_STEP + SIZE_REACH - SIZE_STEP) << SIZES_TICK_SHIFT;
    found(v, &r);
    if (r.verdict < kept->verdict || (kept->by_sizes && kept->verdict == r.verdict)) return; /* the first time it was certain */
    *kept = r;
}

static void evaluate_all(struct size_window *v)
{
    struct size_work *w = &v->w;
    for (uint32_t i = 0; i < v->in->candidates->series_used && i < v->x->count; i++) {
        uint32_t count = sizes_copy(v->in->candidates, i, v->entry);
        if (count < MESSAGES_MIN) continue;
        if (count > MESSAGES_MAX) count = MESSAGES_MAX;
        put_off(v->entry, count, v->later);
        memset(w->used, 0, count * sizeof *w->used);
        w->candidate = (struct size_list){v->entry, NULL, count};
        profile_of(&w->mine, &w->candidate);
        v->x->pairs += v->crowd.active;
        evaluate(v, i);
    }
}

static bool window_init(struct size_window *v)
{
    const struct sizes *subjects = v->in->subjects;
    size_t most = 1, count = 0;
    for (uint32_t i = 0; i < v->in->candidates->series_used; i++) {
        size_t n = sizes_count(v->in->candidates, i);
        if (n > most) most = n;
        count += n >= MESSAGES_MIN;
    }
    v->origin = v->in->candidates->origin < subjects->origin ? v->in->candidates->origin : subjects->origin;
    v->later = (uint32_t)(v->in->candidates->origin - v->origin);
    v->entry = malloc(most * sizeof *v->entry);
    v->bits = malloc(most * sizeof *v->bits);
    v->w.used = malloc(most * sizeof *v->w.used);
    bool ok = crowd_init(&v->crowd, subjects, (uint32_t)(subjects->origin - v->origin));
    if (!ok || !v->entry || !v->bits || !v->w.used) return false;
    v->steps = count * v->crowd.active <= SMALL_WORK ? SIZE_STEPS : 1;
    struct size_list all = {v->crowd.entry, NULL, v->crowd.first[v->crowd.count]};
    profile_of(&v->w.pool, &all);
    return true;
}

bool correlate_sizes_window(struct correlate *x, const struct correlate_sizes_input *in)
{
    int64_t apart = in->candidates->origin - in->subjects->origin;
    if (!in->candidates->entries || !in->subjects->entries || apart < INT32_MIN || apart > INT32_MAX) return true;
    struct size_window *v = calloc(1, sizeof *v);
    if (!v) return false;
    v->x = x;
    v->in = in;
    bool ok = window_init(v);
    if (ok) evaluate_all(v);
    free(v->entry);
    free(v->bits);
    free(v->w.used);
    free(v->crowd.first);
    free(v->crowd.entry);
    free(v->crowd.reach);
    free(v);
    return ok;
}
