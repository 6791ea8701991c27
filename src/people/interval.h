/* Dates as CVs give them, each with its precision, and what can be said of two intervals at that precision. */
#ifndef CUSTOS_PEOPLE_INTERVAL_H
#define CUSTOS_PEOPLE_INTERVAL_H

#include <stdbool.h>
#include <stdint.h>

enum date_precision { DATE_UNKNOWN, DATE_YEAR, DATE_MONTH, DATE_DAY };

/* Proleptic Gregorian. What lies below the precision is 0. */
struct date {
    int16_t year;
    uint8_t month, day;
    uint8_t precision; /* enum date_precision */
};

/* `open`: "to date", "至今": it lasted still when the CV was written. Without `until` and not open: the end is not told. */
struct interval {
    struct date from, until;
    bool open;
};

enum overlap { OVERLAP_NEVER, OVERLAP_POSSIBLE, OVERLAP_CERTAIN };

/* Whether two intervals have days in common, whatever the days are that their precision leaves open; *ret_months (may be NULL):
 * whole months that they certainly share. Intervals that only touch (one ends in the month or year in which the other begins) are
 * possible. An open end is later than every date of the same CV. Undated ones: possible. */
enum overlap interval_overlap(const struct interval *a, const struct interval *b, unsigned *ret_months);

/* Whether `a` has certainly ended when `b` begins. */
bool interval_before(const struct interval *a, const struct interval *b);

/* "2009", "2009-03", "2009-03-15", "" when unknown. */
enum { DATE_TEXT = 12 };
void date_text(const struct date *d, char ret[static DATE_TEXT]);
bool date_parse(const char *text, struct date *ret); /* of what date_text writes */

#endif
