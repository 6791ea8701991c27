#include "input/raw.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RAW_BUFFER = 256 * 1024, RAW_PIECE = 1024 * 1024 };
enum { RAW_ONCE = 64 * 1024 * 1024 }; /* bytes asked of the kernel in one call at most */

static const struct raw raw_none = {.fd = -1, .spool = -1};

static int spool_open(void)
{
    const char *folder = getenv("TMPDIR");
    if (!folder || !*folder) folder = P_tmpdir;
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) return fd;
    /* a file system without O_TMPFILE */
    char path[4096];
    if (snprintf(path, sizeof path, "%s/custos-XXXXXX", folder) >= (int)sizeof path) return -1;
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0) (void)unlink(path);
    return fd;
}

static enum err raw_stream(struct raw *r, const char *path, bool spool, struct fault *f)
{
    r->buffer = malloc(RAW_BUFFER);
    if (!r->buffer) return fault_set(f, ERR_MEMORY, "%s: not enough memory to read it", path);
    if (spool && (r->spool = spool_open()) < 0)
        return fault_set(f, ERR_IO, "%s: no temporary file to keep a copy in: %s", path, strerror(errno));
    return ERR_OK;
}

enum err raw_open(struct raw *ret, const char *path, bool spool, struct fault *f)
{
    struct raw r = raw_none;
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        enum err e = fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
        if (fd >= 0 && !standard) close(fd);
        return e;
    }
    r.close_fd = !standard;
    r.fd = fd;
    enum err e = ERR_OK;
    if (S_ISDIR(st.st_mode)) {
        e = fault_set(f, ERR_IO, "%s: it is a folder, not a file", path);
    } else {
        /* a file is read by position, so that it can be read again */
        r.file = S_ISREG(st.st_mode) && (!standard || lseek(fd, 0, SEEK_CUR) == 0);
        if (r.file) r.size_bytes = (uint64_t)st.st_size;
        e = raw_stream(&r, path, spool && !r.file, f);
    }
    if (e == ERR_OK)
        *ret = r;
    else
        raw_done(&r);
    return e;
}

void raw_memory(struct raw *ret, struct bytes data)
{
    *ret = raw_none;
    ret->map = bytes_of(data.data ? data.data : (const uint8_t *)"", data.len);
    ret->size_bytes = data.len;
}

enum err raw_again(const struct raw *r, const char *path, struct raw *ret, struct fault *f)
{
    struct raw again = raw_none;
    struct stat st;
    if (r->map.data) {
        raw_memory(&again, r->map);
        *ret = again;
        return ERR_OK;
    }
    if (!r->file && r->spool < 0)
        return r->spool_error ? fault_set(f, ERR_IO, "%s: its copy could not be kept: %s", path, strerror(r->spool_error))
                              : fault_set(f, ERR_UNSUPPORTED, "%s: a stream cannot be read again unless it is spooled", path);
    again.fd = r->file ? r->fd : r->spool;
    again.file = true;
    if (fstat(again.fd, &st) != 0) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    again.size_bytes = (uint64_t)st.st_size;
    enum err e = raw_stream(&again, path, false, f);
    if (e == ERR_OK) *ret = again;
    return e;
}

void raw_done(struct raw *r)
{
    if (r->fd >= 0 && r->close_fd) close(r->fd);
    if (r->spool >= 0) close(r->spool);
    free(r->buffer);
    *r = raw_none;
}

/* A copy with a hole would be worse than none: the first failure ends it. */
static void spool_write(struct raw *r, const uint8_t *data, size_t len)
{
    while (r->spool >= 0 && len > 0) {
        ssize_t n = write(r->spool, data, len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            r->spool_error = n < 0 ? errno : EIO;
            close(r->spool);
            r->spool = -1;
            return;
        }
        data += n;
        len -= (size_t)n;
    }
}

/* Up to `room` bytes behind those that were fetched before; -1 on error, 0 at the end. */
static ssize_t fetch(struct raw *r, uint8_t *out, size_t room)
{
    ssize_t n;
    if (room > RAW_ONCE) room = RAW_ONCE;
    do n = r->file ? pread(r->fd, out, room, (off_t)r->fetched) : read(r->fd, out, room);
    while (n < 0 && errno == EINTR);
    if (n <= 0) return n;
    r->fetched += (uint64_t)n;
    spool_write(r, out, (size_t)n);
    if (r->watch) r->watch(r->watch_context, bytes_of(out, (size_t)n));
    return n;
}

bool raw_read(struct raw *r, struct bytes *ret)
{
    struct bytes piece = r->peeked;
    if (piece.len > 0) {
        r->peeked = bytes_of(NULL, 0);
    } else if (r->map.data) {
        piece = bytes_slice(r->map, (size_t)r->read_bytes, RAW_PIECE);
    } else {
        ssize_t n = fetch(r, r->buffer, RAW_BUFFER);
        if (n < 0) return false;
        piece = bytes_of(r->buffer, (size_t)n);
    }
    r->read_bytes += piece.len;
    *ret = piece;
    return true;
}

bool raw_copy(struct raw *r, uint8_t *out, size_t room, size_t *ret)
{
    if (r->peeked.len > 0 || r->map.data) {
        struct bytes piece = r->map.data ? bytes_slice(r->map, (size_t)r->read_bytes, room) : bytes_slice(r->peeked, 0, room);
        if (piece.len > 0) memcpy(out, piece.data, piece.len);
        if (!r->map.data) r->peeked = bytes_slice(r->peeked, piece.len, SIZE_MAX);
        *ret = piece.len;
    } else {
        ssize_t n = fetch(r, out, room);
        if (n < 0) return false;
        *ret = (size_t)n;
    }
    r->read_bytes += *ret;
    return true;
}

void raw_seek(struct raw *r, uint64_t offset)
{
    r->fetched = offset;
    r->peeked = bytes_of(NULL, 0);
}

bool raw_peek(struct raw *r, size_t n, struct bytes *ret)
{
    if (r->map.data) {
        *ret = bytes_slice(r->map, (size_t)r->read_bytes, RAW_PIECE);
        return true;
    }
    while (r->peeked.len < n) {
        ssize_t got = fetch(r, r->buffer + r->peeked.len, RAW_BUFFER - r->peeked.len);
        if (got < 0) return false;
        if (got == 0) break;
        r->peeked = bytes_of(r->buffer, r->peeked.len + (size_t)got);
    }
    *ret = r->peeked;
    return true;
}
