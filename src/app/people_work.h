/* What one thread does with a batch of records. */
#ifndef CUSTOS_APP_PEOPLE_WORK_H
#define CUSTOS_APP_PEOPLE_WORK_H

#include "app/people_crew.h"

struct people_worker; /* opaque: the buffers of one thread */

struct people_worker *people_worker_new(const struct people_map_request *q, const struct extraction *x); /* NULL: no memory */
void people_worker_free(struct people_worker *w);                                                        /* accepts NULL */

/* Understand a batch. `ret` holds nothing; what it holds then is freed by people_yield_done(). ERR_MEMORY only. */
enum err people_work(struct people_worker *w, const struct corpus_batch *b, struct people_yield *ret) MUST_USE;
void people_yield_done(struct people_yield *y);

#endif
