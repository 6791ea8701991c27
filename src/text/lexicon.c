#include "text/lexicon.h"

#include <stdlib.h>
#include <string.h>

#include "base/mix.h"
#include "base/prefetch.h"
#include "text/fold.h"

enum { CHECKED = 24 }; /* codes */

/* ---- making ---- */

static const uint16_t *from_key(const struct entry *e, unsigned *ret_count)
{
    *ret_count = (unsigned)e->count - e->key;
    return e->codes + e->key;
}

/* How many codes both have in common. */
static unsigned same_codes(const uint16_t *a, const uint16_t *b, unsigned count)
{
    unsigned n = 0;
    for (; n + 4 <= count; n += 4) {
        uint64_t x, y;
        memcpy(&x, a + n, sizeof x);
        memcpy(&y, b + n, sizeof y);
        if (x != y) break;
    }
    while (n < count && a[n] == b[n]) n++;
    return n;
}

static int by_key(const void *a, const void *b)
{
    unsigned n, m;
    const uint16_t *x = from_key(a, &n), *y = from_key(b, &m);
    unsigned least = n < m ? n : m, same = same_codes(x, y, least);
    if (same < least) return x[same] < y[same] ? -1 : 1;
    return (n > m) - (n < m);
}

static bool begins_with(const struct entry *e, const struct entry *shorter)
{
    unsigned n, m;
    const uint16_t *x = from_key(e, &n), *y = from_key(shorter, &m);
    return m <= n && same_codes(x, y, m) == m;
}

/* In their order, what an entry begins with is the one before it, or something that that one begins with. */
static void link_shorter(struct entry *entries, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t shorter = i;
        while (shorter && !begins_with(&entries[i], &entries[shorter - 1])) shorter = entries[shorter - 1].shorter;
        entries[i].shorter = shorter;
    }
}

static struct lexicon_slot *slot_of(const struct lexicon *l, uint64_t key)
{
    uint32_t at = (uint32_t)(key >> 20) & l->slot_mask;
    while (l->slots[at].key && l->slots[at].key != key) at = (at + 1) & l->slot_mask;
    return &l->slots[at];
}

static uint32_t check_of(const uint16_t *codes, unsigned count)
{
    uint64_t check = count, part = 0;
    for (; count >= 4; count -= 4, codes += 4) {
        memcpy(&part, codes, sizeof part);
        check = mix(check, part);
    }
    part = 0;
    for (unsigned i = 0; i < count; i++) part = part << 16 | codes[i];
    return (uint32_t)mix(check, part);
}

static void set_check(const struct lexicon *l, struct lexicon_slot *slot)
{
    unsigned n, m;
    const uint16_t *first = from_key(&l->entries[slot->first], &n), *last = from_key(&l->entries[slot->last], &m);
    unsigned least = n < m ? n : m;
    slot->common = (uint16_t)same_codes(first, last, least < CHECKED ? least : CHECKED);
    slot->check = check_of(first, slot->common);
}

/* In the entries' order, so that what is compared together lies together. */
static uint16_t *copy_codes(struct entry *entries, uint32_t count)
{
    size_t room = 0;
    for (uint32_t i = 0; i < count; i++) room += (size_t)entries[i].count + FILTER_WORD;
    uint16_t *codes = malloc((room + 1) * sizeof *codes), *to = codes;
    for (uint32_t i = 0; codes && i < count; i++) {
        size_t len = (size_t)entries[i].count + FILTER_WORD;
        memcpy(to, entries[i].codes, len * sizeof *to);
        entries[i].codes = to;
        to += len;
    }
    return codes;
}

bool lexicon_init(struct lexicon *l, struct entry *entries, uint32_t count, enum filter_kind kind)
{
    uint32_t slots = 64;
    while (slots < 2 * (uint64_t)count) slots *= 2;
    *l = (struct lexicon){.entries = entries, .count = count, .slot_mask = slots - 1};
    l->slots = calloc(slots, sizeof *l->slots);
    if (count) qsort(entries, count, sizeof *entries, by_key);
    if (!l->slots || !(l->codes = copy_codes(entries, count))) {
        free(l->slots);
        *l = (struct lexicon){0};
        return false;
    }
    link_shorter(entries, count);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t key = filter_key(kind, entries[i].codes + entries[i].key);
        struct lexicon_slot *slot = slot_of(l, key);
        if (!slot->key) *slot = (struct lexicon_slot){.key = key, .first = i};
        slot->last = i;
    }
    for (uint32_t i = 0; i < slots; i++)
        if (l->slots[i].key) set_check(l, &l->slots[i]);
    return true;
}

void lexicon_done(struct lexicon *l)
{
    free(l->entries);
    free(l->codes);
    free(l->slots);
    *l = (struct lexicon){0};
}

/* ---- coming near ---- */

void lexicon_prefetch(const struct lexicon *l, uint64_t key)
{
    prefetch(&l->slots[(uint32_t)(key >> 20) & l->slot_mask]);
}

static const struct entry *middle(const struct lexicon *l, const struct lexicon_slot *slot)
{
    return &l->entries[slot->first + (slot->last + 1 - slot->first) / 2];
}

const struct lexicon_slot *lexicon_slot(const struct lexicon *l, const struct stream *text, struct filter_place place)
{
    const struct lexicon_slot *slot = slot_of(l, place.key);
    if (!slot->key || check_of(text->codes + place.at, slot->common) != slot->check) return NULL;
    prefetch(middle(l, slot));
    return slot;
}

void lexicon_near(const struct lexicon *l, const struct lexicon_slot *slot)
{
    prefetch(middle(l, slot)->codes);
}

/* ---- looking at a place ---- */

/* What is sought in: `count` codes, the key at `at`. */
struct sought {
    const struct stream *text;
    uint32_t at;
    unsigned room; /* codes from the key to the end */
};

/* How many codes entry and text have in common from the key on, at most the entry's length; and how they are ordered: 0 when the
 * text begins with the entry. */
static int compare(const struct entry *e, const struct sought *s, unsigned *ret_same)
{
    unsigned n;
    const uint16_t *own = from_key(e, &n), *there = s->text->codes + s->at;
    unsigned least = n < s->room ? n : s->room, same = same_codes(own, there, least);
    *ret_same = same;
    if (same == n) return 0;
    return same == s->room || own[same] > there[same] ? 1 : -1;
}

/* The last entry of the slot that does not come behind the text; index + 1, 0: all do. `ret_same`: what both have in common. */
static uint32_t last_before(const struct lexicon *l, const struct lexicon_slot *slot, const struct sought *s, unsigned *ret_same,
                            uint64_t *ret_work)
{
    uint32_t from = slot->first, to = slot->last + 1, found = 0;
    while (from < to) {
        uint32_t mid = from + (to - from) / 2;
        unsigned same;
        ++*ret_work;
        if (compare(&l->entries[mid], s, &same) > 0) {
            to = mid;
        } else {
            found = from = mid + 1;
            *ret_same = same;
        }
    }
    return found;
}

static bool stands_apart(const struct entry *e, const uint16_t *codes, uint32_t start, uint32_t end)
{
    if (fold_in_word(e->codes[0]) && fold_in_word(codes[start - 1])) return false;
    return !(fold_in_word(e->codes[e->count - 1]) && fold_in_word(codes[end]));
}

static bool accepted(const struct entry *e, const struct sought *s, struct hit *ret)
{
    const uint16_t *codes = s->text->codes;
    if (e->key >= s->at) return false; /* codes[0] is none of the text's */
    uint32_t start = s->at - e->key, end = start + e->count;
    if (same_codes(e->codes, codes + start, e->key) < e->key) return false;
    if (e->whole_word && !stands_apart(e, codes, start, end)) return false;
    struct stream_place place = stream_place(s->text, start, end - 1);
    *ret = (struct hit){e->id, place.start, place.end};
    return !e->spelled ||
           bytes_equal(bytes_slice(s->text->text, ret->start, ret->end - ret->start), bytes_of(e->spelled, e->spelled_len));
}

unsigned lexicon_find(const struct lexicon *l, const struct stream *text, const struct lexicon_slot *slot, uint32_t at,
                      struct hit ret[static LEXICON_HITS], uint64_t *ret_work)
{
    struct sought s = {text, at, text->count - at};
    unsigned same = 0, found = 0;
    for (uint32_t i = last_before(l, slot, &s, &same, ret_work); i; i = l->entries[i - 1].shorter) {
        struct hit hit;
        const struct entry *e = &l->entries[i - 1];
        ++*ret_work;
        if ((unsigned)e->count - e->key > same || !accepted(e, &s, &hit)) continue;
        if (found < LEXICON_HITS) ret[found] = hit;
        found++;
    }
    return found;
}
