/* A study on record: what was fixed before the data was looked at, durable before the first record is read; and the result, with
 * the hashes of all inputs. No person stands in either. */
#ifndef CUSTOS_APP_PEOPLE_LEDGER_H
#define CUSTOS_APP_PEOPLE_LEDGER_H

#include "app/people_study.h"

struct people_ledger; /* opaque */

enum err people_ledger_begin(const struct people_options *q, const struct people_design *d, struct people_ledger **ret,
                             struct fault *f) MUST_USE;
/* The result, and a checkpoint of that. */
enum err people_ledger_end(struct people_ledger *l, const struct study *s, struct fault *f) MUST_USE;
void people_ledger_free(struct people_ledger *l); /* accepts NULL */

#endif
