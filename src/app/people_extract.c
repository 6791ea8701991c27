/* custos people extract: the map of map and reduce, by itself. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/output.h"
#include "app/people.h"
#include "app/people_files.h"
#include "app/people_map.h"
#include "app/people_organisations.h"

enum { EMPLOYERS_MAX = 64 };

enum {
    OPTION_ORGANISATIONS = 256,
    OPTION_EMPLOYER,
    OPTION_KEY,
    OPTION_MANIFEST,
    OPTION_OVERRIDE,
    OPTION_ERASED,
    OPTION_CORRECTIONS,
    OPTION_FORMAT,
    OPTION_THREADS
};

static const struct option options[] = {{"organisations", required_argument, NULL, OPTION_ORGANISATIONS},
                                        {"employer", required_argument, NULL, OPTION_EMPLOYER},
                                        {"key", required_argument, NULL, OPTION_KEY},
                                        {"manifest", required_argument, NULL, OPTION_MANIFEST},
                                        {"override-origin", required_argument, NULL, OPTION_OVERRIDE},
                                        {"erased", required_argument, NULL, OPTION_ERASED},
                                        {"corrections", required_argument, NULL, OPTION_CORRECTIONS},
                                        {"format", required_argument, NULL, OPTION_FORMAT},
                                        {"threads", required_argument, NULL, OPTION_THREADS},
                                        {"output", required_argument, NULL, 'o'},
                                        {"help", no_argument, NULL, 'h'},
                                        {0}};

static const char usage[] =
    "usage: custos people extract [OPTION]... CORPUS...\n"
    "\n"
    "CORPUS is a file, a folder or - (standard input) with CVs in JSON lines, JSON (also JSON Resume), CSV or plain text, each\n"
    "also with gzip or Zstandard. What its records say of employers and bodies of the list is written as JSON lines.\n"
    "\n"
    "  --organisations FILE     the list of organisations: CSV or FollowTheMoney JSON; without it the one that custos has\n"
    "  --employer NAME          one more employer, if the list does not have it; may be repeated\n"
    "  --manifest FILE          what the corpus is; without it CORPUS.manifest.yaml, or manifest.yaml beside it\n"
    "  --override-origin REASON read a leaked corpus all the same; the reason is kept with the result\n"
    "  --key FILE               the key of pseudonyms; without it ~/.local/state/custos/people.key\n"
    "  --erased FILE            records that are left out because somebody asked for it\n"
    "  --corrections FILE       what was said of records and is put right\n"
    "  --format FORMAT          jsonl, json, csv or text; without it found by content and name\n"
    "  --threads N              threads that read records; without it as many as there are processors\n"
    "  -o, --output FILE        write there instead of to standard output\n"
    "\n"
    "Exit status: 0 all was read (records that are malformed are counted, and told on standard error), 2 it could not be done.\n";

struct arguments {
    struct people_map_request request;
    const char *organisations, *key, *erased, *corrections, *output;
    const char *employers[EMPLOYERS_MAX];
    size_t employer_count;
    bool help;
};

static enum err take_threads(const char *text, unsigned *ret, struct fault *f)
{
    uint64_t n;
    if (!whole_number(text, 1, PEOPLE_THREADS, &n))
        return fault_set(f, ERR_USAGE, "--threads %s: a number from 1 to %d is wanted", text, PEOPLE_THREADS);
    *ret = (unsigned)n;
    return ERR_OK;
}

static enum err take_option(struct arguments *a, int option, const char *value, struct fault *f)
{
    switch (option) {
    case OPTION_ORGANISATIONS: a->organisations = value; return ERR_OK;
    case OPTION_EMPLOYER:
        if (a->employer_count == EMPLOYERS_MAX) return fault_set(f, ERR_USAGE, "--employer: at most %d times", EMPLOYERS_MAX);
        a->employers[a->employer_count++] = value;
        return ERR_OK;
    case OPTION_KEY: a->key = value; return ERR_OK;
    case OPTION_MANIFEST: a->request.manifest = value; return ERR_OK;
    case OPTION_OVERRIDE: a->request.override_origin = value; return ERR_OK;
    case OPTION_ERASED: a->erased = value; return ERR_OK;
    case OPTION_CORRECTIONS: a->corrections = value; return ERR_OK;
    case OPTION_FORMAT: return people_format(value, &a->request.format, f);
    case OPTION_THREADS: return take_threads(value, &a->request.threads, f);
    case 'o': a->output = value; return ERR_OK;
    case 'h': a->help = true; return ERR_OK;
    default: return fault_set(f, ERR_USAGE, "see custos people extract --help");
    }
}

static enum err parse(int argc, char **argv, struct arguments *ret, struct fault *f)
{
    *ret = (struct arguments){.request.progress = true};
    optind = 1;
    for (int option; (option = getopt_long(argc, argv, "o:h", options, NULL)) != -1;) {
        enum err err = take_option(ret, option, optarg, f);
        if (err != ERR_OK || ret->help) return err;
    }
    ret->request.inputs = (const char *const *)argv + optind;
    ret->request.input_count = (size_t)(argc - optind);
    if (ret->request.input_count > 0) return ERR_OK;
    return fault_set(f, ERR_USAGE, "people extract: no corpus given; see custos people extract --help");
}

/* --- the lines --- */

struct writing {
    FILE *out;
    const struct organisations *organisations;
};

static enum err write_record(void *context, const struct extract *x, struct fault *f)
{
    struct writing *w = context;
    extract_line_record(w->out, w->organisations, x);
    return ferror(w->out) ? fault_set(f, ERR_IO, "the output cannot be written: %s", strerror(errno)) : ERR_OK;
}

static enum err write_input(void *context, const struct extract_input *i, struct fault *f)
{
    struct writing *w = context;
    (void)f;
    extract_line_input(w->out, i);
    return ERR_OK;
}

static enum err extract_to(const struct arguments *a, const struct people_map_request *q, struct fault *f)
{
    struct writing w = {.out = a->output ? output_open(a->output, f) : stdout, .organisations = q->organisations};
    struct people_map_sink sink = {.context = &w, .record = write_record, .input = write_input};
    struct fault ignored;
    if (!w.out) return f->code;
    enum err err = people_map(q, &sink, f);
    if (!a->output) return err;
    enum err closed = output_close(w.out, a->output, err == ERR_OK ? f : &ignored);
    return err == ERR_OK ? closed : err;
}

/* What all records are held against. */
static enum err run(const struct arguments *a, struct arena *arena, struct fault *f)
{
    struct people_map_request q = a->request;
    struct organisations organisations;
    struct people_employers employers = {0};
    struct erasures erased;
    struct corrections corrections;
    struct pseudonym_key key;
    const char *name;
    enum err err = people_organisations(a->organisations, arena, &organisations, &name, f);
    for (size_t i = 0; err == ERR_OK && i < a->employer_count; i++)
        err = people_employers_add(&employers, a->employers[i], "--employer", &organisations, arena, f);
    if (err == ERR_OK) err = people_erasures(a->erased, arena, &erased, f);
    if (err == ERR_OK) err = people_corrections(a->corrections, arena, &corrections, f);
    if (err == ERR_OK) err = people_key(a->key, &key, f);
    if (err != ERR_OK) return err;
    q.organisations = &organisations;
    q.erasures = &erased;
    q.corrections = &corrections;
    q.key = &key;
    err = extract_to(a, &q, f);
    people_key_done(&key);
    return err;
}

int people_extract(int argc, char **argv)
{
    struct arguments a;
    struct fault f;
    if (parse(argc, argv, &a, &f) != ERR_OK) return complain(&f);
    if (a.help) return say_usage(usage, true);
    struct arena *arena = arena_new();
    if (!arena) return complain(&(struct fault){.code = ERR_MEMORY, .text = "not enough memory"});
    enum err err = run(&a, arena, &f);
    arena_free(arena);
    if (err != ERR_OK) return complain(&f);
    return a.output ? 0 : finish_output(0);
}
