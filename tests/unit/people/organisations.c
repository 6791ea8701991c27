#include "people/organisations.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "people/names.h"

#define HEAD "id,country,kind,name,aliases\n"
#define FULL "id,country,kind,name_en,name_native,abbrev,aliases,ambiguous_needs_context,valid_from,valid_to,parent\n"

static struct arena *arena;

static enum err reads(const char *text, struct organisations *o, struct fault *f)
{
    if (arena) arena_free(arena);
    arena = arena_new();
    return organisations_read(bytes_of_text(text), "list.csv", arena, o, f);
}

static const struct organisation_name *name_of(const struct organisation *o, const char *text)
{
    for (size_t i = 0; i < o->name_count; i++)
        if (bytes_equal(o->names[i].text, bytes_of_text(text))) return &o->names[i];
    return NULL;
}

TEST(the_plain_list_has_ids_kinds_and_aliases)
{
    struct organisations o;
    struct fault f = {0};
    REQUIRE(reads("\xef\xbb\xbf" HEAD "cn-mss,CN,intel_civil,Ministry of State Security,国家安全部;国安部;MSS\r\n"
                  "\"v-x\",US,vendor,\"Acme, Inc.\",\"Acme;Acme \"\"Labs\"\"\"\n\nv-y,US,operator_mobile,Y Mobile,\n",
                  &o, &f) == ERR_OK);
    CHECK(o.count == 3);
    CHECK(o.list[0].class == ORGANISATION_BODY && o.list[1].class == ORGANISATION_EMPLOYER &&
          o.list[2].class == ORGANISATION_EMPLOYER);
    CHECK(o.list[0].name_count == 4 && o.list[0].line == 2 && o.list[2].line == 5);
    CHECK(name_of(&o.list[0], "国安部") && !name_of(&o.list[0], "国安部")->ambiguous);
    CHECK(name_of(&o.list[0], "MSS")->ambiguous);
    CHECK(name_of(&o.list[1], "Acme \"Labs\"") != NULL);
    CHECK_TEXT(o.list[1].name, "Acme, Inc.");
    CHECK(strlen(o.digest) == 64 && *o.version == '\0');
}

TEST(the_full_list_has_dates_parents_and_a_version)
{
    struct organisations o;
    struct fault f = {0};
    REQUIRE(reads("# version: 2026-11-22\n# a comment, with commas\n" FULL
                  "a,CN,military,People's Army,人民军,PA,The Army;People's Army,PA;人军,1927,,\n"
                  "b,CN,sigint,Third Department,三部,,re:[0-9]{5}部队,,,2016-01,a\n",
                  &o, &f) == ERR_OK);
    CHECK_TEXT(o.version, "2026-11-22");
    CHECK(o.list[0].valid.open && o.list[0].valid.from.year == 1927);
    CHECK(!o.list[1].valid.open && o.list[1].valid.until.month == 1);
    CHECK(o.list[1].parent == 0 && o.list[0].parent == -1);
    CHECK(name_of(&o.list[0], "PA")->ambiguous && name_of(&o.list[0], "人军")->ambiguous);
    CHECK(!name_of(&o.list[0], "The Army")->ambiguous);
    CHECK(name_of(&o.list[1], "re:[0-9]{5}部队")->pattern);
}

TEST(faults_name_file_line_and_cause)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {HEAD "a,CN,x,Aa,\nb,CN,x,Bb,\na,CN,x,Cc,\n", "list.csv:4: the id \"a\" stands in line 2 already"},
        {HEAD "a,CN,x,Aa\n", "list.csv:2: 4 columns, where the first line has 5"},
        {HEAD "a,China,x,A,\n", "list.csv:2: country is no code of two capital letters: \"China\""},
        {HEAD "a,CN,x,,b\n", "list.csv:2: no name: \"a\""},
        {HEAD ",CN,x,Aa,b\n", "list.csv:2: an organisation has no id"},
        {HEAD "a,CN,,A,b\n", "list.csv:2: no kind"},
        {HEAD "a,CN,x,\"A,b\n", "list.csv:2: a quotation mark is not closed"},
        {HEAD "a,CN,x,\"A\"b,c\n", "list.csv:2: text behind a closing quotation mark"},
        {HEAD "a,CN,x,Aa\"b,c\n", "list.csv:2: a quotation mark inside a field"},
        {HEAD "a,CN,x,Aa,re:(a|b)cde\n", "list.csv:2: the pattern \"re:(a|b)cde\" is beyond the subset"},
        {"id,country,name\n", "list.csv:1: the first line must name the columns"},
        {"id,id,country,kind,name\n", "list.csv:1: a column stands twice"},
        {HEAD, "list.csv: no organisation is in it"},
        {"", "list.csv:1: the first line must name"},
        {FULL "a,CN,x,Aa,,,,,1999-13,,\n", "list.csv:2: valid_from is no date (2009, 2009-03, 2009-03-15): \"1999-13\""},
        {FULL "a,CN,x,Aa,,,,,,soon,\n", "list.csv:2: valid_to is no date"},
        {FULL "a,CN,x,Aa,,,,,2005,2001,\n", "list.csv:2: valid_to lies before valid_from: \"2001\""},
        {FULL "a,CN,x,Aa,,,,,,,z\n", "list.csv:2: the list has no organisation with the parent's id \"z\""},
        {FULL "a,CN,x,Aa,,,,,,,b\nb,CN,x,Bb,,,,,,,a\n", "list.csv:2: parents lead round in a circle"},
        {"[{]", "list.csv:1: no JSON"},
        {"{\"schema\":\"Company\",\"id\":\"a\",\"properties\":{\"name\":[\"Aa\"]}}\n{\n", "list.csv:2: no JSON"},
        {"{\"schema\":\"Company\",\"properties\":{\"name\":[\"Aa\"]}}", "list.csv:1: an organisation has no id"},
        {"{\"schema\":\"Person\",\"id\":\"a\",\"properties\":{\"name\":[\"Aa\"]}}", "list.csv: no organisation is in it"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct organisations o;
        struct fault f = {0};
        CHECK(reads(bad[i].text, &o, &f) == ERR_FORMAT);
        if (strncmp(f.text, bad[i].says, strlen(bad[i].says)) != 0) CHECK_TEXT(f.text, bad[i].says);
    }
}

TEST(follow_the_money_entities_are_read)
{
    static const char *const lists[] = {
        "{\"id\":\"x1\",\"schema\":\"PublicBody\",\"properties\":{\"name\":[\"Signals Board\"],\"alias\":[\"Board of Signals\"],"
        "\"weakAlias\":[\"SB\"],\"country\":[\"gb\"],\"classification\":[\"signals "
        "intelligence\"],\"incorporationDate\":[\"1946-04\"],"
        "\"dissolutionDate\":[\"2000\"]}}\n\n{\"id\":\"p\",\"schema\":\"Person\",\"properties\":{\"name\":[\"No One\"]}}\n"
        "{\"id\":\"x2\",\"schema\":\"Company\",\"properties\":{\"name\":\"Acme\",\"jurisdiction\":\"us\",\"parent\":[\"x1\"]}}\n",
        " [{\"id\":\"x1\",\"schema\":\"PublicBody\",\"properties\":{\"name\":[\"Signals Board\"],\"alias\":[\"Board of "
        "Signals\"],"
        "\"weakAlias\":[\"SB\"],\"country\":[\"gb\"],\"classification\":[\"signals "
        "intelligence\"],\"incorporationDate\":[\"1946-04\"],"
        "\"dissolutionDate\":[\"2000\"]}},{\"id\":\"x2\",\"schema\":\"Company\",\"properties\":{\"name\":\"Acme\","
        "\"jurisdiction\":"
        "\"us\",\"parent\":[\"x1\"]}}]",
    };
    for (size_t i = 0; i < 2; i++) {
        struct organisations o;
        struct fault f = {0};
        REQUIRE(reads(lists[i], &o, &f) == ERR_OK);
        REQUIRE(o.count == 2);
        CHECK_TEXT(o.list[0].kind, "signals_intelligence");
        CHECK_TEXT(o.list[0].country, "GB");
        CHECK(o.list[0].valid.from.month == 4 && o.list[0].valid.until.year == 2000);
        CHECK(name_of(&o.list[0], "SB")->ambiguous && name_of(&o.list[0], "Board of Signals") && o.list[0].name_count == 3);
        CHECK(o.list[1].class == ORGANISATION_EMPLOYER && o.list[1].parent == 0);
    }
}

TEST(an_organisation_is_found_by_id_and_name)
{
    struct organisations o;
    struct fault f = {0};
    REQUIRE(reads(HEAD "v-1,CN,vendor,Huawei Technologies,华为;华為技術\nv-2,US,vendor,Cisco,\n", &o, &f) == ERR_OK);
    CHECK(organisations_find(&o, "v-2") == 1);
    CHECK(organisations_find(&o, "HUAWEI  Technologies") == 0);
    CHECK(organisations_find(&o, "华为技术") == 0);
    CHECK(organisations_find(&o, "ＣＩＳＣＯ") == 1);
    CHECK(organisations_find(&o, "Cisco Systems") == -1 && organisations_find(&o, "") == -1);
    CHECK(organisations_add_employer(&o, arena, "Acme Telecom") == 2);
    CHECK(o.count == 3 && organisations_find(&o, "acme telecom") == 2 && o.list[2].class == ORGANISATION_EMPLOYER);
    CHECK(organisations_find(&o, "v-1") == 0);
}

TEST(what_a_plain_list_leaves_open_is_guessed)
{
    static const struct {
        const char *name;
        bool ambiguous;
    } names[] = {
        {"NSA", true},
        {"CIA", true},
        {"GCHQ", false},
        {"MI6", false},
        {"海军", true},
        {"海軍", true},
        {"海军学院", false},
        {"Navy", true},
        {"DARPA", false},
        {"ФСБ", false},
        {"Ministry of Defence", true},
        {"MUST", true},
        {"Mossad", false},
        {"国家安全部", false},
        {"国防部", true},
        {"PLA", true},
        {"Department of Defense", true},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char text[128];
        struct organisations o;
        struct fault f = {0};
        snprintf(text, sizeof text, HEAD "a,CN,x,Some Long Name,%s\n", names[i].name);
        REQUIRE(reads(text, &o, &f) == ERR_OK);
        if (o.list[0].names[1].ambiguous != names[i].ambiguous) CHECK_TEXT(names[i].name, "");
    }
}

TEST(the_list_that_comes_along_is_sound)
{
    struct organisations o;
    struct fault f = {0};
    struct arena *a = arena_new();
    struct names n;
    enum err err = organisations_read(organisations_shipped(), "organisations.csv", a, &o, &f);
    if (err != ERR_OK) CHECK_TEXT(f.text, "");
    REQUIRE(err == ERR_OK);
    CHECK(*o.version != '\0');
    err = names_init(&n, &o, &f);
    if (err != ERR_OK) CHECK_TEXT(f.text, "");
    REQUIRE(err == ERR_OK);
    static const char *const wanted[] = {"Huawei",  "ZTE",      "Ericsson", "Nokia",     "Cisco",        "Samsung",
                                         "Juniper", "Qualcomm", "Datang",   "FiberHome", "China Mobile", "Deutsche Telekom",
                                         "BT",      "AT&T",     "Verizon",  "NTT"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        int found = organisations_find(&o, wanted[i]);
        if (found < 0 || o.list[found].class != ORGANISATION_EMPLOYER) CHECK_TEXT(wanted[i], "an employer of the list");
    }
    names_done(&n);
    arena_free(a);
}
