#include "drill/random.h"

#include <endian.h>
#include <string.h>

#include "base/macros.h"

#define GOLDEN UINT64_C(0x9e3779b97f4a7c15)

static uint64_t finalise(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static uint64_t rotate(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

void rng_seed(struct rng *r, uint64_t seed)
{
    for (unsigned i = 0; i < 4; i++) r->s[i] = finalise(seed + (i + 1) * GOLDEN);
}

uint64_t rng_next(struct rng *r)
{
    uint64_t *s = r->s, result = rotate(s[0] + s[3], 23) + s[0], t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

uint32_t rng_below(struct rng *r, uint32_t n)
{
    ENSURE(n > 0);
    return (uint32_t)((rng_next(r) >> 32) * n >> 32);
}

uint32_t rng_range(struct rng *r, uint32_t low, uint32_t high)
{
    ENSURE(low <= high && high - low < UINT32_MAX);
    return low + rng_below(r, high - low + 1);
}

uint64_t random_mix(uint64_t a, uint64_t b)
{
    return finalise(finalise(a + GOLDEN) + b * GOLDEN);
}

void content_fill(uint64_t key, uint64_t offset, uint8_t *out, size_t len)
{
    uint64_t block = offset / 8, word;
    unsigned skip = offset % 8;
    if (skip) {
        size_t n = 8 - skip < len ? 8 - skip : len;
        word = htole64(finalise(key + ++block * GOLDEN));
        memcpy(out, (const uint8_t *)&word + skip, n);
        out += n;
        len -= n;
    }
    for (; len >= 8; out += 8, len -= 8) {
        word = htole64(finalise(key + ++block * GOLDEN));
        memcpy(out, &word, 8);
    }
    if (len) {
        word = htole64(finalise(key + ++block * GOLDEN));
        memcpy(out, &word, len);
    }
}
