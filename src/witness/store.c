#include "witness/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static enum err failed(const struct store *s, const char *name, struct fault *f)
{
    return fault_set(f, ERR_IO, "%s/%s: %s", s->path, name, strerror(errno));
}

void store_name(struct span origin, char ret[static STORE_NAME_LEN + 1])
{
    uint8_t digest[32];
    crypto_hash_sha256(digest, (const uint8_t *)origin.at, origin.len);
    sodium_bin2hex(ret, STORE_NAME_LEN + 1, digest, sizeof digest);
}

/* --- reading ------------------------------------------------------------------------------------------------------------ */

bool store_read_named(const struct store *s, const char *name, char note[static STORE_NOTE_MAX], size_t *ret_len)
{
    char path[STORE_NAME_LEN + 16];
    if (strlen(name) != STORE_NAME_LEN || strspn(name, "0123456789abcdef") != STORE_NAME_LEN) return false;
    snprintf(path, sizeof path, "%s/checkpoint", name);
    return file_read(s->dir, path, note, STORE_NOTE_MAX, ret_len);
}

enum err store_read(const struct store *s, struct span origin, char note[static STORE_NOTE_MAX], size_t *ret_len,
                    struct checkpoint *ret, struct fault *f)
{
    char name[STORE_NAME_LEN + 1];
    struct note n;
    size_t len = 0;
    store_name(origin, name);
    if (!store_read_named(s, name, note, &len)) {
        if (errno != ENOENT) return failed(s, name, f);
        *ret_len = 0;
        return ERR_OK;
    }
    if (!note_parse((struct span){note, len}, &n) || !checkpoint_parse(n.text, ret) || !span_equal(ret->origin, origin))
        return fault_set(f, ERR_FORMAT, "%s/%s/checkpoint is no checkpoint of its log", s->path, name);
    *ret_len = len;
    return ERR_OK;
}

/* --- writing ------------------------------------------------------------------------------------------------------------ */

/* The folder of a log; it may be there. */
static int open_folder(const struct store *s, const char *name)
{
    if (mkdirat(s->dir, name, 0700) == 0) {
        if (fsync(s->dir) != 0) return -1;
    } else if (errno != EEXIST) {
        return -1;
    }
    return openat(s->dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

enum err store_write(struct store *s, struct span origin, struct span note, struct fault *f)
{
    char name[STORE_NAME_LEN + 1];
    if (s->broken) return fault_set(f, ERR_IO, "%s: a write failed before; nothing is stored until a new start", s->path);
    store_name(origin, name);
    s->broken = true;
    int folder = open_folder(s, name);
    if (folder < 0) return failed(s, name, f);
    bool done = file_write(folder, "checkpoint.tmp", bytes_of(note.at, note.len), O_TRUNC, 0600) &&
                renameat(folder, "checkpoint.tmp", folder, "checkpoint") == 0 && fsync(folder) == 0;
    enum err err = done ? ERR_OK : failed(s, name, f);
    close(folder); /* its changes are synced, or reported */
    s->broken = !done;
    return err;
}

/* --- open, create ------------------------------------------------------------------------------------------------------- */

static enum err open_locked(const char *path, struct store *ret, struct fault *f)
{
    *ret = (struct store){.dir = -1};
    if ((size_t)snprintf(ret->path, sizeof ret->path, "%s", path) >= sizeof ret->path)
        return fault_set(f, ERR_LIMIT, "%.100s...: name too long", path);
    ret->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (ret->dir < 0) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    if (flock(ret->dir, LOCK_EX | LOCK_NB) == 0) return ERR_OK;
    store_close(ret);
    return fault_set(f, ERR_IO, "%s: %s", path, errno == EWOULDBLOCK ? "another witness works with this store" : strerror(errno));
}

enum err store_create(const char *path, const char *vkey, struct fault *f)
{
    struct store s;
    if (mkdir(path, 0700) != 0 && errno != EEXIST) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    enum err err = open_locked(path, &s, f);
    if (err) return err;
    if (!file_write(s.dir, "vkey", bytes_of_text(vkey), O_EXCL, 0600) || fsync(s.dir) != 0) err = failed(&s, "vkey", f);
    store_close(&s);
    return err;
}

enum err store_open(const char *path, const char *vkey, struct store *ret, struct fault *f)
{
    char text[2048];
    size_t len = 0;
    enum err err = open_locked(path, ret, f);
    if (err) return err;
    if (!file_read(ret->dir, "vkey", text, sizeof text, &len))
        err = fault_set(f, ERR_IO, "%s is no witness's store (vkey: %s); --init makes one", path, strerror(errno));
    else if (!span_is((struct span){text, len}, vkey))
        err = fault_set(f, ERR_INVALID, "%s is the store of another key", path);
    if (err) store_close(ret);
    return err;
}

void store_close(struct store *s)
{
    if (s->dir >= 0) close(s->dir);
    s->dir = -1;
}
