/* CVs in JSON: fields by their names, places through escapes, and what is dropped. */
#include "base/macros.h"
#include "cv_parts.h"

static struct cv_reader *reader;

static enum cv_status read_text(const char *text, struct cv *ret)
{
    if (!reader) reader = cv_reader_new();
    *ret = cv_of(bytes_of_text(text));
    return cv_read_json(reader, ret);
}

static void check_parts(const char *text, const char *want)
{
    struct cv cv;
    CHECK_INT(read_text(text, &cv), CV_READ);
    CHECK_TEXT(parts_text(&cv), want);
    (void)check_places(&cv);
}

TEST(json_resume)
{
    struct cv cv;
    CHECK_INT(
        read_text("{\"basics\":{\"name\":\"Ada Example\",\"label\":\"Engineer\",\"email\":\"a@example.org\",\"phone\":\"1\","
                  "\"summary\":\"Radio.\",\"location\":{\"city\":\"Delft\",\"countryCode\":\"NL\"},"
                  "\"profiles\":[{\"network\":\"x\",\"username\":\"ada\"}]},"
                  "\"work\":[{\"name\":\"Acme\",\"position\":\"Lead\",\"startDate\":\"2009-03\",\"endDate\":\"2013\","
                  "\"location\":\"Delft\",\"highlights\":[\"Built A\",\"Sold B\"]},{\"name\":\"Other\"}],"
                  "\"volunteer\":[{\"organization\":\"Club\",\"position\":\"Helper\"}],"
                  "\"education\":[{\"institution\":\"TU\",\"area\":\"Physics\",\"studyType\":\"MSc\",\"endDate\":2008}],"
                  "\"projects\":[{\"name\":\"P1\",\"entity\":\"Lab\",\"description\":\"d\"}],"
                  "\"skills\":[{\"name\":\"C\",\"level\":\"high\"}],\"references\":[{\"name\":\"Somebody Else\"}]}",
                  &cv),
        CV_READ);
    CHECK_TEXT(parts_text(&cv), "- 0 prose Engineer\n- 0 prose Radio.\n- 0 prose C\n- 0 prose high\n"
                                "work 1 organisation Acme\nwork 1 title Lead\nwork 1 from 2009-03\nwork 1 until 2013\n"
                                "work 1 place Delft\nwork 1 prose Built A\nwork 1 prose Sold B\nwork 2 organisation Other\n"
                                "- 3 organisation Club\n- 3 title Helper\n"
                                "study 4 organisation TU\nstudy 4 degree Physics\nstudy 4 degree MSc\nstudy 4 until 2008\n"
                                "project 5 title P1\nproject 5 organisation Lab\nproject 5 prose d\n");
    CHECK(is_text(cv.name, "Ada Example") && is_text(cv.place, "NL"));
    CHECK(check_places(&cv) > 80);
}

TEST(exports_of_networks)
{
    check_parts("{\"experience\":[{\"company\":{\"name\":\"Acme\",\"industry\":\"telecom\"},\"title\":\"Lead\",\"timePeriod\":{"
                "\"startDate\":"
                "{\"year\":2009,\"month\":3},\"endDate\":{\"year\":\"2013\",\"month\":\"11\",\"day\":5}},\"isCurrent\":false}]}",
                "work 1 organisation Acme\nwork 1 title Lead\nwork 1 from 2009-03\nwork 1 until 2013-11-05\n");
    check_parts("{\"positions\":{\"_total\":1,\"values\":[{\"company_name\":\"Acme\",\"from\":2010,\"current\":true}]}}",
                "work 1 organisation Acme\nwork 1 from 2010\nwork 1 until now\n");
    check_parts("{\"experience\":[{\"company\":\"Acme\",\"positions\":[{\"title\":\"A\",\"start\":\"2001\"},{\"title\":\"B\","
                "\"employer\":\"C\"}]}]}",
                "work 1 organisation Acme\nwork 2 title A\nwork 2 from 2001\nwork 2 organisation Acme\nwork 3 title B\n"
                "work 3 organisation C\n");
    check_parts("{\"experience\":[\"2009-2013 Acme\",{\"company\":\"B\"}]}",
                "work 0 prose 2009-2013 Acme\nwork 1 organisation B\n");
}

TEST(flat_records)
{
    check_parts("{\"id\":\"7\",\"company\":\"Acme\",\"start\":\"2001\",\"school\":\"TU\",\"degree\":\"BSc\",\"graduation_year\":"
                "1999,\"note\":\"n\"}",
                "work 1 organisation Acme\nwork 1 from 2001\nstudy 2 organisation TU\nstudy 2 degree BSc\nstudy 2 until 1999\n"
                "- 0 prose n\n");
    struct cv cv;
    CHECK_INT(read_text("{\"id\":12,\"text\":\"CV\"}", &cv), CV_READ);
    CHECK(is_text(cv.id, "12") && is_text(cv.parts[0].text, "CV") && cv.name.len == 0);
    CHECK_INT(cv_original(&cv.parts[0], 2), OFFSET + 17 + 2);
}

TEST(chinese_names_of_fields)
{
    struct cv cv;
    CHECK_INT(read_text("{\"编号\":\"9\",\"姓\":\"某\",\"名\":\"甲\",\"性别\":\"男\",\"民族\":\"汉\",\"工作经历\":[{\"公司\":"
                        "\"示例公司\",\"职位\":"
                        "\"工程师\",\"开始时间\":\"2009年3月\",\"结束时间\":\"至今\"}],\"教育背景\":[{\"学校\":\"示例大学\","
                        "\"专业\":\"物理\"}]}",
                        &cv),
              CV_READ);
    CHECK_TEXT(parts_text(&cv), "work 1 organisation 示例公司\nwork 1 title 工程师\nwork 1 from 2009年3月\nwork 1 until 至今\n"
                                "study 2 organisation 示例大学\nstudy 2 degree 物理\n");
    CHECK(is_text(cv.id, "9") && is_text(cv.name, "某甲"));
    CHECK_INT(read_text("{\"first_name\":\"Ada\",\"last-name\":\"Example\",\"x\":\"y\"}", &cv), CV_READ);
    CHECK(is_text(cv.name, "Ada Example"));
}

TEST(what_is_the_persons_is_dropped)
{
    static const char *const keys[] = {"gender",        "birthDate", "dateOfBirth", "ethnicity", "nationality", "religion",
                                       "party",         "email",     "phone",       "address",   "photo",       "image",
                                       "maritalStatus", "民族",      "政治面貌",    "出生日期",  "籍贯",        "身份证号",
                                       "电话",          "婚姻状况",  "references",  "profiles",  "contact",     "union"};
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        char text[256];
        snprintf(
            text, sizeof text,
            "{\"%s\":\"secret\",\"basics\":{\"%s\":[\"secret\"]},\"work\":[{\"%s\":{\"value\":\"secret\"},\"company\":\"A\"}]}",
            keys[i], keys[i], keys[i]);
        struct cv cv;
        CHECK_INT(read_text(text, &cv), CV_READ);
        if (!CHECK_TEXT(parts_text(&cv), "work 1 organisation A\n")) printf("    field %s\n", keys[i]);
        CHECK(cv.name.len == 0 && cv.place.len == 0 && cv.id.len == 0);
    }
}

TEST(places_through_escapes)
{
    struct cv cv;
    const char *text = "{\"text\":\"\\u534e\\u4e3a a\\nb \\ud840\\udc00 \\\"c\\\" \\ud840 d\\\\\"}";
    CHECK_INT(read_text(text, &cv), CV_READ);
    CHECK(is_text(cv.parts[0].text, "华为 a\nb \xf0\xa0\x80\x80 \"c\" \xef\xbf\xbd d\\"));
    (void)check_places(&cv);
    const struct cv_part *p = &cv.parts[0];
    static const struct {
        const char *of, *original;
    } places[] = {{"为", "\\u4e3a"}, {" a", " a\\n"},  {"\nb", "\\nb"}, {"b ", "b \\ud840"},
                  {"\"c", "\\\"c"},  {"c\"", "c\\\""}, {" d", " d\\\\"}};
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        const uint8_t *found = memmem(p->text.data, p->text.len, places[i].of, strlen(places[i].of));
        REQUIRE(found);
        uint64_t at = cv_original(p, (uint32_t)(found - p->text.data)) - OFFSET;
        CHECK(strncmp(text + at, places[i].original, strlen(places[i].original)) == 0);
    }
    /* the end behind the last escape is the closing quote */
    CHECK_INT(cv_original(p, (uint32_t)p->text.len) - OFFSET, strlen(text) - 2);
}

TEST(hostile_records)
{
    struct cv cv;
    size_t at;
    CHECK_INT(read_text("{\"text\":\"a", &cv), CV_MALFORMED);
    CHECK_TEXT(cv_reader_fault(reader, &at), "no JSON");
    CHECK_INT(read_text("[1]", &cv), CV_MALFORMED);
    CHECK_TEXT(cv_reader_fault(reader, &at), "no object");
    CHECK_INT(read_text("{}", &cv), CV_EMPTY);
    CHECK_INT(read_text("{\"text\":\" \\n \",\"n\":1,\"b\":[true,null]}", &cv), CV_EMPTY);
    CHECK_INT(read_text("{\"text\":\"\xff\xfe\\u0000 x\"}", &cv), CV_READ);
    CHECK_INT(cv.parts[0].text.len, 5);
    char deep[512] = "{\"work\":";
    for (int i = 0; i < 60; i++) strcat(deep, "[");
    strcat(deep, "{\"company\":\"A\"}");
    for (int i = 0; i < 60; i++) strcat(deep, "]");
    strcat(deep, "}");
    check_parts(deep, "work 1 organisation A\n");
}

TEST(parts_beyond_the_last_are_counted)
{
    size_t many = CV_PARTS + 10, len = 0;
    char *text = malloc(4 * many + 32);
    REQUIRE(text);
    len += (size_t)sprintf(text, "{\"a\":[");
    for (size_t i = 0; i < many; i++) len += (size_t)sprintf(text + len, "%s\"x\"", i ? "," : "");
    sprintf(text + len, "]}");
    struct cv cv;
    CHECK_INT(read_text(text, &cv), CV_READ);
    CHECK_INT(cv.count, CV_PARTS);
    CHECK_INT(cv.dropped, 10);
    free(text);
    cv_reader_free(reader);
    reader = NULL;
}
