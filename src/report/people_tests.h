/* The tests of a study as lines of plain text, with their verdicts in words. */
#ifndef CUSTOS_REPORT_PEOPLE_TESTS_H
#define CUSTOS_REPORT_PEOPLE_TESTS_H

#include "people/study.h"
#include "report/page.h"

/* Tests, permutations, and what changes without single rules; nothing where the study has none. */
void people_tests(struct page *p, const struct study *s);

/* The last line: the verdict on all kinds together. */
void people_closing(struct page *p, const struct study *s);

#endif
