#include "drill/rates.h"

#include <math.h>
#include <stdlib.h>

#include "base/macros.h"

static const double z95 = 1.959963984540054; /* of the normal distribution */

struct rate rate_of(uint64_t hits, uint64_t runs)
{
    ENSURE(hits <= runs);
    if (runs == 0) return (struct rate){0, 0, 1};
    double n = (double)runs, p = (double)hits / n, z2 = z95 * z95 / n;
    double middle = (p + z2 / 2) / (1 + z2), half = z95 * sqrt(p * (1 - p) / n + z2 / (4 * n)) / (1 + z2);
    return (struct rate){p, hits == 0 ? 0 : middle - half, hits == runs ? 1 : middle + half};
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double quantile(double *values, size_t count, double q)
{
    ENSURE(q >= 0 && q <= 1);
    if (count == 0) return NAN;
    qsort(values, count, sizeof *values, compare);
    double rank = ceil(q * (double)count);
    return values[rank < 1 ? 0 : (size_t)rank - 1];
}
