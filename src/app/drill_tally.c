#include "app/drill_tally.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/drill_folder.h"
#include "app/output.h"
#include "app/run.h"
#include "base/clock.h"
#include "drill/rates.h"

static double now_s(void)
{
    return (double)clock_running() / 1e9;
}

/* --- one run -------------------------------------------------------------------------------------------------------------- */

struct outcome {
    struct truth truth;
    struct score score;
    double window_s, memory_s; /* how long content was remembered, and sparsely */
    double seconds;            /* that the audit took */
};

static enum err audit_folder(const char *directory, size_t memory_bytes, struct outcome *ret, struct fault *f)
{
    char capture[OUTPUT_PATH], network[OUTPUT_PATH], warrants[OUTPUT_PATH], secrets[OUTPUT_PATH];
    enum err err = output_path(directory, drill_capture_name, capture, f);
    if (!err) err = output_path(directory, drill_network_name, network, f);
    if (!err) err = output_path(directory, drill_warrants_name, warrants, f);
    if (!err) err = output_path(directory, drill_secrets_name, secrets, f);
    if (err) return err;
    const char *const captures[] = {capture}, *const keylogs[] = {secrets};
    struct run_options o = {.captures = captures, .capture_count = 1, .network = network, .warrants = warrants};
    o.keylogs = keylogs;
    o.keylog_count = access(secrets, R_OK) == 0;
    o.memory_bytes = memory_bytes ? memory_bytes : ret->truth.memory_bytes;
    struct run *r;
    err = run_audit(&o, &r, f);
    if (err) return err;
    score_verdict(&ret->truth, run_verdict(r), &ret->score);
    ret->window_s = run_verdict(r)->window_s;
    ret->memory_s = run_verdict(r)->long_memory_s;
    run_free(r);
    return ERR_OK;
}

/* Make, audit and score one drill in a folder of its own, which is gone afterwards. */
static enum err run_one(const struct scenario *s, const struct drill_options *o, size_t memory_bytes, struct outcome *ret,
                        struct fault *f)
{
    char directory[OUTPUT_PATH];
    const char *parent = getenv("TMPDIR");
    enum err err = output_path(parent && parent[0] ? parent : "/tmp", "custos-drill-XXXXXX", directory, f);
    if (err) return err;
    if (!mkdtemp(directory)) return fault_set(f, ERR_IO, "%s: %s", directory, strerror(errno));
    err = drill_write_folder(s, o, directory, &ret->truth, f);
    double start = now_s();
    if (!err) err = audit_folder(directory, memory_bytes, ret, f);
    ret->seconds = now_s() - start;
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

static void add_note(struct drill_tally *t, bool twin, bool many, uint64_t seed, const char *text)
{
    if (t->note_count == TALLY_NOTES) return;
    char *note = t->notes[t->note_count++];
    const char *who = twin ? "its innocent twin: " : "";
    if (many)
        snprintf(note, TALLY_NOTE_TEXT, "seed %" PRIu64 ": %s%s", seed, who, text);
    else
        snprintf(note, TALLY_NOTE_TEXT, "%s%s", who, text);
}

static void add_sample(struct tally_samples *s, double value)
{
    s->values[s->count++] = value;
}

static void add_run(struct drill_tally *t, const struct scenario *s, const struct outcome *o)
{
    const struct score *r = &o->score;
    t->runs++;
    t->right += score_ok(r);
    t->packets += o->truth.packets;
    t->bytes += o->truth.bytes;
    t->alarmed += r->false_alarms > 0;
    add_counts(&t->sum, r);
    add_sample(&t->window_s, o->window_s);
    add_sample(&t->memory_s, o->memory_s);
    if (o->truth.plant.carrier) add_sample(&t->carried, (double)o->truth.plant.carried);
    if (drill_kind(s) != DRILL_PLANTED) return;
    t->looked_for++;
    t->detected += r->missed == 0;
    if (r->missed || r->detected_bytes == 0) return;
    add_sample(&t->bytes_to, (double)r->detected_bytes);
    add_sample(&t->seconds_to, r->detected_seconds);
}

/* Of a twin only what is false counts: it has nothing to be found. */
static void add_twin(struct drill_tally *t, const struct outcome *o)
{
    t->twins++;
    t->twins_alarmed += o->score.false_alarms > 0;
}

static bool is_alarm(const char *note)
{
    return strncmp(note, "false alarm", 11) == 0;
}

static void add_notes(struct drill_tally *t, const struct outcome *o, bool twin, bool alarms_only, bool many)
{
    for (uint32_t i = 0; i < o->score.note_count; i++)
        if (!alarms_only || is_alarm(o->score.notes[i])) add_note(t, twin, many, o->truth.seed, o->score.notes[i]);
}

static bool try_one(struct drill_tally *t, const struct scenario *s, const struct drill_options *d, size_t memory_bytes,
                    struct outcome *ret)
{
    struct fault f;
    *ret = (struct outcome){.seconds = 0};
    if (run_one(s, d, memory_bytes, ret, &f) == ERR_OK) {
        t->seconds += ret->seconds;
        return true;
    }
    t->failed++;
    fprintf(stderr, "custos: drill %s, seed %" PRIu64 ": %s\n", drill_name(s), d->seed, f.text);
    return false;
}

static struct tally_samples samples(uint32_t n)
{
    struct tally_samples s = {.values = calloc(n, sizeof *s.values)};
    ENSURE(s.values);
    return s;
}

struct drill_tally tally_drill(const struct scenario *s, const struct drill_options *drill, bool twin,
                               const struct drill_run_options *o)
{
    struct drill_tally t = {.bytes_to = samples(o->seeds), .seconds_to = samples(o->seeds), .carried = samples(o->seeds)};
    t.window_s = samples(o->seeds);
    t.memory_s = samples(o->seeds);
    bool many = o->seeds > 1, curve = drill->vary[0].parameter; /* what a curve misses is its figure */
    for (uint32_t i = 0; i < o->seeds; i++) {
        struct drill_options d = *drill;
        struct outcome outcome;
        d.seed += i;
        if (try_one(&t, s, &d, o->memory_bytes, &outcome)) {
            add_run(&t, s, &outcome);
            add_notes(&t, &outcome, false, curve, many);
        }
        d.twin = true;
        if (!twin || !drill_twin(s) || !try_one(&t, s, &d, o->memory_bytes, &outcome)) continue;
        add_twin(&t, &outcome);
        add_notes(&t, &outcome, true, true, many);
    }
    return t;
}

void tally_done(struct drill_tally *t)
{
    free(t->bytes_to.values);
    free(t->seconds_to.values);
    free(t->carried.values);
    free(t->window_s.values);
    free(t->memory_s.values);
}

void tally_add(struct drill_tally *all, const struct drill_tally *t)
{
    all->runs += t->runs;
    all->right += t->right;
    all->failed += t->failed;
    all->looked_for += t->looked_for;
    all->detected += t->detected;
    all->alarmed += t->alarmed;
    all->twins += t->twins;
    all->twins_alarmed += t->twins_alarmed;
    all->seconds += t->seconds;
    add_counts(&all->sum, &t->sum);
}

/* --- figures in tables and JSON ------------------------------------------------------------------------------------------- */

const char *tally_rate_text(uint32_t hits, uint32_t runs, char text[static TALLY_RATE_TEXT])
{
    struct rate r = rate_of(hits, runs);
    if (runs == 0) return "-";
    snprintf(text, TALLY_RATE_TEXT, "%5.1f %% [%5.1f, %5.1f]", 100 * r.rate, 100 * r.low, 100 * r.high);
    return text;
}

void tally_quantile_text(struct tally_samples *s, double q, int decimals, char text[static TALLY_NUMBER_TEXT])
{
    double v = quantile(s->values, s->count, q);
    snprintf(text, TALLY_NUMBER_TEXT, "-");
    if (isfinite(v)) snprintf(text, TALLY_NUMBER_TEXT, "%.*f", decimals, v);
}

void tally_print_notes(const struct drill_tally *t)
{
    for (uint32_t i = 0; i < t->note_count; i++) printf("    %s\n", t->notes[i]);
    (void)fflush(stdout);
}

void tally_write_counts(struct json *j, const struct score *r)
{
    json_unsigned(j, "expected", r->expected);
    json_unsigned(j, "found", r->found);
    json_unsigned(j, "missed", r->missed);
    json_unsigned(j, "false", r->false_alarms);
    json_unsigned(j, "wrong", r->wrong);
}

void tally_write_rate(struct json *j, const char *key, uint32_t hits, uint32_t runs)
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

void tally_write_quantiles(struct json *j, const char *key, struct tally_samples *s)
{
    json_object_begin(j, key);
    json_number(j, "median", quantile(s->values, s->count, 0.5));
    json_number(j, "p95", quantile(s->values, s->count, 0.95));
    json_object_end(j);
}

void tally_write_notes(struct json *j, const struct drill_tally *t)
{
    json_array_begin(j, "notes");
    for (uint32_t i = 0; i < t->note_count; i++) json_string(j, NULL, t->notes[i]);
    json_array_end(j);
}
