/* Lines that `custos people extract` wrote, from any number of files in any order. */
#ifndef CUSTOS_APP_PEOPLE_LINES_H
#define CUSTOS_APP_PEOPLE_LINES_H

#include "app/people_study.h"

/* Reads the files that `q` names as inputs into `reduce`. A malformed line is told on standard error and left out. ERR_TRUNCATED:
 * an input that breaks off; ERR_INVALID: lines of another list of organisations. */
enum err people_lines_fill(const struct people_options *q, const struct people_design *d, struct people_reduce *reduce,
                           struct fault *f) MUST_USE;

#endif
