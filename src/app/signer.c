/* custos signer: the process that holds a ledger's key. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/command.h"
#include "signer/sandbox.h"
#include "signer/serve.h"

enum { OPTION_INIT = 256, OPTION_KEY, OPTION_STATE, OPTION_SOCKET, OPTION_ORIGIN, OPTION_CHANNEL, OPTION_HELP, CHANNEL_FD = 3 };

struct options {
    const char *key, *state, *socket, *origin;
    bool init, channel, help;
};

static const char usage[] =
    "usage: custos signer --key KEY --state DIR --socket PATH\n"
    "       custos signer --init --key KEY --state DIR --origin NAME\n\n"
    "Hold the key of a ledger and sign its checkpoints, but only such as grew out of what was signed before.\n\n"
    "  --key KEY      FILE (mode 0600), credential:NAME (handed over by systemd), or pkcs11:URI with module-path\n"
    "  --state DIR    what was signed last; it belongs to the key and must never be set back\n"
    "  --socket PATH  where ledgers ask\n"
    "  --init         make the state, and the key where it is a file; prints the verifier key\n"
    "  --origin NAME  the ledger's name (with --init)\n";

static bool parse(int argc, char **argv, struct options *o)
{
    static const struct option options[] = {
        {"init", no_argument, NULL, OPTION_INIT},           {"key", required_argument, NULL, OPTION_KEY},
        {"state", required_argument, NULL, OPTION_STATE},   {"socket", required_argument, NULL, OPTION_SOCKET},
        {"origin", required_argument, NULL, OPTION_ORIGIN}, {"channel", no_argument, NULL, OPTION_CHANNEL},
        {"help", no_argument, NULL, OPTION_HELP},           {NULL, 0, NULL, 0}};
    int option;
    optind = 0;
    while ((option = getopt_long(argc, argv, "+h", options, NULL)) != -1) switch (option) {
        case OPTION_INIT: o->init = true; break;
        case OPTION_KEY: o->key = optarg; break;
        case OPTION_STATE: o->state = optarg; break;
        case OPTION_SOCKET: o->socket = optarg; break;
        case OPTION_ORIGIN: o->origin = optarg; break;
        case OPTION_CHANNEL: o->channel = true; break;
        case 'h':
        case OPTION_HELP: o->help = true; return true;
        default: return false;
        }
    if (optind < argc || !o->key || !o->state) return false;
    int ways = (o->init != 0) + (o->channel != 0) + (o->socket != NULL);
    return ways == 1 && o->init == (o->origin != NULL);
}

static int init(const struct options *o)
{
    struct fault f;
    char vkey[SIGNER_VKEY_MAX];
    if (signer_create(o->key, o->state, o->origin, vkey, &f)) return complain(&f);
    puts(vkey);
    return finish_output(EXIT_BALANCED);
}

/* Key and state are open: from here on nothing else can be reached. */
static enum err serve_shut_in(struct signer_core *core, int listener, int channel, struct fault *f)
{
    struct sandbox box = {.directory = core->state.dir, .in_module = core->key.in_module};
    serve_signals();
    enum err err = sandbox_enter(&box, f);
    if (err) return err;
    if (!box.landlocked && !box.in_module)
        fprintf(stderr,
                "custos: signer: this kernel has no Landlock: files are kept from the signer by seccomp and their modes alone\n");
    return serve_run(core, listener, channel, f);
}

/* In a sandbox that knows no more calls than it needs, nothing of the C library's or a sanitizer's may run at the end. */
_Noreturn static void leave(int status)
{
    fflush(NULL);
    _exit(status);
}

static int serve(const struct options *o)
{
    struct fault f;
    struct signer_core core;
    int listener = -1;
    if (signer_core_open(o->key, o->state, &core, &f)) return complain(&f);
    enum err err = o->socket ? serve_listen(o->socket, &listener, &f) : ERR_OK;
    if (err) {
        signer_core_close(&core);
        return complain(&f);
    }
    err = serve_shut_in(&core, listener, o->channel ? CHANNEL_FD : -1, &f);
    signer_core_close(&core);
    leave(err ? complain(&f) : EXIT_BALANCED);
}

int command_signer(int argc, char **argv)
{
    struct options o = {0};
    bool understood = parse(argc, argv, &o);
    if (!understood || o.help) return say_usage(usage, understood);
    return o.init ? init(&o) : serve(&o);
}
