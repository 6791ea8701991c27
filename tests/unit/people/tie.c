#include "people/tie.h"

#include <string.h>

#include "check.h"

static struct interval interval(const char *from, const char *until)
{
    struct interval i = {.open = strcmp(until, "open") == 0};
    CHECK(date_parse(from, &i.from));
    CHECK(i.open || date_parse(until, &i.until));
    return i;
}

TEST(intervals_alone_tell_prior_concurrent_and_later)
{
    static const struct {
        const char *body[2], *employer[2];
        enum tie_kind kind;
        unsigned months;
    } cases[] = {
        {{"2001", "2005"}, {"2008", "2010"}, TIE_PRIOR, 0},
        {{"2001", "2005"}, {"2005", "2010"}, TIE_PRIOR, 0},
        {{"2001-03", "2005-07"}, {"2005-07", "2010-01"}, TIE_PRIOR, 0},
        {{"2001-03", "2005-07"}, {"2005", "open"}, TIE_PRIOR, 0},
        {{"", "2005-07"}, {"2005-07", "open"}, TIE_PRIOR, 0},
        {{"1990-08-22", "1994-07-15"}, {"1994-07-15", "open"}, TIE_PRIOR, 0},
        {{"1994-07-15", "2001"}, {"1990-08-22", "1994-07-15"}, TIE_LATER, 0},
        {{"2001-03", "2005-07"}, {"2005-06", "2010-01"}, TIE_CONCURRENT, 0},
        {{"2001", "2010"}, {"2003", "2006"}, TIE_CONCURRENT, 24},
        {{"2001-01", "2010-12"}, {"2003-01", "2006-12"}, TIE_CONCURRENT, 46},
        {{"2001", "open"}, {"2003", "open"}, TIE_CONCURRENT, 0},
        {{"2005", "2005"}, {"2005", "2005"}, TIE_POSSIBLY_CONCURRENT, 0},
        {{"2001", ""}, {"2005", "2008"}, TIE_POSSIBLY_CONCURRENT, 0},
        {{"2005", "2008"}, {"2005", "2008"}, TIE_CONCURRENT, 0},
        {{"2010", "2012"}, {"2005", "2008"}, TIE_LATER, 0},
        {{"2008", "2012"}, {"2005", "2008"}, TIE_LATER, 0},
        {{"", ""}, {"2005", "2008"}, TIE_UNDATED, 0},
        {{"2005", "2008"}, {"", ""}, TIE_UNDATED, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mention m = {.relation = RELATION_WORKED, .when = interval(cases[i].body[0], cases[i].body[1])};
        struct employment e = {.organisation = 3, .when = interval(cases[i].employer[0], cases[i].employer[1])};
        unsigned months = 99;
        enum tie_kind kind = tie_of(&m, &e, &months);
        if (kind != cases[i].kind) CHECK_INT(i, -1);
        CHECK_INT(kind, cases[i].kind);
        if (cases[i].months) CHECK(months >= cases[i].months);
        if (kind != TIE_CONCURRENT) CHECK_INT(months, 0);
        m.relation = RELATION_POSTED;
        CHECK_INT(tie_of(&m, &e, NULL), kind == TIE_CONCURRENT ? TIE_POSTED : kind);
        m.via = 4;
        CHECK_INT(tie_of(&m, &e, NULL), TIE_POSTED);
        m.via = 5;
        CHECK_INT(tie_of(&m, &e, NULL), kind);
    }
}

TEST(the_relation_decides_where_dates_do_not)
{
    static const struct {
        enum relation relation;
        enum tie_kind kind;
    } cases[] = {
        {RELATION_STUDIED, TIE_EDUCATION}, {RELATION_PROJECT, TIE_PROJECT}, {RELATION_SERVED, TIE_CONSCRIPTION},
        {RELATION_RESERVE, TIE_RESERVE},   {RELATION_NAMED, TIE_ALL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mention m = {.relation = cases[i].relation, .when = interval("2001", "2010")};
        struct employment e = {.when = interval("2003", "2005")};
        CHECK_INT(tie_of(&m, &e, NULL), cases[i].kind);
    }
}

TEST(what_holds_when_the_cv_was_written_holds_together)
{
    struct mention m = {.relation = RELATION_WORKED, .present = true};
    struct employment e = {.when = interval("2003", "open")};
    CHECK_INT(tie_of(&m, &e, NULL), TIE_CONCURRENT);
    e.when = interval("2003", "2005");
    CHECK_INT(tie_of(&m, &e, NULL), TIE_UNDATED);
    m.present = false, m.former = true;
    e.when = interval("2003", "open");
    CHECK_INT(tie_of(&m, &e, NULL), TIE_UNDATED);
}

TEST(every_name_is_there_once)
{
    for (size_t i = 0; i < TIE_ALL; i++)
        for (size_t k = 0; k < i; k++) CHECK(strcmp(tie_kind_names[i], tie_kind_names[k]) != 0);
    for (size_t i = 0; i < RELATION_COUNT; i++) CHECK(relation_names[i] && *relation_names[i]);
    for (size_t i = 0; i < ROLE_COUNT; i++) CHECK(role_names[i] && *role_names[i]);
}
