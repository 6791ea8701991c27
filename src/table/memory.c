#include "table/memory.h"

#include <sys/mman.h>

void *memory_map(size_t size)
{
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) return NULL;
    /* advice only: without huge pages the tables are slower, not wrong */
    (void)madvise(p, size, MADV_HUGEPAGE);
    return p;
}

void memory_unmap(void *p, size_t size)
{
    if (p) munmap(p, size);
}
