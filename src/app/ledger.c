/* custos ledger init|append|show|prove|verify|checkpoint|cosign|timestamp|erase: the record. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "app/command.h"
#include "app/ledger_append.h"
#include "app/ledger_cosign.h"
#include "app/ledger_show.h"
#include "app/ledger_store.h"
#include "app/ledger_timestamp.h"
#include "app/ledger_verify.h"
#include "app/output.h"
#include "base/macros.h"
#include "verify/span.h"

enum {
    OPTION_SIGNER = 's',
    OPTION_KEY = 'k',
    OPTION_STATE = 't',
    OPTION_ORIGIN = 'n',
    OPTION_VKEY = 'v',
    OPTION_WHY = 'w',
    OPTION_GROWTH = 'g',
    OPTION_OUTPUT = 'o',
    OPTION_REQUEST = 'q',
    OPTION_CHECK = 'c',
    OPTION_CA = 'a',
    OPTION_OLD = 'd',
    OPTION_ANSWER = 'r',
    OPTION_HELP = 'h'
};

struct arguments {
    struct ledger_place place;
    const char *origin, *vkey, *why, *growth, *output, *answer, *ca, *old;
    bool request;
    char **rest; /* behind LEDGER */
    size_t rest_count;
};

struct subcommand {
    const char *name, *synopsis, *help;
    const char *letters; /* of the options below that it takes */
    size_t least, most;  /* arguments behind LEDGER */
    int (*run)(const struct arguments *a);
};

/* --- what they do ------------------------------------------------------------------------------------------------------------
 */

/* A name that no other ledger has: the machine's, and four random octets. */
static enum err make_origin(char origin[static 128], struct fault *f)
{
    char host[65] = "";
    uint8_t random[4];
    if (getrandom(random, sizeof random, 0) != sizeof random) return fault_set(f, ERR_IO, "no random bytes from the system");
    if (gethostname(host, sizeof host - 1) != 0 || !*host) snprintf(host, sizeof host, "localhost");
    snprintf(origin, 128, "%s/custos/%02x%02x%02x%02x", host, random[0], random[1], random[2], random[3]);
    return ERR_OK;
}

static int run_init(const struct arguments *a)
{
    struct fault f;
    char origin[128], vkey[SIGNER_VKEY_MAX];
    enum err err = a->place.socket && !a->vkey ? fault_set(&f, ERR_USAGE, "init --signer: the signer's --vkey is wanted, too")
                                               : make_origin(origin, &f);
    if (err == ERR_OK) err = ledger_store_create(&a->place, a->origin ? a->origin : origin, a->vkey, vkey, &f);
    if (err != ERR_OK) return complain(&f);
    puts(vkey);
    return finish_output(0);
}

static int run_append(const struct arguments *a)
{
    struct fault f;
    struct ledger_store s;
    const char *name = a->rest[0];
    bool standard = strcmp(name, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fault_set(&f, ERR_IO, "%s: %s", name, strerror(errno));
        return complain(&f);
    }
    enum err err = ledger_store_open(&a->place, &s, &f);
    if (err == ERR_OK) err = ledger_append_lines(s.ledger, fd, standard ? "standard input" : name, stdout, &f);
    ledger_store_close(&s);
    if (!standard) close(fd);
    return err == ERR_OK ? finish_output(0) : complain(&f);
}

/* "7", "3-9", "3-" */
static bool parse_range(const char *text, uint64_t *ret_first, uint64_t *ret_last)
{
    struct span rest = span_of(text), first;
    if (span_decimal(rest, ret_first)) {
        *ret_last = *ret_first;
        return true;
    }
    if (!span_until(&rest, '-', &first) || !span_decimal(first, ret_first)) return false;
    *ret_last = UINT64_MAX;
    return rest.len == 0 || (span_decimal(rest, ret_last) && *ret_last >= *ret_first);
}

/* What reads: opens, prints to standard output or --output, closes. */
typedef enum err print_fn(struct view *v, const struct arguments *a, FILE *out, struct fault *f);

static enum err print_into(struct view *v, const struct arguments *a, print_fn *print, struct fault *f)
{
    if (!a->output) return print(v, a, stdout, f);
    FILE *out = output_open(a->output, f);
    if (!out) return ERR_IO;
    enum err err = print(v, a, out, f), closed = output_close(out, a->output, err == ERR_OK ? f : NULL);
    return err == ERR_OK ? closed : err;
}

static int run_print(const struct arguments *a, print_fn *print)
{
    struct fault f;
    struct ledger_store s;
    struct view *v = NULL;
    enum err err = ledger_store_read(a->place.folder, &s, &f);
    if (err == ERR_OK) err = view_open(&s.files, &v, &f);
    if (err == ERR_OK) err = print_into(v, a, print, &f);
    view_free(v);
    ledger_store_close(&s);
    return err == ERR_OK ? finish_output(0) : complain(&f);
}

static enum err print_records(struct view *v, const struct arguments *a, FILE *out, struct fault *f)
{
    uint64_t first = 0, last = UINT64_MAX;
    if (a->rest_count && !parse_range(a->rest[0], &first, &last))
        return fault_set(f, ERR_USAGE, "show %s: a record's index, or FIRST-LAST, is wanted", a->rest[0]);
    return ledger_show_records(v, first, last, out, f);
}

static int run_show(const struct arguments *a)
{
    return run_print(a, print_records);
}

static enum err print_proof(struct view *v, const struct arguments *a, FILE *out, struct fault *f)
{
    uint64_t number;
    if (!!a->growth == !!a->rest_count) return fault_set(f, ERR_USAGE, "prove: a record's INDEX or --growth is wanted");
    const char *text = a->growth ? a->growth : a->rest[0];
    if (!span_decimal(span_of(text), &number)) return fault_set(f, ERR_USAGE, "prove %s: is no number", text);
    return a->growth ? ledger_show_growth(v, number, out, f) : ledger_show_proof(v, number, out, f);
}

static int run_prove(const struct arguments *a)
{
    return run_print(a, print_proof);
}

static int run_verify(const struct arguments *a)
{
    return ledger_verify(&a->place);
}

static enum err print_note(struct view *v, const struct arguments *a, FILE *out, struct fault *f)
{
    (void)a;
    (void)f;
    fwrite(view_checkpoint(v)->note, 1, view_checkpoint(v)->len, out);
    return ERR_OK;
}

static int run_checkpoint(const struct arguments *a)
{
    struct fault f;
    struct ledger_store s;
    enum err err = ledger_store_open(&a->place, &s, &f);
    if (err == ERR_OK) err = ledger_checkpoint(s.ledger, &f);
    ledger_store_close(&s);
    return err == ERR_OK ? run_print(a, print_note) : complain(&f);
}

static int run_cosign(const struct arguments *a)
{
    struct fault f;
    struct cosign_files files = {.request = a->request, .output = a->output, .old = a->old, .answer = a->answer};
    if ((a->request && a->answer) || (!a->request && (a->old || a->output))) {
        fault_set(&f, ERR_USAGE, "cosign: --request, with or without --old and -o, or --answer, or none of them");
        return complain(&f);
    }
    return ledger_cosign(a->place.folder, &files);
}

static int run_erase(const struct arguments *a)
{
    struct fault f;
    struct ledger_store s = {0};
    uint64_t *indexes = calloc(a->rest_count, sizeof *indexes);
    enum err err = indexes ? ERR_OK : fault_set(&f, ERR_MEMORY, "not enough memory");
    if (err == ERR_OK && !a->why) err = fault_set(&f, ERR_USAGE, "erase: --why is wanted: it is on record for ever");
    for (size_t i = 0; err == ERR_OK && i < a->rest_count; i++)
        if (!span_decimal(span_of(a->rest[i]), &indexes[i]))
            err = fault_set(&f, ERR_USAGE, "erase %s: is no record's index", a->rest[i]);
    if (err == ERR_OK) err = ledger_store_open(&a->place, &s, &f);
    if (err == ERR_OK) err = ledger_erase(s.ledger, indexes, a->rest_count, a->why, &f);
    if (err == ERR_OK) err = ledger_checkpoint(s.ledger, &f);
    ledger_store_close(&s);
    free(indexes);
    return err == ERR_OK ? finish_output(0) : complain(&f);
}

static int run_timestamp(const struct arguments *a)
{
    struct fault f;
    if (a->request ? !a->answer && !a->ca : a->ca != NULL) return ledger_timestamp(a->place.folder, a->request, a->answer, a->ca);
    (void)fault_set(&f, ERR_USAGE, "timestamp: --request, or --check ANSWER --ca FILE, or --ca FILE is wanted");
    return complain(&f);
}

/* --- the command line --------------------------------------------------------------------------------------------------------
 */

static const struct option options[] = {{"signer", required_argument, NULL, OPTION_SIGNER},
                                        {"key", required_argument, NULL, OPTION_KEY},
                                        {"state", required_argument, NULL, OPTION_STATE},
                                        {"origin", required_argument, NULL, OPTION_ORIGIN},
                                        {"vkey", required_argument, NULL, OPTION_VKEY},
                                        {"why", required_argument, NULL, OPTION_WHY},
                                        {"growth", required_argument, NULL, OPTION_GROWTH},
                                        {"request", no_argument, NULL, OPTION_REQUEST},
                                        {"check", required_argument, NULL, OPTION_CHECK},
                                        {"ca", required_argument, NULL, OPTION_CA},
                                        {"old", required_argument, NULL, OPTION_OLD},
                                        {"answer", required_argument, NULL, OPTION_ANSWER},
                                        {"output", required_argument, NULL, OPTION_OUTPUT},
                                        {"help", no_argument, NULL, OPTION_HELP},
                                        {0}};

#define SIGNER_HELP                                                                                                              \
    "      --signer SOCKET  ask a signer that runs (custos signer); otherwise one is started as a child\n"                       \
    "      --key KEY        the child's key: a file, credential:NAME or pkcs11:... (LEDGER/signer/key)\n"                        \
    "      --state DIR      where the child remembers what it signed (LEDGER/signer/state)\n"

static const struct subcommand subcommands[] = {
    {"init", "[OPTION]... LEDGER",
     "Make a new ledger in an empty folder, with a signer's key and the checkpoint of the empty tree. Prints the key that its\n"
     "checkpoints are checked with; keep it where the ledger's keeper cannot reach it.\n\n" SIGNER_HELP
     "      --vkey VKEY      of the signer that runs\n"
     "      --origin NAME    what the ledger is called (HOST/custos/RANDOM)\n",
     "sktnv", 0, 0, run_init},
    {"append", "[OPTION]... LEDGER FILE|-",
     "Append a record for each line, a JSON object. Its member \"type\" is the record's type, the others are its slots. Prints\n"
     "\"INDEX LEAFHASH\" for each once it is durable, and has a checkpoint signed every second and at the end.\n\n" SIGNER_HELP,
     "skt", 1, 1, run_append},
    {"show", "LEDGER [INDEX|FIRST-LAST]", "Records as lines of JSON, values and all.\n\n", "", 0, 1, run_show},
    {"prove", "LEDGER INDEX [-o FILE] | LEDGER --growth SIZE",
     "A proof that the latest checkpoint covers a record (tlog-proof), or that it grew out of the first SIZE records.\n\n"
     "      --growth SIZE    as much was in the tree before\n"
     "  -o, --output FILE    in place of standard output\n",
     "go", 0, 1, run_prove},
    {"verify", "[OPTION]... LEDGER",
     "Hold everything on the disk against everything else. Prints \"verified N records\" first.\n"
     "Exit status: 0 all of it holds, 1 something does not, 2 the job could not be done.\n\n" SIGNER_HELP,
     "skt", 0, 0, run_verify},
    {"checkpoint", "[OPTION]... LEDGER", "Recover, if need be, have everything signed, and print the checkpoint.\n\n" SIGNER_HELP,
     "skt", 0, 0, run_checkpoint},
    {"timestamp", "LEDGER --request | LEDGER [--check ANSWER] --ca FILE",
     "Time stamps of checkpoints (RFC 3161), by files that you carry to an authority and back. With --ca alone all that are\n"
     "kept are checked, and whether the ledger grew out of what was stamped. Exit status: 1 when one does not hold.\n\n"
     "      --request        print the file with a request for the latest checkpoint\n"
     "      --check ANSWER   check what the authority answered to a request, and keep it\n"
     "      --ca FILE        certificates of the authorities that are believed (PEM)\n",
     "qca", 0, 0, run_timestamp},
    {"cosign", "LEDGER | --request [--old SIZE] [-o FILE] LEDGER | --answer FILE LEDGER",
     "Ask the witnesses of LEDGER/policy to cosign the latest checkpoint, and put their cosignatures under it.\n"
     "Exit status: 0 the policy is met, 1 it asks for more witnesses, 2 the job could not be done.\n\n"
     "      --request        print what a witness behind an air gap is to be asked\n"
     "      --old SIZE       how much of the ledger that witness has cosigned before; it says so when it refuses\n"
     "  -o, --output FILE    in place of standard output\n"
     "      --answer FILE    take what it answered\n",
     "qdro", 0, 0, run_cosign},
    {"erase", "[OPTION]... --why TEXT LEDGER INDEX...",
     "Destroy keys and values of records, and blobs that only they name. Their hashes and all proofs stay, and a record says "
     "that\n"
     "they were erased, and why.\n\n      --why TEXT       the reason\n" SIGNER_HELP,
     "sktw", 1, SIZE_MAX, run_erase}};

static void print_help(FILE *out)
{
    fputs("usage: custos ledger COMMAND [OPTION]... LEDGER [ARGUMENT]...\n\n", out);
    for (size_t i = 0; i < ARRAY_LEN(subcommands); i++)
        fprintf(out, "  custos ledger %s %s\n", subcommands[i].name, subcommands[i].synopsis);
    fputs("\nThe record of what was seen and done: nobody can change it later without being found out.\n"
          "custos ledger COMMAND --help tells more.\n",
          out);
}

static void take_option(struct arguments *a, int option, const char *value)
{
    switch (option) {
    case OPTION_SIGNER: a->place.socket = value; break;
    case OPTION_KEY: a->place.key = value; break;
    case OPTION_STATE: a->place.state = value; break;
    case OPTION_ORIGIN: a->origin = value; break;
    case OPTION_VKEY: a->vkey = value; break;
    case OPTION_WHY: a->why = value; break;
    case OPTION_GROWTH: a->growth = value; break;
    case OPTION_REQUEST: a->request = true; break;
    case OPTION_CHECK: a->answer = value; break;
    case OPTION_CA: a->ca = value; break;
    case OPTION_OLD: a->old = value; break;
    case OPTION_ANSWER: a->answer = value; break;
    default: a->output = value;
    }
}

static int run_subcommand(const struct subcommand *s, int argc, char **argv)
{
    struct arguments a = {0};
    struct fault f;
    optind = 1;
    for (int option; (option = getopt_long(argc, argv, "o:h", options, NULL)) != -1;) {
        if (option == OPTION_HELP) {
            printf("usage: custos ledger %s %s\n\n%s  -h, --help           this text\n", s->name, s->synopsis, s->help);
            return finish_output(0);
        }
        if (option == '?' || !strchr(s->letters, option)) {
            if (option != '?') fprintf(stderr, "custos: ledger %s takes no such option\n", s->name);
            return EXIT_FAILED;
        }
        take_option(&a, option, optarg);
    }
    size_t given = (size_t)(argc - optind);
    if (given < 1 + s->least || given - 1 > s->most) {
        fault_set(&f, ERR_USAGE, "usage: custos ledger %s %s", s->name, s->synopsis);
        return complain(&f);
    }
    a.place.folder = argv[optind];
    a.rest = argv + optind + 1;
    a.rest_count = given - 1;
    return s->run(&a);
}

int command_ledger(int argc, char **argv)
{
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        print_help(stdout);
        return finish_output(0);
    }
    for (size_t i = 0; argc > 1 && i < ARRAY_LEN(subcommands); i++)
        if (strcmp(argv[1], subcommands[i].name) == 0) return run_subcommand(&subcommands[i], argc - 1, argv + 1);
    if (argc > 1) fprintf(stderr, "custos: ledger: no command \"%s\"\n", argv[1]);
    print_help(stderr);
    return EXIT_FAILED;
}
