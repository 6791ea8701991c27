#include "app/ledger_store.h"

#include <stdio.h>
#include <string.h>

#include "signer/core.h"
#include "signer/state.h"

enum { PATH = 4096 };

/* Where the signer's key and state are. */
struct signer_places {
    char key[PATH], state[PATH];
};

static enum err find_places(const struct ledger_place *p, struct signer_places *ret, struct fault *f)
{
    bool fits = snprintf(ret->key, sizeof ret->key, "%s%s", p->key ? p->key : p->folder, p->key ? "" : "/signer/key") < PATH;
    fits = fits && snprintf(ret->state, sizeof ret->state, "%s%s", p->state ? p->state : p->folder,
                            p->state ? "" : "/signer/state") < PATH;
    return fits ? ERR_OK : fault_set(f, ERR_LIMIT, "%.100s...: the path is too long", p->folder);
}

enum err ledger_store_read(const char *folder, struct ledger_store *ret, struct fault *f)
{
    *ret = (struct ledger_store){0};
    enum err err = files_open(folder, &ret->files, f);
    ret->has_files = err == ERR_OK;
    return err;
}

enum err ledger_store_sign(const struct ledger_place *p, struct ledger_store *ret, struct fault *f)
{
    struct signer_places places = {"", ""};
    enum err err = ledger_store_read(p->folder, ret, f);
    if (err == ERR_OK) err = find_places(p, &places, f);
    if (err != ERR_OK) return err;
    struct signer_options o = {.socket = p->socket, .key = places.key, .state = places.state};
    err = signer_start(&o, &ret->signer, f);
    ret->has_signer = err == ERR_OK;
    return err;
}

bool ledger_store_busy(const struct ledger_place *p)
{
    struct signer_places places = {"", ""};
    struct fault f;
    return !p->socket && find_places(p, &places, &f) == ERR_OK && signer_state_busy(places.state);
}

enum err ledger_store_open(const struct ledger_place *p, struct ledger_store *ret, struct fault *f)
{
    enum err err = ledger_store_sign(p, ret, f);
    if (err != ERR_OK) return err;
    struct ledger_options o = {.files = &ret->files, .signer = &ret->signer};
    return ledger_open(&o, &ret->ledger, f);
}

void ledger_store_close(struct ledger_store *s)
{
    ledger_close(s->ledger);
    if (s->has_signer) s->signer.ops->close(s->signer.ctx);
    if (s->has_files) s->files.ops->done(s->files.ctx);
    *s = (struct ledger_store){0};
}

static enum err create_signer(const struct ledger_place *p, const char *origin, char ret_vkey[static SIGNER_VKEY_MAX],
                              struct fault *f)
{
    struct signer_places places = {"", ""};
    struct files files;
    enum err err = find_places(p, &places, f);
    if (err == ERR_OK) err = files_open(p->folder, &files, f);
    if (err != ERR_OK) return err;
    if (!p->key || !p->state) err = files_folder(&files, ".", "signer", f);
    files.ops->done(files.ctx);
    return err == ERR_OK ? signer_create(places.key, places.state, origin, ret_vkey, f) : err;
}

enum err ledger_store_create(const struct ledger_place *p, const char *origin, const char *vkey,
                             char ret_vkey[static SIGNER_VKEY_MAX], struct fault *f)
{
    struct ledger_store s = {0};
    enum err err = files_make(p->folder, f);
    if (err != ERR_OK) return err;
    if (vkey)
        snprintf(ret_vkey, SIGNER_VKEY_MAX, "%s", vkey);
    else
        err = create_signer(p, origin, ret_vkey, f);
    if (err == ERR_OK) err = ledger_store_read(p->folder, &s, f);
    if (err == ERR_OK) err = ledger_create(&s.files, ret_vkey, 0, f);
    ledger_store_close(&s);
    if (err == ERR_OK) err = ledger_store_open(p, &s, f);
    if (err == ERR_OK) err = ledger_checkpoint(s.ledger, f);
    ledger_store_close(&s);
    return err;
}
