#include "app/command.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"

int complain(const struct fault *f)
{
    fprintf(stderr, "custos: %s\n", f->text);
    return EXIT_FAILED;
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
