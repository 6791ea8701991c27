#include "signer/key.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "verify/note.h"
#include "wire/writer.h"

enum { ED25519_BLOB = 4 + 64, ED25519_BLOB_TEXT = sodium_base64_ENCODED_LEN(ED25519_BLOB, sodium_base64_VARIANT_ORIGINAL) };

bool signer_key_name_valid(const char *name)
{
    return strlen(name) < SIGNER_NAME_MAX && span_is_name(span_of(name));
}

static const char token[] = "pkcs11:", credential[] = "credential:";

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

bool signer_key_is_file(const char *spec)
{
    return !starts_with(spec, token) && !starts_with(spec, credential);
}

static enum err open_kind(const char *spec, const char *name, struct signer_key *ret, struct fault *f)
{
    if (starts_with(spec, token)) return signer_key_open_pkcs11(spec, name, ret, f);
    if (starts_with(spec, credential)) return signer_key_open_credential(spec + strlen(credential), ret, f);
    return signer_key_open_file(spec, ret, f);
}

enum err signer_key_open(const char *spec, const char *name, struct signer_key *ret, struct fault *f)
{
    struct signer_key k;
    if (sodium_init() < 0) return fault_set(f, ERR_UNSUPPORTED, "libsodium does not start");
    enum err err = open_kind(spec, name, &k, f);
    if (err) return err;
    if (name && strcmp(name, k.name) != 0) {
        err = fault_set(f, ERR_INVALID, "this is the key of %s, not of %s", k.name, name);
        signer_key_close(&k);
        return err;
    }
    *ret = k;
    return ERR_OK;
}

void signer_key_close(struct signer_key *k)
{
    if (k->close) k->close(k->ctx);
    k->close = NULL;
    k->ctx = NULL;
}

static uint32_t key_id(const struct signer_key *k)
{
    return note_key_id(span_of(k->name), NOTE_ED25519, k->public_key, sizeof k->public_key);
}

void signer_key_vkey(const struct signer_key *k, char ret[static SIGNER_VKEY_MAX])
{
    uint8_t blob[1 + sizeof k->public_key] = {NOTE_ED25519};
    char text[sodium_base64_ENCODED_LEN(sizeof blob, sodium_base64_VARIANT_ORIGINAL)];
    memcpy(blob + 1, k->public_key, sizeof k->public_key);
    sodium_bin2base64(text, sizeof text, blob, sizeof blob, sodium_base64_VARIANT_ORIGINAL);
    snprintf(ret, SIGNER_VKEY_MAX, "%s+%08x+%s", k->name, key_id(k), text);
}

enum err signer_key_note(const struct signer_key *k, struct bytes text, char note[static SIGNER_NOTE_MAX], size_t *ret_len,
                         struct fault *f)
{
    uint8_t blob[ED25519_BLOB];
    char signature[ED25519_BLOB_TEXT], line[SIGNER_NAME_MAX + ED25519_BLOB_TEXT + 16];
    store_be32(blob, key_id(k));
    enum err err = k->sign(k->ctx, text, blob + 4, f);
    if (err) return err;
    if (crypto_sign_verify_detached(blob + 4, text.data, text.len, k->public_key) != 0)
        return fault_set(f, ERR_IO, "the key made a signature that does not hold");
    sodium_bin2base64(signature, sizeof signature, blob, sizeof blob, sodium_base64_VARIANT_ORIGINAL);
    snprintf(line, sizeof line, "\n\xe2\x80\x94 %s %s\n", k->name, signature);
    struct writer w = writer_of(note, SIGNER_NOTE_MAX);
    writer_bytes(&w, text);
    writer_bytes(&w, bytes_of_text(line));
    if (w.failed) return fault_set(f, ERR_LIMIT, "the text is too long to be signed");
    *ret_len = w.len;
    return ERR_OK;
}
