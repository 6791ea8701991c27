/* Dates of every common form, in English and Chinese text: 2009年3月15日, 二〇〇九年三月, 2009.03, 2009/3, March 15, 2009,
 * 15 Mar 2009, Mar '09, 03/2009, Spring 2009, and intervals of them: 2009年3月至今, 2009年3-8月, 1980.9—1984.7, from 2004 to
 * date, Mar - Jun 2009, 2004–09.
 *
 * Rules where a form has two readings: 2004-09 is September (ISO 8601) with a hyphen, 2004 to 2009 with a dash; 2004-15 is 2004
 * to 2015. 03/04/2009 is a day when both readings are the same one or only one is a date, else a year. Spring 2009, Q1 2009 and
 * 2009年初 are years. Years are 1900 to 2099; of two digits only with 年 or an apostrophe (below 50: 20xx). */
#ifndef CUSTOS_PEOPLE_DATE_H
#define CUSTOS_PEOPLE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "people/cue.h"
#include "people/interval.h"

enum date_form {
    DATE_CHINESE, /* with 年 */
    DATE_NUMBERS, /* 2009-03, 3/2009 */
    DATE_WORDS,   /* March 2009 */
    DATE_BARE,    /* 2009: may as well be a number */
    DATE_COMPACT, /* 200903: a date only beside another one */
    DATE_PART     /* a month without a year: of an interval only */
};

struct date_read {
    struct date date;
    enum date_form form;
    bool impossible; /* written as a date, but there is none: 2009-02-30 */
};

/* The date that begins at octet `at`; 0 or where it ends. `last`: what 同年 counts from, or NULL. */
uint32_t date_read(const struct cues *c, struct bytes text, uint32_t at, const struct date *last, struct date_read *ret);

struct date_found {
    struct interval when;
    uint32_t start, end;
    enum date_form form; /* of the first date */
    bool single;         /* one date, in when.from, whatever it is the date of */
    bool impossible;     /* `when` is undated: there is no such date, or the interval ends before it begins */
};

/* The date or interval that begins at octet `at`. */
bool dates_at(const struct cues *c, struct bytes text, uint32_t at, const struct date *last, struct date_found *ret);

/* ---- for reading: `at` may be beyond the text ---- */

/* Does `word` stand there? */
static inline bool text_has(struct bytes text, uint32_t at, const char *word)
{
    for (; *word; word++, at++)
        if (at >= text.len || text.data[at] != (uint8_t)*word) return false;
    return true;
}

/* Up to nine digits, ASCII or full width. Returns where they end (`at`: none). */
uint32_t text_number(struct bytes text, uint32_t at, uint32_t *ret_value, unsigned *ret_digits);

/* A hyphen, dash or tilde of any kind: where it ends, else `at`. */
uint32_t text_dash(struct bytes text, uint32_t at);

/* Past spaces of all widths, not line ends. */
uint32_t text_spaces(struct bytes text, uint32_t at);

static inline uint8_t text_octet(struct bytes text, uint32_t at)
{
    return at < text.len ? text.data[at] : 0;
}

#endif
