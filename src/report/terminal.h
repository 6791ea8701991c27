/* The verdict as a page of plain text: a balance sheet per element, intercepts, findings worst first, coverage, closing line. */
#ifndef CUSTOS_REPORT_TERMINAL_H
#define CUSTOS_REPORT_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

#include "audit/verdict.h"

enum { TERMINAL_WIDTH = 100, TERMINAL_WIDTH_MIN = 60 };

struct terminal_style {
    bool colour;
    unsigned width;           /* columns; 0: TERMINAL_WIDTH; never below TERMINAL_WIDTH_MIN */
    const char *evidence_dir; /* where F-0001.pcapng and its like are, e.g. "out/evidence"; borrowed; NULL: no evidence lines */
    bool utf8;                /* the terminal shows UTF-8: names keep their letters; otherwise \u{4e2d} */
};

/* `style` NULL: no colour, default width, no evidence lines. Errors of `out` are the caller's to check (ferror). */
void report_terminal(const struct verdict *v, FILE *out, const struct terminal_style *style);

#endif
