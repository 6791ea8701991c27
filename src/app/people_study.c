#include "app/people_study.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/command.h"
#include "app/output.h"
#include "app/people_files.h"
#include "app/people_ledger.h"
#include "app/screen.h"
#include "report/people_csv.h"
#include "report/people_ftm.h"
#include "report/people_html.h"
#include "report/people_json.h"
#include "report/people_terminal.h"

/* --- options -----------------------------------------------------------------------------------------------------------------
 */

enum {
    OPTION_ORGANISATIONS = 256,
    OPTION_EMPLOYER,
    OPTION_COMPARE,
    OPTION_JSON,
    OPTION_PUBLIC,
    OPTION_LEDGER,
    OPTION_SEED,
    OPTION_ERASED,
    OPTION_CORRECTIONS,
    OPTION_KEY, /* from here on: of `report` alone */
    OPTION_MANIFEST,
    OPTION_OVERRIDE,
    OPTION_FORMAT,
    OPTION_THREADS
};

static const struct option options[] = {{"organisations", required_argument, NULL, OPTION_ORGANISATIONS},
                                        {"employer", required_argument, NULL, OPTION_EMPLOYER},
                                        {"compare", required_argument, NULL, OPTION_COMPARE},
                                        {"json", no_argument, NULL, OPTION_JSON},
                                        {"output", required_argument, NULL, 'o'},
                                        {"public", no_argument, NULL, OPTION_PUBLIC},
                                        {"ledger", required_argument, NULL, OPTION_LEDGER},
                                        {"seed", required_argument, NULL, OPTION_SEED},
                                        {"erased", required_argument, NULL, OPTION_ERASED},
                                        {"corrections", required_argument, NULL, OPTION_CORRECTIONS},
                                        {"key", required_argument, NULL, OPTION_KEY},
                                        {"manifest", required_argument, NULL, OPTION_MANIFEST},
                                        {"override-origin", required_argument, NULL, OPTION_OVERRIDE},
                                        {"format", required_argument, NULL, OPTION_FORMAT},
                                        {"threads", required_argument, NULL, OPTION_THREADS},
                                        {"help", no_argument, NULL, 'h'},
                                        {0}};

static enum err name_taken(const char **list, size_t *count, const char *value, const char *option, struct fault *f)
{
    if (*count == PEOPLE_NAMED) return fault_set(f, ERR_USAGE, "%s: at most %d times", option, PEOPLE_NAMED);
    list[(*count)++] = value;
    return ERR_OK;
}

static enum err take_option(struct people_options *q, int option, const char *value, struct fault *f)
{
    uint64_t number;
    if (option >= OPTION_KEY && !q->extracts)
        return fault_set(f, ERR_USAGE, "people test: the option is of the extraction; see custos people test --help");
    switch (option) {
    case OPTION_ORGANISATIONS: q->organisations = value; return ERR_OK;
    case OPTION_EMPLOYER: return name_taken(q->employers, &q->employer_count, value, "--employer", f);
    case OPTION_COMPARE: return name_taken(q->comparators, &q->comparator_count, value, "--compare", f);
    case OPTION_JSON: q->json = true; return ERR_OK;
    case 'o': q->output = value; return ERR_OK;
    case OPTION_PUBLIC: q->public_form = true; return ERR_OK;
    case OPTION_LEDGER: q->ledger = value; return ERR_OK;
    case OPTION_SEED:
        if (whole_number(value, 0, UINT64_MAX, &q->seed)) return ERR_OK;
        return fault_set(f, ERR_USAGE, "--seed %s: a number is wanted", value);
    case OPTION_ERASED: q->erased = value; return ERR_OK;
    case OPTION_CORRECTIONS: q->corrections = value; return ERR_OK;
    case OPTION_KEY: q->key = value; return ERR_OK;
    case OPTION_MANIFEST: q->manifest = value; return ERR_OK;
    case OPTION_OVERRIDE: q->override = value; return ERR_OK;
    case OPTION_FORMAT: return people_format(value, &q->format, f);
    case OPTION_THREADS:
        if (!whole_number(value, 1, PEOPLE_THREADS, &number))
            return fault_set(f, ERR_USAGE, "--threads %s: a number from 1 to %d is wanted", value, PEOPLE_THREADS);
        q->threads = (unsigned)number;
        return ERR_OK;
    case 'h': q->help = true; return ERR_OK;
    default: return fault_set(f, ERR_USAGE, "see custos people %s --help", q->extracts ? "report" : "test");
    }
}

static enum err parse_options(int argc, char **argv, bool extracts, struct people_options *ret, struct fault *f)
{
    *ret = (struct people_options){.extracts = extracts, .seed = 1};
    optind = 1;
    for (int option; (option = getopt_long(argc, argv, "o:h", options, NULL)) != -1;) {
        enum err err = take_option(ret, option, optarg, f);
        if (err != ERR_OK || ret->help) return err;
    }
    ret->inputs = (const char *const *)argv + optind;
    ret->input_count = (size_t)(argc - optind);
    if (ret->input_count > 0) return ERR_OK;
    return fault_set(f, ERR_USAGE, "people %s: no input given; see custos people %s --help", argv[0], argv[0]);
}

/* --- design ------------------------------------------------------------------------------------------------------------------
 */

static enum err named(const char *const *names, size_t count, const char *option, struct people_employers *e,
                      struct people_design *d, struct fault *f)
{
    enum err err = ERR_OK;
    for (size_t i = 0; err == ERR_OK && i < count; i++)
        err = people_employers_add(e, names[i], option, &d->organisations, d->arena, f);
    return err;
}

enum err people_design_make(const struct people_options *q, struct people_design *ret, struct fault *f)
{
    *ret = (struct people_design){.arena = arena_new()};
    if (!ret->arena) return fault_set(f, ERR_MEMORY, "not enough memory for the list of organisations");
    enum err err = people_organisations(q->organisations, ret->arena, &ret->organisations, &ret->organisations_file, f);
    if (err == ERR_OK) err = named(q->employers, q->employer_count, "--employer", &ret->employers, ret, f);
    if (err == ERR_OK) err = named(q->comparators, q->comparator_count, "--compare", &ret->comparators, ret, f);
    if (err == ERR_OK) err = people_erasures(q->erased, ret->arena, &ret->erased, f);
    if (err == ERR_OK) err = people_corrections(q->corrections, ret->arena, &ret->corrections, f);
    ret->plan = (struct study_plan){.employers = ret->employers.list,
                                    .employer_count = ret->employers.count,
                                    .comparators = ret->comparators.list,
                                    .comparator_count = ret->comparators.count,
                                    .seed = q->seed};
    return err;
}

void people_design_done(struct people_design *d)
{
    arena_free(d->arena);
}

/* --- outputs -----------------------------------------------------------------------------------------------------------------
 */

typedef void write_fn(const struct study *s, struct arena *a, FILE *out);

static void write_html(const struct study *s, struct arena *a, FILE *out)
{
    (void)a;
    people_html(s, out);
}

static void write_json(const struct study *s, struct arena *a, FILE *out)
{
    (void)a;
    people_json(s, out);
}

static void write_csv(const struct study *s, struct arena *a, FILE *out)
{
    (void)a;
    people_csv(s, out);
}

static const struct {
    const char *name;
    write_fn *write;
    bool shows_people;
} files[] = {{"report.html", write_html, false},
             {"report.json", write_json, false},
             {"ties.csv", write_csv, true},
             {"entities.ftm.json", people_ftm, true}};

/* A folder that is handed out must not hold what an earlier run told of single people. */
static enum err check_output(const struct people_options *q, struct fault *f)
{
    char path[OUTPUT_PATH];
    for (size_t i = 0; q->output && q->public_form && i < ARRAY_LEN(files); i++) {
        enum err err = files[i].shows_people ? output_path(q->output, files[i].name, path, f) : ERR_OK;
        if (err != ERR_OK) return err;
        if (files[i].shows_people && access(path, F_OK) == 0)
            return fault_set(f, ERR_USAGE,
                             "%s shows single people, and --public is for a folder that is handed out: take another", path);
    }
    return ERR_OK;
}

static enum err write_file(const struct study *s, struct arena *a, const char *dir, size_t file, struct fault *f)
{
    char path[OUTPUT_PATH];
    enum err err = output_path(dir, files[file].name, path, f);
    FILE *out = err == ERR_OK ? output_open(path, f) : NULL;
    if (!out) return err == ERR_OK ? ERR_IO : err;
    files[file].write(s, a, out);
    return output_close(out, path, f);
}

static enum err write_files(const struct study *s, struct arena *a, const char *dir, struct fault *f)
{
    enum err err = output_folder(dir, f);
    for (size_t i = 0; err == ERR_OK && i < ARRAY_LEN(files); i++)
        if (!files[i].shows_people || !s->public_mode) err = write_file(s, a, dir, i, f);
    return err;
}

static void print(const struct study *s, bool json)
{
    if (json) {
        people_json(s, stdout);
        return;
    }
    struct screen screen = screen_of_output(PEOPLE_WIDTH);
    struct people_style style = {.colour = screen.colour, .width = screen.width, .utf8 = screen.utf8};
    people_terminal(s, stdout, &style);
}

/* --- the command -------------------------------------------------------------------------------------------------------------
 */

/* The study, the record before and after it, and what is written of it. */
static enum err run(const struct people_options *q, const struct people_design *d, people_fill_fn *fill, struct fault *f)
{
    struct study study;
    struct people_ledger *record = NULL;
    struct people_reduce *reduce = people_reduce_new();
    if (!reduce) return fault_set(f, ERR_MEMORY, "not enough memory for a study");
    enum err err = q->ledger ? people_ledger_begin(q, d, &record, f) : ERR_OK;
    if (err == ERR_OK) err = fill(q, d, reduce, f);
    if (err == ERR_OK)
        err = people_reduce_study(reduce, &d->organisations, d->organisations_file, &d->erased, &d->plan, &study, f);
    if (err == ERR_OK && q->public_form) people_reduce_publish(reduce, &study);
    if (err == ERR_OK && record) err = people_ledger_end(record, &study, f);
    if (err == ERR_OK && q->output) err = write_files(&study, d->arena, q->output, f);
    if (err == ERR_OK) print(&study, q->json);
    people_ledger_free(record);
    people_reduce_free(reduce);
    return err;
}

int people_study(int argc, char **argv, bool extracts, const char *usage, people_fill_fn *fill)
{
    struct people_options q;
    struct people_design design = {0};
    struct fault f;
    enum err err = parse_options(argc, argv, extracts, &q, &f);
    if (err == ERR_OK && q.help) return say_usage(usage, true);
    if (err == ERR_OK) err = check_output(&q, &f);
    if (err == ERR_OK) err = people_design_make(&q, &design, &f);
    if (err == ERR_OK) err = run(&q, &design, fill, &f);
    people_design_done(&design);
    return err == ERR_OK ? finish_output(EXIT_BALANCED) : complain(&f);
}
