/* Deterministic randomness: the same seed gives the same bytes on every machine. Not for secrets. */
#ifndef CUSTOS_DRILL_RANDOM_H
#define CUSTOS_DRILL_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* xoshiro256++ 1.0 (D. Blackman, S. Vigna). */
struct rng {
    uint64_t s[4];
};

void rng_seed(struct rng *r, uint64_t seed);
uint64_t rng_next(struct rng *r);
uint32_t rng_below(struct rng *r, uint32_t n);                  /* 0 .. n-1; n > 0 */
uint32_t rng_range(struct rng *r, uint32_t low, uint32_t high); /* low .. high, both included */

/* A well-mixed key from two numbers (the splitmix64 finaliser). */
uint64_t random_mix(uint64_t a, uint64_t b);

/* Write bytes offset .. offset+len-1 of the endless content named `key`. Content is addressable: a retransmission, or another
 * subscriber fetching the same object, sees the same bytes; different keys share none. */
void content_fill(uint64_t key, uint64_t offset, uint8_t *out, size_t len);

#endif
