#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

static int folder(char path[static 64])
{
    snprintf(path, 64, "/tmp/custos-file-XXXXXX");
    CHECK(mkdtemp(path) != NULL);
    return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void gone(int dir, const char *path)
{
    unlinkat(dir, "a", 0);
    unlinkat(dir, "link", 0);
    close(dir);
    CHECK(rmdir(path) == 0);
}

TEST(what_was_written_is_read_and_fits_or_is_refused)
{
    char path[64], data[8];
    size_t len = 99;
    struct stat st;
    int dir = folder(path);
    CHECK(file_write(dir, "a", bytes_of_text("1234567"), O_EXCL, 0600));
    CHECK(fstatat(dir, "a", &st, 0) == 0 && (st.st_mode & 0777) == 0600);
    CHECK(file_read(dir, "a", data, 8, &len) && bytes_equal(bytes_of(data, len), bytes_of_text("1234567")));
    len = 99;
    CHECK(!file_read(dir, "a", data, 7, &len) && errno == 0 && len == 99); /* as many as there is room for: too long */
    CHECK(!file_read(dir, "b", data, 8, &len) && errno == ENOENT);
    gone(dir, path);
}

TEST(what_is_there_is_replaced_only_when_asked_and_links_are_not_followed)
{
    char path[64], data[8];
    size_t len;
    int dir = folder(path);
    CHECK(file_write(dir, "a", bytes_of_text("first"), O_EXCL, 0600));
    CHECK(!file_write(dir, "a", bytes_of_text("other"), O_EXCL, 0600) && errno == EEXIST);
    CHECK(file_write(dir, "a", bytes_of_text("2"), O_TRUNC, 0600));
    CHECK(file_read(dir, "a", data, 8, &len) && len == 1 && data[0] == '2');
    CHECK(symlinkat("a", dir, "link") == 0);
    CHECK(!file_write(dir, "link", bytes_of_text("3"), O_TRUNC, 0600) && errno == ELOOP);
    CHECK(!file_read(dir, "link", data, 8, &len) && errno == ELOOP);
    gone(dir, path);
}
