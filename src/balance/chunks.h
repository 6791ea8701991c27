/* Many lists of small records that only grow, and are all forgotten at once. Memory is taken at the start and handed out in
 * chunks of 256 bytes; appending never allocates, and a list without records takes none. */
#ifndef CUSTOS_BALANCE_CHUNKS_H
#define CUSTOS_BALANCE_CHUNKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/prefetch.h"

enum { CHUNK_RECORD = 12, CHUNK_RECORDS = 21 }; /* bytes of a record; records in a chunk */

struct chunk {
    uint8_t record[CHUNK_RECORDS][CHUNK_RECORD];
    uint32_t next; /* 0: last */
};

struct chunks {
    struct chunk *list; /* owned; the first is never used */
    uint32_t count, used;
};

/* All zero: empty. */
struct chunk_list {
    uint32_t count;       /* records */
    uint32_t first, last; /* chunks */
};

/* At least 16 chunks. False when the kernel gives no memory. */
bool chunks_init(struct chunks *c, size_t memory_bytes) MUST_USE;
void chunks_done(struct chunks *c);

/* Every list is empty; the caller clears its own. */
static inline void chunks_restart(struct chunks *c)
{
    c->used = 1;
}

/* Is no more than a sixteenth left? */
static inline bool chunks_scarce(const struct chunks *c)
{
    return c->used >= c->count - c->count / 16;
}

/* Ask memory for a chunk that will be read soon. */
static inline void chunk_prefetch(const struct chunks *c, uint32_t chunk)
{
    prefetch_lines(&c->list[chunk], sizeof(struct chunk));
}

/* Ask for where the next record of a list goes. */
static inline void chunk_prefetch_end(const struct chunks *c, const struct chunk_list *l)
{
    prefetch_write(c->list[l->last].record[l->count % CHUNK_RECORDS]);
}

/* Copies a record of CHUNK_RECORD bytes. False, and the list as before, when there is no memory. */
bool chunks_append(struct chunks *c, struct chunk_list *l, const void *record) MUST_USE;

#endif
