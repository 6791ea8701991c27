/* A corpus of invented CVs as files: corpus.jsonl, its manifest.yaml, organisations.csv and truth.json. */
#ifndef CUSTOS_APP_DRILL_PEOPLE_H
#define CUSTOS_APP_DRILL_PEOPLE_H

#include <stdint.h>

#include "base/err.h"
#include "drill/people.h"

/* Into an empty folder. Files may be left in it after an error. `records` as asked for; 0: PEOPLE_RECORDS_DEFAULT. */
enum err drill_write_corpus(const struct people_corpus *c, uint64_t seed, uint64_t records, const char *directory,
                            uint64_t *ret_persons, struct fault *f) MUST_USE;

#endif
