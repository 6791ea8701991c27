/* custos share: hand out some slots of a record, with everything that proves them. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/command.h"
#include "app/share_make.h"
#include "base/file.h"
#include "verify/sealed.h"

struct options {
    struct share_options share;
    const char *make_key;
    bool help;
};

/* --- the command line --------------------------------------------------------------------------------------------------- */

enum {
    OPTION_LEDGER = 256,
    OPTION_FINDING,
    OPTION_RELEASE,
    OPTION_TO,
    OPTION_REVEAL,
    OPTION_TLP,
    OPTION_CLASSIFICATION,
    OPTION_CASE,
    OPTION_PURPOSE,
    OPTION_MAKE_KEY,
    OPTION_SIGNER,
    OPTION_KEY,
    OPTION_STATE
};

static const char usage[] =
    "usage: custos share --ledger DIR --finding ID|INDEX --reveal SLOT,... [OPTION]... -o BUNDLE\n"
    "       custos share --ledger DIR --release INDEX [--to KEY] -o BUNDLE\n"
    "       custos share --make-key NAME -o PREFIX\n\n"
    "Show some slots of a record and withhold the others, with everything that proves what is shown. That it is handed out is "
    "put on\n"
    "record first. custos-verify checks a bundle.\n\n"
    "      --ledger DIR           the ledger\n"
    "      --finding ID|INDEX     what is shown: the finding of that id (the latest), or the record of that index\n"
    "      --reveal SLOT,...      which of its slots; evidence.blob hands out the packets\n"
    "      --to KEY               seal it for the receiver of this public key; otherwise it is a folder\n"
    "      --tlp LEVEL            clear, green, amber, amber+strict or red\n"
    "      --classification TEXT  a marking, word for word\n"
    "      --case TEXT, --purpose TEXT\n"
    "      --release INDEX        make the bundle of that release once more, with cosignatures that came since\n"
    "  -o, --output BUNDLE        a new folder; sealed: a new file, or bundle.sealed in a folder that is there\n"
    "      --make-key NAME        a receiver's pair of keys: PREFIX.key to give away, PREFIX.secret to keep\n"
    "      --signer SOCKET, --key KEY, --state DIR  as custos ledger has them\n";

static const struct option option_names[] = {{"ledger", required_argument, NULL, OPTION_LEDGER},
                                             {"finding", required_argument, NULL, OPTION_FINDING},
                                             {"release", required_argument, NULL, OPTION_RELEASE},
                                             {"to", required_argument, NULL, OPTION_TO},
                                             {"reveal", required_argument, NULL, OPTION_REVEAL},
                                             {"tlp", required_argument, NULL, OPTION_TLP},
                                             {"classification", required_argument, NULL, OPTION_CLASSIFICATION},
                                             {"case", required_argument, NULL, OPTION_CASE},
                                             {"purpose", required_argument, NULL, OPTION_PURPOSE},
                                             {"output", required_argument, NULL, 'o'},
                                             {"make-key", required_argument, NULL, OPTION_MAKE_KEY},
                                             {"signer", required_argument, NULL, OPTION_SIGNER},
                                             {"key", required_argument, NULL, OPTION_KEY},
                                             {"state", required_argument, NULL, OPTION_STATE},
                                             {"help", no_argument, NULL, 'h'},
                                             {NULL, 0, NULL, 0}};

static bool take_option(struct options *o, int option)
{
    switch (option) {
    case OPTION_LEDGER: o->share.place.folder = optarg; break;
    case OPTION_FINDING: o->share.finding = optarg; break;
    case OPTION_RELEASE: o->share.release = optarg; break;
    case OPTION_TO: o->share.to = optarg; break;
    case OPTION_REVEAL: o->share.reveal = optarg; break;
    case OPTION_TLP: o->share.tlp = optarg; break;
    case OPTION_CLASSIFICATION: o->share.classification = optarg; break;
    case OPTION_CASE: o->share.matter = optarg; break;
    case OPTION_PURPOSE: o->share.purpose = optarg; break;
    case 'o': o->share.output = optarg; break;
    case OPTION_MAKE_KEY: o->make_key = optarg; break;
    case OPTION_SIGNER: o->share.place.socket = optarg; break;
    case OPTION_KEY: o->share.place.key = optarg; break;
    case OPTION_STATE: o->share.place.state = optarg; break;
    case 'h': o->help = true; break;
    default: return false;
    }
    return true;
}

static bool parse(int argc, char **argv, struct options *o)
{
    optind = 0;
    for (int option; (option = getopt_long(argc, argv, "+o:h", option_names, NULL)) != -1;)
        if (!take_option(o, option)) return false;
    if (o->help) return true;
    if (optind < argc || !o->share.output) return false;
    bool said =
        o->share.reveal || o->share.tlp || o->share.classification || o->share.matter || o->share.purpose || o->share.finding;
    if (o->make_key) return !o->share.place.folder && !said && !o->share.release && !o->share.to;
    if (!o->share.place.folder) return false;
    return o->share.release ? !said : o->share.finding && o->share.reveal;
}

/* --- keys of receivers -------------------------------------------------------------------------------------------------- */

static enum err write_line(const char *path, mode_t mode, const char *text, struct fault *f)
{
    bool done = file_write(AT_FDCWD, path, bytes_of_text(text), O_EXCL, mode);
    return done ? ERR_OK : fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
}

static int make_key(const struct options *o)
{
    uint8_t public_key[crypto_box_PUBLICKEYBYTES], secret[crypto_box_SECRETKEYBYTES];
    char path[4096], line[512], b64[64];
    struct fault f;
    if (strlen(o->make_key) > 200 || !span_is_name(span_of(o->make_key)) || strlen(o->share.output) > 4000) {
        fault_set(&f, ERR_USAGE, "\"%.100s\" cannot be a receiver's name", o->make_key);
        return complain(&f);
    }
    crypto_box_keypair(public_key, secret);
    uint32_t id = note_key_id(span_of(o->make_key), RECEIVER_TYPE, public_key, sizeof public_key);
    snprintf(path, sizeof path, "%s.secret", o->share.output);
    snprintf(line, sizeof line, "custos-receiver-secret+%s+%08x+%s\n", o->make_key, id,
             sodium_bin2base64(b64, sizeof b64, secret, sizeof secret, sodium_base64_VARIANT_ORIGINAL));
    enum err err = write_line(path, 0600, line, &f);
    sodium_memzero(secret, sizeof secret);
    snprintf(path, sizeof path, "%s.key", o->share.output);
    snprintf(line, sizeof line, "custos-receiver+%s+%08x+%s\n", o->make_key, id,
             sodium_bin2base64(b64, sizeof b64, public_key, sizeof public_key, sodium_base64_VARIANT_ORIGINAL));
    if (!err) err = write_line(path, 0644, line, &f);
    if (err) return complain(&f);
    fputs(line, stdout);
    return finish_output(EXIT_BALANCED);
}

int command_share(int argc, char **argv)
{
    struct options o = {0};
    struct fault f;
    bool understood = parse(argc, argv, &o);
    if (!understood || o.help) return say_usage(usage, understood);
    if (sodium_init() < 0) {
        fault_set(&f, ERR_UNSUPPORTED, "libsodium does not start");
        return complain(&f);
    }
    return o.make_key ? make_key(&o) : share_make(&o.share);
}
