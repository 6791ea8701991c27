/* Lists in CSV: RFC 4180, columns found by the names in the first line. Lines that begin with '#' before that line are comments;
 * one of them may be "# version: ...". */
#include "markup/csv.h"
#include "people/organisations_internal.h"

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

/* A list as it is read. */
struct rows {
    struct organisation_builder *b;
    struct csv csv;
};

static enum err wrong(const struct rows *c, uint32_t line, const char *what)
{
    return fault_set(c->b->fault, ERR_FORMAT, "%s:%u: %s", c->b->file, line, what);
}

static enum err next_record(struct rows *c, struct bytes fields[static CSV_COLUMNS], size_t *ret_count)
{
    enum err err = csv_next(&c->csv, fields, ret_count, c->b->fault);
    for (size_t i = 0; err == ERR_OK && i < *ret_count; i++) fields[i] = organisation_trim(fields[i]);
    return err;
}

static enum column column_of(struct bytes name)
{
    for (enum column k = 0; k < COLUMN_COUNT; k++)
        if (bytes_equal(name, bytes_of_text(column_names[k]))) return k;
    return COLUMN_OTHER;
}

struct columns {
    enum column list[CSV_COLUMNS];
    bool present[COLUMN_COUNT + 1];
    size_t count;
};

static enum err read_columns(struct rows *c, struct columns *ret)
{
    struct bytes fields[CSV_COLUMNS];
    uint32_t line = c->csv.line;
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

static void put(struct rows *c, struct organisation_row *row, enum column k, struct bytes text)
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
static bool skip_line(struct rows *c)
{
    struct bytes rest = bytes_slice(c->csv.text, c->csv.at, c->csv.text.len), key = bytes_of_text("# version:");
    const uint8_t *end = memchr(rest.data, '\n', rest.len);
    struct bytes line = organisation_trim(bytes_slice(rest, 0, end ? (size_t)(end - rest.data) : rest.len));
    if (line.len > 0 && *line.data != '#') return false;
    if (bytes_equal(bytes_slice(line, 0, key.len), key)) {
        struct bytes version = organisation_trim(bytes_slice(line, key.len, line.len));
        c->b->made->version = arena_copy(c->b->arena, (const char *)version.data, version.len);
    }
    c->csv.at = end ? (size_t)(end - c->csv.text.data) + 1 : c->csv.text.len;
    c->csv.line++;
    return true;
}

static enum err read_row(struct rows *c, const struct columns *columns)
{
    struct bytes fields[CSV_COLUMNS];
    size_t count;
    struct organisation_row row = {.line = c->csv.line, .judged = columns->present[COLUMN_AMBIGUOUS]};
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
    struct rows c = {.b = b, .csv = {.text = file, .line = 1, .file = b->file, .arena = b->arena}};
    struct columns columns = {.count = 0};
    while (c.csv.at < file.len && skip_line(&c)) {
    }
    enum err err = read_columns(&c, &columns);
    while (err == ERR_OK && c.csv.at < file.len)
        if (!skip_line(&c)) err = read_row(&c, &columns);
    return err;
}
