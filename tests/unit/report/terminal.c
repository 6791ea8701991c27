#include "report/terminal.h"

#include "report/text.h"
#include "sample.h"

static unsigned width;

static void in_width(const struct verdict *v, FILE *out)
{
    struct terminal_style style = {.width = width, .evidence_dir = "evidence"};
    report_terminal(v, out, &style);
}

static void in_default_style(const struct verdict *v, FILE *out)
{
    report_terminal(v, out, NULL);
}

static void in_colour(const struct verdict *v, FILE *out)
{
    struct terminal_style style = {.colour = true, .width = 100, .evidence_dir = "evidence", .utf8 = true};
    report_terminal(v, out, &style);
}

static void golden(const struct verdict *v, const char *path)
{
    size_t len = 0, want_len = 0;
    width = 100;
    char *text = sample_render(in_width, v, &len);
    uint8_t *want = check_file(path, &want_len);
    REQUIRE(want != NULL);
    CHECK_INT(len, want_len);
    CHECK(len == want_len && memcmp(text, want, len) == 0);
    free(text);
    free(want);
}

TEST(sheet_as_designed)
{
    golden(sample_picture(), "tests/golden/report/picture.txt");
}

TEST(sheet_with_everything)
{
    golden(sample_rich(), "tests/golden/report/rich.txt");
}

/* No line is longer than the page, none ends in a blank. */
static void check_lines(const char *text, unsigned columns)
{
    for (const char *line = text, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        REQUIRE(end != NULL);
        if (!CHECK((size_t)(end - line) <= columns)) printf("        %.*s\n", (int)(end - line), line);
        if (!CHECK(end == line || end[-1] != ' ')) printf("        %.*s|\n", (int)(end - line), line);
    }
}

TEST(lines_fit_any_width)
{
    static const unsigned widths[] = {60, 61, 72, 80, 99, 132, 250};
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
        size_t len = 0;
        width = widths[i];
        char *text = sample_render(in_width, sample_rich(), &len);
        check_lines(text, width);
        free(text);
    }
}

TEST(empty_books_balance)
{
    size_t len = 0;
    char *text = sample_render(in_default_style, &sample_empty, &len);
    CHECK(strstr(text, "The books balance.\n") != NULL);
    CHECK(strstr(text, "Interceptions") == NULL);
    check_lines(text, TERMINAL_WIDTH);
    free(text);
}

TEST(remainder_is_told)
{
    struct verdict v = *sample_picture();
    size_t len = 0;
    v.finding_count = 0;
    char *text = sample_render(in_default_style, &v, &len);
    CHECK(strstr(text, "Remainder 1,661 packets, 1.1 MB copied or unexplained, too little for a finding\nThe books balance.\n") !=
          NULL);
    free(text);
}

TEST(nothing_hostile_reaches_the_terminal)
{
    size_t len = 0;
    width = 80;
    char *text = sample_render(in_width, sample_hostile(), &len);
    CHECK_INT(strlen(text), len);
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (!CHECK(c == '\n' || (c >= 0x20 && c < 0x7f))) break;
    }
    CHECK(strstr(text, "\\x1b[2J") != NULL);
    CHECK(strstr(text, "\\u{202e}") != NULL);
    CHECK(strstr(text, "evidence/../") == NULL);
    CHECK(strstr(text, "evidence/F-0003.pcapng") != NULL);
    free(text);
}

TEST(colour_only_when_asked)
{
    size_t len = 0, coloured = 0;
    char *text = sample_render(in_default_style, sample_rich(), &len);
    CHECK(strchr(text, '\x1b') == NULL);
    free(text);
    text = sample_render(in_colour, sample_hostile(), &len);
    for (const char *at = text; (at = strchr(at, '\x1b')) != NULL; at++) {
        size_t code = strspn(at + 2, "0123456789;");
        if (!CHECK(at[1] == '[' && at[2 + code] == 'm')) break;
        coloured++;
    }
    CHECK(coloured > 10 && coloured % 2 == 0);
    free(text);
}
