#include "report/people_json.h"

#include "json_reader.h"
#include "people_sample.h"

static void check_values(const char *text, const char *const wanted[][2], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!CHECK_TEXT(at_path(text, wanted[i][0]), wanted[i][1])) printf("        %s\n", wanted[i][0]);
}

TEST(contract_names)
{
    static const char *const wanted[][2] = {{"funnel/records", "1000000"},
                                            {"funnel/parsed", "998485"},
                                            {"funnel/people", "914270"},
                                            {"funnel/employer", "48097"},
                                            {"funnel/tied", "813"},
                                            {"employers/0/name", "\"Meridian Networks\""},
                                            {"employers/0/people", "25011"},
                                            {"employers/0/tied", "612"},
                                            {"employers/0/kinds/prior", "400"},
                                            {"employers/0/kinds/concurrent", "120"},
                                            {"employers/0/kinds/posted", "7"},
                                            {"employers/0/kinds/education", "180"},
                                            {"employers/0/kinds/project", "31"},
                                            {"tests/0/kind", "\"any\""},
                                            {"tests/0/employer", "\"Meridian Networks\""},
                                            {"tests/0/comparator", "\"Polar Telecom\""},
                                            {"tests/0/a", "612"},
                                            {"tests/0/b", "24399"},
                                            {"tests/0/c", "98"},
                                            {"tests/0/d", "10334"},
                                            {"tests/0/odds_ratio", "2.6449"},
                                            {"tests/0/ci95/0", "2.1323"},
                                            {"tests/0/ci95/1", "3.3125"},
                                            {"tests/0/p", "1.2e-22"},
                                            {"tests/0/q", "6e-22"},
                                            {"ties/0/person", "\"p-4k2m6q0v8x1z3b5d7f9h2j4l6n\""},
                                            {"ties/0/employer", "\"Meridian Networks\""},
                                            {"ties/0/organisation", "\"Northern Signals University\""},
                                            {"ties/0/kind", "\"concurrent\""},
                                            {"ties/0/from", "\"2001-09\""},
                                            {"ties/0/until", "\"2008\""},
                                            {"ties/0/overlap_months", "53"},
                                            {"ties/0/quote", "\"2001.9-2008 北方通信大学 讲师（兼）\""},
                                            {"ties/0/record", "\"corpus/people-1.jsonl.zst:118\""},
                                            {"ties/0/confidence", "0.97"}};
    char *text = people_render(people_json, &people_rich);
    CHECK(is_json(text));
    check_values(text, wanted, sizeof wanted / sizeof *wanted);
    free(text);
}

TEST(more_than_the_contract)
{
    static const char *const wanted[][2] = {
        {"custos/schema", "1"},
        {"organisations/version", "\"2026-11-22\""},
        {"inputs/1/override", "\"the authority asked for it: file 12/2026\""},
        {"inputs/0/override", "null"},
        {"exclusions/0/step", "\"parsed\""},
        {"exclusions/0/count", "1204"},
        {"employers/0/beside/conscription", "96"},
        {"employers/0/years/7/overlapping", "30"},
        {"employers/1/rates/posted/count", "0"},
        {"tests/1/strata", "\"country, cohort, role\""},
        {"tests/0/strata", "null"},
        {"tests/0/verdict", "\"more\""},
        {"tests/4/verdict", "\"underpowered\""},
        {"tests/4/odds_ratio", "null"},
        {"tests/5/verdict", "\"no-difference\""},
        {"permutations/0/expected", "61.4"},
        {"sensitivity/2/left_out", "\"organisations of kind military_university\""},
        {"ties/0/span/0", "40112"},
        {"ties/0/quote_span/1", "40148"},
        {"ties/0/rule", "\"employment-named\""},
        {"notes/1", "\"A corpus of CVs that people wrote themselves tells what they chose to tell.\""}};
    char *text = people_render(people_json, &people_rich);
    check_values(text, wanted, sizeof wanted / sizeof *wanted);
    free(text);
}

TEST(withheld_is_null_and_nobody_is_shown)
{
    struct study_test tests[8];
    struct study s = people_public(tests);
    static const char *const wanted[][2] = {{"public", "true"}, {"tests/4/a", "null"}, {"tests/4/b", "null"},
                                            {"tests/4/c", "0"}, {"tests/4/p", "null"}, {"ties/0", "(none)"}};
    char *text = people_render(people_json, &s);
    CHECK(is_json(text));
    check_values(text, wanted, sizeof wanted / sizeof *wanted);
    CHECK(strstr(text, "p-4k2m") == NULL);
    free(text);
}

TEST(hostile_and_empty_studies_are_json)
{
    char *text = people_render(people_json, &people_evil);
    CHECK(is_json(text));
    CHECK_TEXT(at_path(text, "tests/0/verdict"), "\"unknown\"");
    free(text);
    text = people_render(people_json, &people_empty);
    CHECK(is_json(text));
    CHECK_TEXT(at_path(text, "employers/0"), "(none)");
    free(text);
}
