/* The key that signs: Ed25519 (RFC 8032), with a name, as C2SP signed-note has it. Where it is:
 *
 *   FILE             one line PRIVATE+KEY+NAME+HEX8+BASE64(1 || seed), readable by its owner alone
 *   credential:NAME  the same line, in a credential that systemd hands over (systemd.exec(5), LoadCredential=)
 *   pkcs11:...       a token's key, by its URI (RFC 7512); it never leaves the token */
#ifndef CUSTOS_SIGNER_KEY_H
#define CUSTOS_SIGNER_KEY_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/err.h"
#include "signer/signer.h"

enum { SIGNER_NAME_MAX = 256, SIGNER_VKEY_MAX = 512 };

struct signer_key {
    char name[SIGNER_NAME_MAX];
    uint8_t public_key[32];
    bool in_module; /* somebody else's code signs, in this process */
    enum err (*sign)(void *ctx, struct bytes message, uint8_t ret_signature[static 64], struct fault *f);
    void (*close)(void *ctx); /* wipes what is secret */
    void *ctx;
};

/* Open the key that stands at `spec`. `name`: what it is called where only its place knows no name (PKCS#11); elsewhere it must
 * agree when it is not NULL. No fault holds anything of the key. */
enum err signer_key_open(const char *spec, const char *name, struct signer_key *ret, struct fault *f) MUST_USE;
void signer_key_close(struct signer_key *k);

/* Whether `spec` names a file, which signer_key_create can make. */
bool signer_key_is_file(const char *spec);

/* A new key, its seed from the system's random source, into a new file (0600, synced). */
enum err signer_key_create(const char *path, const char *name, struct fault *f) MUST_USE;

/* NAME+HEX8+BASE64(1 || public key). */
void signer_key_vkey(const struct signer_key *k, char ret[static SIGNER_VKEY_MAX]);
/* A text that ends in a line feed, signed: text, blank line, signature line. */
enum err signer_key_note(const struct signer_key *k, struct bytes text, char note[static SIGNER_NOTE_MAX], size_t *ret_len,
                         struct fault *f) MUST_USE;
/* A name that a key can have: UTF-8 without white space, '+' and control characters. */
bool signer_key_name_valid(const char *name);

/* The kinds; use signer_key_open. */
enum err signer_key_open_file(const char *path, struct signer_key *ret, struct fault *f) MUST_USE;
enum err signer_key_open_credential(const char *name, struct signer_key *ret, struct fault *f) MUST_USE;
enum err signer_key_open_pkcs11(const char *uri, const char *name, struct signer_key *ret, struct fault *f) MUST_USE;

#endif
