/* Rows of CSV (RFC 4180), columns known by their names. Columns with the same number behind their name make one entry. */
#include <stdlib.h>

#include "people/cv_internal.h"

enum { COLUMNS_MAX = 1024 };

/* One field of a row. */
struct field {
    size_t from, len; /* octets of the record, without the quotes around it */
    bool doubled;     /* has doubled quotes, or goes on behind its closing one */
};

/* The field at *at; *at is then behind its delimiter. False: there is no further one. */
static bool field_next(struct bytes row, char delimiter, size_t *at, struct field *ret)
{
    if (*at > row.len) return false;
    size_t p = *at;
    bool quoted = p < row.len && row.data[p] == '"';
    *ret = (struct field){.from = p + quoted};
    bool inside = quoted;
    for (p += quoted; p < row.len; p++) {
        uint8_t c = row.data[p];
        if (!inside && c == (uint8_t)delimiter) break;
        if (c != '"' || !quoted) continue;
        inside = !inside;
        /* the closing quote is the last octet, unless something comes behind it */
        ret->doubled |= p + 1 < row.len && row.data[p + 1] != (uint8_t)delimiter;
        if (inside) ret->doubled = true;
    }
    bool closed = quoted && p > ret->from && row.data[p - 1] == '"' && !inside;
    ret->len = p - ret->from - closed;
    *at = p + 1;
    return true;
}

static struct bytes field_text(struct cv_reader *r, struct bytes row, const struct field *f, size_t from)
{
    if (!f->doubled) return bytes_slice(row, f->from, f->len);
    bool open = true; /* the quote before the field */
    for (size_t i = f->from; i < f->from + f->len; i++) {
        if (row.data[i] == '"') {
            open = !open;
            /* of two, the second stands for both */
            if (!open) {
                cv_text_mark(r, i + 1);
                continue;
            }
        }
        cv_text_put(r, row.data + i, 1);
    }
    return bytes_of(r->text + from, r->text_len - from);
}

static void field_part(struct cv_reader *r, const struct field *f, const struct cv_part *like)
{
    if (!f->doubled) {
        cv_part_plain(r, like, f->from, f->len);
        return;
    }
    struct cv_text t = cv_text_begin(r);
    cv_text_mark(r, f->from);
    (void)field_text(r, r->cv->bytes, f, t.text);
    cv_part_made(r, like, t);
}

/* --- columns --- */

static enum cv_field field_of(enum cv_key key)
{
    switch (key) {
    case CV_KEY_ORGANISATION:
    case CV_KEY_SCHOOL: return CV_ORGANISATION;
    case CV_KEY_TITLE: return CV_TITLE;
    case CV_KEY_STUDY: return CV_STUDY;
    case CV_KEY_FROM: return CV_FROM;
    case CV_KEY_UNTIL:
    case CV_KEY_GRADUATED: return CV_UNTIL;
    case CV_KEY_DATES: return CV_DATES;
    default: return CV_PROSE;
    }
}

static enum cv_section section_of(enum cv_key key, enum cv_key section)
{
    switch (key) {
    case CV_KEY_EDUCATION:
    case CV_KEY_SCHOOL:
    case CV_KEY_STUDY:
    case CV_KEY_GRADUATED: return CV_EDUCATION;
    case CV_KEY_EMPLOYMENT: return CV_EMPLOYMENT;
    case CV_KEY_PROJECT: return CV_PROJECT;
    case CV_KEY_SERVICE: return CV_SERVICE;
    default: break;
    }
    if (field_of(key) == CV_PROSE) return CV_LOOSE;
    return section == CV_KEY_EDUCATION ? CV_EDUCATION : CV_EMPLOYMENT;
}

static struct cv_column column_of(struct cv_reader *r, struct bytes name)
{
    uint32_t number;
    enum cv_key prefix, key = cv_key_of_column(&r->keys, name, &number, &prefix);
    struct cv_column c = {.field = field_of(key), .section = section_of(key, prefix), .key = (uint8_t)key};
    if (c.field != CV_PROSE) c.entry = 2 * number + 1 + (c.section == CV_EDUCATION);
    return c;
}

bool cv_reader_columns(struct cv_reader *r, struct bytes header, char delimiter)
{
    struct field f;
    size_t at = 0;
    if (!r->columns && !(r->columns = calloc(COLUMNS_MAX, sizeof *r->columns))) return false;
    r->delimiter = delimiter;
    r->column_count = 0;
    while (r->column_count < COLUMNS_MAX && field_next(header, delimiter, &at, &f))
        r->columns[r->column_count++] = column_of(r, bytes_slice(header, f.from, f.len));
    return true;
}

/* --- rows --- */

/* A field that is the person's, and no part. */
static bool take_identity(struct cv_reader *r, const struct cv_column *c, const struct field *f)
{
    struct cv *cv = r->cv;
    struct bytes *to = NULL;
    switch ((enum cv_key)c->key) {
    case CV_KEY_ID: to = &cv->id; break;
    case CV_KEY_LABEL:
    case CV_KEY_NAME: to = &cv->name; break;
    case CV_KEY_GIVEN_NAME: to = &r->given; break;
    case CV_KEY_FAMILY_NAME: to = &r->family; break;
    case CV_KEY_PLACE:
    case CV_KEY_COUNTRY: to = &cv->place; break;
    case CV_KEY_IGNORED:
    case CV_KEY_DROPPED:
    case CV_KEY_CURRENT:
    case CV_KEY_YEAR:
    case CV_KEY_MONTH:
    case CV_KEY_DAY: return true;
    default: return false;
    }
    if (f->len > 0 && (to->len == 0 || c->key == CV_KEY_COUNTRY)) {
        *to = field_text(r, cv->bytes, f, r->text_len);
    }
    return true;
}

enum cv_status cv_read_row(struct cv_reader *r, struct cv *cv)
{
    size_t quotes = 0, at = 0, column = 0;
    for (size_t i = 0; i < cv->bytes.len; i++) quotes += cv->bytes.data[i] == '"';
    if (!cv_begin(r, cv, cv->bytes.len, quotes + r->column_count + 1)) return CV_MEMORY;
    struct field f;
    for (; column < r->column_count && field_next(cv->bytes, r->delimiter, &at, &f); column++) {
        const struct cv_column *c = &r->columns[column];
        if (take_identity(r, c, &f)) continue;
        field_part(r, &f, &(struct cv_part){.section = c->section, .field = c->field, .entry = c->entry});
    }
    if (at < cv->bytes.len && column == r->column_count) return cv_malformed(r, "more fields than columns", at);
    return cv_end(r);
}
