/* The sheet that raters mark: a sample as CSV, and what comes back. */
#ifndef CUSTOS_APP_PEOPLE_MARKS_H
#define CUSTOS_APP_PEOPLE_MARKS_H

#include <stdio.h>

#include "base/arena.h"
#include "base/err.h"
#include "people/rating.h"

/* A row an item; columns rater_1, rater_2 and agreed are empty. */
void people_marks_write(const struct rating_sheet *s, struct arena *a, FILE *out);

/* Sheets of one sample, put together: one with both raters' marks, or one of each. ERR_FORMAT: no such sheet, or a mark that is
 * neither yes nor no; ERR_INVALID: sheets of different samples, or two marks of one rater. */
enum err people_marks_read(const char *const *paths, size_t count, struct arena *a, struct rating_sheet *ret,
                           struct fault *f) MUST_USE;

#endif
