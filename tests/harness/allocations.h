/* Counts what a test allocates. To be included by one file of a program: without sanitizers it stands in for the C library's
 * allocation functions, with them it uses their hooks. */
#ifndef CUSTOS_TESTS_ALLOCATIONS_H
#define CUSTOS_TESTS_ALLOCATIONS_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

static volatile uint64_t allocations;

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define ALLOCATIONS_BY_HOOK
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ALLOCATIONS_BY_HOOK
#endif

#ifdef ALLOCATIONS_BY_HOOK
int __sanitizer_install_malloc_and_free_hooks(void (*malloc_hook)(const volatile void *, size_t),
                                              void (*free_hook)(const volatile void *));

static void count_allocation(const volatile void *p, size_t size)
{
    (void)p;
    (void)size;
    allocations++;
}

static void ignore_release(const volatile void *p)
{
    (void)p;
}

__attribute__((constructor)) static void count_allocations(void)
{
    __sanitizer_install_malloc_and_free_hooks(count_allocation, ignore_release);
}
#else
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *p, size_t size);

void *malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *p, size_t size)
{
    allocations++;
    return __libc_realloc(p, size);
}
#endif

#endif
