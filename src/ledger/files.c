#include "ledger/files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum err files_fault(struct fault *f, const char *path, const char *doing, int64_t result)
{
    bool full = result == -ENOSPC || result == -EDQUOT;
    return fault_set(f, full ? ERR_FULL : ERR_IO, "%s: %s: %s", path, doing, strerror((int)-result));
}

/* The contents of an open file of `size` bytes. */
static int64_t read_all(const struct files *s, int handle, size_t size, char **ret)
{
    char *data = malloc(size + 1);
    if (!data) return -ENOMEM;
    int64_t got = s->ops->read(s->ctx, handle, data, size, 0);
    if (got < 0) {
        free(data);
        return got;
    }
    data[got] = 0;
    *ret = data;
    return got;
}

enum err files_read_whole(const struct files *s, const char *path, size_t max, char **ret, size_t *ret_len, bool *ret_absent,
                          struct fault *f)
{
    *ret_absent = false;
    int handle = s->ops->open(s->ctx, path, FILES_READ, 0);
    if (handle < 0) {
        *ret_absent = handle == -ENOENT || handle == -ENOTDIR;
        return files_fault(f, path, "open", handle);
    }
    int64_t size = s->ops->size(s->ctx, handle);
    int64_t got = size < 0 ? size : (uint64_t)size > max ? -EFBIG : read_all(s, handle, (size_t)size, ret);
    s->ops->close(s->ctx, handle);
    if (got < 0) return files_fault(f, path, "read", got);
    *ret_len = (size_t)got;
    return ERR_OK;
}

/* A new file, written, durable and closed. */
static int64_t write_new(const struct files *s, const char *path, unsigned permissions, struct bytes data)
{
    int handle = s->ops->open(s->ctx, path, FILES_CREATE, permissions);
    if (handle < 0) return handle;
    int64_t done = s->ops->write(s->ctx, handle, data.data, data.len, 0);
    if (done >= 0) done = s->ops->sync(s->ctx, handle);
    int closed = s->ops->close(s->ctx, handle);
    return done < 0 ? done : closed;
}

enum err files_replace(const struct files *s, const char *path, unsigned permissions, struct bytes data, struct fault *f)
{
    char beside[FILES_PATH + 4];
    snprintf(beside, sizeof beside, "%s.tmp", path);
    int64_t done = write_new(s, beside, permissions, data);
    if (done >= 0) done = s->ops->rename(s->ctx, beside, path);
    if (done >= 0) return ERR_OK;
    (void)s->ops->remove(s->ctx, beside); /* it may not be there */
    return files_fault(f, path, "write", done);
}

int64_t files_wipe(const struct files *s, int handle)
{
    static const uint8_t zeros[1 << 16];
    int64_t size = s->ops->size(s->ctx, handle), done = size;
    for (int64_t at = 0; done >= 0 && at < size; at += (int64_t)sizeof zeros) {
        size_t left = (size_t)(size - at);
        done = s->ops->write(s->ctx, handle, zeros, left < sizeof zeros ? left : sizeof zeros, (uint64_t)at);
    }
    return done < 0 ? done : s->ops->sync(s->ctx, handle);
}

enum err files_folder(const struct files *s, const char *parent, const char *path, struct fault *f)
{
    int done = s->ops->make_folder(s->ctx, path);
    if (done < 0) return files_fault(f, path, "make the folder", done);
    return files_sync_folder(s, parent, f);
}

enum err files_sync_folder(const struct files *s, const char *path, struct fault *f)
{
    int done = s->ops->sync_folder(s->ctx, path);
    return done < 0 ? files_fault(f, path, "make durable", done) : ERR_OK;
}
