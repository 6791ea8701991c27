#include "base/secret.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What stands before each piece, so that all of it can be wiped. */
struct head {
    _Alignas(max_align_t) size_t size;
};

void *secret_alloc(size_t size)
{
    struct head *h = size <= SIZE_MAX - sizeof *h ? malloc(sizeof *h + size) : NULL;
    if (!h) return NULL;
    h->size = size;
    return h + 1;
}

void secret_free(void *p)
{
    if (!p) return;
    struct head *h = (struct head *)p - 1;
    explicit_bzero(h, sizeof *h + h->size);
    free(h);
}
