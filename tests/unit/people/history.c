#include "people/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

enum { TEXT = 1 << 13, LONG_TEXT = 1 << 20 };

/* All episodes, one after another: KIND FROM/UNTIL [organisation|title]; w work, e education, s service, p project, u none of
 * these;
 * "+" told as present, "-" as former; ".." an open end. */
static void describe(const struct history *h, const struct cv *cv, char *ret)
{
    size_t len = 0;
    ret[0] = '\0';
    for (size_t i = 0; i < h->count && len < TEXT - 1; i++) {
        const struct episode *e = &h->list[i];
        char from[DATE_TEXT], until[DATE_TEXT];
        date_text(&e->when.from, from);
        date_text(&e->when.until, until);
        len += (size_t)snprintf(
            ret + len, TEXT - len, "%s%c%s%s %s/%s [%.*s|%.*s]", i ? "; " : "", "uweps"[e->kind], e -> present ? "+" : "",
            e->former ? "-" : "", from, e->when.open ? ".." : until, (int)(e->organisation.end - e->organisation.start),
            (const char *)cv->parts[e->organisation.part].text.data + e->organisation.start, (int)(e->title.end - e->title.start),
            (const char *)cv->parts[e->title.part].text.data + e->title.start);
    }
}

/* Every octet of prose belongs to one episode at most, and history_at finds it. */
static void check_spans(const struct history *h, const struct cv *cv)
{
    for (size_t i = 0; i < h->count; i++) {
        const struct episode *e = &h->list[i];
        CHECK(e->whole.start <= e->whole.end && e->whole.end <= cv->parts[e->whole.part].text.len);
        if (e->entry || e->whole.start == e->whole.end) continue;
        CHECK(history_at(h, cv, e->whole.part, e->whole.start) == e);
        CHECK(history_at(h, cv, e->whole.part, e->whole.end - 1) == e);
        for (size_t j = i + 1; j < h->count; j++)
            CHECK(h->list[j].whole.part != e->whole.part || h->list[j].whole.start >= e->whole.end);
    }
}

struct sample {
    const char *text, *want;
};

static void all(const struct sample *list, size_t count)
{
    struct history h = {0};
    char got[TEXT];
    for (size_t i = 0; i < count; i++) {
        struct cv_part part = {.field = CV_PROSE, .text = bytes_of_text(list[i].text)};
        struct cv cv = {.parts = &part, .count = 1};
        REQUIRE(history_read(&h, &cv));
        describe(&h, &cv, got);
        if (!CHECK_TEXT(got, list[i].want)) printf("        in   %s\n", list[i].text);
        check_spans(&h, &cv);
    }
    history_done(&h);
}

#define ALL(list) all(list, sizeof(list) / sizeof *(list))

TEST(english_sentences)
{
    static const struct sample list[] = {
        {"From 2004 to 2009 he worked at Northwind Ltd as a senior engineer.", "w 2004/2009 [Northwind Ltd|senior engineer]"},
        {"Before that, from 1998 until 2003, she served in the army as a signals officer.", "s 1998/2003 [|signals officer]"},
        {"Born 12 March 1966 in Ardale. Graduated from Ardale University in 1988. Joined Northwind in 1990.",
         "e /1988 [Ardale University|]; w 1990/ [Northwind|]"},
        {"Date of birth: 12/03/1966", ""},
        {"He was born in Ardale in 1966.", ""},
        {"Since 2009 he has been director of Northwind. Until 2008 he was head of sales at Southwind.",
         "w 2009/.. [Northwind|director]; w /2008 [Southwind|head]"},
        {"Jane is currently CTO of Northwind. She formerly worked for the Ministry of Fog as an analyst. She joined Northwind in "
         "2004 and has a PhD from Ardale University (2003).",
         "w+ / [Northwind|CTO]; w- / [Ministry of Fog|analyst]; w 2004/ [Northwind|]; e /2003 [Ardale University|]"},
        {"Mr Fog was appointed director in March 2012. He previously worked at Southwind Ltd. between 2004 and 2009.",
         "w 2012-03/ [|director]; w 2004/2009 [Southwind Ltd|]"},
        {"He left Northwind in 2009. He retired in 2015.", "w /2009 [Northwind|]; w /2015 [|]"},
        {"Enlisted in the navy in 1990 and was discharged in 1994.", "s 1990/1994 [navy|]"},
        {"He studied physics at Ardale University from 1990 to 1994 and then worked as a researcher at the Fog Institute until "
         "1999.",
         "e 1990/1994 [Ardale University|]; w /1999 [Fog Institute|researcher]"},
        {"Team of 2000 people using Windows 2000 and ISO 9001:2008.", ""},
        {"Ex-Northwind. Now at Southwind.", "w- / [|]; w+ / [Southwind|]"},
        {"Joined the Fog Laboratory, Porton (near Ardale) in 08.1985 as engineer and left in 12.1988.",
         "w 1985-08/1988-12 [Fog Laboratory|engineer]"},
        {"Formerly an analyst at Southwind, in 2009 he joined Northwind.", "w- / [Southwind|analyst]; w 2009/ [Northwind|]"},
        {"B.Eng. Signals, Ardale University (1983-1987)", "e 1983/1987 [Ardale University|]"},
        {"She works at Northwind as an engineer.", "w / [Northwind|engineer]"},
        {"In 1990 he joined Northwind and left in 1994.", "w 1990/1994 [Northwind|]"},
        {"Compulsory military service 1998 - 1999", "s 1998/1999 [|]"},
        {"He was an engineer at Northwind in February 30, 2009.", "w / [Northwind|engineer]"},
    };
    ALL(list);
}

TEST(english_lists)
{
    static const struct sample list[] = {
        {"Software Engineer, Northwind (2004-2009)", "w 2004/2009 [Northwind|Software Engineer]"},
        {"Northwind — Engineer — Mar 2004 to Jun 2009", "w 2004-03/2009-06 [Northwind|Engineer]"},
        {"2004-2009: Engineer at Northwind\n2009-present: Manager at Southwind",
         "w 2004/2009 [Northwind|Engineer]; w 2009/.. [Southwind|Manager]"},
        {"Northwind | Engineer | 2004 - 2009\nSouthwind | Trainee | 2001 - 2004",
         "w 2004/2009 [Northwind|Engineer]; w 2001/2004 [Southwind|Trainee]"},
        {"- Engineer, Northwind, 2004-2009\n- Trainee, Southwind, 2001-2004\n- Conscript, Signals regiment, 1999-2000",
         "w 2004/2009 [Northwind|Engineer]; w 2001/2004 [Southwind|Trainee]; s 1999/2000 [Signals regiment|]"},
        {"2004-09 - 2008-06  Ardale University  BSc\r\n2008-07 - now  Northwind  Engineer\r\n",
         "e 2004-09/2008-06 [Ardale University|]; w 2008-07/.. [Northwind|Engineer]"},
        {"Engineer, Northwind\nArdale | Jan 2010 - Present · 3 yrs 2 mos\nBuilt things", "w 2010-01/.. [Northwind|Engineer]"},
    };
    ALL(list);
}

TEST(english_sections)
{
    static const struct sample list[] = {
        {"Experience\n\nNorthwind Telecom Ltd\nSenior Engineer\nMarch 2004 – June 2009\n- Built the core network\n"
         "- Worked with the Ministry of Fog in 2006\n\nSouthwind Inc.\nEngineer\n2001 - 2004\n\nEducation\n\n"
         "BSc Computer Science, University of Ardale, 2001\nMSc, University of Ardale\n1999-2000\n",
         "w 2004-03/2009-06 [Northwind Telecom Ltd|Senior Engineer]; w 2006/ [Ministry of Fog|]; w 2001/2004 [Southwind "
         "Inc|Engineer]; e /2001 [University of Ardale|]; e 1999/2000 [University of Ardale|]"},
        {"WORK EXPERIENCE\n03/2004 - 05/2009\nSenior engineer, Northwind\nRadio planning\n06/2009 - present\nManager, "
         "Southwind\n\nMILITARY SERVICE\n1998 - 1999\nSignals corps\n",
         "w 2004-03/2009-05 [Northwind|Senior engineer]; w 2009-06/.. [Southwind|Manager]; s 1998/1999 [Signals corps|]"},
        {"## Projects\n2010 - 2012: radio planning for Northwind Ltd\n\n## Publications\nFog, J. (2012). On mist.",
         "p 2010/2012 [Northwind Ltd|]; u 2012/ [|]"},
    };
    ALL(list);
}

TEST(chinese_sentences)
{
    static const struct sample list[] = {
        {"2012年毕业于晨雾大学，2013年入伍，2015年退伍后进入北风公司任工程师，现任南风公司经理。",
         "e /2012 [晨雾大学|]; s 2013/ [|]; w 2015/ [北风公司|工程师]; w+ / [南风公司|经理]"},
        {"曾任雾部信息中心主任，北风公司顾问；现任南风公司董事长。毕业于晨雾大学。",
         "w- / [雾部信息中心|主任]; w+ / [南风公司|董事长]; e / [晨雾大学|]"},
        {"1985年6月入党，1990年参加工作。", "w 1990/ [|]"},
        {"2005年9月至2009年7月在晨雾大学学习（其间：2007年3月-2008年3月在雾山学院交流），2009年7月参加工作。",
         "e 2005-09/2009-07 [晨雾大学|]; e 2007-03/2008-03 [雾山学院|]; w 2009-07/ [|]"},
        {"自2009年起任北风公司董事，同年9月兼任南风公司监事，次年离任。",
         "w 2009/ [北风公司|董事]; w 2009-09/2010 [南风公司|监事]"},
        {"2009年3-8月在北风公司实习", "w 2009-03/2009-08 [北风公司|]"},
        {"1990年7月转业至北风公司任科长", "w 1990-07/ [北风公司|科长]"},
        {"1990年转业。", "s /1990 [|]"},
        {"１９９０年３月至１９９５年５月任北风公司经理", "w 1990-03/1995-05 [北风公司|经理]"},
        {"二〇〇一年三月至二〇〇五年五月任北风公司经理；", "w 2001-03/2005-05 [北风公司|经理]"},
        {"某先生于1994年1月加入北风集团，自1995年5月31日起获委任为董事。", "w 1994-01/ [北风集团|]; w 1995-05-31/ [|董事]"},
        {"1966年出生，工程师，于2014年5月加入北风公司。", "w 2014-05/ [北风公司|]"},
        {"出生于1966年3月，本科学历。", ""},
        {"1966年3月生，现任北风公司监事。", "w+ / [北风公司|监事]"},
        {"自1996年加入北风集团以来，长期负责财务工作", "w 1996/.. [北风集团|]"},
        {"2000年创立北风公司至今任董事长", "w 2000/.. [北风公司|董事长]"},
        {"2011年8月19日起不再担任北风公司董事。", "w /2011-08-19 [北风公司|董事]"},
        {"2014年3月13日，因工作调动，辞去董事职务。", "w /2014-03-13 [|董事]"},
        {"2009年获劳动模范称号，", "u 2009/ [|]"},
        {"2001年获晨雾大学硕士学位。", "e /2001 [晨雾大学|]"},
        {"1999年考入晨雾大学", "e 1999/ [晨雾大学|]"},
        {"截至2012年12月31日持有股份。2012年度报告。", ""},
        {"2007年7月至2012年6月任北风公司副经理，并自2007年6月至2012年6月任南风公司董事。",
         "w 2007-07/2012-06 [北风公司|副经理]; w 2007-06/2012-06 [南风公司|董事]"},
        {"2009年13月任北风公司经理", "w / [北风公司|经理]"},
        {"2009年3月至2008年1月任北风公司经理", "w / [北风公司|经理]"},
    };
    ALL(list);
}

TEST(ends_that_are_told_later)
{
    static const struct sample list[] = {
        {"1996年加入北风公司担任采购主管，至2003年离开。", "w 1996/2003 [北风公司|采购主管]"},
        {"自2003 年 7 月起在北风公司任项目经理，2011 年 4 月止。", "w 2003-07/2011-04 [北风公司|项目经理]"},
        {"1993 年 8 月分配到雾部工作，任助理工程师，1998 年 7 月调出。", "w 1993-08/1998-07 [雾部|助理工程师]"},
        {"１９９６／０９加入北风公司担任专员，至２０００／０７离开。", "w 1996-09/2000-07 [北风公司|专员]"},
        {"1996年加入北风公司，2003年离开南风公司。", "w 1996/ [北风公司|]; w /2003 [南风公司|]"},
        {"1996年加入北风公司，1993年离开。", "w 1996/ [北风公司|]; w /1993 [|]"},
        {"1999年考入晨雾大学，2003年毕业。", "e 1999/2003 [晨雾大学|]"},
        {"Joined Northwind in 2004; left in 2009.", "w 2004/2009 [Northwind|]"},
    };
    ALL(list);
}

TEST(traditional_characters)
{
    static const struct sample list[] = {
        {"工作經歷：\n1992年5月01日至1995年4月22日歷任藍田公司市場部主任；\n1990年10月08日至1992年5月01日\t丰澤食品公司\t高級工程"
         "師",
         "w 1992-05-01/1995-04-22 [藍田公司市場部|主任]; w 1990-10-08/1992-05-01 [丰澤食品公司|高級工程師]"},
        {"2001年畢業於晨霧大學，現任北風公司經理", "e /2001 [晨霧大學|]; w+ / [北風公司|經理]"},
        {"• 1984/7加入飛鴿公司，至1988/2離開。\n  負責七人團隊。\n• 曾供職于霧部", "w 1984-07/1988-02 [飛鴿公司|]; w- / [霧部|]"},
    };
    ALL(list);
}

TEST(lines_without_dates_take_none_from_above)
{
    static const struct sample list[] = {
        {"Experience\n- 2004-2009: Engineer at Northwind\n- Ministry of Fog: Staff Officer\n",
         "w 2004/2009 [Northwind|Engineer]; w / [Ministry of Fog|Staff Officer]"},
        {"Education\n- 2000-2004 Ardale University\n\nExperience\n- Started out as lecturer at the Ministry of Fog.\n",
         "e 2000/2004 [Ardale University|]; w- / [Ministry of Fog|lecturer]"},
        {"Northwind - Finance Controller\n1999-03-15 - 2004-09-01\n\nSouthwind - Manager\n2004-09-01 - 2010-01-01\n",
         "w 1999-03-15/2004-09-01 [Northwind|Finance Controller]; w 2004-09-01/2010-01-01 [Southwind|Manager]"},
        {"2004年任北风公司经理。\n• 早年在雾部工作，任副处长。", "w 2004/ [北风公司|经理]; w- / [雾部|副处长]"},
    };
    ALL(list);
}

TEST(dates_below_or_behind_what_they_are_of)
{
    static const struct sample list[] = {
        {"- Beichen Institute - Developer\n1996 to 1999\n- Northwind Inc. - Engineer\n1999 to 2006\n",
         "w 1996/1999 [Beichen Institute|Developer]; w 1999/2006 [Northwind Inc|Engineer]"},
        {"Likes tea. Northwind Consulting - Director\n1997/07-1999/01. Joined Southwind in 1999/01 as manager and left in "
         "2000/10. "
         "Westwind Inc. - Engineer\n2001-2002. Likes tea.",
         "w 1997-07/1999-01 [Northwind Consulting|Director]; w 1999-01/2000-10 [Southwind|manager]; w 2001/2002 [Westwind "
         "Inc|Engineer]"},
        {"带领过二十人的团队。晨雾学院，网络安全专业，工学硕士，1981年9月-1985年7月。1985年7月-1991年7月，就职于北风公司。",
         "e 1981-09/1985-07 [晨雾学院|]; w 1985-07/1991-07 [北风公司|]"},
        {"October 1993 to May 1995. Likes tea. Engineer @ Northwind Inc., May 1995 to March 2003. Developer in the PLA "
         "Department, September 1999 to January 2000.",
         "w 1993-10/1995-05 [|]; w 1995-05/2003-03 [Northwind Inc|Engineer]; w 1999-09/2000-01 [PLA Department|Developer]"},
        {"1988年6月加入北风通信，现任销售总监。", "w 1988-06/.. [北风通信|销售总监]"},
        {"Joined Northwind in March, 1997, where I am manager today.", "w 1997-03/.. [Northwind|manager]"},
        {"1988年6月加入北风通信，现任南风公司总监。", "w 1988-06/ [北风通信|]; w+ / [南风公司|总监]"},
    };
    ALL(list);
}

TEST(chinese_sections)
{
    static const struct sample list[] = {
        {"工作经历\n2009.3-2012.5\n北风通信有限公司\n高级工程师\n2012.6-至今\n南风科技有限公司 "
         "销售经理\n\n教育背景\n2005.9-2009.6 "
         "晨雾大学 电子工程 本科",
         "w 2009-03/2012-05 [北风通信有限公司|高级工程师]; w 2012-06/.. [南风科技有限公司|销售经理]; e 2005-09/2009-06 "
         "[晨雾大学|]"},
        {"工作经历：\n北风通信有限公司\n2009.3-2012.5\n工程师\n教育经历：\n晨雾大学\n2005-2009",
         "w 2009-03/2012-05 [北风通信有限公司|工程师]; e 2005/2009 [晨雾大学|]"},
        {"【服役经历】1998年12月—2000年12月 雾山某部", "s 1998-12/2000-12 [雾山某部|]"},
        {"1990.9—1994.7 晨雾大学 电子系\n1994.8—至今 北风公司 工程师",
         "e 1990-09/1994-07 [晨雾大学 电子系|]; w 1994-08/.. [北风公司|工程师]"},
    };
    ALL(list);
}

TEST(dated_lines_and_what_is_undated_are_counted)
{
    static const char text[] =
        "1966年出生\n2009年3月任北风公司经理\n2009年13月任南风公司经理\n2009 - 2004 Northwind Ltd\n没有日期\n";
    struct cv_part part = {.field = CV_PROSE, .text = bytes_of_text(text)};
    struct cv cv = {.parts = &part, .count = 1};
    struct history h = {0};
    REQUIRE(history_read(&h, &cv));
    CHECK_INT(h.dated_lines, 3);
    CHECK_INT(h.undated, 2);
    CHECK_INT(h.count, 3);
    CHECK_INT(h.list[1].when.from.precision, DATE_UNKNOWN);
    history_done(&h);
}

/* ---- entries ---- */

static struct cv_part field(enum cv_section section, uint32_t entry, enum cv_field f, const char *text)
{
    return (struct cv_part){.section = section, .field = f, .entry = entry, .text = bytes_of_text(text)};
}

TEST(entries_of_a_structured_history)
{
    struct cv_part parts[] = {
        field(CV_LOOSE, 0, CV_PROSE, "Formerly at Westwind Ltd."),
        field(CV_EMPLOYMENT, 1, CV_ORGANISATION, "Northwind"),
        field(CV_EMPLOYMENT, 1, CV_TITLE, "Engineer"),
        field(CV_EMPLOYMENT, 1, CV_FROM, "2004-03-15"),
        field(CV_EMPLOYMENT, 1, CV_UNTIL, "2009-06"),
        field(CV_EMPLOYMENT, 1, CV_PROSE, "In 2005 liaison to the Ministry of Fog"),
        field(CV_EMPLOYMENT, 2, CV_TITLE, "Manager"),
        field(CV_EMPLOYMENT, 2, CV_FROM, "2009"),
        field(CV_EMPLOYMENT, 2, CV_UNTIL, "Present"),
        field(CV_EDUCATION, 3, CV_ORGANISATION, "Ardale University"),
        field(CV_EDUCATION, 3, CV_DATES, "1999.9 - 2003.7"),
        field(CV_EDUCATION, 4, CV_DATES, "2004"),
        field(CV_EMPLOYMENT, 5, CV_TITLE, "Conscript"),
        field(CV_EMPLOYMENT, 6, CV_FROM, "2009-02-30"),
        field(CV_EMPLOYMENT, 7, CV_FROM, "2009"),
        field(CV_EMPLOYMENT, 7, CV_UNTIL, "2008"),
        field(CV_PROJECT, 8, CV_DATES, "二〇〇九年三月至今"),
        field(CV_EMPLOYMENT, 9, CV_FROM, "2001"),
        field(CV_EMPLOYMENT, 9, CV_UNTIL, "until 2003"),
        field(CV_EMPLOYMENT, 10, CV_FROM, "2001"),
        field(CV_EMPLOYMENT, 11, CV_UNTIL, "?"),
        field(CV_EMPLOYMENT, 11, CV_FROM, "2001"),
    };
    struct cv cv = {.parts = parts, .count = sizeof parts / sizeof *parts};
    struct history h = {0};
    char got[TEXT];
    REQUIRE(history_read(&h, &cv));
    describe(&h, &cv, got);
    CHECK_TEXT(got, "w- / [Westwind Ltd|]; w 2004-03-15/2009-06 [Northwind|Engineer]; w 2009/.. [|Manager]; e 1999-09/2003-07 "
                    "[Ardale University|]; e /2004 [|]; s / [|Conscript]; w / [|]; w / [|]; p 2009-03/.. [|]; w 2001/2003 [|]; w "
                    "2001/.. [|]; w 2001/ [|]");
    CHECK_INT(h.undated, 2);
    CHECK(history_at(&h, &cv, 5, 3) == &h.list[1]);
    CHECK(history_at(&h, &cv, 0, 3) == &h.list[0]);
    CHECK(history_at(&h, &cv, 99, 0) == NULL);
    history_done(&h);
}

/* ---- hostile text ---- */

TEST(one_cv_leaves_nothing_to_the_next)
{
    struct cv_part parts[] = {field(CV_LOOSE, 0, CV_PROSE, "2004年任北风公司经理"),
                              field(CV_LOOSE, 0, CV_PROSE, "同年9月任南风公司经理")};
    struct cv first = {.parts = parts, .count = 1}, second = {.parts = parts + 1, .count = 1}, none = {0};
    struct history h = {0};
    REQUIRE(history_read(&h, &first));
    CHECK_INT(h.count, 1);
    REQUIRE(history_read(&h, &second));
    CHECK(h.count == 1 && h.list[0].when.from.precision == DATE_UNKNOWN);
    REQUIRE(history_read(&h, &none));
    CHECK_INT(h.count, 0);
    history_done(&h);
    history_done(&h);
}

/* `piece` over and over. */
static void flood(struct history *h, const char *piece)
{
    size_t len = strlen(piece), total = LONG_TEXT / len * len;
    char *text = malloc(total);
    REQUIRE(text);
    for (size_t i = 0; i < total; i += len) memcpy(text + i, piece, len);
    struct cv_part part = {.field = CV_PROSE, .text = bytes_of(text, total)};
    struct cv cv = {.parts = &part, .count = 1};
    CHECK(history_read(h, &cv));
    CHECK(h->count <= HISTORY_EPISODES);
    for (size_t i = 0; i < h->count; i++) CHECK(h->list[i].whole.end <= total);
    free(text);
}

TEST(floods_are_bounded_and_counted)
{
    static const char *const pieces[] = {"2009年",         "2009-2010 ", "2009\n", "1 ",   "a",   "一",     "二〇",
                                         "Mar ",           "(",          "at ",    "。",   "任",  "曾任，", "\n",
                                         "    ",           "- ",         "2",      "公司", "to ", "\xe5",   "Experience\n",
                                         "2009-2010\nX\n", "Ltd, ",      "of the "};
    struct history h = {0};
    for (unsigned i = 0; i < sizeof pieces / sizeof *pieces; i++) flood(&h, pieces[i]);
    flood(&h, "2009年任北风公司经理\n");
    CHECK_INT(h.count, HISTORY_EPISODES);
    CHECK(h.dropped > HISTORY_EPISODES);
    history_done(&h);
}

TEST(every_prefix_of_a_cv_is_read)
{
    static const char text[] =
        "工作经历\n2009.3-2012.5\n北风通信有限公司\nMarch 15, 2009 – présent\n２００９年３月至今任職\n15th of Mar. '09 until\n";
    struct history h = {0};
    for (size_t len = 0; len < sizeof text; len++) {
        char *copy = malloc(len ? len : 1);
        REQUIRE(copy);
        memcpy(copy, text, len);
        struct cv_part part = {.field = CV_PROSE, .text = bytes_of(copy, len)};
        struct cv cv = {.parts = &part, .count = 1};
        CHECK(history_read(&h, &cv));
        check_spans(&h, &cv);
        free(copy);
    }
    history_done(&h);
}
