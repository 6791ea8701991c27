#include "app/secrecy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* Which kinds of memory a dump holds: none. Debuggers that write dumps keep to it too. */
static bool empty_dumps(void)
{
    int fd = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);
    if (fd < 0) return errno == ENOENT; /* a kernel without core dumps, or no /proc: the other two stand alone */
    bool done = write(fd, "0", 1) == 1;
    close(fd);
    return done;
}

void secrecy_begin(void)
{
    const struct rlimit none = {0, 0};
    bool done = empty_dumps(); /* before the next: of a process that is not dumpable this file is root's */
    done &= setrlimit(RLIMIT_CORE, &none) == 0;
    done &= prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
    if (!done)
        fprintf(stderr, "custos: core dumps could not be switched off: %s; a crash may leave targets on a disk\n",
                strerror(errno));
}
