/* Numbers compared as published tables print them. */
#ifndef CUSTOS_TESTS_STATISTICS_NEAR_H
#define CUSTOS_TESTS_STATISTICS_NEAR_H

#include <math.h>
#include <stdio.h>

#include "check.h"

static inline bool near(double got, double want, double tolerance)
{
    bool ok = fabs(got - want) <= tolerance || got == want || (isnan(got) && isnan(want));
    if (!ok) printf("  %.17g is not %.17g (within %g)\n", got, want, tolerance);
    return ok;
}

#define CHECK_NEAR(got, want, tolerance) CHECK(near((got), (want), (tolerance)))

#endif
