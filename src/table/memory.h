/* Large zeroed regions for tables: huge pages where the kernel gives them, address space only until touched. */
#ifndef CUSTOS_TABLE_MEMORY_H
#define CUSTOS_TABLE_MEMORY_H

#include <stddef.h>

#include "base/macros.h"

void *memory_map(size_t size) MUST_USE; /* NULL when the kernel refuses; zeroed, page aligned */
/* Have the kernel back one of `parts` parts of a region now instead of at first touch; from any thread, while others use it or
 * take the other parts. Advice only. */
void memory_populate(void *p, size_t size, unsigned part, unsigned parts);
void memory_unmap(void *p, size_t size); /* accepts NULL */

/* The largest power of two that is not above `n`; 0 for 0. */
static inline size_t floor_power_of_two(size_t n)
{
    return n ? (size_t)1 << (63 - __builtin_clzll((unsigned long long)n)) : 0;
}

#endif
