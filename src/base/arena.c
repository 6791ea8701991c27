#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_BLOCK_BYTES = 64 * 1024 };

struct block {
    struct block *next;
    size_t used, size;
    _Alignas(max_align_t) unsigned char data[];
};

struct arena {
    struct block *head;
    size_t used;
};

_Noreturn static void out_of_memory(size_t size)
{
    fprintf(stderr, "custos: out of memory (%zu bytes wanted)\n", size);
    exit(2);
}

struct arena *arena_new(void)
{
    return calloc(1, sizeof(struct arena));
}

void arena_free(struct arena *a)
{
    if (!a) return;
    for (struct block *b = a->head; b;) {
        struct block *next = b->next;
        free(b);
        b = next;
    }
    free(a);
}

void arena_free_secret(struct arena *a)
{
    for (struct block *b = a ? a->head : NULL; b; b = b->next) explicit_bzero(b->data, b->used);
    arena_free(a);
}

void *arena_alloc(struct arena *a, size_t size)
{
    const size_t align = _Alignof(max_align_t);
    if (size > SIZE_MAX / 2) out_of_memory(size);
    size = (size + align - 1) & ~(align - 1);
    if (!a->head || a->head->size - a->head->used < size) {
        size_t want = size > ARENA_BLOCK_BYTES ? size : ARENA_BLOCK_BYTES;
        struct block *b = calloc(1, sizeof *b + want);
        if (!b) out_of_memory(want);
        b->size = want;
        b->next = a->head;
        a->head = b;
    }
    void *p = a->head->data + a->head->used;
    a->head->used += size;
    a->used += size;
    return p;
}

char *arena_copy(struct arena *a, const char *text, size_t len)
{
    char *copy = arena_alloc(a, len + 1);
    if (len) memcpy(copy, text, len);
    return copy;
}

char *arena_text(struct arena *a, const char *text)
{
    return text ? arena_copy(a, text, strlen(text)) : NULL;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = arena_alloc(a, (size_t)(len < 0 ? 0 : len) + 1);
    if (len >= 0) vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return text;
}

void *arena_room(struct arena *a, void *list, size_t count, size_t *room, size_t size)
{
    if (count < *room) return list;
    size_t want = *room ? *room * 2 : 4;
    void *bigger = arena_alloc(a, want * size);
    if (count) memcpy(bigger, list, count * size);
    *room = want;
    return bigger;
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}
