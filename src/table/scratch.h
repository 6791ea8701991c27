/* Temporary memory for what is done again and again, such as evaluating a window: taken piece by piece, given back all at once,
 * and kept for the next time, so that the kernel need not find and clear it each time. */
#ifndef CUSTOS_TABLE_SCRATCH_H
#define CUSTOS_TABLE_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

enum { SCRATCH_BLOCKS = 32 };

struct scratch_block {
    uint8_t *at; /* owned */
    size_t size, used;
};

/* All zero: nothing was taken yet. */
struct scratch {
    struct scratch_block block[SCRATCH_BLOCKS]; /* the last is the one in use */
    unsigned blocks;
    bool failed; /* something could not be had since the last reset */
};

void scratch_done(struct scratch *s);

/* Everything that was taken is given back. */
void scratch_reset(struct scratch *s);

/* `count` items of `size` bytes, aligned to a cache line, with whatever stood there. NULL when the kernel gives no memory:
 * whoever takes many pieces may ask s->failed once after the last. */
void *scratch_take(struct scratch *s, size_t count, size_t size) MUST_USE;
/* The same, all zero. */
void *scratch_take_zeroed(struct scratch *s, size_t count, size_t size) MUST_USE;

#endif
