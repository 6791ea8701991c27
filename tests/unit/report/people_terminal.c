#include "report/people_terminal.h"

#include "people_sample.h"
#include "report/text.h"

static struct people_style style;

static void styled(const struct study *s, FILE *out)
{
    people_terminal(s, out, &style);
}

static void unstyled(const struct study *s, FILE *out)
{
    people_terminal(s, out, NULL);
}

/* No line is wider than the page, none ends in a blank. */
static void check_lines(const char *text, unsigned columns)
{
    char line[4096];
    for (const char *at = text, *end; *at; at = end + 1) {
        end = strchr(at, '\n');
        REQUIRE(end != NULL && (size_t)(end - at) < sizeof line);
        snprintf(line, sizeof line, "%.*s", (int)(end - at), at);
        if (!CHECK(text_columns(line, true) <= columns)) printf("        %s\n", line);
        if (!CHECK(end == at || end[-1] != ' ')) printf("        %s|\n", line);
    }
}

TEST(page_as_designed)
{
    style = (struct people_style){.width = 100, .utf8 = true};
    char *text = people_render(styled, &people_rich);
    CHECK(check_golden("tests/golden/report/people.txt", text, strlen(text)));
    free(text);
}

TEST(lines_fit_any_width)
{
    static const unsigned widths[] = {60, 61, 72, 80, 99, 132, 250};
    const struct study *const studies[] = {&people_rich, &people_evil, &people_empty};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
        for (size_t k = 0; k < 3; k++) {
            style = (struct people_style){.width = widths[i], .utf8 = true};
            char *text = people_render(styled, studies[k]);
            check_lines(text, widths[i]);
            free(text);
        }
}

TEST(every_verdict_in_words_and_null_results_too)
{
    char *text = people_render(unstyled, &people_rich);
    CHECK(strstr(text, "more often than at Polar Telecom; an odds ratio of 1.41 or 0.68 would be seen (power 0.8)\n") != NULL);
    CHECK(strstr(text, "no difference seen; an odds ratio of 1.52 or 0.59 would be seen") != NULL);
    CHECK(strstr(text, "no verdict: too few people; an odds ratio of 12.5 would be seen") != NULL);
    CHECK(strstr(text, "no verdict: too few people; no odds ratio would be seen") != NULL);
    CHECK(strstr(text, "Meridian Networks, ties of any of the five kinds: more often.\n") != NULL);
    CHECK(strstr(text, "let pass for this reason: the authority asked for it") != NULL);
    free(text);
}

TEST(nothing_compared_is_no_verdict)
{
    char *text = people_render(unstyled, &people_empty);
    CHECK(strstr(text, "No test was made: rates alone, no verdict.\n") != NULL);
    check_lines(text, PEOPLE_WIDTH);
    free(text);
}

TEST(exploration_alone_is_no_verdict)
{
    struct study s = people_rich;
    s.tests = &people_tests_made[people_rich.test_count - 1];
    s.test_count = 1;
    char *text = people_render(unstyled, &s);
    CHECK(strstr(text, "\nNothing was asked before the run: exploration, no verdict.\n") != NULL);
    free(text);
}

TEST(no_escape_of_others_reaches_a_terminal)
{
    style = (struct people_style){.width = 100, .utf8 = true};
    char *text = people_render(styled, &people_evil);
    CHECK(strchr(text, '\x1b') == NULL);
    CHECK(strstr(text, "\xe2\x80\xae") == NULL);
    CHECK(strchr(text, '\xff') == NULL);
    free(text);
    style.utf8 = false;
    text = people_render(styled, &people_rich);
    for (const char *c = text; *c; c++) CHECK((unsigned char)*c < 0x80);
    free(text);
}

TEST(colour_only_where_wanted)
{
    style = (struct people_style){.colour = true, .utf8 = true};
    char *text = people_render(styled, &people_rich), *at = text;
    CHECK(strstr(text, "\x1b[1m") != NULL);
    for (unsigned open = 0; (at = strchr(at, '\x1b')) != NULL; at++) {
        open = strncmp(at, "\x1b[m", 3) != 0;
        CHECK(open || at > text);
    }
    free(text);
}

TEST(what_is_withheld_shows_no_figure)
{
    struct study_test tests[8];
    struct study s = people_public(tests);
    char *text = people_render(unstyled, &s);
    CHECK(strstr(text, "\n  posted                      not shown: counts too small to publish\n") != NULL);
    CHECK(strstr(text, "7/25,011") == NULL);
    CHECK(strstr(text, "this is the form for publication") != NULL);
    CHECK(strstr(text, "single people by pseudonym") == NULL);
    free(text);
}
