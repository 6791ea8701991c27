#include "ledger/journal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER = 3 * FRAME_MAX }; /* a batch of usual records, and always one more frame */

struct journal {
    const struct files *files;
    struct hasher *hasher;
    uint64_t segment_bytes, reserve_bytes;
    int handle; /* -1: no segment yet */
    uint64_t segment, offset, capacity, next;
    bool reserve_used;
    uint8_t *buffer;
    size_t buffered, used; /* bytes: now, and at most so far, with what a frame leaves behind itself while it is made */
};

/* Never ERR_FULL: what was reserved must be there. */
static enum err fail(const struct journal *j, const char *doing, int64_t result, struct fault *f)
{
    char path[FILES_PATH];
    segment_path(path, j->segment);
    (void)files_fault(f, path, doing, result);
    if (f) f->code = ERR_IO;
    return ERR_IO;
}

/* An empty file of that many bytes whose room on the disk is sure. ERR_FULL leaves nothing behind. */
static int make_reserved(const struct files *s, const char *path, uint64_t bytes)
{
    int handle = s->ops->open(s->ctx, path, FILES_CREATE, 0600);
    if (handle < 0) return handle;
    int done = s->ops->reserve(s->ctx, handle, bytes);
    if (done >= 0) done = s->ops->sync(s->ctx, handle);
    if (done >= 0) return handle;
    s->ops->close(s->ctx, handle);
    (void)s->ops->remove(s->ctx, path);
    return done;
}

static enum err make_reserve(const struct files *s, uint64_t bytes, struct fault *f)
{
    int handle = make_reserved(s, SEGMENTS_RESERVE, bytes);
    if (handle < 0) return files_fault(f, SEGMENTS_RESERVE, "reserve", handle);
    int done = s->ops->close(s->ctx, handle);
    if (done < 0) return files_fault(f, SEGMENTS_RESERVE, "close", done);
    return files_sync_folder(s, SEGMENTS_FOLDER, f);
}

/* No larger than a segment; 0: of the usual size. */
static uint64_t reserve_for(uint64_t segment_bytes)
{
    return segment_bytes && segment_bytes < JOURNAL_RESERVE ? segment_bytes : JOURNAL_RESERVE;
}

enum err journal_create(const struct files *s, uint64_t segment_bytes, struct fault *f)
{
    enum err err = files_folder(s, ".", SEGMENTS_FOLDER, f);
    return err == ERR_OK ? make_reserve(s, reserve_for(segment_bytes), f) : err;
}

static bool exists(const struct files *s, const char *path)
{
    int handle = s->ops->open(s->ctx, path, FILES_READ, 0);
    if (handle >= 0) s->ops->close(s->ctx, handle);
    return handle >= 0;
}

/* The last segment again: as long as it is, it may be filled. */
static enum err reopen(struct journal *j, const struct cursor_place *at, struct fault *f)
{
    char path[FILES_PATH];
    segment_path(path, at->segment);
    j->segment = at->segment;
    j->handle = j->files->ops->open(j->files->ctx, path, FILES_WRITE, 0);
    if (j->handle < 0) return files_fault(f, path, "open", j->handle);
    int64_t size = j->files->ops->size(j->files->ctx, j->handle);
    if (size < 0) return files_fault(f, path, "look at", size);
    j->offset = at->offset;
    j->capacity = (uint64_t)size;
    if (j->capacity >= j->segment_bytes) return ERR_OK;
    if (j->files->ops->reserve(j->files->ctx, j->handle, j->segment_bytes) >= 0) {
        j->capacity = j->segment_bytes;
        return ERR_OK;
    }
    /* a full disk shows when room is needed; until then nothing of what was left is held back */
    int cut = j->files->ops->truncate(j->files->ctx, j->handle, j->capacity);
    return cut < 0 ? files_fault(f, path, "cut", cut) : ERR_OK;
}

enum err journal_open(const struct files *s, struct hasher *h, const struct cursor_place *at, uint64_t segment_bytes,
                      struct journal **ret, struct fault *f)
{
    struct journal *j = calloc(1, sizeof *j);
    uint8_t *buffer = malloc(BUFFER);
    if (!j || !buffer) {
        free(j);
        free(buffer);
        return fault_set(f, ERR_MEMORY, "not enough memory to write the journal");
    }
    *j = (struct journal){
        .files = s, .hasher = h, .segment_bytes = segment_bytes, .handle = -1, .next = at->index, .buffer = buffer};
    j->reserve_bytes = reserve_for(segment_bytes);
    j->reserve_used = !exists(s, SEGMENTS_RESERVE);
    enum err err = at->none ? ERR_OK : reopen(j, at, f);
    if (err != ERR_OK) {
        journal_free(j);
        return err;
    }
    *ret = j;
    return ERR_OK;
}

void journal_free(struct journal *j)
{
    if (!j) return;
    if (j->handle >= 0) j->files->ops->close(j->files->ctx, j->handle);
    explicit_bzero(j->buffer, j->used);
    free(j->buffer);
    free(j);
}

uint64_t journal_next(const struct journal *j)
{
    return j->next;
}

struct cursor_place journal_place(const struct journal *j)
{
    return (struct cursor_place){
        .index = j->next, .segment = j->segment, .offset = j->offset + j->buffered, .none = j->handle < 0};
}

/* What is buffered goes into the segment. */
static enum err flush(struct journal *j, struct fault *f)
{
    if (!j->buffered) return ERR_OK;
    int64_t done = j->files->ops->write(j->files->ctx, j->handle, j->buffer, j->buffered, j->offset);
    if (done < 0) return fail(j, "write", done, f);
    j->offset += j->buffered;
    j->buffered = 0;
    return ERR_OK;
}

enum err journal_sync(struct journal *j, struct fault *f)
{
    enum err err = flush(j, f);
    if (err != ERR_OK || j->handle < 0) return err;
    int done = j->files->ops->sync(j->files->ctx, j->handle);
    return done < 0 ? fail(j, "make durable", done, f) : ERR_OK;
}

enum err journal_trim(struct journal *j, struct fault *f)
{
    if (j->handle < 0) return ERR_OK;
    int done = j->files->ops->truncate(j->files->ctx, j->handle, j->offset);
    j->capacity = j->offset;
    return done < 0 ? fail(j, "truncate", done, f) : journal_sync(j, f);
}

/* A file for the segment that begins with record `first`, or the reserve in its place. Its name is durable. */
static int open_next(struct journal *j, const char *path, uint64_t bytes, bool last_resort, uint64_t *ret_capacity)
{
    const struct files *s = j->files;
    int handle = make_reserved(s, path, bytes);
    *ret_capacity = bytes;
    if (handle == -ENOSPC || handle == -EDQUOT) {
        if (!last_resort || j->reserve_used || bytes > j->reserve_bytes) return handle;
        int renamed = s->ops->rename(s->ctx, SEGMENTS_RESERVE, path);
        if (renamed < 0) return renamed;
        j->reserve_used = true;
        *ret_capacity = j->reserve_bytes;
        handle = s->ops->open(s->ctx, path, FILES_WRITE, 0);
    }
    if (handle < 0) return handle;
    int synced = s->ops->sync_folder(s->ctx, SEGMENTS_FOLDER);
    if (synced >= 0) return handle;
    s->ops->close(s->ctx, handle);
    return synced;
}

/* The same, half as large and half again where the disk has no room, but for the frame and for what the reserve would be. */
static int open_smaller(struct journal *j, const char *path, uint64_t bytes, size_t len, uint64_t *ret_capacity)
{
    int handle = open_next(j, path, bytes, false, ret_capacity);
    while ((handle == -ENOSPC || handle == -EDQUOT) && bytes / 2 >= len && bytes / 2 >= j->reserve_bytes) {
        bytes /= 2;
        handle = open_next(j, path, bytes, false, ret_capacity);
    }
    return handle;
}

/* A segment for a frame of `len` bytes that does not fit the present one, which is durable. */
static enum err roll(struct journal *j, size_t len, bool last_resort, struct fault *f)
{
    char path[FILES_PATH];
    uint64_t capacity, bytes = j->segment_bytes > len ? j->segment_bytes : len;
    if (last_resort && bytes > j->reserve_bytes && len <= j->reserve_bytes) bytes = j->reserve_bytes;
    segment_path(path, j->next);
    int handle = last_resort ? open_next(j, path, bytes, true, &capacity) : open_smaller(j, path, bytes, len, &capacity);
    if (handle < 0) return files_fault(f, path, "make", handle);
    int closed = j->handle < 0 ? 0 : j->files->ops->close(j->files->ctx, j->handle);
    j->handle = handle;
    j->segment = j->next;
    j->offset = 0;
    j->capacity = capacity;
    return closed < 0 ? fail(j, "close the one before", closed, f) : ERR_OK;
}

/* The frame of `len` bytes behind what is buffered needs another segment, or an emptier buffer. */
static enum err make_room(struct journal *j, size_t len, bool last_resort, struct fault *f)
{
    size_t before = j->buffered;
    bool fits = j->handle >= 0 && j->offset + before + len <= j->capacity;
    if (fits && before + len + FRAME_MAX <= BUFFER) return ERR_OK;
    enum err err = fits ? flush(j, f) : journal_sync(j, f);
    if (err == ERR_OK && !fits) err = roll(j, len, last_resort, f);
    if (err == ERR_OK) memmove(j->buffer, j->buffer + before, len);
    return err;
}

enum err journal_append(struct journal *j, const struct record *r, const uint8_t key[static RECORD_KEY], bool last_resort,
                        struct hash *ret_leaf, struct fault *f)
{
    struct writer w = writer_of(j->buffer, BUFFER);
    struct hash leaf;
    enum err err = record_check(r, f);
    if (err != ERR_OK) return err;
    w.len = j->buffered;
    frame_write(j->hasher, r, j->next, key, &w, &leaf);
    size_t len = w.len - j->buffered, used = w.len + RECORD_PUBLIC_MAX;
    if (used > j->used) j->used = used < BUFFER ? used : BUFFER;
    err = make_room(j, len, last_resort, f);
    if (err != ERR_OK) return err;
    j->buffered += len;
    j->next++;
    *ret_leaf = leaf;
    return ERR_OK;
}

enum err journal_refill(struct journal *j, struct fault *f)
{
    enum err err = j->reserve_used ? make_reserve(j->files, j->reserve_bytes, f) : ERR_OK;
    if (err == ERR_OK) j->reserve_used = false;
    if (err == ERR_OK) err = journal_sync(j, f);
    return err == ERR_OK ? roll(j, 0, false, f) : err;
}

/* Everything behind `number` goes, the last first: at no time is there a hole. */
static enum err remove_behind(const struct files *s, const struct segments *all, size_t number, struct fault *f)
{
    char path[FILES_PATH];
    for (size_t i = all->count; i-- > number + 1;) {
        segment_path(path, all->first[i]);
        int done = s->ops->remove(s->ctx, path);
        if (done < 0) return files_fault(f, path, "remove", done);
        enum err err = files_sync_folder(s, SEGMENTS_FOLDER, f);
        if (err != ERR_OK) return err;
    }
    return ERR_OK;
}

enum err journal_cut(const struct files *s, const struct cursor_place *at, struct fault *f)
{
    char path[FILES_PATH];
    struct segments all;
    if (at->none) return ERR_OK;
    enum err err = segments_list(s, &all, f);
    if (err != ERR_OK) return err;
    err = remove_behind(s, &all, at->number, f);
    segments_done(&all);
    if (err != ERR_OK) return err;
    segment_path(path, at->segment);
    int handle = s->ops->open(s->ctx, path, FILES_WRITE, 0);
    int done = handle < 0 ? handle : s->ops->truncate(s->ctx, handle, at->offset);
    if (done >= 0) done = s->ops->sync(s->ctx, handle);
    if (handle >= 0) s->ops->close(s->ctx, handle);
    return done < 0 ? files_fault(f, path, "cut", done) : ERR_OK;
}
