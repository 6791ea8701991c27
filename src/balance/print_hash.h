/* The hash of a whole payload: XXH3 with a secret, in registers as wide as the processor has. All variants give identical
 * results. */
#ifndef CUSTOS_BALANCE_PRINT_HASH_H
#define CUSTOS_BALANCE_PRINT_HASH_H

#include "balance/print.h"

enum { PRINT_HASH_LONG = 240 }; /* XXH3 takes wide registers for what is longer */

typedef uint64_t print_hash_fn(const struct print_key *k, struct bytes payload);

print_hash_fn print_hash_portable; /* what the compiler takes for any processor of this kind: SSE2 or NEON */
#if defined(__x86_64__)
print_hash_fn print_hash_avx2, print_hash_avx512;
#endif

/* The fastest variant that this processor supports. */
print_hash_fn *print_hash_best(void);

/* For tests: all variants that this processor supports, the fastest first. Returns how many, at most `max`. */
size_t print_hash_variants(print_hash_fn *ret[], const char *names[], size_t max);

#endif
