/* custos decode: every PDU of an interception protocol in captures, field by field. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/run.h"
#include "base/clock.h"
#include "base/fields_write.h"
#include "register/identity.h"

static const char help[] =
    "usage: custos decode [OPTION]... [TAP=]CAPTURE...\n"
    "\n"
    "Show every PDU of an interception protocol in captures (pcap, pcapng, .gz, .zst, - for standard input): HI1, HI2/HI3, X1,\n"
    "X2/X3, orders by PFCP, GTPv2-C, SNMP, RADIUS and DTCP, and the mirror headers of JMirror, PCLI, Nokia and RtBrick, one a\n"
    "line, with all its fields, what is unknown in it, and where and why it is malformed. Targets are shown by their kind "
    "alone,\n"
    "intercepted content by its length.\n"
    "\n"
    "  -n, --network FILE    inventory: names of taps and elements; without it all that the captures hold is looked at\n"
    "  -k, --keylog FILE|DIR TLS key log, or a folder of them: sessions with these secrets are decrypted (repeatable)\n"
    "  -K, --keys FILE       keys of deliveries: what they open of encryption containers is shown opened\n"
    "      --json            a JSON object a line\n"
    "      --seal-key FILE   show targets sealed by this key\n"
    "      --reveal-targets  show targets, and unknown elements, in clear\n"
    "  -h, --help            this text\n"
    "\n"
    "Exit status: 0 every PDU was whole, 1 some are malformed, 2 the job could not be done.\n";

enum { OPTION_JSON = 256, OPTION_SEAL_KEY, OPTION_REVEAL, KEYLOGS_MAX = 64 };

struct decoding {
    struct run_options run;
    const char *keylogs[KEYLOGS_MAX];
    bool json, help;
    uint64_t pdus[LI_PROTOCOLS], malformed, with_unknown;
};

/* --- one PDU ------------------------------------------------------------------------------------------------------------ */

/* An identity's seal is that of its canonical words, the same as in the register, if it has such. */
static const char *seal(const void *ctx, const char *kind, struct bytes identity, char text[static FIELDS_SEAL_TEXT])
{
    char value[IDENTITY_VALUE], written[IDENTITY_VALUE + 64], canonical[TARGET_TEXT];
    struct identity id;
    struct target target;
    snprintf(value, sizeof value, "%.*s", identity.len < sizeof value ? (int)identity.len : (int)sizeof value - 1,
             (const char *)identity.data);
    snprintf(written, sizeof written, "%.48s:%s", kind, value);
    identity_of(kind, value, &id);
    const char *words = id.count ? id.text[0] : !target_canonical(written, canonical, &target) ? canonical : written;
    seal_target(ctx, words, text);
    identity_done(&id);
    return text;
}

static const char *element_name(const struct network *n, const struct ip_addr *a)
{
    int element = n ? network_element_of(n, a) : -1;
    return element < 0 ? NULL : n->elements[element].name;
}

static void json_end_point(struct json *j, const struct run_pdu *p, bool source)
{
    char text[ADDR_TEXT];
    const struct five_tuple *t = &p->pdu->flow;
    const struct ip_addr *a = source ? &t->src : &t->dst;
    json_string(j, source ? "src" : "dst", ip_text(a, text));
    json_unsigned(j, source ? "sport" : "dport", source ? t->sport : t->dport);
    if (p->network) json_string(j, source ? "src_element" : "dst_element", element_name(p->network, a));
}

static void show_json(const struct run_pdu *p, struct fields_writer *w, struct fields *f)
{
    struct json *j = w->json;
    char text[8];
    json_object_begin(j, NULL);
    json_time(j, "time", p->pdu->time_ns);
    json_string(j, "capture", p->capture);
    json_string(j, "tap", p->tap);
    json_unsigned(j, "first_packet", p->pdu->first.number);
    json_unsigned(j, "packet", p->pdu->last.number);
    json_end_point(j, p, true);
    json_end_point(j, p, false);
    json_string(j, "transport", ip_protocol_name(p->pdu->flow.protocol, text));
    json_string(j, "depth", p->pdu->deciphered ? "keyed" : "clear");
    json_string(j, "protocol", li_protocol_name(p->pdu->protocol));
    json_unsigned(j, "bytes", p->pdu->bytes.len);
    json_object_begin(j, "fields");
    fields_write(f, w, p->pdu->bytes);
    li_pdu_fields(p->pdu, f);
    json_object_end(j);
    json_unsigned(j, "unknown", f->unknown);
    if (f->flaw) {
        json_object_begin(j, "malformed");
        json_unsigned(j, "offset", f->flaw_offset);
        json_string(j, "cause", f->flaw);
        json_object_end(j);
    } else {
        json_null(j, "malformed");
    }
    json_object_end(j);
    putchar('\n');
}

static void text_end_point(const struct run_pdu *p, bool source)
{
    char text[ENDPOINT_TEXT];
    const struct five_tuple *t = &p->pdu->flow;
    const char *name = element_name(p->network, source ? &t->src : &t->dst);
    fputs(endpoint_text(source ? &t->src : &t->dst, source ? t->sport : t->dport, text), stdout);
    if (name) printf("(%s)", name);
}

static void show_text(const struct run_pdu *p, struct fields_writer *w, struct fields *f)
{
    char text[CLOCK_TEXT];
    const struct li_pdu *u = p->pdu;
    printf("%s %s %s:", clock_rfc3339(u->time_ns, text), p->tap ? p->tap : "-", p->capture);
    if (u->first.number != u->last.number && u->first.capture == u->last.capture) printf("%" PRIu32 "-", u->first.number);
    printf("%" PRIu32 " ", u->last.number);
    text_end_point(p, true);
    putchar('>');
    text_end_point(p, false);
    printf(" %s%s %zuB ", li_protocol_name(u->protocol), u->deciphered ? "(TLS)" : "", u->bytes.len);
    fields_write(f, w, u->bytes);
    li_pdu_fields(u, f);
    if (f->unknown) printf(" UNKNOWN=%" PRIu32, f->unknown);
    if (f->flaw) printf(" MALFORMED at %zu: %s", f->flaw_offset, f->flaw);
    putchar('\n');
}

static void on_pdu(void *ctx, const struct run_pdu *p)
{
    struct decoding *d = ctx;
    struct json json = {.out = stdout};
    struct fields_writer w = {.out = stdout, .json = d->json ? &json : NULL, .reveal = d->run.reveal_targets};
    struct fields f = {0};
    if (p->seal) {
        w.seal = seal;
        w.seal_ctx = p->seal;
    }
    if (d->json)
        show_json(p, &w, &f);
    else
        show_text(p, &w, &f);
    d->pdus[p->pdu->protocol]++;
    d->malformed += f.flaw != NULL;
    d->with_unknown += f.unknown > 0;
}

/* --- the command -------------------------------------------------------------------------------------------------------- */

static enum err take_option(struct decoding *d, int option, const char *value, struct fault *f)
{
    switch (option) {
    case 'n': d->run.network = value; return ERR_OK;
    case 'k':
        if (d->run.keylog_count == KEYLOGS_MAX) return fault_set(f, ERR_USAGE, "--keylog: at most %d files", KEYLOGS_MAX);
        d->keylogs[d->run.keylog_count++] = value;
        return ERR_OK;
    case 'K': d->run.keys = value; return ERR_OK;
    case OPTION_JSON: d->json = true; return ERR_OK;
    case OPTION_SEAL_KEY: d->run.seal_key = value; return ERR_OK;
    case OPTION_REVEAL: d->run.reveal_targets = true; return ERR_OK;
    case 'h': d->help = true; return ERR_OK;
    default: return fault_set(f, ERR_USAGE, "see custos decode --help");
    }
}

static enum err parse_arguments(int argc, char **argv, struct decoding *d, struct fault *f)
{
    static const struct option options[] = {{"network", required_argument, NULL, 'n'},
                                            {"keylog", required_argument, NULL, 'k'},
                                            {"keys", required_argument, NULL, 'K'},
                                            {"json", no_argument, NULL, OPTION_JSON},
                                            {"seal-key", required_argument, NULL, OPTION_SEAL_KEY},
                                            {"reveal-targets", no_argument, NULL, OPTION_REVEAL},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    optind = 1;
    for (int option; (option = getopt_long(argc, argv, "n:k:K:h", options, NULL)) != -1;) {
        enum err err = take_option(d, option, optarg, f);
        if (err != ERR_OK) return err;
    }
    if (d->help) return ERR_OK;
    if (optind == argc) return fault_set(f, ERR_USAGE, "no capture given; see custos decode --help");
    d->run.captures = (const char *const *)argv + optind;
    d->run.capture_count = (size_t)(argc - optind);
    d->run.keylogs = d->keylogs;
    return ERR_OK;
}

static void tell_counts(const struct decoding *d)
{
    uint64_t all = 0;
    for (unsigned i = 0; i < LI_PROTOCOLS; i++) all += d->pdus[i];
    fprintf(stderr, "custos: %" PRIu64 " PDUs", all);
    for (unsigned i = 0; i < LI_PROTOCOLS; i++)
        if (d->pdus[i]) fprintf(stderr, ", %" PRIu64 " %s", d->pdus[i], li_protocol_name((enum li_protocol)i));
    fprintf(stderr, "; %" PRIu64 " malformed, %" PRIu64 " with unknown elements\n", d->malformed, d->with_unknown);
}

int command_decode(int argc, char **argv)
{
    struct decoding d = {.run = {.threads = 1}};
    struct fault f;
    enum err err = parse_arguments(argc, argv, &d, &f);
    if (err == ERR_OK && d.help) {
        fputs(help, stdout);
        return EXIT_BALANCED;
    }
    if (err == ERR_OK) err = run_decode(&d.run, on_pdu, &d, &f);
    if (err != ERR_OK) {
        fprintf(stderr, "custos: %s\n", f.text);
        return EXIT_FAILED;
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("custos: standard output");
        return EXIT_FAILED;
    }
    tell_counts(&d);
    return d.malformed ? EXIT_FINDINGS : EXIT_BALANCED;
}
