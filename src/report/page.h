/* A page of plain text: words wrapped to a width with a hanging indent, cells of a table, colour only where wanted. All foreign
 * text goes through text_char, so no escape sequence of an attacker reaches the terminal. */
#ifndef CUSTOS_REPORT_PAGE_H
#define CUSTOS_REPORT_PAGE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/macros.h"

struct page {
    FILE *out; /* borrowed */
    bool colour, utf8;
    unsigned width;
    unsigned indent;  /* where a wrapped line starts */
    unsigned column;  /* where the next character goes */
    unsigned written; /* how far the line is written: blanks are written only when something follows them */
    unsigned due;     /* blanks owed before the next word of page_words, unless it starts a line */
};

enum page_align { PAGE_LEFT, PAGE_RIGHT };

/* Up to `columns` columns of `text` (NULL: "-"), cut with "..." and padded with blanks. */
void page_cell(struct page *p, const char *text, unsigned columns, enum page_align align);

/* All of `text` on this line, whatever its length. */
void page_put(struct page *p, const char *text);
void page_format(struct page *p, const char *format, ...) PRINTF_LIKE(2, 3);

/* Words of `text`, wrapped at the width; a word longer than a line is broken. */
void page_words(struct page *p, const char *text);

/* `gap` blanks and `text` when both fit the line, else `text` on a new one (wrapped if it must be). */
void page_piece(struct page *p, unsigned gap, const char *text);

/* `text` against the right edge, on a line of its own if this one is too full. */
void page_right(struct page *p, const char *text);

void page_pad(struct page *p, unsigned column); /* blanks up to `column` */
void page_break(struct page *p);                /* end the line; the next starts at the indent */
void page_end(struct page *p);                  /* end the line and the indent */

/* Select Graphic Rendition (ECMA-48 cl. 8.3.117), e.g. "1;31"; "" ends it. Nothing without colour. */
void page_sgr(struct page *p, const char *sgr);

#endif
