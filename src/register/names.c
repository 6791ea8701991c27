#include "register/names.h"

#include <string.h>

static int by_text_then_value(const void *a, const void *b)
{
    const struct name *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    return order ? order : (x->value > y->value) - (x->value < y->value);
}

struct names names_index(struct arena *a, struct name *list, size_t count)
{
    struct names n = {.list = list, .values = arena_alloc(a, count * sizeof *n.values), .count = count};
    if (count) qsort(list, count, sizeof *list, by_text_then_value);
    for (size_t i = 0; i < count; i++) n.values[i] = list[i].value;
    return n;
}

const uint32_t *names_find(const struct names *n, const char *text, size_t *ret_count)
{
    size_t low = 0, high = n->count, count = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(n->list[middle].text, text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + count < n->count && strcmp(n->list[low + count].text, text) == 0) count++;
    if (!count) return NULL;
    *ret_count = count;
    return n->values + low;
}

ptrdiff_t names_repeated(const struct names *n)
{
    ptrdiff_t found = -1;
    for (size_t i = 1; i < n->count; i++) {
        if (strcmp(n->list[i - 1].text, n->list[i].text) != 0) continue;
        if (found < 0 || n->list[i].value < n->list[found].value) found = (ptrdiff_t)i;
    }
    return found;
}
