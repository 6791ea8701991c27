/* A ledger's files in memory, to be read only. */
#ifndef CUSTOS_TESTS_FUZZ_LEDGER_DISK_H
#define CUSTOS_TESTS_FUZZ_LEDGER_DISK_H

#include <errno.h>
#include <string.h>

#include "base/macros.h"
#include "ledger/files.h"

enum { DISK_FILES = 4 };

struct disk {
    struct {
        char path[FILES_PATH];
        struct bytes content; /* borrowed */
    } file[DISK_FILES];
    size_t count;
};

static int disk_open(void *ctx, const char *path, enum files_mode mode, unsigned permissions)
{
    const struct disk *d = ctx;
    (void)permissions;
    ENSURE(mode == FILES_READ);
    for (size_t i = 0; i < d->count; i++)
        if (strcmp(d->file[i].path, path) == 0) return (int)i;
    return -ENOENT;
}

static int disk_close(void *ctx, int handle)
{
    const struct disk *d = ctx;
    ENSURE((size_t)handle < d->count);
    return 0;
}

static int64_t disk_size(void *ctx, int handle)
{
    const struct disk *d = ctx;
    ENSURE((size_t)handle < d->count);
    return (int64_t)d->file[handle].content.len;
}

static int64_t disk_read(void *ctx, int handle, void *data, size_t len, uint64_t offset)
{
    const struct disk *d = ctx;
    ENSURE((size_t)handle < d->count);
    struct bytes b = bytes_slice(d->file[handle].content, (size_t)offset, len);
    if (b.len) memcpy(data, b.data, b.len);
    return (int64_t)b.len;
}

static int disk_list(void *ctx, const char *path, files_list_fn *fn, void *fn_ctx)
{
    const struct disk *d = ctx;
    size_t len = strlen(path);
    for (size_t i = 0; i < d->count; i++)
        if (strncmp(d->file[i].path, path, len) == 0 && d->file[i].path[len] == '/') fn(fn_ctx, d->file[i].path + len + 1);
    return 0;
}

static inline struct files disk_files(struct disk *d)
{
    static const struct files_ops ops = {
        .open = disk_open, .close = disk_close, .size = disk_size, .read = disk_read, .list = disk_list};
    return (struct files){.ops = &ops, .ctx = d};
}

#endif
