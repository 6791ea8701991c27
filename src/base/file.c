#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static bool write_all(int fd, struct bytes data)
{
    while (data.len > 0) {
        ssize_t n = write(fd, data.data, data.len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        data = bytes_slice(data, (size_t)n, data.len);
    }
    return true;
}

bool file_write(int dir, const char *name, struct bytes data, int flags, mode_t mode)
{
    int fd = openat(dir, name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, mode);
    if (fd < 0) return false;
    bool done = write_all(fd, data) && fsync(fd) == 0;
    int error = errno;
    if (close(fd) != 0) return false;
    errno = error;
    return done;
}

bool file_read(int dir, const char *name, void *data, size_t room, size_t *ret_len)
{
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    size_t len = 0;
    ssize_t n = -1;
    if (fd < 0) return false;
    while (len < room && ((n = read(fd, (char *)data + len, room - len)) > 0 || (n < 0 && errno == EINTR)))
        if (n > 0) len += (size_t)n;
    int error = n < 0 ? errno : 0;
    close(fd);
    errno = error;
    if (n != 0) return false;
    *ret_len = len;
    return true;
}
