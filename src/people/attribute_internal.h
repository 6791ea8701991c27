/* What the parts of attribute.c share. */
#ifndef CUSTOS_PEOPLE_ATTRIBUTE_INTERNAL_H
#define CUSTOS_PEOPLE_ATTRIBUTE_INTERNAL_H

#include <stdint.h>

#include "people/attribute.h"
#include "text/fold.h"

/* How far an attribute reaches that a form gives away. */
enum attribute_reach {
    REACH_LABEL,  /* only before a colon: to the end of the value */
    REACH_ALONE,  /* only by itself between commas, brackets or line ends */
    REACH_CLAUSE, /* wherever it stands: all from comma to comma, where that is short, else the form */
    REACH_VALUE,  /* wherever it stands: to the next comma */
    REACH_NAME,   /* a form of address: with the name behind it */
    REACH_BEFORE, /* a form of address: with the name before it */
    REACH_TOKEN,  /* of a page: to the next white space */
    REACH_ORIGIN  /* a place by which a short clause begins that ends in 人 */
};

struct attribute_form {
    const char *text; /* folded (text/fold.h) */
    enum attribute_reach reach;
};

extern const struct attribute_form attribute_forms[];
extern const size_t attribute_form_count;

/* The text that is looked at, and what its person is called. */
struct looking {
    const uint8_t *text, *end;
    struct bytes name;
};

static inline uint32_t code_at(const struct looking *l, const uint8_t *p, unsigned *ret_len)
{
    uint32_t code = '\n'; /* the text's end is a line's */
    *ret_len = p < l->end ? fold_next(p, l->end, &code) : 0;
    return code;
}

/* The one that ends before `p`. */
static inline uint32_t code_before(const struct looking *l, const uint8_t *p, unsigned *ret_len)
{
    uint32_t code = '\n';
    *ret_len = p > l->text ? fold_before(l->text, p, &code) : 0;
    return code;
}

static inline bool is_line_end(const struct looking *l, const uint8_t *p)
{
    return p >= l->end || *p == '\n' || *p == '\r';
}

static inline bool ends_clause(uint32_t code)
{
    return code == '\n' || code == '\r' || code == '\t' || code == ',' || code == ';' || code == '|' || code == '(' ||
           code == ')' || code == '[' || code == ']' || code == 0x3001 || code == 0x3002 || code == 0xff61 || code == 0xff64 ||
           code == 0x2022;
}

static inline bool is_dense(uint32_t code)
{
    return (code >= 0x3400 && code <= 0x9fff) || (code >= 0x20000 && code <= 0x323af);
}

/* A full stop with white space behind it ends a clause, too. */
static inline bool clause_ends_at(const struct looking *l, const uint8_t *p, uint32_t code)
{
    return ends_clause(code) || *p == '\n' || *p == '\r' || *p == '\t' ||
           (*p == '.' && (p + 1 >= l->end || p[1] == ' ' || p[1] == '\n'));
}

static inline const uint8_t *clause_end(const struct looking *l, const uint8_t *p)
{
    while (p < l->end) {
        unsigned len;
        uint32_t code = code_at(l, p, &len);
        if (clause_ends_at(l, p, code)) break;
        p += len;
    }
    return p;
}

static inline const uint8_t *clause_start(const struct looking *l, const uint8_t *p)
{
    while (p > l->text) {
        unsigned len;
        uint32_t code = code_before(l, p, &len);
        if (clause_ends_at(l, p - len, code)) break;
        p -= len;
    }
    return p;
}

static inline const uint8_t *skip_blanks(const struct looking *l, const uint8_t *p)
{
    unsigned len;
    while (!is_line_end(l, p) && code_at(l, p, &len) == ' ') p += len;
    return p;
}

/* Where a character begins, `p` or before. */
static inline const uint8_t *aligned(const struct looking *l, const uint8_t *p)
{
    while (p > l->text && p < l->end && (*p & 0xc0) == 0x80) p--;
    return p;
}

static inline bool in_word_at(const struct looking *l, const uint8_t *p)
{
    unsigned len;
    return p < l->end && fold_in_word(code_at(l, p, &len));
}

static inline void set(const struct looking *l, struct attribute_span *s, const uint8_t *from, const uint8_t *until)
{
    *s = (struct attribute_span){(size_t)(from - l->text), (size_t)(until - l->text)};
}

static inline const uint8_t *word_end(const struct looking *l, const uint8_t *p)
{
    unsigned len;
    for (uint32_t code = code_at(l, p, &len); len && (fold_in_word(code) || code == '\'' || code == '-');
         code = code_at(l, p, &len))
        p += len;
    return p;
}

/* Whether an attribute of that reach is given away by the form [p, end): its span. */
bool attribute_reaches(const struct looking *l, const uint8_t *p, const uint8_t *end, enum attribute_reach reach,
                       struct attribute_span *s);

#endif
