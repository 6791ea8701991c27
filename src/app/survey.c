/* custos survey: a draft of the network from what captures show. */
#include "app/survey.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "app/command.h"
#include "app/taps.h"
#include "audit/survey.h"

enum { BATCH = 256 };

/* --- drafting ----------------------------------------------------------------------------------------------------------- */

/* Interfaces appear while the set is read. */
static void name_interfaces(struct survey *s, const struct capture_set *set, const char *const *tap_names, struct arena *a,
                            size_t *from)
{
    for (; *from < capture_interface_count(set); ++*from) {
        const struct capture_interface *interface = capture_interface(set, *from);
        struct tap_input input = {tap_names[interface->capture], capture_info(set, interface->capture)->path};
        survey_interface(s, (uint16_t)*from, tap_name_of(a, &input, interface));
    }
}

static enum err draft(struct survey *s, struct arena *a, char **ret_yaml, struct fault *f)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    if (!out) return fault_set(f, ERR_MEMORY, "not enough memory for a draft of the network");
    survey_text(s, out);
    bool failed = ferror(out) != 0;
    failed |= fclose(out) != 0;
    if (!failed) *ret_yaml = arena_copy(a, text, len);
    free(text);
    return failed ? fault_set(f, ERR_MEMORY, "not enough memory for a draft of the network") : ERR_OK;
}

enum err survey_captures(struct capture_set *set, const char *const *tap_names, struct arena *a, char **ret_yaml, struct fault *f)
{
    struct survey_limits limits = {0};
    struct frame frames[BATCH];
    size_t named = 0;
    if (getrandom(&limits.hash_seed, sizeof limits.hash_seed, 0) != sizeof limits.hash_seed)
        return fault_set(f, ERR_IO, "the system gives no random numbers");
    struct survey *s = survey_new(&limits);
    if (!s) return fault_set(f, ERR_MEMORY, "not enough memory for a survey");
    for (size_t n; (n = capture_next(set, frames, BATCH));) {
        name_interfaces(s, set, tap_names, a, &named);
        survey_frames(s, frames, n);
    }
    name_interfaces(s, set, tap_names, a, &named); /* those without a packet */
    enum err err = draft(s, a, ret_yaml, f);
    survey_free(s);
    return err;
}

/* --- the command -------------------------------------------------------------------------------------------------------- */

static void usage(FILE *out)
{
    fputs("usage: custos survey [TAP=]CAPTURE...\n", out);
}

static void help(void)
{
    usage(stdout);
    fputs("\nDraft a network file (network/1 YAML) on standard output from what captures show, to be checked and completed.\n"
          "Captures are pcap or pcapng, plain, .gz or .zst; \"-\" is standard input. TAP=FILE names the tap of all of a file's\n"
          "interfaces; otherwise they keep their own names, or get the file's.\n\n"
          "Only conversations of recognised protocols are declared; others are written as comments, with what was seen of\n"
          "them, so that an audit with the draft still reports them.\n\n"
          "  -h, --help    this text\n",
          stdout);
}

/* A file that breaks off is surveyed up to there. False when nothing at all could be read. */
static bool tell_breaks(const struct capture_set *set)
{
    uint64_t packets = 0;
    bool broken = false;
    for (size_t i = 0; i < capture_count(set); i++) {
        const struct capture_info *info = capture_info(set, i);
        packets += info->packets;
        broken |= info->truncated;
        if (info->truncated)
            fprintf(stderr, "custos: %s: read up to byte %llu only: %s\n", info->path, (unsigned long long)info->break_offset,
                    info->break_text);
    }
    return packets || !broken;
}

static enum err survey_files(const char *const *paths, const char *const *taps, size_t count, struct arena *a, struct fault *f)
{
    struct capture_set *set;
    struct capture_options options = {0};
    char *yaml;
    enum err err = capture_open(paths, count, &options, &set, f);
    if (err) return err;
    err = survey_captures(set, taps, a, &yaml, f);
    if (!err && !tell_breaks(set)) err = fault_set(f, ERR_FORMAT, "no packet could be read");
    if (!err && (fputs(yaml, stdout) == EOF || fflush(stdout) != 0)) err = fault_set(f, ERR_IO, "standard output: %m");
    capture_close(set);
    return err;
}

static int run(size_t count, char **arguments)
{
    struct fault f = {.text = "not enough memory"};
    struct arena *a = arena_new();
    if (!a) {
        fprintf(stderr, "custos: survey: %s\n", f.text);
        return EXIT_FAILED;
    }
    const char **paths = arena_alloc(a, count * sizeof *paths), **taps = arena_alloc(a, count * sizeof *taps);
    for (size_t i = 0; i < count; i++) {
        struct tap_input input = tap_input_of(a, arguments[i]);
        paths[i] = input.path;
        taps[i] = input.tap;
    }
    enum err err = survey_files(paths, taps, count, a, &f);
    if (err) fprintf(stderr, "custos: survey: %s\n", f.text);
    arena_free(a);
    return err ? EXIT_FAILED : EXIT_BALANCED;
}

int command_survey(int argc, char **argv)
{
    static const struct option longs[] = {{"help", no_argument, NULL, 'h'}, {0}};
    opterr = 0;
    optind = 0; /* the main program may have used getopt already */
    for (int option; (option = getopt_long(argc, argv, ":h", longs, NULL)) != -1;) {
        if (option == 'h') {
            help();
            return EXIT_BALANCED;
        }
        fprintf(stderr, "custos: survey: unknown option %s\n", argv[optind - 1]);
        usage(stderr);
        return EXIT_FAILED;
    }
    if (optind == argc) {
        fputs("custos: survey: no capture given\n", stderr);
        usage(stderr);
        return EXIT_FAILED;
    }
    return run((size_t)(argc - optind), argv + optind);
}
