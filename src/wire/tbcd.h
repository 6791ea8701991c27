/* Telephone numbers as TBCD-STRING (3GPP TS 29.002 cl. 17.7.8): two digits an octet, the low half first; half an octet of 15
 * fills up. */
#ifndef CUSTOS_WIRE_TBCD_H
#define CUSTOS_WIRE_TBCD_H

#include "base/bytes.h"

enum tbcd_alphabet { TBCD_DECIMAL = 10, TBCD_ALL = 15 }; /* 0..9; with * # a b c */

enum { TBCD_FILLER = 15 };

/* Half octet `i` of 2 * b.len. */
static inline unsigned tbcd_half(struct bytes b, size_t i)
{
    return i % 2 ? b.data[i / 2] >> 4 : b.data[i / 2] & 15;
}

/* Writes up to `size` digits to `text`, without an end mark, up to the first half octet that is none of `alphabet`. Returns how
 * many they are. */
static inline size_t tbcd_text(struct bytes b, enum tbcd_alphabet alphabet, char *text, size_t size)
{
    size_t n = 0;
    for (; n < 2 * b.len && n < size && tbcd_half(b, n) < alphabet; n++) text[n] = "0123456789*#abc"[tbcd_half(b, n)];
    return n;
}

#endif
