#include "app/drill_run.h"

#include "app/command.h"
#include "app/drill_tally.h"
#include "drill/vary.h"

const char *drill_kind_name(enum drill_kind k)
{
    static const char *const names[] = {[DRILL_CLEAN] = "clean", [DRILL_PLANTED] = "planted", [DRILL_BENCH] = "bench"};
    return names[k];
}

/* --- tables --------------------------------------------------------------------------------------------------------------- */

static void print_once(const struct scenario *s, const struct drill_tally *t)
{
    const struct score *r = &t->sum;
    if (t->runs == 0) return;
    printf("%-24s %8u %6u %7u %6u %6u  %-6s %8.2f\n", drill_name(s), r->expected, r->found, r->missed, r->false_alarms, r->wrong,
           t->right ? "ok" : "WRONG", t->seconds);
}

static void print_repeated(const struct scenario *s, const struct drill_tally *t)
{
    char right[TALLY_RATE_TEXT];
    printf("%-24s %6u %6u  %-24s %6u %6u %6u %8.2f\n", drill_name(s), t->runs, t->right,
           tally_rate_text(t->right, t->runs, right), t->sum.missed, t->sum.false_alarms, t->sum.wrong, t->seconds);
}

/* The columns that the score table and curves share. */
static void print_figures(struct drill_tally *t)
{
    char rate[TALLY_RATE_TEXT], bytes[2][TALLY_NUMBER_TEXT], seconds[2][TALLY_NUMBER_TEXT];
    for (int i = 0; i < 2; i++) {
        double q = i ? 0.95 : 0.5;
        tally_quantile_text(&t->bytes_to, q, 0, bytes[i]);
        tally_quantile_text(&t->seconds_to, q, 3, seconds[i]);
    }
    printf("%6u  %-24s %9s %9s %8s %8s %6u %6u %6u %8.2f\n", t->runs, tally_rate_text(t->detected, t->looked_for, rate), bytes[0],
           bytes[1], seconds[0], seconds[1], t->sum.false_alarms, t->twins, t->twins_alarmed, t->seconds);
}

static void print_figures_head(void)
{
    printf("%6s  %-24s %9s %9s %8s %8s %6s %6s %6s %8s\n", "runs", "detected [95 %]", "bytes", "p95", "s", "p95", "false",
           "twins", "false", "seconds");
}

static void print_score(const struct scenario *s, struct drill_tally *t)
{
    printf("%-24s %-8s ", drill_name(s), drill_kind_name(drill_kind(s)));
    print_figures(t);
}

static void print_head(const struct drill_run_options *o)
{
    if (o->score) {
        printf("%-24s %-8s ", "scenario", "kind");
        print_figures_head();
    } else if (o->seeds > 1)
        printf("%-24s %6s %6s  %-24s %6s %6s %6s %8s\n", "scenario", "runs", "right", "rate [95 %]", "missed", "false", "wrong",
               "seconds");
    else
        printf("%-24s %8s %6s %7s %6s %6s  %-6s %8s\n", "scenario", "expected", "found", "missed", "false", "wrong", "result",
               "seconds");
}

static void print_row(const struct scenario *s, struct drill_tally *t, const struct drill_run_options *o)
{
    if (o->score)
        print_score(s, t);
    else if (o->seeds > 1)
        print_repeated(s, t);
    else
        print_once(s, t);
    tally_print_notes(t);
}

static void print_twins(const struct drill_tally *all)
{
    char alarmed[TALLY_RATE_TEXT];
    if (all->twins)
        printf("false alarms in %u of %u runs of innocent twins: %s\n", all->twins_alarmed, all->twins,
               tally_rate_text(all->twins_alarmed, all->twins, alarmed));
}

static void print_total(const struct drill_tally *all)
{
    char detected[TALLY_RATE_TEXT], alarmed[TALLY_RATE_TEXT];
    printf("%u of %u drills judged rightly: %u of %u expected findings found, %u false alarms\n", all->right,
           all->runs + all->failed, all->sum.found, all->sum.expected, all->sum.false_alarms);
    if (all->looked_for)
        printf("detected in %u of %u runs with something planted: %s\n", all->detected, all->looked_for,
               tally_rate_text(all->detected, all->looked_for, detected));
    printf("false alarms in %u of %u runs: %s\n", all->alarmed, all->runs, tally_rate_text(all->alarmed, all->runs, alarmed));
    print_twins(all);
}

/* --- JSON ----------------------------------------------------------------------------------------------------------------- */

static void write_figures(struct json *j, struct drill_tally *t)
{
    json_unsigned(j, "runs", t->runs);
    json_unsigned(j, "packets", t->packets);
    json_unsigned(j, "bytes", t->bytes);
    tally_write_counts(j, &t->sum);
    json_bool(j, "ok", t->right == t->runs && t->failed == 0);
    tally_write_rate(j, "right", t->right, t->runs);
    tally_write_rate(j, "detected", t->detected, t->looked_for);
    tally_write_rate(j, "alarmed", t->alarmed, t->runs);
    tally_write_rate(j, "twin_alarmed", t->twins_alarmed, t->twins);
    tally_write_quantiles(j, "bytes_to_detection", &t->bytes_to);
    tally_write_quantiles(j, "seconds_to_detection", &t->seconds_to);
    tally_write_quantiles(j, "copied_packets", &t->carried);
    json_number(j, "seconds", t->seconds);
    tally_write_notes(j, t);
}

static void write_row(struct json *j, const struct scenario *s, struct drill_tally *t, const struct drill_run_options *o)
{
    json_object_begin(j, NULL);
    json_string(j, "scenario", drill_name(s));
    json_string(j, "kind", drill_kind_name(drill_kind(s)));
    json_string(j, "twin", drill_twin(s));
    json_unsigned(j, "seed", o->drill.seed);
    write_figures(j, t);
    json_object_end(j);
}

static void write_total(struct json *j, const struct drill_tally *all, size_t scenarios)
{
    json_object_begin(j, "total");
    json_unsigned(j, "scenarios", scenarios);
    json_unsigned(j, "runs", all->runs);
    json_unsigned(j, "right", all->right);
    json_unsigned(j, "failed", all->failed);
    tally_write_counts(j, &all->sum);
    tally_write_rate(j, "detected", all->detected, all->looked_for);
    tally_write_rate(j, "alarmed", all->alarmed, all->runs);
    tally_write_rate(j, "twin_alarmed", all->twins_alarmed, all->twins);
    json_number(j, "seconds", all->seconds);
    json_object_end(j);
}

int drill_run(const struct scenario *const *list, size_t count, const struct drill_run_options *o)
{
    struct drill_tally all = {0};
    struct json j;
    if (o->json) {
        json_init(&j, stdout, true);
        json_object_begin(&j, NULL);
        json_array_begin(&j, "scenarios");
    } else {
        print_head(o);
    }
    for (size_t i = 0; i < count; i++) {
        struct drill_tally t = tally_drill(list[i], &o->drill, o->score, o);
        tally_add(&all, &t);
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
    bool right = all.right == all.runs && all.twins_alarmed == 0;
    return all.failed ? EXIT_FAILED : right ? EXIT_BALANCED : EXIT_FINDINGS;
}

/* --- curves --------------------------------------------------------------------------------------------------------------- */

static void print_point(double value, struct drill_tally *t)
{
    char copied[TALLY_NUMBER_TEXT], window[TALLY_NUMBER_TEXT], memory[TALLY_NUMBER_TEXT];
    tally_quantile_text(&t->carried, 0.5, 0, copied);
    tally_quantile_text(&t->window_s, 0.5, 1, window);
    tally_quantile_text(&t->memory_s, 0.5, 1, memory);
    printf("%10g %8s %9s %9s ", value, copied, window, memory);
    print_figures(t);
    tally_print_notes(t);
}

static void write_point(struct json *j, double value, struct drill_tally *t)
{
    json_object_begin(j, NULL);
    json_number(j, "value", value);
    tally_write_quantiles(j, "window_s", &t->window_s);
    tally_write_quantiles(j, "long_memory_s", &t->memory_s);
    write_figures(j, t);
    json_object_end(j);
}

static void begin_curve(struct json *j, const struct scenario *s, const struct vary_series *v, const struct drill_run_options *o)
{
    const char *twin = drill_twin(s) ? drill_twin(s) : "none";
    if (!o->json) {
        printf("%s over %s: %s; %u seeds; innocent twin: %s\n", drill_name(s), vary_name(v->parameter), vary_unit(v->parameter),
               o->seeds, twin);
        printf("%10s %8s %9s %9s ", vary_name(v->parameter), "copied", "window s", "sparse s");
        print_figures_head();
        return;
    }
    json_object_begin(j, NULL);
    json_string(j, "scenario", drill_name(s));
    json_string(j, "summary", drill_summary(s));
    json_string(j, "twin", drill_twin(s));
    json_string(j, "parameter", vary_name(v->parameter));
    json_string(j, "unit", vary_unit(v->parameter));
    json_unsigned(j, "seed", o->drill.seed);
    json_unsigned(j, "seeds", o->seeds);
    json_array_begin(j, "points");
}

static void draw_curve(struct json *j, const struct scenario *s, const struct vary_series *v, const struct drill_run_options *o,
                       struct drill_tally *all)
{
    begin_curve(j, s, v, o);
    for (size_t i = 0; i < v->count; i++) {
        struct drill_options drill = o->drill;
        vary_set(v->parameter, v->values[i], &drill);
        struct drill_tally t = tally_drill(s, &drill, true, o);
        tally_add(all, &t);
        if (o->json)
            write_point(j, v->values[i], &t);
        else
            print_point(v->values[i], &t);
        tally_done(&t);
    }
    if (!o->json) return;
    json_array_end(j);
    json_object_end(j);
}

int drill_curves(const struct scenario *const *list, size_t count, const struct vary_series *v, const struct drill_run_options *o)
{
    struct drill_tally all = {0};
    struct json j;
    if (o->json) {
        json_init(&j, stdout, true);
        json_object_begin(&j, NULL);
        json_array_begin(&j, "curves");
    }
    for (size_t i = 0; i < count; i++) draw_curve(&j, list[i], v, o, &all);
    if (o->json) {
        json_array_end(&j);
        json_object_end(&j);
    } else {
        print_twins(&all);
    }
    if (all.failed) return EXIT_FAILED;
    return all.alarmed || all.twins_alarmed ? EXIT_FINDINGS : EXIT_BALANCED;
}
