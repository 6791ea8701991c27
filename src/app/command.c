#include "app/command.h"

#include <stdio.h>

#include "base/err.h"

int complain(const struct fault *f)
{
    fprintf(stderr, "custos: %s\n", f->text);
    return EXIT_FAILED;
}

int finish_output(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout)) return status;
    perror("custos: standard output");
    return EXIT_FAILED;
}
