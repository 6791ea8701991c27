/* The findings of an HTML page: a filter that works without script, and one card each with its evidence decoded layer by layer.
 */
#ifndef CUSTOS_REPORT_FINDINGS_H
#define CUSTOS_REPORT_FINDINGS_H

#include <stdio.h>

#include "audit/verdict.h"

enum { FINDINGS_EVIDENCE = 24 }; /* evidence packets shown per card; the excerpt beside the page holds all */

void findings_cards(const struct verdict *v, FILE *out);

/* A link to the card of the finding `id`, when `v` has one by that name; else its escaped name. NULL: nothing. */
void findings_link(const struct verdict *v, const char *id, FILE *out);

#endif
