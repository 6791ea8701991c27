/* custos people erase|correct: what people have asked for, put on the lists that extract, test and report take. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/command.h"
#include "app/people.h"
#include "app/people_files.h"

enum { OPTION_LIST = 256, OPTION_ORGANISATION, OPTION_STRIKE, OPTION_FROM, OPTION_UNTIL, OPTION_OPEN, OPTION_REASON };

/* --- erase ---------------------------------------------------------------------------------------------------------------- */

static const char erase_usage[] =
    "usage: custos people erase --list FILE PSEUDONYM...\n"
    "\n"
    "Put a person (p-...) or a record (r-...) on a list of erasures. extract, test and report leave out who is on the list that\n"
    "--erased names, and count them. A person stays erased when more records of the same person are found later.\n"
    "\n"
    "      --list FILE  the list; made when it is not there, else one line is added\n"
    "  -h, --help       this text\n"
    "\n"
    "What was written before holds the person still: make it anew with --erased, and erase it from ledgers (custos ledger "
    "erase).\n";

/* "p-... # 2026-11-22" */
static enum err erase_one(const char *pseudonym, const char *list, struct arena *a, struct fault *f)
{
    struct erasures e;
    char line[96], day[16] = "";
    time_t now = time(NULL);
    struct tm tm;
    if (!pseudonym_valid(pseudonym))
        return fault_set(f, ERR_USAGE, "\"%.60s\" is no pseudonym of a record (r-...) or person (p-...)", pseudonym);
    if (access(list, F_OK) == 0) {
        enum err err = people_erasures(list, a, &e, f);
        if (err) return err;
        if (*pseudonym == 'r' ? erasures_have_record(&e, pseudonym) : erasures_have_person_of(&e, pseudonym)) return ERR_OK;
    }
    if (gmtime_r(&now, &tm)) strftime(day, sizeof day, "%Y-%m-%d", &tm);
    snprintf(line, sizeof line, "%s # %s\n", pseudonym, day);
    return people_append(list, bytes_of_text(line), f);
}

int people_erase(int argc, char **argv)
{
    static const struct option options[] = {
        {"list", required_argument, NULL, OPTION_LIST}, {"help", no_argument, NULL, 'h'}, {0}};
    const char *list = NULL;
    struct fault f;
    optind = 1;
    for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
        if (option == 'h') return say_usage(erase_usage, true);
        if (option != OPTION_LIST) return say_usage(erase_usage, false);
        list = optarg;
    }
    if (!list || optind == argc) return say_usage(erase_usage, false);
    struct arena *a = arena_new();
    enum err err = a ? ERR_OK : fault_set(&f, ERR_MEMORY, "not enough memory");
    for (int i = optind; i < argc && !err; i++) err = erase_one(argv[i], list, a, &f);
    arena_free(a);
    return err ? complain(&f) : 0;
}

/* --- correct -------------------------------------------------------------------------------------------------------------- */

static const char correct_usage[] =
    "usage: custos people correct --list FILE --organisation ID (--strike | --from DATE --until DATE | --from DATE --open)\n"
    "                             --reason TEXT RECORD\n"
    "\n"
    "Put right what a record (r-...) says of an employer or body: it is struck, or its time is another. extract, test and "
    "report\n"
    "apply the list that --corrections names; of several lines on the same thing the last counts.\n"
    "\n"
    "      --list FILE         the list; made when it is not there, else one line is added\n"
    "      --organisation ID   as the list of organisations has it\n"
    "      --strike            it is not so\n"
    "      --from, --until     when it was: 2009, 2009-03 or 2009-03-15\n"
    "      --open              it lasts still\n"
    "      --reason TEXT       why: kept in the list\n"
    "  -h, --help              this text\n";

struct correcting {
    struct correction correction;
    const char *list, *from, *until;
    bool help, wrong;
};

static struct correcting parse_correct(int argc, char **argv)
{
    static const struct option options[] = {{"list", required_argument, NULL, OPTION_LIST},
                                            {"organisation", required_argument, NULL, OPTION_ORGANISATION},
                                            {"strike", no_argument, NULL, OPTION_STRIKE},
                                            {"from", required_argument, NULL, OPTION_FROM},
                                            {"until", required_argument, NULL, OPTION_UNTIL},
                                            {"open", no_argument, NULL, OPTION_OPEN},
                                            {"reason", required_argument, NULL, OPTION_REASON},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    struct correcting c = {.list = NULL};
    optind = 1;
    for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;) switch (option) {
        case OPTION_LIST: c.list = optarg; break;
        case OPTION_ORGANISATION: c.correction.organisation = optarg; break;
        case OPTION_STRIKE: c.correction.strike = true; break;
        case OPTION_FROM: c.from = optarg; break;
        case OPTION_UNTIL: c.until = optarg; break;
        case OPTION_OPEN: c.correction.when.open = true; break;
        case OPTION_REASON: c.correction.reason = optarg; break;
        case 'h': c.help = true; break;
        default: c.wrong = true;
        }
    if (optind + 1 == argc) c.correction.record = argv[optind];
    return c;
}

/* Written as the list has it, and read as the list is: so that no line gets in that it would not take. */
static enum err write_correction(struct correcting *c, struct arena *a, struct fault *f)
{
    struct corrections all;
    char *text = NULL;
    size_t len = 0;
    if (!date_parse(c->from ? c->from : "", &c->correction.when.from) ||
        !date_parse(c->until ? c->until : "", &c->correction.when.until))
        return fault_set(f, ERR_USAGE, "--from and --until: 2009, 2009-03 or 2009-03-15 is wanted");
    if (access(c->list, F_OK) == 0) {
        enum err err = people_corrections(c->list, a, &all, f);
        if (err) return err;
    }
    FILE *out = open_memstream(&text, &len);
    if (!out) return fault_set(f, ERR_MEMORY, "not enough memory");
    correction_write(out, &c->correction);
    enum err err = fclose(out) == 0 ? ERR_OK : fault_set(f, ERR_MEMORY, "not enough memory");
    if (!err) err = corrections_read(bytes_of(text, len), "the correction", a, &all, f);
    if (!err) err = people_append(c->list, bytes_of(text, len), f);
    free(text);
    return err;
}

int people_correct(int argc, char **argv)
{
    struct correcting c = parse_correct(argc, argv);
    struct fault f;
    bool timed = c.from || c.until || c.correction.when.open;
    if (c.help) return say_usage(correct_usage, true);
    if (c.wrong || !c.list || !c.correction.record || !c.correction.organisation || !c.correction.reason ||
        c.correction.strike == timed)
        return say_usage(correct_usage, false);
    struct arena *a = arena_new();
    enum err err = a ? write_correction(&c, a, &f) : fault_set(&f, ERR_MEMORY, "not enough memory");
    arena_free(a);
    return err ? complain(&f) : 0;
}
