/* How often encrypted or transformed copies are found, and how often innocent conversations are accused: `make rates` writes
 * what this prints, JSON. Traffic is that of the drill clean-day (web pages, TLS, uploads, calls, names, media), copied by
 * carriages of each kind; the detector is the balance's own (struct volume), fed with what the taps would show of it.
 *
 *   encrypted_rates [NETWORKS [INNOCENT [SUBSCRIBERS [SEED [PACKETS]]]]]   networks of 50 subscribers for the curves, and of
 * SUBSCRIBERS for false alarms; default 10, 7, 1000 (3.4 million innocent pairs). PACKETS: nothing but copies of so many */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "balance/volume.h"
#include "encrypted.h"
/* drill and balance never meet elsewhere: both call something else an activity */
#define activity drill_activity
#include "drill/scenario.h"
#undef activity

enum { CURVE_SUBSCRIBERS = 50, CANDIDATES = 480, POOL_A = 10, SPARE = 1 };
static const double SECONDS = 40;
static const size_t MEMORY = 48 << 20;

struct person {
    struct track track;
    struct world *world;
    struct ip_addr address;
    struct mirror mirror;
};

struct network {
    struct person *person; /* owned */
    uint32_t count;
};

static void see(void *ctx, bool uplink, const struct packet *ip)
{
    struct person *p = ctx;
    struct track *t = &p->track;
    const uint8_t *data = packet_bytes(ip).data;
    if (t->count == t->room) {
        t->room = t->room ? 2 * t->room : 1024;
        t->list = realloc(t->list, t->room * sizeof *t->list);
        ENSURE(t->list);
    }
    /* between two subscribers a packet is its sender's */
    bool mine = uplink || packet_is_v6(ip) || data[12] != p->address.bytes[0] || data[13] != p->address.bytes[1];
    double at = (double)(p->world->now_ns - p->world->start_ns) / 1e9;
    t->list[t->count++] = (struct seen){at, ip->len, ip->len > packet_payload_at(ip), mine};
}

static void no_interface(void *ctx, const char *name, uint16_t link_type)
{
    (void)ctx;
    (void)name;
    (void)link_type;
}

static void no_frame(void *ctx, uint32_t interface, int64_t time_ns, enum frame_direction direction, const uint8_t *data,
                     size_t len)
{
    (void)ctx;
    (void)interface;
    (void)time_ns;
    (void)direction;
    (void)data;
    (void)len;
}

static void play(struct network *n, uint64_t seed, uint32_t subscribers)
{
    const struct drill_sink sink = {NULL, no_interface, no_frame};
    struct upf_options o = {.subscribers = subscribers, .gnbs = 4};
    struct world w;
    struct upf u;
    *n = (struct network){calloc(subscribers, sizeof *n->person), subscribers};
    ENSURE(n->person);
    world_init(&w, &sink, seed, SCENARIO_START, (int64_t)(SECONDS * 1e9), 0);
    upf_init(&u, &w, &o);
    for (uint32_t i = 0; i < subscribers; i++) {
        n->person[i].world = &w;
        n->person[i].address = u.subscribers[i].v4;
        n->person[i].mirror = (struct mirror){see, &n->person[i], NULL};
        upf_watch(&u.subscribers[i], &n->person[i].mirror);
    }
    traffic_start(&u, drill_find("clean-day")->profile, 0, CLOCK_SECOND);
    world_run(&w);
    world_done(&w);
}

static void forget(struct network *n)
{
    for (uint32_t i = 0; i < n->count; i++) free(n->person[i].track.list);
    free(n->person);
}

/* What a conversation says. */
struct message {
    double at;
    uint32_t size;
};

struct talk {
    struct message *list; /* owned */
    size_t count, room;
};

static void say(struct talk *t, double at, double size)
{
    if (t->count == t->room) {
        t->room = t->room ? 2 * t->room : 1024;
        t->list = realloc(t->list, t->room * sizeof *t->list);
        ENSURE(t->list);
    }
    t->list[t->count++] = (struct message){at, (uint32_t)fmax(size, 1)};
}

static int by_time(const void *a, const void *b)
{
    double x = ((const struct message *)a)->at, y = ((const struct message *)b)->at;
    return (x > y) - (x < y);
}

static void sort(struct talk *t)
{
    if (t->count) qsort(t->list, t->count, sizeof *t->list, by_time);
}

static double uniform(struct rng *r, double low, double high)
{
    return low + (high - low) * (double)(rng_next(r) >> 11) * 0x1p-53;
}

static const char *const carriage_name[CARRIAGES] = {"per packet",
                                                     "per packet, blocks of 16",
                                                     "TLS records in a stream",
                                                     "stream without records (SSH)",
                                                     "compressed to an eighth",
                                                     "bursts every 0.5 s",
                                                     "bursts every 2 s",
                                                     "padded to a constant rate"};

/* What is written within 40 ms leaves together (Nagle and delayed acknowledgements), at once when a segment is full. `records`:
 * their borders show. */
static void coalesce(struct talk *t, bool records)
{
    struct talk out = {0};
    sort(t);
    for (size_t i = 0, j; i < t->count; i = j) {
        double held = 0;
        for (j = i; j < t->count && t->list[j].at < t->list[i].at + 0.04; j++) {
            held += t->list[j].size;
            if (records) say(&out, held >= 1448 ? t->list[j].at : t->list[i].at + 0.04, t->list[j].size);
            if (held >= 1448) held = fmod(held, 1448);
        }
        double all = 0;
        for (size_t k = i; k < j; k++) all += t->list[k].size;
        if (!records) say(&out, t->list[i].at + 0.04, all);
    }
    free(t->list);
    *t = out;
}

/* All of `period` seconds leaves at its end, in records of up to 1400 bytes, one part in `shrink` of it. */
static void batch(struct talk *t, double period, double shrink)
{
    struct talk out = {0};
    sort(t);
    for (size_t i = 0, j; i < t->count; i = j) {
        double end = (floor(t->list[i].at / period) + 1) * period, all = 0;
        for (j = i; j < t->count && t->list[j].at < end; j++) all += t->list[j].size;
        all = floor(all / shrink);
        for (int k = 0; all > 0; all -= 1400, k++) say(&out, end + k * 12e-6, fmin(all, 1400) + 17);
    }
    free(t->list);
    *t = out;
}

static void cover(struct talk *t)
{
    t->count = 0;
    for (double at = 1; at < SECONDS; at += 0.01) say(t, at, 544);
}

static double message_size(enum carriage c, uint32_t len)
{
    if (c == BLOCKS) return (len + 15) / 16 * 16 + 32;
    if (c == RECORDS) return len + 17;
    if (c == STREAM) return (len + 5 + 7) / 8 * 8 + 20;
    return c == PACKETS ? len + 24 : len;
}

/* Returns how many packets it copied. */
static uint32_t copy(struct talk *t, const struct track *p, const struct plan *plan, double begin, struct rng *r)
{
    uint32_t copied = 0;
    double end = plan->seconds > 0 ? begin + plan->seconds : SECONDS;
    for (size_t i = 0; i < p->count; i++) {
        const struct seen *s = &p->list[i];
        if (s->at < begin || s->at >= end || (plan->packets && copied == plan->packets)) continue;
        say(t, s->at + 0.001 + uniform(r, 0, plan->jitter), message_size(plan->carriage, s->len));
        copied++;
    }
    return copied;
}

static void carry(struct talk *t, const struct plan *p)
{
    switch (p->carriage) {
    case RECORDS: coalesce(t, true); break;
    case STREAM: coalesce(t, false); break;
    case COMPRESSED: batch(t, 0.05, 8); break;
    case BURSTS_HALF: batch(t, 0.5, 1); break;
    case BURSTS_TWO: batch(t, 2, 1); break;
    case COVER: cover(t); break;
    default: break;
    }
}

/* A key and its echo; now and then what the command says. */
static void chatter(struct talk *t, struct rng *r)
{
    for (double at = uniform(r, 0, 1); at < SECONDS; at += uniform(r, 0.07, 0.32)) {
        say(t, at, 60);
        if (rng_below(r, 9) == 0) say(t, at + 0.02, 60 + rng_below(r, 1400));
    }
}

static struct ip_addr address(uint32_t i)
{
    return ip_from_v4((const uint8_t[4]){POOL_A, 46, (uint8_t)(i >> 8), (uint8_t)i});
}

static int64_t when(double at)
{
    return SCENARIO_START + (int64_t)(at * 1e9);
}

/* The network's subscribers as the balance books them; something at the very start makes every window's origin certain. */
static void enter(struct volume *v, const struct network *n)
{
    ENSURE(volume_init(v, MEMORY));
    sizes_add(&v->packets, v->room - SPARE, SCENARIO_START, 1);
    sizes_add(&v->messages, v->candidate_room - SPARE, SCENARIO_START, 1);
    activity_add(&v->subjects, 2 * (v->room - SPARE), SCENARIO_START, 0, 0);
    activity_add(&v->candidates, v->candidate_room - SPARE, SCENARIO_START, 0, 0);
    for (uint32_t i = 0; i < n->count; i++) {
        struct ip_addr a = address(i);
        uint32_t subject = volume_subject(v, 0, &a);
        ENSURE(subject == i + 1);
        for (size_t k = 0; k < n->person[i].track.count; k++) {
            const struct seen *s = &n->person[i].track.list[k];
            if (!s->mine) continue;
            volume_packet(v, subject, when(s->at), s->len);
            if (s->payload) volume_entered(v, subject, true, when(s->at), 1, s->len);
        }
    }
}

static void leave(struct volume *v, struct talk *t)
{
    uint32_t candidate = volume_candidate(v, 0) - 1;
    ENSURE(candidate < CANDIDATES);
    sort(t);
    for (size_t i = 0; i < t->count; i++) {
        const struct message *m = &t->list[i];
        sizes_add(&v->messages, candidate, when(m->at), m->size < UINT16_MAX ? (uint16_t)m->size : UINT16_MAX);
        activity_add(&v->candidates, candidate, when(m->at), m->size / 1448 + 1, m->size + 54);
    }
    t->count = 0;
}

struct cell {
    const char *curve;
    double x;
    struct plan plan;
    uint32_t tried, found, wrong, decidable, decidable_found; /* see decidable.c */
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

struct trial {
    uint32_t cell, person[2];
    bool decidable;
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
    for (uint32_t i = 0; i < n->count; i++) tracks[i] = &n->person[i].track;
    struct commonness *c = commonness_new(tracks, n->count, p);
    double bits = decidable_bits(c, tracks[person], p, begin);
    commonness_free(c);
    return bits >= DECIDABLE_BITS;
}

/* Somebody with enough to copy. False when nobody was found. */
static bool plant(struct volume *v, const struct network *n, const struct cell *c, struct rng *r, struct trial *ret)
{
    for (int tries = 0; tries < 200; tries++) {
        struct talk t = {0};
        double begin = c->plan.seconds > 0 ? uniform(r, 0, SECONDS - c->plan.seconds) : uniform(r, 0, SECONDS / 2);
        uint32_t wanted = c->plan.packets ? c->plan.packets : 100;
        bool enough = true;
        for (uint32_t i = 0; i < (c->plan.two ? 2u : 1u); i++) {
            ret->person[i] = i ? (ret->person[0] + 1 + rng_below(r, n->count - 1)) % n->count : rng_below(r, n->count);
            enough = enough && copy(&t, &n->person[ret->person[i]].track, &c->plan, begin, r) >= wanted;
        }
        if (!c->plan.two) ret->person[1] = ret->person[0];
        if (enough) {
            ret->decidable = is_decidable(n, &c->plan, ret->person[0], begin);
            carry(&t, &c->plan);
            if (c->plan.chatter) chatter(&t, r);
            leave(v, &t);
        }
        free(t.list);
        if (enough) return true;
    }
    return false;
}

static void judge(const struct volume *v, uint32_t candidate, const struct trial *t, struct cell *c)
{
    const struct correlate_result *r = correlate_result(v->correlate, candidate);
    bool copy = r->verdict == CORRELATE_COPY, wrong = false, right = false;
    for (uint32_t i = 0; copy && i < r->subject_count; i++) {
        bool named = r->subjects[i] == t->person[0] || r->subjects[i] == t->person[1];
        right = right || named;
        wrong = wrong || !named;
    }
    c->tried++;
    c->found += right && !wrong;
    c->wrong += wrong;
    c->decidable += t->decidable;
    c->decidable_found += t->decidable && right && !wrong;
}

static void measure(struct cell *cells, uint32_t count, uint64_t seed)
{
    struct network n;
    struct volume v;
    struct rng r;
    struct trial trial[CANDIDATES];
    uint32_t planted = 0, per_cell = CANDIDATES / count;
    rng_seed(&r, seed);
    play(&n, seed, CURVE_SUBSCRIBERS);
    enter(&v, &n);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < per_cell; k++) {
            trial[planted].cell = i;
            planted += plant(&v, &n, &cells[i], &r, &trial[planted]);
        }
    volume_turn(&v, when(SECONDS + 3), true);
    for (uint32_t i = 0; i < planted; i++) judge(&v, i, &trial[i], &cells[trial[i].cell]);
    volume_done(&v);
    forget(&n);
}

enum innocent {
    RELAYED,
    RELAYED_BUSY,
    RELAYED_STREAM,
    KEEPALIVE,
    POLL,
    EXPORT,
    SIGNALLING,
    ADMIN,
    BACKUP,
    PADDED,
    NAMES,
    INNOCENTS
};
static const char *const innocent_name[INNOCENTS] = {"other subscribers' tunnels",
                                                     "other subscribers' tunnels in the same busy moments",
                                                     "other subscribers' TLS streams",
                                                     "keep-alives",
                                                     "polling in rounds of many sizes",
                                                     "flow export",
                                                     "signalling with the load",
                                                     "a maintainer's shell",
                                                     "backup in bursts",
                                                     "constant rate",
                                                     "names asked for"};

/* Packets of everybody per half second. */
static void load_of(const struct network *n, uint32_t load[static 128])
{
    memset(load, 0, 128 * sizeof *load);
    for (uint32_t i = 0; i < n->count; i++)
        for (size_t k = 0; k < n->person[i].track.count; k++) load[(uint32_t)(n->person[i].track.list[k].at * 2) % 128]++;
}

static void relay(struct talk *t, const struct network *other, enum innocent kind, const uint32_t *load, struct rng *r)
{
    struct plan p = {kind == RELAYED_STREAM ? RECORDS : (enum carriage)rng_below(r, 2), 0, 0, uniform(r, 0, 0.2), false, false};
    const struct track *who = &other->person[rng_below(r, other->count)].track;
    copy(t, who, &p, 0, r);
    carry(t, &p);
    if (kind != RELAYED_BUSY) return;
    size_t kept = 0;
    double mean = 0;
    for (int i = 2; i < 78; i++) mean += load[i] / 76.0;
    for (size_t i = 0; i < t->count; i++)
        if (load[(uint32_t)(t->list[i].at * 2) % 128] > mean) t->list[kept++] = t->list[i];
    t->count = kept;
}

/* A message for one in so many packets of anybody: what sessions report, and what is asked for them. */
static void signal_load(struct talk *t, const struct network *n, struct rng *r)
{
    uint32_t one_in = 200 + rng_below(r, 2000), base = 60 + rng_below(r, 200), spread = 1 + rng_below(r, 300);
    for (uint32_t i = 0; i < n->count; i++)
        for (size_t k = 0; k < n->person[i].track.count; k++)
            if (rng_below(r, one_in) == 0)
                say(t, n->person[i].track.list[k].at + uniform(r, 0, 0.05), base + rng_below(r, spread));
}

static void export_load(struct talk *t, const uint32_t *load, struct rng *r)
{
    double scale = uniform(r, 0.02, 0.5);
    for (int i = 1; i < 80; i++)
        for (double left = load[i - 1] * scale; left > 0; left -= 1400) say(t, i * 0.5, fmin(left, 1400) + 30);
}

static void poll_rounds(struct talk *t, struct rng *r)
{
    uint32_t size[40], n = 8 + rng_below(r, 32);
    double period = uniform(r, 0.5, 5), gap = uniform(r, 0.001, 0.03);
    for (uint32_t i = 0; i < n; i++) size[i] = 60 + rng_below(r, 1200);
    for (double at = uniform(r, 0, period); at < SECONDS; at += period)
        for (uint32_t i = 0; i < n; i++) say(t, at + i * gap, size[i]);
}

static void backup(struct talk *t, struct rng *r)
{
    for (double at = uniform(r, 0, 2); at < SECONDS; at += 2.3)
        for (double left = uniform(r, 140000, 420000), k = 0; left > 0; left -= 1448, k++)
            say(t, at + k * 1e-4, fmin(left, 1448));
}

static void behave(struct talk *t, const struct network *n, const struct network *other, enum innocent kind, const uint32_t *load,
                   struct rng *r)
{
    double period = uniform(r, 0.02, 2);
    switch (kind) {
    case KEEPALIVE:
        for (double at = uniform(r, 0, period), size = 40 + rng_below(r, 400); at < SECONDS; at += period) say(t, at, size);
        break;
    case POLL: poll_rounds(t, r); break;
    case EXPORT: export_load(t, load, r); break;
    case SIGNALLING: signal_load(t, n, r); break;
    case ADMIN: chatter(t, r); break;
    case BACKUP: backup(t, r); break;
    case PADDED: cover(t); break;
    case NAMES:
        for (double at = 0; at < SECONDS; at += uniform(r, 0, period)) say(t, at, 50 + rng_below(r, 40));
        break;
    default: relay(t, other, kind, load, r);
    }
}

struct alarms {
    uint64_t pairs[INNOCENTS], accused[INNOCENTS];
};

static void accuse(struct alarms *a, uint64_t seed, uint32_t subscribers)
{
    struct network n, other;
    struct volume v;
    struct rng r;
    uint32_t load[128];
    rng_seed(&r, seed);
    play(&n, seed, subscribers);
    play(&other, seed + 500000, 200);
    load_of(&n, load);
    enter(&v, &n);
    for (uint32_t i = 0; i < CANDIDATES; i++) {
        struct talk t = {0};
        behave(&t, &n, &other, (enum innocent)(i % INNOCENTS), load, &r);
        leave(&v, &t);
        free(t.list);
    }
    volume_turn(&v, when(SECONDS + 3), true);
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
    forget(&n);
    forget(&other);
}

static void print_cells(const struct cell *c, uint32_t count)
{
    printf(" \"curves\": [\n");
    for (uint32_t i = 0; i < count; i++)
        printf(
            "  {\"by\": \"%s\", \"x\": %g, \"carriage\": \"%s\", \"jitter_s\": %g, \"tried\": %u, \"found\": %u, \"rate\": %.4f, "
            "\"wrongly_named\": %u, \"decidable_tried\": %u, \"decidable_found\": %u}%s\n",
            c[i].curve, c[i].x, carriage_name[c[i].plan.carriage], c[i].plan.jitter, c[i].tried, c[i].found,
            c[i].tried ? (double)c[i].found / c[i].tried : 0, c[i].wrong, c[i].decidable, c[i].decidable_found,
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
    struct cell cells[128] = {{0}};
    struct alarms alarms = {{0}, {0}};
    uint32_t count = make_cells(cells);
    if (argc > 5) count = keep_cells(cells, count, strtod(argv[5], NULL));
    for (unsigned long i = 0; i < networks; i++) {
        fprintf(stderr, "curves: network %lu of %lu\n", i + 1, networks);
        measure(cells, count, seed + i);
    }
    for (unsigned long i = 0; i < innocent; i++) {
        fprintf(stderr, "false alarms: network %lu of %lu\n", i + 1, innocent);
        accuse(&alarms, seed + 1000 + i, (uint32_t)subscribers);
    }
    printf("{\n \"what\": \"encrypted copies: share found, by what was copied how; innocent pairs accused\",\n");
    printf(" \"seed\": %lu, \"networks\": %lu, \"subscribers\": %d, \"seconds\": %g,\n", seed, networks, CURVE_SUBSCRIBERS,
           SECONDS);
    print_cells(cells, count);
    print_alarms(&alarms);
    printf("}\n");
    return 0;
}
