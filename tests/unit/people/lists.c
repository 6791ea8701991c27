#include "people/lists.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbb"

TEST(erasures_of_records_and_persons)
{
    struct arena *a = arena_new();
    struct erasures e;
    struct fault f;
    REQUIRE(erasures_read(bytes_of_text("# asked for\n\n r-" B " # 2026-01-02\r\np-" A "\nr-" A), "list", a, &e, &f) == ERR_OK);
    CHECK_INT(e.record_count, 2);
    CHECK(erasures_have_record(&e, "r-" A) && erasures_have_record(&e, "r-" B));
    CHECK(!erasures_have_record(&e, "r-cccccccccccccccccccccccccc"));
    CHECK(erasures_have_person_of(&e, "r-" A) && !erasures_have_person_of(&e, "r-" B));
    REQUIRE(erasures_read(bytes_of_text(""), "list", a, &e, &f) == ERR_OK);
    CHECK(!erasures_have_record(&e, "r-" A) && !erasures_have_person_of(&e, "r-" A));
    CHECK_INT(erasures_read(bytes_of_text("\nJohn Smith\n"), "list", a, &e, &f), ERR_FORMAT);
    CHECK_TEXT(f.text, "list:2: \"John Smith\" is no pseudonym of a record (r-...) or person (p-...)");
    arena_free(a);
}

static struct organisation bodies[] = {{.id = "body-a"}, {.id = "body-b"}, {.id = "vendor"}};
static const struct organisations list = {.list = bodies, .count = 3};

static const struct interval told = {{2001, 0, 0, DATE_YEAR}, {2005, 0, 0, DATE_YEAR}, false};

TEST(corrections_are_applied_to_their_record)
{
    static const char text[] =
        "{\"record\":\"r-" B "\",\"organisation\":\"vendor\",\"action\":\"interval\",\"from\":\"2009-03\","
        "\"open\":true,\"reason\":\"payslips shown\"}\n"
        "{\"record\":\"r-" A "\",\"organisation\":\"body-a\",\"action\":\"strike\",\"reason\":\"namesake\"}\n"
        "{\"record\":\"r-" B "\",\"organisation\":\"vendor\",\"action\":\"interval\",\"from\":\"2010-04\","
        "\"until\":\"2011\",\"reason\":\"again\"}\n";
    struct employment jobs[] = {{.organisation = 2, .when = told, .former = true}};
    struct mention mentions[] = {{.organisation = 0, .when = told}, {.organisation = 1, .when = told}, {.organisation = 0}};
    struct extract x = {.record = "r-" A, .employments = jobs, .employment_count = 1, .mentions = mentions, .mention_count = 3};
    struct arena *a = arena_new();
    struct corrections c;
    struct fault f;
    REQUIRE(corrections_read(bytes_of_text(text), "list", a, &c, &f) == ERR_OK);
    CHECK_INT(c.count, 3);
    CHECK_INT(corrections_apply(&c, &list, &x), 2);
    CHECK_INT(x.mention_count, 1);
    CHECK_INT(mentions[0].organisation, 1);
    CHECK_INT(x.employment_count, 1);
    strcpy(x.record, "r-" B);
    CHECK_INT(corrections_apply(&c, &list, &x), 2); /* the last line counts */
    CHECK_INT(jobs[0].when.from.year, 2010);
    CHECK_INT(jobs[0].when.until.year, 2011);
    CHECK(!jobs[0].when.open && !jobs[0].former);
    strcpy(x.record, "r-cccccccccccccccccccccccccc");
    CHECK_INT(corrections_apply(&c, &list, &x), 0);
    arena_free(a);
}

TEST(what_is_written_is_read)
{
    struct correction rows[] = {{.record = "r-" A, .organisation = "body-a", .reason = "a \"reason\"", .strike = true},
                                {.record = "r-" B, .organisation = "vendor", .reason = "b", .when = told}};
    struct arena *a = arena_new();
    struct corrections c;
    struct fault f;
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    for (size_t i = 0; i < 2; i++) correction_write(out, &rows[i]);
    fclose(out);
    REQUIRE(corrections_read(bytes_of(text, len), "list", a, &c, &f) == ERR_OK);
    REQUIRE(c.count == 2);
    CHECK(c.list[0].strike && !c.list[1].strike);
    CHECK_TEXT(c.list[0].reason, rows[0].reason);
    CHECK_MEM(&c.list[1].when, &told, sizeof told);
    free(text);
    arena_free(a);
}

TEST(faults_of_corrections)
{
#define HEAD "{\"record\":\"r-" A "\",\"organisation\":\"x\",\"reason\":\"y\","
    static const struct {
        const char *line, *fault;
    } rows[] = {{"{", "list:1: no JSON"},
                {"[]", "list:1: no JSON object"},
                {"{}", "list:1: \"record\" is no pseudonym"},
                {"{\"record\":\"p-" A "\"}", "list:1: \"record\" is no pseudonym"},
                {"{\"record\":\"r-" A "\"}", "list:1: \"organisation\" is missing"},
                {"{\"record\":\"r-" A "\",\"organisation\":\"x\"}", "list:1: \"reason\" is missing"},
                {HEAD "\"a\":1}", "list:1: an unknown member"},
                {HEAD "\"action\":null}", "list:1: \"action\" is missing"},
                {HEAD "\"action\":\"hide\"}", "list:1: \"action\" is neither"},
                {HEAD "\"action\":\"strike\",\"open\":true}", "list:1: what is struck has no"},
                {HEAD "\"action\":\"interval\",\"from\":\"March\"}", "list:1: \"from\" is no date"},
                {HEAD "\"action\":\"interval\",\"until\":\"2009-13\"}", "list:1: \"until\" is no date"},
                {HEAD "\"action\":\"interval\",\"open\":\"maybe\"}", "list:1: \"open\" is neither"},
                {HEAD "\"action\":\"interval\",\"open\":true,\"until\":\"2009\"}", "list:1: an open interval"}};
    struct arena *a = arena_new();
    struct corrections c;
    struct fault f;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK_INT(corrections_read(bytes_of_text(rows[i].line), "list", a, &c, &f), ERR_FORMAT);
        if (!CHECK(strstr(f.text, rows[i].fault) == f.text)) printf("  %s\n", f.text);
    }
    arena_free(a);
}
