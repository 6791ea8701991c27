/* What a study shows beside its tests: tables, funnel, ties, and how far its result hangs on single choices. */
#ifndef CUSTOS_PEOPLE_STUDY_BESIDE_H
#define CUSTOS_PEOPLE_STUDY_BESIDE_H

#include "people/study.h"
#include "people/study_make.h"
#include "people/study_tests.h"

/* Each of these fills its part of `s`. */
void study_employers(struct study *s, const struct facts *f, const bool *listed, struct arena *a);
void study_funnel(struct study *s, const struct facts *f, const struct study_request *r, const bool *listed, struct arena *a);
void study_ties(struct study *s, const struct facts *f, const bool *listed, struct arena *a);
void study_notes(struct study *s, const struct facts *f, const struct study_request *r, struct arena *a);

/* The comparison's test of any tie without each pattern, rule and kind of body on which a tied person hangs. False: no memory. */
bool study_leave_out(struct study *s, const struct facts *f, const struct comparison *c, struct arena *a) MUST_USE;

/* Overlaps at each listed employer against permuted ones. False: no memory. */
bool study_permute(struct study *s, const struct facts *f, const bool *listed, struct arena *a) MUST_USE;

#endif
