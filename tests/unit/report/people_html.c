#include "report/people_html.h"

#include "html_reader.h"
#include "people_sample.h"
#include "report/people_draw.h"

TEST(every_page_is_strict_html_that_loads_nothing)
{
    const struct study *const studies[] = {&people_rich, &people_evil, &people_empty};
    for (size_t i = 0; i < 3; i++) {
        char *text = people_render(people_html, studies[i]);
        check_page(text);
        free(text);
    }
}

TEST(hostile_text_stays_text)
{
    char *text = people_render(people_html, &people_evil);
    CHECK(strstr(text, "<script") == NULL);
    CHECK(strstr(text, "&lt;script&gt;alert(1)&lt;/script&gt;") != NULL);
    CHECK(strchr(text, '\x1b') == NULL);
    CHECK(strstr(text, "\xe2\x80\xae") == NULL);
    free(text);
}

TEST(the_page_tells_what_the_study_has)
{
    char *text = people_render(people_html, &people_rich);
    static const char *const told[] = {"<h1>Ties are told more often.</h1>",
                                       "812",
                                       "1.50 - 2.43",
                                       "- by country, cohort, role",
                                       "2001.9-2008 北方通信大学 讲师（兼）",
                                       "corpus/people-1.jsonl.zst:118, octets 40,099 to 40,148",
                                       "let pass for this reason",
                                       "p-4k2m6q0v8x1z3b5d7f9h2j4l6n",
                                       "version 2026-11-22",
                                       "since 2003-07",
                                       "shares 53 months",
                                       "no verdict: too few people",
                                       "class=\"funnel\"",
                                       "class=\"forest\"",
                                       "class=\"years\"",
                                       "it is no accusation",
                                       "9f86d081884c7d659a2feaa0c55ad015"};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (!CHECK(strstr(text, told[i]) != NULL)) printf("        %s\n", told[i]);
    free(text);
}

TEST(the_public_page_shows_nobody)
{
    struct study_test tests[8];
    struct study s = people_public(tests);
    char *text = people_render(people_html, &s);
    check_page(text);
    CHECK(strstr(text, "p-4k2m") == NULL);
    CHECK(strstr(text, "id=\"ties\"") == NULL);
    CHECK(strstr(text, "北方通信大学 讲师") == NULL);
    CHECK(strstr(text, "class=\"warning\"") == NULL);
    CHECK(strstr(text, "for publication") != NULL);
    free(text);
}

TEST(the_axis_is_logarithmic_and_holds_one)
{
    struct people_axis a = people_axis_of(&people_rich);
    bool clipped;
    CHECK(a.low == 0.5 && a.high == 20); /* of the declared tests alone: they are drawn */
    CHECK(fabs(people_axis_at(&a, sqrt(10), &clipped) - 0.5) < 1e-12 && !clipped);
    CHECK(fabs(people_axis_at(&a, 10, NULL) + people_axis_at(&a, 1, NULL) - 1) < 1e-12);
    CHECK(people_axis_at(&a, 21, &clipped) == 1 && clipped);
    CHECK(people_axis_at(&a, 0, &clipped) == 0 && clipped);
    CHECK(people_forest_has(&people_rich, 0) && !people_forest_has(&people_rich, people_rich.test_count - 1));
    a = people_axis_of(&people_evil);
    CHECK(a.low == 0.01 && a.high == 100);
    a = people_axis_of(&people_empty);
    CHECK(a.low == 0.5 && a.high == 2);
}

TEST(weights_add_up_among_tests_of_one_sort)
{
    double crude = 0, stratified = 0;
    for (size_t i = 0; i < people_rich.test_count; i++)
        *(people_rich.tests[i].stratified ? &stratified : &crude) += people_weight(&people_rich, &people_rich.tests[i]);
    CHECK(fabs(crude - 1) < 1e-9);
    CHECK(fabs(stratified - 1) < 1e-9);
    CHECK(people_weight(&people_rich, &people_rich.tests[0]) > people_weight(&people_rich, &people_rich.tests[3]));
    CHECK(people_weight(&people_rich, &people_rich.tests[4]) == 0);
}
