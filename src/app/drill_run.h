/* `custos drill run`: make drills, audit them, and hold the verdicts against the truth, once or with many seeds. */
#ifndef CUSTOS_APP_DRILL_RUN_H
#define CUSTOS_APP_DRILL_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "drill/vary.h"

enum { DRILL_SEEDS_MAX = 100000 };

struct drill_run_options {
    struct drill_options drill; /* with the first seed */
    uint32_t seeds;             /* how many, one after the other */
    bool json;
    bool score;          /* the score table instead of what was right and wrong; twins run along */
    size_t memory_bytes; /* of the audits; 0: what the drill says, or the default */
};

const char *drill_kind_name(enum drill_kind k);
/* Prints on standard output and returns the exit status. */
int drill_run(const struct scenario *const *list, size_t count, const struct drill_run_options *o);
/* The same for each value of a parameter that o->drill varies, with innocent twins. What is missed is a measurement: the exit
 * status only tells of false alarms. Every drill must have passed vary_check. */
int drill_curves(const struct scenario *const *list, size_t count, const struct vary_series *v,
                 const struct drill_run_options *o);

#endif
