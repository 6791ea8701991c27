/* The tables of a study's page. */
#ifndef CUSTOS_REPORT_PEOPLE_TABLES_H
#define CUSTOS_REPORT_PEOPLE_TABLES_H

#include <stdbool.h>
#include <stdio.h>

#include "people/study.h"

void people_table_employers(const struct study *s, FILE *out);
void people_table_tests(const struct study *s, FILE *out,
                        bool declared); /* those that were, or folded away those that were not */
void people_table_permutations(const struct study *s, FILE *out);
void people_table_sensitivity(const struct study *s, FILE *out);
void people_table_ties(const struct study *s, FILE *out);
void people_table_inputs(const struct study *s, FILE *out);

#endif
