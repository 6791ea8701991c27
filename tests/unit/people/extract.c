#include "people/extract.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "people/rules.h"
#include "people/second_cue.h"
#include "text/fold.h"

static struct arena *arena;
static struct organisations list;
static struct extraction *extraction;
static struct extractor *extractor;

/* With the list that the program comes with. */
static bool set_up(void)
{
    static const struct pseudonym_key key = {{1, 2, 3}};
    struct fault f = {0};
    arena = arena_new();
    if (organisations_read(organisations_shipped(), "organisations.csv", arena, &list, &f) == ERR_OK &&
        extraction_new(&list, &key, &extraction, &f) == ERR_OK && (extractor = extractor_new(extraction)))
        return true;
    CHECK_TEXT(f.text, "");
    arena_free(arena);
    return false;
}

static void tear_down(void)
{
    extractor_free(extractor);
    extraction_free(extraction);
    arena_free(arena);
}

static void put(char ret[static 1024], const char *text)
{
    snprintf(ret + strlen(ret), 1024 - strlen(ret), "%s", text);
}

static void put_interval(char ret[static 1024], const struct interval *i)
{
    char from[DATE_TEXT], until[DATE_TEXT];
    date_text(&i->from, from);
    date_text(&i->until, until);
    put(ret, " ");
    put(ret, from);
    put(ret, "..");
    put(ret, i->open ? "open" : until);
}

static void put_mention(char ret[static 1024], const struct mention *m, bool dates)
{
    put(ret, list.list[m->organisation].id);
    put(ret, " ");
    put(ret, dates ? m->rule : relation_names[m->relation]);
    if (dates) put_interval(ret, &m->when);
    if (m->via && dates) {
        put(ret, " via ");
        put(ret, list.list[m->via - 1].id);
    }
    put(ret, ";");
}

/* With dates "id 2001..2005;" of each employment and "id rule 2001..2005;" of each mention, else "id;" and "id relation;". */
static void tell(const struct extract *x, bool dates, char ret[static 1024])
{
    *ret = '\0';
    for (size_t i = 0; i < x->employment_count; i++) {
        put(ret, list.list[x->employments[i].organisation].id);
        if (dates) put_interval(ret, &x->employments[i].when);
        put(ret, ";");
    }
    for (size_t i = 0; i < x->mention_count; i++) put_mention(ret, &x->mentions[i], dates);
}

static void extract_parts(struct cv_part *parts, size_t count, struct extract *ret)
{
    static const struct cv_origin origin = {0, 0};
    struct cv cv = {.file = "test", .line = 1, .bytes = parts[0].text, .parts = parts, .count = count};
    for (size_t i = 0; i < count; i++) {
        parts[i].origin = &origin;
        parts[i].origin_count = 1;
    }
    CHECK(extract_cv(extractor, &cv, arena, ret) == ERR_OK);
}

static void extract_text(const char *text, struct extract *ret)
{
    struct cv_part part = {.field = CV_PROSE, .text = bytes_of_text(text)};
    extract_parts(&part, 1, ret);
}

struct sentence {
    const char *text, *told;
};

static void check_sentences(const struct sentence *list_of, size_t count, bool dates)
{
    if (!set_up()) return;
    for (size_t i = 0; i < count; i++) {
        char got[1024];
        struct extract x;
        extract_text(list_of[i].text, &x);
        tell(&x, dates, got);
        if (strcmp(got, list_of[i].told) != 0) fprintf(stderr, "    of \"%s\"\n", list_of[i].text);
        CHECK_TEXT(got, list_of[i].told);
        for (size_t k = 0; k < x.mention_count; k++) {
            const struct mention *m = &x.mentions[k];
            CHECK(m->quote.from <= m->from && m->from < m->until && m->until <= m->quote.until);
            CHECK(m->quote.until - m->quote.from <= TIE_QUOTE && strlen(m->quote.text) == m->quote.until - m->quote.from);
            CHECK(memcmp(m->quote.text, list_of[i].text + m->quote.from, strlen(m->quote.text)) == 0);
        }
        CHECK(x.exclusion == (*got ? EXCLUDED_NOT : EXCLUDED_UNRELATED));
    }
    tear_down();
}

TEST(rules_intervals_and_houses_between)
{
    static const struct sentence cases[] = {
        {"2005年3月至2008年6月任华为技术有限公司工程师；", "v-huawei 2005-03..2008-06;"},
        {"2001年7月至2005年2月任国家安全部工程师；", "cn-mss post 2001-07..2005-02;"},
        {"2012年至2014年由华为派驻国家安全部，任联络员；", "v-huawei 2012..2014;cn-mss seconded 2012..2014 via v-huawei;"},
        {"2012年至2014年从华为技术有限公司借调至国家安全部工作；",
         "v-huawei 2012..2014;cn-mss seconded 2012..2014 via v-huawei;"},
        {"2010年至2012年任国家安全部驻华为代表；", "v-huawei 2010..2012;cn-mss representative 2010..2012 via v-huawei;"},
        {"2004-2006 On secondment to the National Security Agency while employed by Cisco Systems",
         "v-cisco 2004..2006;us-nsa seconded 2004..2006 via v-cisco;"},
        {"Liaison officer between Ericsson and the GCHQ, 2004-2006",
         "v-ericsson 2004..2006;gb-gchq liaison 2004..2006 via v-ericsson;"},
        {"2008年承担总参谋部委托的信号处理课题，任项目负责人；", "cn-gsd project 2008..;"},
        {"2004-2006: led a research project funded by the Defense Advanced Research Projects Agency on antennas",
         "us-darpa project 2004..2006;"},
        {"2003年至2005年在61398部队服役（义务兵）；", "cn-61398 service 2003..2005;"},
        {"2004-2006: compulsory military service, Finnish Defence Forces", "fi-pv service 2004..2006;"},
        {"2004-2006: reserve officer, United States Army", "us-army reserve 2004..2006;"},
        {"1999年至2003年就读于国防科技大学通信工程专业，获学士学位。", "cn-nudt studied 1999..2003;"},
        {"BSc electrical engineering, National University of Defense Technology, 1999-2003", "cn-nudt degree 1999..2003;"},
        {"2003年至2006年任国防科技大学讲师；", "cn-nudt taught 2003..2006;"},
        {"1995年至1999年任海军某部参谋，1999年至今任华为工程师。",
         "v-huawei 1999..open;cn-plan post+military-vocabulary 1995..1999;"},
        {"1988年9月-1992年7月，解放军信息工程大学，本科；1992年7月-2001年3月，总参三部，工程师；2001年4月至今，华为，高级工程师",
         "v-huawei 2001-04..open;cn-ieu degree 1988-09..1992-07;cn-gsd3 dated-employer 1992-07..2001-03;"},
    };
    check_sentences(cases, sizeof cases / sizeof *cases, true);
}

/* Sentences of the project's own, each with what is told of it: every rule with twins that are none, several states alike, false
 * friends. "sentence => employer;body relation;", sections begin with '@'. */
TEST(sentences_and_their_twins)
{
    size_t len, count = 0;
    char *text = (char *)check_file("tests/golden/people/sentences.txt", &len);
    REQUIRE(text && set_up());
    for (char *line = text, *end = text + len; line < end;) {
        char *stop = memchr(line, '\n', (size_t)(end - line)), *told, got[1024];
        struct extract x;
        REQUIRE(stop != NULL);
        *stop = '\0';
        if (*line != '@') {
            REQUIRE((told = strstr(line, " =>")) != NULL);
            *told = '\0';
            told += told[3] == ' ' ? 4 : 3;
            extract_text(line, &x);
            tell(&x, false, got);
            if (strcmp(got, told) != 0) fprintf(stderr, "    of \"%s\"\n", line);
            CHECK_TEXT(got, told);
            count++;
        }
        line = stop + 1;
    }
    CHECK(count > 280);
    tear_down();
    free(text);
}

TEST(cues_are_written_as_they_are_looked_for)
{
    const struct rule *rules[128];
    size_t count = rules_all(rules, 128);
    for (size_t i = 0; i < count; i++) {
        const struct hints *const lists[] = {rules[i]->any, rules[i]->also, rules[i]->unless};
        for (size_t k = 0; k < 3; k++)
            for (size_t n = 0; lists[k] && n < lists[k]->count; n++) {
                uint8_t folded[512];
                const char *hint = lists[k]->list[n].text;
                size_t len = fold_text(bytes_of_text(hint), folded);
                if (len != strlen(hint) || memcmp(folded, hint, len) != 0) CHECK_TEXT(hint, "folded");
            }
    }
    for (size_t i = 0; i < false_friend_count; i++)
        for (size_t k = 0; k < 12 && false_friends[i].words[k]; k++) {
            uint8_t folded[512];
            const char *word = false_friends[i].words[k];
            size_t len = fold_text(bytes_of_text(word), folded);
            if (len != strlen(word) || memcmp(folded, word, len) != 0) CHECK_TEXT(word, "folded");
        }
}

/* ---- entries of a structured history ---- */

static struct cv_part part(enum cv_section section, enum cv_field field, uint32_t entry, const char *text)
{
    return (struct cv_part){.section = section, .field = field, .entry = entry, .text = bytes_of_text(text)};
}

static void check_entry(enum cv_section section, const char *organisation, const char *title, const char *prose, const char *told)
{
    struct cv_part parts[] = {part(section, CV_ORGANISATION, 1, organisation), part(section, CV_TITLE, 1, title),
                              part(section, CV_FROM, 1, "2001-03"), part(section, CV_UNTIL, 1, "2004-05"),
                              part(section, CV_PROSE, 1, prose)};
    struct extract x;
    char got[1024];
    extract_parts(parts, sizeof parts / sizeof *parts, &x);
    tell(&x, true, got);
    if (strcmp(got, told) != 0) fprintf(stderr, "    of \"%s\", \"%s\", \"%s\"\n", organisation, title, prose);
    CHECK_TEXT(got, told);
}

TEST(entries_tell_by_their_lists_and_titles)
{
    if (!set_up()) return;
    check_entry(CV_EMPLOYMENT, "National Security Agency", "Analyst", "", "us-nsa employer-field 2001-03..2004-05;");
    check_entry(CV_EMPLOYMENT, "国家安全部", "处长", "", "cn-mss employer-field 2001-03..2004-05;");
    check_entry(CV_EMPLOYMENT, "Government Communications Headquarters", "Consultant", "",
                "gb-gchq employer-field 2001-03..2004-05;");
    check_entry(CV_EMPLOYMENT, "Huawei Technologies", "Engineer", "Radio access", "v-huawei 2001-03..2004-05;");
    check_entry(CV_EMPLOYMENT, "Bundeswehr", "Conscript (compulsory service)", "", "de-bw title-service 2001-03..2004-05;");
    check_entry(CV_EMPLOYMENT, "British Army", "Reserve officer", "", "gb-army title-reserve 2001-03..2004-05;");
    check_entry(CV_EMPLOYMENT, "United States Army", "Captain, military service", "", "us-army title-career 2001-03..2004-05;");
    check_entry(CV_EMPLOYMENT, "国家安全部", "联络员（由华为派驻）", "",
                "v-huawei 2001-03..2004-05;cn-mss title-seconded 2001-03..2004-05 via v-huawei;");
    check_entry(CV_EMPLOYMENT, "Ericsson", "Liaison officer to the Swedish Armed Forces", "",
                "v-ericsson 2001-03..2004-05;se-fm liaison 2001-03..2004-05 via v-ericsson;");
    check_entry(CV_EMPLOYMENT, "Nokia Networks", "Engineer", "Seconded to the Finnish Defence Forces.",
                "v-nokia 2001-03..2004-05;fi-pv seconded 2001-03..2004-05 via v-nokia;");
    check_entry(CV_EMPLOYMENT, "Cisco Systems", "Engineer",
                "Developed a routing platform for the Naval Research Laboratory under contract.",
                "v-cisco 2001-03..2004-05;us-nrl project 2001-03..2004-05;");
    check_entry(CV_EMPLOYMENT, "Acme", "Engineer",
                "Installed equipment of Huawei and Ericsson; customers: Ministry of Defence (India).", "");
    check_entry(CV_EDUCATION, "国防科技大学", "", "", "cn-nudt school-field 2001-03..2004-05;");
    check_entry(CV_EDUCATION, "大连理工大学", "", "", "");
    check_entry(CV_PROJECT, "Federal Bureau of Investigation", "", "", "us-fbi project-field 2001-03..2004-05;");
    check_entry(CV_SERVICE, "Israel Defense Forces", "", "", "il-idf service-field 2001-03..2004-05;");
    check_entry(CV_EMPLOYMENT, "NSA", "Analyst", "", "");
    check_entry(CV_EMPLOYMENT, "NSA", "Signals intelligence analyst", "TS/SCI clearance",
                "us-nsa employer-field+military-vocabulary 2001-03..2004-05;");
    check_entry(CV_EMPLOYMENT, "CIA", "Internal auditor", "Intelligence of markets", "");
    check_entry(CV_EMPLOYMENT, "Army & Navy Stores", "Sergeant", "", "");
    check_entry(CV_EMPLOYMENT, "海军", "参谋", "", "cn-plan employer-field+military-vocabulary 2001-03..2004-05;");
    check_entry(CV_EMPLOYMENT, "王海军", "参谋", "", "");
    check_entry(CV_EMPLOYMENT, "PLA Strategic Support Force", "Engineer", "",
                "cn-ssf employer-field+outside-validity 2001-03..2004-05;");
    check_entry(CV_EMPLOYMENT, "Ministry of Defence, Singapore", "Director", "", "");
    tear_down();
}

TEST(a_body_of_another_country_with_the_same_name_is_another)
{
    static const struct sentence cases[] = {
        {"2001-2005 Director, Ministry of Defence, London, UK", "gb-mod worked;"},
        {"2001-2005 Director, Ministry of Defence of Singapore", ""},
        {"2001-2005 Indian Navy, engineer", "in-navy worked;"},
        {"2001-2005年在印度海军任工程师", "in-navy worked;"},
        {"2001-2005年在越南海军某部任参谋", ""},
        {"2001-2005年在中華民國海軍任參謀", "tw-mnd worked;"},
        {"2001-2005 Officer, North Korean Ministry of State Security", ""},
    };
    check_sentences(cases, sizeof cases / sizeof *cases, false);
}

TEST(quotes_hold_no_personal_attributes)
{
    struct extract x;
    if (!set_up()) return;
    extract_text("男，汉族，1970年出生，中共党员，1995年至1999年任国家安全部工程师，电话13800138000。", &x);
    REQUIRE(x.mention_count == 1);
    CHECK(!strstr(x.mentions[0].quote.text, "汉族") && !strstr(x.mentions[0].quote.text, "13800138000"));
    extract_text("Born 1970, single, Catholic. 1995-1999 Analyst at the National Security Agency, e-mail a.b@mail.example", &x);
    REQUIRE(x.mention_count == 1);
    CHECK(!strstr(x.mentions[0].quote.text, "Catholic") && !strstr(x.mentions[0].quote.text, "@"));
    tear_down();
}

TEST(a_record_tells_country_cohort_and_what_it_lacked)
{
    struct cv_part parts[] = {part(CV_EMPLOYMENT, CV_ORGANISATION, 1, "Huawei Technologies"),
                              part(CV_EMPLOYMENT, CV_TITLE, 1, "Sales manager"),
                              part(CV_EMPLOYMENT, CV_FROM, 1, "2001-03"),
                              part(CV_EMPLOYMENT, CV_PLACE, 1, "Düsseldorf, Germany"),
                              part(CV_EDUCATION, CV_ORGANISATION, 2, "TU Berlin"),
                              part(CV_EDUCATION, CV_FROM, 2, "1995-10"),
                              part(CV_LOOSE, CV_PROSE, 0, "NSA")};
    struct extract x;
    if (!set_up()) return;
    extract_parts(parts, sizeof parts / sizeof *parts, &x);
    CHECK_TEXT(x.country, "DE");
    CHECK_INT(x.cohort, 1995);
    CHECK_INT(x.ambiguous, 1);
    REQUIRE(x.employment_count == 1 && x.mention_count == 0 && x.exclusion == EXCLUDED_NOT);
    CHECK_INT(x.employments[0].role, ROLE_COMMERCIAL);
    CHECK(strlen(x.digest) == 64 && strncmp(x.record, "r-", 2) == 0);
    extract_text("   ", &x);
    CHECK(x.exclusion == EXCLUDED_UNRELATED);
    extract_text("", &x);
    CHECK(x.exclusion == EXCLUDED_EMPTY);
    tear_down();
}
