#include "app/drill_run.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/command.h"
#include "app/drill_folder.h"
#include "app/run.h"
#include "base/json.h"
#include "drill/rates.h"
#include "drill/score.h"

enum { NOTES = 12, NOTE_TEXT = SCORE_NOTE_TEXT + 32 };

/* One scenario, all its seeds. */
struct tally_runs {
    uint32_t runs, right, failed;
    uint32_t looked_for, detected; /* runs in which something had to be found; in which all of it was */
    uint32_t alarmed;              /* runs with a false alarm */
    uint64_t packets, bytes;
    struct score sum;
    double *bytes_to, *seconds_to; /* detection; owned, room for all runs */
    size_t measured;
    double seconds;
    uint32_t note_count;
    char notes[NOTES][NOTE_TEXT];
};

const char *drill_kind_name(enum drill_kind k)
{
    static const char *const names[] = {[DRILL_CLEAN] = "clean", [DRILL_PLANTED] = "planted", [DRILL_BENCH] = "bench"};
    return names[k];
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- one run -------------------------------------------------------------------------------------------------------------- */

static enum err audit_folder(const char *directory, const struct truth *t, struct score *ret, struct fault *f)
{
    char capture[DRILL_PATH], network[DRILL_PATH], warrants[DRILL_PATH];
    enum err err = drill_join(directory, drill_capture_name, capture, f);
    if (!err) err = drill_join(directory, drill_network_name, network, f);
    if (!err) err = drill_join(directory, drill_warrants_name, warrants, f);
    if (err) return err;
    const char *const captures[] = {capture};
    struct run_options o = {.captures = captures, .capture_count = 1, .network = network, .warrants = warrants};
    o.memory_bytes = t->memory_bytes;
    struct run *r;
    err = run_audit(&o, &r, f);
    if (err) return err;
    score_verdict(t, run_verdict(r), ret);
    run_free(r);
    return ERR_OK;
}

/* Make, audit and score one drill in a folder of its own, which is gone afterwards. `ret_s`: seconds the audit took. */
static enum err run_one(const struct scenario *s, const struct drill_options *o, struct truth *ret_truth, struct score *ret,
                        double *ret_s, struct fault *f)
{
    char directory[DRILL_PATH];
    const char *parent = getenv("TMPDIR");
    enum err err = drill_join(parent && parent[0] ? parent : "/tmp", "custos-drill-XXXXXX", directory, f);
    if (err) return err;
    if (!mkdtemp(directory)) return fault_set(f, ERR_IO, "%s: %s", directory, strerror(errno));
    err = drill_write_folder(s, o, directory, ret_truth, f);
    double start = now_s();
    if (!err) err = audit_folder(directory, ret_truth, ret, f);
    *ret_s = now_s() - start;
    drill_remove_folder(directory);
    return err;
}

/* --- sums ----------------------------------------------------------------------------------------------------------------- */

static void add_counts(struct score *sum, const struct score *r)
{
    sum->expected += r->expected;
    sum->found += r->found;
    sum->missed += r->missed;
    sum->false_alarms += r->false_alarms;
    sum->wrong += r->wrong;
}

static void add_notes(struct tally_runs *t, uint64_t seed, bool many, const struct score *r)
{
    for (uint32_t i = 0; i < r->note_count && t->note_count < NOTES; i++) {
        char *note = t->notes[t->note_count++];
        if (many)
            snprintf(note, NOTE_TEXT, "seed %" PRIu64 ": %s", seed, r->notes[i]);
        else
            snprintf(note, NOTE_TEXT, "%s", r->notes[i]);
    }
}

static void add_run(struct tally_runs *t, const struct scenario *s, const struct truth *truth, const struct score *r)
{
    t->runs++;
    t->right += score_ok(r);
    t->packets += truth->packets;
    t->bytes += truth->bytes;
    t->alarmed += r->false_alarms > 0;
    add_counts(&t->sum, r);
    if (drill_kind(s) != DRILL_PLANTED) return;
    t->looked_for++;
    t->detected += r->missed == 0;
    if (r->missed || r->detected_bytes == 0) return;
    t->bytes_to[t->measured] = (double)r->detected_bytes;
    t->seconds_to[t->measured++] = r->detected_seconds;
}

static double *samples(uint32_t n)
{
    double *p = calloc(n, sizeof *p);
    ENSURE(p);
    return p;
}

static struct tally_runs tally_scenario(const struct scenario *s, const struct drill_run_options *o)
{
    struct tally_runs t = {.bytes_to = samples(o->seeds), .seconds_to = samples(o->seeds)};
    for (uint32_t i = 0; i < o->seeds; i++) {
        struct drill_options drill = {o->drill.seed + i, o->drill.bytes};
        struct truth truth = {0};
        struct score r = {0};
        struct fault f;
        double seconds = 0;
        if (run_one(s, &drill, &truth, &r, &seconds, &f)) {
            t.failed++;
            fprintf(stderr, "custos: drill %s, seed %" PRIu64 ": %s\n", drill_name(s), drill.seed, f.text);
            continue;
        }
        t.seconds += seconds;
        add_run(&t, s, &truth, &r);
        add_notes(&t, drill.seed, o->seeds > 1, &r);
    }
    return t;
}

static void tally_done(struct tally_runs *t)
{
    free(t->bytes_to);
    free(t->seconds_to);
}

static void add_total(struct tally_runs *all, const struct tally_runs *t)
{
    all->runs += t->runs;
    all->right += t->right;
    all->failed += t->failed;
    all->looked_for += t->looked_for;
    all->detected += t->detected;
    all->alarmed += t->alarmed;
    all->seconds += t->seconds;
    add_counts(&all->sum, &t->sum);
}

/* --- tables --------------------------------------------------------------------------------------------------------------- */

static const char *rate_text(uint32_t hits, uint32_t runs, char text[static 40])
{
    struct rate r = rate_of(hits, runs);
    if (runs == 0) return "-";
    snprintf(text, 40, "%5.1f %% [%5.1f, %5.1f]", 100 * r.rate, 100 * r.low, 100 * r.high);
    return text;
}

static void print_notes(const struct tally_runs *t)
{
    for (uint32_t i = 0; i < t->note_count; i++) printf("    %s\n", t->notes[i]);
    (void)fflush(stdout);
}

static void print_once(const struct scenario *s, const struct tally_runs *t)
{
    const struct score *r = &t->sum;
    if (t->runs == 0) return;
    printf("%-24s %8u %6u %7u %6u %6u  %-6s %8.2f\n", drill_name(s), r->expected, r->found, r->missed, r->false_alarms, r->wrong,
           t->right ? "ok" : "WRONG", t->seconds);
}

static void print_repeated(const struct scenario *s, const struct tally_runs *t)
{
    char right[40];
    printf("%-24s %6u %6u  %-24s %6u %6u %6u %8.2f\n", drill_name(s), t->runs, t->right, rate_text(t->right, t->runs, right),
           t->sum.missed, t->sum.false_alarms, t->sum.wrong, t->seconds);
}

static void quantile_text(double *values, size_t count, double q, int decimals, char text[static 24])
{
    double v = quantile(values, count, q);
    snprintf(text, 24, "-");
    if (isfinite(v)) snprintf(text, 24, "%.*f", decimals, v);
}

static void print_score(const struct scenario *s, const struct tally_runs *t)
{
    char rate[40], bytes[2][24], seconds[2][24];
    for (int i = 0; i < 2; i++) {
        double q = i ? 0.95 : 0.5;
        quantile_text(t->bytes_to, t->measured, q, 0, bytes[i]);
        quantile_text(t->seconds_to, t->measured, q, 3, seconds[i]);
    }
    printf("%-24s %-8s %6u  %-24s %9s %9s %8s %8s %6u %8.2f\n", drill_name(s), drill_kind_name(drill_kind(s)), t->runs,
           rate_text(t->detected, t->looked_for, rate), bytes[0], bytes[1], seconds[0], seconds[1], t->sum.false_alarms,
           t->seconds);
}

static void print_head(const struct drill_run_options *o)
{
    if (o->score)
        printf("%-24s %-8s %6s  %-24s %9s %9s %8s %8s %6s %8s\n", "scenario", "kind", "runs", "detected [95 %]", "bytes", "p95",
               "s", "p95", "false", "seconds");
    else if (o->seeds > 1)
        printf("%-24s %6s %6s  %-24s %6s %6s %6s %8s\n", "scenario", "runs", "right", "rate [95 %]", "missed", "false", "wrong",
               "seconds");
    else
        printf("%-24s %8s %6s %7s %6s %6s  %-6s %8s\n", "scenario", "expected", "found", "missed", "false", "wrong", "result",
               "seconds");
}

static void print_row(const struct scenario *s, const struct tally_runs *t, const struct drill_run_options *o)
{
    if (o->score)
        print_score(s, t);
    else if (o->seeds > 1)
        print_repeated(s, t);
    else
        print_once(s, t);
    print_notes(t);
}

static void print_total(const struct tally_runs *all)
{
    char detected[40], alarmed[40];
    printf("%u of %u drills judged rightly: %u of %u expected findings found, %u false alarms\n", all->right,
           all->runs + all->failed, all->sum.found, all->sum.expected, all->sum.false_alarms);
    if (all->looked_for)
        printf("detected in %u of %u runs with something planted: %s\n", all->detected, all->looked_for,
               rate_text(all->detected, all->looked_for, detected));
    printf("false alarms in %u of %u runs: %s\n", all->alarmed, all->runs, rate_text(all->alarmed, all->runs, alarmed));
}

/* --- JSON ----------------------------------------------------------------------------------------------------------------- */

static void write_counts(struct json *j, const struct score *r)
{
    json_unsigned(j, "expected", r->expected);
    json_unsigned(j, "found", r->found);
    json_unsigned(j, "missed", r->missed);
    json_unsigned(j, "false", r->false_alarms);
    json_unsigned(j, "wrong", r->wrong);
}

static void write_rate(struct json *j, const char *key, uint32_t hits, uint32_t runs)
{
    struct rate r = rate_of(hits, runs);
    if (runs == 0) {
        json_null(j, key);
        return;
    }
    json_object_begin(j, key);
    json_unsigned(j, "hits", hits);
    json_unsigned(j, "runs", runs);
    json_number(j, "rate", r.rate);
    json_number(j, "low", r.low);
    json_number(j, "high", r.high);
    json_object_end(j);
}

static void write_quantiles(struct json *j, const char *key, double *values, size_t count)
{
    json_object_begin(j, key);
    json_number(j, "median", quantile(values, count, 0.5));
    json_number(j, "p95", quantile(values, count, 0.95));
    json_object_end(j);
}

static void write_row(struct json *j, const struct scenario *s, const struct tally_runs *t, const struct drill_run_options *o)
{
    json_object_begin(j, NULL);
    json_string(j, "scenario", drill_name(s));
    json_string(j, "kind", drill_kind_name(drill_kind(s)));
    json_unsigned(j, "seed", o->drill.seed);
    json_unsigned(j, "runs", t->runs);
    json_unsigned(j, "packets", t->packets);
    json_unsigned(j, "bytes", t->bytes);
    write_counts(j, &t->sum);
    json_bool(j, "ok", t->right == t->runs && t->failed == 0);
    write_rate(j, "right", t->right, t->runs);
    write_rate(j, "detected", t->detected, t->looked_for);
    write_rate(j, "alarmed", t->alarmed, t->runs);
    write_quantiles(j, "bytes_to_detection", t->bytes_to, t->measured);
    write_quantiles(j, "seconds_to_detection", t->seconds_to, t->measured);
    json_number(j, "seconds", t->seconds);
    json_array_begin(j, "notes");
    for (uint32_t i = 0; i < t->note_count; i++) json_string(j, NULL, t->notes[i]);
    json_array_end(j);
    json_object_end(j);
}

static void write_total(struct json *j, const struct tally_runs *all, size_t scenarios)
{
    json_object_begin(j, "total");
    json_unsigned(j, "scenarios", scenarios);
    json_unsigned(j, "runs", all->runs);
    json_unsigned(j, "right", all->right);
    json_unsigned(j, "failed", all->failed);
    write_counts(j, &all->sum);
    write_rate(j, "detected", all->detected, all->looked_for);
    write_rate(j, "alarmed", all->alarmed, all->runs);
    json_number(j, "seconds", all->seconds);
    json_object_end(j);
}

int drill_run(const struct scenario *const *list, size_t count, const struct drill_run_options *o)
{
    struct tally_runs all = {0};
    struct json j;
    if (o->json) {
        json_init(&j, stdout, true);
        json_object_begin(&j, NULL);
        json_array_begin(&j, "scenarios");
    } else {
        print_head(o);
    }
    for (size_t i = 0; i < count; i++) {
        struct tally_runs t = tally_scenario(list[i], o);
        add_total(&all, &t);
        if (o->json)
            write_row(&j, list[i], &t, o);
        else
            print_row(list[i], &t, o);
        tally_done(&t);
    }
    if (o->json) {
        json_array_end(&j);
        write_total(&j, &all, count);
        json_object_end(&j);
    } else {
        print_total(&all);
    }
    return all.failed ? EXIT_FAILED : all.right == all.runs ? EXIT_BALANCED : EXIT_FINDINGS;
}
