/* The table of files.h on a real folder. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/files.h"

struct folder {
    int fd;
};

static int folder_fd(void *ctx)
{
    return ((struct folder *)ctx)->fd;
}

static int outcome(int64_t result)
{
    return result < 0 ? -errno : (int)result;
}

static int disk_open(void *ctx, const char *path, enum files_mode mode, unsigned permissions)
{
    static const int flags[] = {[FILES_READ] = O_RDONLY, [FILES_WRITE] = O_RDWR, [FILES_CREATE] = O_RDWR | O_CREAT | O_TRUNC};
    return outcome(openat(folder_fd(ctx), path, flags[mode] | O_CLOEXEC | O_NOFOLLOW, permissions));
}

static int disk_close(void *ctx, int handle)
{
    (void)ctx;
    return outcome(close(handle));
}

static int64_t disk_size(void *ctx, int handle)
{
    struct stat st;
    (void)ctx;
    if (fstat(handle, &st) != 0) return -errno;
    return S_ISREG(st.st_mode) ? st.st_size : -EISDIR;
}

static int64_t disk_read(void *ctx, int handle, void *data, size_t len, uint64_t offset)
{
    size_t done = 0;
    (void)ctx;
    while (done < len) {
        ssize_t n = pread(handle, (char *)data + done, len - done, (off_t)(offset + done));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -errno;
        if (n == 0) break;
        done += (size_t)n;
    }
    return (int64_t)done;
}

static int64_t disk_write(void *ctx, int handle, const void *data, size_t len, uint64_t offset)
{
    size_t done = 0;
    (void)ctx;
    while (done < len) {
        ssize_t n = pwrite(handle, (const char *)data + done, len - done, (off_t)(offset + done));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return n < 0 ? -errno : -EIO;
        done += (size_t)n;
    }
    return (int64_t)done;
}

/* Never by posix_fallocate, which writes zeros where a file system cannot reserve. */
static int disk_reserve(void *ctx, int handle, uint64_t len)
{
    (void)ctx;
    if (fallocate(handle, 0, 0, (off_t)len) == 0) return 0;
    return errno == EOPNOTSUPP ? outcome(ftruncate(handle, (off_t)len)) : -errno;
}

static int disk_truncate(void *ctx, int handle, uint64_t len)
{
    (void)ctx;
    return outcome(ftruncate(handle, (off_t)len));
}

static int disk_sync(void *ctx, int handle)
{
    (void)ctx;
    return outcome(fdatasync(handle));
}

static int disk_forget(void *ctx, int handle)
{
    (void)ctx;
    return -posix_fadvise(handle, 0, 0, POSIX_FADV_DONTNEED);
}

static int disk_rename(void *ctx, const char *from, const char *to)
{
    return outcome(renameat(folder_fd(ctx), from, folder_fd(ctx), to));
}

static int disk_remove(void *ctx, const char *path)
{
    int done = unlinkat(folder_fd(ctx), path, 0);
    return outcome(done != 0 && errno == EISDIR ? unlinkat(folder_fd(ctx), path, AT_REMOVEDIR) : done);
}

static int disk_make_folder(void *ctx, const char *path)
{
    return mkdirat(folder_fd(ctx), path, 0700) == 0 || errno == EEXIST ? 0 : -errno;
}

static int disk_sync_folder(void *ctx, const char *path)
{
    int fd = openat(folder_fd(ctx), path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return -errno;
    int done = outcome(fsync(fd));
    int closed = outcome(close(fd));
    return done < 0 ? done : closed;
}

static int disk_list(void *ctx, const char *path, files_list_fn *fn, void *fn_ctx)
{
    int fd = openat(folder_fd(ctx), path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return -errno;
    DIR *dir = fdopendir(fd);
    if (!dir) {
        int err = -errno;
        close(fd);
        return err;
    }
    errno = 0;
    for (const struct dirent *e; (e = readdir(dir)); errno = 0)
        if (e->d_name[0] != '.') fn(fn_ctx, e->d_name);
    int err = -errno;
    closedir(dir);
    return err;
}

static int disk_lock(void *ctx)
{
    return outcome(flock(folder_fd(ctx), LOCK_EX | LOCK_NB));
}

static void disk_done(void *ctx)
{
    close(folder_fd(ctx));
    free(ctx);
}

static const struct files_ops disk_ops = {.open = disk_open,
                                          .close = disk_close,
                                          .size = disk_size,
                                          .read = disk_read,
                                          .write = disk_write,
                                          .reserve = disk_reserve,
                                          .truncate = disk_truncate,
                                          .sync = disk_sync,
                                          .forget = disk_forget,
                                          .rename = disk_rename,
                                          .remove = disk_remove,
                                          .make_folder = disk_make_folder,
                                          .sync_folder = disk_sync_folder,
                                          .list = disk_list,
                                          .lock = disk_lock,
                                          .done = disk_done};

enum err files_open(const char *folder, struct files *ret, struct fault *f)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return fault_set(f, ERR_IO, "%s: %s", folder, strerror(errno));
    struct folder *d = malloc(sizeof *d);
    if (!d) {
        close(fd);
        return fault_set(f, ERR_MEMORY, "%s: not enough memory", folder);
    }
    d->fd = fd;
    ret->ops = &disk_ops;
    ret->ctx = d;
    return ERR_OK;
}

static void note_entry(void *ctx, const char *name)
{
    (void)name;
    *(bool *)ctx = true;
}

enum err files_make(const char *folder, struct fault *f)
{
    char path[4096];
    struct files s = {0};
    bool occupied = false;
    if (snprintf(path, sizeof path, "%s", folder) >= (int)sizeof path)
        return fault_set(f, ERR_LIMIT, "%.100s...: the path is too long", folder);
    for (char *slash = path; (slash = strchr(slash + 1, '/'));) {
        *slash = 0;
        (void)mkdir(path, 0700); /* what is missing shows at the last one */
        *slash = '/';
    }
    if (mkdir(path, 0700) != 0 && errno != EEXIST) return fault_set(f, ERR_IO, "%s: %s", folder, strerror(errno));
    enum err err = files_open(folder, &s, f);
    if (err != ERR_OK) return err;
    (void)s.ops->list(s.ctx, ".", note_entry, &occupied);
    s.ops->done(s.ctx);
    return occupied ? fault_set(f, ERR_IO, "%s: is not empty", folder) : ERR_OK;
}
