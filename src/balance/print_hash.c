#include "balance/print_hash.h"

#include <xxhash.h>

uint64_t print_hash_portable(const struct print_key *k, struct bytes payload)
{
    return XXH3_64bits_withSecret(payload.data, payload.len, k->secret, sizeof k->secret);
}

size_t print_hash_variants(print_hash_fn *ret[], const char *names[], size_t max)
{
    size_t n = 0;
#if defined(__x86_64__)
    if (n < max && __builtin_cpu_supports("avx512f")) names[n] = "avx512", ret[n++] = print_hash_avx512;
    if (n < max && __builtin_cpu_supports("avx2")) names[n] = "avx2", ret[n++] = print_hash_avx2;
#endif
    if (n < max) names[n] = "portable", ret[n++] = print_hash_portable;
    return n;
}

print_hash_fn *print_hash_best(void)
{
    static print_hash_fn *_Atomic best;
    print_hash_fn *known = best;
    if (!known) {
        const char *name;
        print_hash_variants(&known, &name, 1);
        best = known;
    }
    return known;
}
