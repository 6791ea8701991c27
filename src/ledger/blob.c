#include "ledger/blob.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "verify/span.h"

enum { PART = 1 << 16 };

void blob_name(const struct hash *hash, char name[static BLOB_NAME])
{
    hex_text(hash->octets, sizeof hash->octets, name);
}

bool blob_path(struct bytes name, char path[static FILES_PATH])
{
    uint8_t hash[32];
    if (!span_hex((struct span){(const char *)name.data, name.len}, hash, sizeof hash)) return false;
    snprintf(path, FILES_PATH, "blob/%.2s/%.64s", (const char *)name.data, (const char *)name.data);
    return true;
}

/* The folder of a blob's path, durable. */
static enum err make_folder(const struct files *s, const char *path, struct fault *f)
{
    char folder[FILES_PATH];
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    enum err err = files_folder(s, ".", "blob", f);
    return err == ERR_OK ? files_folder(s, "blob", folder, f) : err;
}

static enum err sync_folder_of(const struct files *s, const char *path, struct fault *f)
{
    char folder[FILES_PATH];
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    return files_sync_folder(s, folder, f);
}

enum err blob_put(const struct files *s, struct hasher *h, struct bytes data, char ret_name[static BLOB_NAME], struct fault *f)
{
    char name[BLOB_NAME], path[FILES_PATH];
    struct hash hash;
    if (data.len > BLOB_MAX) return fault_set(f, ERR_LIMIT, "a blob of more than %d bytes", BLOB_MAX);
    hash_begin(h);
    hash_part(h, data);
    hash_end(h, &hash);
    blob_name(&hash, name);
    bool named = blob_path(bytes_of_text(name), path);
    ENSURE(named);
    enum err err = make_folder(s, path, f);
    if (err == ERR_OK) err = files_replace(s, path, 0600, data, f);
    if (err == ERR_OK) err = sync_folder_of(s, path, f);
    if (err == ERR_OK) memcpy(ret_name, name, sizeof name);
    return err;
}

enum err blob_check(const struct files *s, struct hasher *h, struct bytes name, struct fault *f)
{
    char path[FILES_PATH], found[BLOB_NAME];
    uint8_t part[PART];
    struct hash hash;
    int64_t got;
    if (!blob_path(name, path)) return fault_set(f, ERR_INVALID, "a blob's name is a SHA-256 in hexadecimal digits");
    int handle = s->ops->open(s->ctx, path, FILES_READ, 0);
    if (handle < 0) return files_fault(f, path, "open", handle);
    hash_begin(h);
    for (uint64_t at = 0; (got = s->ops->read(s->ctx, handle, part, sizeof part, at)) > 0; at += (uint64_t)got)
        hash_part(h, bytes_of(part, (size_t)got));
    hash_end(h, &hash);
    s->ops->close(s->ctx, handle);
    if (got < 0) return files_fault(f, path, "read", got);
    blob_name(&hash, found);
    if (memcmp(found, name.data, name.len) == 0) return ERR_OK;
    return fault_set(f, ERR_INVALID, "%s: is not what its name says", path);
}

enum err blob_erase(const struct files *s, struct bytes name, struct fault *f)
{
    char path[FILES_PATH];
    if (!blob_path(name, path)) return fault_set(f, ERR_INVALID, "a blob's name is a SHA-256 in hexadecimal digits");
    int handle = s->ops->open(s->ctx, path, FILES_WRITE, 0);
    if (handle == -ENOENT) return ERR_OK;
    int64_t done = handle < 0 ? handle : files_wipe(s, handle);
    if (handle >= 0) s->ops->close(s->ctx, handle);
    if (done >= 0) done = s->ops->remove(s->ctx, path);
    return done < 0 ? files_fault(f, path, "erase", done) : sync_folder_of(s, path, f);
}
