#include "ledger/check.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/blob.h"
#include "ledger/cursor.h"
#include "ledger/expected.h"
#include "ledger/tiles.h"
#include "ledger/view.h"
#include "verify/policy.h"

/* A list of numbers that grows. */
struct numbers {
    uint64_t *list;
    size_t count, room;
};

struct past_checkpoint {
    uint64_t size;
    struct hash root;
};

struct check {
    const struct files *files;
    struct hasher *hasher;
    struct log_key key;
    struct stored_checkpoint latest;
    struct past_checkpoint *past; /* in the order of their signing: sizes ascend */
    size_t past_count, past_room, past_met;
    struct expected expected;
    struct tiles *tiles;
    struct numbers erased, ordered;
    struct record_slot slots[RECORD_SLOTS_MAX];
    uint8_t *again; /* room for a record written anew */
    size_t private_max;
    struct check_report *report;
};

static enum err no_memory(struct fault *f)
{
    return fault_set(f, ERR_MEMORY, "not enough memory to check the ledger");
}

static enum err add_number(struct numbers *n, uint64_t v, struct fault *f)
{
    if (n->count == n->room) {
        size_t room = n->room ? 2 * n->room : 64;
        void *more = realloc(n->list, room * sizeof *n->list);
        if (!more) return no_memory(f);
        n->list = more;
        n->room = room;
    }
    n->list[n->count++] = v;
    return ERR_OK;
}

/* --- checkpoints -------------------------------------------------------------------------------------------------------------
 */

static enum err add_past(struct check *c, uint64_t size, const struct hash *root, struct fault *f)
{
    const struct past_checkpoint *last = c->past_count ? &c->past[c->past_count - 1] : NULL;
    if (last && (size < last->size || (size == last->size && !hash_equal(root, &last->root))))
        return fault_set(f, ERR_INVALID, "a checkpoint of %" PRIu64 " records contradicts the one before, of %" PRIu64, size,
                         last->size);
    if (c->past_count == c->past_room) {
        size_t room = c->past_room ? 2 * c->past_room : 64;
        void *more = realloc(c->past, room * sizeof *c->past);
        if (!more) return no_memory(f);
        c->past = more;
        c->past_room = room;
    }
    c->past[c->past_count++] = (struct past_checkpoint){size, *root};
    return ERR_OK;
}

static enum err take_past(void *ctx, const struct checkpoint *cp, struct fault *f)
{
    struct check *c = ctx;
    c->report->checkpoints++;
    return add_past(c, cp->size, &cp->root, f);
}

/* What it signed last may not have been kept here yet, but it must be of these records. */
static enum err ask_signer(struct check *c, const struct signer *signer, struct fault *f)
{
    uint64_t size;
    struct hash root;
    if (!signer) return ERR_OK;
    enum err err = signer->ops->last(signer->ctx, &size, root.octets, f);
    return err == ERR_OK ? add_past(c, size, &root, f) : err;
}

static enum err read_checkpoints(struct check *c, struct fault *f)
{
    uint64_t end;
    enum err err = checkpoint_read(c->files, &c->key, &c->latest, f);
    if (err == ERR_OK && !c->latest.note) err = fault_set(f, ERR_FORMAT, "checkpoint: there is none");
    if (err == ERR_OK) err = checkpoints_read(c->files, &c->key, &c->latest, true, take_past, c, &end, f);
    if (err != ERR_OK) return err;
    c->report->checkpoint_size = c->latest.checkpoint.size;
    return ERR_OK;
}

static enum err judge_policy(const struct check *c, struct span text, struct policy *p, struct fault *f)
{
    unsigned line;
    uint64_t times[POLICY_NAMES];
    struct note note;
    struct checkpoint opened;
    if (!policy_parse(text, p, &line)) return fault_set(f, ERR_INVALID, "policy: line %u: is malformed", line);
    if (!policy_open(p, (struct span){c->latest.note, c->latest.len}, &note, &opened))
        return fault_set(f, ERR_INVALID, "policy: does not name the key of this ledger");
    if (policy_judge(p, &note, times) == POLICY_FORGED)
        return fault_set(f, ERR_INVALID, "checkpoint: the cosignature of a witness that the policy names does not hold");
    return ERR_OK;
}

/* Whom the ledger asks to cosign; whether enough have is for those to judge who receive something. */
static enum err check_policy(const struct check *c, struct fault *f)
{
    char *text;
    size_t len;
    bool absent;
    enum err err = files_read_whole(c->files, "policy", CHECKPOINTS_NOTE_MAX, &text, &len, &absent, f);
    if (absent) return fault_set(f, ERR_INVALID, "policy: is missing");
    if (err != ERR_OK) return err;
    struct policy *p = calloc(1, sizeof *p);
    err = p ? judge_policy(c, (struct span){text, len}, p, f) : no_memory(f);
    free(p);
    free(text);
    return err;
}

/* The tree has `size` leaves now: do the checkpoints of that size agree? */
static enum err meet_checkpoints(struct check *c, struct fault *f)
{
    struct hash root;
    uint64_t size = tiles_size(c->tiles);
    bool made = false;
    for (; c->past_met < c->past_count && c->past[c->past_met].size <= size; c->past_met++) {
        if (!made) tiles_root(c->tiles, &root);
        made = true;
        if (!hash_equal(&root, &c->past[c->past_met].root))
            return fault_set(f, ERR_INVALID, "the first %" PRIu64 " records are not those that were signed", size);
    }
    return ERR_OK;
}

/* --- records -----------------------------------------------------------------------------------------------------------------
 */

/* The public part made anew from the private one must be the one that is in the tree. */
static enum err check_commitments(struct check *c, const struct view_record *r, struct fault *f)
{
    struct record record = {r->type, r->schema, r->slots, r->slot_count};
    struct writer public_part = writer_of(c->again, RECORD_PUBLIC_MAX);
    struct writer private_part = writer_of(c->again + RECORD_PUBLIC_MAX, RECORD_PRIVATE_MAX);
    enum err err = record_check(&record, f);
    if (err != ERR_OK) return err;
    record_write(c->hasher, &record, r->index, r->key, &public_part, &private_part);
    if (private_part.len > c->private_max) c->private_max = private_part.len;
    if (bytes_equal(bytes_of(public_part.data, public_part.len), r->public_part)) return ERR_OK;
    return fault_set(f, ERR_INVALID, "record %" PRIu64 ": its values are not those that it commits to", r->index);
}

static enum err take_order(struct check *c, const struct view_record *r, struct fault *f)
{
    const struct record_slot *s = view_slot(r, "records");
    struct span rest, word;
    uint64_t index;
    enum err err = ERR_OK;
    if (!bytes_equal(r->type, bytes_of_text("erasure")) || !s || s->absent) return ERR_OK;
    rest = (struct span){(const char *)s->value.data, s->value.len};
    while (err == ERR_OK && span_word(&rest, &word) && span_decimal(word, &index)) err = add_number(&c->ordered, index, f);
    return err;
}

static enum err check_blob(struct check *c, const struct view_record *r, struct fault *f)
{
    struct fault why;
    const struct record_slot *s = view_slot(r, BLOB_SLOT);
    if (!s || s->absent) return ERR_OK;
    if (blob_check(c->files, c->hasher, s->value, &why) != ERR_OK)
        return fault_set(f, ERR_INVALID, "record %" PRIu64 ": %s", r->index, why.text);
    c->report->blobs++;
    return ERR_OK;
}

static enum err check_record(struct check *c, const struct frame_view *frame, struct fault *f)
{
    struct view_record r;
    if (!view_of_frame(frame, c->slots, &r))
        return fault_set(f, ERR_INVALID, "record %" PRIu64 ": is no record that custos wrote", frame->index);
    if (r.erased) {
        c->report->erased++;
        return add_number(&c->erased, r.index, f);
    }
    enum err err = check_commitments(c, &r, f);
    if (err == ERR_OK) err = take_order(c, &r, f);
    return err == ERR_OK ? check_blob(c, &r, f) : err;
}

static enum err tile_fault(const struct check *c, enum err err, struct fault *f)
{
    if (err == ERR_OK || !c->expected.wrong[0]) return err;
    return fault_set(f, ERR_INVALID, "%s: is missing or does not agree with the journal", c->expected.wrong);
}

static enum err add_leaf(struct check *c, const struct frame_view *frame, struct fault *f)
{
    enum err err = tile_fault(c, tiles_add(c->tiles, &frame->leaf, frame->public_part, f), f);
    if (err == ERR_OK && tiles_size(c->tiles) == c->latest.checkpoint.size) {
        err = tile_fault(c, tiles_flush(c->tiles, f), f);
        c->expected.off = true; /* what follows has no checkpoint yet */
    }
    return err == ERR_OK ? meet_checkpoints(c, f) : err;
}

/* --- the whole ---------------------------------------------------------------------------------------------------------------
 */

static enum err check_end(struct check *c, struct cursor *cursor, enum cursor_state state, struct fault *f)
{
    bool unfinished = false;
    uint64_t next = cursor_place(cursor).index, size = c->latest.checkpoint.size;
    enum err err = state == CURSOR_BROKEN ? cursor_rest(cursor, &c->report->unfinished_bytes, &unfinished, f) : ERR_OK;
    if (err != ERR_OK) return err;
    if (next < size)
        return fault_set(f, ERR_INVALID, "record %" PRIu64 ": is damaged or missing, and %" PRIu64 " records are signed", next,
                         size);
    if (state == CURSOR_BROKEN && !unfinished)
        return fault_set(f, ERR_INVALID, "journal: %" PRIu64 " bytes behind record %" PRIu64 " that are no record's",
                         c->report->unfinished_bytes, next);
    if (c->past_met < c->past_count)
        return fault_set(f, ERR_INVALID, "a checkpoint of %" PRIu64 " records was signed: there are %" PRIu64,
                         c->past[c->past_met].size, next);
    return ERR_OK;
}

static enum err check_journal(struct check *c, struct cursor *cursor, struct fault *f)
{
    struct frame_view frame;
    enum cursor_state state = CURSOR_FRAME;
    enum err err = meet_checkpoints(c, f);
    c->expected.off = c->latest.checkpoint.size == 0;
    while (err == ERR_OK) {
        err = cursor_next(cursor, &state, &frame, f);
        if (err != ERR_OK || state != CURSOR_FRAME) break;
        err = check_record(c, &frame, f);
        if (err == ERR_OK) err = add_leaf(c, &frame, f);
        if (err == ERR_OK) c->report->records++;
    }
    return err == ERR_OK ? check_end(c, cursor, state, f) : err;
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static enum err check_erased(struct check *c, struct fault *f)
{
    const struct numbers *o = &c->ordered;
    if (o->count) qsort(o->list, o->count, sizeof *o->list, ascending);
    for (size_t i = 0; i < c->erased.count; i++)
        if (!o->count || !bsearch(&c->erased.list[i], o->list, o->count, sizeof *o->list, ascending))
            return fault_set(f, ERR_INVALID, "record %" PRIu64 ": its values are gone, and no record orders that",
                             c->erased.list[i]);
    return ERR_OK;
}

static enum err check_reserve(const struct check *c, struct fault *f)
{
    char *data;
    size_t len;
    bool absent;
    enum err err = files_read_whole(c->files, SEGMENTS_RESERVE, 1 << 26, &data, &len, &absent, f);
    if (absent) return ERR_OK; /* used up */
    if (err != ERR_OK) return err;
    bool empty = record_erased(bytes_of(data, len));
    free(data);
    return empty ? ERR_OK : fault_set(f, ERR_INVALID, SEGMENTS_RESERVE ": is not empty");
}

static enum err run(struct check *c, const struct signer *signer, struct fault *f)
{
    struct cursor *cursor = NULL;
    enum err err = log_key_read(c->files, &c->key, f);
    if (err == ERR_OK) err = tiles_new(&c->expected.files, c->hasher, &c->tiles, f);
    if (err == ERR_OK) err = read_checkpoints(c, f);
    if (err == ERR_OK) err = ask_signer(c, signer, f);
    if (err == ERR_OK) err = cursor_new(c->files, c->hasher, &cursor, f);
    if (err == ERR_OK) err = check_journal(c, cursor, f);
    cursor_free(cursor);
    if (err == ERR_OK) err = check_erased(c, f);
    if (err == ERR_OK) err = check_reserve(c, f);
    return err == ERR_OK ? check_policy(c, f) : err;
}

enum err ledger_check(const struct files *s, const struct signer *signer, struct check_report *ret, struct fault *f)
{
    struct check *c = calloc(1, sizeof *c);
    *ret = (struct check_report){0};
    if (!c || !(c->again = malloc(RECORD_PUBLIC_MAX + RECORD_PRIVATE_MAX)) || !(c->hasher = hasher_new())) {
        if (c) free(c->again);
        free(c);
        return no_memory(f);
    }
    c->files = s;
    c->report = ret;
    expected_begin(&c->expected, s);
    enum err err = run(c, signer, f);
    expected_done(&c->expected);
    tiles_free(c->tiles);
    checkpoint_done(&c->latest);
    hasher_free(c->hasher);
    explicit_bzero(c->again, RECORD_PUBLIC_MAX + c->private_max);
    free(c->again);
    free(c->past);
    free(c->erased.list);
    free(c->ordered.list);
    free(c);
    return err;
}
