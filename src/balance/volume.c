#include "balance/volume.h"

#include <stdlib.h>
#include <xxhash.h>

#include "balance/correlate_sizes.h"
#include "base/prefetch.h"
#include "table/memory.h"

/* Correlating costs candidates times subjects: these bounds keep a window of two minutes well below its own length. */
enum { SUBJECTS_MAX = 16384, CANDIDATES_MAX = 512, SUBJECT_BYTES = 1024 };
#define VOLUME_WINDOW (120 * CLOCK_SECOND)
#define SIZES_WINDOW  (30 * CLOCK_SECOND)

bool volume_init(struct volume *v, size_t memory_bytes)
{
    size_t room = memory_bytes / SUBJECT_BYTES;
    uint32_t subjects = room > SUBJECTS_MAX ? SUBJECTS_MAX : room < 64 ? 64 : (uint32_t)room;
    uint32_t candidates = subjects / 16 > CANDIDATES_MAX ? CANDIDATES_MAX : subjects / 16;
    const struct correlate_options options = {.subjects = subjects};
    *v = (struct volume){.room = subjects, .candidate_room = candidates};
    v->list = calloc(subjects, sizeof *v->list);
    v->candidate = calloc(candidates, sizeof *v->candidate);
    v->correlate = correlate_new(candidates, &options);
    v->series = calloc(VOLUME_SERIES_KEPT, sizeof *v->series);
    if (v->list && v->candidate && v->series && v->correlate && index_init(&v->index, subjects) &&
        activity_init(&v->subjects, 2 * subjects, memory_bytes / 8 * 3, VOLUME_WINDOW) &&
        activity_init(&v->candidates, candidates, memory_bytes / 8, VOLUME_WINDOW) &&
        sizes_init(&v->packets, subjects, memory_bytes / 8, SIZES_WINDOW) &&
        sizes_init(&v->packets_before, subjects, memory_bytes / 8, SIZES_WINDOW) &&
        sizes_init(&v->messages, candidates, memory_bytes / 16, SIZES_WINDOW) &&
        sizes_init(&v->messages_before, candidates, memory_bytes / 16, SIZES_WINDOW))
        return true;
    volume_done(v);
    return false;
}

void volume_done(struct volume *v)
{
    activity_done(&v->subjects);
    activity_done(&v->candidates);
    sizes_done(&v->packets);
    sizes_done(&v->messages);
    sizes_done(&v->packets_before);
    sizes_done(&v->messages_before);
    correlate_free(v->correlate);
    index_done(&v->index);
    free(v->list);
    free(v->candidate);
    free(v->series);
    *v = (struct volume){0};
}

struct subject_key {
    const struct volume *volume;
    struct volume_subject subject;
};

static bool same_subject(const void *ctx, uint32_t value)
{
    const struct subject_key *k = ctx;
    const struct volume_subject *s = &k->volume->list[value - 1];
    return s->element == k->subject.element && ip_equal(&s->addr, &k->subject.addr);
}

static uint64_t subject_hash(uint32_t element, const struct ip_addr *a)
{
    return XXH3_64bits_withSeed(a, sizeof *a, element);
}

void volume_subject_prefetch(const struct volume *v, uint32_t element, const struct ip_addr *a)
{
    index_prefetch(&v->index, subject_hash(element, a));
}

void volume_subject_draw(const struct volume *v, uint32_t element, const struct ip_addr *a)
{
    uint32_t number = index_guess(&v->index, subject_hash(element, a));
    if (number) prefetch(&v->list[number - 1]);
}

uint32_t volume_subject(struct volume *v, uint32_t element, const struct ip_addr *a)
{
    struct subject_key key = {v, {*a, element}};
    uint64_t hash = subject_hash(element, a);
    uint32_t number = index_find(&v->index, hash, same_subject, &key);
    if (number) return number;
    if (v->count == v->room || !index_put(&v->index, hash, v->count + 1)) {
        v->refused++;
        return 0;
    }
    v->list[v->count++] = key.subject;
    return v->count;
}

uint32_t volume_candidate(struct volume *v, uint32_t element)
{
    if (v->candidate_count == v->candidate_room) {
        v->refused++;
        return 0;
    }
    v->candidate[v->candidate_count++] = (struct volume_candidate){.element = element};
    return v->candidate_count;
}

/* What leaves one element cannot be a copy of what entered another. */
static bool elsewhere(void *ctx, uint32_t candidate, uint32_t subject)
{
    const struct volume *v = ctx;
    return v->candidate[candidate].element != v->list[subject].element;
}

/* Before the present window of activity only two moments are known: in between as much as if it had left evenly. */
static void left_long_ago(const struct volume_candidate *c, int64_t until_ns, int64_t window_ns, uint64_t *ret_packets,
                          uint64_t *ret_bytes)
{
    const struct volume_mark *m = c->mark[1].ns <= until_ns ? &c->mark[1] : &c->mark[0];
    double part = window_ns > m->ns ? (double)(until_ns - m->ns) / (double)(window_ns - m->ns) : 1;
    if (part < 0) part = 0;
    if (part > 1) part = 1;
    *ret_packets = m->packets + (uint64_t)(part * (double)(c->packets - m->packets));
    *ret_bytes = m->bytes + (uint64_t)(part * (double)(c->bytes - m->bytes));
}

static void left_until(void *ctx, uint32_t candidate, int64_t until_ns, uint64_t *ret_packets, uint64_t *ret_bytes)
{
    const struct volume *v = ctx;
    const struct volume_candidate *c = &v->candidate[candidate];
    struct activity_cursor cursor = activity_begin(&v->candidates, candidate);
    struct activity_entry e;
    uint64_t packets = c->packets, bytes = c->bytes;
    int64_t window_ns = v->candidates.origin_bin * (INT64_C(1) << ACTIVITY_BIN_SHIFT);
    if (packets && until_ns < window_ns && c->mark[0].ns) {
        left_long_ago(c, until_ns, window_ns, ret_packets, ret_bytes);
        return;
    }
    while (activity_next(&cursor, &e) && v->candidates.origin_bin + e.bin <= until_ns >> ACTIVITY_BIN_SHIFT) {
        packets += e.packets;
        bytes += e.bytes;
    }
    *ret_packets = packets;
    *ret_bytes = bytes;
}

static void count_window(struct volume *v, bool evaluated)
{
    if (evaluated)
        v->windows++;
    else
        v->windows_skipped++;
}

/* What was the present window is the one before. */
static void turn_over(struct sizes *now, struct sizes *before)
{
    struct sizes old = *before;
    *before = *now;
    *now = old;
    sizes_restart(now);
}

static void turn_sizes(struct volume *v, int64_t time_ns)
{
    const struct correlate_sizes_input in = {
        &v->messages, &v->packets, &v->messages_before, &v->packets_before, elsewhere, left_until, v};
    if (v->messages.entries && v->packets.entries) count_window(v, correlate_sizes_window(v->correlate, &in));
    for (uint32_t i = 0; i < v->candidate_count; i++) {
        struct volume_mark *m = v->candidate[i].mark;
        m[0] = m[1];
        m[1].ns = time_ns;
        left_until(v, i, INT64_MAX, &m[1].packets, &m[1].bytes);
    }
    turn_over(&v->messages, &v->messages_before);
    turn_over(&v->packets, &v->packets_before);
}

/* Of those whose best window is this one. */
static void keep_series(struct volume *v)
{
    int64_t origin_ns = v->candidates.origin_bin * (INT64_C(1) << ACTIVITY_BIN_SHIFT);
    for (uint32_t i = 0; i < v->candidate_count; i++) {
        const struct correlate_result *r = correlate_result(v->correlate, i);
        if (r->verdict != CORRELATE_COPY || r->first_ns < origin_ns) continue;
        struct volume_series *s = volume_series_place(v->series, i + 1);
        if (!s) continue;
        s->candidate = i + 1;
        volume_series_fill(s, r, &v->candidates, i, &v->subjects);
    }
}

static void turn_activity(struct volume *v)
{
    if (v->candidates.entries && v->subjects.entries)
        count_window(v, correlate_window(v->correlate, &v->candidates, &v->subjects, elsewhere, v));
    keep_series(v);
    for (uint32_t i = 0; i < v->candidate_count; i++)
        left_until(v, i, INT64_MAX, &v->candidate[i].packets, &v->candidate[i].bytes);
    activity_restart(&v->subjects);
    activity_restart(&v->candidates);
}

const struct volume_series *volume_series_of(const struct volume *v, uint32_t candidate)
{
    const struct volume_series *s = volume_series_place(v->series, candidate);
    return s && s->candidate ? s : NULL;
}

struct volume_telling volume_telling(const struct volume *v, uint32_t element)
{
    struct volume_telling t = {0};
    for (uint32_t i = 0; i < v->count; i++) {
        unsigned tells = correlate_tells(v->correlate, i);
        if (v->list[i].element != element) continue;
        t.subscribers += (tells & CORRELATE_ACTIVE) != 0;
        t.by_sizes += (tells & CORRELATE_BY_SIZES) != 0;
        t.by_sums += (tells & CORRELATE_BY_SUMS) != 0;
    }
    return t;
}

void volume_turn(struct volume *v, int64_t time_ns, bool end)
{
    bool activity = end || activity_due(&v->subjects, time_ns) || activity_due(&v->candidates, time_ns);
    bool sizes = activity || sizes_due(&v->packets, time_ns) || sizes_due(&v->messages, time_ns);
    if (sizes) turn_sizes(v, time_ns); /* first: it asks for volumes of the window */
    if (activity) turn_activity(v);
}
