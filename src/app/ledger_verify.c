#include "app/ledger_verify.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/command.h"
#include "app/ledger_show.h"
#include "ledger/check.h"

/* Under a writer's hands tiles are replaced while they are read: what failed is read once more, as long as the ledger has grown.
 */
enum { GROWING_TRIES = 8 };

/* What a signer said that it signed last. */
struct remembered {
    uint64_t size;
    uint8_t root[32];
};

static enum err tell(void *ctx, uint64_t *ret_size, uint8_t ret_root[static 32], struct fault *f)
{
    const struct remembered *r = ctx;
    (void)f;
    *ret_size = r->size;
    memcpy(ret_root, r->root, sizeof r->root);
    return ERR_OK;
}

/* One that runs, or one whose key lies here for this user. */
static bool is_reachable(const struct ledger_place *p)
{
    char path[4096];
    if (p->socket || p->key) return true;
    return snprintf(path, sizeof path, "%s/signer/key", p->folder) < (int)sizeof path && access(path, R_OK) == 0;
}

/* *ret_asked: it could be. */
static enum err ask(const struct ledger_place *p, struct remembered *ret, bool *ret_asked, struct fault *f)
{
    struct ledger_store s = {0};
    *ret_asked = is_reachable(p);
    if (!*ret_asked) return ERR_OK;
    enum err err = ledger_store_sign(p, &s, f);
    if (err == ERR_OK) err = s.signer.ops->last(s.signer.ctx, &ret->size, ret->root, f);
    ledger_store_close(&s);
    if (err == ERR_OK || !ledger_store_busy(p)) return err;
    *ret_asked = false; /* a writer is at work, whose own signer sees to that */
    return ERR_OK;
}

int ledger_verify(const struct ledger_place *p)
{
    static const struct signer_ops ops = {.last = tell};
    struct fault f;
    struct ledger_store s;
    struct remembered last = {0};
    struct check_report report = {0};
    struct signer signer = {.ops = &ops, .ctx = &last};
    bool asked;
    enum err err = ask(p, &last, &asked, &f);
    if (err != ERR_OK) return complain(&f);
    err = ledger_store_read(p->folder, &s, &f);
    if (err != ERR_OK) return complain(&f);
    err = ledger_check(&s.files, asked ? &signer : NULL, &report, &f);
    for (int i = 0; err == ERR_INVALID && !asked && i < GROWING_TRIES; i++) {
        uint64_t before = report.checkpoint_size;
        err = ledger_check(&s.files, NULL, &report, &f);
        if (report.checkpoint_size == before) break;
    }
    ledger_store_close(&s);
    ledger_show_report(&report, asked, stdout);
    if (err == ERR_OK) return finish_output(0);
    complain(&f);
    return finish_output(err == ERR_INVALID || err == ERR_FORMAT ? EXIT_FINDINGS : EXIT_FAILED);
}
