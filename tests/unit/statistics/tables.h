/* Tables that textbooks work through, and the sum over every outcome of small ones. */
#ifndef CUSTOS_TESTS_STATISTICS_TABLES_H
#define CUSTOS_TESTS_STATISTICS_TABLES_H

#include "statistics/hypergeometric.h"

/* Fisher's lady tasting tea (The Design of Experiments, 1935; A. Agresti, Categorical Data Analysis, 2nd ed., section 3.5.2). */
static const struct table tea = {3, 1, 1, 3};

/* Convictions of like-sex twins (R. A. Fisher, Statistical Methods for Research Workers, section 21.02). */
static const struct table twins = {2, 15, 10, 3};

/* Penicillin in rabbits, five doses (N. Mantel, J. Am. Stat. Assoc. 58:690, 1963; Agresti, 1st ed., p. 231). */
static const struct table rabbits[5] = {{0, 6, 0, 5}, {3, 3, 0, 6}, {6, 0, 2, 4}, {5, 1, 6, 0}, {2, 0, 5, 0}};

/* Admission to Berkeley by sex in six departments, 1973 (P. J. Bickel, E. A. Hammel, J. W. O'Connell, Science 187:398, 1975, in
 * D. Freedman, R. Pisani, R. Purves, Statistics). */
static const struct table berkeley[6] = {{512, 89, 313, 19},   {353, 17, 207, 8},  {120, 202, 205, 391},
                                         {138, 131, 279, 244}, {53, 94, 138, 299}, {22, 24, 351, 317}};

#endif
