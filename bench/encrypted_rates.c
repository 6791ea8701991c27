/* How often encrypted or transformed copies are found, and how often innocent conversations are accused: `make rates` writes
 * what this prints, JSON. Traffic is that of the drill clean-day (web pages, TLS, uploads, calls, names, media), copied by
 * carriages of each kind; the detector is the balance's own (struct volume), fed in order of time with what the taps would show.
 *
 *   encrypted_rates [NETWORKS [INNOCENT [SUBSCRIBERS [SEED [WHAT]]]]]   networks of 50 subscribers for the curves, and of
 * SUBSCRIBERS for false alarms; default 10, 7, 1000 (3.4 million innocent pairs). WHAT: a number: nothing but copies of so many
 * packets; `grown`: the same copies, the more of them the longer they went on; `slow`: the same of people who do little */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "balance/volume.h"
#include "drill/random.h"
#include "encrypted.h"

enum { CURVE_SUBSCRIBERS = 50, CANDIDATES = 480, POOL_A = 10, SPARE = 1, GROWN_MOST = 16 };
static const double SECONDS = 40, GROWN_SECONDS = 120, SLOW_SECONDS = 300, INNOCENT_SECONDS = 100;
static const size_t MEMORY = 48 << 20;
#define START (INT64_C(1763769600) * CLOCK_SECOND)

/* What the taps would show: a subscriber's packet that comes in, or a message that leaves. */
struct event {
    double at;
    uint32_t who;
    uint16_t size;
    bool leaves, payload;
};

struct feed {
    struct event *list; /* owned */
    size_t count, room;
};

static void expect(struct feed *f, struct event e)
{
    if (f->count == f->room) {
        f->room = f->room ? 2 * f->room : 4096;
        f->list = realloc(f->list, f->room * sizeof *f->list);
        ENSURE(f->list);
    }
    f->list[f->count++] = e;
}

static int by_time(const void *a, const void *b)
{
    double x = ((const struct event *)a)->at, y = ((const struct event *)b)->at;
    return (x > y) - (x < y);
}

static struct ip_addr address(uint32_t i)
{
    return ip_from_v4((const uint8_t[4]){POOL_A, 46, (uint8_t)(i >> 8), (uint8_t)i});
}

static int64_t when(double at)
{
    return START + (int64_t)(at * 1e9);
}

/* The network's subscribers as the balance books them; something at the very start makes every window's origin certain. */
static void enter(struct volume *v, struct feed *f, const struct network *n)
{
    ENSURE(volume_init(v, MEMORY));
    *f = (struct feed){NULL, 0, 0};
    sizes_add(&v->packets, v->room - SPARE, START, 1);
    sizes_add(&v->messages, v->candidate_room - SPARE, START, 1);
    activity_add(&v->subjects, 2 * (v->room - SPARE), START, 0, 0);
    activity_add(&v->candidates, v->candidate_room - SPARE, START, 0, 0);
    for (uint32_t i = 0; i < n->count; i++) {
        struct ip_addr a = address(i);
        ENSURE(volume_subject(v, 0, &a) == i + 1);
        for (size_t k = 0; k < n->track[i].count; k++) {
            const struct seen *s = &n->track[i].list[k];
            if (s->mine) expect(f, (struct event){s->at, i + 1, s->len, false, s->payload});
        }
    }
}

static void leave(struct volume *v, struct feed *f, struct talk *t)
{
    uint32_t candidate = volume_candidate(v, 0) - 1;
    ENSURE(candidate < CANDIDATES);
    talk_sort(t);
    for (size_t i = 0; i < t->count; i++) {
        uint32_t size = t->list[i].size;
        expect(f, (struct event){t->list[i].at, candidate, size < UINT16_MAX ? (uint16_t)size : UINT16_MAX, true, true});
    }
    t->count = 0;
}

static void replay(struct volume *v, struct feed *f, double seconds)
{
    double turn = 0;
    if (f->count) qsort(f->list, f->count, sizeof *f->list, by_time);
    for (size_t i = 0; i < f->count; i++) {
        const struct event *e = &f->list[i];
        if (e->leaves) {
            sizes_add(&v->messages, e->who, when(e->at), e->size);
            activity_add(&v->candidates, e->who, when(e->at), e->size / 1448u + 1, e->size + 54u);
        } else {
            volume_packet(v, e->who, when(e->at), e->size);
            if (e->payload) volume_entered(v, e->who, true, when(e->at), 1, e->size);
        }
        if (e->at < turn) continue;
        volume_turn(v, when(e->at), false);
        turn = e->at + 0.05;
    }
    volume_turn(v, when(seconds + 3), true);
    free(f->list);
}

struct cell {
    const char *curve;
    double x;
    struct plan plan;
    uint32_t wanted;                                          /* packets that there must be, more than are copied; 0: as many */
    uint32_t tried, found, wrong, decidable, decidable_found; /* see decidable.c */
    uint32_t lost;                                            /* not found, though less of the same copy was */
};

static const uint32_t counts[] = {50, 100, 300, 1000};
static const double jitters[] = {0, 0.05, 0.2, 0.5}, spans[] = {5, 10, 20, 38};

static uint32_t make_cells(struct cell *c)
{
    uint32_t n = 0;
    for (enum carriage k = PACKETS; k <= BURSTS_TWO; k++)
        for (size_t i = 0; i < ARRAY_LEN(counts); i++)
            c[n++] = (struct cell){.curve = "packets", .x = counts[i], .plan = {k, counts[i], 0, 0.2, false, false}};
    for (enum carriage k = PACKETS; k <= STREAM; k++)
        for (size_t i = 0; i < ARRAY_LEN(jitters); i++)
            c[n++] = (struct cell){.curve = "jitter_s", .x = jitters[i], .plan = {k, 300, 0, jitters[i], false, false}};
    for (enum carriage k = PACKETS; k <= COVER; k++)
        for (size_t i = 0; i < ARRAY_LEN(spans); i++)
            c[n++] = (struct cell){.curve = "seconds", .x = spans[i], .plan = {k, 0, spans[i], 0, false, false}};
    for (size_t i = 0; i < ARRAY_LEN(counts); i++)
        c[n++] = (struct cell){
            .curve = "packets, beside a maintainer's work", .x = counts[i], .plan = {0, counts[i], 0, 0.2, true, false}};
    for (size_t i = 0; i < ARRAY_LEN(counts); i++)
        c[n++] = (struct cell){
            .curve = "packets of each of two subscribers", .x = counts[i], .plan = {0, counts[i], 0, 0.2, false, true}};
    return n;
}

/* The same copies, of which more and more is left. */
static uint32_t make_grown(struct cell *c, uint32_t wanted)
{
    static const uint32_t up_to[] = {100, 300, 1000, 3000};
    uint32_t n = 0;
    for (enum carriage k = PACKETS; k <= BURSTS_TWO; k++)
        for (size_t i = 0; i < ARRAY_LEN(up_to); i++)
            c[n++] = (struct cell){.curve = "packets of the same copies",
                                   .x = up_to[i],
                                   .plan = {k, up_to[i], 0, 0.2, false, false},
                                   .wanted = wanted};
    return n;
}

struct trial {
    uint32_t cell, person[2];
    bool decidable, found;
};

/* Only the curve over numbers of packets, and of it only one. */
static uint32_t keep_cells(struct cell *c, uint32_t count, double packets)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(c[i].curve, "packets") == 0 && c[i].x == packets) c[kept++] = c[i];
    return kept;
}

static bool is_decidable(const struct network *n, const struct plan *p, uint32_t person, double begin)
{
    const struct track *tracks[CURVE_SUBSCRIBERS];
    for (uint32_t i = 0; i < n->count; i++) tracks[i] = &n->track[i];
    struct commonness *c = commonness_new(tracks, n->count, p);
    double bits = decidable_bits(c, tracks[person], p, begin);
    commonness_free(c);
    return bits >= DECIDABLE_BITS;
}

/* Does so much follow? */
static bool has_enough(const struct track *t, const struct cell *c, double begin)
{
    uint32_t wanted = c->wanted ? c->wanted : c->plan.packets ? c->plan.packets : 100, n = 0;
    for (size_t i = 0; i < t->count; i++)
        n += t->list[i].at >= begin && (c->plan.seconds <= 0 || t->list[i].at < begin + c->plan.seconds);
    return n >= wanted;
}

/* Somebody with enough to copy. False when nobody was found. */
static bool plant(struct volume *v, struct feed *f, const struct network *n, const struct cell *c, struct rng *r,
                  struct trial *ret)
{
    for (int tries = 0; tries < 200; tries++) {
        struct talk t = {0};
        double begin = uniform(r, 0, c->plan.seconds > 0 ? n->seconds - c->plan.seconds : n->seconds / 2);
        bool enough = true;
        for (uint32_t i = 0; i < (c->plan.two ? 2u : 1u); i++) {
            ret->person[i] = i ? (ret->person[0] + 1 + rng_below(r, n->count - 1)) % n->count : rng_below(r, n->count);
            enough = enough && has_enough(&n->track[ret->person[i]], c, begin);
            if (enough) talk_copy(&t, &n->track[ret->person[i]], &c->plan, begin, r);
        }
        if (!c->plan.two) ret->person[1] = ret->person[0];
        if (enough) {
            ret->decidable = is_decidable(n, &c->plan, ret->person[0], begin);
            talk_carry(&t, &c->plan, n->seconds, r);
            if (c->plan.chatter) talk_chatter(&t, n->seconds, r);
            leave(v, f, &t);
        }
        free(t.list);
        if (enough) return true;
    }
    return false;
}

/* `less`: the same copy when there was less of it; NULL: there is none. */
static void judge(const struct volume *v, uint32_t candidate, struct trial *t, const struct trial *less, struct cell *c)
{
    const struct correlate_result *r = correlate_result(v->correlate, candidate);
    bool copy = r->verdict == CORRELATE_COPY, wrong = false, right = false;
    for (uint32_t i = 0; copy && i < r->subject_count; i++) {
        bool named = r->subjects[i] == t->person[0] || r->subjects[i] == t->person[1];
        right = right || named;
        wrong = wrong || !named;
    }
    t->found = right && !wrong;
    c->tried++;
    c->found += t->found;
    c->wrong += wrong;
    c->lost += less && less->found && !t->found;
    c->decidable += t->decidable;
    c->decidable_found += t->decidable && t->found;
    if (wrong)
        fprintf(stderr, "wrong: %s %g, person %u named %u of %u: sizes %d bursts %d 10^%.1f\n", carriage_name[c->plan.carriage],
                c->x, t->person[0], r->subjects[0], r->subject_count, r->by_sizes, r->by_bursts, r->log10_p_pair);
    if (less && less->found && !t->found)
        fprintf(stderr, "lost: %s %g, candidate %u person %u, 10^%.1f %s\n", carriage_name[c->plan.carriage], c->x, candidate,
                t->person[0], r->log10_p_pair, t->decidable ? "decidable" : "");
}

/* What is planted in a cell with copies that grow depends on the carriage alone, and not on how much of it is left. */
static void measure(struct cell *cells, uint32_t count, uint64_t seed, double seconds, bool is_slow)
{
    struct network n;
    struct volume v;
    struct feed f;
    struct rng r, grown;
    struct trial trial[CANDIDATES];
    uint32_t planted = 0, per_cell = CANDIDATES / count;
    if (cells[0].wanted && per_cell > GROWN_MOST) per_cell = GROWN_MOST;
    rng_seed(&r, seed);
    network_play(&n, seed, CURVE_SUBSCRIBERS, seconds, is_slow);
    enter(&v, &f, &n);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < per_cell; k++) {
            trial[planted].cell = i;
            rng_seed(&grown, seed * 100000 + (uint64_t)cells[i].plan.carriage * 1000 + k);
            planted += plant(&v, &f, &n, &cells[i], cells[i].wanted ? &grown : &r, &trial[planted]);
        }
    replay(&v, &f, seconds);
    bool all = planted == count * per_cell;
    for (uint32_t i = 0; i < planted; i++) {
        struct cell *c = &cells[trial[i].cell];
        bool grows = all && c->wanted && trial[i].cell && c[-1].plan.carriage == c->plan.carriage;
        judge(&v, i, &trial[i], grows ? &trial[i - per_cell] : NULL, c);
    }
    volume_done(&v);
    network_forget(&n);
}

struct alarms {
    uint64_t pairs[INNOCENTS], accused[INNOCENTS];
};

static void accuse(struct alarms *a, uint64_t seed, uint32_t subscribers)
{
    struct network n, other;
    struct volume v;
    struct feed f;
    struct rng r;
    rng_seed(&r, seed);
    network_play(&n, seed, subscribers, INNOCENT_SECONDS, false);
    network_play(&other, seed + 500000, 200, INNOCENT_SECONDS, false);
    uint32_t *load = load_of(&n);
    enter(&v, &f, &n);
    for (uint32_t i = 0; i < CANDIDATES; i++) {
        struct talk t = {0};
        talk_innocent(&t, &n, &other, (enum innocent)(i % INNOCENTS), load, &r);
        leave(&v, &f, &t);
        free(t.list);
    }
    replay(&v, &f, INNOCENT_SECONDS);
    for (uint32_t i = 0; i < CANDIDATES; i++) {
        a->pairs[i % INNOCENTS] += n.count;
        const struct correlate_result *c = correlate_result(v.correlate, i);
        if (c->verdict != CORRELATE_COPY) continue;
        a->accused[i % INNOCENTS]++;
        fprintf(stderr, "accused: %s, network %u, by %s, 10^%.1f for the pair, %.2f alike, %u subscribers\n",
                innocent_name[i % INNOCENTS], (unsigned)seed, c->by_sizes ? "sizes" : "volume", c->log10_p_pair, c->correlation,
                c->subject_count);
    }
    volume_done(&v);
    free(load);
    network_forget(&n);
    network_forget(&other);
}

static void print_cells(const struct cell *c, uint32_t count)
{
    printf(" \"curves\": [\n");
    for (uint32_t i = 0; i < count; i++)
        printf(
            "  {\"by\": \"%s\", \"x\": %g, \"carriage\": \"%s\", \"jitter_s\": %g, \"tried\": %u, \"found\": %u, \"rate\": %.4f, "
            "\"wrongly_named\": %u, \"decidable_tried\": %u, \"decidable_found\": %u, \"lost\": %u}%s\n",
            c[i].curve, c[i].x, carriage_name[c[i].plan.carriage], c[i].plan.jitter, c[i].tried, c[i].found,
            c[i].tried ? (double)c[i].found / c[i].tried : 0, c[i].wrong, c[i].decidable, c[i].decidable_found, c[i].lost,
            i + 1 < count ? "," : "");
    printf(" ],\n");
}

static void print_alarms(const struct alarms *a)
{
    uint64_t pairs = 0, accused = 0;
    printf(" \"innocent\": {\"kinds\": [\n");
    for (int i = 0; i < INNOCENTS; i++) {
        printf("  {\"kind\": \"%s\", \"pairs\": %llu, \"accused\": %llu}%s\n", innocent_name[i], (unsigned long long)a->pairs[i],
               (unsigned long long)a->accused[i], i + 1 < INNOCENTS ? "," : "");
        pairs += a->pairs[i];
        accused += a->accused[i];
    }
    printf("  ], \"pairs\": %llu, \"accused\": %llu, \"per_million\": %.3f}\n", (unsigned long long)pairs,
           (unsigned long long)accused, pairs ? 1e6 * (double)accused / (double)pairs : 0);
}

int main(int argc, char **argv)
{
    unsigned long networks = argc > 1 ? strtoul(argv[1], NULL, 10) : 10, innocent = argc > 2 ? strtoul(argv[2], NULL, 10) : 7;
    unsigned long subscribers = argc > 3 ? strtoul(argv[3], NULL, 10) : 1000;
    unsigned long seed = argc > 4 ? strtoul(argv[4], NULL, 10) : 70000;
    const char *what = argc > 5 ? argv[5] : "";
    bool is_slow = strcmp(what, "slow") == 0, is_grown = strcmp(what, "grown") == 0;
    double seconds = is_slow ? SLOW_SECONDS : is_grown ? GROWN_SECONDS : SECONDS;
    struct cell cells[128] = {{0}};
    struct alarms alarms = {{0}, {0}};
    uint32_t count = is_slow ? make_grown(cells, 300) : is_grown ? make_grown(cells, 1000) : make_cells(cells);
    if (*what && !is_slow && !is_grown) count = keep_cells(cells, count, strtod(what, NULL));
    for (unsigned long i = 0; i < networks; i++) {
        fprintf(stderr, "curves: network %lu of %lu\n", i + 1, networks);
        measure(cells, count, seed + i, seconds, is_slow);
    }
    for (unsigned long i = 0; i < innocent; i++) {
        fprintf(stderr, "false alarms: network %lu of %lu\n", i + 1, innocent);
        accuse(&alarms, seed + 1000 + i, (uint32_t)subscribers);
    }
    printf("{\n \"what\": \"encrypted copies: share found, by what was copied how; innocent pairs accused\",\n");
    printf(" \"seed\": %lu, \"networks\": %lu, \"subscribers\": %d, \"seconds\": %g,\n", seed, networks, CURVE_SUBSCRIBERS,
           seconds);
    print_cells(cells, count);
    print_alarms(&alarms);
    printf("}\n");
    return 0;
}
