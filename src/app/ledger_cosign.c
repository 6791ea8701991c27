#include "app/ledger_cosign.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/command.h"
#include "app/ledger_store.h"
#include "app/output.h"
#include "base/macros.h"
#include "ledger/view.h"
#include "verify/parcel.h"
#include "witness/ask.h"

enum { POLICY_TEXT_MAX = 1 << 20, TRIES = 3 };

enum err ledger_policy_read(const struct files *s, struct ledger_policy *ret, struct fault *f)
{
    size_t len;
    bool absent;
    unsigned line;
    enum err err = files_read_whole(s, "policy", POLICY_TEXT_MAX, &ret->text, &len, &absent, f);
    if (err) return err;
    if (policy_parse((struct span){ret->text, len}, &ret->policy, &line)) return ERR_OK;
    ledger_policy_done(ret);
    return fault_set(f, ERR_FORMAT, "policy:%u: is no policy (C2SP tlog-policy)", line);
}

void ledger_policy_done(struct ledger_policy *p)
{
    free(p->text);
    p->text = NULL;
}

/* --- requests and answers ------------------------------------------------------------------------------------------------- */

static enum err make_request(struct view *v, uint64_t old, char *out, size_t room, size_t *ret_len, struct fault *f)
{
    const struct stored_checkpoint *c = view_checkpoint(v);
    struct exchange_request r = {.old_size = old, .checkpoint = {c->note, c->len}};
    struct hash proof[MERKLE_PROOF_MAX];
    if (old > c->checkpoint.size)
        return fault_set(f, ERR_INVALID,
                         "a witness has seen %" PRIu64 " records of this ledger, which has %" PRIu64
                         ": it was set back, or is a copy",
                         old, c->checkpoint.size);
    if (old > 0 && old < c->checkpoint.size) {
        enum err err = view_consistency(v, old, proof, &r.count, f);
        if (err) return err;
        if (r.count > EXCHANGE_PROOF_MAX) return fault_set(f, ERR_LIMIT, "the proof is too long");
        memcpy(r.proof, proof, r.count * sizeof *proof);
    }
    if (exchange_format(&r, out, room, ret_len)) return fault_set(f, ERR_LIMIT, "the checkpoint is too long");
    return ERR_OK;
}

/* Put the cosignatures of an answer under the latest checkpoint, which must still be the one that the witness was shown. */
static enum err take_answer(const struct files *s, const struct policy *p, struct span answer, struct fault *f)
{
    struct log_key key;
    struct stored_checkpoint now = {0};
    char *joined = malloc(EXCHANGE_LEN_MAX);
    size_t len = 0;
    unsigned count;
    int locked = s->ops->lock(s->ctx);
    enum err err = locked < 0 ? files_fault(f, ".", "lock", locked) : log_key_read(s, &key, f);
    if (!err && !joined) err = fault_set(f, ERR_MEMORY, "not enough memory");
    if (!err) err = checkpoint_read(s, &key, &now, f);
    if (!err && exchange_join((struct span){now.note, now.len}, answer, p, joined, EXCHANGE_LEN_MAX, &len, &count))
        err = fault_set(f, ERR_INVALID, "the answer holds no cosignature of the latest checkpoint that was lacking");
    if (!err) err = checkpoint_replace(s, bytes_of(joined, len), f);
    checkpoint_done(&now);
    free(joined);
    return err;
}

/* --- asking --------------------------------------------------------------------------------------------------------------- */

static uint64_t known_size(const struct ask_answer *a)
{
    struct span body = {a->body, a->len}, line;
    uint64_t size;
    return span_line(&body, &line) && span_decimal(line, &size) ? size : UINT64_MAX;
}

/* From where the witness stands, which it says when it is asked wrongly. */
static enum err ask(struct view *v, const char *url, char *request, struct ask_answer *a, struct fault *f)
{
    uint64_t old = 0;
    for (unsigned i = 0; i < TRIES; i++) {
        size_t len = 0;
        enum err err = make_request(v, old, request, EXCHANGE_LEN_MAX, &len, f);
        if (!err) err = ask_add_checkpoint(url, (struct span){request, len}, a, f);
        if (err) return err;
        if (a->status == 200) return ERR_OK;
        if (a->status != 409)
            return fault_set(f, ERR_INVALID, "refused (%ld): %.*s", a->status, (int)(a->len < 200 ? a->len : 200), a->body);
        old = known_size(a);
    }
    return fault_set(f, ERR_INVALID, "others ask this witness for the same ledger, too fast");
}

static void ask_one(const struct files *s, struct view *v, const struct policy *p, const struct policy_name *w)
{
    char url[1024];
    struct fault f;
    char *request = malloc(EXCHANGE_LEN_MAX);
    struct ask_answer *a = malloc(sizeof *a);
    snprintf(url, sizeof url, "%.*s", (int)w->key.url.len, w->key.url.at);
    enum err err = request && a ? ask(v, url, request, a, &f) : fault_set(&f, ERR_MEMORY, "not enough memory");
    if (!err) err = take_answer(s, p, (struct span){a->body, a->len}, &f);
    size_t len = err ? strlen(f.text) : 0;
    while (len > 0 && f.text[len - 1] == '\n') f.text[--len] = '\0';
    fprintf(stderr, "custos: witness %.*s: %s\n", (int)w->name.len, w->name.at, err ? f.text : "has cosigned");
    free(request);
    free(a);
}

static enum err judge_latest(const struct files *s, const struct policy *p, uint64_t times[POLICY_NAMES], bool *ret_met,
                             struct fault *f)
{
    struct log_key key;
    struct stored_checkpoint c = {0};
    struct note n;
    enum err err = log_key_read(s, &key, f);
    if (!err) err = checkpoint_read(s, &key, &c, f);
    if (err) return err;
    if (!c.note || !note_parse((struct span){c.note, c.len}, &n)) err = fault_set(f, ERR_FORMAT, "checkpoint: there is none");
    if (!err) *ret_met = policy_judge(p, &n, times) == POLICY_MET;
    checkpoint_done(&c);
    return err;
}

enum err ledger_cosign_ask(const struct files *s, const struct ledger_policy *p, bool *ret_met, struct fault *f)
{
    uint64_t times[POLICY_NAMES];
    struct view *v;
    enum err err = judge_latest(s, &p->policy, times, ret_met, f);
    if (!err) err = view_open(s, &v, f);
    if (err) return err;
    for (size_t i = 0; i < p->policy.name_count; i++) {
        const struct policy_name *w = &p->policy.names[i];
        if (w->key.usable && w->key.url.len && !times[i]) ask_one(s, v, &p->policy, w);
    }
    view_free(v);
    return judge_latest(s, &p->policy, times, ret_met, f);
}

/* --- the command ---------------------------------------------------------------------------------------------------------- */

static enum err write_to(const char *path, const char *data, size_t len, struct fault *f)
{
    if (!path) return fwrite(data, 1, len, stdout) == len ? ERR_OK : fault_set(f, ERR_IO, "standard output cannot be written");
    FILE *out = output_open(path, f);
    if (!out) return ERR_IO;
    fwrite(data, 1, len, out);
    return output_close(out, path, f);
}

static enum err write_request(const struct files *s, const struct cosign_files *o, struct fault *f)
{
    uint64_t old = 0;
    size_t len = 0;
    struct view *v;
    if (o->old && !span_decimal(span_of(o->old), &old)) return fault_set(f, ERR_USAGE, "--old %s: is no size", o->old);
    enum err err = view_open(s, &v, f);
    if (err) return err;
    char *request = malloc(EXCHANGE_LEN_MAX);
    err = request ? make_request(v, old, request, EXCHANGE_LEN_MAX, &len, f) : fault_set(f, ERR_MEMORY, "not enough memory");
    if (!err) err = write_to(o->output, request, len, f);
    free(request);
    view_free(v);
    return err;
}

static enum err read_answer(const struct files *s, const struct ledger_policy *p, const char *path, struct fault *f)
{
    struct span answer;
    if (!parcel_file_read(path, 0, &answer)) return fault_set(f, ERR_IO, "%s cannot be read", path);
    enum err err = take_answer(s, &p->policy, answer, f);
    parcel_file_done(answer);
    return err;
}

static enum err perform(const struct files *s, const struct ledger_policy *p, const struct cosign_files *o, bool *ret_met,
                        struct fault *f)
{
    uint64_t times[POLICY_NAMES];
    if (o->request) return write_request(s, o, f);
    if (!o->answer) return ledger_cosign_ask(s, p, ret_met, f);
    enum err err = read_answer(s, p, o->answer, f);
    return err ? err : judge_latest(s, &p->policy, times, ret_met, f);
}

int ledger_cosign(const char *folder, const struct cosign_files *o)
{
    struct fault f;
    struct ledger_store s = {0};
    struct ledger_policy *p = calloc(1, sizeof *p);
    bool met = false;
    enum err err = p ? ledger_store_read(folder, &s, &f) : fault_set(&f, ERR_MEMORY, "not enough memory");
    if (!err) err = ledger_policy_read(&s.files, p, &f);
    if (!err) err = perform(&s.files, p, o, &met, &f);
    if (p) ledger_policy_done(p);
    free(p);
    ledger_store_close(&s);
    if (err) return complain(&f);
    if (o->request) return finish_output(EXIT_BALANCED);
    puts(met ? "the latest checkpoint has the witnesses that the policy asks for" : "the policy asks for more witnesses");
    return finish_output(met ? EXIT_BALANCED : EXIT_FINDINGS);
}
