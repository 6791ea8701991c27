/* Ties as a table for spreadsheets: RFC 4180 with a line of names, every cell of text in quotes. A cell that a spreadsheet could
 * take for a formula (it begins with = + - @, also in full width, or with a tabulator) has an apostrophe before it. */
#ifndef CUSTOS_REPORT_PEOPLE_CSV_H
#define CUSTOS_REPORT_PEOPLE_CSV_H

#include <stdio.h>

#include "people/study.h"

/* Errors of `out` are the caller's to check (ferror). */
void people_csv(const struct study *s, FILE *out);

/* One cell of text. */
void people_csv_cell(FILE *out, const char *text);

#endif
