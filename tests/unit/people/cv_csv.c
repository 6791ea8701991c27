/* CVs in rows of CSV, and plain texts. */
#include "cv_parts.h"

static enum cv_status read_row(struct cv_reader *r, const char *header, const char *row, struct cv *ret)
{
    *ret = cv_of(bytes_of_text(row));
    if (!cv_reader_columns(r, bytes_of_text(header), strchr(header, ';') ? ';' : ',')) return CV_MEMORY;
    return cv_read_row(r, ret);
}

TEST(columns_by_their_names)
{
    struct cv_reader *r = cv_reader_new();
    struct cv cv;
    CHECK_INT(read_row(r, "ID,Name,E-Mail,Company,Job Title,Start Date,End Date,School,Degree,education_start,Country,Summary",
                       "7,Ada,a@example.org,Acme,Lead,2009-03,now,TU,MSc,2001,NL,\"Built, and\nsold\"", &cv),
              CV_READ);
    CHECK_TEXT(parts_text(&cv), "work 1 organisation Acme\nwork 1 title Lead\nwork 1 from 2009-03\nwork 1 until now\n"
                                "study 2 organisation TU\nstudy 2 degree MSc\nstudy 2 from 2001\n- 0 prose Built, and\nsold\n");
    CHECK(is_text(cv.id, "7") && is_text(cv.name, "Ada") && is_text(cv.place, "NL"));
    CHECK(check_places(&cv) > 40);
    CHECK_INT(read_row(r, "公司1;职位1;公司2;职位2;民族", "甲;A;乙;B;汉", &cv), CV_READ);
    CHECK_TEXT(parts_text(&cv), "work 3 organisation 甲\nwork 3 title A\nwork 5 organisation 乙\nwork 5 title B\n");
    cv_reader_free(r);
}

TEST(places_through_quotes)
{
    struct cv_reader *r = cv_reader_new();
    struct cv cv;
    const char *row = "1,\"the \"\"best\"\" of\"\"\",x";
    CHECK_INT(read_row(r, "id,text,more", row, &cv), CV_READ);
    CHECK_TEXT(parts_text(&cv), "- 0 prose the \"best\" of\"\n- 0 prose x\n");
    (void)check_places(&cv);
    CHECK_INT(cv_original(&cv.parts[0], 5) - OFFSET, strstr(row, "best") - row);
    CHECK_INT(cv_original(&cv.parts[0], 10) - OFFSET, strstr(row, " of") - row);
    cv_reader_free(r);
}

TEST(rows_that_do_not_fit)
{
    struct cv_reader *r = cv_reader_new();
    struct cv cv;
    CHECK_INT(read_row(r, "id,text", "1,a,b", &cv), CV_MALFORMED);
    CHECK_INT(read_row(r, "id,text", "1,a,", &cv), CV_READ);
    CHECK_INT(read_row(r, "id,text", "1", &cv), CV_EMPTY);
    CHECK_INT(read_row(r, "id,text", "", &cv), CV_EMPTY);
    CHECK_INT(read_row(r, "id,text", "1,\"a\"b \"c\"", &cv), CV_READ);
    (void)check_places(&cv);
    CHECK_INT(read_row(r, "id,text", "1,\"open", &cv), CV_READ);
    CHECK_TEXT(parts_text(&cv), "- 0 prose open\n");
    cv_reader_free(r);
}

TEST(a_text_is_one_part)
{
    struct cv_reader *r = cv_reader_new();
    struct cv cv = cv_of(bytes_of("2009 \0\xff x\n", 10));
    CHECK_INT(cv_read_text(r, &cv), CV_READ);
    CHECK(cv.count == 1 && cv.parts[0].text.len == 10 && cv.parts[0].field == CV_PROSE);
    CHECK_INT(check_places(&cv), 10);
    cv = cv_of(bytes_of_text(" \n\t"));
    CHECK_INT(cv_read_text(r, &cv), CV_EMPTY);
    cv_reader_free(r);
}
