/* custos ledger timestamp: time stamps of checkpoints, by files that are carried to an authority and back. */
#ifndef CUSTOS_APP_LEDGER_TIMESTAMP_H
#define CUSTOS_APP_LEDGER_TIMESTAMP_H

#include <stdbool.h>

/* Exactly one of the three: `request` (print the request's file), `answer` (check and keep it), neither (check all that are
 * kept). `ca`: certificates of authorities (PEM); for all but a request. The exit status: 1 when a stamp does not hold. */
int ledger_timestamp(const char *folder, bool request, const char *answer, const char *ca);

#endif
