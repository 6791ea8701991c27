/* The sandbox holds: each attempt is made by a child that was shut in. */
#include "signer/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

enum { SHUT_OUT = 7, DONE = 0, NO_LANDLOCK = 9, NO_SANDBOX = 8 };

static char inside[64];
static int outside; /* a folder that is open, but not the one that was allowed */

static int write_in(int folder, const char *name)
{
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) return errno == EACCES ? SHUT_OUT : errno;
    bool done = write(fd, "x", 1) == 1 && fsync(fd) == 0;
    close(fd);
    return done && renameat(folder, name, folder, "renamed") == 0 && fsync(folder) == 0 ? DONE : errno;
}

static int write_inside(int folder)
{
    return write_in(folder, "file");
}

static int write_outside(int folder)
{
    (void)folder;
    return write_in(outside, "file");
}

static int read_a_file(int folder)
{
    (void)folder;
    return openat(AT_FDCWD, "/etc/passwd", O_RDONLY | O_CLOEXEC) < 0 && errno == EACCES ? SHUT_OUT : DONE;
}

static int reach_the_network(int folder)
{
    (void)folder;
    return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? DONE : errno;
}

static int start_a_program(int folder)
{
    (void)folder;
    char *const argv[] = {inside, NULL};
    execv("/bin/true", argv);
    return errno;
}

static int make_memory_executable(int folder)
{
    (void)folder;
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page != MAP_FAILED && mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0 ? DONE : errno;
}

static int fork_again(int folder)
{
    (void)folder;
    return fork() >= 0 ? DONE : errno;
}

/* What became of it: its exit status, or minus the signal that ended it. */
static int attempt(int (*what)(int folder), bool in_module)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        struct sandbox s = {.directory = open(inside, O_RDONLY | O_DIRECTORY | O_CLOEXEC), .in_module = in_module};
        struct fault f;
        if (sandbox_enter(&s, &f)) _exit(NO_SANDBOX);
        _exit(s.landlocked || in_module ? what(s.directory) : NO_LANDLOCK);
    }
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static bool begin(void)
{
    strcpy(inside, "/tmp/custos-sandbox-XXXXXX");
    outside = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return mkdtemp(inside) && outside >= 0;
}

static void end(void)
{
    char path[80];
    snprintf(path, sizeof path, "%s/renamed", inside);
    unlink(path);
    rmdir(inside);
    close(outside);
}

TEST(what_a_signer_needs_it_may)
{
    REQUIRE(begin());
    int got = attempt(write_inside, false);
    CHECK(got == DONE || got == NO_LANDLOCK);
    end();
}

TEST(other_files_are_out_of_reach)
{
    REQUIRE(begin());
    int wrote = attempt(write_outside, false), has_read = attempt(read_a_file, false);
    CHECK(wrote == SHUT_OUT || wrote == NO_LANDLOCK);
    CHECK(has_read == SHUT_OUT || has_read == NO_LANDLOCK);
    end();
}

TEST(other_system_calls_end_it)
{
    static int (*const attempts[])(int) = {reach_the_network, start_a_program, make_memory_executable, fork_again};
    REQUIRE(begin());
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        int got = attempt(attempts[i], false);
        CHECK(got == -SIGSYS || got == NO_LANDLOCK);
    }
    end();
}

TEST(a_module_may_more_but_start_nothing)
{
    REQUIRE(begin());
    CHECK_INT(attempt(start_a_program, true), -SIGSYS);
    CHECK_INT(attempt(read_a_file, true), DONE);
    end();
}
