/* custos people sample, custos people score: how well the extraction finds what is there. */
#include <getopt.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/output.h"
#include "app/people.h"
#include "app/people_lines.h"
#include "app/people_marks.h"
#include "base/json.h"

static const char sample_usage[] =
    "usage: custos people sample [OPTION]... FILE...\n"
    "\n"
    "Draw people at random from the lines that custos people extract wrote: some in whose CVs a tie was found, by rule, and some "
    "in\n"
    "whose CVs none was. The sheet (CSV) has the quote and where it stands, and empty columns rater_1, rater_2 (is there a tie: "
    "yes or\n"
    "no) and agreed (what both settled upon where they differ).\n"
    "\n"
    "      --organisations FILE  the list that was extracted with (default: the one that custos comes with)\n"
    "      --hits N              about so many with a tie (default 100)\n"
    "      --others N            about so many without (default 100)\n"
    "      --seed N              of the draw (default 1)\n"
    "      --erased FILE         pseudonyms of records and people that are left out\n"
    "      --corrections FILE    what people have put right\n"
    "  -o, --output FILE         the sheet (default: standard output)\n"
    "  -h, --help                this text\n"
    "\n"
    "Exit status: 0 the sheet is written, 2 it could not be.\n";

static const char score_usage[] = "usage: custos people score [OPTION]... SHEET...\n"
                                  "\n"
                                  "What two raters' marks on a sheet of custos people sample come to: their agreement, precision "
                                  "and recall of the extraction, and\n"
                                  "each employer's rate corrected for them. One sheet with both raters' marks, or one of each.\n"
                                  "\n"
                                  "      --json                on standard output as JSON\n"
                                  "      --seed N              of the bootstrap (default 1)\n"
                                  "  -h, --help                this text\n"
                                  "\n"
                                  "Exit status: 0 the marks were scored, 2 they could not be.\n";

enum { OPTION_ORGANISATIONS = 256, OPTION_HITS, OPTION_OTHERS, OPTION_SEED, OPTION_ERASED, OPTION_CORRECTIONS, OPTION_JSON };

static const struct option sample_options[] = {{"organisations", required_argument, NULL, OPTION_ORGANISATIONS},
                                               {"hits", required_argument, NULL, OPTION_HITS},
                                               {"others", required_argument, NULL, OPTION_OTHERS},
                                               {"seed", required_argument, NULL, OPTION_SEED},
                                               {"erased", required_argument, NULL, OPTION_ERASED},
                                               {"corrections", required_argument, NULL, OPTION_CORRECTIONS},
                                               {"output", required_argument, NULL, 'o'},
                                               {"help", no_argument, NULL, 'h'},
                                               {0}};

static const struct option score_options[] = {{"json", no_argument, NULL, OPTION_JSON},
                                              {"seed", required_argument, NULL, OPTION_SEED},
                                              {"help", no_argument, NULL, 'h'},
                                              {0}};

static enum err take_number(const char *option, const char *value, uint64_t *ret, struct fault *f)
{
    if (whole_number(value, 0, UINT64_MAX, ret)) return ERR_OK;
    return fault_set(f, ERR_USAGE, "%s %s: a number is wanted", option, value);
}

struct sampling {
    struct people_options people;
    struct rating_wanted wanted;
};

static enum err take_sample_option(struct sampling *s, int option, const char *value, struct fault *f)
{
    switch (option) {
    case OPTION_ORGANISATIONS: s->people.organisations = value; return ERR_OK;
    case OPTION_HITS: return take_number("--hits", value, &s->wanted.hits, f);
    case OPTION_OTHERS: return take_number("--others", value, &s->wanted.others, f);
    case OPTION_SEED: return take_number("--seed", value, &s->wanted.seed, f);
    case OPTION_ERASED: s->people.erased = value; return ERR_OK;
    case OPTION_CORRECTIONS: s->people.corrections = value; return ERR_OK;
    case 'o': s->people.output = value; return ERR_OK;
    case 'h': s->people.help = true; return ERR_OK;
    default: return fault_set(f, ERR_USAGE, "see custos people sample --help");
    }
}

static enum err parse_sample(int argc, char **argv, struct sampling *ret, struct fault *f)
{
    *ret = (struct sampling){.wanted = {.seed = 1, .hits = 100, .others = 100}};
    optind = 1;
    for (int option; (option = getopt_long(argc, argv, "o:h", sample_options, NULL)) != -1;) {
        enum err err = take_sample_option(ret, option, optarg, f);
        if (err != ERR_OK || ret->people.help) return err;
    }
    ret->people.inputs = (const char *const *)argv + optind;
    ret->people.input_count = (size_t)(argc - optind);
    return ret->people.input_count ? ERR_OK
                                   : fault_set(f, ERR_USAGE, "people sample: no file given; see custos people sample --help");
}

static enum err write_sheet(const struct rating_sheet *sheet, const char *path, struct arena *a, struct fault *f)
{
    if (!path) {
        people_marks_write(sheet, a, stdout);
        return ERR_OK;
    }
    FILE *out = output_open(path, f);
    if (!out) return ERR_IO;
    people_marks_write(sheet, a, out);
    return output_close(out, path, f);
}

static enum err sample(const struct sampling *s, const struct people_design *d, struct fault *f)
{
    struct rating_sheet sheet;
    struct people_reduce *reduce = people_reduce_new();
    if (!reduce) return fault_set(f, ERR_MEMORY, "not enough memory for a sample");
    enum err err = people_lines_fill(&s->people, d, reduce, f);
    if (err == ERR_OK) err = people_reduce_sample(reduce, &d->organisations, &d->erased, &s->wanted, &sheet, f);
    if (err == ERR_OK && sheet.count == 0)
        err = fault_set(f, ERR_INVALID, "nobody worked for an employer of the list: there is nothing to draw from");
    if (err == ERR_OK) err = write_sheet(&sheet, s->people.output, d->arena, f);
    people_reduce_free(reduce);
    return err;
}

int people_sample(int argc, char **argv)
{
    struct sampling s;
    struct people_design design = {0};
    struct fault f;
    enum err err = parse_sample(argc, argv, &s, &f);
    if (err == ERR_OK && s.people.help) return say_usage(sample_usage, true);
    if (err == ERR_OK) err = people_design_make(&s.people, &design, &f);
    if (err == ERR_OK) err = sample(&s, &design, &f);
    people_design_done(&design);
    return err == ERR_OK ? finish_output(EXIT_BALANCED) : complain(&f);
}

/* --- score -------------------------------------------------------------------------------------------------------------------
 */

static void json_estimate(struct json *j, const char *key, const struct estimate *e)
{
    json_object_begin(j, key);
    json_number(j, "value", e->value);
    json_array_begin(j, "ci95");
    json_number(j, NULL, e->low);
    json_number(j, NULL, e->high);
    json_array_end(j);
    json_object_end(j);
}

static void print_json(const struct rating_score *s)
{
    struct json j;
    json_init(&j, stdout, true);
    json_object_begin(&j, NULL);
    json_unsigned(&j, "items", s->items);
    json_unsigned(&j, "rated", s->rated);
    json_unsigned(&j, "rated_by_both", s->rated_twice);
    json_unsigned(&j, "differing", s->differing);
    json_unsigned(&j, "settled", s->settled);
    json_estimate(&j, "kappa", &s->kappa);
    json_estimate(&j, "precision", &s->precision);
    json_estimate(&j, "recall", &s->recall);
    json_estimate(&j, "specificity", &s->specificity);
    json_array_begin(&j, "strata");
    for (size_t i = 0; i < s->stratum_count; i++) {
        json_object_begin(&j, NULL);
        json_string(&j, "stratum", s->strata[i].name);
        json_bool(&j, "hit", s->strata[i].hit);
        json_unsigned(&j, "size", s->strata[i].population);
        json_unsigned(&j, "rated", s->strata[i].rated);
        json_estimate(&j, "yes", &s->strata[i].yes);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_array_begin(&j, "employers");
    for (size_t i = 0; i < s->employer_count; i++) {
        json_object_begin(&j, NULL);
        json_string(&j, "name", s->employers[i].name);
        json_unsigned(&j, "people", s->employers[i].people);
        json_unsigned(&j, "tied", s->employers[i].tied);
        json_estimate(&j, "seen", &s->employers[i].seen);
        json_estimate(&j, "corrected", &s->employers[i].corrected);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
    putchar('\n');
}

enum { WHAT = 36 };

static void print_rate(const char *what, const struct estimate *e)
{
    if (isnan(e->value))
        printf("%-*.60s not told by these marks\n", WHAT, what);
    else if (isnan(e->low))
        printf("%-*.60s %6.2f %%\n", WHAT, what, 100 * e->value);
    else
        printf("%-*.60s %6.2f %%   95 %%: %.2f - %.2f %%\n", WHAT, what, 100 * e->value, 100 * e->low, 100 * e->high);
}

static void print_stratum(const struct rating_stratum *h)
{
    printf("%-*.60s %5" PRIu64 " of %-6" PRIu64, WHAT, h->name, h->rated, h->population);
    if (isnan(h->yes.value))
        putchar('\n');
    else
        printf(" %6.2f %%   95 %%: %.2f - %.2f %%\n", 100 * h->yes.value, 100 * h->yes.low, 100 * h->yes.high);
}

static void print_text(const struct rating_score *s)
{
    printf("%zu items, %zu marked, %zu by both raters, who differ on %zu (%zu settled)\n\n", s->items, s->rated, s->rated_twice,
           s->differing, s->settled);
    if (isnan(s->kappa.value))
        printf("%-*s not told by these marks\n", WHAT, "kappa");
    else
        printf("%-*s %6.3f     95 %%: %.3f - %.3f\n", WHAT, "kappa", s->kappa.value, s->kappa.low, s->kappa.high);
    print_rate("precision", &s->precision);
    print_rate("recall", &s->recall);
    print_rate("specificity", &s->specificity);
    puts("\nBy stratum: marked of all; share with a tie of those marked");
    for (size_t i = 0; i < s->stratum_count; i++) print_stratum(&s->strata[i]);
    puts("\nPeople with a tie, as found and corrected");
    for (size_t i = 0; i < s->employer_count; i++) {
        print_rate(s->employers[i].name, &s->employers[i].seen);
        print_rate("  corrected", &s->employers[i].corrected);
    }
}

static enum err score(const char *const *paths, size_t count, uint64_t seed, bool json, struct fault *f)
{
    struct rating_sheet sheet;
    struct rating_score result;
    struct arena *a = arena_new();
    if (!a) return fault_set(f, ERR_MEMORY, "not enough memory for marks");
    enum err err = people_marks_read(paths, count, a, &sheet, f);
    if (err == ERR_OK) {
        rating_score(&sheet, seed, a, &result);
        if (result.rated == 0)
            err = fault_set(f, ERR_INVALID, "%s: nothing is marked yet", paths[0]);
        else if (json)
            print_json(&result);
        else
            print_text(&result);
    }
    arena_free(a);
    return err;
}

int people_score(int argc, char **argv)
{
    bool json = false;
    uint64_t seed = 1;
    struct fault f;
    enum err err = ERR_OK;
    optind = 1;
    for (int option; err == ERR_OK && (option = getopt_long(argc, argv, "h", score_options, NULL)) != -1;) switch (option) {
        case 'h': return say_usage(score_usage, true);
        case OPTION_JSON: json = true; break;
        case OPTION_SEED: err = take_number("--seed", optarg, &seed, &f); break;
        default: err = fault_set(&f, ERR_USAGE, "see custos people score --help");
        }
    if (err == ERR_OK && optind == argc)
        err = fault_set(&f, ERR_USAGE, "people score: no sheet given; see custos people score --help");
    if (err == ERR_OK) err = score((const char *const *)argv + optind, (size_t)(argc - optind), seed, json, &f);
    return err == ERR_OK ? finish_output(EXIT_BALANCED) : complain(&f);
}
