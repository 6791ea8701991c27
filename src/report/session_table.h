/* TLS sessions of interception interfaces: on the terminal and in the page. */
#ifndef CUSTOS_REPORT_SESSION_TABLE_H
#define CUSTOS_REPORT_SESSION_TABLE_H

#include "audit/verdict.h"
#include "report/page.h"

void session_table(struct page *p, const struct verdict *v);
void session_table_html(const struct verdict *v, FILE *out);

#endif
