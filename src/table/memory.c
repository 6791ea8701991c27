#include "table/memory.h"

#include <sys/mman.h>

enum { HUGE_FROM_BYTES = 4 << 20 }; /* below that a huge page costs more to clear than it saves */

void *memory_map(size_t size)
{
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) return NULL;
    /* advice only: without huge pages the tables are slower, not wrong */
    if (size >= HUGE_FROM_BYTES) (void)madvise(p, size, MADV_HUGEPAGE);
    return p;
}

void memory_unmap(void *p, size_t size)
{
    if (p) munmap(p, size);
}
