/* Foreign text and figures as HTML 5. Everything that did not come from this program's own source goes through markup_text. */
#ifndef CUSTOS_REPORT_MARKUP_H
#define CUSTOS_REPORT_MARKUP_H

#include <stdint.h>
#include <stdio.h>

#include "audit/verdict.h"
#include "base/macros.h"

/* Text that is safe as content and inside a double-quoted attribute: & < > " ' escaped, control and invisible characters made
 * visible (text_char). NULL writes nothing. */
void markup_text(FILE *out, const char *text);

/* The same, at most `columns` wide, the rest as "...". For labels in drawings. */
void markup_label(FILE *out, const char *text, unsigned columns);

/* <tag class="class">text</tag>; nothing at all for NULL. `tag` and `class` are our own; class NULL: none. */
void markup_element(FILE *out, const char *tag, const char *class, const char *text);

/* <tag class="absent">not known</tag> where `text` is NULL. */
void markup_or_absent(FILE *out, const char *tag, const char *class, const char *text);

void markup_count(FILE *out, uint64_t n);
void markup_bytes(FILE *out, uint64_t bytes);
void markup_tally(FILE *out, const struct tally *t); /* 1,359 packets, 1.0 MB */

/* A coordinate of a drawing: one decimal, a point whatever the locale. */
void markup_coordinate(FILE *out, double value);

/* printf for our own markup, with its own directives: %N a coordinate (double), %T foreign text (const char *), %C a count
 * (uint64_t), %B bytes (uint64_t), %S our own markup as it stands (const char *), %% a percent sign. The format is ours. */
void markup_write(FILE *out, const char *format, ...);

#endif
