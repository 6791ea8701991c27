#include "verify/command.h"

#include <getopt.h>
#include <sodium.h>
#include <stdlib.h>

#include "verify/bundle.h"
#include "verify/sealed.h"

static const char help[] =
    "usage: custos-verify [-k KEY [-x ARCHIVE]] [-p POLICY] BUNDLE\n\n"
    "Checks a bundle, a folder or a sealed file, and prints what it shows and what it withholds.\n\n"
    "  -k, --key KEY          open a sealed file with the receiver's secret key\n"
    "  -x, --extract ARCHIVE  write what was sealed into a new file, which tar reads\n"
    "  -p, --policy POLICY    which logs and witnesses you trust, in place of the bundle's own policy\n"
    "  -h, --help, --version\n\n"
    "Exit status: 0 valid, 1 invalid, 2 malformed or not readable, 3 the policy's witnesses are lacking.\n";

struct options {
    const char *key, *policy, *extract, *bundle;
};

static int complain(const char *about, const char *what)
{
    fprintf(stderr, "custos-verify: %s: %s\n", about, what);
    return BUNDLE_MALFORMED;
}

static int check(const struct options *o, const struct parcel *f, struct span policy)
{
    static const char *const words[] = {"VALID", "INVALID", "MALFORMED", "POLICY UNMET"};
    char why[512] = "", *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    if (!out) return complain(o->bundle, "not enough memory");
    enum bundle_result result = bundle_check(f, policy, out, why, sizeof why);
    fclose(out);
    if (result == BUNDLE_VALID || result == BUNDLE_UNMET) {
        fwrite(text, 1, len, stdout);
        if (!o->policy) puts("trust: the bundle's own policy; compare its keys with what you hold, or name yours with --policy");
    }
    printf("%s%s%s\n", words[result], *why ? ": " : "", why);
    free(text);
    return fflush(stdout) == 0 ? (int)result : complain("standard output", "cannot be written");
}

static int extract(const char *path, struct span archive, int status)
{
    FILE *out = fopen(path, "wbxe");
    bool written = out && fwrite(archive.at, 1, archive.len, out) == archive.len;
    return out && fclose(out) == 0 && written ? status : complain(path, "cannot be written");
}

static int check_sealed(const struct options *o, struct span policy)
{
    struct span key = {NULL, 0}, sealed = {NULL, 0}, archive = {NULL, 0};
    struct receiver r;
    struct parcel f = {.count = 0};
    uint8_t secret[32];
    char within[4096]; /* where custos share puts it when it is given a folder */
    snprintf(within, sizeof within, "%s/bundle.sealed", o->bundle);
    const char *wrong = !parcel_file_read(o->key, 0, &key)        ? "the key cannot be read"
                        : !receiver_parse_secret(key, &r, secret) ? "the key is no receiver's secret key"
                        : !parcel_file_read(o->bundle, 0, &sealed) && !parcel_file_read(within, 0, &sealed) ? "cannot be read"
                        : !sealed_open(sealed, &r, secret, &archive) ? "is not sealed for this key, or was altered"
                        : !parcel_read_archive(archive, &f)          ? "what was sealed is no archive of this kind"
                                                                     : NULL;
    int status = wrong ? complain(o->bundle, wrong) : check(o, &f, policy);
    if (!wrong && o->extract && (status == BUNDLE_VALID || status == BUNDLE_UNMET)) status = extract(o->extract, archive, status);
    parcel_done(&f);
    sodium_memzero(secret, sizeof secret);
    parcel_file_done(key);
    parcel_file_done(sealed);
    parcel_file_done(archive);
    return status;
}

int verify_command(int argc, char **argv)
{
    static const struct option names[] = {{"key", required_argument, NULL, 'k'},    {"extract", required_argument, NULL, 'x'},
                                          {"policy", required_argument, NULL, 'p'}, {"help", no_argument, NULL, 'h'},
                                          {"version", no_argument, NULL, 'V'},      {NULL, 0, NULL, 0}};
    struct options o = {NULL, NULL, NULL, NULL};
    struct span policy = {NULL, 0};
    for (int c; (c = getopt_long(argc, argv, "k:x:p:h", names, NULL)) != -1;) {
        if (c == 'h') return fputs(help, stdout) < 0;
        if (c == 'V') return puts("custos-verify " CUSTOS_VERSION) < 0;
        if (c == '?') return BUNDLE_MALFORMED;
        *(c == 'k' ? &o.key : c == 'x' ? &o.extract : &o.policy) = optarg;
    }
    if (optind + 1 != argc || (o.extract && !o.key) || sodium_init() < 0) return complain("usage", "see --help");
    o.bundle = argv[optind];
    if (o.policy && !parcel_file_read(o.policy, 0, &policy)) return complain(o.policy, "cannot be read");
    struct parcel f = {.count = 0};
    int status = o.key                              ? check_sealed(&o, policy)
                 : parcel_read_folder(o.bundle, &f) ? check(&o, &f, policy)
                                                    : complain(o.bundle, "is no bundle's folder (a sealed file takes --key)");
    parcel_done(&f);
    parcel_file_done(policy);
    return status;
}
