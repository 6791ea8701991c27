/* What records yield, from whatever source -> a study: the reduce of map and reduce. */
#ifndef CUSTOS_APP_PEOPLE_REDUCE_H
#define CUSTOS_APP_PEOPLE_REDUCE_H

#include "base/arena.h"
#include "base/err.h"
#include "people/extract.h"
#include "people/extract_line.h"
#include "people/lists.h"
#include "people/rating.h"
#include "people/study.h"
#include "people/study_make.h"

struct people_reduce; /* opaque */

struct people_reduce *people_reduce_new(void);    /* NULL: no memory */
void people_reduce_free(struct people_reduce *r); /* accepts NULL; and the study that was made of it */

/* All is copied. */
void people_reduce_record(struct people_reduce *r, const struct extract *x);
void people_reduce_mentions(struct people_reduce *r, const struct extract *x);
void people_reduce_input(struct people_reduce *r, const struct extract_input *i);

/* A record that was left out because it is on the list of erasures. */
void people_reduce_erased(struct people_reduce *r);

/* How many inputs it was told of. */
size_t people_reduce_inputs(const struct people_reduce *r);

/* The study of all that was added. `erased` may be NULL. `o` is borrowed for the study's life. */
enum err people_reduce_study(struct people_reduce *r, const struct organisations *o, const char *organisations_file,
                             const struct erasures *erased, const struct study_plan *plan, struct study *ret,
                             struct fault *f) MUST_USE;

/* Hits and others of all that was added, for raters. `o` and `erased` as above; once, and instead of a study. */
enum err people_reduce_sample(struct people_reduce *r, const struct organisations *o, const struct erasures *erased,
                              const struct rating_wanted *wanted, struct rating_sheet *ret, struct fault *f) MUST_USE;

/* The same study in its public form. */
void people_reduce_publish(struct people_reduce *r, struct study *s);

#endif
