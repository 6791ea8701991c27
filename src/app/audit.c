/* custos audit: judge captures and write the reports. */
#include <errno.h>
#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/command.h"
#include "app/exports.h"
#include "app/ledger_audit.h"
#include "app/output.h"
#include "app/pipeline.h"
#include "app/run.h"
#include "app/screen.h"
#include "report/html.h"
#include "report/report_json.h"
#include "report/terminal.h"

static const char help[] =
    "usage: custos audit [OPTION]... [TAP=]CAPTURE...\n"
    "\n"
    "Judge captures (pcap, pcapng, .gz, .zst, - for standard input): a balance sheet for every tapped element,\n"
    "every interception held against the warrants, and findings with the packets that prove them.\n"
    "\n"
    "  -n, --network FILE    inventory; without it custos surveys the captures first\n"
    "  -w, --warrants FILE   warrants; without it every interception is without warrant\n"
    "  -k, --keylog PATH     TLS key log, or a folder of them; coverage tells how many sessions they opened (repeatable)\n"
    "  -K, --keys FILE       keys of deliveries: to open encryption containers, to verify integrity signatures\n"
    "  -o, --output DIR      report.html, report.json, eve.json and evidence/*.pcapng\n"
    "      --export FORMATS  more files in DIR: ecs, ocsf, misp, stix, separated by commas, or all\n"
    "      --tlp LEVEL       mark the exports: clear, green, amber, amber+strict or red\n"
    "      --classification TEXT  mark them with this line as well\n"
    "      --export-sealed   seal LIIDs, XIDs, warrants and subscribers by the seal key in them, instead of leaving them out\n"
    "      --ledger DIR      put run, captures and findings on record there (see custos ledger)\n"
    "      --json            the report on standard output, and nothing else\n"
    "      --window SECONDS  how long content is remembered (default: as long as memory lasts)\n"
    "      --memory SIZE     for all tables, e.g. 256M or 4G (default 512M)\n"
    "      --threads N       how many threads share the work (default: one a processor); the verdict is the same\n"
    "      --seal-key FILE   show the warrants' targets sealed by this key instead of by kind alone\n"
    "      --reveal-targets  show the warrants' targets in clear\n"
    "      --fail-on LEVEL   info, low, medium, high or critical: lesser findings leave the exit status 0\n"
    "  -h, --help            this text\n"
    "\n"
    "Exit status: 0 the books balance, 1 there are findings, 2 the job could not be done.\n";

enum {
    OPTION_JSON = 256,
    OPTION_WINDOW,
    OPTION_MEMORY,
    OPTION_THREADS,
    OPTION_SEAL_KEY,
    OPTION_REVEAL,
    OPTION_FAIL_ON,
    OPTION_LEDGER,
    OPTION_EXPORT,
    OPTION_TLP,
    OPTION_CLASSIFICATION,
    OPTION_EXPORT_SEALED
};

static const struct option options[] = {{"network", required_argument, NULL, 'n'},
                                        {"warrants", required_argument, NULL, 'w'},
                                        {"keylog", required_argument, NULL, 'k'},
                                        {"keys", required_argument, NULL, 'K'},
                                        {"output", required_argument, NULL, 'o'},
                                        {"json", no_argument, NULL, OPTION_JSON},
                                        {"window", required_argument, NULL, OPTION_WINDOW},
                                        {"memory", required_argument, NULL, OPTION_MEMORY},
                                        {"threads", required_argument, NULL, OPTION_THREADS},
                                        {"seal-key", required_argument, NULL, OPTION_SEAL_KEY},
                                        {"reveal-targets", no_argument, NULL, OPTION_REVEAL},
                                        {"fail-on", required_argument, NULL, OPTION_FAIL_ON},
                                        {"ledger", required_argument, NULL, OPTION_LEDGER},
                                        {"export", required_argument, NULL, OPTION_EXPORT},
                                        {"tlp", required_argument, NULL, OPTION_TLP},
                                        {"classification", required_argument, NULL, OPTION_CLASSIFICATION},
                                        {"export-sealed", no_argument, NULL, OPTION_EXPORT_SEALED},
                                        {"help", no_argument, NULL, 'h'},
                                        {0}};

enum { KEYLOGS_MAX = 64 };

struct request {
    struct run_options run;
    const char *keylogs[KEYLOGS_MAX];
    const char *output, *ledger;
    struct exports_options exports;
    bool json, help, marked, seal_exports; /* marked: an option about exports was given */
    enum severity fail_on;
};

/* "512M": a number and k, M, G or T (decimal powers of 1024, as memory is sold). */
static bool parse_size(const char *text, size_t *ret)
{
    char *end;
    errno = 0;
    unsigned long long v = strtoull(text, &end, 10);
    unsigned shift = 0;
    switch (*end) {
    case 'k':
    case 'K': shift = 10; break;
    case 'M': shift = 20; break;
    case 'G': shift = 30; break;
    case 'T': shift = 40; break;
    case 0: break;
    default: return false;
    }
    if (end == text || *text == '-' || errno || (shift && end[1]) || v > SIZE_MAX >> shift || v == 0) return false;
    *ret = (size_t)v << shift;
    return true;
}

static bool parse_seconds(const char *text, double *ret)
{
    char *end;
    double v = strtod(text, &end);
    if (end == text || *end || !(v > 0 && v < 1e9)) return false;
    *ret = v;
    return true;
}

static bool parse_threads(const char *text, unsigned *ret)
{
    uint64_t v;
    if (!whole_number(text, 1, PIPELINE_THREADS, &v)) return false;
    *ret = (unsigned)v;
    return true;
}

/* As many as this process may run on. */
static unsigned processors(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count < 1 ? 1 : count > PIPELINE_THREADS ? PIPELINE_THREADS : (unsigned)count;
}

static bool parse_severity(const char *text, enum severity *ret)
{
    for (unsigned s = 0; s < SEVERITY_COUNT; s++)
        if (strcmp(text, severity_name((enum severity)s)) == 0) {
            *ret = (enum severity)s;
            return true;
        }
    return false;
}

static enum err take_export_option(struct request *q, int option, const char *value, struct fault *f)
{
    q->marked = true;
    switch (option) {
    case OPTION_EXPORT: return exports_parse(value, &q->exports.formats, f);
    case OPTION_CLASSIFICATION: return exports_parse_classification(value, &q->exports.classification, f);
    case OPTION_EXPORT_SEALED: q->seal_exports = true; return ERR_OK;
    default:
        if (tlp_parse(value, &q->exports.tlp)) return ERR_OK;
        return fault_set(f, ERR_USAGE, "--tlp %s: clear, green, amber, amber+strict or red is wanted", value);
    }
}

static enum err check_exports(struct request *q, struct fault *f)
{
    if (q->marked && !q->output)
        return fault_set(f, ERR_USAGE, "--export, --tlp, --classification and --export-sealed are for files: --output is wanted");
    if (q->seal_exports && !q->run.seal_key) return fault_set(f, ERR_USAGE, "--export-sealed: --seal-key is wanted");
    if (q->seal_exports) q->exports.seal_key = q->run.seal_key;
    return ERR_OK;
}

static enum err take_option(struct request *q, int option, const char *value, struct fault *f)
{
    switch (option) {
    case 'n': q->run.network = value; return ERR_OK;
    case 'w': q->run.warrants = value; return ERR_OK;
    case 'k':
        if (q->run.keylog_count == KEYLOGS_MAX) return fault_set(f, ERR_USAGE, "--keylog: at most %d files", KEYLOGS_MAX);
        q->keylogs[q->run.keylog_count++] = value;
        return ERR_OK;
    case 'K': q->run.keys = value; return ERR_OK;
    case 'o': q->output = value; return ERR_OK;
    case OPTION_JSON: q->json = true; return ERR_OK;
    case OPTION_WINDOW:
        if (parse_seconds(value, &q->run.window_s)) return ERR_OK;
        return fault_set(f, ERR_USAGE, "--window %s: a number of seconds above 0 is wanted", value);
    case OPTION_MEMORY:
        if (parse_size(value, &q->run.memory_bytes)) return ERR_OK;
        return fault_set(f, ERR_USAGE, "--memory %s: a size such as 512M or 4G is wanted", value);
    case OPTION_THREADS:
        if (parse_threads(value, &q->run.threads)) return ERR_OK;
        return fault_set(f, ERR_USAGE, "--threads %s: a number from 1 to %d is wanted", value, PIPELINE_THREADS);
    case OPTION_SEAL_KEY: q->run.seal_key = value; return ERR_OK;
    case OPTION_REVEAL: q->run.reveal_targets = true; return ERR_OK;
    case OPTION_FAIL_ON:
        if (parse_severity(value, &q->fail_on)) return ERR_OK;
        return fault_set(f, ERR_USAGE, "--fail-on %s: info, low, medium, high or critical is wanted", value);
    case OPTION_LEDGER: q->ledger = value; return ERR_OK;
    case OPTION_EXPORT:
    case OPTION_TLP:
    case OPTION_CLASSIFICATION:
    case OPTION_EXPORT_SEALED: return take_export_option(q, option, value, f);
    case 'h': q->help = true; return ERR_OK;
    default: return fault_set(f, ERR_USAGE, "see custos audit --help");
    }
}

static enum err parse_arguments(int argc, char **argv, struct request *q, struct fault *f)
{
    *q = (struct request){
        .fail_on = SEVERITY_INFO, .run = {.progress = true, .threads = processors()}, .exports = {.formats = 1U << EXPORT_EVE}};
    optind = 1;
    for (int option; (option = getopt_long(argc, argv, "n:w:k:K:o:h", options, NULL)) != -1;) {
        enum err err = take_option(q, option, optarg, f);
        if (err != ERR_OK || q->help) return err;
    }
    if (optind == argc) return fault_set(f, ERR_USAGE, "audit: no capture given; see custos audit --help");
    q->run.captures = (const char *const *)argv + optind;
    q->run.capture_count = (size_t)(argc - optind);
    q->run.keylogs = q->keylogs;
    q->run.keep_evidence = q->output || q->ledger;
    return check_exports(q, f);
}

typedef void write_fn(const struct verdict *v, FILE *out);

static enum err write_file(const struct verdict *v, const char *dir, const char *name, write_fn *write, struct fault *f)
{
    char path[OUTPUT_PATH];
    enum err err = output_path(dir, name, path, f);
    FILE *out = err == ERR_OK ? output_open(path, f) : NULL;
    if (!out) return err == ERR_OK ? ERR_IO : err;
    write(v, out);
    return output_close(out, path, f);
}

static enum err write_reports(const struct run *r, const struct exports_options *exports, const struct ledger_ref *refs,
                              const char *dir, struct fault *f)
{
    char evidence[OUTPUT_PATH];
    const struct verdict *v = run_verdict(r);
    enum err err = output_path(dir, "evidence", evidence, f);
    if (err == ERR_OK) err = output_folder(dir, f);
    if (err == ERR_OK) err = output_folder(evidence, f);
    if (err == ERR_OK) err = evidence_write(run_evidence(r), v, evidence, f);
    if (err == ERR_OK) err = write_file(v, dir, "report.json", report_json, f);
    if (err == ERR_OK) err = exports_write(exports, v, refs, dir, f);
    if (err == ERR_OK) err = write_file(v, dir, "report.html", report_html, f);
    return err;
}

static void print_terminal(const struct verdict *v, const char *output)
{
    char evidence[4096];
    struct screen screen = screen_of_output(TERMINAL_WIDTH);
    struct terminal_style style = {.colour = screen.colour, .width = screen.width, .utf8 = screen.utf8};
    if (output && snprintf(evidence, sizeof evidence, "%s/evidence", output) < (int)sizeof evidence)
        style.evidence_dir = evidence;
    report_terminal(v, stdout, &style);
}

static int exit_status(const struct verdict *v, enum severity fail_on)
{
    for (size_t i = 0; i < v->finding_count; i++)
        if (v->findings[i].severity >= fail_on) return EXIT_FINDINGS;
    return EXIT_BALANCED;
}

/* The run, its reports, and the ledger around them: what begins is on record even if it does not end. */
static enum err judge(const struct request *q, struct run **ret, struct fault *f)
{
    struct ledger_audit *record = NULL;
    struct run *r = NULL;
    struct ledger_place place = {.folder = q->ledger};
    enum err err = q->ledger ? ledger_audit_begin(&place, &q->run, &record, f) : ERR_OK;
    if (err == ERR_OK) err = run_audit(&q->run, &r, f);
    if (err == ERR_OK && !q->run.network)
        fputs("custos: no network given: surveyed the captures first; only rules that need no inventory were run\n", stderr);
    if (err == ERR_OK && record) err = ledger_audit_end(record, r, f);
    if (err == ERR_OK && q->output) err = write_reports(r, &q->exports, ledger_audit_refs(record), q->output, f);
    ledger_audit_free(record);
    if (err == ERR_OK)
        *ret = r;
    else
        run_free(r);
    return err;
}

int command_audit(int argc, char **argv)
{
    struct request q;
    struct fault f;
    struct run *r = NULL;
    enum err err = parse_arguments(argc, argv, &q, &f);
    if (err == ERR_OK && q.help) {
        fputs(help, stdout);
        return EXIT_BALANCED;
    }
    if (err == ERR_OK) err = judge(&q, &r, &f);
    if (err != ERR_OK) return complain(&f);
    if (q.json)
        report_json(run_verdict(r), stdout);
    else
        print_terminal(run_verdict(r), q.output);
    int status = exit_status(run_verdict(r), q.fail_on);
    run_free(r);
    return finish_output(status);
}
