/* The list of organisations of a study, and the employers of it that the command line names. */
#ifndef CUSTOS_APP_PEOPLE_ORGANISATIONS_H
#define CUSTOS_APP_PEOPLE_ORGANISATIONS_H

#include "base/arena.h"
#include "base/err.h"
#include "people/organisations.h"

/* Employers by their index in the list, each once. */
struct people_employers {
    uint32_t *list; /* in the arena */
    size_t count, room;
};

/* The list in `file`, or the one that the program comes with when it is NULL; *ret_name is what to call it. */
enum err people_organisations(const char *file, struct arena *a, struct organisations *ret, const char **ret_name,
                              struct fault *f) MUST_USE;

/* Add what `names` names: an id, name or alias of the list, else several with commas between. A name that the list does not have
 * becomes one more employer; one of a body is an error. `option` stands in faults. */
enum err people_employers_add(struct people_employers *e, const char *names, const char *option, struct organisations *o,
                              struct arena *a, struct fault *f) MUST_USE;

#endif
