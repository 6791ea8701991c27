#include "text/lexicon.h"

#include <stdlib.h>
#include <string.h>

#include "base/mix.h"
#include "text/fold.h"

#define SEED UINT64_C(0x9e3779b97f4a7c15)

static const uint32_t *from_anchor(const struct entry *e, unsigned *ret_count)
{
    *ret_count = (unsigned)e->count - e->anchor;
    return e->codes + e->anchor;
}

static int by_anchor(const void *a, const void *b)
{
    unsigned n, m;
    const uint32_t *x = from_anchor(a, &n), *y = from_anchor(b, &m);
    for (unsigned i = 0; i < n && i < m; i++)
        if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
    return (n > m) - (n < m);
}

static unsigned utf8_length(uint32_t code)
{
    return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/* How many codes of an anchor make its key: those that reach `reach` octets. */
static unsigned key_length(const struct lexicon *l, const uint32_t *codes, unsigned count)
{
    unsigned n = 0;
    for (unsigned octets = 0; n < count && octets < l->reach; n++) octets += utf8_length(codes[n]);
    return n;
}

static uint64_t key_of(const uint32_t *codes, unsigned count)
{
    uint64_t key = SEED;
    for (unsigned i = 0; i < count; i++) key = mix(key ^ codes[i], SEED);
    return key;
}

/* True when both anchors have the same key, not only the same hash of it. */
static bool same_key(const struct lexicon *l, const struct entry *e, const uint32_t *codes, unsigned count)
{
    unsigned n;
    const uint32_t *own = from_anchor(e, &n);
    return n >= count && key_length(l, own, n) == count && memcmp(own, codes, count * sizeof *codes) == 0;
}

static struct lexicon_slot *slot_of(const struct lexicon *l, const uint32_t *codes, unsigned count)
{
    uint64_t key = key_of(codes, count);
    uint32_t at = (uint32_t)key & l->slot_mask, hash = (uint32_t)(key >> 32);
    struct lexicon_slot *s = &l->slots[at];
    while (s->first && (s->hash != hash || !same_key(l, &l->entries[s->first - 1], codes, count)))
        s = &l->slots[at = (at + 1) & l->slot_mask];
    return s;
}

bool lexicon_init(struct lexicon *l, struct entry *entries, uint32_t count, unsigned reach)
{
    uint32_t slots = 64;
    while (slots < 2 * (uint64_t)count) slots *= 2;
    *l = (struct lexicon){.entries = entries, .count = count, .reach = reach, .slot_mask = slots - 1};
    l->slots = calloc(slots, sizeof *l->slots);
    if (!l->slots) return false;
    if (count) qsort(entries, count, sizeof *entries, by_anchor);
    for (uint32_t i = 0; i < count; i++) {
        unsigned n;
        const uint32_t *codes = from_anchor(&entries[i], &n);
        struct lexicon_slot *slot = slot_of(l, codes, key_length(l, codes, n));
        if (!slot->first) *slot = (struct lexicon_slot){(uint32_t)(key_of(codes, key_length(l, codes, n)) >> 32), i + 1};
    }
    return true;
}

void lexicon_done(struct lexicon *l)
{
    for (uint32_t i = 0; i < l->count; i++) {
        free((void *)(uintptr_t)l->entries[i].codes);
        free((void *)(uintptr_t)l->entries[i].spelled);
    }
    free(l->entries);
    free(l->slots);
    *l = (struct lexicon){0};
}

/* Along folded text: runs of spaces are one, what folds to nothing is passed over. */
struct walk {
    const uint8_t *start, *at, *end;
};

static bool walk_next(struct walk *w, uint32_t *ret)
{
    while (w->at < w->end) {
        w->at += fold_next(w->at, w->end, ret);
        if (*ret == FOLD_NOTHING) continue;
        if (*ret != ' ') return true;
        uint32_t more;
        for (unsigned n; w->at < w->end && (n = fold_next(w->at, w->end, &more), more == ' ' || more == FOLD_NOTHING);)
            w->at += n;
        return true;
    }
    return false;
}

static bool walk_back(struct walk *w, uint32_t *ret)
{
    while (w->at > w->start) {
        w->at -= fold_before(w->start, w->at, ret);
        if (*ret == FOLD_NOTHING) continue;
        if (*ret != ' ') return true;
        uint32_t more;
        for (unsigned n; w->at > w->start && (n = fold_before(w->start, w->at, &more), more == ' ' || more == FOLD_NOTHING);)
            w->at -= n;
        return true;
    }
    return false;
}

/* The codes before the anchor, backwards; sets where the form starts. */
static bool begins(const struct entry *e, struct walk w, size_t *ret_start)
{
    for (unsigned i = e->anchor; i > 0; i--) {
        uint32_t code;
        if (!walk_back(&w, &code) || code != e->codes[i - 1]) return false;
    }
    *ret_start = (size_t)(w.at - w.start);
    return true;
}

static bool stands_apart(const struct entry *e, struct bytes text, size_t start, size_t end)
{
    struct walk before = {text.data, text.data + start, text.data + text.len},
                after = {text.data, text.data + end, text.data + text.len};
    uint32_t code;
    if (fold_in_word(e->codes[0]) && walk_back(&before, &code) && fold_in_word(code)) return false;
    return !(fold_in_word(e->codes[e->count - 1]) && walk_next(&after, &code) && fold_in_word(code));
}

static bool spelled_so(const struct entry *e, struct bytes text, size_t start, size_t end)
{
    return bytes_equal(bytes_slice(text, start, end - start), bytes_of(e->spelled, e->spelled_len));
}

static bool accepted(const struct entry *e, struct bytes text, size_t at, size_t end, struct hit *ret)
{
    struct walk w = {text.data, text.data + at, text.data + text.len};
    size_t start = at;
    if (e->anchor && !begins(e, w, &start)) return false;
    if (e->whole_word && !stands_apart(e, text, start, end)) return false;
    if (e->spelled && !spelled_so(e, text, start, end)) return false;
    *ret = (struct hit){e->id, start, end};
    return true;
}

/* The first entry of [from, to) whose code at `depth` is at least `code`; all have the codes before it in common. */
static uint32_t lower_bound(const struct lexicon *l, uint32_t from, uint32_t to, unsigned depth, uint32_t code)
{
    while (from < to) {
        uint32_t mid = from + (to - from) / 2;
        const struct entry *e = &l->entries[mid];
        unsigned n;
        const uint32_t *codes = from_anchor(e, &n);
        if (n > depth && codes[depth] >= code)
            to = mid;
        else
            from = mid + 1;
    }
    return from;
}

static uint32_t code_at(const struct entry *e, unsigned depth)
{
    unsigned n;
    const uint32_t *codes = from_anchor(e, &n);
    return depth < n ? codes[depth] : FOLD_NOTHING;
}

/* One past the entries of the range that begins at `from` and shares `depth` codes and then `code`. */
static uint32_t range_end(const struct lexicon *l, uint32_t from, uint32_t to, unsigned depth, uint32_t code)
{
    if (from < to && to - from > 8) return lower_bound(l, from, to, depth, code + 1);
    while (from < to && code_at(&l->entries[from], depth) == code) from++;
    return from;
}

/* The entries that share the key of entry `first`, which is the first of them. */
static uint32_t key_end(const struct lexicon *l, uint32_t first, const uint32_t *codes, unsigned count)
{
    uint32_t step = 1, from = first, to;
    while (from + step < l->count && same_key(l, &l->entries[from + step], codes, count)) from += step, step *= 2;
    to = from + step < l->count ? from + step : l->count;
    while (from + 1 < to) {
        uint32_t mid = from + (to - from) / 2;
        if (same_key(l, &l->entries[mid], codes, count))
            from = mid;
        else
            to = mid;
    }
    return from + 1;
}

/* The key of what stands at the walk's place; 0 when too little stands there, or it begins with what shows nothing. */
static unsigned key_at(const struct lexicon *l, struct walk *w, uint32_t key[static FORM_CODES])
{
    unsigned depth = 0;
    if (fold_next(w->at, w->end, key), key[0] == FOLD_NOTHING || key[0] == ' ') return 0;
    for (unsigned octets = 0; octets < l->reach; octets += utf8_length(key[depth++]))
        if (!walk_next(w, &key[depth])) return 0;
    return depth;
}

unsigned lexicon_find(const struct lexicon *l, struct bytes text, size_t at, struct hit ret[static LEXICON_HITS])
{
    struct walk w = {text.data, text.data + at, text.data + text.len};
    uint32_t key[FORM_CODES], code;
    unsigned depth = key_at(l, &w, key), found = 0;
    uint32_t from = depth ? slot_of(l, key, depth)->first : 0;
    if (!from--) return 0;
    uint32_t to = key_end(l, from, key, depth);
    for (;;) {
        for (; from < to && code_at(&l->entries[from], depth) == FOLD_NOTHING; from++) {
            struct hit hit;
            if (!accepted(&l->entries[from], text, at, (size_t)(w.at - w.start), &hit)) continue;
            if (found < LEXICON_HITS) ret[found] = hit;
            found++;
        }
        if (from == to || !walk_next(&w, &code)) return found;
        from = lower_bound(l, from, to, depth, code);
        to = range_end(l, from, to, depth, code);
        depth++;
    }
}
