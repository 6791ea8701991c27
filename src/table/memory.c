#include "table/memory.h"

#include <stdint.h>
#include <sys/mman.h>

enum { POPULATE_STEP = 2 << 20 };
enum { HUGE_FROM_BYTES = 4 << 20 }; /* below that a huge page costs more to clear than it saves */

void *memory_map(size_t size)
{
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) return NULL;
    /* advice only: without huge pages the tables are slower, not wrong */
    if (size >= HUGE_FROM_BYTES) (void)madvise(p, size, MADV_HUGEPAGE);
    return p;
}

void memory_populate(void *p, size_t size, unsigned part, unsigned parts)
{
#ifdef MADV_POPULATE_WRITE
    /* in steps: the kernel's locks are not held for long */
    for (size_t at = (size_t)part * POPULATE_STEP; at < size; at += (size_t)parts * POPULATE_STEP)
        if (madvise((uint8_t *)p + at, size - at < POPULATE_STEP ? size - at : POPULATE_STEP, MADV_POPULATE_WRITE) != 0) return;
#else
    (void)p;
    (void)size;
    (void)part;
    (void)parts;
#endif
}

void memory_unmap(void *p, size_t size)
{
    if (p) munmap(p, size);
}
