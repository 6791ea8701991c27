/* Two words folded into one, for hashes of tables; keyed by whoever puts a secret into one of them. */
#ifndef CUSTOS_BASE_MIX_H
#define CUSTOS_BASE_MIX_H

#include <stdint.h>

/* The halves of the product, folded. */
static inline uint64_t mix(uint64_t a, uint64_t b)
{
    unsigned __int128 m = (unsigned __int128)(a ^ UINT64_C(0x9e3779b97f4a7c15)) * (b ^ UINT64_C(0xe7037ed1a0b428db));
    return (uint64_t)m ^ (uint64_t)(m >> 64);
}

#endif
