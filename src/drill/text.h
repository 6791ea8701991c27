/* Text written piece by piece into room that must suffice. */
#ifndef CUSTOS_DRILL_TEXT_H
#define CUSTOS_DRILL_TEXT_H

#include <stddef.h>

#include "base/macros.h"

struct text {
    char *out; /* borrowed */
    size_t len, size;
};

void text_put(struct text *t, const char *format, ...) PRINTF_LIKE(2, 3); /* asserts that it fits */

#endif
