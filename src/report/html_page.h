/* What every page of ours begins with: a policy that allows no source of anything but the style in the page itself, so that even
 * text that slipped through could neither load nor run. */
#ifndef CUSTOS_REPORT_HTML_PAGE_H
#define CUSTOS_REPORT_HTML_PAGE_H

#include <stdio.h>

/* Up to and with <body>. `title` is our own, `subject` (may be NULL) foreign; `more` is CSS beside the common one, or "". */
void html_begin(FILE *out, const char *title, const char *subject, const char *more);

/* The footer, from </main> on. */
void html_end(FILE *out, const char *version);

#endif
