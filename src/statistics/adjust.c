#include "statistics/adjust.h"

#include <math.h>
#include <stdlib.h>

struct ranked {
    double p;
    size_t index;
};

static int by_p(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->p != y->p) return x->p < y->p ? -1 : 1;
    return x->index < y->index ? -1 : 1;
}

/* Those that are numbers, ascending; the others go to ret_q at once. NULL: no memory. */
static struct ranked *rank(const double *p, size_t count, double *ret_q, size_t *ret_known)
{
    struct ranked *list = malloc((count + 1) * sizeof *list);
    if (!list) return NULL;
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        ret_q[i] = NAN;
        if (!isnan(p[i])) list[known++] = (struct ranked){p[i], i};
    }
    qsort(list, known, sizeof *list, by_p);
    *ret_known = known;
    return list;
}

bool adjust_holm(const double *p, size_t count, double *ret_q)
{
    size_t known;
    struct ranked *list = rank(p, count, ret_q, &known);
    if (!list) return false;
    double q = 0;
    for (size_t i = 0; i < known; i++) {
        q = fmax(q, fmin(1, list[i].p * (double)(known - i)));
        ret_q[list[i].index] = q;
    }
    free(list);
    return true;
}

bool adjust_benjamini_hochberg(const double *p, size_t count, double *ret_q)
{
    size_t known;
    struct ranked *list = rank(p, count, ret_q, &known);
    if (!list) return false;
    double q = 1;
    for (size_t i = known; i-- > 0;) {
        q = fmin(q, list[i].p * (double)known / (double)(i + 1));
        ret_q[list[i].index] = q;
    }
    free(list);
    return true;
}
