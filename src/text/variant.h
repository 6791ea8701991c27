/* The ways to do the same with the registers that this processor has; all give the same. */
#ifndef CUSTOS_TEXT_VARIANT_H
#define CUSTOS_TEXT_VARIANT_H

#include "text/filter.h"
#include "text/stream.h"

struct variant {
    const char *name;
    stream_block_fn *block;
    filter_starts_fn *starts;
};

struct variant variant_best(void);

/* All, the fastest first. Returns how many, at most `max`. */
size_t variants(struct variant ret[], size_t max);

#endif
