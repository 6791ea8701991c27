/* The verdict as one self-contained HTML page: no script, no request of any kind, all content visible from file:// with every
 * foreign string escaped. Links lead only to places on the page and to evidence/<finding>.pcapng beside it. */
#ifndef CUSTOS_REPORT_HTML_H
#define CUSTOS_REPORT_HTML_H

#include <stdio.h>

#include "audit/verdict.h"

/* Errors of `out` are the caller's to check (ferror). */
void report_html(const struct verdict *v, FILE *out);

#endif
