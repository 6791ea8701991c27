#include "report/markup.h"

#include <stdarg.h>
#include <string.h>

#include "report/text.h"

static void escaped(FILE *out, const char *shown)
{
    for (; *shown; shown++) {
        switch (*shown) {
        case '&': fputs("&amp;", out); break;
        case '<': fputs("&lt;", out); break;
        case '>': fputs("&gt;", out); break;
        case '"': fputs("&quot;", out); break;
        case '\'': fputs("&#39;", out); break;
        default: putc(*shown, out);
        }
    }
}

void markup_text(FILE *out, const char *text)
{
    char shown[TEXT_CHAR];
    unsigned columns;
    if (!text) return;
    for (size_t len; (len = text_char(text, true, shown, &columns)) > 0; text += len) escaped(out, shown);
}

void markup_label(FILE *out, const char *text, unsigned columns)
{
    char shown[TEXT_CHAR];
    unsigned wide, used = 0;
    if (!text) return;
    bool cut = text_columns(text, true) > columns;
    if (cut) columns = columns > 3 ? columns - 3 : 0;
    for (size_t len; (len = text_char(text, true, shown, &wide)) > 0 && used + wide <= columns; text += len, used += wide)
        escaped(out, shown);
    if (cut) fputs("...", out);
}

void markup_element(FILE *out, const char *tag, const char *class, const char *text)
{
    if (!text) return;
    if (class)
        fprintf(out, "<%s class=\"%s\">", tag, class);
    else
        fprintf(out, "<%s>", tag);
    markup_text(out, text);
    fprintf(out, "</%s>", tag);
}

void markup_or_absent(FILE *out, const char *tag, const char *class, const char *text)
{
    if (text && *text)
        markup_element(out, tag, class, text);
    else
        fprintf(out, "<%s class=\"absent\">not known</%s>", tag, tag);
}

void markup_count(FILE *out, uint64_t n)
{
    char text[TEXT_NUMBER];
    fputs(text_count(n, text), out);
}

void markup_bytes(FILE *out, uint64_t bytes)
{
    char text[TEXT_NUMBER];
    fputs(text_bytes(bytes, text), out);
}

void markup_tally(FILE *out, const struct tally *t)
{
    char text[TEXT_NUMBER];
    fprintf(out, "%s, ", text_counted(t->packets, "packet", text));
    markup_bytes(out, t->bytes);
}

void markup_coordinate(FILE *out, double value)
{
    char text[TEXT_NUMBER];
    fputs(text_fixed(value, 1, text), out);
}

void markup_write(FILE *out, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    for (const char *p = format; *p; p++) {
        if (*p != '%') {
            putc(*p, out);
            continue;
        }
        switch (*++p) {
        case 'N': markup_coordinate(out, va_arg(args, double)); break;
        case 'T': markup_text(out, va_arg(args, const char *)); break;
        case 'C': markup_count(out, va_arg(args, uint64_t)); break;
        case 'B': markup_bytes(out, va_arg(args, uint64_t)); break;
        case 'S': fputs(va_arg(args, const char *), out); break;
        case '%': putc('%', out); break;
        default: ENSURE(!"known directive");
        }
    }
    va_end(args);
}
