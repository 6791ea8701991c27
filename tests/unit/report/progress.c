#include "report/progress.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

TEST(line_tells_how_far_and_how_long)
{
    char line[PROGRESS_LINE];
    struct progress p = {.unit = "packet", .total_bytes = 1000000000, .read_bytes = 250000000, .packets = 500000};
    CHECK_TEXT(progress_line(&p, 2, line), "[######                  ]  25 %  250,000 packets/s  125.0 MB/s  6.0 s left");
    p.read_bytes = 2000000000; /* more than promised: a file that grew */
    CHECK_TEXT(progress_line(&p, 4, line), "[########################] 100 %  125,000 packets/s  500.0 MB/s  0 s left");
    p.total_bytes = 0;
    CHECK_TEXT(progress_line(&p, 4, line), "500,000 packets  125,000 packets/s  500.0 MB/s");
}

TEST(no_estimate_from_nothing)
{
    char line[PROGRESS_LINE];
    struct progress p = {.unit = "record", .total_bytes = UINT64_MAX};
    CHECK(strstr(progress_line(&p, 0, line), "... left") != NULL);
    p.packets = p.read_bytes = UINT64_MAX;
    CHECK(strstr(progress_line(&p, 0, line), "100 %") != NULL);
}

TEST(silent_without_terminal)
{
    char *text = NULL;
    size_t len = 0;
    char path[] = "progress-XXXXXX";
    int fd = mkstemp(path);
    REQUIRE(fd >= 0);
    unlink(path);
    FILE *file = fdopen(fd, "w+");
    struct progress p;
    progress_begin(&p, file, 100);
    p.drawn_ns = INT64_MIN / 2; /* long since due */
    progress_step(&p, 50, 5);
    progress_end(&p);
    fflush(file);
    CHECK_INT(ftell(file), 0);
    fclose(file);
    FILE *memory = open_memstream(&text, &len);
    progress_begin(&p, memory, 100); /* a stream without a descriptor */
    progress_step(&p, 50, 5);
    progress_end(&p);
    fclose(memory);
    CHECK_INT(len, 0);
    free(text);
}

/* What a terminal receives from a run of `steps` steps in quick succession, of which the first `due` are due for drawing. */
static size_t on_terminal(unsigned steps, unsigned due, char *got, size_t size)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) return 0;
    FILE *terminal = fdopen(open(ptsname(master), O_WRONLY | O_NOCTTY), "w");
    size_t len = 0;
    struct progress p;
    progress_begin(&p, terminal, 1000);
    for (unsigned i = 0; i < steps; i++) {
        if (i < due) p.drawn_ns -= INT64_C(1000000000);
        progress_step(&p, i, i);
    }
    progress_end(&p);
    for (ssize_t n; (n = read(master, got + len, size - 1 - len)) > 0;) len += (size_t)n;
    fclose(terminal);
    close(master);
    got[len] = 0;
    return len;
}

TEST(redrawn_seldom_and_taken_away)
{
    char got[4096];
    size_t len = on_terminal(1000, 2, got, sizeof got);
    REQUIRE(len > 0);
    unsigned brackets = 0;
    for (size_t i = 0; i < len; i++) brackets += got[i] == '[';
    CHECK_INT(brackets, 2);
    CHECK_INT(got[len - 1], '\r');
    CHECK_INT(on_terminal(1000, 0, got, sizeof got), 0);
}
