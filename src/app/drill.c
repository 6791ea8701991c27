/* custos drill list|make|run: synthetic scenarios with ground truth, and the detector's score on them. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/command.h"
#include "app/drill_folder.h"
#include "app/drill_people.h"
#include "app/drill_run.h"
#include "audit/engine.h"
#include "base/json.h"

struct options {
    struct drill_run_options run;
    struct vary_series curve; /* of --vary, the one with several values, else the last; parameter NULL: none */
    const char *directory;
    uint64_t records; /* of a corpus; 0: not said */
};

struct subcommand {
    const char *name, *synopsis, *help;
    const char *letters; /* of the options below that it takes */
    int (*run)(const struct options *o, char **names, size_t count);
};

/* --- list, make ---------------------------------------------------------------------------------------------------------- */

static void list_one(struct json *j, const char *name, const char *kind, const char *summary)
{
    if (!j) {
        printf("%-24s %-8s %s\n", name, kind, summary);
        return;
    }
    json_object_begin(j, NULL);
    json_string(j, "name", name);
    json_string(j, "kind", kind);
    json_string(j, "summary", summary);
    json_object_end(j);
}

static int list(const struct options *o, char **names, size_t count)
{
    (void)names;
    if (count > 0) {
        fprintf(stderr, "custos: drill list takes no names\n");
        return EXIT_FAILED;
    }
    struct json j;
    if (o->run.json) {
        json_init(&j, stdout, true);
        json_array_begin(&j, NULL);
    }
    struct json *to = o->run.json ? &j : NULL;
    for (size_t i = 0; i < drill_count(); i++) {
        const struct scenario *s = drill_at(i);
        list_one(to, drill_name(s), drill_kind_name(drill_kind(s)), drill_summary(s));
    }
    for (size_t i = 0; i < people_corpus_count(); i++)
        list_one(to, people_corpus_at(i)->name, "corpus", people_corpus_at(i)->summary);
    if (o->run.json) json_array_end(&j);
    return finish_output(EXIT_BALANCED);
}

static const struct scenario *find(const char *name)
{
    const struct scenario *s = drill_find(name);
    if (s) return s;
    if (people_corpus_find(name))
        fprintf(stderr, "custos: drill run judges captures; '%s' is a corpus: 'custos drill make', then 'custos people report'\n",
                name);
    else
        fprintf(stderr, "custos: there is no drill '%s'; 'custos drill list' names them\n", name);
    return NULL;
}

static int make_corpus(const struct options *o, const struct people_corpus *c)
{
    struct fault f;
    uint64_t persons = 0;
    if (o->run.drill.bytes || o->curve.count) {
        fprintf(stderr, "custos: drill make %s takes --records, and neither --bytes nor --vary\n", c->name);
        return EXIT_FAILED;
    }
    if (drill_take_directory(o->directory, &f)) return complain(&f);
    if (drill_write_corpus(c, o->run.drill.seed, o->records, o->directory, &persons, &f)) {
        drill_remove_folder(o->directory); /* half a corpus would be judged wrongly */
        return complain(&f);
    }
    fprintf(stderr, "%s/%s: %" PRIu64 " CVs of %" PRIu64 " persons, seed %" PRIu64 "\n", o->directory, drill_corpus_name,
            o->records ? o->records : PEOPLE_RECORDS_DEFAULT, persons, o->run.drill.seed);
    return EXIT_BALANCED;
}

static int make(const struct options *o, char **names, size_t count)
{
    struct fault f;
    if (count != 1 || !o->directory) {
        fprintf(stderr, "custos: drill make takes one NAME and -o DIR\n");
        return EXIT_FAILED;
    }
    const struct people_corpus *c = people_corpus_find(names[0]);
    if (c) return make_corpus(o, c);
    const struct scenario *s = find(names[0]);
    if (!s) return EXIT_FAILED;
    if (o->records) {
        fprintf(stderr, "custos: drill make %s takes no --records: it is no corpus\n", names[0]);
        return EXIT_FAILED;
    }
    if (o->curve.count > 1) {
        fprintf(stderr, "custos: drill make takes one value of --vary %s\n", vary_name(o->curve.parameter));
        return EXIT_FAILED;
    }
    if (vary_check(&o->run.drill, s, &f)) return complain(&f);
    if (drill_take_directory(o->directory, &f)) return complain(&f);
    struct truth t;
    if (drill_write_folder(s, &o->run.drill, o->directory, &t, &f)) {
        drill_remove_folder(o->directory); /* a broken drill would judge wrongly */
        return complain(&f);
    }
    fprintf(stderr, "%s/%s: %" PRIu64 " packets, %" PRIu64 " bytes, seed %" PRIu64 "\n", o->directory, drill_capture_name,
            t.packets, t.bytes, t.seed);
    return EXIT_BALANCED;
}

/* Curves of the drills named; of none, none. */
static int run_curves(const struct options *o, const struct scenario *const *list, size_t count)
{
    struct fault f;
    if (count == 0) {
        fprintf(stderr, "custos: drill run --vary %s: name the drills\n", vary_name(o->curve.parameter));
        return EXIT_FAILED;
    }
    for (size_t i = 0; i < count; i++)
        if (vary_check(&o->run.drill, list[i], &f)) return complain(&f);
    return drill_curves(list, count, &o->curve, &o->run);
}

static int run(const struct options *o, char **names, size_t count)
{
    size_t all = drill_count(), n = 0;
    const struct scenario **chosen = calloc(count > all ? count : all, sizeof *chosen);
    ENSURE(chosen);
    for (; n < count; n++)
        if (!(chosen[n] = find(names[n]))) {
            free(chosen);
            return EXIT_FAILED;
        }
    for (size_t i = 0; count == 0 && !o->curve.count && i < all; i++)
        if (drill_kind(drill_at(i)) != DRILL_BENCH) chosen[n++] = drill_at(i);
    int status = o->curve.count ? run_curves(o, chosen, n) : drill_run(chosen, n, &o->run);
    free(chosen);
    return finish_output(status);
}

/* --- command line ----------------------------------------------------------------------------------------------------------- */

static const struct subcommand subcommands[] = {
    {"list", "[--json]", "Name the drills and what is in them.", "j", list},
    {"make", "NAME [--seed N] [--bytes SIZE] [--records N] [--vary NAME=VALUE] -o DIR",
     "Write capture.pcapng, network.yaml, warrants.yaml and truth.json into DIR, which must be new or empty; of a corpus\n"
     "corpus.jsonl, manifest.yaml, organisations.csv and truth.json.\n"
     "  --seed N       which traffic; the same seed gives the same bytes (default 1)\n"
     "  --bytes SIZE   about how large the capture shall be, with k, M or G for powers of 1024\n"
     "                 (default: what the scenario lasts; bench drills 256M)\n"
     "  --records N    so many CVs of a corpus (default 10000)\n"
     "  --vary NAME=VALUE  one number of the scenario changed, as 'drill run' does it for a curve\n"
     "  -o, --output DIR",
     "sborv", make},
    {"run", "[NAME...] [--seed N] [--seeds N] [--score] [--vary NAME=VALUE,...] [--memory SIZE] [--bytes SIZE] [--json]",
     "Make, audit and score drills, all but the bench ones when none is named.\n"
     "Exit status: 0 all expected findings found and nothing else wrong, 1 not so, 2 a drill could not be run.\n"
     "  --seed N       which traffic (default 1)\n"
     "  --seeds N      repeat each with so many seeds, and print rates with Wilson's 95 % intervals\n"
     "  --score        print how often what is planted was detected, and after how many bytes and seconds; the innocent\n"
     "                 twin of each planted drill runs along, and what is alleged of it counts as a false alarm\n"
     "  --vary NAME=VALUE,...\n"
     "                 a curve: the drills named, once for each value of packets (copied at most), one-in, delay, jitter\n"
     "                 (seconds), cut, tail, snap (bytes), pack, loss, loss-access (% of frames that the n6 or n3 tap missed);\n"
     "                 repeated, all but one with a single value; exit status 1: a false alarm; what is missed is\n"
     "                 what a curve measures\n"
     "  --memory SIZE  for the tables of each audit\n"
     "  --bytes SIZE   about how large each capture shall be\n"
     "  --json         the table as JSON",
     "sbjncvm", run},
};

static void usage(FILE *out)
{
    fprintf(out, "Synthetic scenarios with ground truth: captures in files, never traffic in a network.\n\nusage:\n");
    for (size_t i = 0; i < ARRAY_LEN(subcommands); i++)
        fprintf(out, "  custos drill %s %s\n", subcommands[i].name, subcommands[i].synopsis);
}

static bool parse_size(const char *text, uint64_t *ret)
{
    static const char suffixes[] = "kMG";
    char *rest;
    if (text[0] < '0' || text[0] > '9') return false;
    errno = 0;
    uint64_t v = strtoull(text, &rest, 10);
    const char *suffix = rest[0] ? strchr(suffixes, rest[0]) : NULL;
    if (errno || (rest[0] && (!suffix || rest[1]))) return false;
    unsigned shift = suffix ? 10 * (unsigned)(suffix - suffixes + 1) : 0;
    if (v == 0 || v > UINT64_MAX >> shift) return false;
    *ret = v << shift;
    return true;
}

static bool parse_seeds(const char *text, uint32_t *ret)
{
    uint64_t v;
    if (!whole_number(text, 1, DRILL_SEEDS_MAX, &v)) return false;
    *ret = (uint32_t)v;
    return true;
}

static int bad_value(const char *option, const char *value, const char *wanted)
{
    fprintf(stderr, "custos: drill: --%s %s: %s\n", option, value, wanted);
    return EXIT_FAILED;
}

/* Of several --vary, one may have several values: that is the curve. */
static enum err take_vary(struct options *o, struct fault *f)
{
    struct vary_series v = {.count = 0};
    enum err err = vary_parse(optarg, &v, f);
    if (!err) err = vary_add(v.parameter, v.values[0], &o->run.drill, f);
    if (!err && v.count > 1 && o->curve.count > 1)
        err = fault_set(f, ERR_USAGE, "--vary %s: %s has several values already", vary_name(v.parameter),
                        vary_name(o->curve.parameter));
    if (!err && o->curve.count <= 1) o->curve = v;
    return err;
}

/* 0: go on; else the exit status plus one, so that 0 can be told from success. */
static int take_option(const struct subcommand *c, int letter, struct options *o)
{
    if (letter == 'h') {
        printf("usage: custos drill %s %s\n\n%s\n", c->name, c->synopsis, c->help);
        return 1 + finish_output(EXIT_BALANCED);
    }
    if (letter == '?') return 1 + EXIT_FAILED; /* getopt has said why */
    if (!strchr(c->letters, letter)) {
        fprintf(stderr, "custos: drill %s does not take that option; see 'custos drill %s --help'\n", c->name, c->name);
        return 1 + EXIT_FAILED;
    }
    if (letter == 's' && !whole_number(optarg, 0, UINT64_MAX, &o->run.drill.seed))
        return 1 + bad_value("seed", optarg, "not a number from 0 to 2^64 - 1");
    if (letter == 'b' && !parse_size(optarg, &o->run.drill.bytes))
        return 1 + bad_value("bytes", optarg, "not a size such as 500k, 64M or 2G");
    if (letter == 'n' && !parse_seeds(optarg, &o->run.seeds))
        return 1 + bad_value("seeds", optarg, "not a number from 1 to 100000");
    if (letter == 'r' && !whole_number(optarg, 1, PEOPLE_RECORDS_MAX, &o->records))
        return 1 + bad_value("records", optarg, "not a number from 1 to 100000000");
    struct fault f;
    if (letter == 'v' && take_vary(o, &f)) return 1 + complain(&f);
    uint64_t memory = 0;
    if (letter == 'm') {
        if (!parse_size(optarg, &memory)) return 1 + bad_value("memory", optarg, "not a size such as 64M or 2G");
        if (memory < ENGINE_MEMORY_MIN) return 1 + bad_value("memory", optarg, "at least 16M are needed");
        o->run.memory_bytes = memory;
    }
    if (letter == 'c') o->run.score = true;
    if (letter == 'o') o->directory = optarg;
    if (letter == 'j') o->run.json = true;
    return 0;
}

static int run_subcommand(const struct subcommand *c, int argc, char **argv)
{
    static const struct option longs[] = {{"seed", required_argument, NULL, 's'},
                                          {"bytes", required_argument, NULL, 'b'},
                                          {"records", required_argument, NULL, 'r'},
                                          {"output", required_argument, NULL, 'o'},
                                          {"json", no_argument, NULL, 'j'},
                                          {"seeds", required_argument, NULL, 'n'},
                                          {"score", no_argument, NULL, 'c'},
                                          {"vary", required_argument, NULL, 'v'},
                                          {"memory", required_argument, NULL, 'm'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    struct options o = {.run = {.drill = {.seed = 1}, .seeds = 1}};
    int letter;
    optind = 0; /* a fresh scan: the program's own options were scanned before */
    while ((letter = getopt_long(argc, argv, "o:h", longs, NULL)) != -1) {
        int stop = take_option(c, letter, &o);
        if (stop) return stop - 1;
    }
    return c->run(&o, argv + optind, (size_t)(argc - optind));
}

int command_drill(int argc, char **argv)
{
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        usage(stdout);
        return finish_output(EXIT_BALANCED);
    }
    for (size_t i = 0; argc > 1 && i < ARRAY_LEN(subcommands); i++)
        if (strcmp(argv[1], subcommands[i].name) == 0) return run_subcommand(&subcommands[i], argc - 1, argv + 1);
    if (argc > 1) fprintf(stderr, "custos: there is no 'drill %s'\n", argv[1]);
    usage(stderr);
    return EXIT_FAILED;
}
