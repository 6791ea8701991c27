/* What subjects brought in, and how a candidate's pauses cut it; see correlate_bursts.c. */
#include <math.h>
#include <string.h>

#include "balance/correlate_bursts_internal.h"

enum {
    PERIODIC = 305,  /* 20 ms by which pauses differ that are the same */
    DIGIT_BITS = 11, /* amounts are sorted by so many bits at a time: */
    DIGITS = 1 << DIGIT_BITS,
    PASSES = 3 /* those of a float */
};
static const double AROUND = 1.19; /* amounts this many times as large or small tell how common an amount is */

const uint32_t burst_delays[BURST_POOLS] = {916, 1831, 3967, 8545};

/* Entries of a list from `i` on that no silence parts. Returns the first one after it. */
static uint32_t burst_end(const struct size_list *l, uint32_t i, uint32_t silence)
{
    uint64_t end = l->entry[i].last;
    for (; i < l->count && l->entry[i].first <= end + silence; i++)
        if (l->entry[i].last > end) end = l->entry[i].last;
    return i;
}

static uint32_t digit_of(float amount, int pass)
{
    uint32_t bits;
    memcpy(&bits, &amount, sizeof bits);
    return bits >> pass * DIGIT_BITS & (DIGITS - 1);
}

/* By digits, the least significant first: no amount is negative, so that they order as their bits do. */
static void sort_amounts(const float *v, uint32_t n, float *room, float *ret)
{
    uint32_t place[PASSES][DIGITS] = {{0}};
    for (uint32_t i = 0; i < n; i++)
        for (int p = 0; p < PASSES; p++) place[p][digit_of(v[i], p)]++;
    for (int p = 0; p < PASSES; p++) {
        float *to = p % 2 ? room : ret;
        for (uint32_t d = 0, sum = 0, here; d < DIGITS; d++, sum += here) {
            here = place[p][d];
            place[p][d] = sum;
        }
        for (uint32_t i = 0; i < n; i++) to[place[p][digit_of(v[i], p)]++] = v[i];
        v = to;
    }
}

static void fill_pool(const struct burst_crowd *b, uint32_t kind)
{
    const struct size_crowd *c = b->crowd;
    struct burst_pool *p = &b->pool[kind];
    for (uint32_t s = 0; s < c->count; s++) {
        struct size_list l = size_list_of(c, s);
        p->first[s] = p->count;
        for (uint32_t i = 0, next; i < l.count; i = next) {
            uint32_t at = c->first[s] + i;
            next = burst_end(&l, i, burst_delays[kind]);
            double packets = b->packets[at + next - i] - b->packets[at];
            p->own[p->count++] = (float)(b->bytes[at + next - i] - b->bytes[at] + BURST_NOMINAL * packets);
        }
    }
    p->first[c->count] = p->count;
    sort_amounts(p->own, p->count, b->room, p->sorted);
    p->filled = true;
}

const struct burst_pool *burst_pool_of(const struct burst_crowd *b, uint32_t kind)
{
    if (!b->pool[kind].filled) fill_pool(b, kind);
    return &b->pool[kind];
}

static void pool_init(struct burst_pool *p, const struct size_crowd *c, struct scratch *room)
{
    size_t most = c->first[c->count];
    *p = (struct burst_pool){.first = scratch_take(room, (size_t)c->count + 1, sizeof *p->first),
                             .own = scratch_take(room, most, sizeof *p->own),
                             .sorted = scratch_take(room, most, sizeof *p->sorted)};
}

struct burst_crowd *burst_crowd_new(const struct size_crowd *c, struct scratch *room, const struct crew *crew)
{
    struct burst_crowd *b = scratch_take(room, 1, sizeof *b);
    size_t entries = c->first[c->count];
    if (!b) return NULL;
    *b = (struct burst_crowd){.crowd = c,
                              .crew = crew,
                              .bytes = scratch_take(room, entries + 1, sizeof *b->bytes),
                              .packets = scratch_take(room, entries + 1, sizeof *b->packets),
                              .pool = scratch_take(room, BURST_POOLS, sizeof *b->pool),
                              .room = scratch_take(room, entries, sizeof *b->room),
                              .moved = scratch_take(room, BURST_PARTS, sizeof *b->moved),
                              .found = scratch_take(room, CORR_PARTS, sizeof *b->found)};
    for (int k = 0; b->pool && k < BURST_POOLS; k++) pool_init(&b->pool[k], c, room);
    if (room->failed) return NULL;
    b->bytes[0] = b->packets[0] = 0;
    for (size_t i = 0; i < entries; i++) {
        b->bytes[i + 1] = b->bytes[i] + (double)c->entry[i].size * c->entry[i].count;
        b->packets[i + 1] = b->packets[i] + c->entry[i].count;
    }
    return b;
}

/* Returns how many pauses there are; those after the first `skip` go to `ret`, if it is not NULL. */
static uint32_t list_pauses(const struct size_list *candidate, uint32_t least, uint32_t skip, struct burst_pause *ret)
{
    struct burst_pause k = {.from = INT64_MIN / 2};
    uint32_t n = 0;
    for (uint32_t i = 0; i < candidate->count; i++) {
        const struct sizes_entry *e = &candidate->entry[i];
        if ((int64_t)e->first - k.from >= least) {
            k.until = e->first;
            if (ret && n >= skip) ret[n - skip] = k;
            n++;
        }
        if (e->last > k.from) k.from = e->last;
        k.bytes += (double)e->size * e->count;
        k.messages += e->count;
        k.unknown += e->size == UINT16_MAX || e->count == UINT16_MAX;
    }
    return n;
}

uint32_t burst_pauses(const struct size_list *candidate, uint32_t least, struct burst_pause ret[static BURST_PARTS])
{
    uint32_t n = list_pauses(candidate, least, 0, NULL), skip = n > BURST_PARTS ? n - BURST_PARTS : 0;
    list_pauses(candidate, least, skip, ret);
    return n - skip;
}

/* First entry of the subject from `from` on that begins after `tick`. */
static uint32_t after(const struct size_crowd *c, uint32_t subject, uint32_t from, int64_t tick)
{
    uint32_t low = from, high = c->first[subject + 1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (c->entry[middle].first > tick)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void count_entries(const struct burst_crowd *b, uint32_t first, uint32_t last, struct burst_part *k)
{
    k->in = b->bytes[last] - b->bytes[first];
    k->packets = b->packets[last] - b->packets[first];
}

void burst_came_in(const struct burst_crowd *b, uint32_t subject, int64_t from, int64_t to, struct burst_part *k)
{
    uint32_t first = after(b->crowd, subject, b->crowd->first[subject], from);
    count_entries(b, first, after(b->crowd, subject, first, to), k);
}

void burst_walk_begin(struct burst_walk *w, const struct burst_crowd *b, const struct burst_pause *pause, uint32_t pauses,
                      uint32_t subject, uint32_t delay, bool brief)
{
    *w = (struct burst_walk){.b = b, .pause = pause, .pauses = pauses, .subject = subject, .delay = delay, .brief = brief};
    w->low = w->high =
        pauses ? after(b->crowd, subject, b->crowd->first[subject], pause[0].until - w->delay) : b->crowd->first[subject];
}

/* Has everything left before this pause that had come in before it, and nothing else? Then low and high are its entries' borders.
 */
static bool is_exact(struct burst_walk *w, const struct burst_pause *k)
{
    const struct size_crowd *c = w->b->crowd;
    uint32_t first = c->first[w->subject], end = c->first[w->subject + 1];
    int64_t held = k->until - w->delay, began = k->from + SIZE_EARLY;
    while (w->low < end && c->entry[w->low].first <= held) w->low++;
    while (w->high < end && c->entry[w->high].first <= began) w->high++;
    return w->high <= w->low && (w->low == first || c->reach[w->low - 1] <= held);
}

/* Was nothing like it there before, amounts or pauses? It is noted. */
static bool is_news(uint64_t seen[static BURST_NEWS_WORDS], uint32_t cell)
{
    const uint32_t bits = 64 * BURST_NEWS_WORDS;
    bool news = true;
    for (uint32_t i = cell + bits - 1; i <= cell + bits + 1; i++) news = news && !(seen[i % bits / 64] >> i % 64 & 1);
    seen[cell % bits / 64] |= UINT64_C(1) << cell % 64;
    return news;
}

/* Has the subject made such a pause before? Only what is periodic on both sides stays in phase by chance. */
static bool comes_again(struct burst_walk *w, uint32_t tick)
{
    bool again = !is_news(w->news.paused, (tick + w->epoch - w->news.last_tick) / PERIODIC);
    w->news.last_tick = tick + w->epoch;
    return again;
}

/* False when it was closed before the border. */
static bool close_part(struct burst_walk *w, uint32_t place, struct burst_part *ret)
{
    const struct burst_pause *a = &w->pause[w->from], *z = &w->pause[place];
    if (z->until < w->border) return false;
    ret->begin = (uint32_t)a->until;
    ret->end = (uint32_t)z->from;
    ret->closed = (uint32_t)z->until;
    ret->bytes = z->bytes - a->bytes;
    ret->messages = z->messages - a->messages;
    count_entries(w->b, w->since, w->high > w->since ? w->high : w->since, ret);
    ret->first = w->since;
    ret->last = w->high > w->since ? w->high : w->since;
    ret->known = z->unknown == a->unknown;
    ret->news = is_news(w->news.seen, (uint32_t)((int64_t)ret->bytes / BURST_SAME)) && ret->known;
    ret->fresh = ret->packets > 0 && !comes_again(w, w->b->crowd->entry[w->since].first);
    ret->moved = false;
    return true;
}

/* While nothing came in every pause is as good: go on to the last one before something does. False when nothing does. */
static bool pass_over(struct burst_walk *w)
{
    const struct size_crowd *c = w->b->crowd;
    if (!w->brief || !w->open || w->high > w->since) return true;
    if (w->since >= c->first[w->subject + 1]) return false;
    int64_t comes = c->entry[w->since].first;
    uint32_t low = w->next, high = w->pauses;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (w->pause[middle].from + SIZE_EARLY < comes)
            low = middle + 1;
        else
            high = middle;
    }
    if (low > w->next) w->next = low - 1;
    return true;
}

bool burst_walk_next(struct burst_walk *w, struct burst_part *ret)
{
    while (w->next < w->pauses && pass_over(w)) {
        uint32_t place = w->next++;
        if (!is_exact(w, &w->pause[place])) continue;
        bool empty = w->high <= w->since, closed = w->open && !(empty && w->brief) && close_part(w, place, ret);
        w->since = w->low;
        w->from = place;
        w->open = true;
        if (closed) return true;
    }
    return false;
}

static uint32_t below(const struct burst_pool *p, double amount)
{
    uint32_t low = 0, high = p->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (p->sorted[middle] >= (float)amount)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static double mass(const struct burst_pool *p, double low, double high)
{
    return below(p, high + 0.5) - below(p, low - 0.5);
}

double burst_share(const struct burst_pool *p, double amount, double far, bool hit)
{
    double low = amount - far, high = amount + far, wide_low = low / AROUND, wide_high = high * AROUND;
    double all = mass(p, amount / 2, amount * 2), here = mass(p, low, high), around = mass(p, wide_low, wide_high);
    if (hit && here > 0) all--, here--, around--;
    double part = (2 * far + 1) / (wide_high - wide_low + 1);
    return fmin(1, fmax(here, (around + 1) * part) / (all + 1));
}

void burst_move(const struct burst_crowd *b, uint32_t subject, const struct burst_part *k, uint32_t delay,
                float ret[static BURST_MOVES])
{
    uint32_t n = 0;
    for (int64_t by = -BURST_MOVE * (BURST_MOVES / 2); n < BURST_MOVES;
         by += by == -BURST_MOVE ? 2 * BURST_MOVE : BURST_MOVE, n++) {
        struct burst_part moved = {.in = 0};
        if (k->begin + by >= 0) burst_came_in(b, subject, k->begin + by - delay, k->end + by, &moved);
        ret[n] = k->begin + by >= 0 ? (float)burst_seen(&moved) : -1;
    }
}
