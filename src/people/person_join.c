/* Clusters out of pairs. */
#include <stdlib.h>

#include "people/person_internal.h"

enum { CLUSTER_MAX = 64, NONE = UINT32_MAX }; /* CVs of one person: beyond, something else is wrong */

static int by_total(const void *a, const void *b)
{
    const struct unit_link *x = a, *y = b;
    if (x->total != y->total) return x->total < y->total ? 1 : -1;
    if (x->a != y->a) return x->a > y->a ? 1 : -1;
    return (x->b > y->b) - (x->b < y->b);
}

static int by_unit(const void *a, const void *b)
{
    const struct unit_link *x = a, *y = b;
    if (x->a != y->a) return x->a > y->a ? 1 : -1;
    return (x->b > y->b) - (x->b < y->b);
}

static uint32_t root_of(uint32_t *root, uint32_t i)
{
    while (root[i] != i) i = root[i] = root[root[i]];
    return i;
}

/* Nobody in one of them is certainly somebody else than somebody in the other. */
static bool may_join(const struct person_counts *c, const struct unit *units, const uint32_t *next, uint32_t a, uint32_t b)
{
    unsigned count = 0;
    for (uint32_t i = a; i != NONE; i = next[i]) count++;
    for (uint32_t k = b; k != NONE; k = next[k]) count++;
    if (count > CLUSTER_MAX) return false;
    for (uint32_t i = a; i != NONE; i = next[i])
        for (uint32_t k = b; k != NONE; k = next[k])
            if (person_barred(c, &units[i], &units[k]) != BAR_NONE) return false;
    return true;
}

/* The smaller root stays the root, its list the first. */
static void join(uint32_t *root, uint32_t *next, uint32_t a, uint32_t b)
{
    uint32_t first = a < b ? a : b, second = a < b ? b : a, last = first;
    root[second] = first;
    while (next[last] != NONE) last = next[last];
    next[last] = second;
}

void person_join(const struct person_counts *c, const struct unit *units, size_t count, struct unit_links *links, uint32_t *root,
                 uint32_t *next)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) root[i] = (uint32_t)i, next[i] = NONE;
    if (links->count) qsort(links->list, links->count, sizeof *links->list, by_total);
    for (size_t i = 0; i < links->count; i++) {
        uint32_t a = root_of(root, links->list[i].a), b = root_of(root, links->list[i].b);
        if (a == b || !may_join(c, units, next, a, b)) continue;
        join(root, next, a, b);
        links->list[kept++] = links->list[i];
    }
    links->count = kept;
    for (size_t i = 0; i < count; i++) root[i] = root_of(root, (uint32_t)i);
    if (kept) qsort(links->list, kept, sizeof *links->list, by_unit);
}
