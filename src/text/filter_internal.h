/* What the variants of the scan share. */
#ifndef CUSTOS_TEXT_FILTER_INTERNAL_H
#define CUSTOS_TEXT_FILTER_INTERNAL_H

#include <string.h>

#include "text/filter.h"

#define FILTER_CASE UINT32_C(0x20202020)
#define FILTER_K1   UINT32_C(0x9e3779b1)
#define FILTER_K2   UINT32_C(0x85ebca77)
#define FILTER_K3   UINT32_C(0xc2b2ae3d)

filter_scan_fn filter_scan_portable;
#if defined(__x86_64__)
filter_scan_fn filter_scan_avx2, filter_scan_avx512;
#endif

/* Look at text[at, to), in which `at` is a block's beginning; the places found are added. */
void filter_scan_rest(const struct filter *f, const uint8_t *text, size_t len, size_t from, size_t at, size_t to,
                      struct filter_places *ret);

/* Keep those of the places whose bit is set in `mask` that are what they seem. */
void filter_take_rare(const uint8_t *text, size_t len, size_t from, size_t at, uint64_t mask, struct filter_places *ret);
void filter_take_words(const struct filter *f, const uint8_t *text, size_t len, size_t from, size_t at, uint64_t mask,
                       struct filter_places *ret);

static inline void filter_place(struct filter_places *r, enum filter_kind kind, size_t place)
{
    r->at[kind][r->count[kind]++] = (uint16_t)place;
}

#endif
