/* How far two raters agree, and what a count becomes when the instrument that counted errs. */
#ifndef CUSTOS_STATISTICS_AGREEMENT_H
#define CUSTOS_STATISTICS_AGREEMENT_H

#include "statistics/hypergeometric.h"
#include "statistics/rates.h"

/* Cohen's kappa (Educ. Psychol. Meas. 20:37, 1960) of marks both yes (a), yes and no (b), no and yes (c), both no (d), with the
 * interval from its large-sample variance (J. L. Fleiss, J. Cohen, B. S. Everitt, Psychol. Bull. 72:323, 1969), cut at -1 and 1.
 * NaN when one mark was never given by either: agreement by chance is certain then. */
struct estimate agreement_kappa(const struct table *marks);

/* The rate of what is there, from the rate of what an instrument of this sensitivity and specificity sees (W. J. Rogan, B.
 * Gladen, Am. J. Epidemiol. 107:71, 1978), cut at 0 and 1; NaN when the instrument tells nothing (they sum to 1 or less). */
double agreement_corrected(double seen, double sensitivity, double specificity);

#endif
