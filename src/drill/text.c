#include "drill/text.h"

#include <stdarg.h>
#include <stdio.h>

void text_put(struct text *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(t->out + t->len, t->size - t->len, format, args);
    va_end(args);
    ENSURE(len >= 0 && (size_t)len < t->size - t->len);
    t->len += (size_t)len;
}
