/* How many packets a run holds: a download is one size again and again, and how often tells it from others.
 *
 * The candidate's run spans some time; what was copied into it came in between `to` before its first message and `from` before
 * its last. Where the subject's runs of that size lie wholly in there, and none of them could have left with the candidate's run
 * before or the one after, just as many packets came in as messages left, however they were jittered.
 *
 * Null hypothesis: given when and with which sizes, and that the subject brought in about as many (within a factor of two), how
 * many exactly has nothing to do with how many left. p is the share of that number among all subjects' runs of about that size
 * and number, among this subject's other ones, or among what this subject brought in in as long a time at others, whichever is
 * largest, and no less than its neighbours'. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "balance/correlate_sizes_internal.h"

enum {
    BACK = 256,  /* entries of the candidate in which its run before is looked for */
    MOVES = 100, /* of the run, every ... */
    MOVE = 1526, /* ... 0.1 s; ticks */
    AROUND = 5   /* numbers within a fifth tell how common one is */
};

/* Runs of about the number asked for. */
struct tally {
    double here, around, all; /* of that number; within a fifth; within a factor of two */
};

static void count_run(struct tally *t, uint32_t count, uint32_t number, double times)
{
    uint32_t far = number / AROUND;
    if (count < (number + 1) / 2 || count > 2 * number) return;
    t->all += times;
    t->around += count + far >= number && count <= number + far ? times : 0;
    t->here += count == number ? times : 0;
}

void runs_of(struct size_runs *r, const struct size_list *l)
{
    memset(r, 0, sizeof *r);
    for (uint32_t i = 0; i < l->count; i++) {
        const struct sizes_entry *e = &l->entry[i];
        if (e->size < SIZE_LIMIT && e->count < SIZE_RUN_LIMIT) r->times[size_class(e->size)][e->count]++;
    }
}

/* Where in the subject's list the run may have come from. */
struct origin {
    int64_t begin, end; /* ticks */
    int32_t low, high;  /* sizes */
    uint32_t came;      /* packets */
};

static bool is_of(const struct origin *o, const struct sizes_entry *e)
{
    return e->size >= o->low && e->size <= o->high;
}

/* The last message of this size before the run, and the first one after it, as far as they may share its packets. */
static void neighbours(const struct size_list *c, uint32_t place, int64_t reach, int64_t *ret_before, int64_t *ret_after)
{
    const struct sizes_entry *e = &c->entry[place];
    *ret_before = INT64_MIN / 2;
    *ret_after = INT64_MAX / 2;
    for (uint32_t i = place; i > 0 && place - i < BACK && *ret_before < 0; i--)
        if (c->entry[i - 1].size == e->size) *ret_before = c->entry[i - 1].last;
    for (uint32_t i = place + 1; i < c->count && c->entry[i].first <= e->last + reach && *ret_after > UINT32_MAX; i++)
        if (c->entry[i].size == e->size) *ret_after = c->entry[i].first;
}

/* Did all of them come in with it, and leave with it? */
static bool is_closed(const struct size_list *c, uint32_t place, const struct size_list *s, uint32_t low,
                      const struct size_hypothesis *h, struct origin *o)
{
    int64_t before, after;
    neighbours(c, place, h->to - h->from, &before, &after);
    for (uint32_t i = low; i < s->count && s->entry[i].first <= o->end; i++) {
        const struct sizes_entry *e = &s->entry[i];
        if (e->last < o->begin || !is_of(o, e)) continue;
        if (e->first < o->begin || e->last > o->end) return false;
        if ((int64_t)e->first + h->from <= before || (int64_t)e->last + h->to >= after) return false;
        if (e->count == UINT16_MAX) return false;
        o->came += e->count;
    }
    return true;
}

/* Of the subject's other runs, and of what it brought in in as long a time at others. */
static double own_share(const struct size_list *s, const struct origin *o, uint32_t number)
{
    struct tally runs = {0}, moves = {0};
    int32_t change[MOVES + 2] = {0}; /* from one move to the next */
    int64_t length = o->end - o->begin;
    int class = size_class(o->high);
    for (uint32_t i = 0; i < s->count; i++) {
        const struct sizes_entry *e = &s->entry[i];
        if (e->first >= o->begin && e->first <= o->end) continue;
        if (size_class(e->size) == class) count_run(&runs, e->count, number, 1);
        if (!is_of(o, e)) continue;
        /* the first and the last move in which it would have come in, both from the first of all */
        int64_t last = e->first - o->begin + MOVE * (MOVES / 2), first = last - length;
        if (last < 0 || first > (int64_t)MOVE * MOVES) continue;
        change[first <= 0 ? 0 : (first + MOVE - 1) / MOVE] += e->count;
        change[last / MOVE >= MOVES ? MOVES + 1 : last / MOVE + 1] -= e->count;
    }
    int32_t sum = 0;
    for (int i = 0; i <= MOVES; i++) {
        sum += change[i];
        bool apart = (int64_t)abs(i - MOVES / 2) * MOVE > length;
        if (apart && sum > 0) count_run(&moves, (uint32_t)sum, number, 1);
    }
    return fmax(runs.all > 0 ? runs.here / runs.all : 0, moves.all > 0 ? moves.here / moves.all : 0);
}

double runs_share(const struct size_runs *r, int32_t size, uint32_t number, bool hit)
{
    struct tally t = {0};
    for (uint32_t n = (number + 1) / 2; n <= 2 * number; n++) count_run(&t, n, number, r->times[size_class(size)][n]);
    if (hit && t.here > 0) t.here--, t.around--, t.all--;
    uint32_t wide = 2 * (number / AROUND) + 1;
    return fmin(1, fmax(t.here, (t.around + 1) / wide) / (t.all + 1));
}

struct size_run size_run(const struct size_work *w, const struct size_list *subject, uint32_t low,
                         const struct size_hypothesis *h, uint32_t place)
{
    const struct sizes_entry *e = &w->candidate.entry[place];
    struct size_run r = {.asked = false};
    struct origin o = {.begin = (int64_t)e->first - h->to, .end = (int64_t)e->last - h->from, .high = e->size - h->offset};
    o.low = o.high - h->block + 1;
    if (!runs_counts(e->count) || o.high < 0 || o.high >= SIZE_LIMIT) return r;
    if (!is_closed(&w->candidate, place, subject, low, h, &o) || !o.came) return r;
    r.asked = true;
    r.hit = o.came == e->count;
    bool alike = o.came >= (e->count + 1U) / 2 && o.came <= 2U * e->count;
    if (alike) r.p = fmax(runs_share(w->runs, o.high, e->count, r.hit), own_share(subject, &o, e->count));
    return r;
}
