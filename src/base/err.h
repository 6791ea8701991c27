/* Error codes and the fault that explains one to a person.
 *
 * Functions return enum err; outputs named ret_x are untouched on failure. A struct fault carries one sentence that names
 * the file, the place and the cause. */
#ifndef CUSTOS_BASE_ERR_H
#define CUSTOS_BASE_ERR_H

#include "base/macros.h"

#define ERR_LIST(X)                                                                                                              \
    X(ERR_OK, "ok", "no error")                                                                                                  \
    X(ERR_IO, "io", "the operating system refused to read or write")                                                             \
    X(ERR_FORMAT, "format", "the input is not in the format it claims")                                                          \
    X(ERR_TRUNCATED, "truncated", "the input ends before it is complete")                                                        \
    X(ERR_LIMIT, "limit", "the input exceeds a documented limit")                                                                \
    X(ERR_MEMORY, "memory", "not enough memory")                                                                                 \
    X(ERR_USAGE, "usage", "the command line is wrong")                                                                           \
    X(ERR_UNSUPPORTED, "unsupported", "the input is valid but this version does not read it")                                    \
    X(ERR_INVALID, "invalid", "a value is out of its range or contradicts another")                                              \
    X(ERR_FULL, "full", "the disk is full")

#define X(id, name, text) id,
enum err { ERR_LIST(X) ERR_COUNT };
#undef X

/* Short stable name ("format"), and one sentence for manuals. Never NULL. */
const char *err_name(enum err code);
const char *err_text(enum err code);

struct fault {
    enum err code;
    char text[512];
};

/* Fill `f` (may be NULL) with a printf-style sentence and return `code`. Longer sentences are cut. */
enum err fault_set(struct fault *f, enum err code, const char *format, ...) PRINTF_LIKE(3, 4);

#endif
