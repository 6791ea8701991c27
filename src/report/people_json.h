/* A study as JSON: the fields that others rely on, and more. Absent and withheld figures are null. */
#ifndef CUSTOS_REPORT_PEOPLE_JSON_H
#define CUSTOS_REPORT_PEOPLE_JSON_H

#include <stdio.h>

#include "people/study.h"

/* Errors of `out` are the caller's to check (ferror). */
void people_json(const struct study *s, FILE *out);

#endif
