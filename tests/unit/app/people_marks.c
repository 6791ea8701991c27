#include "app/people_marks.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

static const char head[] = "item,person,employer,stratum,hit,stratum_size,employer_people,employer_tied,organisation,kind,quote,"
                           "record,rater_1,rater_2,agreed\n";

/* Sheets in a folder of their own, read in the order given. */
static enum err read_sheets(const char *const *texts, size_t count, struct arena *a, struct rating_sheet *ret, struct fault *f)
{
    char dir[] = "/tmp/custos-marks-XXXXXX", paths[4][64];
    const char *list[4];
    if (!CHECK(mkdtemp(dir))) return ERR_IO;
    for (size_t i = 0; i < count; i++) {
        snprintf(paths[i], sizeof paths[i], "%s/%zu.csv", dir, i);
        list[i] = paths[i];
        FILE *out = fopen(paths[i], "w");
        if (!CHECK(out)) return ERR_IO;
        fprintf(out, "%s%s", head, texts[i]);
        fclose(out);
    }
    enum err err = people_marks_read(list, count, a, ret, f);
    for (size_t i = 0; i < count; i++) unlink(paths[i]);
    rmdir(dir);
    return err;
}

TEST(what_is_written_is_read)
{
    struct rating_item items[2] = {
        {1,
         "p-1",
         "Alpha, \"the\" first",
         "worked",
         true,
         20,
         300,
         20,
         "First Army",
         "prior",
         "served\nthere",
         "cvs.jsonl",
         7,
         10,
         20,
         {MARK_NONE, MARK_NONE},
         MARK_NONE},
        {2, "p-2", "Beta", "no tie", false, 280, 300, 20, "", "", "", "cvs.jsonl", 9, 0, 0, {MARK_NONE, MARK_NONE}, MARK_NONE}};
    char *text = NULL, path[] = "/tmp/custos-marks-XXXXXX";
    const char *list[1] = {path};
    size_t len;
    struct arena *a = arena_new();
    FILE *out = open_memstream(&text, &len);
    REQUIRE(out);
    people_marks_write(&(struct rating_sheet){items, 2}, a, out);
    fclose(out);
    int fd = mkstemp(path);
    REQUIRE(fd >= 0 && write(fd, text, len) == (ssize_t)len);
    close(fd);
    struct rating_sheet s;
    struct fault f = {.text = ""};
    CHECK_INT(people_marks_read(list, 1, a, &s, &f), ERR_OK);
    unlink(path);
    REQUIRE(s.count == 2);
    CHECK_TEXT(s.list[0].employer, "Alpha, \"the\" first");
    CHECK(s.list[0].hit && !s.list[1].hit);
    CHECK_INT(s.list[1].population, 280);
    CHECK_INT(s.list[0].employer_tied, 20);
    CHECK_INT(s.list[0].marks[0], MARK_NONE);
    CHECK(strstr(text, "\"cvs.jsonl:7\",10,20,,,\r\n"));
    free(text);
    arena_free(a);
}

TEST(two_raters_on_two_sheets)
{
    static const char *const sheets[] = {
        "1,p-1,Alpha,worked,yes,20,300,20,,,,x,Yes,,\n2,p-2,Alpha,none,no,280,300,20,,,,x, n ,,\n",
        "2,p-2,Alpha,none,no,280,300,20,,,,x,,1,\n\n1,p-1,Alpha,worked,yes,20,300,20,,,,x,,是,yes\n"};
    struct arena *a = arena_new();
    struct rating_sheet s;
    struct fault f = {.text = ""};
    REQUIRE(read_sheets(sheets, 2, a, &s, &f) == ERR_OK && s.count == 2);
    CHECK_INT(s.list[0].marks[0], MARK_YES);
    CHECK_INT(s.list[0].marks[1], MARK_YES);
    CHECK_INT(s.list[0].agreed, MARK_YES);
    CHECK_INT(s.list[1].marks[0], MARK_NO);
    CHECK_INT(s.list[1].marks[1], MARK_YES);
    arena_free(a);
}

TEST(what_is_no_sheet_or_no_mark)
{
    static const struct {
        const char *sheets[2], *says;
        enum err err;
    } bad[] = {{{"1,p-1,Alpha,worked,yes,20,300,20,,,,x,maybe,,\n", ""}, "rater_1 \"maybe\"", ERR_FORMAT},
               {{"1,p-1,Alpha,worked,yes,many,300,20,,,,x,,,\n", ""}, "a number is wanted", ERR_FORMAT},
               {{"1,p-1,Alpha,worked,yes,20,300,301,,,,x,,,\n", ""}, "was changed", ERR_FORMAT},
               {{"1,p-1,Alpha,worked,yes,20,300,20,,,,x,y,,\n", "1,p-1,Alpha,worked,yes,20,300,20,,,,x,n,,\n"},
                "same rater",
                ERR_INVALID},
               {{"1,p-1,Alpha,worked,yes,20,300,20,,,,x,y,,\n", "1,p-9,Alpha,worked,yes,20,300,20,,,,x,,y,\n"},
                "different samples",
                ERR_INVALID},
               {{"1,p-1,\"Alpha\n", ""}, "not closed", ERR_FORMAT}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct arena *a = arena_new();
        struct rating_sheet s;
        struct fault f = {.text = ""};
        CHECK_INT(read_sheets(bad[i].sheets, 2, a, &s, &f), bad[i].err);
        if (!CHECK(strstr(f.text, bad[i].says))) printf("  %s\n", f.text);
        arena_free(a);
    }
    const char *none[] = {"/nowhere/sheet.csv"};
    struct arena *a = arena_new();
    struct rating_sheet s;
    struct fault f;
    CHECK_INT(people_marks_read(none, 1, a, &s, &f), ERR_IO);
    arena_free(a);
}
