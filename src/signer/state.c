#include "signer/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

enum { LOCK_TRIES = 200, LOCK_PAUSE_NS = 10 * 1000 * 1000 };

static enum err broken(const struct signer_state *s, const char *file, struct fault *f)
{
    return fault_set(f, ERR_IO, "%s/%s: %s", s->path, file, strerror(errno));
}

/* --- reading ------------------------------------------------------------------------------------------------------------ */

/* A whole file of fewer than `room` bytes. */
static enum err read_file(const struct signer_state *s, const char *name, char *data, size_t room, size_t *ret_len,
                          struct fault *f)
{
    if (file_read(s->dir, name, data, room, ret_len)) return ERR_OK;
    if (errno == 0) return fault_set(f, ERR_LIMIT, "%s/%s is too long", s->path, name);
    if (errno != ENOENT) return broken(s, name, f);
    return fault_set(f, ERR_INVALID, "%s/%s is missing: the signer no longer knows what it signed", s->path, name);
}

static enum err read_vkey(const struct signer_state *s, char vkey[static SIGNER_VKEY_MAX], struct fault *f)
{
    size_t len = 0;
    enum err err = read_file(s, "vkey", vkey, SIGNER_VKEY_MAX, &len, f);
    if (err) return err;
    if (len < 2 || vkey[len - 1] != '\n' || memchr(vkey, '\n', len) != vkey + len - 1 || memchr(vkey, '\0', len))
        return fault_set(f, ERR_FORMAT, "%s/vkey is not one line", s->path);
    vkey[len - 1] = '\0';
    return ERR_OK;
}

/* --- writing ------------------------------------------------------------------------------------------------------------ */

static enum err replace(const struct signer_state *s, const char *name, struct bytes b, struct fault *f)
{
    char temporary[32];
    snprintf(temporary, sizeof temporary, "%s.tmp", name);
    enum err err = file_write(s->dir, temporary, b, O_TRUNC, 0600) ? ERR_OK : broken(s, name, f);
    if (!err && renameat(s->dir, temporary, s->dir, name) != 0) err = broken(s, name, f);
    if (!err && fsync(s->dir) != 0) err = broken(s, name, f);
    return err;
}

enum err signer_state_store(const struct signer_state *s, struct bytes note, struct fault *f)
{
    return replace(s, "last", note, f);
}

/* --- open, create ------------------------------------------------------------------------------------------------------- */

static enum err open_locked(const char *path, struct signer_state *ret, struct fault *f)
{
    if (strlen(path) >= sizeof ret->path) return fault_set(f, ERR_LIMIT, "%.100s...: name too long", path);
    memcpy(ret->path, path, strlen(path) + 1);
    ret->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (ret->dir < 0) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    for (int i = 0; flock(ret->dir, LOCK_EX | LOCK_NB) != 0; i++) {
        if (errno != EWOULDBLOCK || i == LOCK_TRIES) {
            enum err err = fault_set(f, ERR_IO, "%s: %s", path,
                                     errno == EWOULDBLOCK ? "another signer works with this state" : strerror(errno));
            signer_state_close(ret);
            return err;
        }
        nanosleep(&(struct timespec){.tv_nsec = LOCK_PAUSE_NS}, NULL);
    }
    return ERR_OK;
}

enum err signer_state_open(const char *path, struct signer_state *ret, char vkey[static SIGNER_VKEY_MAX],
                           char note[static SIGNER_NOTE_MAX], size_t *ret_len, struct fault *f)
{
    enum err err = open_locked(path, ret, f);
    if (err) return err;
    err = read_vkey(ret, vkey, f);
    if (!err) err = read_file(ret, "last", note, SIGNER_NOTE_MAX, ret_len, f);
    if (err) signer_state_close(ret);
    return err;
}

void signer_state_close(struct signer_state *s)
{
    if (s->dir >= 0) close(s->dir);
    s->dir = -1;
}

bool signer_state_exists(const char *path)
{
    char file[4096 + 8];
    struct stat st;
    snprintf(file, sizeof file, "%s/last", path);
    return lstat(file, &st) == 0;
}

bool signer_state_busy(const char *path)
{
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool busy = dir >= 0 && flock(dir, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (dir >= 0) close(dir);
    return busy;
}

enum err signer_state_create(const char *path, const char *vkey, struct bytes note, struct fault *f)
{
    struct signer_state s = {.dir = -1};
    char line[SIGNER_VKEY_MAX + 1];
    if (signer_state_exists(path))
        return fault_set(f, ERR_INVALID, "%s holds a signer's state already: it must not be made anew", path);
    if (mkdir(path, 0700) != 0 && errno != EEXIST) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    enum err err = open_locked(path, &s, f);
    if (err) return err;
    int len = snprintf(line, sizeof line, "%s\n", vkey);
    if (len < 0 || len >= SIGNER_VKEY_MAX) err = fault_set(f, ERR_LIMIT, "the key's name is too long");
    if (!err) err = replace(&s, "vkey", bytes_of(line, (size_t)len), f);
    if (!err) err = replace(&s, "last", note, f);
    signer_state_close(&s);
    return err;
}
