#include "app/ledger_audit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/ledger_lines.h"
#include "base/arena.h"
#include "base/clock.h"
#include "ledger/blob.h"
#include "ledger/checkpoints.h"
#include "ledger/entry.h"

struct ledger_audit {
    struct ledger_store store;
    struct arena *arena; /* of the texts of one record */
    struct hasher *hasher;
    uint64_t run;            /* index of the run's record */
    struct ledger_ref *refs; /* of the findings, in the arena; NULL until they are on record */
};

/* --- texts -------------------------------------------------------------------------------------------------------------------
 */

/* "FIRST/LAST"; NULL when neither is known. */
static const char *times_text(struct arena *a, int64_t first_ns, int64_t last_ns)
{
    char first[CLOCK_TEXT], last[CLOCK_TEXT];
    if (first_ns == CLOCK_NONE && last_ns == CLOCK_NONE) return NULL;
    return arena_printf(a, "%s/%s", clock_rfc3339(first_ns, first), clock_rfc3339(last_ns, last));
}

static const char *end_text(struct arena *a, const char *address, int32_t port)
{
    if (!address) return "?";
    if (port < 0) return address;
    return arena_printf(a, strchr(address, ':') ? "[%s]:%" PRId32 : "%s:%" PRId32, address, port);
}

/* "10.0.0.1:40000 > 192.0.2.7:443 tcp, gre, erspan"; NULL when nothing of it is known. */
static const char *conversation_text(struct arena *a, const struct verdict_conversation *c)
{
    if (!c->src && !c->dst && !c->protocol) return NULL;
    const char *text = arena_printf(a, "%s > %s%s%s", end_text(a, c->src, c->sport), end_text(a, c->dst, c->dport),
                                    c->protocol ? " " : "", c->protocol ? c->protocol : "");
    for (size_t i = 0; i < c->encapsulation_count; i++) text = arena_printf(a, "%s, %s", text, c->encapsulation[i]);
    return text;
}

/* --- hashes of files ---------------------------------------------------------------------------------------------------------
 */

/* SHA-256 of a file in hexadecimal digits; NULL for standard input, which cannot be read twice. */
static enum err hash_file(struct ledger_audit *a, const char *path, const char **ret, struct fault *f)
{
    static uint8_t part[1 << 16];
    char name[BLOB_NAME];
    struct hash hash;
    *ret = NULL;
    if (!path || strcmp(path, "-") == 0) return ERR_OK;
    FILE *in = fopen(path, "rb");
    if (!in) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    hash_begin(a->hasher);
    for (size_t n; (n = fread(part, 1, sizeof part, in)) > 0;) hash_part(a->hasher, bytes_of(part, n));
    hash_end(a->hasher, &hash);
    bool bad = ferror(in) != 0;
    fclose(in);
    if (bad) return fault_set(f, ERR_IO, "%s: cannot be read", path);
    blob_name(&hash, name);
    *ret = arena_text(a->arena, name);
    return ERR_OK;
}

/* --- records -----------------------------------------------------------------------------------------------------------------
 */

static enum err append(struct ledger_audit *a, const struct entry *e, uint64_t *ret_index, uint8_t ret_leaf[static 32],
                       struct fault *f)
{
    struct hash leaf;
    enum err err = ledger_append(a->store.ledger, &e->record, ret_index, &leaf, f);
    if (err == ERR_OK) memcpy(ret_leaf, leaf.octets, sizeof leaf.octets);
    return err == ERR_OK && ledger_due(a->store.ledger) ? ledger_commit(a->store.ledger, f) : err;
}

/* The command line's other settings, those that change the verdict. */
static const char *options_text(struct arena *a, const struct run_options *o)
{
    return arena_printf(a, "window_s=%g memory_bytes=%zu keylogs=%zu reveal_targets=%s", o->window_s, o->memory_bytes,
                        o->keylog_count, o->reveal_targets ? "yes" : "no");
}

static enum err append_run(struct ledger_audit *a, const struct run_options *o, struct fault *f)
{
    struct entry e;
    char now[CLOCK_TEXT];
    uint8_t leaf[32];
    const char *network, *warrants, *keys;
    enum err err = hash_file(a, o->network, &network, f);
    if (err == ERR_OK) err = hash_file(a, o->warrants, &warrants, f);
    if (err == ERR_OK) err = hash_file(a, o->keys, &keys, f);
    if (err != ERR_OK) return err;
    entry_begin(&e, "run");
    entry_text(&e, "time", ledger_now(now));
    entry_text(&e, "version", CUSTOS_VERSION);
    entry_text(&e, "network", o->network);
    entry_text(&e, "network.sha256", network);
    entry_text(&e, "warrants", o->warrants);
    entry_text(&e, "warrants.sha256", warrants);
    entry_text(&e, "keys.sha256", keys);
    entry_text(&e, "options", options_text(a->arena, o));
    err = append(a, &e, &a->run, leaf, f);
    return err == ERR_OK ? ledger_commit(a->store.ledger, f) : err;
}

static enum err append_capture(struct ledger_audit *a, const struct verdict_capture *c, struct fault *f)
{
    struct entry e;
    uint64_t index;
    uint8_t leaf[32];
    char now[CLOCK_TEXT];
    const char *hash;
    enum err err = hash_file(a, c->file, &hash, f);
    if (err != ERR_OK) return err;
    entry_begin(&e, "capture");
    entry_text(&e, "time", ledger_now(now));
    entry_unsigned(&e, "run", a->run);
    entry_text(&e, "file", c->file);
    entry_text(&e, "sha256", hash);
    entry_text(&e, "tap", c->tap);
    entry_text(&e, "format", c->format);
    entry_unsigned(&e, "packets", c->seen.packets);
    entry_unsigned(&e, "bytes", c->seen.bytes);
    entry_text(&e, "times", times_text(a->arena, c->first_ns, c->last_ns));
    entry_text(&e, "truncated", c->truncated ? c->break_text ? c->break_text : "yes" : NULL);
    entry_unsigned(&e, "snapped.packets", c->snapped_packets);
    entry_unsigned(&e, "undecoded.packets", c->undecoded_packets);
    if (c->dropped_packets >= 0) entry_unsigned(&e, "dropped.packets", (uint64_t)c->dropped_packets);
    entry_text(&e, "version", CUSTOS_VERSION);
    return append(a, &e, &index, leaf, f);
}

/* The finding's packets as a blob, durable; *ret is NULL when it has none. */
static enum err put_evidence(struct ledger_audit *a, const struct run *r, const struct verdict_finding *v, const char **ret,
                             struct fault *f)
{
    char *data = NULL, name[BLOB_NAME];
    size_t len = 0;
    *ret = NULL;
    if (!v->evidence_count) return ERR_OK;
    FILE *out = open_memstream(&data, &len);
    if (!out) return fault_set(f, ERR_MEMORY, "not enough memory for the evidence of %s", v->id);
    evidence_excerpt(run_evidence(r), v, out);
    bool bad = fclose(out) != 0;
    enum err err = bad ? fault_set(f, ERR_MEMORY, "not enough memory for the evidence of %s", v->id)
                       : blob_put(&a->store.files, a->hasher, bytes_of(data, len), name, f);
    free(data);
    if (err == ERR_OK) *ret = arena_text(a->arena, name);
    return err;
}

static void set_measures(struct ledger_audit *a, struct entry *e, const struct verdict_finding *v)
{
    const struct verdict_correlation *c = v->correlation;
    entry_text(e, "confidence", arena_printf(a->arena, "%.3g", v->confidence));
    entry_unsigned(e, "packets", v->packets);
    entry_unsigned(e, "bytes", v->bytes);
    if (v->detected_packets)
        entry_text(e, "detected",
                   arena_printf(a->arena, "%" PRIu64 " packets %" PRIu64 " bytes %.3f s", v->detected_packets, v->detected_bytes,
                                v->detected_seconds));
    if (v->limit_min_bytes >= 0 || v->limit_max_delay_s >= 0)
        entry_text(e, "limits", arena_printf(a->arena, "min_bytes %g max_delay_s %g", v->limit_min_bytes, v->limit_max_delay_s));
    if (c)
        entry_text(e, "correlation",
                   arena_printf(a->arena, "%s %.3f lag_s %.3f bin_s %.3f log10_p %.1f pairs %" PRIu64 " %s",
                                c->by_sizes ? "sizes" : "volume", c->coefficient, c->lag_s, c->bin_s, c->log10_p, c->pairs,
                                c->direction));
}

static void set_lists(struct ledger_audit *a, struct entry *e, const struct verdict *all, const struct verdict_finding *v)
{
    struct ledger_lines copied = {.arena = a->arena}, subscribers = copied, packets = copied;
    for (size_t i = 0; i < v->copied_count; i++) {
        const char *line = conversation_text(a->arena, &v->copied[i]);
        if (line) ledger_lines_add(&copied, line);
    }
    for (size_t i = 0; i < v->subscriber_count; i++) ledger_lines_add(&subscribers, v->subscribers[i]);
    for (size_t i = 0; i < v->evidence_count; i++) {
        struct frame_ref ref = v->evidence[i].ref;
        const char *file = ref.capture < all->capture_count ? all->captures[ref.capture].file : "?";
        ledger_lines_add(&packets, arena_printf(a->arena, "%s %" PRIu32, file, ref.number));
    }
    entry_text(e, "copied", copied.text);
    entry_text(e, "subscribers", subscribers.text);
    entry_text(e, "evidence.packets", packets.text);
}

static enum err append_finding(struct ledger_audit *a, const struct run *r, const struct verdict_finding *v,
                               struct ledger_ref *ref, struct fault *f)
{
    struct entry e;
    const char *blob;
    enum err err = put_evidence(a, r, v, &blob, f);
    if (err != ERR_OK) return err;
    entry_begin(&e, "finding");
    const struct {
        const char *slot, *value;
    } texts[] = {{"id", v->id},
                 {"rule", v->rule},
                 {"severity", severity_name(v->severity)},
                 {"summary", v->summary},
                 {"detail", v->detail},
                 {"element", v->element},
                 {"supplier", v->supplier},
                 {"warrant", v->warrant},
                 {"xid", v->xid},
                 {"liid", v->liid},
                 {"conversation", conversation_text(a->arena, &v->conversation)},
                 {"times", times_text(a->arena, v->first_ns, v->last_ns)},
                 {"depth", v->depth},
                 {BLOB_SLOT, blob},
                 {"version", CUSTOS_VERSION}};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) entry_text(&e, texts[i].slot, texts[i].value);
    entry_unsigned(&e, "run", a->run);
    set_measures(a, &e, v);
    set_lists(a, &e, run_verdict(r), v);
    return append(a, &e, &ref->index, ref->leaf_hash, f);
}

/* --- the audit ---------------------------------------------------------------------------------------------------------------
 */

void ledger_audit_free(struct ledger_audit *a)
{
    if (!a) return;
    ledger_store_close(&a->store);
    hasher_free(a->hasher);
    arena_free_secret(a->arena);
    free(a);
}

enum err ledger_audit_begin(const struct ledger_place *p, const struct run_options *o, struct ledger_audit **ret, struct fault *f)
{
    struct ledger_audit *a = calloc(1, sizeof *a);
    if (!a || !(a->hasher = hasher_new()) || !(a->arena = arena_new())) {
        ledger_audit_free(a);
        return fault_set(f, ERR_MEMORY, "not enough memory for the ledger");
    }
    enum err err = ledger_store_open(p, &a->store, f);
    if (err == ERR_OK) err = append_run(a, o, f);
    if (err != ERR_OK) {
        ledger_audit_free(a);
        return err;
    }
    *ret = a;
    return ERR_OK;
}

/* The checkpoint that covers the findings, of which the exports tell. */
static enum err refer_to_checkpoint(struct ledger_audit *a, size_t count, struct fault *f)
{
    struct log_key key;
    struct stored_checkpoint latest = {.note = NULL};
    enum err err = log_key_read(&a->store.files, &key, f);
    if (err == ERR_OK) err = checkpoint_read(&a->store.files, &key, &latest, f);
    if (err == ERR_OK && latest.note) {
        const struct checkpoint *c = &latest.checkpoint;
        const char *origin = arena_copy(a->arena, c->origin.at, c->origin.len);
        for (size_t i = 0; i < count; i++) {
            a->refs[i].origin = origin;
            a->refs[i].checkpoint_size = c->size;
            memcpy(a->refs[i].checkpoint_root, c->root.octets, sizeof c->root.octets);
        }
    }
    checkpoint_done(&latest);
    return err;
}

const struct ledger_ref *ledger_audit_refs(const struct ledger_audit *a)
{
    return a ? a->refs : NULL;
}

enum err ledger_audit_end(struct ledger_audit *a, const struct run *r, struct fault *f)
{
    const struct verdict *v = run_verdict(r);
    enum err err = ERR_OK;
    for (size_t i = 0; err == ERR_OK && i < v->capture_count; i++) err = append_capture(a, &v->captures[i], f);
    a->refs = arena_alloc(a->arena, (v->finding_count + 1) * sizeof *a->refs);
    for (size_t i = 0; err == ERR_OK && i < v->finding_count; i++) err = append_finding(a, r, &v->findings[i], &a->refs[i], f);
    if (err == ERR_OK) err = ledger_checkpoint(a->store.ledger, f);
    return err == ERR_OK ? refer_to_checkpoint(a, v->finding_count, f) : err;
}
