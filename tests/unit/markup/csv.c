#include "markup/csv.h"

#include "check.h"

static struct csv reader(const char *text, struct arena *a)
{
    return (struct csv){.text = bytes_of_text(text), .line = 1, .file = "x.csv", .arena = a};
}

static const char *field(struct arena *a, struct bytes b)
{
    return arena_copy(a, (const char *)b.data, b.len);
}

TEST(quotes_commas_and_line_ends)
{
    struct arena *a = arena_new();
    struct csv c = reader("one,\"two, \"\"2\"\"\",\r\n\"three\nlines\",  four ,五\n", a);
    struct bytes f[CSV_COLUMNS];
    size_t n;
    REQUIRE(csv_next(&c, f, &n, NULL) == ERR_OK && n == 3);
    CHECK_TEXT(field(a, f[0]), "one");
    CHECK_TEXT(field(a, f[1]), "two, \"2\"");
    CHECK_INT(f[2].len, 0);
    CHECK_INT(c.line, 2);
    REQUIRE(csv_next(&c, f, &n, NULL) == ERR_OK && n == 3);
    CHECK_TEXT(field(a, f[0]), "three\nlines");
    CHECK_TEXT(field(a, f[1]), "  four ");
    CHECK_TEXT(field(a, f[2]), "五");
    CHECK_INT(c.at, c.text.len);
    CHECK_INT(c.line, 4);
    arena_free(a);
}

TEST(what_is_no_csv)
{
    static const char *const bad[] = {"\"open", "a\"b,c", "\"a\"b"};
    struct arena *a = arena_new();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct csv c = reader(bad[i], a);
        struct bytes f[CSV_COLUMNS];
        struct fault fault = {.text = ""};
        size_t n;
        enum err err = csv_next(&c, f, &n, &fault);
        CHECK_INT(err, ERR_FORMAT);
        CHECK(strncmp(fault.text, "x.csv:1: ", 9) == 0);
    }
    char many[2 * CSV_COLUMNS + 2];
    memset(many, ',', sizeof many - 1);
    many[sizeof many - 1] = 0;
    struct csv c = reader(many, a);
    struct bytes f[CSV_COLUMNS];
    size_t n;
    CHECK_INT(csv_next(&c, f, &n, NULL), ERR_FORMAT);
    arena_free(a);
}
