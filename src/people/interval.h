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

unsigned date_month_days(int year, unsigned month); /* `month` is 1 to 12 */

/* Is there such a day, month or year, and nothing below the precision? An unknown date is valid when all of it is 0. */
bool date_valid(const struct date *d);

/* Are its dates valid, and may it end after it begins? One without dates is. */
bool interval_valid(const struct interval *i);

/* Whether two intervals have days in common, whatever the days are that their precision leaves open; *ret_months (may be NULL):
 * whole months that they certainly share, 0 when both are open (nobody tells until when). Intervals that only touch (one ends in
 * the month or year in which the other begins) are possible. An end that is not told may be any day from the beginning on; an
 * open one is later than every date of the same CV. Undated ones, and such as end before they begin: possible. */
enum overlap interval_overlap(const struct interval *a, const struct interval *b, unsigned *ret_months);

/* Whether `a` has certainly ended when `b` begins. */
bool interval_before(const struct interval *a, const struct interval *b);

/* "2009", "2009-03", "2009-03-15", "" when unknown. */
enum { DATE_TEXT = 12 };
void date_text(const struct date *d, char ret[static DATE_TEXT]);
bool date_parse(const char *text, struct date *ret); /* of what date_text writes */

#endif
