/* One candidate against one subject by sizes: a sequential test.
 *
 * Null hypothesis: given WHEN the candidate's messages leave and the subject's packets come in, which size stands where in the
 * one has nothing to do with which size stands where in the other. Shared busy hours, load that follows load, periods and phases
 * are all times, so that they are given away before the test begins: only sizes speak.
 *
 * For each message in turn p bounds from above the chance that the range of delays before it holds a packet of the size that the
 * hypothesis asks for: so many packets of about that size as the range does hold (what answers a request is large in everybody's
 * traffic), times the share that the size has among all subscribers' packets of about that size, or among this subscriber's at
 * other times, whichever is larger, and no less than its neighbours' (sizes spread).
 * Then a bet: what the message shows multiplies the evidence E by q/p if it matches, else by (1-q)/(1-p). Under the null
 * hypothesis E is a nonnegative supermartingale that starts at 1: P(E ever >= 1/a) <= a (Ville 1939; Shafer, Vovk 2019). So one
 * may look after every message, and stop when it is enough: that moment is when the copy was certain. The average over a few q
 * (how much of the candidate the copy makes up) is a supermartingale too.
 *
 * The chances are estimated from the same window, so that this holds approximately: doc/detection.md says what was measured.
 *
 * A second view adds the times of bursts. Null hypothesis: the candidate's bursts (after 0.3 s of silence, and a pause that was
 * not made before) might as well have begun up to 5 s earlier or later, each by itself; within a burst times are given away as
 * above. For a burst's first message p takes the packets that the range would hold on average over those 5 s each way instead of
 * those that it holds. What is said about a subscriber as it happens (signalling, charging) follows his times but is no copy, so
 * that this view counts only where four in five messages are packets of his and every other packet of his has its message.
 *
 * A packet's run that has been going on since before the range (a call, a download) is in every range for as long as it lasts: it
 * says nothing about any message but the one that may be its beginning. Such a hit is no bet; a miss always is.
 *
 * How many packets a run holds is a bet of its own (correlate_size_runs.c), the first time that a run of so many leaves. Numbers
 * say nothing where one packet in N is copied, or several subscribers are: half of the belief is in that, so that these bets lose
 * no more than half of the evidence.
 *
 * A size that comes again after a pause that it has made before is no news: two calls, keep-alives or rounds of polling that
 * happen to be in phase would match for ever. Such a message is expected to do as its size did before, (hits + 1/2) / (times +
 * 1): a rule that a mere coincidence of phase obeys, so that all its repetitions together weigh little more than its first. Of
 * windows that have passed it is known which sizes came after which pauses: such a message may speak against, not for. */
#include <math.h>
#include <string.h>

#include "balance/correlate_sizes_internal.h"

static const double bets[SIZE_BETS] = {0.95, 0.7, 0.4, 0.2};
static const double run_bets[SIZE_BETS] = {0.95, 0.8, 0.65, 0.5};
static const double LEAST = 2e-4; /* no chance is taken to be smaller: no few messages decide alone */
static const double MESSAGES_SHARE = 0.8, PACKETS_SHARE = 0.5; /* of a mutual match, see above */
enum {
    NEIGHBOURS = 8,     /* bytes to each side */
    PAUSE_CELL = 3815,  /* ticks, 0.25 s */
    MEMORY_CELL = 1007, /* 66 ms */
    SILENCE = 4578,     /* 0.3 s */
    MOVES = 76294       /* 5 s */
};

void profile_of(struct size_profile *p, const struct size_list *l)
{
    memset(p, 0, sizeof *p);
    for (uint32_t i = 0; i < l->count; i++)
        if (l->entry[i].size < SIZE_LIMIT) p->upto[l->entry[i].size + 1]++;
    for (unsigned i = 0; i < SIZE_LIMIT; i++) p->upto[i + 1] += p->upto[i];
}

static int32_t class_begin(int32_t size)
{
    return size < 128 ? 0 : size < 384 ? 128 : size < 1024 ? 384 : 1024;
}

static int32_t class_end(int32_t size)
{
    return size < 128 ? 127 : size < 384 ? 383 : size < 1024 ? 1023 : SIZE_LIMIT - 1;
}

/* What the range of delays before a message holds. */
struct range {
    uint32_t alike; /* packets of about the size asked for (runs of them) */
    uint32_t hits;  /* of that size ... */
    uint32_t fresh; /* ... that begin in the range */
};

static struct range look(const struct size_list *s, const struct size_hypothesis *h, const struct sizes_entry *e, uint32_t *low)
{
    struct range r = {0};
    int64_t begin = (int64_t)e->first - h->to, end = (int64_t)e->first - h->from;
    int32_t high = e->size - h->offset, least = high - h->block + 1, first = class_begin(least), last = class_end(high);
    while (*low < s->count && s->reach[*low] < begin) ++*low;
    for (uint32_t i = *low; i < s->count && s->entry[i].first <= end; i++) {
        int32_t size = s->entry[i].size;
        if (s->entry[i].last < begin) continue;
        r.alike += size >= first && size <= last;
        bool hit = size >= least && size <= high;
        r.hits += hit;
        r.fresh += hit && s->entry[i].first >= begin;
    }
    return r;
}

/* Entries of these sizes, those in the range apart, or as many as their neighbours have on average. */
static double spread(const struct size_profile *p, int32_t low, int32_t high, double hits)
{
    double here = profile_mass(p, low, high) - hits, wide = high - low + 1 + 2 * NEIGHBOURS;
    double around = (profile_mass(p, low - NEIGHBOURS, high + NEIGHBOURS) - hits) * (high - low + 1) / wide;
    return fmax(here, around);
}

/* Share of the size asked for among packets of about that size. */
static double share_of(const struct size_work *w, const struct size_hypothesis *h, const struct sizes_entry *e, uint32_t hits)
{
    int32_t high = e->size - h->offset, low = high - h->block + 1, first = class_begin(low), last = class_end(high);
    double all = profile_mass(&w->pool, first, last), own = profile_mass(&w->own, first, last);
    double share = (spread(&w->pool, low, high, hits) + 1) / (all + 1 - hits);
    return own > hits ? fmax(share, spread(&w->own, low, high, hits) / (own - hits)) : share;
}

static double chance(double share, double alike)
{
    return fmin(fmax(share * alike, LEAST), 1);
}

/* Packets of about that size in the range, on average over moves of the message by up to MOVES each way. */
static double usually_alike(const struct size_list *s, const struct size_hypothesis *h, const struct sizes_entry *e)
{
    int32_t high = e->size - h->offset, first = class_begin(high - h->block + 1), last = class_end(high);
    int64_t begin = (int64_t)s->entry[0].first + h->from - e->first, end = (int64_t)s->reach[s->count - 1] + h->to - e->first;
    if (begin < -MOVES) begin = -MOVES;
    if (end > MOVES) end = MOVES;
    double sum = 0;
    for (uint32_t i = 0; i < s->count && (int64_t)s->entry[i].first + h->from - e->first <= end; i++) {
        int64_t from = (int64_t)s->entry[i].first + h->from - e->first, to = (int64_t)s->entry[i].last + h->to - e->first;
        if (s->entry[i].size < first || s->entry[i].size > last || to < begin) continue;
        sum += (double)((to < end ? to : end) - (from > begin ? from : begin));
    }
    return end > begin ? sum / (double)(end - begin) : 1;
}

/* Pauses are alike within a quarter of a second. */
static bool pause_is_known(uint64_t *pauses, uint32_t ticks)
{
    uint32_t cell = ticks / PAUSE_CELL % 64;
    uint64_t near = UINT64_C(1) << cell | UINT64_C(1) << (cell + 1) % 64 | UINT64_C(1) << (cell + 63) % 64;
    bool known = *pauses & near;
    *pauses |= UINT64_C(1) << cell;
    return known;
}

static uint32_t place_of(uint16_t size, uint32_t cell)
{
    return (size * 0x9e3779b1u ^ cell * 0x85ebca6bu) >> 20;
}

/* The pause that this size makes now, in cells; counted from when it was seen last, in this window or one that has passed. */
static uint32_t pause_of(const struct size_work *w, uint16_t size, uint32_t tick)
{
    uint32_t now = tick + w->epoch, last = w->tried[size] ? w->last_tick[size] + w->epoch : w->memory->last[size % SIZE_LASTS];
    return (now - last) / MEMORY_CELL;
}

/* Did it make such a pause in a window that has passed? */
static bool is_remembered(const struct size_work *w, uint16_t size, uint32_t tick)
{
    uint32_t cell = pause_of(w, size, tick);
    for (uint32_t c = cell - 1; c != cell + 2; c++) {
        uint32_t place = place_of(size, c);
        if (w->memory->known[place / 64] >> place % 64 & 1) return true;
    }
    return false;
}

void size_remember(struct size_work *w, uint32_t from)
{
    memset(w->tried, 0, sizeof w->tried);
    for (uint32_t i = 0; i < w->candidate.count; i++) {
        const struct sizes_entry *e = &w->candidate.entry[i];
        if (e->size >= SIZE_LIMIT || e->first < from) continue;
        uint32_t place = place_of(e->size, pause_of(w, e->size, e->first));
        w->memory->known[place / 64] |= UINT64_C(1) << place % 64;
        w->memory->last[e->size % SIZE_LASTS] = e->first + w->epoch;
        if (e->count < SIZE_RUN_LIMIT) w->memory->runs[e->count / 64] |= UINT64_C(1) << e->count % 64;
    }
}

/* Has this size made such a pause before? */
static bool repeats(struct size_work *w, uint16_t size, uint32_t tick)
{
    uint32_t pause = tick - w->last_tick[size];
    w->last_tick[size] = tick;
    return w->tried[size] > 0 && (pause_is_known(&w->pauses[size], pause) || pause < PAUSE_CELL);
}

static void bet(const struct size_work *w, uint16_t size, bool again, double p, bool hit, double log_e[static SIZE_BETS])
{
    double times = w->tried[size], before = w->hits[size];
    for (int i = 0; i < SIZE_BETS; i++) {
        double q = again ? (before + bets[i]) / (times + 1) : bets[i], chance = p;
        if (again) chance = fmax(p, fmin(q, (before + 0.5) / (times + 1)));
        if (chance < q) log_e[i] += hit ? log(q / chance) : log((1 - q) / (1 - chance));
    }
}

double size_log10_mean(const double log_e[static SIZE_BETS])
{
    double top = log_e[0], sum = 0;
    for (int i = 1; i < SIZE_BETS; i++) top = fmax(top, log_e[i]);
    for (int i = 0; i < SIZE_BETS; i++) sum += exp(log_e[i] - top);
    return (top + log(sum / SIZE_BETS)) / M_LN10;
}

/* Runs may say nothing whatever they hold: half of the belief is in that. */
static double log10_of_runs(const double log_e[static SIZE_BETS])
{
    double e = size_log10_mean(log_e) * M_LN10;
    return (fmax(e, 0) + log1p(exp(-fabs(e))) - M_LN2) / M_LN10;
}

double size_log10_e(const struct size_hypothesis *h, int view)
{
    return size_log10_mean(h->log_e[view]) + log10_of_runs(h->log_e[SIZE_RUNS]);
}

/* How many a run holds is no news when a run held as many before: in what is looked at, or in `passed` windows. */
static bool is_news(struct size_work *w, uint16_t count, bool passed)
{
    uint64_t *seen = &w->seen_runs[count / 64], bit = UINT64_C(1) << count % 64;
    bool news = !((*seen | (passed ? w->memory->runs[count / 64] : 0)) & bit);
    *seen |= bit;
    return news;
}

static void bet_run(const struct size_work *w, const struct size_list *subject, uint32_t low, struct size_hypothesis *h,
                    uint32_t place)
{
    struct size_run r = size_run(w, subject, low, h, place);
    double p = fmax(r.p, r.hit ? LEAST : 0);
    for (int i = 0; i < SIZE_BETS && r.asked; i++)
        if (p < run_bets[i]) h->log_e[SIZE_RUNS][i] += log(r.hit ? run_bets[i] / p : (1 - run_bets[i]) / (1 - p));
}

/* The candidate's bursts. */
struct bursts {
    uint32_t end, begin; /* of the present one; ticks */
    uint64_t pauses;
    bool any;
};

/* Does this message begin a burst, after a pause that is news? */
static bool begins_burst(struct bursts *b, const struct sizes_entry *e)
{
    bool fresh = !b->any;
    if (b->any && e->first > b->end && e->first - b->end >= SILENCE) {
        fresh = !pause_is_known(&b->pauses, e->first - b->begin);
        b->begin = e->first;
    } else if (!b->any) {
        b->begin = e->first;
    }
    if (e->last > b->end) b->end = e->last;
    b->any = true;
    return fresh;
}

static bool has_message(const struct size_list *c, const struct size_hypothesis *h, const struct sizes_entry *packet)
{
    for (uint32_t i = 0; i < c->count && c->entry[i].first <= (int64_t)packet->last + h->to; i++) {
        int32_t more = c->entry[i].size - packet->size - h->offset;
        if (more >= 0 && more < h->block && c->entry[i].last >= (int64_t)packet->first + h->from) return true;
    }
    return false;
}

/* Do most messages up to message `last` and most packets until then belong to each other? */
static bool is_mutual(const struct size_work *w, const struct size_list *s, const struct size_hypothesis *h,
                      const struct size_evidence *v, uint32_t last)
{
    const struct size_list *c = &w->candidate;
    uint32_t packets = 0, answered = 0;
    if (v->matched < v->tried * MESSAGES_SHARE) return false;
    for (uint32_t i = 0; i < s->count; i++) {
        const struct sizes_entry *e = &s->entry[i];
        if ((int64_t)e->first + h->from < c->entry[0].first || (int64_t)e->first + h->to > c->entry[last].first) continue;
        packets++;
        answered += has_message(c, h, e);
    }
    return answered >= packets * PACKETS_SHARE;
}

/* One message: p and bets in both views; none where `asked` before. */
static bool judge(struct size_work *w, const struct size_list *subject, struct size_hypothesis *h, uint32_t place, uint32_t *low,
                  struct bursts *bursts, bool asked, bool goes_on)
{
    const struct sizes_entry *e = &w->candidate.entry[place];
    bool whole = e->size < SIZE_LIMIT, fresh = begins_burst(bursts, e);
    uint16_t size = whole ? e->size : SIZE_LIMIT - 1;
    struct range r = look(subject, h, e, low);
    bool hit = r.hits > 0, old = hit && goes_on && is_remembered(w, size, e->first), again = repeats(w, size, e->first);
    if (!asked && !old) {
        double share = share_of(w, h, e, r.hits), p = whole && r.alike ? chance(share, r.alike) : 0;
        if (hit && !r.fresh) p = 1; /* no news */
        bet(w, size, again, p, hit, h->log_e[0]);
        if (whole && fresh && !again && p < 1) p = chance(share, usually_alike(subject, h, e));
        bet(w, size, again, p, hit, h->log_e[1]);
    }
    bool counts = e->count < SIZE_RUN_LIMIT && is_news(w, e->count, goes_on);
    if (hit && counts && !asked) bet_run(w, subject, *low, h, place);
    w->tried[size]++;
    w->hits[size] += hit;
    return hit;
}

/* The most that a view has come to; `counts`: it may decide. */
static void watch(struct size_evidence *v, double log10_e, double enough, uint32_t tick, bool counts)
{
    if (log10_e > v->log10_e) v->log10_e = log10_e;
    if (v->certain || log10_e < enough || !counts) return;
    v->certain = true;
    v->certain_tick = tick;
}

static void begin_evidence(struct size_work *w, const struct size_list *subject)
{
    profile_of(&w->own, subject);
    memset(w->tried, 0, sizeof w->tried);
    memset(w->hits, 0, sizeof w->hits);
    memset(w->pauses, 0, sizeof w->pauses);
    memset(w->seen_runs, 0, sizeof w->seen_runs);
}

/* Whether messages and packets belong to each other is asked when the second view would be enough, and again when there is a
 * quarter more. */
struct size_evidence size_evidence(struct size_work *w, const struct size_list *subject, struct size_hypothesis *h, double enough,
                                   bool mark, uint32_t from)
{
    struct size_evidence v[SIZE_VIEWS] = {{.log10_e = -INFINITY}, {.log10_e = -INFINITY}};
    struct bursts bursts = {0};
    uint32_t low = 0, next = 0;
    begin_evidence(w, subject);
    for (uint32_t i = 0; i < w->candidate.count && subject->count; i++) {
        const struct sizes_entry *e = &w->candidate.entry[i];
        bool asked = e->first < from, hit;
        if (w->used[i]) continue;
        hit = judge(w, subject, h, i, &low, &bursts, asked, from > 0);
        if (hit && mark) w->used[i] = true;
        if (asked) continue;
        for (int k = 0; k < SIZE_VIEWS; k++) v[k].tried++, v[k].matched += hit;
        double second = size_log10_e(h, 1);
        bool mutual = false;
        if (!v[1].certain && second >= enough && second > v[0].log10_e && v[1].tried >= next) {
            mutual = is_mutual(w, subject, h, &v[1], i);
            next = v[1].tried + v[1].tried / 4 + 1;
        }
        watch(&v[0], size_log10_e(h, 0), enough, e->first, true);
        watch(&v[1], second, enough, e->first, mutual);
    }
    return v[1].certain && v[1].log10_e > v[0].log10_e ? v[1] : v[0];
}
