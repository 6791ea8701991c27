/* What code points fold to; made by tools/fold-table, read through fold.h. */
#ifndef CUSTOS_PEOPLE_FOLD_TABLE_H
#define CUSTOS_PEOPLE_FOLD_TABLE_H

#include <stdint.h>

enum { FOLD_BLOCK = 128, FOLD_BLOCKS = 1608, FOLD_LAST = FOLD_BLOCK * FOLD_BLOCKS - 1 };

extern const uint16_t fold_index[FOLD_BLOCKS];
#define FOLD_DELTA_NOTHING UINT32_C(0x80000000) /* no difference of two code points */
extern const uint32_t fold_delta[][FOLD_BLOCK]; /* to be added, modulo 2^32; FOLD_DELTA_NOTHING: folds to nothing */

#endif
