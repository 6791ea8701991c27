/* The drawings of a study as SVG elements, each with title and description: what passes each step and what does not; odds
 * ratios with their intervals; overlaps by year. Everything drawn stands in a table of the page, too. */
#ifndef CUSTOS_REPORT_PEOPLE_DRAW_H
#define CUSTOS_REPORT_PEOPLE_DRAW_H

#include <stdbool.h>
#include <stdio.h>

#include "people/study.h"

enum {
    PEOPLE_FOREST_ROWS = 80, /* tests drawn at most */
    PEOPLE_LANES = 12        /* employers with a lane of years at most */
};

/* Where a number stands on a logarithmic axis, as a share 0..1 of it; `clipped` (may be NULL): it lies beyond an end. */
struct people_axis {
    double low, high; /* of the axis, > 0 */
};
double people_axis_at(const struct people_axis *a, double value, bool *ret_clipped);

/* An axis that holds 1 and, as far as 0.01 and 100 allow, all odds ratios and intervals; its ends are round. */
struct people_axis people_axis_of(const struct study *s);

/* How much a test tells, by the inverse variance of its log odds ratio, as a share 0..1 of all tests that are
 * stratified as it is; 0: none. */
double people_weight(const struct study *s, const struct study_test *t);

void people_funnel(const struct study *s, FILE *out);
/* What was declared before the run, or, where nothing was, the first of what was explored, unless it is withheld. Nothing without
 * such tests. */
void people_forest(const struct study *s, FILE *out);
bool people_forest_has(const struct study *s, size_t test); /* is it drawn */
void people_years(const struct study *s, FILE *out);        /* nothing without a timeline */
bool people_has_years(const struct study *s);

#endif
