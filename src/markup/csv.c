#include "markup/csv.h"

#include <stdbool.h>

static enum err wrong(const struct csv *c, uint32_t line, const char *what, struct fault *f)
{
    return fault_set(f, ERR_FORMAT, "%s:%u: %s", c->file, line, what);
}

/* A field in quotation marks, which stands at c->at; doubled ones become one. */
static enum err quoted_field(struct csv *c, struct bytes *ret, struct fault *f)
{
    size_t from = ++c->at, doubled = 0;
    uint32_t began = c->line;
    for (; c->at < c->text.len; c->at++) {
        c->line += c->text.data[c->at] == '\n';
        if (c->text.data[c->at] != '"') continue;
        if (c->at + 1 == c->text.len || c->text.data[c->at + 1] != '"') break;
        doubled++;
        c->at++;
    }
    if (c->at == c->text.len) return wrong(c, began, "a quotation mark is not closed", f);
    struct bytes whole = bytes_slice(c->text, from, c->at++ - from);
    *ret = whole;
    if (!doubled) return ERR_OK;
    uint8_t *kept = arena_alloc(c->arena, whole.len - doubled);
    size_t len = 0;
    for (size_t i = 0; i < whole.len; i++) {
        kept[len++] = whole.data[i];
        i += whole.data[i] == '"';
    }
    *ret = bytes_of(kept, len);
    return ERR_OK;
}

static bool ends_plain(uint8_t octet)
{
    return octet == ',' || octet == '\r' || octet == '\n' || octet == '"';
}

static enum err plain_field(struct csv *c, struct bytes *ret, struct fault *f)
{
    size_t from = c->at;
    while (c->at < c->text.len && !ends_plain(c->text.data[c->at])) c->at++;
    *ret = bytes_slice(c->text, from, c->at - from);
    bool inside = c->at < c->text.len && c->text.data[c->at] == '"';
    return inside ? wrong(c, c->line, "a quotation mark inside a field without them", f) : ERR_OK;
}

enum err csv_next(struct csv *c, struct bytes fields[static CSV_COLUMNS], size_t *ret_count, struct fault *f)
{
    *ret_count = 0;
    for (;;) {
        if (*ret_count == CSV_COLUMNS) return wrong(c, c->line, "too many columns", f);
        bool quoted = c->at < c->text.len && c->text.data[c->at] == '"';
        enum err err = quoted ? quoted_field(c, &fields[*ret_count], f) : plain_field(c, &fields[*ret_count], f);
        if (err != ERR_OK) return err;
        ++*ret_count;
        if (c->at < c->text.len && c->text.data[c->at] == '\r') c->at++;
        if (c->at == c->text.len) return ERR_OK;
        uint8_t end = c->text.data[c->at++];
        c->line += end == '\n';
        if (end == '\n') return ERR_OK;
        if (end != ',') return wrong(c, c->line, "text behind a closing quotation mark", f);
    }
}
