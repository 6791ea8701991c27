/* What the variants of folding by blocks share. */
#ifndef CUSTOS_TEXT_STREAM_INTERNAL_H
#define CUSTOS_TEXT_STREAM_INTERNAL_H

#include "text/stream.h"

/* Take out of codes[0..count) what folds to nothing, and spaces behind spaces. Returns how many are left. */
unsigned stream_tidy(uint16_t *codes, unsigned count);

#endif
