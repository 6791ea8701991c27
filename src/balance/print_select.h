/* Positions at which a window of content is printed: those where the top bits of gram * factor equal the key's pattern, a gram
 * being the four bytes there, little-endian. One variant a vector unit; all give identical results. */
#ifndef CUSTOS_BALANCE_PRINT_SELECT_H
#define CUSTOS_BALANCE_PRINT_SELECT_H

#include "balance/print.h"

/* The first `max` selected positions of `payload`, ascending, at each of which a whole window fits. Returns how many. */
typedef unsigned print_select_fn(const struct print_key *k, struct bytes payload, unsigned level, uint32_t *positions,
                                 unsigned max);

/* The fastest variant that this processor supports. */
print_select_fn *print_select_best(void);

/* For tests: all variants that this processor supports, the fastest first. Returns how many, at most `max`. */
size_t print_select_variants(print_select_fn *ret[], const char *names[], size_t max);

#endif
