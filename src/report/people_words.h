/* What every report of a study says in words and how it writes its figures, in one place so that no two reports disagree. */
#ifndef CUSTOS_REPORT_PEOPLE_WORDS_H
#define CUSTOS_REPORT_PEOPLE_WORDS_H

#include <stdio.h>

#include "people/study.h"
#include "report/text.h"

enum { PEOPLE_LINE = 512 };

#define PEOPLE_WITHHELD  "*" /* stands where the published form shows no count */
#define PEOPLE_NO_FIGURE "-" /* stands for a figure that cannot be made, or that is withheld with its counts */

/* 37,112; "*" when withheld. All return `text`. */
const char *people_count(uint64_t n, char text[static TEXT_NUMBER]);
const char *people_percent(double rate, char text[static TEXT_NUMBER]);                     /* 2.1 %, 0.40 %, 0.012 % */
const char *people_percent_span(const struct study_rate *r, char text[static TEXT_NUMBER]); /* 1.4 - 3.1 % */
const char *people_ratio(double ratio, char text[static TEXT_NUMBER]);                      /* 0.042, 2.76, 31.4, 612; inf */
const char *people_ratio_span(double low, double high, char text[static TEXT_NUMBER]);      /* 2.28 - 3.37 */
const char *people_p_value(double p, char text[static TEXT_NUMBER]);                        /* 0.034, <0.0001 */
const char *people_of(uint64_t part, uint64_t rest, char text[static TEXT_NUMBER]); /* 812/25,000, of part and rest; "*" */
const char *people_confidence(double confidence, char text[static TEXT_NUMBER]);    /* 0.95 */

/* The kind of a tie as the study names it; "?" beyond its kinds. */
const char *people_kind(const struct study *s, unsigned kind);

/* What a test looked at: "any of the five kinds", "sigint bodies"; of a stratified one, which stands below its
 * crude twin, "- by country, cohort, role". */
const char *people_subject(const struct study_test *t, char text[static PEOPLE_LINE]);
const char *people_kinds(const char *kind, char text[static PEOPLE_LINE]); /* the same of the kind alone */

/* Does a test follow that is the same, stratified? Both have one verdict. */
bool people_has_twin(const struct study *s, size_t test);

/* Whether a test stands under the heading of the one before: same employer, comparator, correction. */
bool people_same_group(const struct study_test *a, const struct study_test *b);

/* A test's verdict as one sentence without a final stop, with what could have been seen. Cut to PEOPLE_LINE. */
const char *people_verdict(const struct study_test *t, char text[static PEOPLE_LINE]);
const char *people_verdict_short(enum study_verdict v); /* "more often", "no verdict: too few people", ... */

/* How the chances of the group that begins with a test were corrected, and how strata were put together. */
const char *people_method(const struct study *s, size_t first, char text[static PEOPLE_LINE]);

/* The test that the page is headed by: of all kinds together, declared, stratified if it is; NULL: nothing was declared. */
const struct study_test *people_main_test(const struct study *s);

/* What is beside the five kinds and not counted: "possibly-concurrent 3, later 1"; "" when nothing. Cut to PEOPLE_LINE. */
const char *people_beside(const struct study *s, const struct study_employer *e, char text[static PEOPLE_LINE]);

/* What did not pass the steps of the funnel, and what else was left out, and why: one sentence without a final stop a call,
 * borrowed for the call. */
typedef void people_sentence_fn(void *ctx, const char *sentence);
void people_not_passed(const struct study *s, people_sentence_fn *fn, void *ctx);
void people_left_out(const struct study *s, people_sentence_fn *fn, void *ctx);

/* How to read a study: what its figures do and do not say. */
void people_reading(const struct study *s, people_sentence_fn *fn, void *ctx);

/* Those of the sensitivity that move the first odds ratio the most, the farthest first; how many. */
enum { PEOPLE_TELLING = 10 };
size_t people_telling(const struct study *s, const struct study_sensitivity *ret[static PEOPLE_TELLING]);

/* The largest count of a year, and the year; nothing when there is none. */
struct people_peak {
    uint64_t count;
    int year;
};
struct people_peak people_peak(const struct study_employer *e, bool overlapping);

#endif
