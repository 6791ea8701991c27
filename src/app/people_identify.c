/* custos people identify: where in a corpus a person's records stand. An act that is put on record before anything is told. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/command.h"
#include "app/ledger_lines.h"
#include "app/ledger_store.h"
#include "app/people.h"
#include "app/people_files.h"
#include "app/people_map.h"
#include "app/people_organisations.h"
#include "base/json.h"
#include "ledger/entry.h"
#include "people/person.h"

enum {
    OPTION_REASON = 256,
    OPTION_LOG,
    OPTION_LEDGER,
    OPTION_KEY,
    OPTION_ORGANISATIONS,
    OPTION_EMPLOYER,
    OPTION_MANIFEST,
    OPTION_OVERRIDE,
    EMPLOYERS_MAX = 64
};

static const char usage[] =
    "usage: custos people identify --reason TEXT --log FILE [OPTION]... PSEUDONYM CORPUS...\n"
    "\n"
    "Tell where the records of a person (p-...) or a record (r-...) stand: FILE:LINE, and why they are one person's. That it "
    "was\n"
    "done, by whom, when and why is written to the log, durably, before anything is told. Give the lists of the study in which "
    "the\n"
    "pseudonym stands, so that the same records are found.\n"
    "\n"
    "      --reason TEXT         why this person must be known\n"
    "      --log FILE            where the act is put on record; made when it is not there\n"
    "      --ledger DIR          and there (see custos ledger)\n"
    "      --key FILE            of the pseudonyms (default: ~/.local/state/custos/people.key)\n"
    "      --organisations FILE  the list of the study (default: the one that custos comes with)\n"
    "      --employer NAME       an employer that the list does not have (repeatable)\n"
    "      --manifest FILE       what the corpus is (default: FILE.manifest.yaml, or manifest.yaml beside it)\n"
    "      --override-origin WHY use a corpus whose origin is leaked\n"
    "  -h, --help                this text\n"
    "\n"
    "Exit status: 0 told, 1 no record has the pseudonym, 2 it could not be done.\n";

struct place {
    char record[PSEUDONYM_TEXT];
    const char *file;
    uint64_t line;
};

struct identifying {
    const char *pseudonym, *reason, *log, *ledger, *key, *organisations;
    const char *employers[EMPLOYERS_MAX];
    size_t employer_count;
    struct people_map_request request;
    bool help;
    struct arena *arena;
    struct resolution *resolution;
    struct place *places; /* of all records that the map tells */
    size_t count, room;
    struct persons persons;
    const struct person *person; /* or NULL */
};

/* --- command line --------------------------------------------------------------------------------------------------------- */

static bool take_option(struct identifying *s, int option, const char *value)
{
    switch (option) {
    case OPTION_REASON: s->reason = value; break;
    case OPTION_LOG: s->log = value; break;
    case OPTION_LEDGER: s->ledger = value; break;
    case OPTION_KEY: s->key = value; break;
    case OPTION_ORGANISATIONS: s->organisations = value; break;
    case OPTION_EMPLOYER:
        if (s->employer_count == EMPLOYERS_MAX) return false;
        s->employers[s->employer_count++] = value;
        break;
    case OPTION_MANIFEST: s->request.manifest = value; break;
    case OPTION_OVERRIDE: s->request.override_origin = value; break;
    case 'h': s->help = true; break;
    default: return false;
    }
    return true;
}

static bool parse(int argc, char **argv, struct identifying *s)
{
    static const struct option options[] = {{"reason", required_argument, NULL, OPTION_REASON},
                                            {"log", required_argument, NULL, OPTION_LOG},
                                            {"ledger", required_argument, NULL, OPTION_LEDGER},
                                            {"key", required_argument, NULL, OPTION_KEY},
                                            {"organisations", required_argument, NULL, OPTION_ORGANISATIONS},
                                            {"employer", required_argument, NULL, OPTION_EMPLOYER},
                                            {"manifest", required_argument, NULL, OPTION_MANIFEST},
                                            {"override-origin", required_argument, NULL, OPTION_OVERRIDE},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    optind = 1;
    for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;)
        if (!take_option(s, option, optarg)) return false;
    if (s->help) return true;
    if (argc - optind < 2 || !s->reason || !*s->reason || !s->log) return false;
    s->pseudonym = argv[optind];
    s->request.inputs = (const char *const *)argv + optind + 1;
    s->request.input_count = (size_t)(argc - optind - 1);
    return true;
}

/* --- looking ---------------------------------------------------------------------------------------------------------------- */

static enum err take_record(void *context, const struct extract *x, struct fault *f)
{
    struct identifying *s = context;
    if (s->count == s->room) {
        size_t room = s->room ? 2 * s->room : 1024;
        struct place *more = realloc(s->places, room * sizeof *more);
        if (!more) return fault_set(f, ERR_MEMORY, "not enough memory for the places of records");
        s->places = more;
        s->room = room;
    }
    struct place *p = &s->places[s->count];
    bool same_file = s->count && strcmp(s->places[s->count - 1].file, x->file) == 0;
    *p = (struct place){.file = same_file ? s->places[s->count - 1].file : arena_text(s->arena, x->file), .line = x->line};
    memcpy(p->record, x->record, sizeof p->record);
    s->count++;
    resolution_add(s->resolution, x);
    return ERR_OK;
}

static enum err take_input(void *context, const struct extract_input *i, struct fault *f)
{
    (void)context, (void)i, (void)f;
    return ERR_OK;
}

/* Does r-X belong to p-X or r-X? */
static bool is_meant(const struct identifying *s, const char *record)
{
    return strcmp(s->pseudonym + 1, record + 1) == 0;
}

/* A person also by a record that is not the smallest one, as lists of erasures take it. */
static void find_person(struct identifying *s)
{
    for (size_t i = 0; i < s->persons.count && !s->person; i++)
        for (uint32_t k = 0; k < s->persons.list[i].record_count; k++)
            if (is_meant(s, s->persons.list[i].records[k])) s->person = &s->persons.list[i];
}

static enum err look(struct identifying *s, struct fault *f)
{
    struct organisations organisations;
    struct people_employers employers = {0};
    struct pseudonym_key key;
    const char *name;
    struct people_map_sink sink = {.context = s, .record = take_record, .input = take_input};
    enum err err = people_organisations(s->organisations, s->arena, &organisations, &name, f);
    for (size_t i = 0; !err && i < s->employer_count; i++)
        err = people_employers_add(&employers, s->employers[i], "--employer", &organisations, s->arena, f);
    if (!err) err = people_key_known(s->key, &key, f);
    if (err) return err;
    s->request.organisations = &organisations;
    s->request.key = &key;
    err = people_map(&s->request, &sink, f);
    people_key_done(&key);
    if (!err && !resolution_persons(s->resolution, NULL, &s->persons)) err = fault_set(f, ERR_MEMORY, "not enough memory");
    if (!err) find_person(s);
    return err;
}

/* --- on record -------------------------------------------------------------------------------------------------------------- */

static bool is_told(const struct identifying *s, const char *record)
{
    if (*s->pseudonym == 'r') return is_meant(s, record);
    for (uint32_t k = 0; s->person && k < s->person->record_count; k++)
        if (strcmp(s->person->records[k], record) == 0) return true;
    return false;
}

static size_t count_told(const struct identifying *s)
{
    size_t told = 0;
    for (size_t i = 0; i < s->count; i++) told += is_told(s, s->places[i].record);
    return told;
}

static const char *by_whom(char ret[static 96])
{
    const char *login = getlogin();
    snprintf(ret, 96, "uid %ld%s%.60s", (long)getuid(), login ? " " : "", login ? login : "");
    return ret;
}

static enum err write_log(const struct identifying *s, const char *now, const char *by, struct fault *f)
{
    struct json j;
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    if (!out) return fault_set(f, ERR_MEMORY, "not enough memory for the log");
    json_init(&j, out, false);
    json_object_begin(&j, NULL);
    json_string(&j, "act", "identify");
    json_string(&j, "time", now);
    json_string(&j, "by", by);
    json_string(&j, "pseudonym", s->pseudonym);
    json_string(&j, "reason", s->reason);
    json_unsigned(&j, "records", count_told(s));
    json_array_begin(&j, "corpora");
    for (size_t i = 0; i < s->request.input_count; i++) json_string(&j, NULL, s->request.inputs[i]);
    json_array_end(&j);
    json_object_end(&j);
    putc('\n', out);
    enum err err =
        fclose(out) == 0 ? people_append(s->log, bytes_of(text, len), f) : fault_set(f, ERR_MEMORY, "not enough memory");
    free(text);
    return err;
}

static enum err write_ledger(const struct identifying *s, const char *now, const char *by, struct fault *f)
{
    struct ledger_place place = {.folder = s->ledger};
    struct ledger_store store;
    struct ledger_lines corpora = {.arena = s->arena};
    struct entry e;
    struct hash leaf;
    uint64_t index;
    enum err err = ledger_store_open(&place, &store, f);
    if (err == ERR_OK) {
        for (size_t i = 0; i < s->request.input_count; i++) ledger_lines_add(&corpora, s->request.inputs[i]);
        entry_begin(&e, "identification");
        entry_text(&e, "time", now);
        entry_text(&e, "by", by);
        entry_text(&e, "pseudonym", s->pseudonym);
        entry_text(&e, "reason", s->reason);
        entry_unsigned(&e, "records", count_told(s));
        entry_text(&e, "corpora", corpora.text);
        entry_text(&e, "version", CUSTOS_VERSION);
        err = ledger_append(store.ledger, &e.record, &index, &leaf, f);
        if (err == ERR_OK) err = ledger_checkpoint(store.ledger, f);
    }
    ledger_store_close(&store);
    return err;
}

static enum err put_on_record(const struct identifying *s, struct fault *f)
{
    char now[CLOCK_TEXT], by[96];
    ledger_now(now);
    by_whom(by);
    enum err err = write_log(s, now, by, f);
    return !err && s->ledger ? write_ledger(s, now, by, f) : err;
}

/* --- telling ---------------------------------------------------------------------------------------------------------------- */

static void print_link(const struct person_link *l)
{
    double total = 0;
    const char *comma = "";
    printf("# %s and %s:", l->records[0], l->records[1]);
    for (size_t e = 0; e < EVIDENCE_COUNT; e++) {
        total += (double)l->bits[e];
        if (l->bits[e] == 0) continue;
        printf("%s %s %+.1f", comma, person_evidence_names[e], (double)l->bits[e]);
        comma = ",";
    }
    printf(" = %+.1f bits\n", total);
}

static int tell(const struct identifying *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (is_told(s, s->places[i].record))
            printf("%s:%" PRIu64 " %s\n", s->places[i].file, s->places[i].line, s->places[i].record);
    for (size_t i = 0; *s->pseudonym == 'p' && s->person && i < s->persons.link_count; i++)
        if (&s->persons.list[s->persons.links[i].person] == s->person) print_link(&s->persons.links[i]);
    if (count_told(s)) return finish_output(0);
    fprintf(stderr, "custos: no record of the corpus has the pseudonym %s: another key, another list, or another corpus\n",
            s->pseudonym);
    return EXIT_FINDINGS;
}

int people_identify(int argc, char **argv)
{
    struct identifying s = {.request.progress = true};
    struct fault f;
    if (!parse(argc, argv, &s)) return say_usage(usage, false);
    if (s.help) return say_usage(usage, true);
    enum err err = ERR_OK;
    if (!pseudonym_valid(s.pseudonym))
        err = fault_set(&f, ERR_USAGE, "\"%.60s\" is no pseudonym of a record (r-...) or person (p-...)", s.pseudonym);
    s.arena = arena_new();
    s.resolution = resolution_new();
    if (!err && (!s.arena || !s.resolution)) err = fault_set(&f, ERR_MEMORY, "not enough memory");
    if (!err) err = look(&s, &f);
    if (!err) err = put_on_record(&s, &f);
    int status = err ? complain(&f) : tell(&s);
    resolution_free(s.resolution);
    arena_free(s.arena);
    free(s.places);
    return status;
}
