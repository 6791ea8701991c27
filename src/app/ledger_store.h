/* A ledger's folder together with its signer, as the commands open it. */
#ifndef CUSTOS_APP_LEDGER_STORE_H
#define CUSTOS_APP_LEDGER_STORE_H

#include "ledger/ledger.h"
#include "signer/key.h"
#include "signer/start.h"

struct ledger_place {
    const char *folder;
    const char *socket;      /* of a running signer; NULL: one is started as a child */
    const char *key, *state; /* the child's; NULL: FOLDER/signer/key, FOLDER/signer/state */
};

struct ledger_store {
    struct files files;
    struct signer signer;
    bool has_files, has_signer;
    struct ledger *ledger; /* NULL unless it was opened for writing */
};

/* Files only: for those who read. A pointer, because the ledger points to what it holds. */
enum err ledger_store_read(const char *folder, struct ledger_store *ret, struct fault *f) MUST_USE;
/* And the signer. */
enum err ledger_store_sign(const struct ledger_place *p, struct ledger_store *ret, struct fault *f) MUST_USE;
/* Has somebody else a signer at work with the state that a child would have? */
bool ledger_store_busy(const struct ledger_place *p);
/* And the ledger, for writing. */
enum err ledger_store_open(const struct ledger_place *p, struct ledger_store *ret, struct fault *f) MUST_USE;
void ledger_store_close(struct ledger_store *s); /* after any of them, whatever it returned */

/* A new ledger with its first checkpoint: its signer's key and state are made, too, unless a signer runs, whose verifier key is
 * given then. */
enum err ledger_store_create(const struct ledger_place *p, const char *origin, const char *vkey,
                             char ret_vkey[static SIGNER_VKEY_MAX], struct fault *f) MUST_USE;

#endif
