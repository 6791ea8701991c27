#include "people/attribute.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

/* The text with everything that is an attribute as '#', one for each span. */
static char *blanked(const char *text, const char *name)
{
    static char ret[2048];
    size_t at = 0, len = 0;
    struct attribute_span s;
    struct bytes whole = bytes_of_text(text);
    while (at < whole.len && attribute_next(whole, bytes_of_text(name), at, whole.len, &s)) {
        if (s.start > at) {
            memcpy(ret + len, text + at, s.start - at);
            len += s.start - at;
        }
        ret[len++] = '#';
        at = s.end;
    }
    memcpy(ret + len, text + at, whole.len - at);
    ret[len + whole.len - at] = '\0';
    return ret;
}

struct row {
    const char *text, *left;
};

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) CHECK_TEXT(blanked(rows[i].text, ""), rows[i].left);
}

TEST(contacts)
{
    static const struct row rows[] = {
        {"mail to a.b-c@mail.example.org now", "mail to # now"},
        {"Phone: +64 21 123 4567", "#"},
        {"call +44 20 7946 0958, or (555) 123-4567.", "call #, or #."},
        {"手机13800138000，海军", "手机#，海军"},
        {"电话：0755-28780808；华为", "#；华为"},
        {"see https://www.example.org/in/someone for more", "see # for more"},
        {"Address: 1 Long Street, Navy", "#, Navy"},
        {"ID 11010519491231002X ok", "ID # ok"},
        {"SSN 078-05-1120", "SSN #"},
        {"138 0013 7555 and １３８００１３８０００", "# and #"},
        {"QQ：12345；微信: abc_d", "#；#"},
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}

TEST(no_contacts)
{
    static const char *const texts[] = {"2009.03-2014.06 Acme",
                                        "2009 - 2014",
                                        "2009-03-15 - 2011-04-30 Navy",
                                        "61398部队服役",
                                        "1995/09-1999/07 某大学",
                                        "在职 2001年9月至2005年7月",
                                        "unit 61398, 2nd bureau",
                                        "20090315-20140401",
                                        "5G NR, 3GPP TS 33.128",
                                        "10 years at 3 sites",
                                        "1,234,567 users"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) CHECK_TEXT(blanked(texts[i], ""), texts[i]);
}

TEST(persons_in_chinese)
{
    static const struct row rows[] = {
        {"姓名：张伟", "#"},
        {"男，汉族，1965年3月出生，中共党员，1983年参军", "#，#，#，#，1983年参军"},
        {"张伟，男，1970年生于北京，硕士", "张伟，#，#，硕士"},
        {"中国国籍，无境外永久居留权，曾任职于国家安全部", "#，#，曾任职于国家安全部"},
        {"湖南长沙人，毕业于国防科技大学", "#，毕业于国防科技大学"},
        {"民族：回族 婚姻状况：已婚", "#"},
        {"45岁，现任", "#，现任"},
        {"张伟先生曾任", "#曾任"},
        {"政治面貌：群众", "#"},
        {"張偉女士，1988年入黨", "#，#"},
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}

TEST(persons_in_english)
{
    static const struct row rows[] = {
        {"Name: John Smith; Navy", "#; Navy"},
        {"Mr. John Smith served in the Navy", "# served in the Navy"},
        {"Dr Li joined Acme", "# joined Acme"},
        {"born 3 March 1965 in Oslo, served in the Army", "#, served in the Army"},
        {"Sex: male, Nationality: French, Acme", "#, #, Acme"},
        {"45 years old, engineer", "#, engineer"},
        {"married, Catholic, 1990-1995 Army", "#, #, 1990-1995 Army"},
        {"a member of the Communist Party, then Navy", "#, then Navy"},
        {"Religion: none. Navy", "#. Navy"},
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}

/* Bodies, places and titles that look like attributes and are none. */
TEST(innocent)
{
    static const char *const texts[] = {"Catholic University of Leuven, 1990-1995",
                                        "广西壮族自治区公安厅",
                                        "MS in Computer Science, Naval Postgraduate School",
                                        "北京公司负责人",
                                        "男装部经理",
                                        "Company name: Acme",
                                        "third party: Acme",
                                        "Age of empires",
                                        "reborn networks",
                                        "中央民族大学",
                                        "Single sign-on, Army",
                                        "党委书记",
                                        "Department of Homeland Security"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) CHECK_TEXT(blanked(texts[i], ""), texts[i]);
}

TEST(the_records_own_name)
{
    CHECK_TEXT(blanked("John Smith served; SMITH led it. Smithson did not", "Smith, John A."),
               "# # served; # led it. Smithson did not");
    CHECK_TEXT(blanked("1990年张伟进入总参，張偉任", "张 伟"), "1990年#进入总参，#任");
    CHECK_TEXT(blanked("nothing of it", ""), "nothing of it");
}

TEST(parts_of_a_text)
{
    const char *text = "Navy, born 1965, Army";
    struct attribute_span s;
    struct bytes b = bytes_of_text(text), none = {0};
    REQUIRE(attribute_next(b, none, 0, b.len, &s));
    CHECK_INT(s.start, 6);
    CHECK_INT(s.end, 15);
    REQUIRE(attribute_next(b, none, 8, b.len, &s)); /* from its middle */
    CHECK_INT(s.start, 6);
    CHECK(!attribute_next(b, none, 15, b.len, &s));
    CHECK(!attribute_next(b, none, b.len, b.len, &s));
    CHECK(!attribute_in(b, none, 0, 6));
    CHECK(attribute_in(b, none, 0, 7));
    CHECK(attribute_in(b, none, 14, 21));
    CHECK(!attribute_in(b, none, 15, 21));
}

/* Whatever the octets: spans lie inside the text, and it ends. */
TEST(any_octets)
{
    uint8_t text[512];
    uint32_t state = 7;
    for (int round = 0; round < 300; round++) {
        for (size_t i = 0; i < sizeof text; i++) {
            static const char *const bits = "0123456789+-. (@:,\n男汉族先生born";
            state = state * 1664525 + 1013904223;
            text[i] = state >> 30 ? (uint8_t)bits[(state >> 8) % strlen(bits)] : (uint8_t)(state >> 16);
        }
        struct attribute_span s;
        for (size_t at = 0; attribute_next(bytes_of(text, sizeof text), bytes_of_text("Ab 张"), at, SIZE_MAX, &s); at = s.end) {
            REQUIRE(s.start < s.end && s.end <= sizeof text && s.end > at);
        }
    }
}

TEST(fields_of_structured_records)
{
    static const char *const dropped[] = {"email", "E-Mail",   "date_of_birth", "dateOfBirth", "Nationality",
                                          "民族",  "政治面貌", "出生年月",      "image"};
    static const char *const names[] = {"name", "Full Name", "姓名", "last_name"};
    static const char *const kept[] = {"", "company", "position", "startDate", "公司", "summary", "location", "highlights", "id"};
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++)
        CHECK_INT(attribute_field(bytes_of_text(dropped[i])), ATTRIBUTE_DROPPED);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) CHECK_INT(attribute_field(bytes_of_text(names[i])), ATTRIBUTE_NAME);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) CHECK_INT(attribute_field(bytes_of_text(kept[i])), ATTRIBUTE_NONE);
}
