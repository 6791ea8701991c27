#include "ledger/expected.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/tiles.h"

enum { BUNDLE_MAX = TILES_WIDTH * (2 + 65535) };

static int ignore_handle(void *ctx, int handle)
{
    (void)ctx;
    (void)handle;
    return 0;
}

static int ignore_path(void *ctx, const char *path)
{
    (void)ctx;
    (void)path;
    return 0;
}

static int begin_file(void *ctx, const char *path, enum files_mode mode, unsigned permissions)
{
    struct expected *e = ctx;
    (void)path;
    (void)mode;
    (void)permissions;
    e->len = 0;
    return 0;
}

static int64_t take(void *ctx, int handle, const void *data, size_t len, uint64_t offset)
{
    struct expected *e = ctx;
    (void)handle;
    (void)offset; /* files are written from their beginning */
    if (e->off) return (int64_t)len;
    if (e->room - e->len < len) {
        char *more = realloc(e->data, e->len + len);
        if (!more) return -ENOMEM;
        e->data = more;
        e->room = e->len + len;
    }
    memcpy(e->data + e->len, data, len);
    e->len += len;
    return (int64_t)len;
}

/* Bytes of a bundle's first `width` entries; 0: it has fewer. */
static size_t bundle_len(const char *data, size_t len, unsigned width)
{
    size_t at = 0;
    for (; width; width--) {
        if (len - at < 2) return 0;
        size_t entry = 2 + (size_t)load_be16((const uint8_t *)data + at);
        if (len - at < entry) return 0;
        at += entry;
    }
    return at;
}

/* A file that holds the first `width` of the hashes or entries that are expected (0: all); what stands behind them in a file of
 * more than is expected cannot be judged. */
static bool holds(const struct expected *e, const char *path, unsigned width)
{
    char *data;
    size_t len;
    bool absent, bundle = strncmp(path, "tile/entries/", 13) == 0;
    struct fault ignored;
    if (files_read_whole(e->real, path, BUNDLE_MAX, &data, &len, &absent, &ignored) != ERR_OK) return false;
    size_t want = !width ? e->len : bundle ? bundle_len(data, len, width) : width * sizeof(struct hash);
    bool good = len == want && memcmp(data, e->data, want < e->len ? want : e->len) == 0;
    free(data);
    return good;
}

struct siblings {
    struct expected *e;
    const char *folder;
};

static void hold_sibling(void *ctx, const char *name)
{
    struct siblings *s = ctx;
    char path[FILES_PATH], *end;
    unsigned long width = strtoul(name, &end, 10);
    if (*end || width < 1 || width >= TILES_WIDTH || s->e->wrong[0]) return;
    snprintf(path, sizeof path, "%.200s/%lu", s->folder, width);
    if (!holds(s->e, path, (unsigned)width)) snprintf(s->e->wrong, sizeof s->e->wrong, "%s", path);
}

/* The file is complete: is it the one that is there? And those of fewer records that are still beside it? */
static int compare(void *ctx, const char *from, const char *to)
{
    struct expected *e = ctx;
    char folder[FILES_PATH];
    struct siblings s = {e, folder};
    (void)from;
    if (e->off) return 0;
    if (!holds(e, to, 0)) snprintf(e->wrong, sizeof e->wrong, "%s", to);
    const char *partial = strstr(to, ".p/");
    snprintf(folder, sizeof folder, "%.*s.p", (int)(partial ? (size_t)(partial - to) : strlen(to)), to);
    (void)e->real->ops->list(e->real->ctx, folder, hold_sibling, &s); /* there may be none */
    return e->wrong[0] ? -EBADMSG : 0;
}

static int nothing_there(void *ctx, const char *path, files_list_fn *fn, void *fn_ctx)
{
    (void)ctx;
    (void)path;
    (void)fn;
    (void)fn_ctx;
    return -ENOENT;
}

static const struct files_ops expected_ops = {.open = begin_file,
                                              .close = ignore_handle,
                                              .write = take,
                                              .sync = ignore_handle,
                                              .rename = compare,
                                              .remove = ignore_path,
                                              .make_folder = ignore_path,
                                              .sync_folder = ignore_path,
                                              .list = nothing_there};

void expected_begin(struct expected *e, const struct files *real)
{
    *e = (struct expected){.real = real, .files = {&expected_ops, e}};
}

void expected_done(struct expected *e)
{
    free(e->data);
}
