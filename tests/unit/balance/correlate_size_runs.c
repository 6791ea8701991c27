/* How many packets a run of full ones holds. */
#include <math.h>
#include <string.h>

#include "balance/correlate_sizes_internal.h"
#include "check.h"

enum { TICKS = 15259 /* a second */, OFFSET = 24, FULL = 1348, JITTER = TICKS / 5, RUNS = 6 };

/* Runs of the subject, and of the candidate that copies them 0.05 s later. */
struct downloads {
    struct sizes_entry packet[RUNS], message[RUNS];
    uint32_t reach[RUNS];
    bool used[RUNS];
    struct size_runs runs;
    struct size_work work;
};

/* Every 2 s one of 20 + i packets that lasts `seconds`; everybody else's hold 10 to 60, as many of each. */
static void fetch(struct downloads *d, double seconds)
{
    memset(d, 0, sizeof *d);
    for (uint32_t n = 10; n <= 60; n++) d->runs.times[size_class(FULL)][n] = 40;
    for (uint32_t i = 0; i < RUNS; i++) {
        uint32_t begin = (60 + 2 * i) * TICKS, end = begin + (uint32_t)(seconds * TICKS);
        d->packet[i] = (struct sizes_entry){begin, end, FULL, (uint16_t)(20 + i)};
        d->message[i] = (struct sizes_entry){begin + TICKS / 20, end + TICKS / 20, FULL + OFFSET, (uint16_t)(20 + i)};
        d->reach[i] = end;
    }
    for (uint32_t i = FULL; i <= SIZE_LIMIT; i++) d->work.pool.upto[i] = i == FULL ? 0 : 1000; /* everybody's are full */
    d->work.candidate = (struct size_list){d->message, NULL, RUNS};
    d->work.used = d->used;
    d->work.runs = &d->runs;
}

static struct size_run run_at(const struct downloads *d, uint32_t place)
{
    const struct size_list subject = {d->packet, d->reach, RUNS};
    const struct size_hypothesis h = {.offset = OFFSET, .block = 1, .from = -SIZE_EARLY, .to = JITTER};
    return size_run(&d->work, &subject, 0, &h, place);
}

TEST(a_run_of_as_many_packets_fits)
{
    static struct downloads d;
    fetch(&d, 0.3);
    struct size_run r = run_at(&d, 1);
    CHECK(r.asked && r.hit);
    CHECK(r.p > 0.01 && r.p < 0.05);        /* 40 of the 40 * 32 that hold from 11 to 42, and those around */
    d.runs.times[size_class(FULL)][21] = 0; /* nobody's run has as many, but many have about as many */
    CHECK(run_at(&d, 1).p > 0.01);
    d.message[1].count++;
    r = run_at(&d, 1);
    CHECK(r.asked && !r.hit && r.p > 0);
    d.message[1].count = 60; /* not even about as many */
    r = run_at(&d, 1);
    CHECK(r.asked && !r.hit && r.p == 0);
}

/* A number that everybody's runs have, or the subject's others, proves nothing. */
TEST(numbers_that_are_usual_are_likely)
{
    static struct downloads d;
    fetch(&d, 0.3);
    d.runs.times[size_class(FULL)][21] = 4000;
    CHECK(run_at(&d, 1).p > 0.7);
    fetch(&d, 0.3);
    for (uint32_t i = 0; i < RUNS; i++) d.packet[i].count = d.message[i].count = 21;
    CHECK(run_at(&d, 1).p == 1);
}

/* Which packets would be the run's is not known when one began before the range, or could have left with the run before or after.
 */
TEST(runs_that_share_packets_are_not_asked)
{
    static struct downloads d;
    fetch(&d, 0.3);
    d.packet[1].first -= TICKS;
    CHECK(!run_at(&d, 1).asked);
    fetch(&d, 0.3);
    d.message[2].first = d.message[1].last + TICKS / 8;
    CHECK(!run_at(&d, 1).asked);
    CHECK(!run_at(&d, 2).asked);
    fetch(&d, 0.3);
    d.message[1].count = d.packet[1].count = SIZE_RUN_LEAST - 1;
    CHECK(!run_at(&d, 1).asked);
}

static double evidence_by_runs(struct downloads *d)
{
    const struct size_list subject = {d->packet, d->reach, RUNS};
    struct size_memory memory = {.known = {0}};
    struct size_hypothesis h = {.offset = OFFSET, .block = 1, .from = -SIZE_EARLY, .to = JITTER};
    d->work.memory = &memory;
    (void)size_evidence(&d->work, &subject, &h, 100, false, 0);
    double sizes = size_log10_mean(h.log_e[0]);
    return size_log10_e(&h, 0) - sizes;
}

/* Every packet is full, so that sizes tell nothing. Half of the belief is in runs that do not either. */
TEST(numbers_of_packets_are_evidence_by_themselves)
{
    static struct downloads d;
    fetch(&d, 0.3);
    CHECK(evidence_by_runs(&d) > 6);
    fetch(&d, 0.3);
    for (uint32_t i = 0; i < RUNS; i++) d.message[i].count = (uint16_t)(26 - i);
    CHECK(evidence_by_runs(&d) < 0 && evidence_by_runs(&d) >= log10(0.5) - 1e-9);
    fetch(&d, 0.3);
    for (uint32_t i = 0; i < RUNS; i++) d.message[i].count = d.packet[i].count = 30;
    CHECK(evidence_by_runs(&d) < 0.5); /* the same again and again */
    fetch(&d, 0.3);
    for (uint32_t i = 0; i < RUNS; i++) d.message[i].count = d.packet[i].count = (uint16_t)(30 + i / 2);
    double twice = evidence_by_runs(&d);
    CHECK(twice > 0.5 && twice < 1.2); /* each twice: once is news */
}
