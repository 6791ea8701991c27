/* Records of one size in a region sized at start, named by 32-bit index; freed ones are used again. Index 0 is never given out:
 * it means "none". */
#ifndef CUSTOS_TABLE_POOL_H
#define CUSTOS_TABLE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

struct pool {
    uint8_t *data; /* owned */
    size_t record_bytes;
    uint32_t capacity; /* records, the unused first one included */
    uint32_t top;      /* records ever given out, plus one */
    uint32_t free;     /* head of the free list, linked through each record's first four bytes */
    uint32_t used;
};

/* `record_bytes` at least 4; `count` records. False when the kernel gives no memory. */
bool pool_init(struct pool *p, size_t record_bytes, size_t count) MUST_USE;
void pool_done(struct pool *p);

/* A zeroed record, or 0 when all are in use. */
uint32_t pool_take(struct pool *p) MUST_USE;
void pool_give(struct pool *p, uint32_t index);

static inline void *pool_at(const struct pool *p, uint32_t index)
{
    return p->data + (size_t)index * p->record_bytes;
}

#endif
