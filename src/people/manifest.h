/* What a corpus is, where it comes from, and by what right it is looked at: a YAML (or JSON) file beside it, without which
 * nothing is read. doc/people.md has an example. */
#ifndef CUSTOS_PEOPLE_MANIFEST_H
#define CUSTOS_PEOPLE_MANIFEST_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"

/* Text as the file has it; NULL: not told. */
struct manifest {
    const char *origin, *lawful_basis, *retention; /* never NULL */
    const char *name, *collected, *notes;
    bool leaked; /* its origin says so: stolen, leaked, hacked */
};

/* `file` stands in faults: "FILE:LINE: KEY: cause", and what must be there. All lies in the arena. */
enum err manifest_read(struct bytes text, const char *file, struct arena *a, struct manifest *ret, struct fault *f) MUST_USE;

/* A leaked corpus is not used, unless somebody answers for it with a reason. `reason` may be NULL. */
enum err manifest_allowed(const struct manifest *m, const char *file, const char *reason, struct fault *f) MUST_USE;

#endif
