/* A format as a table: which fact stands at which path, in what form. */
#ifndef CUSTOS_REPORT_EXPORT_ROWS_H
#define CUSTOS_REPORT_EXPORT_ROWS_H

#include "base/json.h"
#include "report/export_facts.h"

enum export_form {
    FORM_PLAIN,     /* text, whole number, number, RFC 3339 with nanoseconds, array of texts */
    FORM_CONSTANT,  /* the row's constant, where `fact` is known; FACT_NONE: always */
    FORM_TRUE,      /* likewise, true */
    FORM_FIXED,     /* likewise, the row's figure */
    FORM_LIST,      /* an array of one text: as text */
    FORM_CONSTANTS, /* likewise, of the constant */
    FORM_TEXT,      /* counts and numbers as text, too */
    FORM_UPPER,     /* ASCII capitals */
    FORM_LOWER,
    FORM_MICRO,    /* 2026-11-21T23:16:59.810000+0000 */
    FORM_MILLI,    /* 2026-11-21T23:16:59.810Z */
    FORM_TRIMMED,  /* likewise, without the zeros at the end of the fraction */
    FORM_DATE,     /* 2026-11-21 */
    FORM_SECONDS,  /* since 1970, as text */
    FORM_EPOCH_MS, /* milliseconds since 1970, a number */
    FORM_PERCENT,  /* 0..1 as a whole number 0..100 */
    FORM_SCALE     /* a severity level by the row's scale */
};

enum { EXPORT_LEAVE_OUT = UINT32_MAX }; /* in a scale */

struct export_row {
    const char *path; /* members by '.'; "name[]" is an array of one object. Rows of one object stand together. */
    enum export_fact fact;
    enum export_form form;
    const char *constant;
    uint32_t figure;
    const uint32_t *scale; /* SEVERITY_COUNT + 1 entries, the last for a withheld severity */
};

/* Shorthand for the rows of a table. */
#define EXPORT_ROW(path, fact, form)                                                                                             \
    {                                                                                                                            \
        path, fact, form, NULL, 0, NULL                                                                                          \
    }
#define EXPORT_CONSTANT(path, fact, text)                                                                                        \
    {                                                                                                                            \
        path, fact, FORM_CONSTANT, text, 0, NULL                                                                                 \
    }
#define EXPORT_CONSTANTS(path, fact, text)                                                                                       \
    {                                                                                                                            \
        path, fact, FORM_CONSTANTS, text, 0, NULL                                                                                \
    }
#define EXPORT_FIGURE(path, fact, figure)                                                                                        \
    {                                                                                                                            \
        path, fact, FORM_FIXED, NULL, figure, NULL                                                                               \
    }
#define EXPORT_SCALE(path, fact, scale)                                                                                          \
    {                                                                                                                            \
        path, fact, FORM_SCALE, NULL, 0, scale                                                                                   \
    }

/* Write the members into the object that is open; what is not known is left out, and so are objects without members. */
void export_rows(struct json *j, const struct export_row *rows, size_t count, const struct export_subject *s);

/* The row's value as text into `text`, or NULL when it is not known. */
const char *export_row_text(const struct export_row *row, const struct export_subject *s, char text[static FACT_ROOM]);

/* One object a line for each item of the job. */
void export_lines(const struct export_job *job, const struct export_row *rows, size_t count, FILE *out);

#endif
