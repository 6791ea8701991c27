/* A study as one self-contained HTML page: no script, no request of any kind, every foreign string escaped. Funnel, employers,
 * odds ratios, overlaps by year; single ties with quotes unless the study is in its public form; inputs, limits, what was left
 * out. */
#ifndef CUSTOS_REPORT_PEOPLE_HTML_H
#define CUSTOS_REPORT_PEOPLE_HTML_H

#include <stdio.h>

#include "people/study.h"

enum { PEOPLE_TIES = 500 }; /* shown at most; ties.csv has all */

/* Errors of `out` are the caller's to check (ferror). */
void people_html(const struct study *s, FILE *out);

#endif
