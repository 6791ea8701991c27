/* Folding: what is the same to a reader becomes the same code points. Width (full and half), case (UCD simple folding),
 * traditional to simplified characters (OpenCC, one by one), spaces, dashes and quotation marks of all kinds; what shows nothing
 * (soft hyphens, joiners) folds to nothing. A run of spaces is one. Text stays as it is: folding goes along it, code point by
 * code point, so that a place in the folded text is a place in the original.
 *
 * Octets that are no UTF-8 (RFC 3629 section 4) fold to code points of their own, which no form has. */
#ifndef CUSTOS_TEXT_FOLD_H
#define CUSTOS_TEXT_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "text/fold_table.h"

#define FOLD_NOTHING UINT32_C(0x80000000) /* no difference of two code points, none itself */
enum { FOLD_ALIEN = 0x110000 };           /* + octet: not UTF-8 */

static inline uint32_t fold_code(uint32_t code)
{
    if (code > FOLD_LAST) return code;
    uint32_t delta = fold_delta[fold_index[code / FOLD_BLOCK]][code % FOLD_BLOCK];
    return delta == FOLD_DELTA_NOTHING ? FOLD_NOTHING : code + delta;
}

/* The code point at `p` (there is at least one octet before `end`); how many octets it takes. */
static inline unsigned utf8_next(const uint8_t *p, const uint8_t *end, uint32_t *ret)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t c = p[0];
    *ret = c;
    if (c < 0x80) return 1;
    unsigned len = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
    *ret = FOLD_ALIEN + c;
    if (c < 0xc2 || c > 0xf4 || (size_t)(end - p) < len) return 1;
    uint32_t code = c & (0x7fU >> len);
    for (unsigned i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80) return 1;
        code = code << 6 | (p[i] & 0x3f);
    }
    if (code < least[len] || code > 0x10ffff || (code & 0x1ff800) == 0xd800) return 1;
    *ret = code;
    return len;
}

/* The folded code point at `p`; how many octets it takes. */
static inline unsigned fold_next(const uint8_t *p, const uint8_t *end, uint32_t *ret)
{
    uint32_t code;
    unsigned len = utf8_next(p, end, &code);
    *ret = fold_code(code);
    return len;
}

/* The code point that ends right before `p` (there is at least one octet from `start`), folded; how many octets it takes. */
unsigned fold_before(const uint8_t *start, const uint8_t *p, uint32_t *ret);

/* Folded text as UTF-8, spaces at both ends left out, alien octets as U+FFFD. `ret` has room for as many octets as `text` has and
 * two more for each alien one: 3 * text.len is always enough. Returns its length. */
size_t fold_text(struct bytes text, uint8_t *ret);

/* `code` as UTF-8; how many octets it takes (at most 4). */
unsigned utf8_put(uint32_t code, uint8_t *ret);

/* A letter or digit of a script that writes words apart: what may not stand beside a whole word. Folded code points only. */
bool fold_in_word(uint32_t code);

#endif
