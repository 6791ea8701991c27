/* Erasure: the keys and values of records are overwritten, and what is left in the tree says nothing about them any more. First
 * the order is on record, then the blobs go, then the private parts: whatever interrupts that, the next writer finds the order
 * and does the rest. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/blob.h"
#include "ledger/entry.h"
#include "ledger/ledger_internal.h"
#include "ledger/view.h"

enum { SEGMENT_MAX = 1 << 30 }; /* bytes of a segment that is rewritten in memory */

/* What is to be erased; and the blobs that those records name. */
struct order {
    const uint64_t *indexes; /* ascending */
    size_t count;
    char (*blobs)[BLOB_NAME]; /* owned; as many as records at most */
    bool *shared;             /* owned; another record names it too */
    size_t blob_count;
};

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static bool ordered(const struct order *o, uint64_t index)
{
    return o->count && bsearch(&index, o->indexes, o->count, sizeof index, ascending) != NULL;
}

/* Every record from `first` on, to `fn`. */
typedef enum err record_fn(void *ctx, const struct view_record *r, struct fault *f);

static enum err each_record(const struct ledger *l, uint64_t first, record_fn *fn, void *ctx, struct fault *f)
{
    struct cursor *c = NULL;
    struct frame_view frame;
    struct view_record r;
    enum cursor_state state;
    struct record_slot *slots = calloc(RECORD_SLOTS_MAX, sizeof *slots);
    enum err err = slots ? cursor_new(l->files, l->hasher, &c, f) : fault_set(f, ERR_MEMORY, "not enough memory to erase");
    if (err != ERR_OK) {
        free(slots);
        return err;
    }
    err = cursor_seek(c, first, &state, f);
    while (err == ERR_OK && state == CURSOR_FRAME) {
        err = cursor_next(c, &state, &frame, f);
        if (err == ERR_OK && state == CURSOR_FRAME && view_of_frame(&frame, slots, &r)) err = fn(ctx, &r, f);
    }
    cursor_free(c);
    free(slots);
    return err;
}

/* --- blobs -------------------------------------------------------------------------------------------------------------------
 */

static bool blob_of(const struct view_record *r, char name[static BLOB_NAME])
{
    const struct record_slot *s = view_slot(r, BLOB_SLOT);
    if (!s || s->absent || s->value.len != BLOB_NAME - 1) return false;
    memcpy(name, s->value.data, s->value.len);
    name[BLOB_NAME - 1] = 0;
    return true;
}

static enum err take_blob(void *ctx, const struct view_record *r, struct fault *f)
{
    struct order *o = ctx;
    (void)f;
    if (ordered(o, r->index) && blob_of(r, o->blobs[o->blob_count])) o->blob_count++;
    return ERR_OK;
}

static enum err note_shared(void *ctx, const struct view_record *r, struct fault *f)
{
    char name[BLOB_NAME];
    struct order *o = ctx;
    (void)f;
    if (ordered(o, r->index) || !blob_of(r, name)) return ERR_OK;
    for (size_t i = 0; i < o->blob_count; i++)
        if (strcmp(o->blobs[i], name) == 0) o->shared[i] = true;
    return ERR_OK;
}

static enum err erase_blobs(const struct ledger *l, struct order *o, struct fault *f)
{
    o->blobs = calloc(o->count + 1, sizeof *o->blobs);
    o->shared = calloc(o->count + 1, sizeof *o->shared);
    enum err err = o->blobs && o->shared ? ERR_OK : fault_set(f, ERR_MEMORY, "not enough memory to erase");
    if (err == ERR_OK) err = each_record(l, o->indexes[0], take_blob, o, f);
    if (err == ERR_OK && o->blob_count) err = each_record(l, 0, note_shared, o, f);
    for (size_t i = 0; err == ERR_OK && i < o->blob_count; i++)
        if (!o->shared[i]) err = blob_erase(l->files, bytes_of_text(o->blobs[i]), f);
    free(o->blobs);
    free(o->shared);
    return err;
}

/* --- private parts -----------------------------------------------------------------------------------------------------------
 */

/* Zeros over the private parts in a segment held in memory. Where its frames end; whether anything was to be done. */
static size_t erase_frames(struct hasher *h, const struct order *o, uint64_t first, uint8_t *data, size_t len, bool *ret_changed)
{
    struct frame_view v;
    size_t at = 0;
    *ret_changed = false;
    for (uint64_t index = first; frame_read(h, bytes_of(data + at, len - at), index, &v); index++, at += v.len) {
        if (!ordered(o, index) || record_erased(v.private_part)) continue;
        frame_erase(data + at, &v);
        *ret_changed = true;
    }
    return at;
}

/* The segment anew in place of the old one, whose bytes are overwritten when nothing needs them any more. */
static enum err replace_segment(const struct files *s, const char *path, struct bytes data, struct fault *f)
{
    int old = s->ops->open(s->ctx, path, FILES_WRITE, 0);
    if (old < 0) return files_fault(f, path, "open", old);
    enum err err = files_replace(s, path, 0600, data, f);
    if (err == ERR_OK) err = files_sync_folder(s, SEGMENTS_FOLDER, f);
    int64_t wiped = err == ERR_OK ? files_wipe(s, old) : 0;
    s->ops->close(s->ctx, old);
    return wiped < 0 ? files_fault(f, path, "wipe", wiped) : err;
}

static enum err erase_segment(const struct ledger *l, const struct order *o, uint64_t first, struct fault *f)
{
    char path[FILES_PATH], *data;
    size_t len;
    bool absent, changed;
    segment_path(path, first);
    enum err err = files_read_whole(l->files, path, SEGMENT_MAX, &data, &len, &absent, f);
    if (err != ERR_OK) return err;
    size_t end = erase_frames(l->hasher, o, first, (uint8_t *)data, len, &changed);
    if (end < len && (data[end] || memcmp(data + end, data + end + 1, len - end - 1) != 0))
        err = fault_set(f, ERR_FORMAT, "%s: is damaged at byte %zu", path, end);
    if (err == ERR_OK && changed) err = replace_segment(l->files, path, bytes_of(data, end), f);
    explicit_bzero(data, len);
    free(data);
    return err;
}

static enum err erase_private(const struct ledger *l, const struct order *o, struct fault *f)
{
    struct segments all;
    enum err err = segments_list(l->files, &all, f);
    if (err != ERR_OK) return err;
    for (size_t i = 0; err == ERR_OK && i < all.count; i++) {
        uint64_t end = i + 1 < all.count ? all.first[i + 1] : UINT64_MAX;
        if (o->indexes[0] < end && o->indexes[o->count - 1] >= all.first[i]) err = erase_segment(l, o, all.first[i], f);
    }
    segments_done(&all);
    return err;
}

/* The segments are rewritten while nobody writes them; then the journal goes on where it stood. */
static enum err carry_out(struct ledger *l, struct order *o, struct fault *f)
{
    struct fault second;
    struct cursor_place place = journal_place(l->journal);
    enum err err = journal_trim(l->journal, f);
    if (err == ERR_OK) err = erase_blobs(l, o, f);
    if (err != ERR_OK) return err;
    journal_free(l->journal);
    l->journal = NULL;
    l->tiles_behind = true;
    err = erase_private(l, o, f);
    enum err reopened = journal_open(l->files, l->hasher, &place, l->segment_bytes, &l->journal, &second);
    if (reopened == ERR_OK) return err;
    l->poisoned = true;
    l->cause = second;
    return fault_set(f, reopened, "%s", second.text);
}

/* --- orders ------------------------------------------------------------------------------------------------------------------
 */

static bool is_protected(const struct view_record *r)
{
    static const char *const types[] = {"gap", "recovery", "erasure"};
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (bytes_equal(r->type, bytes_of_text(types[i]))) return true;
    return false;
}

struct finding_out {
    const struct order *order;
    size_t found;
};

static enum err may_erase(void *ctx, const struct view_record *r, struct fault *f)
{
    struct finding_out *out = ctx;
    if (!ordered(out->order, r->index)) return ERR_OK;
    out->found++;
    if (is_protected(r)) return fault_set(f, ERR_INVALID, "record %" PRIu64 " tells of the ledger itself and stays", r->index);
    if (r->erased) return fault_set(f, ERR_INVALID, "record %" PRIu64 " was erased before", r->index);
    return ERR_OK;
}

/* "3 7 12" */
static char *list_text(const struct order *o)
{
    size_t room = o->count * 21 + 1, len = 0;
    char *text = malloc(room);
    for (size_t i = 0; text && i < o->count; i++)
        len += (size_t)snprintf(text + len, room - len, i ? " %" PRIu64 : "%" PRIu64, o->indexes[i]);
    return text;
}

static enum err record_order(struct ledger *l, const struct order *o, const char *why, struct fault *f)
{
    struct entry e;
    struct hash leaf;
    uint64_t index;
    char now[CLOCK_TEXT];
    char *list = list_text(o);
    if (!list) return fault_set(f, ERR_MEMORY, "not enough memory to erase");
    entry_begin(&e, "erasure");
    entry_text(&e, "time", ledger_time(now));
    entry_text(&e, "records", list);
    entry_text(&e, "why", why);
    enum err err = ledger_append(l, &e.record, &index, &leaf, f);
    free(list);
    return err == ERR_OK ? ledger_commit(l, f) : err;
}

enum err ledger_erase(struct ledger *l, const uint64_t *indexes, size_t count, const char *why, struct fault *f)
{
    uint64_t *sorted = malloc((count + 1) * sizeof *sorted);
    size_t unique = 0;
    if (!sorted) return fault_set(f, ERR_MEMORY, "not enough memory to erase");
    memcpy(sorted, indexes, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, ascending);
    for (size_t i = 0; i < count; i++)
        if (!unique || sorted[unique - 1] != sorted[i]) sorted[unique++] = sorted[i];
    struct order o = {.indexes = sorted, .count = unique};
    struct finding_out out = {.order = &o};
    enum err err = ledger_commit(l, f);
    if (err == ERR_OK && unique) err = each_record(l, sorted[0], may_erase, &out, f);
    if (err == ERR_OK && out.found < unique) err = fault_set(f, ERR_INVALID, "there is no record %" PRIu64, sorted[unique - 1]);
    if (err == ERR_OK && unique) err = record_order(l, &o, why, f);
    if (err == ERR_OK && unique) err = ledger_outcome(l, carry_out(l, &o, f), f);
    free(sorted);
    return err;
}

/* "3 7 12" as numbers; malformed parts end it. Returns their count; free *ret. */
static size_t parse_list(struct bytes text, uint64_t **ret)
{
    struct span rest = {(const char *)text.data, text.len}, word;
    uint64_t *list = malloc((text.len / 2 + 1) * sizeof *list);
    size_t count = 0;
    while (list && span_word(&rest, &word) && span_decimal(word, &list[count])) count++;
    *ret = list;
    return count;
}

struct again {
    uint64_t *indexes; /* of the last order; owned */
    size_t count;
};

static enum err take_order(void *ctx, const struct view_record *r, struct fault *f)
{
    struct again *a = ctx;
    const struct record_slot *s = view_slot(r, "records");
    (void)f;
    if (!bytes_equal(r->type, bytes_of_text("erasure")) || !s || s->absent) return ERR_OK;
    free(a->indexes);
    a->count = parse_list(s->value, &a->indexes);
    return ERR_OK;
}

static enum err note_left(void *ctx, const struct view_record *r, struct fault *f)
{
    struct finding_out *out = ctx;
    (void)f;
    if (ordered(out->order, r->index) && !r->erased) out->found++;
    return ERR_OK;
}

/* An order is carried out before anything else is written, so that only the last one can be unfinished. */
enum err ledger_erase_again(struct ledger *l, uint64_t first, struct fault *f)
{
    struct again a = {0};
    enum err err = each_record(l, first, take_order, &a, f);
    struct order o = {.indexes = a.indexes, .count = a.count};
    struct finding_out left = {.order = &o};
    if (err == ERR_OK && o.count) err = each_record(l, o.indexes[0], note_left, &left, f);
    if (err == ERR_OK && left.found) err = carry_out(l, &o, f);
    free(a.indexes);
    return err;
}
