/* Asking memory for what is needed soon. */
#ifndef CUSTOS_BASE_PREFETCH_H
#define CUSTOS_BASE_PREFETCH_H

#include <stddef.h>
#include <stdint.h>

enum { CACHE_LINE = 64 }; /* bytes */

/* GCC takes a function that does nothing but prefetch for one without effect, and leaves out every call of it that it does not
 * inline: the empty statements below are its effect. */

/* The line of `at`, which need not be the address of anything. */
static inline void prefetch(const void *at)
{
    __builtin_prefetch(at);
    __asm__ volatile("");
}

/* The same, to write there: what another core has of it is called in at once, not only when it is written. The baseline of
 * x86-64 has no such hint, but processors that know none take it for no operation. */
static inline void prefetch_write(const void *at)
{
#if defined(__x86_64__)
    __asm__ volatile("prefetchw %0" : : "m"(*(const char *)at));
#else
    __builtin_prefetch(at, 1);
    __asm__ volatile("");
#endif
}

/* The lines of the `bytes` bytes from `at` on, where a line begins. */
static inline void prefetch_lines(const void *at, size_t bytes)
{
    for (size_t i = 0; i < bytes; i += CACHE_LINE) prefetch((const uint8_t *)at + i);
}

static inline void prefetch_lines_write(const void *at, size_t bytes)
{
    for (size_t i = 0; i < bytes; i += CACHE_LINE) prefetch_write((const uint8_t *)at + i);
}

#endif
