/* A bundle on its way out: as a folder, or as one sealed file. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "ledger/release.h"
#include "verify/parcel.h"

/* A new file, durable. */
static enum err write_new(int dir, const char *path, struct bytes data, struct fault *f)
{
    return file_write(dir, path, data, O_EXCL, 0600) ? ERR_OK : fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
}

/* The folder that a path goes through, if any. */
static enum err make_way(int dir, const char *path, struct fault *f)
{
    char folder[PARCEL_PATH_MAX + 1];
    const char *slash = strchr(path, '/');
    if (!slash) return ERR_OK;
    snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
    if (mkdirat(dir, folder, 0700) == 0 || errno == EEXIST) return ERR_OK;
    return fault_set(f, ERR_IO, "%s: %s", folder, strerror(errno));
}

enum err release_make_folder(const char *path, struct fault *f)
{
    if (mkdir(path, 0700) == 0 || (errno == EEXIST && rmdir(path) == 0 && mkdir(path, 0700) == 0)) return ERR_OK;
    return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno)); /* rmdir: only what is empty goes */
}

enum err release_write_folder(const struct release_files *f, const char *path, struct fault *fault)
{
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0) return fault_set(fault, ERR_IO, "%s: %s", path, strerror(errno));
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < f->count; i++) {
        err = make_way(dir, f->list[i].path, fault);
        if (!err) err = write_new(dir, f->list[i].path, f->list[i].data, fault);
    }
    if (!err && fsync(dir) != 0) err = fault_set(fault, ERR_IO, "%s: %s", path, strerror(errno));
    close(dir);
    return err;
}

static size_t padded(size_t len)
{
    return (len + PARCEL_BLOCK - 1) / PARCEL_BLOCK * PARCEL_BLOCK;
}

/* The archive as custos-verify reads it. free() it. */
static char *archive(const struct release_files *f, size_t *ret_len)
{
    size_t len = 2 * (size_t)PARCEL_BLOCK, at = 0;
    for (size_t i = 0; i < f->count; i++) len += PARCEL_BLOCK + padded(f->list[i].data.len);
    char *data = calloc(1, len);
    if (!data) return NULL;
    for (size_t i = 0; i < f->count; i++) {
        struct bytes b = f->list[i].data;
        parcel_header(span_of(f->list[i].path), b.len, data + at);
        if (b.len) memcpy(data + at + PARCEL_BLOCK, b.data, b.len);
        at += PARCEL_BLOCK + padded(b.len);
    }
    *ret_len = len;
    return data;
}

/* The archive, sealed. ERR_INVALID: nothing can be sealed for this key. */
static enum err seal(const char *clear, size_t len, const struct receiver *to, uint8_t *sealed, struct fault *fault)
{
    size_t start = strlen(SEALED_START);
    memcpy(sealed, SEALED_START, start);
    if (crypto_box_seal(sealed + start, (const uint8_t *)clear, len, to->public_key) == 0) return ERR_OK;
    return fault_set(fault, ERR_INVALID, "nothing can be sealed for this key");
}

enum err release_write_sealed(const struct release_files *f, const struct receiver *to, const char *path, struct fault *fault)
{
    size_t len = 0, room;
    char *clear = archive(f, &len);
    room = strlen(SEALED_START) + len + crypto_box_SEALBYTES;
    uint8_t *sealed = clear ? malloc(room) : NULL;
    enum err err;
    if (sealed) {
        err = seal(clear, len, to, sealed, fault);
        if (!err) err = write_new(AT_FDCWD, path, bytes_of(sealed, room), fault);
    } else {
        err = fault_set(fault, ERR_MEMORY, "not enough memory to seal the bundle");
    }
    if (clear) sodium_memzero(clear, len);
    free(clear);
    free(sealed);
    return err;
}
