/* Content prints: keyed 64-bit hashes of windows at positions that the content itself selects, so that they do not move when
 * bytes are put before it or message borders change (cf. Manber 1994; EndRE, NSDI 2010). Every position has a rank, which its
 * bytes and the key give it. What comes in keeps the best position of few short regions (cf. winnowing, Schleimer et al. 2003);
 * what leaves, where it must be searched, is searched at every position whose rank is good enough to be kept. The key is random
 * per run: no element can craft traffic that is never sampled. All variants give identical results. */
#ifndef CUSTOS_BALANCE_PRINT_H
#define CUSTOS_BALANCE_PRINT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/macros.h"

enum {
    PRINT_WINDOW = 24,    /* bytes hashed at a position */
    PRINT_LEVEL = 4,      /* one position in 2^level has a rank that is good enough */
    PRINT_REGION = 128,   /* positions of which an entry keeps the best: the first ones, */
    PRINT_STRETCH = 2048, /* and as many somewhere in each stretch of so many behind them */
    PRINT_KEPT = 32,      /* prints of an entry at most */
    PRINT_MAX = 512       /* prints of an exit at most */
};

struct print_key {
    uint8_t secret[192]; /* of the hashes of whole payloads (XXH3 takes no less than 136 bytes) */
    uint64_t seed;       /* of the hashes of windows */
    uint32_t factor;     /* odd; */
    uint32_t pattern;    /* the rank of a position is gram * factor ^ pattern: the smaller, the better */
};

/* A key from the kernel's random numbers. False when it gives none. */
bool print_key_random(struct print_key *k) MUST_USE;

/* Prints of an entering payload: of the best window of its first region, and of one more in each stretch behind it, whose place
 * there `whole`, the print of the payload, tells: every position is as likely to lie in it as any other, and nobody outside knows
 * which do. Windows of constant or 8-periodic content (they would match padding everywhere) are passed over for the next best.
 * Returns how many. */
unsigned print_entry(const struct print_key *k, struct bytes payload, uint64_t whole, uint64_t prints[static PRINT_KEPT]);

/* Prints of all windows of `payload` that an entry might have kept, at most `max`. Returns how many. */
unsigned print_windows(const struct print_key *k, struct bytes payload, uint64_t *prints, unsigned max);

/* Print of a whole payload. */
uint64_t print_whole(const struct print_key *k, struct bytes payload);

/* A print that is bound to a conversation. */
static inline uint64_t print_bind(uint64_t print, uint64_t conversation_hash)
{
    uint64_t x = (print ^ (conversation_hash * UINT64_C(0x9e3779b97f4a7c15))) * UINT64_C(0xd6e8feb86659fd93);
    return x ^ x >> 32;
}

#endif
