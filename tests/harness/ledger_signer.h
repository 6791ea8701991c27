/* A signer in the test's own memory: it outlives what happens to the disk, and signs only what grew out of what it signed. */
#ifndef CUSTOS_TESTS_LEDGER_SIGNER_H
#define CUSTOS_TESTS_LEDGER_SIGNER_H

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "signer/signer.h"
#include "verify/merkle.h"
#include "verify/note.h"

#define TEST_ORIGIN "custos.example/test/ledger"

struct test_signer {
    uint8_t public_key[32], secret_key[64];
    uint32_t id;
    uint64_t size;
    struct hash root;
    unsigned refused; /* requests that were not consistent */
    char vkey[256];
    struct signer signer; /* what the ledger is given */
};

static inline enum err test_signer_last(void *ctx, uint64_t *ret_size, uint8_t ret_root[static 32], struct fault *f)
{
    const struct test_signer *t = ctx;
    (void)f;
    *ret_size = t->size;
    memcpy(ret_root, t->root.octets, 32);
    return ERR_OK;
}

static inline bool test_signer_grew(const struct test_signer *t, const struct signer_request *r)
{
    struct hash root, proof[SIGNER_PROOF_MAX];
    memcpy(root.octets, r->root, 32);
    if (r->old_size != t->size || r->size < t->size) return false;
    if (r->size == t->size) return hash_equal(&root, &t->root);
    if (t->size == 0) return r->proof_len == 0;
    memcpy(proof, r->proof, r->proof_len * sizeof *proof);
    return merkle_consistent(t->size, r->size, proof, r->proof_len, &t->root, &root);
}

static inline enum err test_signer_sign(void *ctx, const struct signer_request *r, char note[static SIGNER_NOTE_MAX],
                                        size_t *ret_len, struct fault *f)
{
    struct test_signer *t = ctx;
    char root[64], signature[128];
    uint8_t blob[4 + 64] = {(uint8_t)(t->id >> 24), (uint8_t)(t->id >> 16), (uint8_t)(t->id >> 8), (uint8_t)t->id};
    if (!test_signer_grew(t, r)) {
        t->refused++;
        return fault_set(f, ERR_INVALID, "not consistent with what was signed before");
    }
    t->size = r->size;
    memcpy(t->root.octets, r->root, 32);
    sodium_bin2base64(root, sizeof root, r->root, 32, sodium_base64_VARIANT_ORIGINAL);
    int len = snprintf(note, SIGNER_NOTE_MAX, TEST_ORIGIN "\n%llu\n%s\n", (unsigned long long)r->size, root);
    crypto_sign_detached(blob + 4, NULL, (const uint8_t *)note, (unsigned long long)len, t->secret_key);
    sodium_bin2base64(signature, sizeof signature, blob, sizeof blob, sodium_base64_VARIANT_ORIGINAL);
    *ret_len =
        (size_t)(len + snprintf(note + len, SIGNER_NOTE_MAX - (size_t)len, "\n\xe2\x80\x94 " TEST_ORIGIN " %s\n", signature));
    return ERR_OK;
}

static inline void test_signer_close(void *ctx)
{
    (void)ctx;
}

/* A pointer, because what it holds points to it. */
static inline void test_signer_begin(struct test_signer *t)
{
    static const struct signer_ops ops = {test_signer_last, test_signer_sign, test_signer_close};
    static const uint8_t seed[32] = {7};
    uint8_t typed[33] = {NOTE_ED25519};
    char base64[64];
    memset(t, 0, sizeof *t);
    crypto_sign_seed_keypair(t->public_key, t->secret_key, seed);
    memcpy(typed + 1, t->public_key, 32);
    t->id = note_key_id(span_of(TEST_ORIGIN), NOTE_ED25519, t->public_key, 32);
    sodium_bin2base64(base64, sizeof base64, typed, sizeof typed, sodium_base64_VARIANT_ORIGINAL);
    snprintf(t->vkey, sizeof t->vkey, TEST_ORIGIN "+%08x+%s", t->id, base64);
    merkle_empty(&t->root);
    t->signer = (struct signer){&ops, t};
}

#endif
