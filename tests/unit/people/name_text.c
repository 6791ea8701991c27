#include "people/name_text.h"

#include <stdio.h>

#include "check.h"

static const char *found(const char *text)
{
    static char ret[256];
    struct bytes name = name_in_text(bytes_of_text(text));
    snprintf(ret, sizeof ret, "%.*s", (int)name.len, name.len ? (const char *)name.data : "");
    return ret;
}

TEST(names)
{
    static const char *const rows[][2] = {{"姓名：张伟\n男", "张伟"},
                                          {"姓　名: 張 偉，男", "張 偉"},
                                          {"个人简历\n姓名：张伟。男，汉族", "张伟"},
                                          {"周博诚，现居北京", "周博诚"},
                                          {"  欧阳娜娜\n电话：1", "欧阳娜娜"},
                                          {"王小明", "王小明"},
                                          {"Name: John A. Smith\nx", "John A. Smith"},
                                          {"NAME : Zoë O'Neill-Brown, Engineer", "Zoë O'Neill-Brown"},
                                          {"\n\nJohn Smith\nNavy", "John Smith"},
                                          {"Katya Irene Vance\r\nNationality: Irish", "Katya Irene Vance"},
                                          {"Curriculum Vitae\nName: Ann Lee\n", "Ann Lee"},
                                          {"Name: Fiona Fraser. Phone +1", "Fiona Fraser."}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) CHECK_TEXT(found(rows[i][0]), rows[i][1]);
}

TEST(no_names)
{
    static const char *const rows[] = {"",
                                       "\n",
                                       "Curriculum Vitae\nNavy, 1990",
                                       "Senior Engineer\nAcme",
                                       "工程师\n华为",
                                       "工作认真负责，善于沟通。",
                                       "Speaker at industry meet-ups; mentor of two trainees.",
                                       "Born 1967, single",
                                       "1990-1995 Acme",
                                       "Navy",
                                       "in the Navy",
                                       "姓名：",
                                       "Company Name: Acme Networks",
                                       "\xff\xfe\n\xe5"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) CHECK_TEXT(found(rows[i]), "");
}
