/* A signer without a process of its own, for tests of who asks one: key and state in a folder that is made for it. */
#ifndef CUSTOS_TESTS_SIGNER_INSIDE_H
#define CUSTOS_TESTS_SIGNER_INSIDE_H

#include <stdio.h>

#include "signer/core.h"

static inline enum err signer_inside_last(void *ctx, uint64_t *ret_size, uint8_t ret_root[static 32], struct fault *f)
{
    const struct signer_core *c = ctx;
    (void)f;
    *ret_size = c->size;
    memcpy(ret_root, c->root, sizeof c->root);
    return ERR_OK;
}

static inline enum err signer_inside_sign(void *ctx, const struct signer_request *r, char note[static SIGNER_NOTE_MAX],
                                          size_t *ret_len, struct fault *f)
{
    enum signer_verdict verdict = signer_core_sign(ctx, r, note, ret_len, f);
    return verdict == SIGNER_DONE ? ERR_OK : verdict == SIGNER_FAILED ? ERR_IO : ERR_INVALID;
}

static inline void signer_inside_close(void *ctx)
{
    signer_core_close(ctx);
}

/* `core` must live as long as *ret; `vkey` gets what checks the signatures. FOLDER/key and FOLDER/state are made where they are
 * not there. */
static inline enum err signer_inside(const char *folder, const char *origin, struct signer_core *core, struct signer *ret,
                                     char vkey[static SIGNER_VKEY_MAX], struct fault *f)
{
    static const struct signer_ops ops = {signer_inside_last, signer_inside_sign, signer_inside_close};
    char key[4096], state[4096];
    snprintf(key, sizeof key, "%s/key", folder);
    snprintf(state, sizeof state, "%s/state", folder);
    enum err err = signer_state_exists(state) ? ERR_OK : signer_create(key, state, origin, vkey, f);
    if (!err) err = signer_core_open(key, state, core, f);
    if (err) return err;
    signer_key_vkey(&core->key, vkey);
    *ret = (struct signer){.ops = &ops, .ctx = core};
    return ERR_OK;
}

#endif
