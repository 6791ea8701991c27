#include "report/people_words.h"

#include "people_sample.h"

TEST(figures_as_people_read_them)
{
    char text[TEXT_NUMBER];
    CHECK_TEXT(people_count(37112, text), "37,112");
    CHECK_TEXT(people_count(STUDY_WITHHELD, text), "*");
    CHECK_TEXT(people_percent(0.0210, text), "2.10 %");
    CHECK_TEXT(people_percent(0.00012, text), "0.012 %");
    CHECK_TEXT(people_percent(0.5, text), "50.0 %");
    CHECK_TEXT(people_percent(1, text), "100 %");
    CHECK_TEXT(people_percent(0, text), "0 %");
    CHECK_TEXT(people_percent(NAN, text), "-");
    CHECK_TEXT(people_percent_span(&(struct study_rate){1, 2, 0.5, 0.014, 0.031}, text), "1.40 - 3.10 %");
    CHECK_TEXT(people_ratio(2.7649, text), "2.76");
    CHECK_TEXT(people_ratio(0, text), "0");
    CHECK_TEXT(people_ratio(0.0421, text), "0.042");
    CHECK_TEXT(people_ratio(612.4, text), "612");
    CHECK_TEXT(people_ratio(INFINITY, text), "inf");
    CHECK_TEXT(people_ratio(1e300, text), ">99999");
    CHECK_TEXT(people_ratio(NAN, text), "-");
    CHECK_TEXT(people_ratio_span(0.5, INFINITY, text), "0.50 - inf");
    CHECK_TEXT(people_p_value(0.00004, text), "<0.0001");
    CHECK_TEXT(people_p_value(0.00123, text), "0.0012");
    CHECK_TEXT(people_p_value(0.0342, text), "0.034");
    CHECK_TEXT(people_p_value(1, text), "1.00");
    CHECK_TEXT(people_of(812, 24188, text), "812/25,000");
    CHECK_TEXT(people_of(7, STUDY_WITHHELD, text), "*");
}

TEST(a_side_without_people_is_named)
{
    char text[PEOPLE_LINE];
    struct study_test t = {.employer = "Here", .comparator = "There", .c = 1, .d = 2, .verdict = STUDY_NO_COMPARATOR};
    CHECK_TEXT(people_verdict(&t, text), "no verdict: nobody was found at Here");
    t = (struct study_test){.employer = "Here", .comparator = "There", .b = 2, .verdict = STUDY_NO_COMPARATOR};
    CHECK_TEXT(people_verdict(&t, text), "no verdict: nobody was found at There");
}

TEST(the_main_test_is_declared_of_all_kinds_and_stratified)
{
    CHECK(people_main_test(&people_rich) == &people_tests_made[1]);
    CHECK(people_main_test(&people_empty) == NULL);
    CHECK(people_has_twin(&people_rich, 0));
    CHECK(!people_has_twin(&people_rich, 1));
    CHECK(!people_has_twin(&people_rich, people_rich.test_count - 1));
}

TEST(peaks_pass_over_what_is_withheld)
{
    CHECK_INT(people_peak(&people_employers[0], true).count, 30);
    CHECK_INT(people_peak(&people_employers[0], true).year, 2005);
    CHECK_INT(people_peak(&people_evil_employers[0], true).count, 1);
    CHECK_INT(people_peak(&people_employers[2], false).count, 0);
}

TEST(what_moves_the_odds_ratio_most_comes_first)
{
    struct study_sensitivity list[PEOPLE_TELLING + 5] = {0};
    const struct study_sensitivity *telling[PEOPLE_TELLING];
    struct study s = people_rich;
    s.sensitivity = list;
    s.sensitivity_count = PEOPLE_TELLING + 5;
    for (size_t i = 0; i < s.sensitivity_count; i++) list[i].odds_ratio = s.tests[0].odds_ratio * (1 + 0.01 * (double)i);
    list[3].odds_ratio = NAN;
    CHECK_INT(people_telling(&s, telling), PEOPLE_TELLING);
    CHECK(telling[0] == &list[3]);
    CHECK(telling[1] == &list[s.sensitivity_count - 1]);
    CHECK(telling[PEOPLE_TELLING - 1] == &list[6]);
    s.sensitivity_count = 2;
    CHECK_INT(people_telling(&s, telling), 2);
    CHECK(telling[0] == &list[1] && telling[1] == &list[0]);
}
