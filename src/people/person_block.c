/* Which pairs are compared at all: those that share a key. */
#include <stdlib.h>

#include "base/mix.h"
#include "people/person_internal.h"

enum {
    BLOCK_MAX = 64,           /* units: of more, what they share tells nothing, and a rarer key must find them */
    KEYS_AT_A_TIME = 4 << 20, /* of 16 octets */
    KEY_NAME_WHAT = 1,
    KEY_NAME_DATES = 2,
    KEY_NAME_YEAR = 3,
    KEY_ID = 4,
    KEY_EXACT = 5
};

struct block_key {
    uint64_t key;
    uint32_t unit, kind;
};

struct blocking {
    const struct person_counts *counts;
    const struct unit *units;
    struct block_key *keys;
    size_t count, room;
    uint64_t pass, passes;
    struct unit_links *links;
};

static int by_key(const void *a, const void *b)
{
    const struct block_key *x = a, *y = b;
    if (x->key != y->key) return x->key > y->key ? 1 : -1;
    return (x->unit > y->unit) - (x->unit < y->unit);
}

static bool add_key(struct blocking *b, uint32_t unit, uint32_t kind, uint64_t one, uint64_t other)
{
    uint64_t key = mix(mix(one, kind), other);
    if (key % b->passes != b->pass) return true;
    if (b->count == b->room) {
        size_t room = b->room ? 2 * b->room : 1 << 16;
        struct block_key *more = realloc(b->keys, room * sizeof *more);
        if (!more) return false;
        b->keys = more;
        b->room = room;
    }
    b->keys[b->count++] = (struct block_key){key, unit, kind};
    return true;
}

/* A name that no other record has needs no key. Of a frequent one the blocks of a year are too large, those of dates are not. */
static bool add_fact_keys(struct blocking *b, uint32_t i, const struct trait_fact *f)
{
    const struct unit *u = &b->units[i];
    uint64_t dates = person_dates(f), exact = person_exact(f);
    bool named = u->name_count > 1, done = true;
    if (f->kind == FACT_SOURCE_ID) done = add_key(b, i, KEY_ID, f->what, 0);
    if (done && named) done = add_key(b, i, KEY_NAME_WHAT, u->name, f->what);
    if (done && named && dates) done = add_key(b, i, KEY_NAME_DATES, u->name, dates);
    if (done && named && dates) done = add_key(b, i, KEY_NAME_YEAR, u->name, (uint64_t)(f->from_month / 12));
    if (done && b->counts->any_unnamed && exact) done = add_key(b, i, KEY_EXACT, exact, 0);
    return done;
}

static bool add_keys(struct blocking *b, uint32_t i)
{
    bool done = true;
    for (uint8_t k = 0; done && k < b->units[i].fact_count; k++) done = add_fact_keys(b, i, &b->units[i].facts[k]);
    return done;
}

static bool add_link(struct unit_links *l, const struct unit_link *link)
{
    if (l->count == l->room) {
        size_t room = l->room ? 2 * l->room : 1024;
        struct unit_link *more = realloc(l->list, room * sizeof *more);
        if (!more) return false;
        l->list = more;
        l->room = room;
    }
    l->list[l->count++] = *link;
    return true;
}

static bool look_at_pair(struct blocking *b, const struct block_key *one, const struct block_key *other)
{
    const struct unit *u = &b->units[one->unit], *v = &b->units[other->unit];
    struct unit_link link = {.a = one->unit, .b = other->unit};
    if (one->unit == other->unit || (one->kind == KEY_EXACT && u->name && v->name)) return true;
    b->links->compared++;
    if (person_barred(b->counts, u, v) != BAR_NONE) {
        b->links->barred++;
        return true;
    }
    if (!person_compare(b->counts, u, v, link.bits)) return true;
    for (size_t i = 0; i < EVIDENCE_COUNT; i++) link.total += link.bits[i];
    return add_link(b->links, &link);
}

static bool look_at_blocks(struct blocking *b)
{
    if (b->count) qsort(b->keys, b->count, sizeof *b->keys, by_key);
    for (size_t i = 0, end; i < b->count; i = end) {
        for (end = i + 1; end < b->count && b->keys[end].key == b->keys[i].key; end++)
            ;
        if (end - i > BLOCK_MAX) {
            b->links->unlooked++;
            continue;
        }
        for (size_t k = i; k < end; k++)
            for (size_t n = k + 1; n < end; n++)
                if (!look_at_pair(b, &b->keys[k], &b->keys[n])) return false;
    }
    return true;
}

bool person_links(const struct person_counts *c, const struct unit *units, size_t count, struct unit_links *ret)
{
    struct blocking b = {.counts = c, .units = units, .links = ret};
    bool done = true;
    *ret = (struct unit_links){0};
    b.passes = 1 + (c->what_count + (c->any_unnamed ? 3 : 2) * c->dates_count) / KEYS_AT_A_TIME;
    for (b.pass = 0; done && b.pass < b.passes; b.pass++) {
        b.count = 0;
        for (size_t i = 0; done && i < count; i++) done = add_keys(&b, (uint32_t)i);
        done = done && look_at_blocks(&b);
    }
    free(b.keys);
    return done;
}
