/* Times are int64_t nanoseconds since 1970-01-01T00:00:00Z (UTC, no leap seconds). CLOCK_NONE: unknown. */
#ifndef CUSTOS_BASE_CLOCK_H
#define CUSTOS_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"

#define CLOCK_NONE   INT64_MIN
#define CLOCK_SECOND INT64_C(1000000000)

enum { CLOCK_TEXT = 40 }; /* room for any formatted time, NUL included */

/* RFC 3339 in UTC with nanoseconds: 2026-11-21T23:16:53.123456789Z. CLOCK_NONE gives "". Returns `text`. */
const char *clock_rfc3339(int64_t time_ns, char text[static CLOCK_TEXT]);

/* 23:16:53.123 (UTC, for people). CLOCK_NONE gives "". Returns `text`. */
const char *clock_of_day(int64_t time_ns, char text[static CLOCK_TEXT]);

/* Read an RFC 3339 date-time with any offset and up to nine fractional digits. False when it is not one. */
bool clock_parse_rfc3339(const char *text, int64_t *ret_time_ns) MUST_USE;

/* Read an ASN.1 GeneralizedTime (X.680 cl. 46: YYYYMMDDhh[mm[ss[.f]]][Z|+hhmm|-hhmm]); a local time is taken as UTC. */
bool clock_parse_generalized(const char *text, int64_t *ret_time_ns) MUST_USE;

/* How long this machine has been running, in nanoseconds: for durations, whatever somebody does to its date. */
int64_t clock_running(void);

#endif
