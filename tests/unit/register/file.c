#include "register/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"

TEST(kinds)
{
    enum register_kind kind = REGISTER_WARRANTS;
    struct fault f;
    CHECK_INT(register_file_kind("f", bytes_of_text("name: x\ncustos: network/1\nmore: yes\n"), &kind, &f), ERR_OK);
    CHECK_INT(kind, REGISTER_NETWORK);
    CHECK_INT(register_file_kind("f", bytes_of_text("custos: warrants/1\n"), &kind, &f), ERR_OK);
    CHECK_INT(kind, REGISTER_WARRANTS);
    CHECK_INT(register_file_kind("f", bytes_of_text("custos: keys/1\n"), &kind, &f), ERR_UNSUPPORTED);
    CHECK_TEXT(f.text, "f:1: custos: is \"keys/1\", not network/1 or warrants/1");
    CHECK_INT(register_file_kind("f", bytes_of_text("- x\n"), &kind, &f), ERR_FORMAT);
    CHECK_TEXT(f.text, "f:1: custos: is missing; the file must say network/1 or warrants/1");
    CHECK_INT(register_file_kind("f", bytes_of_text("[\n"), &kind, &f), ERR_FORMAT);
    CHECK_INT(kind, REGISTER_WARRANTS);
}

/* Sizes around those at which the room grows. */
TEST(whole_files)
{
    static const size_t sizes[] = {0, 1, 16383, 16384, 16385, 32768, 100000};
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        char path[] = "register-file-XXXXXX";
        uint8_t *data = malloc(sizes[i] + 1);
        struct bytes got;
        struct fault f;
        int fd = mkstemp(path);
        CHECK(fd >= 0 && data);
        if (fd < 0 || !data) {
            free(data);
            return;
        }
        for (size_t j = 0; j < sizes[i]; j++) data[j] = (uint8_t)(j * 7 >> 3);
        CHECK(write(fd, data, sizes[i]) == (ssize_t)sizes[i]);
        close(fd);
        if (CHECK_INT(register_file_read(path, &got, &f), ERR_OK)) {
            CHECK_INT(got.len, sizes[i]);
            CHECK_MEM(got.data, data, sizes[i]);
            register_file_done(&got);
            CHECK(!got.data);
        }
        unlink(path);
        free(data);
    }
}

TEST(too_large_a_file_is_not_read_whole)
{
    char path[] = "register-file-XXXXXX", want[64];
    struct bytes got = {0};
    struct fault f;
    int fd = mkstemp(path);
    REQUIRE(fd >= 0);
    CHECK_INT(ftruncate(fd, (off_t)1 << 30), 0); /* sparse */
    close(fd);
    CHECK_INT(register_file_read(path, &got, &f), ERR_LIMIT);
    snprintf(want, sizeof want, "%s: larger than 32 MiB", path);
    CHECK_TEXT(f.text, want);
    CHECK(!got.data);
    unlink(path);
}

TEST(unreadable_files)
{
    struct bytes got = {0};
    struct fault f;
    CHECK_INT(register_file_read("no-such-file", &got, &f), ERR_IO);
    CHECK_TEXT(f.text, "no-such-file: No such file or directory");
    CHECK_INT(register_file_read(".", &got, &f), ERR_IO);
    CHECK_TEXT(f.text, ".: Is a directory");
    CHECK(!got.data);
}
