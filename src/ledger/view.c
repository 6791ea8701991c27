#include "ledger/view.h"

#include <inttypes.h>
#include <stdlib.h>

#include "ledger/cursor.h"
#include "ledger/prover.h"

struct view {
    const struct files *files;
    struct hasher *hasher;
    struct log_key key;
    struct stored_checkpoint latest;
    struct prover *prover; /* of the checkpoint's size */
    struct record_slot slots[RECORD_SLOTS_MAX];
};

enum err view_open(const struct files *s, struct view **ret, struct fault *f)
{
    struct view *v = calloc(1, sizeof *v);
    struct hasher *h = hasher_new();
    if (!v || !h) {
        free(v);
        hasher_free(h);
        return fault_set(f, ERR_MEMORY, "not enough memory to read the ledger");
    }
    v->files = s;
    v->hasher = h;
    enum err err = log_key_read(s, &v->key, f);
    if (err == ERR_OK) err = checkpoint_read(s, &v->key, &v->latest, f);
    if (err == ERR_OK && !v->latest.note) err = fault_set(f, ERR_FORMAT, "checkpoint: there is none");
    if (err == ERR_OK) err = prover_new(s, h, v->latest.checkpoint.size, &v->prover, f);
    if (err != ERR_OK) {
        view_free(v);
        return err;
    }
    *ret = v;
    return ERR_OK;
}

void view_free(struct view *v)
{
    if (!v) return;
    prover_free(v->prover);
    checkpoint_done(&v->latest);
    hasher_free(v->hasher);
    free(v);
}

const struct log_key *view_key(const struct view *v)
{
    return &v->key;
}

const struct stored_checkpoint *view_checkpoint(const struct view *v)
{
    return &v->latest;
}

struct hasher *view_hasher(struct view *v)
{
    return v->hasher;
}

const struct record_slot *view_slot(const struct view_record *r, const char *name)
{
    for (size_t i = 0; i < r->slot_count; i++)
        if (bytes_equal(r->slots[i].name, bytes_of_text(name))) return &r->slots[i];
    return NULL;
}

bool view_of_frame(const struct frame_view *frame, struct record_slot *slots, struct view_record *ret)
{
    struct record_text text;
    struct view_record r = {.index = frame->index, .leaf = frame->leaf, .public_part = frame->public_part, .slots = slots};
    if (!record_parse(frame->public_part, &text) || text.index != frame->index) return false;
    r.type = text.type;
    r.schema = text.schema;
    r.erased = record_erased(frame->private_part);
    if (!r.erased && !record_slots(frame->private_part, text.slots, slots, &r.key)) return false;
    r.slot_count = r.erased ? 0 : text.slots;
    *ret = r;
    return true;
}

static enum err each(struct view *v, struct cursor *c, uint64_t first, view_fn *fn, void *ctx, struct fault *f)
{
    struct frame_view frame;
    struct view_record r;
    enum cursor_state state;
    enum err err = cursor_seek(c, first, &state, f);
    while (err == ERR_OK && state == CURSOR_FRAME) {
        err = cursor_next(c, &state, &frame, f);
        if (err != ERR_OK || state != CURSOR_FRAME) break;
        if (!view_of_frame(&frame, v->slots, &r))
            return fault_set(f, ERR_FORMAT, "record %" PRIu64 ": is no record that custos wrote", frame.index);
        if (!fn(ctx, &r)) return ERR_OK;
    }
    uint64_t next = cursor_place(c).index;
    if (err == ERR_OK && next < v->latest.checkpoint.size)
        return fault_set(f, ERR_FORMAT, "record %" PRIu64 ": is damaged or missing, and %" PRIu64 " records are signed", next,
                         v->latest.checkpoint.size);
    return err;
}

enum err view_each(struct view *v, uint64_t first, view_fn *fn, void *ctx, struct fault *f)
{
    struct cursor *c;
    enum err err = cursor_new(v->files, v->hasher, &c, f);
    if (err != ERR_OK) return err;
    err = each(v, c, first, fn, ctx, f);
    cursor_free(c);
    return err;
}

enum err view_inclusion(struct view *v, uint64_t index, struct hash ret[static MERKLE_PROOF_MAX], size_t *ret_count,
                        struct fault *f)
{
    return prover_inclusion(v->prover, index, ret, ret_count, f);
}

enum err view_consistency(struct view *v, uint64_t old_size, struct hash ret[static MERKLE_PROOF_MAX], size_t *ret_count,
                          struct fault *f)
{
    return prover_consistency(v->prover, old_size, ret, ret_count, f);
}
