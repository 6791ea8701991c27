/* The terminal's table of interceptions, and the warrants that nothing was seen of. */
#ifndef CUSTOS_REPORT_INTERCEPT_TABLE_H
#define CUSTOS_REPORT_INTERCEPT_TABLE_H

#include "audit/verdict.h"
#include "report/page.h"

void intercept_table(struct page *p, const struct verdict *v);

#endif
