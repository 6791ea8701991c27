/* custos witness: cosigns checkpoints of logs that it has seen grow. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/command.h"
#include "verify/parcel.h"
#include "witness/exchange.h"
#include "witness/host.h"

enum { OPTION_INIT = 256, OPTION_KEY, OPTION_STATE, OPTION_NAME, OPTION_POLICY, OPTION_LISTEN, OPTION_ANSWER, OPTION_HELP };

struct options {
    const char *key, *state, *name, *policy, *listen, *answer;
    bool init, help;
};

static const char usage[] =
    "usage: custos witness --key KEY --state DIR --policy FILE [--listen ADDRESS:PORT]\n"
    "       custos witness --key KEY --state DIR --policy FILE --answer REQUEST\n"
    "       custos witness --init --key KEY --state DIR --name NAME\n\n"
    "Cosign the checkpoints of logs, but only such as grew out of what was cosigned before (C2SP tlog-witness).\n\n"
    "  --key KEY              FILE (mode 0600), credential:NAME (handed over by systemd), or pkcs11:URI with module-path\n"
    "  --state DIR            what was cosigned last of each log; it belongs to the key and must never be set back\n"
    "  --policy FILE          whose checkpoints: the log lines of a policy (C2SP tlog-policy)\n"
    "  --listen ADDRESS:PORT  where requests are taken, HTTP; 127.0.0.1:7380 when not given\n"
    "  --answer REQUEST       answer one request in a file, on standard output: for an air gap\n"
    "  --init                 make the state, and the key where it is a file; prints the verifier key\n"
    "  --name NAME            the witness's name, where its key does not say it\n";

static bool parse(int argc, char **argv, struct options *o)
{
    static const struct option options[] = {{"init", no_argument, NULL, OPTION_INIT},
                                            {"key", required_argument, NULL, OPTION_KEY},
                                            {"state", required_argument, NULL, OPTION_STATE},
                                            {"name", required_argument, NULL, OPTION_NAME},
                                            {"policy", required_argument, NULL, OPTION_POLICY},
                                            {"listen", required_argument, NULL, OPTION_LISTEN},
                                            {"answer", required_argument, NULL, OPTION_ANSWER},
                                            {"help", no_argument, NULL, OPTION_HELP},
                                            {NULL, 0, NULL, 0}};
    int option;
    optind = 0;
    while ((option = getopt_long(argc, argv, "+h", options, NULL)) != -1) switch (option) {
        case OPTION_INIT: o->init = true; break;
        case OPTION_KEY: o->key = optarg; break;
        case OPTION_STATE: o->state = optarg; break;
        case OPTION_NAME: o->name = optarg; break;
        case OPTION_POLICY: o->policy = optarg; break;
        case OPTION_LISTEN: o->listen = optarg; break;
        case OPTION_ANSWER: o->answer = optarg; break;
        case 'h':
        case OPTION_HELP: o->help = true; return true;
        default: return false;
        }
    if (optind < argc || !o->key || !o->state) return false;
    if (o->init) return o->name && !o->policy && !o->listen && !o->answer;
    return o->policy && !(o->listen && o->answer);
}

static int init(const struct options *o)
{
    struct fault f;
    struct signer_key key;
    char vkey[WITNESS_VKEY_MAX];
    if (signer_key_is_file(o->key) && signer_key_create(o->key, o->name, &f)) return complain(&f);
    if (signer_key_open(o->key, o->name, &key, &f)) return complain(&f);
    witness_vkey(&key, vkey);
    signer_key_close(&key);
    if (store_create(o->state, vkey, &f)) return complain(&f);
    puts(vkey);
    return finish_output(EXIT_BALANCED);
}

static uint64_t seconds(void)
{
    return (uint64_t)time(NULL);
}

static void announce(void *ctx, uint16_t port)
{
    const char *const *texts = ctx; /* the address, the verifier key */
    printf("custos: witness: http://%s:%u/ as %s\n", texts[0], port, texts[1]);
    fflush(stdout);
}

static int listen_on(struct witness *w, const char *where, const char *vkey)
{
    char address[256];
    struct fault f;
    char *end = NULL;
    const char *colon = strrchr(where, ':');
    unsigned long port = colon ? strtoul(colon + 1, &end, 10) : 0;
    size_t len = colon ? (size_t)(colon - where) : sizeof address;
    if (!colon || end == colon + 1 || *end || port > UINT16_MAX || len >= sizeof address) {
        fault_set(&f, ERR_USAGE, "\"%s\" is no ADDRESS:PORT", where);
        return complain(&f);
    }
    memcpy(address, where, len);
    address[len] = '\0';
    const char *texts[2] = {address, vkey};
    enum err err = host_run(w, address, (uint16_t)port, announce, texts, &f);
    return err ? complain(&f) : finish_output(EXIT_BALANCED);
}

/* 0: cosigned; 1: refused, and what HTTP would have said goes to standard error. */
static int answer_file(struct witness *w, const char *path)
{
    struct span request;
    struct fault f;
    struct witness_answer *a = malloc(sizeof *a);
    if (!a || !parcel_file_read(path, 0, &request)) {
        fault_set(&f, ERR_IO, "%s cannot be read", path);
        free(a);
        return complain(&f);
    }
    witness_answer(w, request, a);
    parcel_file_done(request);
    int status = a->status;
    if (status == 200)
        fwrite(a->body, 1, a->len, stdout);
    else
        fprintf(stderr, "custos: witness: refused (%d): %s%.*s", status,
                status == 409 ? "what was cosigned last has the size " : "", (int)a->len, a->body);
    free(a);
    return finish_output(status == 200 ? EXIT_BALANCED : EXIT_FINDINGS);
}

static int with_store(const struct options *o, struct signer_key *key, struct policy *policy)
{
    struct fault f;
    struct store store;
    char vkey[WITNESS_VKEY_MAX];
    witness_vkey(key, vkey);
    if (store_open(o->state, vkey, &store, &f)) return complain(&f);
    struct witness w = {.key = key, .policy = policy, .store = &store, .now = seconds};
    int status = o->answer ? answer_file(&w, o->answer) : listen_on(&w, o->listen ? o->listen : "127.0.0.1:7380", vkey);
    store_close(&store);
    return status;
}

static int run(const struct options *o)
{
    struct fault f;
    struct signer_key key;
    struct span text;
    unsigned line;
    if (!parcel_file_read(o->policy, 0, &text)) {
        fault_set(&f, ERR_IO, "%s cannot be read", o->policy);
        return complain(&f);
    }
    struct policy *policy = malloc(sizeof *policy);
    int status;
    if (!policy || !policy_parse(text, policy, &line)) {
        fault_set(&f, ERR_FORMAT, "%s:%u: no policy", o->policy, policy ? line : 0);
        status = complain(&f);
    } else if (signer_key_open(o->key, o->name, &key, &f)) {
        status = complain(&f);
    } else {
        status = with_store(o, &key, policy);
        signer_key_close(&key);
    }
    free(policy);
    parcel_file_done(text);
    return status;
}

int command_witness(int argc, char **argv)
{
    struct options o = {0};
    bool understood = parse(argc, argv, &o);
    if (!understood || o.help) return say_usage(usage, understood);
    return o.init ? init(&o) : run(&o);
}
