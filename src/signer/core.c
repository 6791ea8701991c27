#include "signer/core.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "verify/checkpoint.h"

/* --- open --------------------------------------------------------------------------------------------------------------- */

/* The state's own note tells what was signed last: by its signature it vouches for itself. */
static enum err recall(struct signer_core *c, struct span last, const struct note_key *k, struct fault *f)
{
    struct note note;
    struct checkpoint checkpoint;
    if (!checkpoint_open(last, k, &note, &checkpoint))
        return fault_set(f, ERR_FORMAT, "%s/last is not a checkpoint that this key signed: the state is damaged", c->state.path);
    c->size = checkpoint.size;
    memcpy(c->root, checkpoint.root.octets, sizeof c->root);
    return ERR_OK;
}

static enum err open_key(struct signer_core *c, const char *spec, const char *vkey, struct span last, struct fault *f)
{
    struct note_key k;
    char name[SIGNER_NAME_MAX];
    if (note_key_parse(span_of(vkey), &k) != NOTE_KEY_GOOD || k.type != NOTE_ED25519 || k.name.len >= sizeof name)
        return fault_set(f, ERR_FORMAT, "%s/vkey is no verifier key", c->state.path);
    memcpy(name, k.name.at, k.name.len);
    name[k.name.len] = '\0';
    enum err err = signer_key_open(spec, name, &c->key, f);
    if (err) return err;
    if (memcmp(c->key.public_key, k.public_key, sizeof k.public_key) != 0)
        err = fault_set(f, ERR_INVALID, "the state in %s belongs to another key of the same name", c->state.path);
    if (!err) err = recall(c, last, &k, f);
    if (err) signer_key_close(&c->key);
    return err;
}

enum err signer_core_open(const char *key, const char *state, struct signer_core *ret, struct fault *f)
{
    struct signer_core c = {0};
    char vkey[SIGNER_VKEY_MAX], note[SIGNER_NOTE_MAX];
    size_t len;
    enum err err = signer_state_open(state, &c.state, vkey, note, &len, f);
    if (err) return err;
    err = open_key(&c, key, vkey, (struct span){note, len}, f);
    if (err) {
        signer_state_close(&c.state);
        return err;
    }
    *ret = c;
    return ERR_OK;
}

void signer_core_close(struct signer_core *c)
{
    signer_key_close(&c->key);
    signer_state_close(&c->state);
}

/* --- sign --------------------------------------------------------------------------------------------------------------- */

static enum err sign_checkpoint(const struct signer_key *k, uint64_t size, const uint8_t root[static 32],
                                char note[static SIGNER_NOTE_MAX], size_t *ret_len, struct fault *f)
{
    char text[SIGNER_NAME_MAX + 128], base64[sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_ORIGINAL)];
    sodium_bin2base64(base64, sizeof base64, root, 32, sodium_base64_VARIANT_ORIGINAL);
    snprintf(text, sizeof text, "%s\n%" PRIu64 "\n%s\n", k->name, size, base64);
    return signer_key_note(k, bytes_of_text(text), note, ret_len, f);
}

static enum signer_verdict judge(const struct signer_core *c, const struct signer_request *r)
{
    struct hash proof[SIGNER_PROOF_MAX], old_root, root;
    if (c->failed) return SIGNER_FAILED;
    if (r->proof_len > SIGNER_PROOF_MAX) return SIGNER_MALFORMED;
    if (r->size < c->size) return SIGNER_SHRUNK;
    if (r->size == c->size && memcmp(r->root, c->root, sizeof c->root) != 0) return SIGNER_FORKED;
    if (r->old_size != c->size) return SIGNER_NOT_LAST;
    if (r->size == c->size || c->size == 0) return r->proof_len == 0 ? SIGNER_DONE : SIGNER_UNPROVEN;
    memcpy(old_root.octets, c->root, sizeof c->root);
    memcpy(root.octets, r->root, sizeof r->root);
    for (size_t i = 0; i < r->proof_len; i++) memcpy(proof[i].octets, r->proof[i], 32);
    return merkle_consistent(c->size, r->size, proof, r->proof_len, &old_root, &root) ? SIGNER_DONE : SIGNER_UNPROVEN;
}

/* First the signature, which stays here; then the state, durable; then the signature may leave. */
static enum err sign_and_remember(struct signer_core *c, const struct signer_request *r, char note[static SIGNER_NOTE_MAX],
                                  size_t *ret_len, struct fault *f)
{
    size_t len;
    enum err err = sign_checkpoint(&c->key, r->size, r->root, note, &len, f);
    if (!err) err = signer_state_store(&c->state, bytes_of(note, len), f);
    if (err) return err;
    c->size = r->size;
    memcpy(c->root, r->root, sizeof c->root);
    *ret_len = len;
    return ERR_OK;
}

enum signer_verdict signer_core_sign(struct signer_core *c, const struct signer_request *r, char note[static SIGNER_NOTE_MAX],
                                     size_t *ret_len, struct fault *f)
{
    enum signer_verdict verdict = judge(c, r);
    if (verdict != SIGNER_DONE) {
        (void)fault_set(f, verdict == SIGNER_FAILED ? ERR_IO : ERR_INVALID,
                        "%s (signed last: size %" PRIu64 "; asked for: size %" PRIu64 ", from %" PRIu64 ")",
                        signer_verdict_text(verdict), c->size, r->size, r->old_size);
        return verdict;
    }
    if (sign_and_remember(c, r, note, ret_len, f) == ERR_OK) return SIGNER_DONE;
    c->failed = true;
    return SIGNER_FAILED;
}

/* --- requests ----------------------------------------------------------------------------------------------------------- */

static enum signer_verdict answer_sign(struct signer_core *c, struct bytes payload, struct writer *w, struct fault *f)
{
    uint8_t proof[SIGNER_PROOF_MAX][32];
    char note[SIGNER_NOTE_MAX];
    struct signer_request r;
    size_t len;
    if (!signer_read_sign(payload, &r, proof)) {
        (void)fault_set(f, ERR_FORMAT, "%s", signer_verdict_text(SIGNER_MALFORMED));
        return SIGNER_MALFORMED;
    }
    enum signer_verdict verdict = signer_core_sign(c, &r, note, &len, f);
    if (verdict == SIGNER_DONE) writer_bytes(w, bytes_of(note, len));
    return verdict;
}

static enum signer_verdict answer_last(const struct signer_core *c, struct bytes payload, struct writer *w, struct fault *f)
{
    enum signer_verdict verdict = payload.len > 0 ? SIGNER_MALFORMED : c->failed ? SIGNER_FAILED : SIGNER_DONE;
    if (verdict != SIGNER_DONE) {
        (void)fault_set(f, ERR_INVALID, "%s", signer_verdict_text(verdict));
        return verdict;
    }
    writer_u64(w, c->size);
    writer_bytes(w, bytes_of(c->root, sizeof c->root));
    return SIGNER_DONE;
}

void signer_core_answer(struct signer_core *c, struct bytes request, uint8_t answer[static SIGNER_ANSWER_MAX], size_t *ret_len)
{
    struct fault f = {.code = ERR_FORMAT, .text = ""};
    struct bytes payload = bytes_slice(request, 1, request.len);
    uint8_t kind = request.len > 0 ? request.data[0] : 0;
    struct writer w = signer_frame_begin(answer, SIGNER_ANSWER_MAX, SIGNER_DONE);
    enum signer_verdict verdict = SIGNER_MALFORMED;
    if (kind == SIGNER_ASK_SIGN)
        verdict = answer_sign(c, payload, &w, &f);
    else if (kind == SIGNER_ASK_LAST)
        verdict = answer_last(c, payload, &w, &f);
    else
        (void)fault_set(&f, ERR_FORMAT, "%s", signer_verdict_text(SIGNER_MALFORMED));
    if (verdict != SIGNER_DONE) {
        w = signer_frame_begin(answer, SIGNER_ANSWER_MAX, (uint8_t)verdict);
        writer_bytes(&w, bytes_of_text(f.text));
    }
    signer_frame_end(&w);
    *ret_len = w.len;
}

/* --- create ------------------------------------------------------------------------------------------------------------- */

static enum err create_state(const struct signer_key *k, const char *state, char vkey[static SIGNER_VKEY_MAX], struct fault *f)
{
    struct hash empty;
    char note[SIGNER_NOTE_MAX];
    size_t len;
    merkle_empty(&empty);
    enum err err = sign_checkpoint(k, 0, empty.octets, note, &len, f);
    signer_key_vkey(k, vkey);
    return err ? err : signer_state_create(state, vkey, bytes_of(note, len), f);
}

enum err signer_create(const char *key, const char *state, const char *origin, char vkey[static SIGNER_VKEY_MAX], struct fault *f)
{
    struct signer_key k;
    if (!signer_key_name_valid(origin)) return fault_set(f, ERR_USAGE, "\"%s\" cannot be the name of a ledger", origin);
    if (signer_state_exists(state))
        return fault_set(f, ERR_INVALID, "%s holds a signer's state already: it must not be made anew", state);
    enum err err = signer_key_is_file(key) ? signer_key_create(key, origin, f) : ERR_OK;
    if (!err) err = signer_key_open(key, origin, &k, f);
    if (err) return err;
    err = create_state(&k, state, vkey, f);
    signer_key_close(&k);
    if (err && signer_key_is_file(key)) (void)unlink(key); /* it signed nothing that anybody saw */
    return err;
}
