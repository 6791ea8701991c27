#include "witness/witness.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "witness/exchange.h"

enum { KEY_ID = 4, TIME = 8, SIGNATURE = 64 };

static void store64(uint64_t value, uint8_t ret[static 8])
{
    for (unsigned i = 0; i < 8; i++) ret[i] = (uint8_t)(value >> (56 - 8 * i));
}

static uint32_t cosigner_id(const struct signer_key *k)
{
    return note_key_id(span_of(k->name), NOTE_COSIGNATURE, k->public_key, sizeof k->public_key);
}

void witness_vkey(const struct signer_key *k, char ret[static WITNESS_VKEY_MAX])
{
    uint8_t typed[1 + 32] = {NOTE_COSIGNATURE};
    char text[64];
    memcpy(typed + 1, k->public_key, 32);
    snprintf(ret, WITNESS_VKEY_MAX, "%s+%08x+%s", k->name, cosigner_id(k),
             sodium_bin2base64(text, sizeof text, typed, sizeof typed, sodium_base64_VARIANT_ORIGINAL));
}

static void say(struct witness_answer *a, int status, const char *sentence)
{
    a->status = status;
    a->content_type = "text/plain; charset=utf-8";
    a->len = (size_t)snprintf(a->body, sizeof a->body, "%s\n", sentence);
}

/* --- cosigning ---------------------------------------------------------------------------------------------------------- */

/* The line of a cosignature over `text` at `time` (tlog-cosignature, Ed25519). */
static enum err cosign(const struct signer_key *k, struct span text, uint64_t time, char *line, size_t room, struct fault *f)
{
    uint8_t blob[KEY_ID + TIME + SIGNATURE];
    char b64[128];
    uint8_t *message = malloc(64 + text.len);
    if (!message) return fault_set(f, ERR_MEMORY, "not enough memory");
    size_t len = (size_t)sprintf((char *)message, "cosignature/v1\ntime %" PRIu64 "\n", time);
    memcpy(message + len, text.at, text.len);
    store64((uint64_t)cosigner_id(k) << 32, blob);
    store64(time, blob + KEY_ID);
    enum err err = k->sign(k->ctx, bytes_of(message, len + text.len), blob + KEY_ID + TIME, f);
    free(message);
    if (!err)
        snprintf(line, room, "\xe2\x80\x94 %s %s\n", k->name,
                 sodium_bin2base64(b64, sizeof b64, blob, sizeof blob, sodium_base64_VARIANT_ORIGINAL));
    return err;
}

/* Remember the checkpoint, with our line alone under the log's, and only then say that line. */
static enum err store_and_say(struct witness *w, const struct note *n, const struct checkpoint *c, struct span log_line,
                              struct witness_answer *ret, struct fault *f)
{
    char line[1024];
    enum err err = cosign(w->key, n->text, w->now(), line, sizeof line, f);
    if (err) return err;
    size_t len = n->text.len + 1 + log_line.len + strlen(line);
    if (len >= STORE_NOTE_MAX) return fault_set(f, ERR_LIMIT, "the checkpoint is too long to be kept");
    char *note = malloc(len + 1);
    if (!note) return fault_set(f, ERR_MEMORY, "not enough memory");
    memcpy(note, n->text.at, n->text.len);
    note[n->text.len] = '\n';
    memcpy(note + n->text.len + 1, log_line.at, log_line.len);
    memcpy(note + len - strlen(line), line, strlen(line) + 1);
    err = store_write(w->store, c->origin, (struct span){note, len}, f);
    free(note);
    if (err) return err;
    ret->status = 200;
    ret->content_type = "text/plain; charset=utf-8";
    ret->len = strlen(line);
    memcpy(ret->body, line, ret->len + 1);
    return ERR_OK;
}

/* --- judging ------------------------------------------------------------------------------------------------------------ */

/* The line of the log's signature, with its end: the first that bears that key's name. */
static struct span line_of(const struct note *n, const struct note_key *k)
{
    struct span rest = n->signatures, line, name;
    for (const char *start = rest.at; span_line(&rest, &line); start = rest.at) {
        struct span whole = {start, line.len + 1};
        struct note single = {n->text, whole};
        if (span_skip(&line, "\xe2\x80\x94 ") && span_until(&line, ' ', &name) && note_verify(&single, k, NULL) == NOTE_SIGNED)
            return whole;
    }
    return (struct span){NULL, 0};
}

static bool is_known(const struct policy *p, struct span origin)
{
    for (size_t i = 0; i < p->log_count; i++)
        if (span_equal(p->logs[i].key.name, origin)) return true;
    return false;
}

/* What stands before the last blank line, whatever stands behind it: a log must learn that it is unknown, or that its signature
 * is none, also when its signature lines are malformed. */
static bool parse_body(struct span note, struct checkpoint *ret)
{
    for (size_t i = note.len; i >= 2; i--)
        if (note.at[i - 1] == '\n' && note.at[i - 2] == '\n') return checkpoint_parse((struct span){note.at, i - 1}, ret);
    return false;
}

static bool grew(const struct exchange_request *r, const struct checkpoint *c, const struct checkpoint *last)
{
    struct hash empty;
    merkle_empty(&empty);
    if (c->size == 0 && !hash_equal(&c->root, &empty)) return false;
    if (r->old_size == 0) return r->count == 0;
    return merkle_consistent(r->old_size, c->size, r->proof, r->count, &last->root, &c->root);
}

/* Of a checkpoint that its log has signed: does it continue what was cosigned last? `kept` has room for STORE_NOTE_MAX octets. */
static enum err judge_growth(struct witness *w, const struct exchange_request *r, const struct note *n,
                             const struct checkpoint *c, const struct note_key *log, char *kept, struct witness_answer *ret,
                             struct fault *f)
{
    struct checkpoint last = {.size = 0};
    size_t len = 0;
    enum err err = store_read(w->store, c->origin, kept, &len, &last, f);
    if (err) return err;
    if (r->old_size != last.size) {
        ret->status = 409;
        ret->content_type = "text/x.tlog.size";
        ret->len = (size_t)snprintf(ret->body, sizeof ret->body, "%" PRIu64 "\n", last.size);
    } else if (!grew(r, c, &last)) {
        say(ret, 422, "the consistency proof does not hold");
    } else {
        err = store_and_say(w, n, c, line_of(n, log), ret, f);
    }
    return err;
}

/* The statuses in the order in which tlog-witness has them. */
static void judge(struct witness *w, const struct exchange_request *r, char *kept, struct witness_answer *ret)
{
    struct note n;
    struct checkpoint c;
    struct fault f;
    if (!parse_body(r->checkpoint, &c)) {
        say(ret, 400, "no checkpoint");
        return;
    }
    const struct policy_key *log = policy_open(w->policy, r->checkpoint, &n, &c);
    if (!is_known(w->policy, c.origin))
        say(ret, 404, "unknown log");
    else if (!log)
        say(ret, 403, "invalid signature: no key of this log that is trusted here has signed");
    else if (r->old_size > c.size)
        say(ret, 400, "the old size is above the checkpoint's");
    else if (judge_growth(w, r, &n, &c, &log->key, kept, ret, &f))
        say(ret, 500, f.text);
}

void witness_answer(struct witness *w, struct span body, struct witness_answer *ret)
{
    struct exchange_request r;
    char *kept = malloc(STORE_NOTE_MAX);
    *ret = (struct witness_answer){.status = 500};
    if (!kept)
        say(ret, 500, "not enough memory");
    else if (exchange_parse(body, &r))
        judge(w, &r, kept, ret);
    else
        say(ret, 400, "no request of add-checkpoint");
    free(kept);
}
