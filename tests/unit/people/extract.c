#include "people/extract.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

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

TEST(what_is_no_tie)
{
    static const struct sentence cases[] = {
        {"父亲曾任国家安全部工程师，现已退休", ""},
        {"本人从未在国家安全部任职", ""},
        {"与国家安全部没有任何关系", ""},
        {"公司主要客户包括中国移动、公安部及多家银行", ""},
        {"推荐人：张三，曾任职于国家安全部", ""},
        {"项目组成员：王海军、李国安、陈建军", ""},
        {"2001年至2004年在中信国安集团有限公司工作", ""},
        {"负责公安部门网络建设", ""},
        {"获公安部科技进步二等奖", ""},
        {"毕业于中国人民公安大学出版社", ""},
        {"以振兴中华为己任", ""},
        {"Certified Internal Auditor (CIA), 2011", ""},
        {"Rolled out 5G NSA and SA networks in eleven cities, 2019-2021", ""},
        {"My father served in the United States Army for thirty years", ""},
        {"I have never worked for the National Security Agency", ""},
        {"Customers of my employer include Acme, the Ministry of Defence and several banks", ""},
        {"Volunteer, Salvation Army, 2009-2012", ""},
        {"2004-2006 Store manager, Old Navy, Boston", ""},
        {"Referee: John, formerly of the National Security Agency", ""},
        {"Hired and managed a team whose members came from Cisco and the National Security Agency", ""},
    };
    check_sentences(cases, sizeof cases / sizeof *cases, false);
}
