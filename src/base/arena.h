/* A growing region whose allocations live and die together. Not for the packet path: that uses tables sized at start. */
#ifndef CUSTOS_BASE_ARENA_H
#define CUSTOS_BASE_ARENA_H

#include <stddef.h>

#include "base/macros.h"

struct arena; /* opaque; owned by whoever called arena_new */

struct arena *arena_new(void) MUST_USE;  /* NULL when out of memory */
void arena_free(struct arena *a);        /* accepts NULL */
void arena_free_secret(struct arena *a); /* the same, and wipes what was handed out */

/* Zeroed memory aligned for any type; never NULL: running out of memory ends the program with a message. */
void *arena_alloc(struct arena *a, size_t size) MUST_USE;
char *arena_copy(struct arena *a, const char *text, size_t len) MUST_USE; /* NUL-terminated copy */
char *arena_text(struct arena *a, const char *text) MUST_USE;             /* the same for a C string; NULL stays NULL */
char *arena_printf(struct arena *a, const char *format, ...) MUST_USE PRINTF_LIKE(2, 3);

/* The list of `count` items of `size` bytes, moved when need be, so that one more has its place behind them. */
void *arena_room(struct arena *a, void *list, size_t count, size_t *room, size_t size) MUST_USE;

/* Bytes handed out so far. */
size_t arena_used(const struct arena *a);

#endif
