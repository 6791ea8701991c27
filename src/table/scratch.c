#include "table/scratch.h"

#include <string.h>

#include "table/memory.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define WITH_ASAN
#endif

#ifdef WITH_ASAN
#include <sanitizer/asan_interface.h>
enum { GAP = 64 }; /* between pieces: the sanitizer sees who steps out of his own */
#else
#define ASAN_POISON_MEMORY_REGION(at, size)   ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
enum { GAP = 0 };
#endif

enum { ALIGN = 64, BLOCK_LEAST = 4 << 20 };

static void unmap_all(struct scratch *s)
{
    for (unsigned i = 0; i < s->blocks; i++) {
        ASAN_UNPOISON_MEMORY_REGION(s->block[i].at, s->block[i].size);
        memory_unmap(s->block[i].at, s->block[i].size);
    }
    s->blocks = 0;
}

void scratch_done(struct scratch *s)
{
    unmap_all(s);
    *s = (struct scratch){.blocks = 0};
}

static bool add_block(struct scratch *s, size_t size)
{
    uint8_t *at = s->blocks < SCRATCH_BLOCKS ? memory_map(size) : NULL;
    if (!at) return false;
    ASAN_POISON_MEMORY_REGION(at, size);
    s->block[s->blocks++] = (struct scratch_block){.at = at, .size = size};
    return true;
}

/* What took several blocks gets one that is as large as all of them. */
void scratch_reset(struct scratch *s)
{
    size_t all = 0;
    for (unsigned i = 0; i < s->blocks; i++) all += s->block[i].size;
    s->failed = false;
    if (s->blocks > 1) {
        unmap_all(s);
        (void)add_block(s, all); /* or smaller ones when they are asked for */
    } else if (s->blocks) {
        s->block[0].used = 0;
        ASAN_POISON_MEMORY_REGION(s->block[0].at, all);
    }
}

/* The block in use, if it has room, or a new one at least as large as all before. */
static struct scratch_block *block_for(struct scratch *s, size_t size)
{
    size_t all = 0;
    if (s->blocks && s->block[s->blocks - 1].size - s->block[s->blocks - 1].used >= size) return &s->block[s->blocks - 1];
    for (unsigned i = 0; i < s->blocks; i++) all += s->block[i].size;
    if (all < BLOCK_LEAST) all = BLOCK_LEAST;
    while (all < size) all *= 2;
    return add_block(s, all) ? &s->block[s->blocks - 1] : NULL;
}

void *scratch_take(struct scratch *s, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX / 8) {
        s->failed = true;
        return NULL;
    }
    size_t room = (bytes + GAP + ALIGN - 1) / ALIGN * ALIGN;
    struct scratch_block *b = block_for(s, room);
    if (!b) {
        s->failed = true;
        return NULL;
    }
    uint8_t *p = b->at + b->used;
    b->used += room;
    ASAN_UNPOISON_MEMORY_REGION(p, bytes);
    return p;
}

void *scratch_take_zeroed(struct scratch *s, size_t count, size_t size)
{
    void *p = scratch_take(s, count, size);
    if (p) memset(p, 0, count * size);
    return p;
}
