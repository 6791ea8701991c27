#include "people/interval.h"

#include <stdint.h>

/* Days are counted from 0000-03-01; what is not told lies beyond all of them. An open end is a day after every date. */
enum { DAY_EVER = INT32_MIN, DAY_NEVER = INT32_MAX };

static const uint8_t month_days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

static bool leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

unsigned date_month_days(int year, unsigned month)
{
    return month_days[month] + (month == 2 && leap(year) ? 1U : 0U);
}

bool date_valid(const struct date *d)
{
    if (d->precision == DATE_UNKNOWN) return d->year == 0 && d->month == 0 && d->day == 0;
    if (d->year < 1 || d->year > 9999) return false;
    if (d->precision == DATE_YEAR) return d->month == 0 && d->day == 0;
    if (d->month < 1 || d->month > 12) return false;
    if (d->precision == DATE_MONTH) return d->day == 0;
    return d->precision == DATE_DAY && d->day >= 1 && d->day <= date_month_days(d->year, d->month);
}

/* Days since 0000-03-01 of the proleptic Gregorian calendar (years from March on, so that the leap day is the last). */
static int32_t day_number(int year, int month, int day)
{
    int y = month > 2 ? year : year - 1, m = (month + 9) % 12;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1;
}

static int32_t first_day(const struct date *d)
{
    return day_number(d->year, d->precision >= DATE_MONTH ? d->month : 1, d->precision == DATE_DAY ? d->day : 1);
}

static int32_t last_day(const struct date *d)
{
    if (d->precision == DATE_DAY) return first_day(d);
    int month = d->precision == DATE_MONTH ? d->month : 12;
    return day_number(d->year, month, (int)date_month_days(d->year, (unsigned)month));
}

/* The bounds of an interval's first and last day. */
struct bounds {
    int32_t start_least, start_most, end_least, end_most;
};

static int32_t min_day(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static int32_t max_day(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* False: no day is told, or the dates contradict each other. */
static bool bounds_of(const struct interval *i, struct bounds *ret)
{
    bool from = i->from.precision != DATE_UNKNOWN, until = !i->open && i->until.precision != DATE_UNKNOWN;
    if (!date_valid(&i->from) || (until && !date_valid(&i->until)) || (!from && !until && !i->open)) return false;
    struct bounds b = {DAY_EVER, DAY_NEVER, DAY_EVER, DAY_NEVER};
    if (from) b.start_least = first_day(&i->from), b.start_most = last_day(&i->from);
    if (until) b.end_least = first_day(&i->until), b.end_most = last_day(&i->until);
    if (i->open) b.end_least = DAY_NEVER;
    if (b.start_least > b.end_most) return false;
    b.start_most = min_day(b.start_most, b.end_most); /* nothing ends before it begins */
    b.end_least = max_day(b.end_least, b.start_least);
    *ret = b;
    return true;
}

bool interval_valid(const struct interval *i)
{
    struct bounds b;
    bool dated = i->from.precision != DATE_UNKNOWN || i->until.precision != DATE_UNKNOWN;
    return bounds_of(i, &b) || (!dated && date_valid(&i->from) && date_valid(&i->until));
}

static void civil(int32_t days, int *ret_year, int *ret_month, int *ret_day)
{
    int32_t era = days / 146097, rest = days % 146097;
    int32_t y = (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365;
    int32_t day = rest - (365 * y + y / 4 - y / 100), m = (5 * day + 2) / 153;
    *ret_day = day - (153 * m + 2) / 5 + 1;
    *ret_month = m < 10 ? m + 3 : m - 9;
    *ret_year = (int)(400 * era + y) + (*ret_month <= 2);
}

/* Whole months from the first of day `from` to the end of day `until`. */
static unsigned whole_months(int32_t from, int32_t until)
{
    int y1, m1, d1, y2, m2, d2;
    if (from == DAY_EVER || until == DAY_NEVER || from > until) return 0;
    civil(from, &y1, &m1, &d1);
    civil(until + 1, &y2, &m2, &d2);
    int months = 12 * (y2 - y1) + m2 - m1 - (d2 < d1);
    return months > 0 ? (unsigned)months : 0;
}

enum overlap interval_overlap(const struct interval *a, const struct interval *b, unsigned *ret_months)
{
    struct bounds x, y;
    if (ret_months) *ret_months = 0;
    if (!bounds_of(a, &x) || !bounds_of(b, &y)) return OVERLAP_POSSIBLE;
    if (x.start_least > y.end_most || y.start_least > x.end_most) return OVERLAP_NEVER;
    if (x.start_most > y.end_least || y.start_most > x.end_least) return OVERLAP_POSSIBLE;
    if (ret_months) *ret_months = whole_months(max_day(x.start_most, y.start_most), min_day(x.end_least, y.end_least));
    return OVERLAP_CERTAIN;
}

bool interval_before(const struct interval *a, const struct interval *b)
{
    struct bounds x, y;
    return bounds_of(a, &x) && bounds_of(b, &y) && x.end_most < y.start_least;
}

static char *put_digits(char *to, unsigned value, unsigned count)
{
    for (unsigned i = count; i-- > 0; value /= 10) to[i] = (char)('0' + value % 10);
    return to + count;
}

void date_text(const struct date *d, char ret[static DATE_TEXT])
{
    char *to = ret;
    if (d->precision != DATE_UNKNOWN && date_valid(d)) {
        to = put_digits(to, (unsigned)d->year, 4);
        if (d->precision >= DATE_MONTH) *to++ = '-', to = put_digits(to, d->month, 2);
        if (d->precision >= DATE_DAY) *to++ = '-', to = put_digits(to, d->day, 2);
    }
    *to = '\0';
}

/* `count` digits at *text, which moves on; -1: other octets. */
static int digits(const char **text, unsigned count)
{
    int value = 0;
    for (; count; count--, (*text)++) {
        if (**text < '0' || **text > '9') return -1;
        value = value * 10 + (**text - '0');
    }
    return value;
}

bool date_parse(const char *text, struct date *ret)
{
    struct date d = {0};
    if (*text) {
        int year = digits(&text, 4), month = 0, day = 0;
        d.precision = DATE_YEAR;
        if (*text == '-') {
            text++, d.precision = DATE_MONTH;
            month = digits(&text, 2);
            if (month >= 0 && *text == '-') {
                text++, d.precision = DATE_DAY;
                day = digits(&text, 2);
            }
        }
        if (year < 0 || month < 0 || day < 0 || *text) return false;
        d.year = (int16_t)year, d.month = (uint8_t)month, d.day = (uint8_t)day;
    }
    if (!date_valid(&d)) return false;
    *ret = d;
    return true;
}
