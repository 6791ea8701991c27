/* Stored files as views. */
#ifndef CUSTOS_TESTS_GOLDEN_FILE_H
#define CUSTOS_TESTS_GOLDEN_FILE_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "check.h"

/* The whole of the file at that path, printf-like and relative to the source tree's root; empty when it is not there. Owned by
 * the caller: golden_file_free. */
__attribute__((format(printf, 1, 2))) static inline struct bytes golden_file(const char *format, ...)
{
    char path[256];
    size_t len = 0;
    va_list values;
    va_start(values, format);
    vsnprintf(path, sizeof path, format, values);
    va_end(values);
    uint8_t *data = check_file(path, &len);
    return bytes_of(data, data ? len : 0);
}

static inline void golden_file_free(struct bytes b)
{
    free((void *)(uintptr_t)b.data);
}

#endif
