#include "people/name_key.h"

#include "check.h"

static const char *person(const char *name, char ret[static NAME_KEY + 1])
{
    ret[name_key_person(bytes_of_text(name), ret)] = '\0';
    return ret;
}

static const char *organisation(const char *name, char ret[static NAME_KEY + 1])
{
    ret[name_key_organisation(bytes_of_text(name), ret)] = '\0';
    return ret;
}

TEST(spellings_of_one_person)
{
    static const char *const spelt[] = {"John Smith", "SMITH, John A.", "Dr. John  Smith", "john smith, Ph.D.",
                                        "\tＪｏｈｎ Smith"};
    char key[NAME_KEY + 1];
    for (size_t i = 0; i < sizeof spelt / sizeof *spelt; i++) CHECK_TEXT(person(spelt[i], key), "john smith");
    CHECK_TEXT(person("Sinéad O'Neill", key), "oneill sinéad");
    CHECK_TEXT(person("J. R.", key), "j r");
    CHECK_TEXT(person("Jane Smith", key), "jane smith");
}

TEST(dense_scripts)
{
    char key[NAME_KEY + 1];
    CHECK_TEXT(person("张 伟", key), "张伟");
    CHECK_TEXT(person("張偉先生", key), "张伟");
    CHECK_TEXT(person("欧阳娜娜", key), "欧阳娜娜");
    CHECK_TEXT(person("女士", key), "女士"); /* what else would be left */
}

TEST(nothing_left)
{
    char key[NAME_KEY + 1];
    CHECK_INT(name_key_person((struct bytes){0}, key), 0);
    CHECK_TEXT(person(" -- ", key), "");
    CHECK_TEXT(person("Mr.", key), "");
    CHECK_TEXT(organisation("", key), "");
}

TEST(organisations_without_their_legal_form)
{
    static const char *const spelt[] = {"Acme Networks Co., Ltd.", "ACME Networks Co Ltd", "Acme Networks",
                                        "Acme  Networks, Inc."};
    char key[NAME_KEY + 1];
    for (size_t i = 0; i < sizeof spelt / sizeof *spelt; i++) CHECK_TEXT(organisation(spelt[i], key), "acme networks");
    CHECK_TEXT(organisation("例子通信技术有限公司", key), "例子通信技术");
    CHECK_TEXT(organisation("例子通信技術股份有限公司", key), "例子通信技术");
    CHECK_TEXT(organisation("ABC公司", key), "abc");
    CHECK_TEXT(organisation("公司", key), "公司");
    CHECK_TEXT(organisation("Limited", key), "limited");
}

TEST(long_names_are_cut)
{
    char name[4096], key[NAME_KEY + 1];
    memset(name, 'x', sizeof name);
    for (size_t i = 1; i < sizeof name; i += 2) name[i] = ' ';
    CHECK(name_key_organisation(bytes_of(name, sizeof name), key) < NAME_KEY);
    CHECK(name_key_person(bytes_of(name, sizeof name), key) > 0);
    memset(name, 0xff, sizeof name); /* no UTF-8 at all */
    CHECK_INT(name_key_person(bytes_of(name, sizeof name), key), 0);
}
