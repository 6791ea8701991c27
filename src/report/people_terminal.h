/* A study as a page of plain text: funnel with its exclusions, a sheet per employer, tests with verdicts in words, what would
 * change without single rules, inputs, what was left out, how to read it. */
#ifndef CUSTOS_REPORT_PEOPLE_TERMINAL_H
#define CUSTOS_REPORT_PEOPLE_TERMINAL_H

#include <stdio.h>

#include "people/study.h"
#include "report/page.h"

enum {
    PEOPLE_WIDTH = 100,
    PEOPLE_WIDTH_MIN = 60,
    PEOPLE_SHEETS = 6,   /* employers with a sheet of their own; the rest a line each */
    PEOPLE_EXPLORED = 12 /* tests that were not declared before the run, at most; the rest is counted */
};

struct people_style {
    bool colour, utf8;
    unsigned width; /* columns; 0: PEOPLE_WIDTH; never below PEOPLE_WIDTH_MIN */
};

/* `style` NULL: no colour, ASCII, default width. Errors of `out` are the caller's to check (ferror). */
void people_terminal(const struct study *s, FILE *out, const struct people_style *style);

#endif
