/* Lists in CSV: RFC 4180, columns found by the names in the first line. Lines that begin with '#' before that line are comments;
 * one of them may be "# version: ...". */
#include "people/organisations_internal.h"

enum { COLUMNS_MAX = 64 };

enum column {
    COLUMN_ID,
    COLUMN_COUNTRY,
    COLUMN_KIND,
    COLUMN_NAME,
    COLUMN_NAME_EN,
    COLUMN_NATIVE,
    COLUMN_ABBREV,
    COLUMN_ALIASES,
    COLUMN_AMBIGUOUS,
    COLUMN_FROM,
    COLUMN_TO,
    COLUMN_PARENT,
    COLUMN_COUNT,
    COLUMN_OTHER = COLUMN_COUNT
};

static const char *const column_names[COLUMN_COUNT] = {
    [COLUMN_ID] = "id",           [COLUMN_COUNTRY] = "country", [COLUMN_KIND] = "kind",
    [COLUMN_NAME] = "name",       [COLUMN_NAME_EN] = "name_en", [COLUMN_NATIVE] = "name_native",
    [COLUMN_ABBREV] = "abbrev",   [COLUMN_ALIASES] = "aliases", [COLUMN_AMBIGUOUS] = "ambiguous_needs_context",
    [COLUMN_FROM] = "valid_from", [COLUMN_TO] = "valid_to",     [COLUMN_PARENT] = "parent",
};

struct csv {
    struct organisation_builder *b;
    struct bytes text;
    size_t at;
    uint32_t line; /* of text[at], from 1 */
};

static enum err wrong(const struct csv *c, uint32_t line, const char *what)
{
    return fault_set(c->b->fault, ERR_FORMAT, "%s:%u: %s", c->b->file, line, what);
}

/* A field in quotation marks, which stands at c->at; doubled ones become one. */
static enum err quoted_field(struct csv *c, struct bytes *ret)
{
    uint32_t began = c->line;
    size_t len = 0;
    char *kept = arena_alloc(c->b->arena, c->text.len - c->at);
    for (c->at++; c->at < c->text.len; c->at++) {
        uint8_t octet = c->text.data[c->at];
        bool again = octet == '"' && c->at + 1 < c->text.len && c->text.data[c->at + 1] == '"';
        if (octet == '"' && !again) {
            c->at++;
            *ret = bytes_of(kept, len);
            return ERR_OK;
        }
        c->at += again;
        c->line += octet == '\n';
        kept[len++] = (char)octet;
    }
    return wrong(c, began, "a quotation mark is not closed");
}

static enum err plain_field(struct csv *c, struct bytes *ret)
{
    size_t from = c->at;
    while (c->at < c->text.len && c->text.data[c->at] != ',' && c->text.data[c->at] != '\n' && c->text.data[c->at] != '"')
        c->at++;
    *ret = bytes_slice(c->text, from, c->at - from);
    return c->at < c->text.len && c->text.data[c->at] == '"' ? wrong(c, c->line, "a quotation mark inside a field without them")
                                                             : ERR_OK;
}

/* The fields of the line at c->at, which is behind it afterwards. */
static enum err next_record(struct csv *c, struct bytes fields[static COLUMNS_MAX], size_t *ret_count)
{
    *ret_count = 0;
    for (;;) {
        if (*ret_count == COLUMNS_MAX) return wrong(c, c->line, "too many columns");
        bool quoted = c->at < c->text.len && c->text.data[c->at] == '"';
        enum err err = quoted ? quoted_field(c, &fields[*ret_count]) : plain_field(c, &fields[*ret_count]);
        if (err != ERR_OK) return err;
        fields[*ret_count] = organisation_trim(fields[*ret_count]);
        ++*ret_count;
        if (c->at < c->text.len && c->text.data[c->at] == '\r') c->at++;
        if (c->at == c->text.len) return ERR_OK;
        uint8_t end = c->text.data[c->at++];
        c->line += end == '\n';
        if (end == '\n') return ERR_OK;
        if (end != ',') return wrong(c, c->line, "text behind a closing quotation mark");
    }
}

static enum column column_of(struct bytes name)
{
    for (enum column k = 0; k < COLUMN_COUNT; k++)
        if (bytes_equal(name, bytes_of_text(column_names[k]))) return k;
    return COLUMN_OTHER;
}

struct columns {
    enum column list[COLUMNS_MAX];
    bool present[COLUMN_COUNT + 1];
    size_t count;
};

static enum err read_columns(struct csv *c, struct columns *ret)
{
    struct bytes fields[COLUMNS_MAX];
    uint32_t line = c->line;
    enum err err = next_record(c, fields, &ret->count);
    if (err != ERR_OK) return err;
    for (size_t i = 0; i < ret->count; i++) {
        enum column k = ret->list[i] = column_of(fields[i]);
        if (k != COLUMN_OTHER && ret->present[k]) return wrong(c, line, "a column stands twice");
        ret->present[k] = true;
    }
    if (!ret->present[COLUMN_ID] || !ret->present[COLUMN_COUNTRY] || !ret->present[COLUMN_KIND] ||
        !(ret->present[COLUMN_NAME] || ret->present[COLUMN_NAME_EN]))
        return wrong(c, line, "the first line must name the columns id, country, kind and name (or name_en)");
    return ERR_OK;
}

static void put(struct csv *c, struct organisation_row *row, enum column k, struct bytes text)
{
    switch (k) {
    case COLUMN_ID: row->id = text; break;
    case COLUMN_COUNTRY: row->country = text; break;
    case COLUMN_KIND: row->kind = text; break;
    case COLUMN_NAME:
    case COLUMN_NAME_EN:
        if (row->name.len == 0) row->name = text;
        organisation_row_name(c->b, row, text, false);
        break;
    case COLUMN_NATIVE:
    case COLUMN_ABBREV: organisation_row_name(c->b, row, text, false); break;
    case COLUMN_ALIASES: organisation_row_names(c->b, row, text, false); break;
    case COLUMN_AMBIGUOUS: organisation_row_names(c->b, row, text, true); break;
    case COLUMN_FROM: row->valid_from = text; break;
    case COLUMN_TO: row->valid_to = text; break;
    case COLUMN_PARENT: row->parent = text; break;
    case COLUMN_OTHER: break;
    }
}

/* Comments and blank lines. The version is taken from "# version: ...". */
static bool skip_line(struct csv *c)
{
    struct bytes rest = bytes_slice(c->text, c->at, c->text.len), key = bytes_of_text("# version:");
    const uint8_t *end = memchr(rest.data, '\n', rest.len);
    struct bytes line = organisation_trim(bytes_slice(rest, 0, end ? (size_t)(end - rest.data) : rest.len));
    if (line.len > 0 && *line.data != '#') return false;
    if (bytes_equal(bytes_slice(line, 0, key.len), key)) {
        struct bytes version = organisation_trim(bytes_slice(line, key.len, line.len));
        c->b->made->version = arena_copy(c->b->arena, (const char *)version.data, version.len);
    }
    c->at = end ? (size_t)(end - c->text.data) + 1 : c->text.len;
    c->line++;
    return true;
}

static enum err read_row(struct csv *c, const struct columns *columns)
{
    struct bytes fields[COLUMNS_MAX];
    size_t count;
    struct organisation_row row = {.line = c->line, .judged = columns->present[COLUMN_AMBIGUOUS]};
    enum err err = next_record(c, fields, &count);
    if (err != ERR_OK) return err;
    if (count != columns->count)
        return fault_set(c->b->fault, ERR_FORMAT, "%s:%u: %zu columns, where the first line has %zu", c->b->file, row.line, count,
                         columns->count);
    for (size_t i = 0; i < count; i++) put(c, &row, columns->list[i], fields[i]);
    return organisation_build(c->b, &row);
}

enum err organisations_read_csv(struct organisation_builder *b, struct bytes file)
{
    struct csv c = {.b = b, .text = file, .line = 1};
    struct columns columns = {.count = 0};
    while (c.at < file.len && skip_line(&c)) {
    }
    enum err err = read_columns(&c, &columns);
    while (err == ERR_OK && c.at < file.len)
        if (!skip_line(&c)) err = read_row(&c, &columns);
    return err;
}
