#include "table/pool.h"

#include <string.h>

#include "table/memory.h"

bool pool_init(struct pool *p, size_t record_bytes, size_t count)
{
    ENSURE(record_bytes >= sizeof(uint32_t));
    if (count > UINT32_MAX - 2) count = UINT32_MAX - 2;
    uint8_t *data = memory_map(record_bytes * (count + 1));
    if (!data) return false;
    *p = (struct pool){.data = data, .record_bytes = record_bytes, .capacity = (uint32_t)count + 1, .top = 1};
    return true;
}

void pool_done(struct pool *p)
{
    memory_unmap(p->data, p->record_bytes * p->capacity);
    *p = (struct pool){0};
}

uint32_t pool_take(struct pool *p)
{
    uint32_t index = p->free;
    if (index) {
        memcpy(&p->free, pool_at(p, index), sizeof p->free);
        memset(pool_at(p, index), 0, p->record_bytes);
    } else if (p->top < p->capacity) {
        index = p->top++; /* memory_map gave zeroes */
    } else {
        return 0;
    }
    p->used++;
    return index;
}

void pool_give(struct pool *p, uint32_t index)
{
    ENSURE(index > 0 && index < p->top && p->used > 0);
    memcpy(pool_at(p, index), &p->free, sizeof p->free);
    p->free = index;
    p->used--;
}
