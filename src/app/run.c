#include "app/run.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/keylog.h"
#include "app/pipeline.h"
#include "app/survey.h"
#include "app/taps.h"
#include "audit/engine.h"
#include "capture/capture.h"
#include "report/progress.h"

struct run {
    struct arena *arena;
    struct tap_input *inputs;
    const char **paths;
    size_t input_count;
    struct capture_set *captures;
    struct capture_set *surveyed; /* the first reading, when there was no network; NULL otherwise */
    struct network *network;
    struct warrants *warrants;
    struct seal_key seal_key;
    struct engine *engine;
    size_t interfaces;      /* told to the engine so far */
    const char **tap_names; /* owned: of each of them, for PDUs */
    run_pdu_fn *on_pdu;     /* NULL: an audit */
    void *on_pdu_ctx;
    bool network_given;
    struct verdict verdict;
    struct evidence *evidence;
};

const struct verdict *run_verdict(const struct run *r)
{
    return &r->verdict;
}

const struct evidence *run_evidence(const struct run *r)
{
    return r->evidence;
}

void run_free(struct run *r)
{
    if (!r) return;
    engine_free(r->engine);
    seal_key_done(&r->seal_key);
    capture_close(r->captures);
    capture_close(r->surveyed);
    warrants_free(r->warrants);
    network_free(r->network);
    arena_free(r->arena);
    free(r->tap_names);
    free(r);
}

/* Standard input can be read twice only from a copy: needed to survey first, and to read evidence again. */
static struct capture_options capture_options_of(const struct run_options *o)
{
    return (struct capture_options){.spool = !o->network || o->keep_evidence};
}

static enum err open_captures(struct run *r, const struct run_options *o, struct fault *f)
{
    struct capture_options options = capture_options_of(o);
    r->inputs = arena_alloc(r->arena, o->capture_count * sizeof *r->inputs);
    r->paths = arena_alloc(r->arena, o->capture_count * sizeof *r->paths);
    r->input_count = o->capture_count;
    for (size_t i = 0; i < o->capture_count; i++) {
        r->inputs[i] = tap_input_of(r->arena, o->captures[i]);
        r->paths[i] = r->inputs[i].path;
    }
    return capture_open(r->paths, r->input_count, &options, &r->captures, f);
}

static enum err survey_first(struct run *r, const struct run_options *o, struct fault *f)
{
    char *yaml;
    const char **names = arena_alloc(r->arena, (r->input_count + 1) * sizeof *names);
    for (size_t i = 0; i < r->input_count; i++) names[i] = r->inputs[i].tap;
    enum err err = survey_captures(r->captures, names, r->arena, &yaml, f);
    if (err == ERR_OK) err = network_parse("surveyed network", (const uint8_t *)yaml, strlen(yaml), &r->network, f);
    if (err != ERR_OK) return err;
    struct capture_options options = capture_options_of(o);
    r->surveyed = r->captures;
    r->captures = NULL;
    return capture_reopen(r->surveyed, &options, &r->captures, f);
}

/* One tap that every interface is at. */
static enum err network_of_everything(struct run *r, struct fault *f)
{
    static const char text[] = "custos: network/1\nname: everything\nelements: [{name: any, supplier: none, role: HOST, zone: "
                               "core, addresses: [0.0.0.0]}]\n"
                               "taps: [{name: all, at: any, side: all}]\n";
    return network_parse("everything", (const uint8_t *)text, sizeof text - 1, &r->network, f);
}

static enum err read_network(struct run *r, const struct run_options *o, struct fault *f)
{
    if (o->network) return network_read(o->network, &r->network, f);
    return r->on_pdu ? network_of_everything(r, f) : survey_first(r, o, f);
}

static enum err read_register(struct run *r, const struct run_options *o, struct fault *f)
{
    enum err err = read_network(r, o, f);
    if (err == ERR_OK && o->warrants) err = warrants_read(o->warrants, r->network, &r->warrants, f);
    for (size_t i = 0; err == ERR_OK && o->network && i < r->input_count; i++)
        if (r->inputs[i].tap && network_tap(r->network, r->inputs[i].tap) < 0)
            err = fault_set(f, ERR_USAGE, "%s=%s: %s has no tap of that name", r->inputs[i].tap, r->inputs[i].path, o->network);
    return err;
}

static enum err read_seal_key(struct run *r, const struct run_options *o, struct fault *f)
{
    bool exposed = false;
    if (!o->seal_key) return ERR_OK;
    enum err err = seal_key_read(o->seal_key, &r->seal_key, &exposed, f);
    if (err == ERR_OK && exposed) fprintf(stderr, "custos: %s: others than its owner may read this key\n", o->seal_key);
    return err;
}

static void on_keylog_line(void *ctx, const struct keylog_line *line)
{
    engine_secret(ctx, line->label, line->client_random, line->secret);
}

/* A broken secrets block spoils no packet: the sessions simply stay without secrets. */
static void on_secrets_block(void *ctx, uint32_t capture, const uint8_t *data, size_t len)
{
    struct fault ignored;
    (void)capture;
    if (keylog_parse("secrets block", data, len, on_keylog_line, ctx, &ignored) != ERR_OK) return;
}

static void on_pdu(void *ctx, const struct li_pdu *p, uint32_t interface)
{
    const struct run *r = ctx;
    struct run_pdu shown = {.pdu = p,
                            .capture = r->paths[p->last.capture],
                            .network = r->network_given ? r->network : NULL,
                            .seal = r->seal_key.len ? &r->seal_key : NULL};
    if (interface < r->interfaces) shown.tap = r->tap_names[interface];
    r->on_pdu(r->on_pdu_ctx, &shown);
}

static enum err start_engine(struct run *r, const struct run_options *o, struct fault *f)
{
    struct engine_options options = {.network = r->network,
                                     .warrants = r->warrants,
                                     .inventory_given = !r->surveyed,
                                     .seal_key = o->seal_key ? &r->seal_key : NULL,
                                     .reveal_targets = o->reveal_targets,
                                     .memory_bytes = o->memory_bytes,
                                     .on_pdu = r->on_pdu ? on_pdu : NULL,
                                     .on_pdu_ctx = r,
                                     .window_ns = (int64_t)(o->window_s * 1e9)};
    struct handover_keys *keys = NULL;
    enum err err = o->keys ? keys_read(o->keys, &keys, f) : ERR_OK;
    options.keys = keys;
    if (err == ERR_OK) err = engine_new(&options, &r->engine, f);
    keys_free(keys);
    for (size_t i = 0; err == ERR_OK && i < o->keylog_count; i++) err = keylog_read(o->keylogs[i], on_keylog_line, r->engine, f);
    if (err == ERR_OK) capture_on_secrets(r->captures, on_secrets_block, r->engine);
    return err;
}

/* What an interface's tap is called in what is told of PDUs. */
static bool name_tap(struct run *r, const struct capture_interface *i, int tap)
{
    void *p = realloc(r->tap_names, (r->interfaces + 1) * sizeof *r->tap_names);
    if (!p) return false;
    r->tap_names = p;
    r->tap_names[r->interfaces] =
        r->network_given && tap >= 0 ? r->network->taps[tap].name : tap_name_of(r->arena, &r->inputs[i->capture], i);
    return true;
}

/* Interfaces show up as their captures are read. */
static enum err meet_interfaces(struct run *r, struct fault *f)
{
    for (; r->interfaces < capture_interface_count(r->captures); r->interfaces++) {
        const struct capture_interface *i = capture_interface(r->captures, r->interfaces);
        bool everything = r->on_pdu && !r->network_given;
        int tap = everything ? 0 : tap_of(r->arena, r->network, &r->inputs[i->capture], i);
        if ((r->on_pdu && !name_tap(r, i, tap)) || engine_interface(r->engine, (uint16_t)r->interfaces, tap) != ERR_OK)
            return fault_set(f, ERR_MEMORY, "not enough memory for interface %zu", r->interfaces);
    }
    return ERR_OK;
}

static uint64_t read_so_far(const struct run *r)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < r->input_count; i++) bytes += capture_info(r->captures, i)->read_bytes;
    return bytes;
}

static uint64_t stored_size(const struct run *r)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < r->input_count; i++) {
        uint64_t size = capture_info(r->captures, i)->size_bytes;
        if (!size) return 0;
        bytes += size;
    }
    return bytes;
}

/* Bytes of input from which all threads have the tables' memory ready before the first frame. Whatever --memory is, so much input
 * touches every huge page of it: prints go to random places. */
#define LONG_INPUT (UINT64_C(256) << 20)

typedef void engine_end_fn(struct engine *e);

/* What reading and judging share with the pipeline. */
struct reading {
    struct run *run;
    engine_end_fn *end; /* what is done when all is judged */
    bool progress;
    struct progress line;
    uint64_t packets, judged_calls;
    _Atomic uint64_t bytes; /* read so far, told from the thread that reads to the one that judges */
};

static enum err read_frames(void *ctx, struct frame *frames, size_t max, size_t *ret_count, struct fault *f)
{
    struct reading *reading = ctx;
    *ret_count = capture_next(reading->run->captures, frames, max);
    if (reading->progress) atomic_store_explicit(&reading->bytes, read_so_far(reading->run), memory_order_relaxed);
    return meet_interfaces(reading->run, f);
}

static void frames_judged(void *ctx, size_t frames)
{
    struct reading *reading = ctx;
    reading->packets += frames;
    capture_let_go(reading->run->captures, ++reading->judged_calls);
    uint64_t bytes = atomic_load_explicit(&reading->bytes, memory_order_relaxed);
    if (reading->progress) progress_step(&reading->line, bytes, reading->packets);
}

static void all_judged(void *ctx)
{
    struct reading *reading = ctx;
    reading->end(reading->run->engine);
}

static enum err judge_frames(struct run *r, const struct run_options *o, engine_end_fn *end, struct fault *f)
{
    struct reading reading = {.run = r, .end = end, .progress = o->progress};
    struct pipeline_calls calls = {.ctx = &reading,
                                   .read = read_frames,
                                   .judged = frames_judged,
                                   .ended = all_judged,
                                   .long_input = stored_size(r) >= LONG_INPUT};
    capture_keep(r->captures);
    if (o->progress) progress_begin(&reading.line, stderr, stored_size(r));
    enum err err = pipeline_run(r->engine, &calls, o->threads ? o->threads : 1, f);
    if (o->progress) progress_end(&reading.line);
    return err;
}

/* The taps that looked into one capture, in words. */
static const char *taps_of_capture(struct run *r, size_t capture)
{
    const char *text = NULL;
    for (size_t i = 0; i < capture_interface_count(r->captures); i++) {
        const struct capture_interface *interface = capture_interface(r->captures, i);
        int tap = interface->capture == capture ? tap_of(r->arena, r->network, &r->inputs[capture], interface) : -1;
        if (tap < 0) continue;
        const char *name = r->network->taps[tap].name;
        text = text ? arena_printf(r->arena, "%s, %s", text, name) : name;
    }
    return text;
}

static void describe_captures(struct run *r)
{
    struct verdict_capture *list = arena_alloc(r->arena, r->input_count * sizeof *list);
    for (size_t i = 0; i < r->input_count; i++) {
        const struct capture_info *info = capture_info(r->captures, i);
        list[i] = (struct verdict_capture){.file = info->path,
                                           .tap = taps_of_capture(r, i),
                                           .format = info->format,
                                           .seen = {info->packets, info->bytes},
                                           .first_ns = info->first_ns,
                                           .last_ns = info->last_ns,
                                           .truncated = info->truncated,
                                           .snapped_packets = info->snapped_packets,
                                           .undecoded_packets = engine_undecoded(r->engine, (uint32_t)i),
                                           .dropped_packets = info->dropped_packets};
        if (info->truncated)
            list[i].break_text =
                arena_printf(r->arena, "at offset %llu: %s", (unsigned long long)info->break_offset, info->break_text);
    }
    r->verdict.captures = list;
    r->verdict.capture_count = r->input_count;
}

static enum err check_judged(const struct run *r, struct fault *f)
{
    const struct verdict *v = &r->verdict;
    for (size_t i = 0; !v->packets && i < r->input_count; i++) {
        const struct capture_info *info = capture_info(r->captures, i);
        if (!info->truncated) continue;
        return fault_set(f, ERR_TRUNCATED, "%s: no packet could be read: at offset %llu: %s", info->path,
                         (unsigned long long)info->break_offset, info->break_text);
    }
    if (!v->packets || engine_judged(r->engine)) return ERR_OK;
    return fault_set(f, ERR_USAGE, "%s: none of its interfaces is a tap of the network; name the tap: TAP=%s", r->paths[0],
                     r->paths[0]);
}

/* What an audit and a decoding share: all captures go through the engine. */
static enum err run_engine(struct run *r, const struct run_options *o, engine_end_fn *end, struct fault *f)
{
    enum err err = open_captures(r, o, f);
    if (err == ERR_OK) err = read_register(r, o, f);
    if (err == ERR_OK) err = read_seal_key(r, o, f);
    if (err == ERR_OK) err = start_engine(r, o, f);
    return err == ERR_OK ? judge_frames(r, o, end, f) : err;
}

static enum err run_steps(struct run *r, const struct run_options *o, struct fault *f)
{
    enum err err = run_engine(r, o, engine_close, f);
    if (err != ERR_OK) return err;
    engine_verdict(r->engine, r->arena, &r->verdict);
    r->verdict.version = CUSTOS_VERSION;
    if (r->surveyed) r->verdict.network_name = NULL;
    err = check_judged(r, f);
    describe_captures(r);
    if (err == ERR_OK && o->keep_evidence) err = evidence_collect(r->captures, &r->verdict, r->arena, &r->evidence, f);
    return err;
}

static struct run *run_new(void)
{
    struct run *r = calloc(1, sizeof *r);
    if (r) r->arena = arena_new();
    if (r && r->arena) return r;
    free(r);
    return NULL;
}

enum err run_audit(const struct run_options *o, struct run **ret, struct fault *f)
{
    struct run *r = run_new();
    if (!r) return fault_set(f, ERR_MEMORY, "not enough memory to start");
    enum err err = run_steps(r, o, f);
    if (err != ERR_OK) {
        run_free(r);
        return err;
    }
    *ret = r;
    return ERR_OK;
}

/* What was read of broken captures, in words, on standard error. */
static enum err tell_breaks(const struct run *r, struct fault *f)
{
    uint64_t packets = 0;
    bool broken = false;
    for (size_t i = 0; i < r->input_count; i++) {
        const struct capture_info *info = capture_info(r->captures, i);
        packets += info->packets;
        broken |= info->truncated;
        if (info->truncated)
            fprintf(stderr, "custos: %s: read up to byte %llu only: %s\n", info->path, (unsigned long long)info->break_offset,
                    info->break_text);
    }
    return packets || !broken ? ERR_OK : fault_set(f, ERR_TRUNCATED, "no packet could be read");
}

static enum err decode_steps(struct run *r, const struct run_options *o, struct fault *f)
{
    enum err err = run_engine(r, o, engine_flush, f);
    return err == ERR_OK ? tell_breaks(r, f) : err;
}

enum err run_decode(const struct run_options *o, run_pdu_fn *fn, void *ctx, struct fault *f)
{
    struct run *r = run_new();
    if (!r) return fault_set(f, ERR_MEMORY, "not enough memory to start");
    r->on_pdu = fn;
    r->on_pdu_ctx = ctx;
    r->network_given = o->network != NULL;
    enum err err = decode_steps(r, o, f);
    run_free(r);
    return err;
}
