#include "report/people_csv.h"

#include "people_sample.h"

enum { COLUMNS = 24 };

/* A strict reader of RFC 4180: the next cell, unquoted, into `cell`; *ret_end: it was the last of its line. NULL: no CSV. */
static const char *next_cell(const char *at, char cell[static 512], bool *ret_end)
{
    size_t len = 0;
    bool quoted = *at == '"';
    for (at += quoted; *at && len < 511; at++) {
        if (quoted && *at == '"') {
            if (at[1] != '"') break;
            at++;
        } else if (!quoted && (*at == ',' || *at == '\r')) {
            break;
        } else if (!quoted && (*at == '"' || *at == '\n')) {
            return NULL;
        }
        cell[len++] = *at;
    }
    cell[len] = 0;
    if (quoted && *at++ != '"') return NULL;
    *ret_end = strncmp(at, "\r\n", 2) == 0;
    return *ret_end ? at + 2 : *at == ',' ? at + 1 : NULL;
}

struct table {
    char cells[8][COLUMNS][512];
    size_t rows;
};

static bool read_table(const char *text, struct table *t)
{
    size_t column = 0;
    t->rows = 0;
    while (*text) {
        bool end;
        if (t->rows == 8 || column == COLUMNS || !(text = next_cell(text, t->cells[t->rows][column], &end))) return false;
        column++;
        if (!end) continue;
        if (column != COLUMNS) return false;
        t->rows++;
        column = 0;
    }
    return column == 0;
}

static int column_of(const struct table *t, const char *name)
{
    for (int i = 0; i < COLUMNS; i++)
        if (strcmp(t->cells[0][i], name) == 0) return i;
    return 0;
}

TEST(a_line_a_tie)
{
    struct table t;
    char *text = people_render(people_csv, &people_rich);
    REQUIRE(read_table(text, &t));
    CHECK_INT(t.rows, 4);
    CHECK_TEXT(t.cells[1][column_of(&t, "quote")], "2001.9-2008 北方通信大学 讲师（兼）");
    CHECK_TEXT(t.cells[1][column_of(&t, "record")], "corpus/people-1.jsonl.zst:118");
    CHECK_TEXT(t.cells[1][column_of(&t, "quote_from_octet")], "40099");
    CHECK_TEXT(t.cells[2][column_of(&t, "kind")], "posted");
    CHECK_TEXT(t.cells[2][column_of(&t, "confidence")], "0.90");
    CHECK_TEXT(t.cells[3][column_of(&t, "overlap_months")], "0");
    free(text);
}

/* No cell may be taken for a formula, whatever a CV says; what it says is still there. */
TEST(no_cell_is_a_formula)
{
    struct table t;
    char *text = people_render(people_csv, &people_evil);
    REQUIRE(read_table(text, &t));
    CHECK_INT(t.rows, 2);
    for (int i = 0; i < COLUMNS; i++) {
        const char *cell = t.cells[1][i] + strspn(t.cells[1][i], " ");
        if (!CHECK(*cell == 0 || strchr("=+-@\t\r\n", *cell) == NULL)) printf("        column %d: %s\n", i, cell);
        CHECK(strncmp(cell, "\uff1d", 3) != 0);
    }
    CHECK_TEXT(t.cells[1][column_of(&t, "person")], "'=HYPERLINK(\"x\")");
    CHECK_TEXT(t.cells[1][column_of(&t, "country")], "'@SUM(A1)");
    CHECK_TEXT(t.cells[1][column_of(&t, "rule")], "' =1");
    CHECK_TEXT(t.cells[1][column_of(&t, "kind")], "' =1");
    CHECK_TEXT(t.cells[1][column_of(&t, "quote")], "he said \"a,b\" \n=2;  ");
    CHECK(strchr(text, '\x1b') == NULL);
    free(text);
}

TEST(names_alone_without_ties)
{
    struct table t;
    char *text = people_render(people_csv, &people_empty);
    REQUIRE(read_table(text, &t));
    CHECK_INT(t.rows, 1);
    CHECK_TEXT(t.cells[0][0], "person");
    free(text);
}
