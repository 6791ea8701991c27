/* Lines of JSON into a ledger. */
#ifndef CUSTOS_APP_LEDGER_APPEND_H
#define CUSTOS_APP_LEDGER_APPEND_H

#include <stdio.h>

#include "ledger/ledger.h"

/* One record for each line of `fd`, an object: its member "type" is the record's (observation when there is none), the others are
 * its slots. Prints "INDEX LEAFHASH" to `out` once a record is durable. `name` is the input's, for faults. A line that is no
 * record ends it; those before it stand. */
enum err ledger_append_lines(struct ledger *l, int fd, const char *name, FILE *out, struct fault *f) MUST_USE;

#endif
