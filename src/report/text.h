/* Numbers, times and foreign text as people read them; shared by every report so that the same figure looks the same everywhere.
 * Nothing here depends on the locale. Functions that take a buffer return it. */
#ifndef CUSTOS_REPORT_TEXT_H
#define CUSTOS_REPORT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

enum { TEXT_NUMBER = 40, TEXT_SPAN = 96, TEXT_CHAR = 12 };

const char *text_count(uint64_t n, char text[static TEXT_NUMBER]);     /* 37,112 */
const char *text_bytes(uint64_t bytes, char text[static TEXT_NUMBER]); /* 512 B, 98.0 kB, 14.1 MB: SI, one decimal */

/* "1 packet", "1,359 packets": the plural is made with an s. */
const char *text_counted(uint64_t n, const char *noun, char text[static TEXT_NUMBER]);

/* 92.0 %. Something is never shown as nothing (<0.1 %) nor a part as the whole (99.9 %). "" when `whole` is 0. */
const char *text_share(uint64_t part, uint64_t whole, char text[static TEXT_NUMBER]);

/* 35 ms, 0.2 s, 22 s, 3 min 20 s, 2 h 05 min, 3 d 4 h. Negative or not finite: "". */
const char *text_duration(double seconds, char text[static TEXT_NUMBER]);

/* A number with `decimals` (0..3) decimals and a point, whatever the locale; out of range or not finite: "0". */
const char *text_fixed(double value, unsigned decimals, char text[static TEXT_NUMBER]);

/* 2026-11-21, 2026-11-21 23:16:53. CLOCK_NONE: "". */
const char *text_date(int64_t time_ns, char text[static CLOCK_TEXT]);
const char *text_date_time(int64_t time_ns, char text[static CLOCK_TEXT]);

/* "2026-11-21 23:16:53 - 23:17:15 UTC (22 s)"; the second date only where it differs; "" when a time is missing. */
const char *text_span(int64_t first_ns, int64_t last_ns, char text[static TEXT_SPAN]);

/* Seconds from `first_ns` to `last_ns`; 0 when one is missing or they are the wrong way round. */
double text_seconds(int64_t first_ns, int64_t last_ns);

/* One character of foreign text in a form that cannot harm a terminal or mislead a reader. Control characters and broken UTF-8
 * become \x1b; invisible and direction-changing characters (Unicode TR 36) become \u{202e}; with `utf8` false so does all that is
 * not ASCII. Returns the bytes of `s` it used, 0 at the end; `ret_columns` is how wide the result stands in a terminal. */
size_t text_char(const char *s, bool utf8, char shown[static TEXT_CHAR], unsigned *ret_columns);

/* The same for a whole string: its width in columns. NULL: 0. */
unsigned text_columns(const char *s, bool utf8);

#endif
