/* Which counts of a study must not be published so that no small one can be told: those that are small, and as many others as
 * keep the sums that are published from giving them away. (L. H. Cox, J. Am. Stat. Assoc. 75:377, 1980: cell suppression.)
 *
 * A row is an employer; a column persons, persons with any tie, persons with a tie of each kind. What is published besides the
 * cells is one sum a column: over the comparators, or over all rows. A row's kinds add up to no less than its persons with any
 * tie. */
#ifndef CUSTOS_PEOPLE_STUDY_SHEET_H
#define CUSTOS_PEOPLE_STUDY_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "people/study.h"

enum { SHEET_PEOPLE, SHEET_ANY, SHEET_FIRST_KIND, SHEET_COLUMNS = SHEET_FIRST_KIND + STUDY_KINDS };
enum { SHEET_WIDTH = 5 }; /* whoever adds up what is published knows no small count closer than this */

struct sheet_row {
    uint64_t count[SHEET_COLUMNS];
    bool withheld[SHEET_COLUMNS];
    bool summed; /* part of the sums */
};

struct sheet {
    struct sheet_row *rows;
    size_t count;
    uint64_t sums[SHEET_COLUMNS]; /* persons who are in several rows count once */
    bool sum_withheld[SHEET_COLUMNS];
};

/* Small counts of a row, and what goes with them. */
bool sheet_is_small(const struct sheet_row *r, unsigned column);

/* Set `withheld` and `sum_withheld`. */
void sheet_protect(struct sheet *s);

#endif
