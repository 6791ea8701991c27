/* From the journal to tiles and a signed checkpoint. */
#include <inttypes.h>
#include <string.h>

#include "ledger/ledger_internal.h"
#include "ledger/prover.h"

enum err ledger_restart_tiles(struct ledger *l, uint64_t size, struct fault *f)
{
    enum cursor_state state;
    enum err err = tiles_load(l->tiles, size, f);
    cursor_free(l->cursor);
    l->cursor = NULL;
    if (err == ERR_OK) err = cursor_new(l->files, l->hasher, &l->cursor, f);
    if (err == ERR_OK) err = cursor_seek(l->cursor, tiles_size(l->tiles), &state, f);
    if (err == ERR_OK && cursor_place(l->cursor).index != tiles_size(l->tiles))
        err = fault_set(f, ERR_FORMAT, "record %" PRIu64 " is damaged or missing", cursor_place(l->cursor).index);
    return err;
}

/* The tiles hold every durable record; they are made from what the journal gives back, not from what was meant to be written. */
static enum err catch_up(struct ledger *l, struct fault *f)
{
    enum cursor_state state;
    struct frame_view v;
    enum err err = l->tiles_behind ? ledger_restart_tiles(l, l->tiles_kept, f) : cursor_refresh(l->cursor, f);
    l->tiles_behind = true; /* until all of it is written */
    while (err == ERR_OK && tiles_size(l->tiles) < l->durable) {
        err = cursor_next(l->cursor, &state, &v, f);
        if (err == ERR_OK && state != CURSOR_FRAME)
            err = fault_set(f, ERR_FORMAT, "record %" PRIu64 ": was durable and cannot be read back", tiles_size(l->tiles));
        if (err == ERR_OK) err = tiles_add(l->tiles, &v.leaf, v.public_part, f);
    }
    if (err == ERR_OK) err = tiles_flush(l->tiles, f);
    if (err != ERR_OK) return err;
    l->tiles_behind = false;
    l->tiles_kept = l->durable;
    return ERR_OK;
}

/* What is durable comes before what may follow: the room that the journal holds in advance is given up for the tiles. */
static enum err catch_up_in_less_room(struct ledger *l, struct fault *f)
{
    enum err err = journal_trim(l->journal, f);
    return err == ERR_OK ? catch_up(l, f) : err;
}

/* The request's proof starts at what the signer signed last, whoever asked it. */
static enum err make_request(struct ledger *l, struct signer_request *r, struct hash proof[static MERKLE_PROOF_MAX],
                             struct fault *f)
{
    struct prover *prover;
    struct hash root;
    uint8_t old_root[32];
    enum err err = l->signer->ops->last(l->signer->ctx, &r->old_size, old_root, f);
    if (err == ERR_OK) err = prover_new(l->files, l->hasher, l->durable, &prover, f);
    if (err != ERR_OK) return err;
    tiles_root(l->tiles, &root);
    memcpy(r->root, root.octets, sizeof r->root);
    r->size = l->durable;
    err = prover_consistency(prover, r->old_size, proof, &r->proof_len, f);
    r->proof = (const uint8_t(*)[32])proof;
    prover_free(prover);
    return err;
}

/* What came back must be what was asked for, signed by the ledger's key. */
static enum err check_note(const struct ledger *l, const struct signer_request *r, struct span whole, struct fault *f)
{
    struct note note;
    struct checkpoint c;
    if (checkpoint_open(whole, &l->key.key, &note, &c) && c.size == r->size &&
        memcmp(c.root.octets, r->root, sizeof r->root) == 0)
        return ERR_OK;
    return fault_set(f, ERR_INVALID, "the signer's answer is no checkpoint of %" PRIu64 " records by the key in log.vkey",
                     r->size);
}

/* A signed note of all durable records. Its troubles are the signer's, not the disk's. */
static enum err have_signed(struct ledger *l, char note[static SIGNER_NOTE_MAX], size_t *ret_len, struct fault *f)
{
    struct hash proof[MERKLE_PROOF_MAX];
    struct signer_request r = {0};
    enum err err = make_request(l, &r, proof, f);
    if (err == ERR_OK) err = l->signer->ops->sign(l->signer->ctx, &r, note, ret_len, f);
    return err == ERR_OK ? check_note(l, &r, (struct span){note, *ret_len}, f) : err;
}

static enum err store(struct ledger *l, struct bytes note, struct fault *f)
{
    enum err err = checkpoints_append(l->files, note, &l->log_end, f);
    if (err == ERR_OK) err = checkpoint_replace(l->files, note, f);
    if (err != ERR_OK) return err;
    l->signed_size = l->durable;
    l->has_checkpoint = true;
    return ERR_OK;
}

enum err ledger_checkpoint(struct ledger *l, struct fault *f)
{
    char note[SIGNER_NOTE_MAX];
    size_t len;
    enum err err = ledger_commit(l, f);
    if (err != ERR_OK || (l->has_checkpoint && l->signed_size == l->durable)) return err;
    if (!l->signer) return fault_set(f, ERR_INVALID, "no signer: no checkpoint can be made");
    err = catch_up(l, f);
    if (err == ERR_FULL) err = catch_up_in_less_room(l, f);
    err = ledger_outcome(l, err, f);
    if (err == ERR_OK) err = have_signed(l, note, &len, f);
    return err == ERR_OK ? ledger_outcome(l, store(l, bytes_of(note, len), f), f) : err;
}
