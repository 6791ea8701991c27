#include "drill/people_date.h"

#include <string.h>

#include "base/macros.h"

/* {a} the year, {b} the month's number in two digits, {c} without a zero in front, {d} the month's name, {e} its short name, {f}
 * the day, {g} the year and {h} the month in Chinese numerals. */
struct form {
    const char *moment, *between;
};

static const struct form english_months[] = {
    {"{e} {a}", " – "}, {"{d} {a}", " to "},  {"{b}/{a}", " - "},      {"{a}-{b}", " – "},
    {"{a}/{b}", "-"},   {"{e}. {a}", " -- "}, {"{b}.{a}", "–"},        {"{d} {a}", " - "},
    {"{e} {a}", "-"},   {"{c}/{a}", " to "},  {"{d}, {a}", " until "}, {"{e}-{a}", " to "},
};
static const struct form english_years[] = {{"{a}", "–"}, {"{a}", " - "}, {"{a}", " to "}, {"{a}", "-"}, {"{a}", "/"}};
static const struct form english_days[] = {
    {"{f} {d} {a}", " – "}, {"{d} {f}, {a}", " to "}, {"{a}-{b}-{f}", " - "}, {"{f} {e} {a}", " - "}};

static const struct form chinese_months[] = {
    {"{a}年{c}月", "至"}, {"{a}年{c}月", "-"}, {"{a}.{b}", "-"},     {"{a}.{c}", "—"},     {"{a}/{b}", "～"},
    {"{a}-{b}", "至"},    {"{a}年{b}月", "—"}, {"{a}年{c}月", "到"}, {"{g}年{h}月", "至"}, {"{a} 年 {c} 月", " 至 "},
    {"{a}年{c}月", "——"}, {"{a}/{c}", "-"},    {"{a}年{c}月", "～"}, {"{a}.{b}", "～"},
};
static const struct form chinese_years[] = {{"{a}年", "至"}, {"{a}年", "-"},  {"{a}年", "—"},
                                            {"{a}", "-"},    {"{a}年", "到"}, {"{g}年", "至"}};
static const struct form chinese_days[] = {
    {"{a}年{c}月{f}日", "至"}, {"{a}.{b}.{f}", "-"}, {"{a}-{b}-{f}", "至"}, {"{a}年{b}月{f}日", "—"}};

static const char *const english_open[] = {"present", "Present", "now", "today", "date", "current", "ongoing"};
static const char *const chinese_open[] = {"至今", "至今", "今", "现在"};

#define FORMS(list)                                                                                                              \
    {                                                                                                                            \
        list, ARRAY_LEN(list)                                                                                                    \
    }
static const struct {
    const struct form *list;
    size_t count;
} forms[PEOPLE_LANGUAGES][3] = {
    [PEOPLE_ENGLISH] = {FORMS(english_years), FORMS(english_months), FORMS(english_days)},
    [PEOPLE_CHINESE] = {FORMS(chinese_years), FORMS(chinese_months), FORMS(chinese_days)},
};

static const char *const names[] = {"January", "February", "March",     "April",   "May",      "June",
                                    "July",    "August",   "September", "October", "November", "December"};
static const char *const shorts[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const numerals[] = {"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"};

static const struct form *form_of(const struct people_hand *h)
{
    return &forms[h->language][h->precision].list[h->form % forms[h->language][h->precision].count];
}

static void put_numerals(struct pen *p, unsigned year)
{
    for (unsigned unit = 1000; unit; unit /= 10) pen_put(p, numerals[year / unit % 10]);
}

/* The day is one that every month has. */
static void put_part(struct pen *p, char part, int month)
{
    unsigned year = (unsigned)month / 12, of_year = (unsigned)month % 12, day = 1 + (unsigned)month * 7 % 28;
    switch (part) {
    case 'a': pen_number(p, year, 4); break;
    case 'b': pen_number(p, of_year + 1, 2); break;
    case 'c': pen_number(p, of_year + 1, 1); break;
    case 'd': pen_put(p, names[of_year]); break;
    case 'e': pen_put(p, shorts[of_year]); break;
    case 'f': pen_number(p, day, 2); break;
    case 'g': put_numerals(p, year); break;
    default: pen_put(p, numerals[of_year + 1]);
    }
}

void people_moment(struct pen *p, const struct people_hand *h, int month)
{
    for (const char *at = form_of(h)->moment; *at; at++) {
        if (*at != '{') {
            pen_octets(p, at, 1);
            continue;
        }
        put_part(p, at[1], month);
        at += 2;
    }
}

void people_range(struct pen *p, const struct people_hand *h, const struct people_item *i)
{
    if (i->undated) return;
    people_moment(p, h, i->from);
    if (!i->open && h->precision == TOLD_YEAR && i->from / 12 == i->until / 12) return; /* "2006" */
    if (!i->open) {
        pen_put(p, form_of(h)->between);
        people_moment(p, h, i->until);
    } else if (h->language == PEOPLE_CHINESE) {
        const char *word = chinese_open[h->open % ARRAY_LEN(chinese_open)];
        if (strncmp(word, "至", strlen("至")) != 0) pen_put(p, form_of(h)->between);
        pen_put(p, word);
    } else {
        const char *word = english_open[h->open % ARRAY_LEN(english_open)];
        pen_put(p, word[0] == 'd' ? " to " : form_of(h)->between); /* "to date" */
        pen_put(p, word);
    }
}

void people_iso(struct pen *p, enum people_precision precision, int month)
{
    put_part(p, 'a', month);
    if (precision == TOLD_YEAR) return;
    pen_put(p, "-");
    put_part(p, 'b', month);
    if (precision == TOLD_MONTH) return;
    pen_put(p, "-");
    put_part(p, 'f', month);
}
