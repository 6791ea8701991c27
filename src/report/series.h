/* A finding's volumes over time as a drawing: lane under lane on one axis of time, so that the eye compares them. */
#ifndef CUSTOS_REPORT_SERIES_H
#define CUSTOS_REPORT_SERIES_H

#include <stdio.h>

#include "audit/verdict.h"

/* `number` makes its ids unique on the page. Two lanes that are compared in shape stand back to back. */
void series_draw(const struct verdict_series *s, size_t number, FILE *out);

#endif
