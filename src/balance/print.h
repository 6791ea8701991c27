/* Content prints: keyed 64-bit hashes of windows at positions that the content itself selects, so that they do not move when
 * bytes are put before it or message borders change (cf. Manber 1994; EndRE, NSDI 2010). The key is random per run: no element
 * can craft traffic that is never sampled. All variants give identical results. */
#ifndef CUSTOS_BALANCE_PRINT_H
#define CUSTOS_BALANCE_PRINT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/macros.h"

enum {
    PRINT_WINDOW = 24,   /* bytes hashed at a selected position */
    PRINT_LEVEL_MIN = 4, /* a position is selected with probability 2^-level; */
    PRINT_LEVEL_MAX = 8, /* what a higher level selects, every lower one selects too */
    PRINT_MAX = 512      /* prints of one payload at most */
};

struct print_key {
    uint8_t secret[192]; /* of the hashes of whole payloads (XXH3 takes no less than 136 bytes) */
    uint64_t seed;       /* of the hashes of windows */
    uint32_t factor;     /* odd; */
    uint32_t pattern;    /* a position is selected when the top bits of gram * factor equal those of pattern */
};

/* A key from the kernel's random numbers. False when it gives none. */
bool print_key_random(struct print_key *k) MUST_USE;

/* The level that gives about four prints for an entering payload of that length. */
unsigned print_level(size_t len);

/* Prints of all selected windows of `payload`, at most `max`; windows of constant or 8-periodic content are passed over (they
 * would match padding everywhere). Returns how many. */
unsigned print_windows(const struct print_key *k, struct bytes payload, unsigned level, uint64_t *prints, unsigned max);

/* Print of a whole payload. */
uint64_t print_whole(const struct print_key *k, struct bytes payload);

/* A print that is bound to a conversation. */
static inline uint64_t print_bind(uint64_t print, uint64_t conversation_hash)
{
    uint64_t x = (print ^ (conversation_hash * UINT64_C(0x9e3779b97f4a7c15))) * UINT64_C(0xd6e8feb86659fd93);
    return x ^ x >> 32;
}

#endif
