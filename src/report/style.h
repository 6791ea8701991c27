/* The style sheet of the HTML report. */
#ifndef CUSTOS_REPORT_STYLE_H
#define CUSTOS_REPORT_STYLE_H

/* CSS for a style element; static. Light and dark, narrow and printed. No url(), no import: nothing is fetched. */
const char *style_sheet(void);

#endif
