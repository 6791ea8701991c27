/* Dates as people write them, in the forms of two languages. Months are counted from the year 0 on. */
#ifndef CUSTOS_DRILL_PEOPLE_DATE_H
#define CUSTOS_DRILL_PEOPLE_DATE_H

#include <stdbool.h>

#include "drill/people_pen.h"
#include "drill/people_person.h"

enum people_precision { TOLD_YEAR, TOLD_MONTH, TOLD_DAY };

/* How somebody writes dates: one form throughout a CV, as a rule. */
struct people_hand {
    enum people_language language;
    enum people_precision precision;
    unsigned form; /* any number: of the forms of that precision */
    unsigned open; /* any number: of the words for "present" */
};

void people_moment(struct pen *p, const struct people_hand *h, int month);
/* Both dates of an item; nothing of an undated one. */
void people_range(struct pen *p, const struct people_hand *h, const struct people_item *i);
/* ISO 8601 of a structured record. */
void people_iso(struct pen *p, enum people_precision precision, int month);

#endif
