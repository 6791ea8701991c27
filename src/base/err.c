#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

#define X(id, name, text) name,
static const char *const names[] = {ERR_LIST(X)};
#undef X
#define X(id, name, text) text,
static const char *const texts[] = {ERR_LIST(X)};
#undef X

const char *err_name(enum err code)
{
    return (unsigned)code < ERR_COUNT ? names[code] : "unknown";
}

const char *err_text(enum err code)
{
    return (unsigned)code < ERR_COUNT ? texts[code] : "unknown error";
}

enum err fault_set(struct fault *f, enum err code, const char *format, ...)
{
    if (f) {
        va_list args;
        va_start(args, format);
        f->code = code;
        vsnprintf(f->text, sizeof f->text, format, args);
        va_end(args);
    }
    return code;
}

_Noreturn void ensure_failed(const char *what, const char *file, int line)
{
    fprintf(stderr, "custos: broken assumption at %s:%d: %s\n", file, line, what);
    abort();
}
