#include "register/network_index.h"

#include <string.h>

/* Sorted by address, then by length, a prefix stands before all that lie inside it. The last entry that is not after an address
 * is therefore inside every prefix that contains the address, and its chain of parents leads to the longest of them. */
struct prefix_entry {
    struct ip_prefix prefix;
    uint32_t element, address;
    uint32_t parent; /* 1 + the entry of the shortest step outwards; 0: none */
};

/* A declaration is filed under one end that is a single element, where it has such an end, so that the many declarations that
 * differ only in their elements do not meet in one list. */
enum anchor { ANCHOR_NONE, ANCHOR_TO, ANCHOR_FROM };

struct declared_entry {
    uint64_t key; /* protocol, port, anchor, element: see entry_key */
    uint32_t declaration;
};

struct network_index {
    struct prefix_entry *prefixes;
    size_t prefix_count;
    struct declared_entry *declared; /* sorted by key, then by place in the file */
    size_t declared_count;
};

/* --- elements by address ------------------------------------------------------------------------------------------------ */

static int compare_place(const struct ip_addr *a, unsigned a_bits, const struct ip_addr *b, unsigned b_bits)
{
    if (a->family != b->family) return a->family < b->family ? -1 : 1;
    int order = memcmp(a->bytes, b->bytes, sizeof a->bytes);
    return order ? order : (a_bits > b_bits) - (a_bits < b_bits);
}

static int by_prefix(const void *a, const void *b)
{
    const struct prefix_entry *x = a, *y = b;
    int order = compare_place(&x->prefix.addr, x->prefix.bits, &y->prefix.addr, y->prefix.bits);
    if (order) return order;
    if (x->element != y->element) return x->element < y->element ? -1 : 1;
    return (x->address > y->address) - (x->address < y->address);
}

static void link_parents(struct prefix_entry *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t parent = (uint32_t)i; /* 1 + the entry before */
        while (parent && !prefix_covers(&list[parent - 1].prefix, &list[i].prefix)) parent = list[parent - 1].parent;
        list[i].parent = parent;
    }
}

/* The clash that stands first in the file, so that the same file always gives the same fault. */
static bool find_clash(const struct prefix_entry *list, size_t count, struct prefix_clash *ret)
{
    const struct prefix_entry *found = NULL;
    for (size_t i = 1; i < count; i++) {
        const struct prefix_entry *e = &list[i];
        if (compare_place(&e[-1].prefix.addr, e[-1].prefix.bits, &e->prefix.addr, e->prefix.bits) != 0) continue;
        if (!found || e->element < found->element || (e->element == found->element && e->address < found->address)) found = e;
    }
    if (found) *ret = (struct prefix_clash){found->element, found->address, found[-1].element, found[-1].address};
    return found;
}

bool network_index_addresses(struct network *n, struct arena *a, struct prefix_clash *ret_clash)
{
    struct network_index *index = arena_alloc(a, sizeof *index);
    size_t count = 0, at = 0;
    for (size_t i = 0; i < n->element_count; i++) count += n->elements[i].address_count;
    index->prefixes = arena_alloc(a, count * sizeof *index->prefixes);
    index->prefix_count = count;
    for (uint32_t i = 0; i < n->element_count; i++)
        for (uint32_t j = 0; j < n->elements[i].address_count; j++)
            index->prefixes[at++] = (struct prefix_entry){.prefix = n->elements[i].addresses[j], .element = i, .address = j};
    if (count) qsort(index->prefixes, count, sizeof *index->prefixes, by_prefix);
    if (find_clash(index->prefixes, count, ret_clash)) return false;
    link_parents(index->prefixes, count);
    n->index = index;
    return true;
}

int network_element_of(const struct network *n, const struct ip_addr *a)
{
    const struct network_index *index = n->index;
    size_t low = 0, high = index->prefix_count;
    while (low < high) { /* entries before `low` are not after a */
        size_t middle = low + (high - low) / 2;
        const struct ip_prefix *p = &index->prefixes[middle].prefix;
        if (compare_place(&p->addr, p->bits, a, 128) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (low && !prefix_contains(&index->prefixes[low - 1].prefix, a)) low = index->prefixes[low - 1].parent;
    return low ? (int)index->prefixes[low - 1].element : -1;
}

/* --- declarations by conversation --------------------------------------------------------------------------------------- */

static uint64_t entry_key(uint8_t protocol, uint16_t port, enum anchor anchor, uint32_t element)
{
    return (uint64_t)protocol << 56 | (uint64_t)port << 40 | (uint64_t)anchor << 32 | element;
}

static int by_key(const void *a, const void *b)
{
    const struct declared_entry *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return (x->declaration > y->declaration) - (x->declaration < y->declaration);
}

void network_index_declarations(struct network *n, struct arena *a)
{
    struct network_index *index = n->index;
    index->declared = arena_alloc(a, n->declaration_count * sizeof *index->declared);
    index->declared_count = n->declaration_count;
    for (uint32_t i = 0; i < n->declaration_count; i++) {
        const struct declaration *d = &n->declarations[i];
        enum anchor anchor = d->to.element_count == 1 ? ANCHOR_TO : d->from.element_count == 1 ? ANCHOR_FROM : ANCHOR_NONE;
        const uint32_t *element = anchor == ANCHOR_TO ? d->to.elements : d->from.elements;
        uint64_t key = entry_key(d->protocol, d->port, anchor, anchor == ANCHOR_NONE ? 0 : element[0]);
        index->declared[i] = (struct declared_entry){key, i};
    }
    if (index->declared_count) qsort(index->declared, index->declared_count, sizeof *index->declared, by_key);
}

/* One end of a conversation: an address and the element it belongs to, or -1. */
struct seen_end {
    const struct ip_addr *addr;
    int element;
};

static bool end_holds(const struct declared_end *e, const struct seen_end *seen)
{
    if (e->is_prefix) return prefix_contains(&e->prefix, seen->addr);
    if (seen->element < 0) return false;
    size_t low = 0, high = e->element_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (e->elements[middle] < (uint32_t)seen->element)
            low = middle + 1;
        else
            high = middle;
    }
    return low < e->element_count && e->elements[low] == (uint32_t)seen->element;
}

/* The best declaration so far. Approved probes come first, then forward before reply, then the file's order. */
struct best {
    const struct declaration *d;
    bool reply;
};

static void prefer(struct best *best, const struct declaration *d, bool reply)
{
    if (best->d) {
        bool probe = d->as == PURPOSE_PROBE, best_probe = best->d->as == PURPOSE_PROBE;
        if (probe != best_probe) {
            if (best_probe) return;
        } else if (reply != best->reply) {
            if (reply) return;
        } else if (d > best->d) {
            return;
        }
    }
    *best = (struct best){d, reply};
}

static void scan_key(const struct network *n, uint64_t key, const struct seen_end *from, const struct seen_end *to, bool reply,
                     struct best *best)
{
    const struct network_index *index = n->index;
    size_t low = 0, high = index->declared_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (index->declared[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < index->declared_count && index->declared[low].key == key; low++) {
        const struct declaration *d = &n->declarations[index->declared[low].declaration];
        if (end_holds(&d->from, from) && end_holds(&d->to, to)) prefer(best, d, reply);
    }
}

static void scan_port(const struct network *n, uint8_t protocol, uint16_t port, const struct seen_end *from,
                      const struct seen_end *to, bool reply, struct best *best)
{
    scan_key(n, entry_key(protocol, port, ANCHOR_NONE, 0), from, to, reply, best);
    if (to->element >= 0) scan_key(n, entry_key(protocol, port, ANCHOR_TO, (uint32_t)to->element), from, to, reply, best);
    if (from->element >= 0) scan_key(n, entry_key(protocol, port, ANCHOR_FROM, (uint32_t)from->element), from, to, reply, best);
}

const struct declaration *network_declared(const struct network *n, const struct five_tuple *t, bool *ret_reply)
{
    const struct seen_end src = {&t->src, network_element_of(n, &t->src)}, dst = {&t->dst, network_element_of(n, &t->dst)};
    struct best best = {0};
    scan_port(n, t->protocol, 0, &src, &dst, false, &best);
    scan_port(n, t->protocol, 0, &dst, &src, true, &best);
    if (t->dport) scan_port(n, t->protocol, t->dport, &src, &dst, false, &best);
    if (t->sport) scan_port(n, t->protocol, t->sport, &dst, &src, true, &best);
    if (best.d && ret_reply) *ret_reply = best.reply;
    return best.d;
}
