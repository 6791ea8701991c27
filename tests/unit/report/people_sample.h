/* Studies made by hand: one with everything that a report shows, its public form, one of hostile text and extreme figures, and an
 * empty one. No person, employer or body of them exists. Text is static. */
#ifndef CUSTOS_TESTS_REPORT_PEOPLE_SAMPLE_H
#define CUSTOS_TESTS_REPORT_PEOPLE_SAMPLE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "people/study.h"

#define PEOPLE_OF(array) array, sizeof(array) / sizeof((array)[0])

static const char *const people_kind_names[STUDY_SHOWN_KINDS] = {
    "prior", "concurrent",   "posted",  "education", "project", "possibly-concurrent",
    "later", "conscription", "reserve", "undated"};

static const struct study_input people_inputs[] = {
    {.file = "corpus/people-1.jsonl.zst",
     .sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
     .origin = "public",
     .lawful_basis = "research in the public interest",
     .retention = "until 2027-06-30",
     .collected = "2026-10",
     .records = 800000,
     .octets = 1200000000},
    {.file = "corpus/people-2.csv",
     .sha256 = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
     .origin = "leaked",
     .lawful_basis = "order of the data protection authority",
     .retention = "30 days",
     .override = "the authority asked for it: file 12/2026",
     .records = 200000,
     .octets = 310000000},
};

static struct study_reason people_malformed[] = {{"malformed", 1204}, {"no text that may be looked at", 311}, {"too long", 0}};
static struct study_reason people_merged[] = {{"another CV of the same person", 84215}};
static struct study_reason people_elsewhere[] = {{"no employer of the list", 866170}, {"on the list of erasures", 3}};
static struct study_reason people_untied[] = {{"no tie of the five kinds", 47284}};
static const struct study_step people_funnel_steps[] = {{"records", 1000000, NULL, 0},
                                                        {"parsed", 998485, PEOPLE_OF(people_malformed)},
                                                        {"people", 914270, PEOPLE_OF(people_merged)},
                                                        {"employer", 48097, PEOPLE_OF(people_elsewhere)},
                                                        {"tied", 813, PEOPLE_OF(people_untied)}};

static struct study_timeline people_years_a[] = {{1998, 310, 1},   {1999, 620, 1},    {2000, 1100, 4},   {2001, 1900, 7},
                                                 {2002, 2800, 12}, {2003, 4100, 16},  {2004, 6200, 21},  {2005, 8000, 30},
                                                 {2006, 9900, 26}, {2007, 12400, 22}, {2008, 15100, 18}, {2009, 17000, 11}};
static struct study_timeline people_years_b[] = {{2001, 900, 0}, {2004, 2600, 3}, {2005, 2900, 5}, {2009, 4100, 2}};

static const struct study_employer people_employers[] = {
    {.id = "xx-meridian",
     .name = "Meridian Networks",
     .country = "CN",
     .cvs = 31904,
     .tied = {612, 25011, 0.024469, 0.022627, 0.026457},
     .kinds = {400, 120, 7, 180, 31, 44, 12, 96, 3, 58},
     .by_kind = {{400, 25011, 0.015993, 0.014509, 0.017626},
                 {120, 25011, 0.004798, 0.004014, 0.005734},
                 {7, 25011, 0.00028, 0.000136, 0.000578},
                 {180, 25011, 0.007197, 0.006221, 0.008324},
                 {31, 25011, 0.00124, 0.000874, 0.001759}},
     .timeline = people_years_a,
     .timeline_count = sizeof people_years_a / sizeof *people_years_a},
    {.id = "xx-polar",
     .name = "Polar Telecom",
     .country = "SE",
     .cvs = 12310,
     .tied = {98, 10432, 0.009394, 0.007716, 0.011434},
     .kinds = {71, 9, 0, 22, 4, 5, 2, 130, 0, 7},
     .by_kind = {{71, 10432, 0.006806, 0.0054, 0.008575},
                 {9, 10432, 0.000863, 0.000454, 0.001639},
                 {0, 10432, 0, 0, 0.000368},
                 {22, 10432, 0.002109, 0.001393, 0.003191},
                 {4, 10432, 0.000383, 0.000149, 0.000986}},
     .timeline = people_years_b,
     .timeline_count = sizeof people_years_b / sizeof *people_years_b},
    {.id = "xx-andes",
     .name = "Andes Móvil",
     .country = "",
     .cvs = 41,
     .tied = {0, 40, 0, 0, 0.087622},
     .by_kind = {{0, 40, 0, 0, 0.087622},
                 {0, 40, 0, 0, 0.087622},
                 {0, 40, 0, 0, 0.087622},
                 {0, 40, 0, 0, 0.087622},
                 {0, 40, 0, 0, 0.087622}}},
};

#define PEOPLE_TEST(kind_name, A, B, C, D, ratio, low_end, high_end, chance, adjusted, seen, result)                             \
    {                                                                                                                            \
        .kind = kind_name, .employer = "Meridian Networks", .comparator = "Polar Telecom", .declared = true, .a = A, .b = B,     \
        .c = C, .d = D, .odds_ratio = ratio, .low = low_end, .high = high_end, .difference = 0.01, .difference_low = 0.008,      \
        .difference_high = 0.012, .p = chance, .q = adjusted, .detectable = seen,                                                \
        .detectable_below = 1 / (seen) < 0.1 ? 0 : 0.9 / (seen), .power = 0.97, .verdict = result                                \
    }

static const struct study_test people_tests_made[] = {
    PEOPLE_TEST("any", 612, 24399, 98, 10334, 2.6449, 2.1323, 3.3125, 1.2e-22, 6e-22, 1.38, STUDY_MORE),
    {.kind = "any",
     .employer = "Meridian Networks",
     .comparator = "Polar Telecom",
     .declared = true,
     .stratified = true,
     .strata = "country, cohort, role",
     .a = 612,
     .b = 24399,
     .c = 98,
     .d = 10334,
     .odds_ratio = 1.9042,
     .low = 1.5011,
     .high = 2.4304,
     .p = 3.1e-8,
     .q = 1.55e-7,
     .detectable = 1.41,
     .detectable_below = 0.68,
     .power = 0.95,
     .verdict = STUDY_MORE},
    PEOPLE_TEST("prior", 400, 24611, 71, 10361, 2.3716, 1.841, 3.0959, 4.4e-13, 1.3e-12, 1.46, STUDY_MORE),
    PEOPLE_TEST("concurrent", 120, 24891, 9, 10423, 5.5829, 2.85, 12.4, 0.0000032, 0.0000096, 2.2, STUDY_MORE),
    PEOPLE_TEST("posted", 7, 25004, 0, 10432, INFINITY, 0.601, INFINITY, 0.111, 0.222, 12.5, STUDY_UNDERPOWERED),
    PEOPLE_TEST("education", 180, 24831, 74, 10358, 1.0147, 0.7705, 1.348, 0.94, 0.94, 1.52, STUDY_NO_DIFFERENCE),
    PEOPLE_TEST("project", 0, 25011, 0, 10432, NAN, NAN, NAN, 1, 1, INFINITY, STUDY_UNDERPOWERED),
    {.kind = "organisation:military_university",
     .employer = "Meridian Networks",
     .comparator = "Andes Móvil",
     .a = 160,
     .b = 24851,
     .c = 0,
     .d = 40,
     .odds_ratio = INFINITY,
     .low = 0.0702,
     .high = INFINITY,
     .p = 1,
     .q = 1,
     .detectable = 31.4,
     .power = 0.06,
     .verdict = STUDY_UNDERPOWERED},
};

static const struct study_tie people_ties_told[] = {
    {.person = "p-4k2m6q0v8x1z3b5d7f9h2j4l6n",
     .employer = "Meridian Networks",
     .employer_id = "xx-meridian",
     .employer_from = "2003-07",
     .employer_until = "",
     .employer_present = true,
     .organisation_id = "xx-seu",
     .organisation = "Northern Signals University",
     .organisation_kind = "military_university",
     .country = "CN",
     .kind = "concurrent",
     .relation = "worked",
     .rule = "employment-named",
     .pattern = "北方通信大学",
     .from = "2001-09",
     .until = "2008",
     .overlap_months = 53,
     .quote = "2001.9-2008 北方通信大学 讲师（兼）",
     .record = "corpus/people-1.jsonl.zst:118",
     .digest = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
     .name_from = 40112,
     .name_until = 40130,
     .quote_from = 40099,
     .quote_until = 40148,
     .confidence = 0.97},
    {.person = "p-7c9e1g3i5k7m9o1q3s5u7w9y1a",
     .employer = "Polar Telecom",
     .employer_id = "xx-polar",
     .employer_from = "2011",
     .employer_until = "2015-02-28",
     .organisation_id = "xx-fsb",
     .organisation = "Bureau of Signals",
     .organisation_kind = "sigint",
     .country = "SE",
     .kind = "posted",
     .relation = "posted",
     .rule = "seconded-to",
     .pattern = "Bureau of Signals",
     .from = "",
     .until = "",
     .quote = "Liaison officer of the Bureau of Signals, seconded to Polar Telecom",
     .record = "corpus/people-2.csv:9",
     .digest = "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9",
     .name_from = 2210,
     .name_until = 2227,
     .quote_from = 2189,
     .quote_until = 2256,
     .confidence = 0.9},
    {.person = "p-4k2m6q0v8x1z3b5d7f9h2j4l6n",
     .employer = "Meridian Networks",
     .employer_id = "xx-meridian",
     .employer_from = "2003-07",
     .employer_until = "",
     .employer_present = true,
     .organisation_id = "xx-seu",
     .organisation = "Northern Signals University",
     .organisation_kind = "military_university",
     .country = "CN",
     .kind = "education",
     .relation = "studied",
     .rule = "school-named",
     .pattern = "北方通信大学",
     .from = "1994",
     .until = "1998",
     .quote = "1994-1998 北方通信大学 学士",
     .record = "corpus/people-1.jsonl.zst:118",
     .digest = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
     .name_from = 40010,
     .name_until = 40028,
     .quote_from = 40000,
     .quote_until = 40035,
     .confidence = 0.99},
};

static const struct study_sensitivity people_sensitivities[] = {
    {"pattern 北方通信大学", 1.8211, 1.43, 2.32, 9.1e-7, 588, 96},
    {"rule school-named", 2.31, 1.72, 3.12, 2e-9, 500, 76},
    {"organisations of kind military_university", 1.21, 0.88, 1.69, 0.24, 430, 82}};

static const struct study_permutation people_permutations[] = {{"Meridian Networks", 120, 1000, 61.4, 0.001},
                                                               {"Polar Telecom", 9, 1000, 8.2, 0.43}};

static const char *const people_notes[] = {
    "Alumni of state bodies work at every country's suppliers: only the difference between employers tells, and it may come from "
    "whom the corpus holds.",
    "A corpus of CVs that people wrote themselves tells what they chose to tell."};

static const struct study people_rich = {.kind_names = people_kind_names,
                                         .employer = "Meridian Networks",
                                         .seed = 7,
                                         .organisations_file = "data/organisations.csv",
                                         .organisations_version = "2026-11-22",
                                         .organisations_sha256 =
                                             "4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce",
                                         .inputs = people_inputs,
                                         .input_count = 2,
                                         .cvs = 998485,
                                         .people = 914270,
                                         .ambiguous = 15022,
                                         .funnel = people_funnel_steps,
                                         .step_count = 5,
                                         .employers = people_employers,
                                         .employer_count = 3,
                                         .tests = people_tests_made,
                                         .test_count = sizeof people_tests_made / sizeof *people_tests_made,
                                         .ties = people_ties_told,
                                         .tie_count = sizeof people_ties_told / sizeof *people_ties_told,
                                         .sensitivity = people_sensitivities,
                                         .sensitivity_count = 3,
                                         .permutations = people_permutations,
                                         .permutation_count = 2,
                                         .notes = people_notes,
                                         .note_count = 2};

static const struct study people_empty = {.kind_names = people_kind_names};

/* --- hostile text and extreme figures ----------------------------------------------------------------------------------------
 */

#define PEOPLE_EVIL "</td><script>alert(1)</script>\"'&\x1b[2J\xff\xe2\x80\xae"

static struct study_reason people_evil_reasons[] = {{PEOPLE_EVIL, STUDY_WITHHELD}, {"=cmd|' /C calc'!A0", UINT64_MAX - 1}};
static const struct study_step people_evil_steps[] = {
    {"records", 0, NULL, 0}, {PEOPLE_EVIL, STUDY_WITHHELD, PEOPLE_OF(people_evil_reasons)}, {"tied", UINT64_MAX - 1, NULL, 0}};
static struct study_timeline people_evil_years[] = {{INT16_MIN, STUDY_WITHHELD, STUDY_WITHHELD}, {INT16_MAX, 3, 1}};
static const struct study_employer people_evil_employers[] = {
    {.id = NULL,
     .name = PEOPLE_EVIL,
     .country = PEOPLE_EVIL,
     .cvs = STUDY_WITHHELD,
     .tied = {STUDY_WITHHELD, STUDY_WITHHELD, NAN, NAN, NAN},
     .kinds = {STUDY_WITHHELD, 0, 0, 0, 0, STUDY_WITHHELD, UINT64_MAX - 1, 1, 1, 1},
     .by_kind = {{STUDY_WITHHELD, STUDY_WITHHELD, NAN, NAN, NAN}},
     .timeline = people_evil_years,
     .timeline_count = 2}};
static const struct study_test people_evil_tests[] = {{.kind = PEOPLE_EVIL,
                                                       .employer = PEOPLE_EVIL,
                                                       .comparator = PEOPLE_EVIL,
                                                       .a = STUDY_WITHHELD,
                                                       .b = STUDY_WITHHELD,
                                                       .c = STUDY_WITHHELD,
                                                       .d = STUDY_WITHHELD,
                                                       .odds_ratio = NAN,
                                                       .low = NAN,
                                                       .high = NAN,
                                                       .p = NAN,
                                                       .q = NAN,
                                                       .detectable = NAN,
                                                       .verdict = (enum study_verdict)99},
                                                      {.kind = "any",
                                                       .employer = PEOPLE_EVIL,
                                                       .comparator = "-2+3",
                                                       .declared = true,
                                                       .stratified = true,
                                                       .strata = PEOPLE_EVIL,
                                                       .a = UINT64_MAX / 4,
                                                       .b = UINT64_MAX / 4,
                                                       .odds_ratio = 1e300,
                                                       .low = 1e-300,
                                                       .high = 1e308,
                                                       .p = 1e-300,
                                                       .q = 0,
                                                       .detectable = 1e9,
                                                       .verdict = STUDY_NO_COMPARATOR}};
static const struct study_tie people_evil_ties[] = {{.person = "=HYPERLINK(\"x\")",
                                                     .employer = PEOPLE_EVIL,
                                                     .organisation_id = "+1",
                                                     .organisation = "-2+3",
                                                     .country = "@SUM(A1)",
                                                     .kind = "\t=1",
                                                     .rule = " =1",
                                                     .pattern = "\uff1d1",
                                                     .from = "",
                                                     .until = "",
                                                     .quote = "he said \"a,b\"\r\n=2;\x07\x7f",
                                                     .record = PEOPLE_EVIL,
                                                     .confidence = NAN}};
static const char *const people_evil_notes[] = {PEOPLE_EVIL};
static const struct study_input people_evil_inputs[] = {{.file = PEOPLE_EVIL, .notes = PEOPLE_EVIL, .override = PEOPLE_EVIL}};

static const struct study people_evil = {.employer = PEOPLE_EVIL,
                                         .inputs = people_evil_inputs,
                                         .input_count = 1,
                                         .cvs = STUDY_WITHHELD,
                                         .people = STUDY_WITHHELD,
                                         .ambiguous = 1,
                                         .organisations_file = PEOPLE_EVIL,
                                         .funnel = people_evil_steps,
                                         .step_count = 3,
                                         .employers = people_evil_employers,
                                         .employer_count = 1,
                                         .tests = people_evil_tests,
                                         .test_count = 2,
                                         .ties = people_evil_ties,
                                         .tie_count = 1,
                                         .notes = people_evil_notes,
                                         .note_count = 1};

/* What `render` writes, NUL-terminated; free() it. */
typedef void people_render_fn(const struct study *s, FILE *out);

static inline char *people_render(people_render_fn *render, const struct study *s)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    render(s, out);
    fclose(out);
    return text;
}

/* The public form: what a study has after its small counts were withheld. */
static inline struct study people_public(struct study_test tests[static 8])
{
    struct study s = people_rich;
    memcpy(tests, people_tests_made, sizeof people_tests_made);
    tests[4].a = tests[4].b = STUDY_WITHHELD;
    tests[4].verdict = STUDY_NOT_SHOWN;
    tests[4].odds_ratio = tests[4].low = tests[4].high = tests[4].p = tests[4].q = tests[4].detectable = NAN;
    s.public_mode = true;
    s.tests = tests;
    s.ties = NULL;
    s.tie_count = 0;
    return s;
}

#endif
