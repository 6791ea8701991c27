#include "ledger/cursor.h"

#include <stdlib.h>
#include <string.h>

enum { WINDOW = 2 * FRAME_MAX };

struct cursor {
    const struct files *files;
    struct hasher *hasher;
    struct segments segments;
    size_t number; /* of the open segment */
    int handle;    /* -1: none */
    uint64_t index, offset;
    uint8_t *window;
    uint64_t window_at;             /* its place in the segment */
    size_t window_len, window_used; /* now, and at most so far */
};

enum err cursor_new(const struct files *s, struct hasher *h, struct cursor **ret, struct fault *f)
{
    struct cursor *c = calloc(1, sizeof *c);
    uint8_t *window = malloc(WINDOW);
    if (!c || !window) {
        free(c);
        free(window);
        return fault_set(f, ERR_MEMORY, "not enough memory to read the journal");
    }
    *c = (struct cursor){.files = s, .hasher = h, .handle = -1, .window = window};
    enum err err = segments_list(s, &c->segments, f);
    if (err != ERR_OK) {
        cursor_free(c);
        return err;
    }
    *ret = c;
    return ERR_OK;
}

static void close_segment(struct cursor *c)
{
    if (c->handle >= 0) c->files->ops->close(c->files->ctx, c->handle);
    c->handle = -1;
    c->window_len = 0;
}

void cursor_free(struct cursor *c)
{
    if (!c) return;
    close_segment(c);
    segments_done(&c->segments);
    explicit_bzero(c->window, c->window_used);
    free(c->window);
    free(c);
}

static enum err open_segment(struct cursor *c, size_t number, struct fault *f)
{
    char path[FILES_PATH];
    close_segment(c);
    segment_path(path, c->segments.first[number]);
    c->handle = c->files->ops->open(c->files->ctx, path, FILES_READ, 0);
    if (c->handle < 0) return files_fault(f, path, "open", c->handle);
    c->number = number;
    c->offset = 0;
    return ERR_OK;
}

/* What stands at `offset`: as much as a frame may need, less at the end of the segment. */
static enum err look(struct cursor *c, uint64_t offset, size_t wanted, struct bytes *ret, struct fault *f)
{
    bool held = offset >= c->window_at && offset + wanted <= c->window_at + c->window_len;
    if (!held) {
        char path[FILES_PATH];
        int64_t got = c->files->ops->read(c->files->ctx, c->handle, c->window, WINDOW, offset);
        segment_path(path, c->segments.first[c->number]);
        if (got < 0) return files_fault(f, path, "read", got);
        c->window_at = offset;
        c->window_len = (size_t)got;
        if (c->window_len > c->window_used) c->window_used = c->window_len;
    }
    *ret = bytes_slice(bytes_of(c->window, c->window_len), (size_t)(offset - c->window_at), wanted);
    return ERR_OK;
}

static bool all_zero(struct bytes b)
{
    return b.len == 0 || (b.data[0] == 0 && memcmp(b.data, b.data + 1, b.len - 1) == 0);
}

/* The offset behind the last byte of the open segment that is not zero, from `from`; `from` when there is none. */
static enum err last_used(struct cursor *c, uint64_t from, uint64_t *ret, struct fault *f)
{
    struct bytes b = {0};
    *ret = from;
    for (uint64_t at = from;; at += b.len) {
        enum err err = look(c, at, WINDOW, &b, f);
        if (err != ERR_OK || b.len == 0) return err;
        if (all_zero(b)) continue;
        size_t n = b.len;
        while (n && b.data[n - 1] == 0) n--;
        *ret = at + n;
    }
}

/* The frame at the cursor, when there is one. */
static enum err read_frame(struct cursor *c, bool *ret_good, struct frame_view *ret, struct fault *f)
{
    struct bytes at = {0};
    enum err err = look(c, c->offset, FRAME_HEAD, &at, f);
    size_t len = err == ERR_OK ? frame_len(at) : 0;
    if (len) err = look(c, c->offset, len, &at, f);
    *ret_good = err == ERR_OK && len && frame_read(c->hasher, at, c->index, ret);
    return err;
}

/* Behind the last frame of the open segment: on to the next one, or the end, or what should not be there. */
static enum err leave_segment(struct cursor *c, enum cursor_state *ret_state, struct fault *f)
{
    uint64_t used;
    enum err err = last_used(c, c->offset, &used, f);
    if (err != ERR_OK) return err;
    *ret_state = CURSOR_BROKEN;
    if (used != c->offset) return ERR_OK;
    if (c->number + 1 == c->segments.count) {
        *ret_state = CURSOR_END;
        return ERR_OK;
    }
    if (c->segments.first[c->number + 1] != c->index) return ERR_OK;
    *ret_state = CURSOR_FRAME;
    return open_segment(c, c->number + 1, f);
}

enum err cursor_next(struct cursor *c, enum cursor_state *ret_state, struct frame_view *ret, struct fault *f)
{
    bool good;
    *ret_state = CURSOR_END;
    if (!c->segments.count) return ERR_OK;
    if (c->handle < 0) {
        enum err err = open_segment(c, 0, f);
        if (err != ERR_OK) return err;
        if (c->segments.first[0] != 0) {
            *ret_state = CURSOR_BROKEN;
            return ERR_OK;
        }
    }
    for (;;) {
        enum err err = read_frame(c, &good, ret, f);
        if (err != ERR_OK) return err;
        if (good) break;
        err = leave_segment(c, ret_state, f);
        if (err != ERR_OK || *ret_state != CURSOR_FRAME) return err;
    }
    *ret_state = CURSOR_FRAME;
    c->offset += ret->len;
    c->index++;
    return ERR_OK;
}

enum err cursor_seek(struct cursor *c, uint64_t index, enum cursor_state *ret_state, struct fault *f)
{
    struct frame_view v;
    size_t number = 0;
    *ret_state = CURSOR_FRAME;
    if (!c->segments.count) {
        *ret_state = index ? CURSOR_END : CURSOR_FRAME;
        return ERR_OK;
    }
    while (number + 1 < c->segments.count && c->segments.first[number + 1] <= index) number++;
    enum err err = open_segment(c, number, f);
    c->index = c->segments.first[number];
    while (err == ERR_OK && *ret_state == CURSOR_FRAME && c->index < index) err = cursor_next(c, ret_state, &v, f);
    if (c->index > index || (number == 0 && c->segments.first[0] != 0)) *ret_state = CURSOR_BROKEN;
    return err;
}

/* Segments are only ever added behind the others. */
enum err cursor_refresh(struct cursor *c, struct fault *f)
{
    struct segments now;
    enum err err = segments_list(c->files, &now, f);
    if (err != ERR_OK) return err;
    segments_done(&c->segments);
    c->segments = now;
    c->window_len = 0;
    return ERR_OK;
}

struct cursor_place cursor_place(const struct cursor *c)
{
    return (struct cursor_place){.index = c->index,
                                 .segment = c->segments.count ? c->segments.first[c->number] : 0,
                                 .offset = c->offset,
                                 .number = c->number,
                                 .none = c->segments.count == 0};
}

enum err cursor_rest(struct cursor *c, uint64_t *ret_bytes, bool *ret_unfinished, struct fault *f)
{
    static const char magic[] = "CLR1";
    struct cursor_place place = cursor_place(c);
    struct bytes at = {0};
    *ret_bytes = 0;
    *ret_unfinished = false;
    if (c->handle < 0) return ERR_OK;
    enum err err = look(c, c->offset, sizeof magic - 1, &at, f);
    *ret_unfinished = err == ERR_OK && at.len == sizeof magic - 1 && memcmp(at.data, magic, at.len) == 0;
    for (uint64_t from = c->offset; err == ERR_OK; from = 0) {
        uint64_t used;
        err = last_used(c, from, &used, f);
        if (err != ERR_OK) break;
        *ret_bytes += used - from;
        if (c->number + 1 == c->segments.count) break;
        err = open_segment(c, c->number + 1, f);
    }
    if (err == ERR_OK) err = open_segment(c, place.number, f);
    c->offset = place.offset;
    return err;
}
