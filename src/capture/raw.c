#include "capture/raw.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RAW_BUFFER = 256 * 1024, RAW_PIECE = 1024 * 1024 };

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

static bool map_fd(struct raw *r, int fd, uint64_t size)
{
    if (size == 0 || size > SIZE_MAX) return false;
    void *data = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (data == MAP_FAILED) return false;
    (void)madvise(data, (size_t)size, MADV_SEQUENTIAL); /* advice only: reading works without */
    r->map = bytes_of(data, (size_t)size);
    r->owned = true;
    r->size_bytes = size;
    return true;
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
    enum err e = ERR_OK;
    if (S_ISDIR(st.st_mode)) {
        e = fault_set(f, ERR_IO, "%s: it is a folder, not a capture", path);
    } else if (S_ISREG(st.st_mode) && (!standard || lseek(fd, 0, SEEK_CUR) == 0) && map_fd(&r, fd, (uint64_t)st.st_size)) {
        if (!standard) close(fd);
        *ret = r;
        return ERR_OK;
    } else {
        r.fd = fd;
        e = raw_stream(&r, path, spool, f);
        if (e == ERR_OK) *ret = r;
    }
    if (e != ERR_OK) {
        r.fd = fd;
        raw_done(&r);
    }
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
    if (r->map.data) {
        raw_memory(&again, r->map);
    } else if (r->spool < 0) {
        return r->spool_error ? fault_set(f, ERR_IO, "%s: its copy could not be kept: %s", path, strerror(r->spool_error))
                              : fault_set(f, ERR_UNSUPPORTED, "%s: a stream cannot be read again unless it is spooled", path);
    } else {
        struct stat st;
        if (fstat(r->spool, &st) != 0) return fault_set(f, ERR_IO, "%s: its copy: %s", path, strerror(errno));
        if (st.st_size == 0)
            raw_memory(&again, bytes_of(NULL, 0));
        else if (!map_fd(&again, r->spool, (uint64_t)st.st_size))
            return fault_set(f, ERR_IO, "%s: its copy cannot be mapped: %s", path, strerror(errno));
    }
    *ret = again;
    return ERR_OK;
}

void raw_done(struct raw *r)
{
    if (r->owned) {
        union {
            const uint8_t *in;
            void *out;
        } address = {r->map.data}; /* munmap wants the const away that we gave to the mapping */
        (void)munmap(address.out, r->map.len);
    }
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

/* Append to the buffer's first `have` bytes; -1 on error, 0 at the end. */
static ssize_t stream_read(struct raw *r, size_t have)
{
    ssize_t n;
    do n = read(r->fd, r->buffer + have, RAW_BUFFER - have);
    while (n < 0 && errno == EINTR);
    if (n > 0) spool_write(r, r->buffer + have, (size_t)n);
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
        ssize_t n = stream_read(r, 0);
        if (n < 0) return false;
        piece = bytes_of(r->buffer, (size_t)n);
    }
    r->read_bytes += piece.len;
    *ret = piece;
    return true;
}

bool raw_peek(struct raw *r, size_t n, struct bytes *ret)
{
    if (r->map.data) {
        *ret = bytes_slice(r->map, (size_t)r->read_bytes, RAW_PIECE);
        return true;
    }
    while (r->peeked.len < n) {
        ssize_t got = stream_read(r, r->peeked.len);
        if (got < 0) return false;
        if (got == 0) break;
        r->peeked = bytes_of(r->buffer, r->peeked.len + (size_t)got);
    }
    *ret = r->peeked;
    return true;
}
