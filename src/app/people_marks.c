#include "app/people_marks.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "markup/csv.h"
#include "report/people_csv.h"

enum column {
    ITEM,
    PERSON,
    EMPLOYER,
    STRATUM,
    HIT,
    POPULATION,
    PEOPLE,
    TIED,
    NEEDED, /* all before */
    ORGANISATION = NEEDED,
    KIND,
    QUOTE,
    RECORD,
    FROM,
    UNTIL,
    RATER_1,
    RATER_2,
    AGREED,
    COLUMNS
};

static const char *const names[COLUMNS] = {
    [ITEM] = "item",
    [PERSON] = "person",
    [EMPLOYER] = "employer",
    [STRATUM] = "stratum",
    [HIT] = "hit",
    [POPULATION] = "stratum_size",
    [PEOPLE] = "employer_people",
    [TIED] = "employer_tied",
    [ORGANISATION] = "organisation",
    [KIND] = "kind",
    [QUOTE] = "quote",
    [RECORD] = "record",
    [FROM] = "quote_from_octet",
    [UNTIL] = "quote_until_octet",
    [RATER_1] = "rater_1",
    [RATER_2] = "rater_2",
    [AGREED] = "agreed",
};

static void number(FILE *out, uint64_t n)
{
    fprintf(out, ",%" PRIu64, n);
}

static void text(FILE *out, const char *t)
{
    putc(',', out);
    people_csv_cell(out, t);
}

void people_marks_write(const struct rating_sheet *s, struct arena *a, FILE *out)
{
    for (unsigned k = 0; k < COLUMNS; k++) fprintf(out, "%s%s", names[k], k + 1 < COLUMNS ? "," : "\r\n");
    for (size_t i = 0; i < s->count; i++) {
        const struct rating_item *item = &s->list[i];
        fprintf(out, "%" PRIu64, item->number);
        text(out, item->person);
        text(out, item->employer);
        text(out, item->stratum);
        text(out, item->hit ? "yes" : "no");
        number(out, item->population);
        number(out, item->employer_people);
        number(out, item->employer_tied);
        text(out, item->organisation);
        text(out, item->kind);
        text(out, item->quote);
        text(out, arena_printf(a, "%s:%" PRIu64, item->file, item->line));
        number(out, item->from);
        number(out, item->until);
        fputs(",,,\r\n", out);
    }
}

/* A sheet as it is read. */
struct reading {
    struct csv csv;
    struct bytes fields[CSV_COLUMNS];
    size_t count;
    int at[COLUMNS]; /* which field a column is, -1: none */
    uint32_t line;   /* of the fields */
    struct fault *fault;
};

static struct bytes field(const struct reading *r, enum column k)
{
    return r->at[k] >= 0 && (size_t)r->at[k] < r->count ? r->fields[r->at[k]] : (struct bytes){NULL, 0};
}

static enum err wrong(const struct reading *r, enum err code, const char *what)
{
    return fault_set(r->fault, code, "%s:%u: %s", r->csv.file, r->line, what);
}

static enum err next_row(struct reading *r)
{
    r->line = r->csv.line;
    return csv_next(&r->csv, r->fields, &r->count, r->fault);
}

static enum err read_names(struct reading *r)
{
    static const struct bytes mark = {(const uint8_t *)"\xef\xbb\xbf", 3};
    if (bytes_equal(bytes_slice(r->csv.text, 0, mark.len), mark)) r->csv.at = mark.len; /* spreadsheets put it there */
    if (r->csv.at == r->csv.text.len) return wrong(r, ERR_FORMAT, "the sheet is empty");
    enum err err = next_row(r);
    if (err != ERR_OK) return err;
    for (unsigned k = 0; k < COLUMNS; k++) {
        r->at[k] = -1;
        for (size_t i = 0; i < r->count; i++)
            if (bytes_equal(r->fields[i], bytes_of_text(names[k]))) r->at[k] = (int)i;
        if (k < NEEDED && r->at[k] < 0)
            return fault_set(r->fault, ERR_FORMAT, "%s: no column \"%s\": it is no sheet of custos people sample", r->csv.file,
                             names[k]);
    }
    return ERR_OK;
}

static bool is_one_of(struct bytes word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (word.len == strlen(list[i]) && strncasecmp((const char *)word.data, list[i], word.len) == 0) return true;
    return false;
}

static enum err read_mark(const struct reading *r, enum column k, enum rating_mark *ret)
{
    static const char *const yes[] = {"yes", "y", "1", "true", "x", "是"}, *const no[] = {"no", "n", "0", "false", "否"};
    struct bytes word = field(r, k);
    while (word.len && word.data[word.len - 1] == ' ') word.len--;
    while (word.len && *word.data == ' ') word.data++, word.len--;
    *ret = MARK_NONE;
    if (word.len == 0) return ERR_OK;
    if (is_one_of(word, yes, ARRAY_LEN(yes)))
        *ret = MARK_YES;
    else if (is_one_of(word, no, ARRAY_LEN(no)))
        *ret = MARK_NO;
    else
        return fault_set(r->fault, ERR_FORMAT, "%s:%u: %s \"%.*s\": yes or no is wanted, or nothing", r->csv.file, r->line,
                         names[k], (int)(word.len < 40 ? word.len : 40), (const char *)word.data);
    return ERR_OK;
}

static enum err read_count(const struct reading *r, enum column k, uint64_t *ret)
{
    struct bytes digits = field(r, k);
    uint64_t n = 0;
    bool good = digits.len > 0 && digits.len < 16;
    for (size_t i = 0; good && i < digits.len; i++) {
        good = digits.data[i] >= '0' && digits.data[i] <= '9';
        n = n * 10 + (uint64_t)(digits.data[i] - '0');
    }
    *ret = n;
    return good ? ERR_OK : fault_set(r->fault, ERR_FORMAT, "%s:%u: %s: a number is wanted", r->csv.file, r->line, names[k]);
}

static const char *read_text(const struct reading *r, enum column k)
{
    struct bytes t = field(r, k);
    return arena_copy(r->csv.arena, t.len ? (const char *)t.data : "", t.len);
}

static enum err read_item(const struct reading *r, struct rating_item *ret)
{
    enum rating_mark hit = MARK_NONE;
    enum err err = read_count(r, ITEM, &ret->number);
    if (err == ERR_OK) err = read_count(r, POPULATION, &ret->population);
    if (err == ERR_OK) err = read_count(r, PEOPLE, &ret->employer_people);
    if (err == ERR_OK) err = read_count(r, TIED, &ret->employer_tied);
    if (err == ERR_OK) err = read_mark(r, HIT, &hit);
    if (err == ERR_OK) err = read_mark(r, RATER_1, &ret->marks[0]);
    if (err == ERR_OK) err = read_mark(r, RATER_2, &ret->marks[1]);
    if (err == ERR_OK) err = read_mark(r, AGREED, &ret->agreed);
    if (err != ERR_OK) return err;
    if (hit == MARK_NONE || ret->employer_tied > ret->employer_people || ret->population == 0)
        return wrong(r, ERR_FORMAT, "what custos people sample wrote there was changed");
    ret->hit = hit == MARK_YES;
    ret->person = read_text(r, PERSON);
    ret->employer = read_text(r, EMPLOYER);
    ret->stratum = read_text(r, STRATUM);
    return ERR_OK;
}

static enum err join_mark(const struct reading *r, enum rating_mark own, enum rating_mark *mark)
{
    if (own == MARK_NONE) return ERR_OK;
    if (*mark != MARK_NONE && *mark != own)
        return wrong(r, ERR_INVALID, "another sheet has another mark of the same rater there");
    *mark = own;
    return ERR_OK;
}

static enum err join(const struct reading *r, const struct rating_item *own, struct rating_item *item)
{
    if (strcmp(own->person, item->person) != 0 || strcmp(own->employer, item->employer) != 0 ||
        own->population != item->population)
        return wrong(r, ERR_INVALID, "the item is another one than on the sheets before: they are of different samples");
    enum err err = ERR_OK;
    for (unsigned k = 0; err == ERR_OK && k < RATERS; k++) err = join_mark(r, own->marks[k], &item->marks[k]);
    return err == ERR_OK ? join_mark(r, own->agreed, &item->agreed) : err;
}

static struct rating_item *find(const struct rating_sheet *s, uint64_t number)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->list[i].number == number) return &s->list[i];
    return NULL;
}

static enum err read_sheet(struct reading *r, size_t *room, struct rating_sheet *s)
{
    enum err err = read_names(r);
    while (err == ERR_OK && r->csv.at < r->csv.text.len) {
        struct rating_item own = {0};
        err = next_row(r);
        if (err != ERR_OK || (r->count == 1 && r->fields[0].len == 0)) continue; /* a blank line */
        err = read_item(r, &own);
        if (err != ERR_OK) break;
        struct rating_item *item = find(s, own.number);
        if (item) {
            err = join(r, &own, item);
            continue;
        }
        s->list = arena_room(r->csv.arena, s->list, s->count, room, sizeof *s->list);
        s->list[s->count++] = own;
    }
    return err;
}

static enum err read_file(const char *path, struct arena *a, struct bytes *ret, struct fault *f)
{
    enum { SHEET_MOST = 32 << 20 };
    char *data = malloc(SHEET_MOST);
    size_t len;
    if (!data) return fault_set(f, ERR_MEMORY, "not enough memory for %s", path);
    bool read = file_read(AT_FDCWD, path, data, SHEET_MOST, &len);
    int cause = errno;
    if (read) *ret = bytes_of(arena_copy(a, data, len), len);
    free(data);
    if (read) return ERR_OK;
    return fault_set(f, ERR_IO, "%s: %s", path, cause ? strerror(cause) : "it is too long for a sheet");
}

enum err people_marks_read(const char *const *paths, size_t count, struct arena *a, struct rating_sheet *ret, struct fault *f)
{
    struct rating_sheet s = {0};
    size_t room = 0;
    enum err err = ERR_OK;
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        struct reading r = {.csv = {.line = 1, .file = paths[i], .arena = a}, .fault = f};
        err = read_file(paths[i], a, &r.csv.text, f);
        if (err == ERR_OK) err = read_sheet(&r, &room, &s);
    }
    if (err == ERR_OK) *ret = s;
    return err;
}
