/* custos register check|list|seal|import: validate network and warrant files, show them, seal targets, import warrants. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/command.h"
#include "app/register_import.h"
#include "app/register_list.h"
#include "register/file.h"
#include "register/seal.h"

/* One file of the command line, read once (it may be a pipe), then parsed when it is known which network stands beside it. */
struct source {
    const char *path;
    struct bytes text;
    enum register_kind kind;
    bool usable; /* text and kind hold */
};

struct options {
    const char *network, *seal_key, *output;
    bool json, reveal;
};

struct subcommand {
    const char *name, *synopsis, *help;
    const char *letters; /* of the options below that it takes */
    int (*run)(const struct options *o, char **files, size_t count);
};

enum { OPTION_JSON = 'j', OPTION_KEY = 'k', OPTION_REVEAL = 'r', OPTION_NETWORK = 'n', OPTION_OUTPUT = 'o', OPTION_HELP = 'h' };

/* --- files -------------------------------------------------------------------------------------------------------------- */

static int load(struct source *s, char **files, size_t count)
{
    int status = EXIT_BALANCED;
    for (size_t i = 0; i < count; i++) {
        struct fault f;
        s[i].path = files[i];
        enum err err = register_file_read(files[i], &s[i].text, &f);
        if (!err) err = register_file_kind(files[i], s[i].text, &s[i].kind, &f);
        s[i].usable = !err;
        if (err) status = complain(&f);
    }
    return status;
}

static void unload(struct source *s, size_t count)
{
    for (size_t i = 0; i < count; i++) register_file_done(&s[i].text);
    free(s);
}

/* The network that warrants are checked against: -n, else the only one among the files. *ret is NULL when there is none. */
static enum err find_network(const char *path, const struct source *s, size_t count, struct network **ret, struct fault *f)
{
    const struct source *only = NULL;
    *ret = NULL;
    if (path) return network_read(path, ret, f);
    for (size_t i = 0; i < count; i++) {
        if (!s[i].usable || s[i].kind != REGISTER_NETWORK) continue;
        if (only) return ERR_OK; /* several: none is meant */
        only = &s[i];
    }
    /* broken: the fault comes when its own turn does */
    if (only && network_parse(only->path, only->text.data, only->text.len, ret, f) != ERR_OK) *ret = NULL;
    return ERR_OK;
}

/* Called with what a file holds; exactly one of `n` and `w` is given. `beside`: the network that w was checked against, or NULL.
 */
typedef void show_fn(void *ctx, const char *path, const struct network *n, const struct warrants *w,
                     const struct network *beside);

static enum err show_source(const struct source *s, const struct network *beside, show_fn *show, void *ctx, struct fault *f)
{
    if (s->kind == REGISTER_NETWORK) {
        struct network *n;
        enum err err = network_parse(s->path, s->text.data, s->text.len, &n, f);
        if (err) return err;
        show(ctx, s->path, n, NULL, NULL);
        network_free(n);
        return ERR_OK;
    }
    struct warrants *w;
    enum err err = warrants_parse(s->path, s->text.data, s->text.len, beside, &w, f);
    if (err) return err;
    show(ctx, s->path, NULL, w, beside);
    warrants_free(w);
    return ERR_OK;
}

static int show_files(const struct options *o, char **files, size_t count, show_fn *show, void *ctx)
{
    struct source *s = calloc(count, sizeof *s);
    struct network *beside = NULL;
    struct fault f = {.text = "not enough memory"};
    if (!s) return complain(&f);
    int status = load(s, files, count);
    if (find_network(o->network, s, count, &beside, &f)) {
        unload(s, count);
        return complain(&f);
    }
    for (size_t i = 0; i < count; i++)
        if (s[i].usable && show_source(&s[i], beside, show, ctx, &f)) status = complain(&f);
    network_free(beside);
    unload(s, count);
    return status;
}

/* --- check -------------------------------------------------------------------------------------------------------------- */

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

static void describe_warrants(const char *path, const struct warrants *w, bool elements_checked)
{
    size_t targets = 0, sealed = 0, placed = 0;
    for (size_t i = 0; i < w->count; i++) {
        targets += w->list[i].target_count;
        placed += w->list[i].element_count > 0;
        for (size_t j = 0; j < w->list[i].target_count; j++) sealed += w->list[i].targets[j].kind == TARGET_SEALED;
    }
    printf("%s: warrants/1: %zu warrant%s, %zu target%s (%zu sealed)%s\n", path, w->count, plural(w->count), targets,
           plural(targets), sealed, placed && !elements_checked ? "; elements not checked, no network given" : "");
}

static void show_check(void *ctx, const char *path, const struct network *n, const struct warrants *w,
                       const struct network *beside)
{
    (void)ctx;
    if (w) describe_warrants(path, w, beside);
    if (n)
        printf("%s: network/1 \"%s\": %zu element%s, %zu tap%s, %zu conversation%s\n", path, n->name, n->element_count,
               plural(n->element_count), n->tap_count, plural(n->tap_count), n->declaration_count, plural(n->declaration_count));
}

static int run_check(const struct options *o, char **files, size_t count)
{
    return show_files(o, files, count, show_check, NULL);
}

/* --- list --------------------------------------------------------------------------------------------------------------- */

struct listing {
    const struct options *options;
    struct json json;
    bool started;
};

static void show_list(void *ctx, const char *path, const struct network *n, const struct warrants *w,
                      const struct network *beside)
{
    struct listing *l = ctx;
    (void)beside;
    if (l->options->json) {
        if (n)
            register_json_network(&l->json, path, n);
        else
            register_json_warrants(&l->json, path, w, l->options->reveal);
        return;
    }
    if (l->started) putchar('\n');
    l->started = true;
    if (n)
        register_list_network(stdout, path, n);
    else
        register_list_warrants(stdout, path, w, l->options->reveal);
}

static int run_list(const struct options *o, char **files, size_t count)
{
    struct listing l = {.options = o};
    json_init(&l.json, stdout, true);
    if (o->json) {
        json_object_begin(&l.json, NULL);
        json_array_begin(&l.json, "files");
    }
    int status = show_files(o, files, count, show_list, &l);
    if (o->json) {
        json_array_end(&l.json);
        json_object_end(&l.json);
    }
    return status;
}

/* --- seal --------------------------------------------------------------------------------------------------------------- */

static int run_seal(const struct options *o, char **files, size_t count)
{
    struct seal_key key;
    struct bytes text;
    struct fault f;
    char *out = NULL;
    size_t len = 0, sealed = 0;
    bool exposed = false;
    if (!o->seal_key || count != 1) {
        fprintf(stderr, "custos: register seal: takes --seal-key FILE and one warrants file\n");
        return EXIT_FAILED;
    }
    if (seal_key_read(o->seal_key, &key, &exposed, &f)) return complain(&f);
    if (exposed) fprintf(stderr, "custos: %s: others than its owner may read this key\n", o->seal_key);
    enum err err = register_file_read(files[0], &text, &f);
    if (!err) {
        err = seal_warrants(files[0], text, &key, &out, &len, &sealed, &f);
        register_file_done(&text);
    }
    seal_key_done(&key);
    if (err) return complain(&f);
    fwrite(out, 1, len, stdout);
    free(out);
    fprintf(stderr, "custos: %s: %zu target%s sealed\n", files[0], sealed, plural(sealed));
    return EXIT_BALANCED;
}

static int run_import(const struct options *o, char **files, size_t count)
{
    return register_import(files, count, o->seal_key, o->output);
}

/* --- command line ------------------------------------------------------------------------------------------------------- */

static const struct subcommand subcommands[] = {
    {"check", "[-n NETWORK] FILE...",
     "Read network and warrants files and say what each holds, or what is wrong with it and where.\n"
     "The elements that warrants name are checked against the network: -n, else the only one among the files.\n\n"
     "  -n, --network FILE    the network of the warrants\n",
     "n", run_check},
    {"list", "[--json] [--reveal-targets] [-n NETWORK] FILE...",
     "Show what network and warrants files hold.\n\n"
     "  -n, --network FILE    the network of the warrants\n"
     "      --json            JSON on standard output\n"
     "      --reveal-targets  show targets in clear; otherwise only their kind, or their seal\n",
     "njr", run_list},
    {"seal", "--seal-key FILE WARRANTS",
     "Write the warrants file to standard output with every clear target replaced by its seal; all else stays as it\n"
     "is, byte for byte. Comments are not searched for targets.\n\n"
     "      --seal-key FILE   the carrier's key: one line of 64 to 256 hexadecimal digits\n",
     "k", run_seal},
    {"import", "[--seal-key FILE] [-o WARRANTS] HI1...",
     "Apply the actions of HI1 messages (TS 103 120, XML or JSON, one message a file) in order, and write the orders that then\n"
     "hold as a warrants file, to standard output or to -o. What such a file cannot say is told on standard error.\n\n"
     "      --seal-key FILE    the carrier's key: targets are written sealed\n"
     "  -o, --output WARRANTS  write here; a new file is readable for its owner only\n",
     "ko", run_import},
};

/* `only`: NULL for all. */
static void usage(FILE *out, const struct subcommand *only)
{
    const char *lead = "usage:";
    for (size_t i = 0; i < sizeof subcommands / sizeof *subcommands; i++) {
        if (only && only != &subcommands[i]) continue;
        fprintf(out, "%s custos register %s %s\n", lead, subcommands[i].name, subcommands[i].synopsis);
        lead = "      ";
    }
}

static int misused(const struct subcommand *c, const char *what, const char *argument)
{
    fprintf(stderr, "custos: register %s: %s%s\n", c->name, what, argument);
    usage(stderr, c);
    return EXIT_FAILED;
}

static int run(const struct subcommand *c, int argc, char **argv)
{
    static const struct option longs[] = {{"network", required_argument, NULL, OPTION_NETWORK},
                                          {"json", no_argument, NULL, OPTION_JSON},
                                          {"reveal-targets", no_argument, NULL, OPTION_REVEAL},
                                          {"seal-key", required_argument, NULL, OPTION_KEY},
                                          {"output", required_argument, NULL, OPTION_OUTPUT},
                                          {"help", no_argument, NULL, OPTION_HELP},
                                          {0}};
    struct options o = {0};
    opterr = 0;
    optind = 0; /* the main program may have used getopt already */
    for (int option; (option = getopt_long(argc, argv, ":n:o:h", longs, NULL)) != -1;) {
        if (option == OPTION_HELP) {
            usage(stdout, c);
            printf("\n%s", c->help);
            return EXIT_BALANCED;
        }
        if (option == ':') return misused(c, "no value for ", argv[optind - 1]);
        if (option == '?' || !strchr(c->letters, option)) return misused(c, "unknown option ", argv[optind - 1]);
        if (option == OPTION_NETWORK) o.network = optarg;
        if (option == OPTION_KEY) o.seal_key = optarg;
        if (option == OPTION_OUTPUT) o.output = optarg;
        if (option == OPTION_JSON) o.json = true;
        if (option == OPTION_REVEAL) o.reveal = true;
    }
    if (optind == argc) return misused(c, "no file given", "");
    return c->run(&o, argv + optind, (size_t)(argc - optind));
}

int command_register(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        usage(stdout, NULL);
        return finish_output(EXIT_BALANCED);
    }
    for (size_t i = 0; i < sizeof subcommands / sizeof *subcommands; i++)
        if (strcmp(name, subcommands[i].name) == 0) return finish_output(run(&subcommands[i], argc - 1, argv + 1));
    if (*name) fprintf(stderr, "custos: register: no subcommand \"%s\"\n", name);
    usage(stderr, NULL);
    return EXIT_FAILED;
}
