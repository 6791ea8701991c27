/* Compiler annotations used by every layer. */
#ifndef CUSTOS_BASE_MACROS_H
#define CUSTOS_BASE_MACROS_H

#include <stdlib.h>

#define MUST_USE                             __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_index, first_arg) __attribute__((format(printf, format_index, first_arg)))
#define LIKELY(x)                            __builtin_expect(!!(x), 1)
#define UNLIKELY(x)                          __builtin_expect(!!(x), 0)
#define ARRAY_LEN(a)                         (sizeof(a) / sizeof((a)[0]))

/* Kept apart from its callers, which seldom call it and need not save registers for it. */
#define OUTLINE __attribute__((noinline))

/* For programmers' errors only; stays on in release builds. Never for input. */
#define ENSURE(cond) ((cond) ? (void)0 : ensure_failed(#cond, __FILE__, __LINE__))
__attribute__((noreturn)) void ensure_failed(const char *what, const char *file, int line);

#endif
