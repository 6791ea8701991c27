/* What persons have asked for: that they be left out, or that something said of them be put right. Both are files of lines that
 * are only ever appended to, and name records and persons by pseudonym alone. */
#ifndef CUSTOS_PEOPLE_LISTS_H
#define CUSTOS_PEOPLE_LISTS_H

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/err.h"
#include "people/extract.h"

/* --- erasures: one pseudonym a line, of a record (r-...) or of a person (p-...); # begins a comment ---------------------------
 */

struct erasures {
    const char **records, **persons; /* pseudonyms, sorted */
    size_t record_count, person_count;
};

/* Faults: "FILE:LINE: cause". All lies in the arena. */
enum err erasures_read(struct bytes text, const char *file, struct arena *a, struct erasures *ret, struct fault *f) MUST_USE;
bool erasures_have_record(const struct erasures *e, const char *record);    /* is r-... on it */
bool erasures_have_person_of(const struct erasures *e, const char *record); /* is the person on it to whom r-... belongs */

/* --- corrections: JSON lines ---------------------------------------------------------------------------------------------------
 *
 * {"record":"r-...","organisation":"cn-mss","action":"strike","reason":"..."}
 * {"record":"r-...","organisation":"cn-mss","action":"interval","from":"2009-03","until":"2011","open":false,"reason":"..."}
 *
 * Of all that the record says of the organisation: it goes, or its time is another. */

struct correction {
    const char *record, *organisation, *reason;
    bool strike;
    struct interval when;
};

struct corrections {
    struct correction *list; /* by record; later lines of a record last */
    size_t count;
};

enum err corrections_read(struct bytes text, const char *file, struct arena *a, struct corrections *ret,
                          struct fault *f) MUST_USE;

/* Put right what is said in `x`, in place. How many employments and mentions were struck or changed. */
size_t corrections_apply(const struct corrections *c, const struct organisations *o, struct extract *x);

/* The line of a correction, as corrections_read takes it. */
void correction_write(FILE *out, const struct correction *c);

#endif
