#include "balance/chunks.h"

#include <string.h>

#include "table/memory.h"

enum { FEWEST = 16 };

bool chunks_init(struct chunks *c, size_t memory_bytes)
{
    size_t count = memory_bytes / sizeof *c->list;
    if (count < FEWEST) count = FEWEST;
    if (count > UINT32_MAX - 1) count = UINT32_MAX - 1;
    *c = (struct chunks){.list = memory_map(count * sizeof *c->list), .count = (uint32_t)count, .used = 1};
    return c->list != NULL;
}

void chunks_done(struct chunks *c)
{
    memory_unmap(c->list, c->count * sizeof *c->list);
    *c = (struct chunks){0};
}

bool chunks_append(struct chunks *c, struct chunk_list *l, const void *record)
{
    uint32_t place = l->count % CHUNK_RECORDS;
    if (place == 0) {
        if (c->used >= c->count) return false;
        uint32_t chunk = c->used++;
        c->list[chunk].next = 0;
        if (l->count)
            c->list[l->last].next = chunk;
        else
            l->first = chunk;
        l->last = chunk;
    }
    memcpy(c->list[l->last].record[place], record, CHUNK_RECORD);
    l->count++;
    return true;
}
