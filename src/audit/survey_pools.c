/* Subscriber pools: the smallest usual prefixes that cover the addresses which send through GTP-U to the element. */
#include "audit/survey_draft.h"

static struct ip_prefix prefix_of(const struct ip_addr *a, uint8_t bits)
{
    struct ip_prefix p = {*a, bits};
    for (unsigned i = bits; i < 128; i++) p.addr.bytes[i / 8] &= (uint8_t) ~(0x80u >> i % 8);
    return p;
}

/* A pool must not swallow the network's own addresses. */
static bool holds_network(const struct survey *s, const struct ip_prefix *p)
{
    for (uint32_t i = 0; i < survey_store_count(&s->addresses); i++) {
        const struct survey_address *a = survey_store_at(&s->addresses, i);
        if ((a->own || a->announced) && prefix_contains(p, &a->key.addr)) return true;
    }
    return false;
}

static int by_address(const void *x, const void *y)
{
    return memcmp(x, y, sizeof(struct ip_addr));
}

/* list[0..count) is sorted and lies within one prefix of the widest kind. Take it as one prefix of the narrowest kind that fits,
 * or part by part. */
static void cover(const struct survey *s, struct survey_draft *d, const struct ip_addr *list, size_t count)
{
    static const uint8_t widths4[] = {32, 24, 16}, widths6[] = {128, 64, 48};
    const uint8_t *widths = list[0].family == 4 ? widths4 : widths6;
    size_t single = 0;
    for (unsigned w = 1; w < 3; w++) {
        struct ip_prefix p = prefix_of(&list[0], widths[w]);
        if (!prefix_contains(&p, &list[count - 1])) continue;
        if (d->pool_count == SURVEY_POOLS || holds_network(s, &p)) break;
        d->pools[d->pool_count++] = p;
        return;
    }
    while (single < count && d->pool_count < SURVEY_POOLS) {
        struct ip_prefix p = prefix_of(&list[single], widths[1]);
        size_t n = 1;
        if (holds_network(s, &p)) p = prefix_of(&list[single], widths[0]);
        while (single + n < count && prefix_contains(&p, &list[single + n])) n++;
        d->pools[d->pool_count++] = p;
        single += n;
    }
    d->pools_left_out += count - single;
}

void survey_pools(const struct survey *s, struct survey_draft *d)
{
    size_t count = 0;
    uint32_t inner = survey_store_count(&s->inner);
    struct ip_addr *list = arena_alloc(d->arena, (inner + (size_t)1) * sizeof *list);
    for (uint32_t i = 0; i < inner; i++) {
        const struct survey_inner *r = survey_store_at(&s->inner, i);
        if (r->subscriber) list[count++] = r->addr;
    }
    d->subscriber_count = count;
    qsort(list, count, sizeof *list, by_address);
    for (size_t from = 0, to; from < count; from = to) {
        struct ip_prefix widest = prefix_of(&list[from], list[from].family == 4 ? 16 : 48);
        for (to = from + 1; to < count && prefix_contains(&widest, &list[to]);) to++;
        cover(s, d, list + from, to - from);
    }
}
