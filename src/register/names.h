/* Names and the numbers they stand for: sorted, so that thousands cost a few comparisons each. */
#ifndef CUSTOS_REGISTER_NAMES_H
#define CUSTOS_REGISTER_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct name {
    const char *text; /* borrowed */
    uint32_t value;
};

struct names {
    struct name *list; /* sorted by text, then value */
    uint32_t *values;  /* of list, in its order: all values of one text stand in a row */
    size_t count;
};

/* Sort `list` (in place; it must live as long as the result) and index it. */
struct names names_index(struct arena *a, struct name *list, size_t count);

/* The values of `text`, ascending; borrowed. NULL when there are none. */
const uint32_t *names_find(const struct names *n, const char *text, size_t *ret_count);

/* The place in `list` of the earliest value that repeats a text before it, or -1; the first of that text is one before. */
ptrdiff_t names_repeated(const struct names *n);

#endif
