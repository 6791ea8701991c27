/* Keys of handovers (keys/1 YAML): those that open EncryptionContainers of HI2/HI3, and public keys that verify integrity
 * signatures (ETSI TS 102 232-1 cl. 7.2). Secret: no fault holds anything of a key, and keys_free wipes them. */
#ifndef CUSTOS_REGISTER_KEYS_H
#define CUSTOS_REGISTER_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

enum { CONTAINER_KEY_MAX = 32 };

/* EncryptionType of TS 102 232-1 annex A. */
enum container_cipher { CONTAINER_AES_192_CBC = 3, CONTAINER_AES_256_CBC = 4 };

struct container_key {
    const char *liid, *country; /* country NULL: any */
    enum container_cipher cipher;
    uint8_t key[CONTAINER_KEY_MAX];
    size_t len;
};

struct integrity_key {
    const char *liid, *country; /* NULL: any */
    const char *file;           /* as written; relative: to the directory of the key file */
    const char *pem;            /* what it holds, SubjectPublicKeyInfo; NULL: keys_parse reads no files */
    unsigned line;
};

struct handover_keys {
    struct container_key *containers;
    size_t container_count;
    struct integrity_key *integrity;
    size_t integrity_count;
    struct arena *arena; /* owns all but the container keys */
};

enum err keys_read(const char *path, struct handover_keys **ret, struct fault *f) MUST_USE;
/* `name` as faults show it. */
enum err keys_parse(const char *name, struct bytes text, struct handover_keys **ret, struct fault *f) MUST_USE;
void keys_free(struct handover_keys *k); /* accepts NULL */

#endif
