/* A new ledger, and the way back after whatever ended the last writer. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/entry.h"
#include "ledger/ledger_internal.h"
#include "ledger/prover.h"

/* --- a new one ---------------------------------------------------------------------------------------------------------------
 */

enum err ledger_create(const struct files *s, const char *vkey, uint64_t segment_bytes, struct fault *f)
{
    struct log_key key;
    char line[CHECKPOINTS_KEY_MAX], policy[CHECKPOINTS_KEY_MAX + 32];
    snprintf(line, sizeof line, "%s\n", vkey);
    snprintf(policy, sizeof policy, "log %s\nquorum none\n", vkey);
    enum err err = journal_create(s, segment_bytes, f);
    if (err == ERR_OK) err = files_replace(s, "policy", 0644, bytes_of_text(policy), f);
    if (err == ERR_OK) err = files_replace(s, "checkpoints.log", 0644, bytes_of_text(""), f);
    if (err == ERR_OK) err = files_replace(s, "log.vkey", 0644, bytes_of_text(line), f);
    if (err == ERR_OK) err = files_sync_folder(s, ".", f);
    return err == ERR_OK ? log_key_read(s, &key, f) : err;
}

/* --- what was signed ---------------------------------------------------------------------------------------------------------
 */

/* The largest tree that somebody signed, as far as is known here. */
struct signed_tree {
    uint64_t size;
    struct hash root;
    uint64_t checkpoint_size; /* of the file, whose tiles are there; 0 as well when there is none */
    struct hash checkpoint_root;
};

static enum err refuse(struct fault *f, uint64_t index, uint64_t size)
{
    return fault_set(f, ERR_FORMAT,
                     "record %" PRIu64 " is damaged or missing, but %" PRIu64 " records are signed: the ledger stops here; "
                     "nothing was changed (see custos ledger verify)",
                     index, size);
}

static enum err ask_signer(const struct ledger *l, struct signed_tree *t, struct fault *f)
{
    uint64_t size;
    struct hash root;
    if (!l->signer) return ERR_OK;
    enum err err = l->signer->ops->last(l->signer->ctx, &size, root.octets, f);
    if (err != ERR_OK) return err;
    if (size < t->size)
        return fault_set(f, ERR_FORMAT,
                         "the signer remembers %" PRIu64 " records, but it signed %" PRIu64
                         ": its state is not this ledger's or was put back",
                         size, t->size);
    if (size == t->size && l->has_checkpoint && !hash_equal(&root, &t->root))
        return fault_set(f, ERR_FORMAT, "the signer signed another root for %" PRIu64 " records: two histories", size);
    t->size = size;
    t->root = root;
    return ERR_OK;
}

static enum err find_signed(struct ledger *l, const struct stored_checkpoint *c, struct signed_tree *ret, struct fault *f)
{
    struct signed_tree t = {0};
    merkle_empty(&t.root);
    l->has_checkpoint = c->note != NULL;
    if (c->note) {
        t.size = t.checkpoint_size = c->checkpoint.size;
        t.root = t.checkpoint_root = c->checkpoint.root;
    }
    enum err err = ask_signer(l, &t, f);
    if (err == ERR_OK) *ret = t;
    return err;
}

/* Unless its signature holds a checkpoint is as good as none: the signer knows what it signed. */
static enum err read_signed(struct ledger *l, struct signed_tree *ret, struct fault *f)
{
    struct stored_checkpoint c = {0};
    enum err err = checkpoint_read(l->files, &l->key, &c, f);
    if (err == ERR_FORMAT && l->signer) err = ERR_OK;
    if (err == ERR_OK) err = checkpoints_read(l->files, &l->key, &c, false, NULL, NULL, &l->log_end, f);
    if (err == ERR_OK) err = find_signed(l, &c, ret, f);
    checkpoint_done(&c);
    return err;
}

/* --- what is there -----------------------------------------------------------------------------------------------------------
 */

/* What a writer left in memory only is made durable, and what is read next is what the disk holds. */
static enum err settle(const struct files *s, const struct segments *all, uint64_t from, struct fault *f)
{
    enum err err = ERR_OK;
    for (size_t i = 0; err == ERR_OK && i < all->count; i++) {
        char path[FILES_PATH];
        if (i + 1 < all->count && all->first[i + 1] <= from) continue;
        segment_path(path, all->first[i]);
        int handle = s->ops->open(s->ctx, path, FILES_WRITE, 0), done = handle;
        if (done >= 0) done = s->ops->sync(s->ctx, handle);
        if (done >= 0) done = s->ops->forget(s->ctx, handle);
        if (handle >= 0) s->ops->close(s->ctx, handle);
        if (done < 0) err = files_fault(f, path, "make durable", done);
    }
    return err == ERR_OK ? files_sync_folder(s, SEGMENTS_FOLDER, f) : err;
}

static enum err settle_journal(const struct files *s, uint64_t from, struct fault *f)
{
    struct segments all;
    enum err err = segments_list(s, &all, f);
    if (err != ERR_OK) return err;
    err = settle(s, &all, from, f);
    segments_done(&all);
    return err;
}

/* Do the tiles of that many records have that root? Whatever keeps them from it, they can be made again. */
static bool tiles_hold(struct ledger *l, uint64_t size, const struct hash *root)
{
    struct prover *prover;
    struct hash found;
    struct fault ignored;
    if (!size || prover_new(l->files, l->hasher, size, &prover, &ignored) != ERR_OK) return false;
    bool good = prover_root(prover, &found, &ignored) == ERR_OK && hash_equal(&found, root);
    prover_free(prover);
    return good;
}

/* Where reading the journal ended, and how. */
struct ending {
    struct cursor_place place;
    enum cursor_state state;
    bool unfinished;
    uint64_t rest_bytes;
};

static enum err check_root(const struct ledger *l, const struct signed_tree *t, struct fault *f)
{
    struct hash root;
    tiles_root(l->tiles, &root);
    if (hash_equal(&root, &t->root)) return ERR_OK;
    return fault_set(f, ERR_FORMAT,
                     "the first %" PRIu64 " records are not those that were signed: another history; nothing was changed",
                     t->size);
}

/* All records behind the cursor go into the tiles, past what was signed. */
static enum err read_journal(struct ledger *l, const struct signed_tree *t, struct ending *ret, struct fault *f)
{
    struct frame_view v;
    enum err err = tiles_size(l->tiles) == t->size ? check_root(l, t, f) : ERR_OK;
    do {
        if (err == ERR_OK) err = cursor_next(l->cursor, &ret->state, &v, f);
        if (err != ERR_OK || ret->state != CURSOR_FRAME) break;
        err = tiles_add(l->tiles, &v.leaf, v.public_part, f);
        if (err == ERR_OK && tiles_size(l->tiles) == t->size) err = check_root(l, t, f);
    } while (err == ERR_OK);
    ret->place = cursor_place(l->cursor);
    if (err == ERR_OK && ret->state == CURSOR_BROKEN) err = cursor_rest(l->cursor, &ret->rest_bytes, &ret->unfinished, f);
    if (err == ERR_OK && ret->place.index < t->size) err = refuse(f, ret->place.index, t->size);
    return err;
}

/* --- opening -----------------------------------------------------------------------------------------------------------------
 */

static enum err append_recovery(struct ledger *l, const struct ending *e, uint64_t signed_size, struct fault *f)
{
    struct entry entry;
    struct hash leaf;
    uint64_t index;
    char now[CLOCK_TEXT];
    entry_begin(&entry, "recovery");
    entry_text(&entry, "time", ledger_time(now));
    entry_text(&entry, "cause", e->unfinished ? "a write was cut short" : "no record in place of one");
    entry_unsigned(&entry, "dropped.bytes", e->rest_bytes);
    entry_unsigned(&entry, "from.record", e->place.index);
    entry_unsigned(&entry, "signed.records", signed_size);
    enum err err = ledger_append_own(l, &entry.record, &index, &leaf, f);
    return err == ERR_OK ? ledger_commit(l, f) : err;
}

static enum err open_journal(struct ledger *l, const struct ending *e, const struct signed_tree *t, struct fault *f)
{
    bool broken = e->state == CURSOR_BROKEN;
    enum err err = broken ? journal_cut(l->files, &e->place, f) : ERR_OK;
    if (err == ERR_OK) err = journal_open(l->files, l->hasher, &e->place, l->segment_bytes, &l->journal, f);
    if (err != ERR_OK) return err;
    l->durable = e->place.index;
    return broken ? append_recovery(l, e, t->size, f) : ERR_OK;
}

static enum err start(struct ledger *l, struct fault *f)
{
    struct signed_tree t;
    struct ending e = {0};
    enum err err = log_key_read(l->files, &l->key, f);
    if (err == ERR_OK) err = read_signed(l, &t, f);
    if (err != ERR_OK) return err;
    uint64_t base = l->has_checkpoint && tiles_hold(l, t.checkpoint_size, &t.checkpoint_root) ? t.checkpoint_size : 0;
    err = settle_journal(l->files, base & ~(uint64_t)(TILES_WIDTH - 1), f);
    if (err == ERR_OK) err = ledger_restart_tiles(l, base, f);
    l->tiles_kept = base;
    if (err == ERR_OK) err = read_journal(l, &t, &e, f);
    if (err == ERR_OK) err = open_journal(l, &e, &t, f);
    l->signed_size = t.checkpoint_size;
    return err == ERR_OK ? ledger_erase_again(l, e.place.segment, f) : err;
}

static enum err lock(const struct files *s, struct fault *f)
{
    int done = s->ops->lock(s->ctx);
    if (done == -EWOULDBLOCK) return fault_set(f, ERR_IO, "the ledger is in use by another writer");
    return done < 0 ? files_fault(f, "the ledger", "lock", done) : ERR_OK;
}

enum err ledger_open(const struct ledger_options *o, struct ledger **ret, struct fault *f)
{
    struct ledger *l = calloc(1, sizeof *l);
    if (!l || !(l->hasher = hasher_new())) {
        free(l);
        return fault_set(f, ERR_MEMORY, "not enough memory to write the ledger");
    }
    l->files = o->files;
    l->signer = o->signer;
    l->segment_bytes = o->segment_bytes ? o->segment_bytes : JOURNAL_SEGMENT;
    l->batch = o->batch ? o->batch : LEDGER_BATCH;
    enum err err = lock(l->files, f);
    if (err == ERR_OK) err = tiles_new(l->files, l->hasher, &l->tiles, f);
    if (err == ERR_OK) err = start(l, f);
    if (err != ERR_OK) {
        ledger_close(l);
        return err;
    }
    *ret = l;
    return ERR_OK;
}
