#include "people/patterns.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "people/names.h"
#include "text/fold.h"

TEST(the_subset_is_compiled)
{
    struct pattern p;
    struct fault f = {0};
    REQUIRE(pattern_compile(bytes_of_text("re:[0-9]{5}部队"), &p, &f) == ERR_OK);
    CHECK_INT(p.step_count, 7);
    CHECK_INT(p.before, 5);
    CHECK(p.anchor_len == 6 && memcmp(p.anchor, "部队", 6) == 0 && p.scannable);
    REQUIRE(pattern_compile(bytes_of_text("re:Unit ?[0-9]{2,4}"), &p, &f) == ERR_OK);
    CHECK_INT(p.step_count, 9);
    CHECK(memcmp(p.anchor, "unit", p.anchor_len) == 0 && p.before == 0 && !p.whole_words);
    REQUIRE(pattern_compile(bytes_of_text("re:PLA Unit [0-9]{5}"), &p, &f) == ERR_OK);
    CHECK(p.anchor_len == 8 && p.whole_words);
    REQUIRE(pattern_compile(bytes_of_text("re:в/ч [0-9]{5}"), &p, &f) == ERR_OK);
    CHECK(!p.scannable);
}

TEST(what_is_beyond_the_subset_is_named)
{
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"re:(a|b)ccc", "is beyond the subset"},
        {"re:abc+", "is beyond the subset"},
        {"re:abc*", "is beyond the subset"},
        {"re:^abc", "is beyond the subset"},
        {"re:abc$", "is beyond the subset"},
        {"re:{2}abc", "is beyond the subset"},
        {"re:?abc", "is beyond the subset"},
        {"re:[^a]bcd", "has a negated class"},
        {"re:[abc", "has a bracket that is not closed"},
        {"re:[9-0]abc", "has a class with a range"},
        {"re:abc[]", "has an empty class"},
        {"re:abc[0-9]{2", "has a count"},
        {"re:abc[0-9]{5,2}", "has a count"},
        {"re:abc[0-9]{0}", "has a count"},
        {"re:abc[0-9]{99}", "has a count"},
        {"re:abc[0-9]{60}[a-z]{60}", "is too long"},
        {"re:[0-9]{5}", "holds no word"},
        {"re:", "holds no word"},
        {"re:ab[0-9]", "holds no word"},
        {"re:abc[0-9]{,3}x{", "has a count"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct pattern p;
        struct fault f = {0};
        CHECK(pattern_compile(bytes_of_text(bad[i].text), &p, &f) == ERR_FORMAT);
        CHECK(strstr(f.text, bad[i].text) != NULL);
        if (!strstr(f.text, bad[i].why)) CHECK_TEXT(f.text, bad[i].why);
    }
}

static struct names names;
static struct organisations list;
static struct arena *arena;

/* What a list with one organisation for each of these names finds in a text: "name@start-end " of each. */
static void found(const char *names_text, const char *text, char ret[static 512])
{
    char file[2048] = "id,country,kind,name,aliases\n";
    struct named_list l = {0};
    struct fault f = {0};
    snprintf(file + strlen(file), sizeof file - strlen(file), "a,CN,military,Whole Thing Name,\"%s\"\n", names_text);
    arena = arena_new();
    *ret = '\0';
    if (organisations_read(bytes_of_text(file), "x", arena, &list, &f) != ERR_OK || names_init(&names, &list, &f) != ERR_OK) {
        CHECK_TEXT(f.text, "");
    } else {
        CHECK(names_in_text(&names, bytes_of_text(text), &l) == ERR_OK);
        for (size_t i = 0; i < l.count; i++)
            snprintf(ret + strlen(ret), 512 - strlen(ret), "%.*s|", (int)(l.list[i].end - l.list[i].start),
                     text + l.list[i].start);
        names_done(&names);
    }
    named_list_done(&l);
    arena_free(arena);
}

TEST(unit_designators_are_found_with_exact_ends)
{
    static const struct {
        const char *names, *text, *found;
    } cases[] = {
        {"re:[0-9]{5}部队", "在61398部队任工程师", "61398部队|"},
        {"re:[0-9]{5}部队", "解放军第６１３９８部隊任工程师", "６１３９８部隊|"},
        {"re:[0-9]{5}部队", "161398部队、1398部队、某部队", ""},
        {"re:[0-9]{5}部队", "61398部队和78020部队", "61398部队|78020部队|"},
        {"re:PLA Unit [0-9]{5}", "at PLA  unit 61398, then", "PLA  unit 61398|"},
        {"re:PLA Unit [0-9]{5}", "PLA Unit 613981 XPLA Unit 61398 PLA Unit 6139", ""},
        {"re:в/ч [0-9]{5};re:войсковая часть [0-9]{5}", "служил в В/Ч 26165 и Войсковая часть 74455",
         "В/Ч 26165|Войсковая часть 74455|"},
        {"re:в/ч [0-9]{5}", "в/ч 261650, ав/ч 26165, в/ч 2616", ""},
        {"re:[0-9]{1,3}[a-z]{2} Military Intelligence Brigade", "the 780th Military Intelligence Brigade (Cyber)",
         "780th Military Intelligence Brigade|"},
        {"re:[东西南北中]部战区", "調東部戰區工作", "東部戰區|"},
        {"re:Unit ?[0-9]{4}", "Unit8200, unit 8200 and Unit 82", "Unit8200|unit 8200|"},
        {"re:military unit [0-9]{5}", "military\u00ad unit\n26165.", "military\u00ad unit\n26165|"},
        {"re:[0-9]{5}部队;61398部队", "61398部队", "61398部队|"},
        {"海军;海军工程大学", "任海军工程大学教员、海军参谋", "海军工程大学|海军|"},
        {"MUST", "you must know MUST", "MUST|"},
        {"re:..省军区", "在江苏省军区、省军区", "江苏省军区|"},
        {"ВС;צה״ל", "вс ВСР, צה״ל.", "вс|צה״ל|"},
        {"NSA", "ANSA NSAB N.S.A nsa NSA-approved", "NSA|"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char got[512];
        found(cases[i].names, cases[i].text, got);
        CHECK_TEXT(got, cases[i].found);
    }
}

TEST(a_body_is_told_rather_than_what_it_is_part_of)
{
    static const char file[] = "id,country,kind,name,aliases,parent\n"
                               "army,CN,military,People's Army,中国人民解放军;解放军,\n"
                               "staff,CN,military,General Staff,中国人民解放军总参谋部;总参,army\n"
                               "third,CN,sigint,Third Department,总参谋部第三部;总参三部,staff\n"
                               "other,KR,military,People's Army of Elsewhere,,\n"
                               "twin,KP,military,General Staff,,\n";
    static const struct {
        const char *text, *ids;
    } cases[] = {
        {"中国人民解放军总参谋部第三部", "third "},
        {"中国人民解放军总参三部局长", "third "},
        {"解放军", "army "},
        {"General Staff of the People's Army", "staff "},
        {"Third Department, General Staff", "third "},
        {"the People's Army of Elsewhere", "other "},
        {"解放军和总参", "army staff? "},
        {"The General Staff met", "staff? twin? "},
    };
    struct fault f = {0};
    arena = arena_new();
    REQUIRE(organisations_read(bytes_of_text(file), "x", arena, &list, &f) == ERR_OK && names_init(&names, &list, &f) == ERR_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct named_list l = {0};
        char got[256] = "";
        CHECK(names_in_text(&names, bytes_of_text(cases[i].text), &l) == ERR_OK);
        for (size_t k = 0; k < l.count; k++)
            snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s ", list.list[l.list[k].organisation].id,
                     l.list[k].ambiguous ? "?" : "");
        CHECK_TEXT(got, cases[i].ids);
        named_list_done(&l);
    }
    names_done(&names);
    arena_free(arena);
}
