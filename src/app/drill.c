/* custos drill list|make|run: synthetic scenarios with ground truth, and the detector's score on them. */
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/command.h"
#include "app/run.h"
#include "base/json.h"
#include "capture/pcapng_writer.h"
#include "drill/drill.h"
#include "drill/score.h"

enum { PATH_ROOM = 4096, FILE_BUFFER = 1 << 20, SNAP_BYTES = 262144 };

static const char capture_name[] = "capture.pcapng", network_name[] = "network.yaml", warrants_name[] = "warrants.yaml",
                  truth_name[] = "truth.json";

struct options {
    struct drill_options drill;
    const char *directory;
    bool json;
};

struct subcommand {
    const char *name, *synopsis, *help;
    const char *letters; /* of the options below that it takes */
    int (*run)(const struct options *o, char **names, size_t count);
};

static int complain(const struct fault *f)
{
    fprintf(stderr, "custos: %s\n", f->text);
    return EXIT_FAILED;
}

static int finish_output(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout)) return status;
    perror("custos: standard output");
    return EXIT_FAILED;
}

/* --- writing a drill's folder ------------------------------------------------------------------------------------------- */

static enum err join(const char *directory, const char *name, char path[static PATH_ROOM], struct fault *f)
{
    int n = snprintf(path, PATH_ROOM, "%s/%s", directory, name);
    if (n < 0 || n >= PATH_ROOM) return fault_set(f, ERR_LIMIT, "%.200s...: the path is too long", directory);
    return ERR_OK;
}

static enum err open_file(const char *directory, const char *name, FILE **ret, struct fault *f)
{
    char path[PATH_ROOM];
    enum err err = join(directory, name, path, f);
    if (err) return err;
    FILE *out = fopen(path, "wxe");
    if (!out) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    *ret = out;
    return ERR_OK;
}

static enum err close_file(FILE *out, const char *directory, const char *name, struct fault *f)
{
    bool failed = fflush(out) != 0 || ferror(out);
    int cause = errno;
    if (fclose(out) != 0 && !failed) {
        failed = true;
        cause = errno;
    }
    return failed ? fault_set(f, ERR_IO, "%s/%s: %s", directory, name, strerror(cause)) : ERR_OK;
}

static void write_interface(void *ctx, const char *name, uint16_t link_type)
{
    (void)pcapng_writer_interface(ctx, link_type, SNAP_BYTES, name);
}

static void write_frame(void *ctx, uint32_t interface, int64_t time_ns, enum frame_direction direction, const uint8_t *data,
                        size_t len)
{
    pcapng_writer_packet(ctx, interface, time_ns, data, (uint32_t)len, (uint32_t)len, (uint8_t)direction, NULL);
}

static enum err write_capture(const struct scenario *s, const struct drill_options *o, const char *directory, struct truth *ret,
                              struct fault *f)
{
    FILE *out;
    enum err err = open_file(directory, capture_name, &out, f);
    if (err) return err;
    struct pcapng_writer writer;
    struct drill_sink sink = {&writer, write_interface, write_frame};
    (void)setvbuf(out, NULL, _IOFBF, FILE_BUFFER);
    pcapng_writer_begin(&writer, out, "custos drill", "Synthetic: no packet of this capture was ever on a wire.");
    drill_play(s, o, &sink, ret);
    return close_file(out, directory, capture_name, f);
}

static enum err write_papers(const struct scenario *s, const struct truth *t, const char *directory, struct fault *f)
{
    FILE *out;
    enum err err = open_file(directory, network_name, &out, f);
    if (err) return err;
    drill_write_network(s, out);
    err = close_file(out, directory, network_name, f);
    if (!err) err = open_file(directory, warrants_name, &out, f);
    if (err) return err;
    drill_write_warrants(s, out);
    err = close_file(out, directory, warrants_name, f);
    if (!err) err = open_file(directory, truth_name, &out, f);
    if (err) return err;
    truth_write(t, capture_name, out);
    return close_file(out, directory, truth_name, f);
}

static enum err write_folder(const struct scenario *s, const struct drill_options *o, const char *directory, struct truth *ret,
                             struct fault *f)
{
    enum err err = write_capture(s, o, directory, ret, f);
    return err ? err : write_papers(s, ret, directory, f);
}

/* A new folder, or one that is there and empty. */
static enum err take_directory(const char *path, struct fault *f)
{
    if (mkdir(path, 0777) == 0) return ERR_OK;
    DIR *d = errno == EEXIST ? opendir(path) : NULL;
    if (!d) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    const struct dirent *e;
    bool empty = true;
    while ((e = readdir(d)))
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) empty = false;
    closedir(d);
    return empty ? ERR_OK : fault_set(f, ERR_INVALID, "%s: the folder is not empty", path);
}

static void remove_folder(const char *directory)
{
    static const char *const names[] = {capture_name, network_name, warrants_name, truth_name};
    char path[PATH_ROOM];
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (join(directory, names[i], path, NULL) == ERR_OK) (void)unlink(path);
    (void)rmdir(directory);
}

/* --- list, make ---------------------------------------------------------------------------------------------------------- */

static const char *kind_name(enum drill_kind k)
{
    static const char *const names[] = {[DRILL_CLEAN] = "clean", [DRILL_PLANTED] = "planted", [DRILL_BENCH] = "bench"};
    return names[k];
}

static int list(const struct options *o, char **names, size_t count)
{
    (void)names;
    if (count > 0) {
        fprintf(stderr, "custos: drill list takes no names\n");
        return EXIT_FAILED;
    }
    struct json j;
    if (o->json) {
        json_init(&j, stdout, true);
        json_array_begin(&j, NULL);
    }
    for (size_t i = 0; i < drill_count(); i++) {
        const struct scenario *s = drill_at(i);
        if (!o->json) {
            printf("%-21s %-8s %s\n", drill_name(s), kind_name(drill_kind(s)), drill_summary(s));
            continue;
        }
        json_object_begin(&j, NULL);
        json_string(&j, "name", drill_name(s));
        json_string(&j, "kind", kind_name(drill_kind(s)));
        json_string(&j, "summary", drill_summary(s));
        json_object_end(&j);
    }
    if (o->json) json_array_end(&j);
    return finish_output(EXIT_BALANCED);
}

static const struct scenario *find(const char *name)
{
    const struct scenario *s = drill_find(name);
    if (!s) fprintf(stderr, "custos: there is no drill '%s'; 'custos drill list' names them\n", name);
    return s;
}

static int make(const struct options *o, char **names, size_t count)
{
    struct fault f;
    if (count != 1 || !o->directory) {
        fprintf(stderr, "custos: drill make takes one NAME and -o DIR\n");
        return EXIT_FAILED;
    }
    const struct scenario *s = find(names[0]);
    if (!s) return EXIT_FAILED;
    if (take_directory(o->directory, &f)) return complain(&f);
    struct truth t;
    if (write_folder(s, &o->drill, o->directory, &t, &f)) {
        remove_folder(o->directory); /* a broken drill would judge wrongly */
        return complain(&f);
    }
    fprintf(stderr, "%s/%s: %" PRIu64 " packets, %" PRIu64 " bytes, seed %" PRIu64 "\n", o->directory, capture_name, t.packets,
            t.bytes, t.seed);
    return EXIT_BALANCED;
}

/* --- run ------------------------------------------------------------------------------------------------------------------ */

struct tally_all {
    uint32_t scenarios, right, failed;
    struct score sum;
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static enum err audit_folder(const char *directory, const struct truth *t, struct score *ret, struct fault *f)
{
    char capture[PATH_ROOM], network[PATH_ROOM], warrants[PATH_ROOM];
    if (join(directory, capture_name, capture, f) || join(directory, network_name, network, f) ||
        join(directory, warrants_name, warrants, f))
        return f->code;
    const char *const captures[] = {capture};
    struct run_options o = {.captures = captures, .capture_count = 1, .network = network, .warrants = warrants};
    struct run *r;
    enum err err = run_audit(&o, &r, f);
    if (err) return err;
    score_verdict(t, run_verdict(r), ret);
    run_free(r);
    return ERR_OK;
}

/* Make, audit and score one drill in a folder of its own, which is gone afterwards. `ret_s`: seconds the audit took. */
static enum err run_one(const struct scenario *s, const struct drill_options *o, struct truth *ret_truth, struct score *ret,
                        double *ret_s, struct fault *f)
{
    char directory[PATH_ROOM];
    const char *parent = getenv("TMPDIR");
    enum err err = join(parent && parent[0] ? parent : "/tmp", "custos-drill-XXXXXX", directory, f);
    if (err) return err;
    if (!mkdtemp(directory)) return fault_set(f, ERR_IO, "%s: %s", directory, strerror(errno));
    err = write_folder(s, o, directory, ret_truth, f);
    double start = now_s();
    if (!err) err = audit_folder(directory, ret_truth, ret, f);
    *ret_s = now_s() - start;
    remove_folder(directory);
    return err;
}

static void print_row(const struct scenario *s, const struct score *r, double seconds)
{
    printf("%-21s %8u %6u %7u %6u %6u  %-6s %8.2f\n", drill_name(s), r->expected, r->found, r->missed, r->false_alarms, r->wrong,
           score_ok(r) ? "ok" : "WRONG", seconds);
    for (uint32_t i = 0; i < r->note_count; i++) printf("    %s\n", r->notes[i]);
    (void)fflush(stdout);
}

static void write_counts(struct json *j, const struct score *r)
{
    json_unsigned(j, "expected", r->expected);
    json_unsigned(j, "found", r->found);
    json_unsigned(j, "missed", r->missed);
    json_unsigned(j, "false", r->false_alarms);
    json_unsigned(j, "wrong", r->wrong);
}

static void write_row(struct json *j, const struct scenario *s, const struct truth *t, const struct score *r, double seconds)
{
    json_object_begin(j, NULL);
    json_string(j, "scenario", drill_name(s));
    json_string(j, "kind", kind_name(drill_kind(s)));
    json_unsigned(j, "seed", t->seed);
    json_unsigned(j, "packets", t->packets);
    json_unsigned(j, "bytes", t->bytes);
    write_counts(j, r);
    json_bool(j, "ok", score_ok(r));
    json_number(j, "seconds", seconds);
    json_array_begin(j, "notes");
    for (uint32_t i = 0; i < r->note_count; i++) json_string(j, NULL, r->notes[i]);
    json_array_end(j);
    json_object_end(j);
}

static void add_score(struct tally_all *all, const struct score *r)
{
    all->right += score_ok(r);
    all->sum.expected += r->expected;
    all->sum.found += r->found;
    all->sum.missed += r->missed;
    all->sum.false_alarms += r->false_alarms;
    all->sum.wrong += r->wrong;
}

static void run_and_show(const struct scenario *s, const struct options *o, struct json *j, struct tally_all *all)
{
    struct fault f;
    struct truth t;
    struct score r;
    double seconds;
    all->scenarios++;
    if (run_one(s, &o->drill, &t, &r, &seconds, &f)) {
        all->failed++;
        fprintf(stderr, "custos: drill %s: %s\n", drill_name(s), f.text);
        return;
    }
    add_score(all, &r);
    if (o->json)
        write_row(j, s, &t, &r, seconds);
    else
        print_row(s, &r, seconds);
}

static void begin_report(const struct options *o, struct json *j)
{
    if (o->json) {
        json_init(j, stdout, true);
        json_object_begin(j, NULL);
        json_array_begin(j, "scenarios");
        return;
    }
    printf("%-21s %8s %6s %7s %6s %6s  %-6s %8s\n", "scenario", "expected", "found", "missed", "false", "wrong", "result",
           "seconds");
}

static void end_report(const struct options *o, struct json *j, const struct tally_all *all)
{
    if (!o->json) {
        printf("%u of %u drills judged rightly: %u of %u expected findings found, %u false alarms\n", all->right, all->scenarios,
               all->sum.found, all->sum.expected, all->sum.false_alarms);
        return;
    }
    json_array_end(j);
    json_object_begin(j, "total");
    json_unsigned(j, "scenarios", all->scenarios);
    json_unsigned(j, "right", all->right);
    json_unsigned(j, "failed", all->failed);
    write_counts(j, &all->sum);
    json_object_end(j);
    json_object_end(j);
}

static int run(const struct options *o, char **names, size_t count)
{
    struct tally_all all = {0};
    struct json j;
    for (size_t i = 0; i < count; i++)
        if (!find(names[i])) return EXIT_FAILED;
    begin_report(o, &j);
    for (size_t i = 0; i < count; i++) run_and_show(drill_find(names[i]), o, &j, &all);
    for (size_t i = 0; count == 0 && i < drill_count(); i++)
        if (drill_kind(drill_at(i)) != DRILL_BENCH) run_and_show(drill_at(i), o, &j, &all);
    end_report(o, &j, &all);
    return finish_output(all.failed ? EXIT_FAILED : all.right == all.scenarios ? EXIT_BALANCED : EXIT_FINDINGS);
}

/* --- command line ----------------------------------------------------------------------------------------------------------- */

static const struct subcommand subcommands[] = {
    {"list", "[--json]", "Name the drills and what is in them.", "j", list},
    {"make", "NAME [--seed N] [--bytes SIZE] -o DIR",
     "Write capture.pcapng, network.yaml, warrants.yaml and truth.json into DIR, which must be new or empty.\n"
     "  --seed N       which traffic; the same seed gives the same bytes (default 1)\n"
     "  --bytes SIZE   about how large the capture shall be, with k, M or G for powers of 1024\n"
     "                 (default: what the scenario lasts; bench drills 256M)\n"
     "  -o, --output DIR",
     "sbo", make},
    {"run", "[NAME...] [--seed N] [--bytes SIZE] [--json]",
     "Make, audit and score drills, all but the bench ones when none is named.\n"
     "Exit status: 0 all expected findings found and nothing else wrong, 1 not so, 2 a drill could not be run.\n"
     "  --seed N       which traffic (default 1)\n"
     "  --bytes SIZE   about how large each capture shall be\n"
     "  --json         the table as JSON",
     "sbj", run},
};

static void usage(FILE *out)
{
    fprintf(out, "Synthetic scenarios with ground truth: captures in files, never traffic in a network.\n\nusage:\n");
    for (size_t i = 0; i < ARRAY_LEN(subcommands); i++)
        fprintf(out, "  custos drill %s %s\n", subcommands[i].name, subcommands[i].synopsis);
}

static bool parse_number(const char *text, uint64_t *ret, const char **ret_rest)
{
    char *rest;
    if (text[0] < '0' || text[0] > '9') return false;
    errno = 0;
    unsigned long long v = strtoull(text, &rest, 10);
    if (errno) return false;
    *ret = v;
    *ret_rest = rest;
    return true;
}

static bool parse_size(const char *text, uint64_t *ret)
{
    static const char suffixes[] = "kMG";
    const char *rest;
    uint64_t v;
    if (!parse_number(text, &v, &rest)) return false;
    const char *suffix = rest[0] ? strchr(suffixes, rest[0]) : NULL;
    if (rest[0] && (!suffix || rest[1])) return false;
    unsigned shift = suffix ? 10 * (unsigned)(suffix - suffixes + 1) : 0;
    if (v == 0 || v > UINT64_MAX >> shift) return false;
    *ret = v << shift;
    return true;
}

static int bad_value(const char *option, const char *value, const char *wanted)
{
    fprintf(stderr, "custos: drill: --%s %s: %s\n", option, value, wanted);
    return EXIT_FAILED;
}

/* 0: go on; else the exit status plus one, so that 0 can be told from success. */
static int take_option(const struct subcommand *c, int letter, struct options *o)
{
    const char *rest;
    if (letter == 'h') {
        printf("usage: custos drill %s %s\n\n%s\n", c->name, c->synopsis, c->help);
        return 1 + finish_output(EXIT_BALANCED);
    }
    if (letter == '?') return 1 + EXIT_FAILED; /* getopt has said why */
    if (!strchr(c->letters, letter)) {
        fprintf(stderr, "custos: drill %s does not take that option; see 'custos drill %s --help'\n", c->name, c->name);
        return 1 + EXIT_FAILED;
    }
    if (letter == 's' && (!parse_number(optarg, &o->drill.seed, &rest) || rest[0]))
        return 1 + bad_value("seed", optarg, "not a number from 0 to 2^64 - 1");
    if (letter == 'b' && !parse_size(optarg, &o->drill.bytes))
        return 1 + bad_value("bytes", optarg, "not a size such as 500k, 64M or 2G");
    if (letter == 'o') o->directory = optarg;
    if (letter == 'j') o->json = true;
    return 0;
}

static int run_subcommand(const struct subcommand *c, int argc, char **argv)
{
    static const struct option longs[] = {{"seed", required_argument, NULL, 's'},   {"bytes", required_argument, NULL, 'b'},
                                          {"output", required_argument, NULL, 'o'}, {"json", no_argument, NULL, 'j'},
                                          {"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0}};
    struct options o = {.drill = {.seed = 1}};
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
