#include "statistics/rates.h"

#include <math.h>

struct estimate rate_wilson(uint64_t count, uint64_t total)
{
    if (total == 0) return (struct estimate){NAN, NAN, NAN};
    double n = (double)total, p = (double)count / n, z = NORMAL_95;
    double centre = p + z * z / (2 * n), half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)), scale = 1 + z * z / n;
    struct estimate e = {p, (centre - half) / scale, (centre + half) / scale};
    if (count == 0) e.low = 0;
    if (count == total) e.high = 1;
    return e;
}

struct estimate rate_difference(uint64_t a, uint64_t n, uint64_t c, uint64_t m)
{
    struct estimate p = rate_wilson(a, n), q = rate_wilson(c, m);
    double d = p.value - q.value;
    return (struct estimate){d, d - hypot(p.value - p.low, q.high - q.value), d + hypot(p.high - p.value, q.value - q.low)};
}
