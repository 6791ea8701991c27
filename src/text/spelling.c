#include "text/spelling.h"

#include <stdlib.h>
#include <string.h>

#include "text/fold.h"

enum { OCTETS = FILTER_LONG + 4 };

static int by_folded(const void *a, const void *b)
{
    const struct spelling_pair *x = a, *y = b;
    if (x->folded != y->folded) return x->folded < y->folded ? -1 : 1;
    return (x->code > y->code) - (x->code < y->code);
}

static bool is_spelling(uint32_t code)
{
    uint32_t folded = fold_code(code);
    return folded != code && folded != FOLD_NOTHING && filter_in_anchor(folded) && !filter_is_rare(code);
}

bool spellings_init(struct spellings *s)
{
    size_t count = 0;
    for (uint32_t c = 0; c <= FOLD_LAST; c++) count += is_spelling(c);
    *s = (struct spellings){.pairs = malloc(count * sizeof *s->pairs)};
    if (!s->pairs) return false;
    for (uint32_t c = 0; c <= FOLD_LAST; c++)
        if (is_spelling(c)) s->pairs[s->count++] = (struct spelling_pair){fold_code(c), c};
    qsort(s->pairs, s->count, sizeof *s->pairs, by_folded);
    return true;
}

void spellings_done(struct spellings *s)
{
    free(s->pairs);
    *s = (struct spellings){0};
}

static size_t first_of(const struct spellings *s, uint32_t folded)
{
    size_t from = 0, to = s->count;
    while (from < to) {
        size_t mid = from + (to - from) / 2;
        if (s->pairs[mid].folded < folded)
            from = mid + 1;
        else
            to = mid;
    }
    return from;
}

unsigned spelling_shortest(const struct spellings *s, uint32_t folded)
{
    uint8_t octets[4];
    unsigned least = utf8_put(folded, octets);
    for (size_t i = first_of(s, folded); i < s->count && s->pairs[i].folded == folded; i++) {
        unsigned len = utf8_put(s->pairs[i].code, octets);
        if (len < least) least = len;
    }
    return least;
}

/* A spelling as far as it is made. */
struct draft {
    const struct spellings *all;
    struct filter *filter;
    enum filter_kind kind;
    unsigned reach;
    const uint32_t *codes;
    size_t count, made;
    uint8_t octets[OCTETS];
};

/* The filter ignores this bit: spellings that differ in nothing else are one. */
static bool alike(const uint8_t *a, unsigned n, const uint8_t *b, unsigned m)
{
    if (n != m) return false;
    for (unsigned i = 0; i < n; i++)
        if ((a[i] | 0x20) != (b[i] | 0x20)) return false;
    return true;
}

static void spell(struct draft *d, size_t at, unsigned len)
{
    if (at == d->count || len >= d->reach) {
        d->made++;
        if (d->filter) filter_add(d->filter, d->kind, d->octets, len < d->reach ? len : d->reach);
        return;
    }
    uint8_t own[4];
    unsigned size = utf8_put(d->codes[at], own);
    memcpy(d->octets + len, own, size);
    spell(d, at + 1, len + size);
    for (size_t i = first_of(d->all, d->codes[at]); i < d->all->count && d->all->pairs[i].folded == d->codes[at]; i++) {
        uint8_t other[4];
        unsigned n = utf8_put(d->all->pairs[i].code, other);
        if (alike(own, size, other, n)) continue;
        memcpy(d->octets + len, other, n);
        spell(d, at + 1, len + n);
    }
}

size_t spelling_add(const struct spellings *s, struct filter *f, enum filter_kind kind, const uint32_t *codes, size_t count)
{
    struct draft d = {.all = s,
                      .filter = f,
                      .kind = kind,
                      .reach = kind == FILTER_KIND_LONG ? FILTER_LONG : FILTER_SHORT,
                      .codes = codes,
                      .count = count};
    spell(&d, 0, 0);
    return d.made;
}
