#include "app/command.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

int complain(const struct fault *f)
{
    fprintf(stderr, "custos: %s\n", f->text);
    return EXIT_FAILED;
}

bool whole_number(const char *text, uint64_t least, uint64_t most, uint64_t *ret)
{
    char *end;
    errno = 0;
    unsigned long long v = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || errno || v < least || v > most) return false;
    *ret = v;
    return true;
}

int say_usage(const char *usage, bool asked)
{
    fputs(usage, asked ? stdout : stderr);
    return asked ? finish_output(EXIT_BALANCED) : EXIT_FAILED;
}

int finish_output(int status)
{
    bool flushed = fflush(stdout) == 0;
    if (flushed && !ferror(stdout)) return status;
    fprintf(stderr, "custos: standard output: %s\n", flushed ? "not all of it could be written" : strerror(errno));
    return EXIT_FAILED;
}
