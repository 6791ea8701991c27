#include "people/interval.h"

#include "check.h"

static struct date date_of(const char *text)
{
    struct date d = {0};
    CHECK(date_parse(text, &d));
    return d;
}

/* `until` "now": open. */
static struct interval interval_of(const char *from, const char *until)
{
    struct interval i = {.from = date_of(from), .open = until[0] == 'n'};
    if (!i.open) i.until = date_of(until);
    return i;
}

/* ---- the truth, by trying days: a world of two years, counted one by one ---- */

enum { WORLD_FROM = 2000, WORLD_YEARS = 2, WORLD_DAYS = 366 + 365, NOW = WORLD_DAYS + 1, TRIED = 32 };

static const char *const dates[] = {"",           "2000",       "2001",       "2000-01",    "2000-02",    "2000-12",   "2001-01",
                                    "2000-01-01", "2000-02-29", "2000-12-31", "2001-01-01", "2001-01-02", "2001-12-31"};
enum { DATES = sizeof dates / sizeof *dates, ALL = DATES * (DATES + 1) };

/* Day of the world, from 1, of a date of it. */
static int world_day(int year, int month, int day)
{
    int at = day;
    for (int y = WORLD_FROM; y < year; y++)
        for (int m = 1; m <= 12; m++) at += (int)date_month_days(y, (unsigned)m);
    for (int m = 1; m < month; m++) at += (int)date_month_days(year, (unsigned)m);
    return at;
}

static void world_days(const struct date *d, int *ret_first, int *ret_last)
{
    int month = d->precision >= DATE_MONTH ? d->month : 12;
    int day = d->precision == DATE_DAY ? d->day : (int)date_month_days(d->year, (unsigned)month);
    *ret_first = world_day(d->year, d->precision >= DATE_MONTH ? d->month : 1, d->precision == DATE_DAY ? d->day : 1);
    *ret_last = world_day(d->year, month, day);
}

/* Of all days those with which a date of the world begins or ends, and one between where there is room: every other day
 * stands to all dates in the same order as one of them. */
static bool telling(int day)
{
    for (unsigned i = 1; i < DATES; i++) {
        struct date d = date_of(dates[i]);
        int first, last;
        world_days(&d, &first, &last);
        if (day == first || day == last) return true;
    }
    static const int between[][3] = {{2000, 1, 15}, {2000, 2, 15}, {2000, 6, 15}, {2001, 1, 15}, {2001, 6, 15}};
    for (unsigned i = 0; i < sizeof between / sizeof *between; i++)
        if (day == world_day(between[i][0], between[i][1], between[i][2])) return true;
    return day == 0 || day == NOW;
}

/* The days that a date may be. */
static int days_of(const struct date *d, int *ret)
{
    int first = 0, last = NOW, count = 0;
    if (d->precision != DATE_UNKNOWN) world_days(d, &first, &last);
    static int days[TRIED], known;
    for (int day = 0; known == 0 || (day <= NOW && days[known - 1] < NOW); day++)
        if (telling(day)) days[known++] = day;
    for (int i = 0; i < known; i++)
        if (days[i] >= first && days[i] <= last) ret[count++] = days[i];
    return count;
}

struct lives {
    int from[TRIED * TRIED], until[TRIED * TRIED], count;
};

/* Every interval of days that `i` may be. */
static struct lives lives_of(const struct interval *i)
{
    struct lives l = {.count = 0};
    int from[TRIED], until[TRIED] = {NOW}, froms = days_of(&i->from, from), untils = 1;
    if (!i->open) untils = days_of(&i->until, until);
    for (int f = 0; f < froms; f++)
        for (int u = 0; u < untils; u++)
            if (from[f] <= until[u]) l.from[l.count] = from[f], l.until[l.count++] = until[u];
    return l;
}

static enum overlap overlap_tried(const struct lives *a, const struct lives *b, bool *ret_before)
{
    bool all = true, any = false;
    *ret_before = true;
    for (int i = 0; i < a->count; i++)
        for (int j = 0; j < b->count; j++) {
            bool common = a->from[i] <= b->until[j] && b->from[j] <= a->until[i];
            all = all && common;
            any = any || common;
            if (a->until[i] >= b->from[j]) *ret_before = false;
        }
    return all ? OVERLAP_CERTAIN : any ? OVERLAP_POSSIBLE : OVERLAP_NEVER;
}

TEST(overlap_and_order_are_what_trying_all_days_gives)
{
    static struct interval all[ALL];
    static struct lives lives[ALL];
    unsigned count = 0, seen[3] = {0}, befores = 0, wrong = 0;
    for (unsigned f = 0; f < DATES; f++)
        for (unsigned u = 0; u <= DATES; u++) {
            struct interval i = interval_of(dates[f], u < DATES ? dates[u] : "now");
            struct lives l = lives_of(&i);
            if (l.count == 0 || (f == 0 && u == 0)) continue; /* contradictory or undated: below */
            all[count] = i, lives[count++] = l;
        }
    for (unsigned i = 0; i < count; i++)
        for (unsigned j = 0; j < count; j++) {
            bool before;
            enum overlap want = overlap_tried(&lives[i], &lives[j], &before);
            wrong += interval_overlap(&all[i], &all[j], NULL) != want || interval_before(&all[i], &all[j]) != before;
            seen[want]++;
            befores += before;
        }
    CHECK_INT(wrong, 0);
    CHECK(count > 100 && seen[OVERLAP_NEVER] > 100 && seen[OVERLAP_POSSIBLE] > 100 && seen[OVERLAP_CERTAIN] > 100 &&
          befores > 100);
}

static unsigned months_of(const char *a, const char *b, const char *c, const char *d)
{
    struct interval x = interval_of(a, b), y = interval_of(c, d);
    unsigned one, other;
    interval_overlap(&x, &y, &one);
    interval_overlap(&y, &x, &other);
    CHECK_INT(one, other);
    return one;
}

TEST(months_are_those_that_are_certainly_shared)
{
    CHECK_INT(months_of("2004-03-01", "2004-05-31", "2000", "2010"), 3);
    CHECK_INT(months_of("2004-03-02", "2004-05-31", "2000", "2010"), 2);
    CHECK_INT(months_of("2004-03-02", "2004-06-01", "2000", "now"), 3);
    CHECK_INT(months_of("2004-03", "2009-06", "2005-01", "2007-12"), 34); /* 31 January 2005 to 1 December 2007 */
    CHECK_INT(months_of("2004", "2009", "2005", "2007"), 12);             /* 31 December 2005 to 1 January 2007 */
    CHECK_INT(months_of("2004-01-15", "2004-02-14", "2000", "2010"), 1);
    CHECK_INT(months_of("2004", "2004", "2000", "2010"), 0);
    CHECK_INT(months_of("2004", "now", "2000", "now"), 0);
    CHECK_INT(months_of("2004", "", "2000", "now"), 0);
    CHECK_INT(months_of("2000-02-29", "2004-02-28", "1990", "2010"), 48);
}

TEST(what_only_touches_is_possible)
{
    struct interval a = interval_of("2000-01", "2009-03"), b = interval_of("2009-03", "2010-01");
    CHECK_INT(interval_overlap(&a, &b, NULL), OVERLAP_POSSIBLE);
    a = interval_of("2000", "2009"), b = interval_of("2009", "2010");
    CHECK_INT(interval_overlap(&a, &b, NULL), OVERLAP_POSSIBLE);
    CHECK(!interval_before(&a, &b));
    a = interval_of("2000", "2008");
    CHECK(interval_before(&a, &b));
    CHECK(!interval_before(&b, &a));
}

TEST(what_is_undated_or_contradictory_is_possible)
{
    struct interval none = {0}, back = interval_of("2009", "2001"), some = interval_of("2000-01", "2000-02");
    struct interval bad = {.from = {.year = 2000, .month = 13, .precision = DATE_MONTH}, .open = true};
    const struct interval *const odd[] = {&none, &back, &bad};
    for (unsigned i = 0; i < sizeof odd / sizeof *odd; i++) {
        CHECK_INT(interval_overlap(odd[i], &some, NULL), OVERLAP_POSSIBLE);
        CHECK_INT(interval_overlap(&some, odd[i], NULL), OVERLAP_POSSIBLE);
        CHECK_INT(interval_valid(odd[i]), odd[i] == &none);
        CHECK(!interval_before(odd[i], &some) && !interval_before(&some, odd[i]));
    }
}

TEST(a_date_as_text_is_the_date_again)
{
    static const char *const good[] = {"", "2009", "2009-03", "2009-03-15", "0001", "9999-12-31", "2000-02-29"};
    static const char *const bad[] = {"200",        "20099",      "2009-",     "2009-3",      "2009-13", "2009-00", "2009-02-29",
                                      "2009-04-31", "2009-03-00", "2009-03-1", "2009-03-15 ", "0000",    "x"};
    char text[DATE_TEXT];
    struct date d;
    for (unsigned i = 0; i < sizeof good / sizeof *good; i++) {
        REQUIRE(date_parse(good[i], &d));
        date_text(&d, text);
        CHECK_TEXT(text, good[i]);
    }
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) CHECK(!date_parse(bad[i], &d));
}
