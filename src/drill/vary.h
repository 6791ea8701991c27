/* A drill with one of its numbers changed, so that detection can be drawn as a curve over it. */
#ifndef CUSTOS_DRILL_VARY_H
#define CUSTOS_DRILL_VARY_H

#include "base/err.h"
#include "drill/drill.h"

enum { VARY_VALUES = 64 };

struct vary_series {
    const struct vary_parameter *parameter;
    double values[VARY_VALUES];
    size_t count;
};

/* "one-in=1,2,5": a parameter and at least one value, each within its range and whole where it counts something. ERR_USAGE. */
enum err vary_parse(const char *text, struct vary_series *ret, struct fault *f) MUST_USE;
/* One more for all that is played with these options. ERR_USAGE when it is there already, or too many are. */
enum err vary_add(const struct vary_parameter *p, double value, struct drill_options *o, struct fault *f) MUST_USE;
void vary_set(const struct vary_parameter *p, double value, struct drill_options *o); /* one that was added */
/* ERR_USAGE when the scenario has nothing that one of the parameters could change. */
enum err vary_check(const struct drill_options *o, const struct scenario *s, struct fault *f) MUST_USE;
const char *vary_name(const struct vary_parameter *p);
const char *vary_unit(const struct vary_parameter *p); /* what its values count, for a table or an axis */

#endif
