/* The balance sheet of one element as an HTML table, with the conversations behind its accounts. */
#ifndef CUSTOS_REPORT_BALANCE_TABLE_H
#define CUSTOS_REPORT_BALANCE_TABLE_H

#include <stdio.h>

#include "audit/verdict.h"

/* One section: heading, Sankey diagram, table, lines. `number` is unique on the page. */
void balance_table(const struct verdict *v, const struct verdict_element *e, size_t number, FILE *out);

#endif
