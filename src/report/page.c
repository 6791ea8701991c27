#include "report/page.h"

#include <stdarg.h>
#include <string.h>

#include "report/text.h"

void page_sgr(struct page *p, const char *sgr)
{
    if (p->colour) fprintf(p->out, "\x1b[%sm", sgr);
}

void page_pad(struct page *p, unsigned column)
{
    if (p->column < column) p->column = column;
}

void page_break(struct page *p)
{
    putc('\n', p->out);
    p->column = p->written = p->due = 0;
}

void page_end(struct page *p)
{
    page_break(p);
    p->indent = 0;
}

static void put_char(struct page *p, const char *shown, unsigned columns)
{
    page_pad(p, p->indent);
    for (; p->written < p->column; p->written++) putc(' ', p->out);
    fputs(shown, p->out);
    p->written = p->column += columns;
}

void page_put(struct page *p, const char *text)
{
    char shown[TEXT_CHAR];
    unsigned columns;
    for (size_t len; (len = text_char(text, p->utf8, shown, &columns)) > 0; text += len) put_char(p, shown, columns);
}

void page_format(struct page *p, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    page_put(p, text);
}

void page_cell(struct page *p, const char *text, unsigned columns, enum page_align align)
{
    if (!text) text = "-";
    unsigned need = text_columns(text, p->utf8), start = p->column;
    bool cut = need > columns;
    unsigned room = cut ? (columns > 3 ? columns - 3 : 0) : columns, used = 0, wide;
    if (align == PAGE_RIGHT && !cut) page_pad(p, start + columns - need);
    char shown[TEXT_CHAR];
    for (size_t len; (len = text_char(text, p->utf8, shown, &wide)) > 0 && used + wide <= room; text += len, used += wide)
        put_char(p, shown, wide);
    if (cut) page_put(p, "...");
    if (align == PAGE_LEFT) page_pad(p, start + columns);
}

/* A word broken wherever the line ends. */
static void put_long_word(struct page *p, const char *word, size_t len)
{
    char shown[TEXT_CHAR];
    unsigned columns;
    for (size_t at = 0, used; at < len; at += used) {
        used = text_char(word + at, p->utf8, shown, &columns);
        if (p->column + columns > p->width) page_break(p);
        put_char(p, shown, columns);
    }
}

static unsigned word_columns(const struct page *p, const char *word, size_t len)
{
    char shown[TEXT_CHAR];
    unsigned sum = 0, columns;
    for (size_t at = 0; at < len; at += text_char(word + at, p->utf8, shown, &columns), sum += columns) {
    }
    return sum;
}

void page_words(struct page *p, const char *text)
{
    while (*text) {
        size_t len = strcspn(text, " ");
        if (len) {
            if (p->column > p->indent && p->column + p->due + word_columns(p, text, len) > p->width) page_break(p);
            if (p->column > p->indent) page_pad(p, p->column + p->due);
            put_long_word(p, text, len);
            p->due = 0;
        }
        text += len;
        if (*text) p->due = 1;
        text += strspn(text, " ");
    }
}

void page_piece(struct page *p, unsigned gap, const char *text)
{
    if (p->column > p->indent && p->column + gap + text_columns(text, p->utf8) > p->width) page_break(p);
    p->due = gap;
    page_words(p, text);
}

void page_right(struct page *p, const char *text)
{
    unsigned need = text_columns(text, p->utf8);
    if (p->column + 2 + need > p->width) {
        if (p->column > p->indent) page_break(p);
        page_words(p, text);
        return;
    }
    page_pad(p, p->column <= p->indent ? p->indent : p->width - need);
    page_put(p, text);
}
