/* The verdict as report.json, schema 1 (doc: the contract's "report.json"). Names may be added, never renamed. */
#ifndef CUSTOS_REPORT_REPORT_JSON_H
#define CUSTOS_REPORT_REPORT_JSON_H

#include <stdio.h>

#include "audit/verdict.h"

enum { REPORT_JSON_SCHEMA = 1 };

/* One object with a line end. Absent knowledge is null. Counts above 2^63-1 are written as that, because common readers hold
 * integers in 64 signed bits. Errors of `out` are the caller's to check (ferror). */
void report_json(const struct verdict *v, FILE *out);

#endif
