#include "app/share_make.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/command.h"
#include "app/exports.h"
#include "app/exports_slots.h"
#include "app/ledger_cosign.h"
#include "app/ledger_show.h"
#include "app/share_text.h"
#include "ledger/blob.h"
#include "ledger/entry.h"
#include "verify/parcel.h"

/* One bundle while it is made. */
struct share {
    const struct share_options *o;
    struct arena *arena;
    struct ledger_store store;
    struct view *view;
    struct ledger_policy *policy;
    struct release_files files;
    struct release_terms terms;
    struct receiver receiver;       /* its name lies in key_text */
    struct span key_text, key_line; /* key_line: without its end */
    enum tlp tlp;
    char *reveal;                       /* the arena's */
    const char *output;                 /* of a sealed bundle: the file */
    const char *origin, *made, *sha256; /* sha256: of the manifest up to "release", as a record has it; NULL: a new one */
    uint64_t index;                     /* of the record that is shown */
    uint64_t release;
    struct record_slot shown[RECORD_SLOTS_MAX]; /* the arena's */
    size_t shown_count;
    uint8_t seed[RELEASE_SEED];
    struct fault *f;
    enum err err; /* of a callback */
};

static enum err read_receiver(struct share *s)
{
    if (!s->o->to) return ERR_OK;
    if (!parcel_file_read(s->o->to, 0, &s->key_text)) return fault_set(s->f, ERR_IO, "%s cannot be read", s->o->to);
    s->key_line = s->key_text;
    if (s->key_line.len > 0 && s->key_line.at[s->key_line.len - 1] == '\n') s->key_line.len--;
    if (!receiver_parse(s->key_line, &s->receiver))
        return fault_set(s->f, ERR_FORMAT, "%s is no receiver's public key (custos share --make-key makes one)", s->o->to);
    return ERR_OK;
}

/* --- what is shown ------------------------------------------------------------------------------------------------------ */

/* Is it one of the names of a list "A,B"? */
static bool is_listed(void *ctx, struct bytes slot)
{
    for (const char *at = ctx; *at;) {
        size_t len = strcspn(at, ",");
        if (len == slot.len && memcmp(at, slot.data, len) == 0) return true;
        at += len + (at[len] == ',');
    }
    return false;
}

static struct bytes copied(struct arena *a, struct bytes b)
{
    return bytes_of(arena_copy(a, b.len ? (const char *)b.data : "", b.len), b.len);
}

static char *slot_text(struct arena *a, const struct view_record *r, const char *name)
{
    const struct record_slot *s = view_slot(r, name);
    return s && !s->absent ? arena_copy(a, (const char *)s->value.data, s->value.len) : NULL;
}

/* Every name that is asked for must be one. */
static enum err check_names(struct share *s, const struct view_record *r)
{
    for (const char *at = s->reveal; *at;) {
        size_t len = strcspn(at, ",");
        char name[RECORD_NAME_MAX + 1];
        snprintf(name, sizeof name, "%.*s", (int)len, at);
        if (len > RECORD_NAME_MAX || !view_slot(r, name)) {
            char known[400] = "";
            for (size_t i = 0; i < r->slot_count; i++)
                snprintf(known + strlen(known), sizeof known - strlen(known), " %.*s", (int)r->slots[i].name.len,
                         (const char *)r->slots[i].name.data);
            return fault_set(s->f, ERR_USAGE, "--reveal %s: record %" PRIu64 " has the slots%s", name, r->index, known);
        }
        at += len + (at[len] == ',');
    }
    return ERR_OK;
}

static enum err add_blob(struct share *s, struct bytes name)
{
    char path[FILES_PATH];
    char *data;
    size_t len;
    bool absent;
    if (!blob_path(name, path)) return fault_set(s->f, ERR_FORMAT, "record %" PRIu64 " names a blob that is none", s->index);
    enum err err = files_read_whole(&s->store.files, path, BLOB_MAX, &data, &len, &absent, s->f);
    if (err) return err;
    release_add(&s->files, arena_printf(s->arena, "blob/%.*s", (int)name.len, (const char *)name.data),
                copied(s->arena, bytes_of(data, len)));
    free(data);
    return ERR_OK;
}

static struct bytes stream_end(struct share *s, FILE *out, char **data, const size_t *len)
{
    bool good = fclose(out) == 0;
    struct bytes b = good ? copied(s->arena, bytes_of(*data, *len)) : bytes_of(NULL, 0);
    free(*data);
    return b;
}

/* What tools of others load: of a finding, as far as it is shown. */
static void add_exports(struct share *s, const struct view_record *r, const struct export_evidence *evidence)
{
    struct verdict_finding finding;
    struct ledger_ref ref = {.origin = s->origin, .index = r->index};
    int64_t made = CLOCK_NONE;
    memcpy(ref.leaf_hash, r->leaf.octets, sizeof ref.leaf_hash);
    exports_finding_of_slots(s->shown, s->shown_count, s->arena, &finding);
    if (!clock_parse_rfc3339(s->made, &made)) made = CLOCK_NONE;
    struct export_item item = {.finding = &finding, .ledger = &ref, .evidence = evidence};
    struct export_job job = {.version = CUSTOS_VERSION,
                             .items = &item,
                             .item_count = 1,
                             .tlp = s->tlp,
                             .classification = s->terms.classification,
                             .made_ns = made};
    for (unsigned i = 0; i < EXPORT_FORMATS; i++) {
        char *data = NULL;
        size_t len = 0;
        FILE *out = open_memstream(&data, &len);
        ENSURE(out);
        export_write((enum export_format)i, &job, out);
        release_add(&s->files, arena_printf(s->arena, "exports/%s", export_file_name((enum export_format)i)),
                    stream_end(s, out, &data, &len));
    }
}

static void add_report(struct share *s, const struct view_record *r)
{
    char *data = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&data, &len);
    ENSURE(out);
    struct share_text text = {.terms = &s->terms,
                              .origin = s->origin,
                              .made = s->made,
                              .type = r->type,
                              .shown = s->shown,
                              .shown_count = s->shown_count,
                              .slot_count = r->slot_count};
    share_text_write(&text, out);
    release_add(&s->files, "report.txt", stream_end(s, out, &data, &len));
}

/* Everything that is known of the bundle before its release is on record. */
static enum err put_together(struct share *s, const struct view_record *r)
{
    struct export_evidence evidence = {.name = ""};
    enum err err = r->erased ? fault_set(s->f, ERR_INVALID, "record %" PRIu64 " was erased", r->index) : check_names(s, r);
    if (err) return err;
    release_add_record(&s->files, view_hasher(s->view), r, is_listed, s->reveal);
    release_seed(view_hasher(s->view), r, s->terms.bundle, s->seed);
    for (size_t i = 0; i < r->slot_count; i++) {
        const struct record_slot *slot = &r->slots[i];
        if (!is_listed(s->reveal, slot->name)) continue;
        s->shown[s->shown_count++] =
            (struct record_slot){copied(s->arena, slot->name), copied(s->arena, slot->value), slot->absent};
        if (slot->absent || !bytes_equal(slot->name, bytes_of_text(BLOB_SLOT))) continue;
        err = add_blob(s, slot->value);
        if (err) return err;
        const struct release_file *blob = &s->files.list[s->files.count - 1];
        snprintf(evidence.name, sizeof evidence.name, "%s", blob->path);
        crypto_hash_sha256(evidence.sha256, blob->data.data, blob->data.len);
        evidence.bytes = blob->data.len;
    }
    release_add(&s->files, "policy", bytes_of_text(s->policy->text));
    add_report(s, r);
    if (bytes_equal(r->type, bytes_of_text("finding"))) add_exports(s, r, *evidence.name ? &evidence : NULL);
    return ERR_OK;
}

/* --- reading the ledger ------------------------------------------------------------------------------------------------- */

static bool on_candidate(void *ctx, const struct view_record *r)
{
    struct share *s = ctx;
    const struct record_slot *id = view_slot(r, "id");
    if (bytes_equal(r->type, bytes_of_text("finding")) && id && !id->absent &&
        bytes_equal(id->value, bytes_of_text(s->o->finding)))
        s->index = r->index;
    return true;
}

/* The latest finding of that id, or the record of that index. */
static enum err find_record(struct share *s)
{
    s->index = UINT64_MAX;
    if (span_decimal(span_of(s->o->finding), &s->index)) return ERR_OK;
    enum err err = view_each(s->view, 0, on_candidate, s, s->f);
    if (!err && s->index == UINT64_MAX) err = fault_set(s->f, ERR_INVALID, "the ledger has no finding %s", s->o->finding);
    return err;
}

static bool on_record(void *ctx, const struct view_record *r)
{
    struct share *s = ctx;
    if (r->index == s->index) s->err = put_together(s, r);
    return false;
}

static enum err read_record(struct share *s)
{
    s->err = fault_set(s->f, ERR_INVALID, "the ledger has no record %" PRIu64, s->index);
    enum err err = view_each(s->view, s->index, on_record, s, s->f);
    return err ? err : s->err;
}

/* A release that is on record: what it said then. */
static bool on_release(void *ctx, const struct view_record *r)
{
    struct share *s = ctx;
    struct arena *a = s->arena;
    if (r->index != s->release || !bytes_equal(r->type, bytes_of_text("release")) || r->erased) return false;
    const char *record = slot_text(a, r, "records"), *tlp = slot_text(a, r, "tlp");
    s->terms = (struct release_terms){.bundle = slot_text(a, r, "bundle"),
                                      .receiver = slot_text(a, r, "receiver"),
                                      .tlp = tlp,
                                      .classification = slot_text(a, r, "classification"),
                                      .matter = slot_text(a, r, "case"),
                                      .purpose = slot_text(a, r, "purpose")};
    s->reveal = slot_text(a, r, "slots");
    s->made = slot_text(a, r, "time");
    s->sha256 = slot_text(a, r, "manifest.sha256");
    if (tlp && !tlp_parse(tlp, &s->tlp)) return false;
    if (!s->terms.bundle || !s->reveal || !s->made || !s->sha256 || !record || !span_decimal(span_of(record), &s->index))
        return false;
    const char *key = slot_text(a, r, "receiver.key");
    if (!key != !s->o->to || (key && !span_equal(span_of(key), s->key_line)))
        s->err = fault_set(s->f, ERR_INVALID, "release %" PRIu64 " was made for %s", r->index, key ? key : "no receiver's key");
    else
        s->err = ERR_OK;
    return false;
}

static enum err read_release(struct share *s)
{
    if (!span_decimal(span_of(s->o->release), &s->release))
        return fault_set(s->f, ERR_USAGE, "--release %s: the index of a release is wanted", s->o->release);
    s->err = fault_set(s->f, ERR_INVALID, "record %" PRIu64 " is no release", s->release);
    enum err err = view_each(s->view, s->release, on_release, s, s->f);
    return err ? err : s->err;
}

/* --- a new release ------------------------------------------------------------------------------------------------------ */

static enum err check_line(const char *option, const char *text, struct fault *f)
{
    if (!text || (*text && strlen(text) < 1000 && span_is_text(span_of(text)) && !strchr(text, '\n'))) return ERR_OK;
    return fault_set(f, ERR_USAGE, "%s: one line of text is wanted", option);
}

static enum err set_terms(struct share *s)
{
    const struct share_options *o = s->o;
    struct timespec now;
    char time_text[CLOCK_TEXT], *id = arena_alloc(s->arena, RELEASE_ID);
    const char *classification = NULL;
    enum err err = check_line("--case", o->matter, s->f);
    if (!err) err = check_line("--purpose", o->purpose, s->f);
    if (!err) err = check_line("--reveal", o->reveal, s->f);
    if (!err) err = check_line("--classification", o->classification, s->f);
    if (!err && o->classification) err = exports_parse_classification(o->classification, &classification, s->f);
    if (!err && o->tlp && !tlp_parse(o->tlp, &s->tlp)) err = fault_set(s->f, ERR_USAGE, "--tlp %s: is no level", o->tlp);
    if (err) return err;
    clock_gettime(CLOCK_REALTIME, &now);
    s->made = arena_text(s->arena, clock_rfc3339((int64_t)now.tv_sec * CLOCK_SECOND, time_text));
    s->reveal = arena_text(s->arena, o->reveal);
    release_id(id);
    s->terms = (struct release_terms){
        .bundle = id,
        .receiver =
            o->to ? arena_printf(s->arena, "%.*s+%08x", (int)s->receiver.name.len, s->receiver.name.at, s->receiver.id) : NULL,
        .tlp = tlp_name(s->tlp),
        .classification = classification,
        .matter = o->matter,
        .purpose = o->purpose};
    return find_record(s);
}

/* The release is on record, and under a checkpoint, before anything leaves. */
static enum err put_on_record(struct share *s, const char *sha256)
{
    struct entry e;
    struct hash leaf;
    char vkey[RELEASE_VKEY], record[24];
    release_vkey(s->seed, s->origin, vkey);
    snprintf(record, sizeof record, "%" PRIu64, s->index);
    entry_begin(&e, "release");
    entry_text(&e, "time", s->made);
    entry_text(&e, "records", record);
    entry_text(&e, "receiver", s->terms.receiver);
    entry_bytes(&e, "receiver.key", bytes_of(s->key_line.at, s->key_line.len));
    entry_text(&e, "tlp", s->terms.tlp);
    entry_text(&e, "classification", s->terms.classification);
    entry_text(&e, "case", s->terms.matter);
    entry_text(&e, "purpose", s->terms.purpose);
    entry_text(&e, "slots", s->reveal);
    entry_text(&e, "manifest.sha256", sha256);
    entry_text(&e, "manifest.key", vkey);
    entry_text(&e, "bundle", s->terms.bundle);
    enum err err = ledger_append(s->store.ledger, &e.record, &s->release, &leaf, s->f);
    if (!err) err = ledger_commit(s->store.ledger, s->f);
    return err ? err : ledger_checkpoint(s->store.ledger, s->f);
}

/* --- the bundle --------------------------------------------------------------------------------------------------------- */

static bool on_own_record(void *ctx, const struct view_record *r)
{
    struct share *s = ctx;
    if (r->index == s->release && !r->erased) {
        release_add_record(&s->files, view_hasher(s->view), r, NULL, NULL);
        s->err = ERR_OK;
    }
    return false;
}

static enum err add_proof(struct share *s, uint64_t index)
{
    char *data = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&data, &len);
    ENSURE(out);
    enum err err = ledger_show_proof(s->view, index, out, s->f);
    struct bytes proof = stream_end(s, out, &data, &len);
    release_add(&s->files, arena_printf(s->arena, "%" PRIu64 ".tlog-proof", index), proof);
    return err;
}

/* The record of the release, and the proofs from the latest checkpoint. */
static enum err add_proofs(struct share *s)
{
    view_free(s->view);
    s->view = NULL;
    enum err err = view_open(&s->store.files, &s->view, s->f);
    if (err) return err;
    s->err = fault_set(s->f, ERR_FORMAT, "record %" PRIu64 " cannot be read back", s->release);
    err = view_each(s->view, s->release, on_own_record, s, s->f);
    if (!err) err = s->err;
    if (!err) err = add_proof(s, s->index);
    return err ? err : add_proof(s, s->release);
}

/* Is there room for a bundle? It is known before the release is on record. "NAME/" is a folder, made where there is none. */
static enum err find_output(struct share *s)
{
    struct stat st;
    const char *output = s->o->output;
    if (!s->o->to) return release_make_folder(output, s->f);
    if (*output && output[strlen(output) - 1] == '/' && mkdir(output, 0700) != 0 && errno != EEXIST)
        return fault_set(s->f, ERR_IO, "%s: %s", output, strerror(errno));
    bool folder = stat(output, &st) == 0 && S_ISDIR(st.st_mode);
    s->output = folder ? arena_printf(s->arena, "%s/bundle.sealed", output) : output;
    return access(s->output, F_OK) == 0 ? fault_set(s->f, ERR_IO, "%s: is there already", s->output) : ERR_OK;
}

static enum err write_out(struct share *s)
{
    return s->o->to ? release_write_sealed(&s->files, &s->receiver, s->output, s->f)
                    : release_write_folder(&s->files, s->o->output, s->f);
}

static enum err share_core(struct share *s, const char **ret_core)
{
    char sha256[65];
    uint8_t digest[32];
    enum err err = s->o->release ? read_release(s) : set_terms(s);
    s->terms.record = s->index;
    if (!err) err = read_record(s);
    if (!err) err = find_output(s);
    if (err) return err;
    const char *core = release_core(&s->terms, &s->files);
    crypto_hash_sha256(digest, (const uint8_t *)core, strlen(core));
    sodium_bin2hex(sha256, sizeof sha256, digest, sizeof digest);
    *ret_core = core;
    if (!s->o->release) return put_on_record(s, sha256);
    if (strcmp(sha256, s->sha256) == 0) return ERR_OK;
    return fault_set(s->f, ERR_INVALID,
                     "what release %" PRIu64 " handed out cannot be made again: the policy was changed since, or custos was",
                     s->release);
}

static enum err share(struct share *s, bool *ret_met)
{
    const char *core = NULL;
    enum err err = read_receiver(s);
    if (!err) err = ledger_store_open(&s->o->place, &s->store, s->f);
    if (!err) err = ledger_policy_read(&s->store.files, s->policy, s->f);
    if (!err) err = view_open(&s->store.files, &s->view, s->f);
    if (err) return err;
    s->origin = arena_copy(s->arena, view_key(s->view)->key.name.at, view_key(s->view)->key.name.len);
    err = share_core(s, &core);
    size_t core_count = s->files.count;
    if (!err) err = ledger_cosign_ask(&s->store.files, s->policy, ret_met, s->f);
    if (!err) err = add_proofs(s);
    if (!err) err = release_sign(&s->files, core_count, core, s->release, s->origin, s->seed, s->f);
    return err ? err : write_out(s);
}

static int report(const struct share *s, enum err err, bool met)
{
    if (err) return complain(s->f);
    printf("release %" PRIu64 " of record %" PRIu64 ", bundle %s\n", s->release, s->index, s->terms.bundle);
    if (!met)
        fprintf(stderr,
                "custos: fewer witnesses have cosigned than the policy asks for: when they have (custos ledger cosign), make the "
                "bundle again with --release %" PRIu64 "\n",
                s->release);
    return finish_output(met ? EXIT_BALANCED : EXIT_FINDINGS);
}

int share_make(const struct share_options *o)
{
    struct fault f;
    bool met = false;
    struct arena *arena = arena_new();
    if (!arena) {
        fault_set(&f, ERR_MEMORY, "not enough memory");
        return complain(&f);
    }
    struct ledger_policy *policy = arena_alloc(arena, sizeof *policy);
    struct share *s = arena_alloc(arena, sizeof *s);
    *s = (struct share){.o = o, .arena = arena, .policy = policy, .files = {.arena = arena}, .f = &f};
    enum err err = share(s, &met);
    view_free(s->view);
    ledger_policy_done(policy);
    ledger_store_close(&s->store);
    parcel_file_done(s->key_text);
    int status = report(s, err, met);
    arena_free_secret(arena);
    return status;
}
