/* Threads that take parts of a calculation. Who calculates says what the parts are and need not know whether there are threads:
 * what comes out must be the same whoever does which part, and when. */
#ifndef CUSTOS_BASE_CREW_H
#define CUSTOS_BASE_CREW_H

#include <stddef.h>

typedef void crew_part_fn(void *arg, unsigned part);

struct crew {
    /* Call fn(arg, part) once for each part below `parts`, several at the same time, and return when all are done. */
    void (*run)(void *ctx, unsigned parts, crew_part_fn *fn, void *arg);
    void *ctx;
};

/* `c` NULL: there are no others. */
static inline void crew_run(const struct crew *c, unsigned parts, crew_part_fn *fn, void *arg)
{
    if (c) {
        c->run(c->ctx, parts, fn, arg);
        return;
    }
    for (unsigned i = 0; i < parts; i++) fn(arg, i);
}

#endif
