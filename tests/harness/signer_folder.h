/* A signer in a temporary folder of its own. */
#ifndef CUSTOS_TESTS_SIGNER_FOLDER_H
#define CUSTOS_TESTS_SIGNER_FOLDER_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "signer/core.h"

struct folder {
    char path[64], key[96], state[96];
};

static inline bool folder_open(struct folder *d, struct signer_core *c)
{
    char vkey[SIGNER_VKEY_MAX];
    struct fault f;
    strcpy(d->path, "/tmp/custos-signer-XXXXXX");
    if (!mkdtemp(d->path)) return false;
    snprintf(d->key, sizeof d->key, "%s/key", d->path);
    snprintf(d->state, sizeof d->state, "%s/state", d->path);
    bool done = signer_create(d->key, d->state, "example.org/log", vkey, &f) == ERR_OK &&
                signer_core_open(d->key, d->state, c, &f) == ERR_OK;
    if (!done) fprintf(stderr, "%s\n", f.text);
    return done;
}

static inline void folder_done(const struct folder *d, struct signer_core *c)
{
    static const char *const files[] = {"state/last", "state/last.tmp", "state/vkey", "key"};
    char path[160];
    signer_core_close(c);
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        snprintf(path, sizeof path, "%s/%s", d->path, files[i]);
        unlink(path);
    }
    rmdir(d->state);
    rmdir(d->path);
}

#endif
