/* Compiled for processors with AVX512 (cmake/Layers.cmake); empty elsewhere. */
#if defined(__x86_64__)
#include <xxhash.h>

#include "balance/print_hash.h"

uint64_t print_hash_avx512(const struct print_key *k, struct bytes payload)
{
    return XXH3_64bits_withSecret(payload.data, payload.len, k->secret, sizeof k->secret);
}
#else
typedef int print_hash_nothing;
#endif
