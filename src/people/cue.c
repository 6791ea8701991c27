#include "people/cue.h"

#include <stdlib.h>
#include <string.h>

#include "people/cue_list.h"
#include "text/fold.h"

enum { LAST_CODE = 0x10000, SLOTS = 2048, WORD = 24, CHAIN_END = 0 };

struct link {
    uint32_t key;
    uint16_t next; /* the longest cue of a chain comes first */
    uint16_t len;
};

struct cues {
    struct cue_filter filter;
    uint64_t alone[1024]; /* a bit a character that is a cue */
    uint64_t pairs[256];  /* a bit a hash of the first two of a longer one */
    uint16_t slot[SLOTS]; /* index + 1 of the first cue of a chain */
    struct link *links;   /* one a cue of the list */
};

/* Hash of the letters at `p`. */
static uint32_t word_key(const uint8_t *p, const uint8_t *end)
{
    uint32_t h = 2166136261U;
    for (unsigned len = 0; p < end && cue_letter(*p) && len < WORD; p++, len++) h = (h ^ (*p | 0x20U)) * 16777619U;
    return h | 1;
}

/* The character of three octets, traditional ones as simplified ones, wide ones as narrow ones: lists have the latter. */
static uint32_t folded(const uint8_t *p)
{
    uint32_t code = fold_code(cue_code(p));
    return code < LAST_CODE ? code : cue_code(p);
}

/* Of the first two characters; of the only one. */
static uint32_t pair_key(const uint8_t *p)
{
    return folded(p) << 16 | folded(p + 3);
}

static uint32_t single_key(const uint8_t *p)
{
    return folded(p) << 16;
}

static unsigned slot_of(uint32_t key)
{
    return key * 2654435761U >> 21; /* 11 bits: SLOTS */
}

static uint32_t key_of(const char *cue)
{
    const uint8_t *p = (const uint8_t *)cue;
    size_t len = strlen(cue);
    if (*p < 0xe0) return word_key(p, p + len);
    return len < 6 ? single_key(p) : pair_key(p);
}

static void set_bit(uint64_t *bits, uint32_t at)
{
    bits[at / 64] |= UINT64_C(1) << (at % 64);
}

static uint32_t pair_bit(uint32_t key)
{
    return key * 2654435761U >> 18; /* 14 bits */
}

static void filter_add(struct cues *c, const uint8_t *p, size_t len)
{
    set_bit(c->filter.begins, folded(p));
    if (len < 6)
        set_bit(c->alone, folded(p));
    else
        set_bit(c->pairs, pair_bit(pair_key(p)));
}

/* What folds to a character that begins a cue begins it too. */
static void filter_unfold(struct cue_filter *f)
{
    for (uint32_t code = 0x800; code < LAST_CODE; code++) {
        uint32_t as = fold_code(code);
        if (as != code && as < LAST_CODE && cue_bit(f->begins, as)) set_bit(f->begins, code);
    }
}

struct cues *cues_new(void)
{
    struct cues *c = calloc(1, sizeof *c);
    if (c) c->links = calloc(cue_count, sizeof *c->links);
    if (!c || !c->links) {
        cues_free(c);
        return NULL;
    }
    for (unsigned i = 0; i < cue_count; i++) {
        const uint8_t *p = (const uint8_t *)cue_list[i].text;
        uint16_t len = (uint16_t)strlen(cue_list[i].text);
        c->links[i] = (struct link){.key = key_of(cue_list[i].text), .len = len};
        uint16_t *place = &c->slot[slot_of(c->links[i].key)];
        while (*place && c->links[*place - 1].len >= len) place = &c->links[*place - 1].next;
        c->links[i].next = *place;
        *place = (uint16_t)(i + 1);
        if (*p >= 0xe0) filter_add(c, p, len);
    }
    filter_unfold(&c->filter);
    return c;
}

void cues_free(struct cues *c)
{
    if (!c) return;
    free(c->links);
    free(c);
}

const struct cue_filter *cues_filter(const struct cues *c)
{
    return &c->filter;
}

/* Where `cue` (of letters) ends that begins at `p`, NULL: it does not. */
static const uint8_t *cue_end(const char *cue, const uint8_t *p, const uint8_t *end)
{
    for (; *cue; cue++) {
        if (p >= end) return NULL;
        if (*cue == ' ') {
            if (*p != ' ') return NULL;
            while (p < end && *p == ' ') p++;
            continue;
        }
        uint8_t c = cue_letter(*p) ? *p | 0x20 : *p;
        if (c != (uint8_t)*cue) return NULL;
        p++;
    }
    return p < end && (cue_letter(*p) || (uint8_t)(*p - '0') < 10) ? NULL : p;
}

/* The longest cue of that key at `p`. */
static const struct cue *wide_cue(const struct cues *c, uint32_t key, const uint8_t *p, size_t room, uint32_t *ret_len)
{
    for (unsigned i = c->slot[slot_of(key)]; i; i = c->links[i - 1].next) {
        const struct link *l = &c->links[i - 1];
        if (l->key != key || l->len > room) continue;
        const uint8_t *text = (const uint8_t *)cue_list[i - 1].text;
        size_t same = l->len < 6 ? 3 : 6; /* keys are all of the first two characters */
        if (*text < 0xe0) continue;
        while (same < l->len && p[same] >= 0xe0 && p[same] < 0xf0 && folded(p + same) == folded(text + same)) same += 3;
        if (same < l->len) continue;
        *ret_len = l->len;
        return &cue_list[i - 1];
    }
    return NULL;
}

static const struct cue *wide_cue_at(const struct cues *c, const uint8_t *p, size_t room, uint32_t *ret_len)
{
    if (room < 3 || *p > 0xef || !cue_may_begin(&c->filter, p)) return NULL;
    if (room >= 6 && p[3] >= 0xe0 && p[3] <= 0xef) {
        uint32_t key = pair_key(p);
        const struct cue *cue = cue_bit(c->pairs, pair_bit(key)) ? wide_cue(c, key, p, room, ret_len) : NULL;
        if (cue) return cue;
    }
    return cue_bit(c->alone, folded(p)) ? wide_cue(c, single_key(p), p, room, ret_len) : NULL;
}

const struct cue *cue_at(const struct cues *c, struct bytes text, uint32_t at, uint32_t *ret_end)
{
    const uint8_t *p = text.data + at, *end = text.data + text.len;
    if (p >= end) return NULL;
    if (*p >= 0xe0) {
        uint32_t len = 0;
        const struct cue *cue = wide_cue_at(c, p, (size_t)(end - p), &len);
        if (cue) *ret_end = at + len;
        return cue;
    }
    if (!cue_letter(*p)) return NULL;
    uint32_t key = word_key(p, end);
    for (unsigned i = c->slot[slot_of(key)]; i; i = c->links[i - 1].next) {
        const struct cue *cue = &cue_list[i - 1];
        const uint8_t *stop = c->links[i - 1].key == key ? cue_end(cue->text, p, end) : NULL;
        if (!stop || (cue->kind == CUE_DEGREE && cue->value && *p & 0x20)) continue;
        *ret_end = (uint32_t)(stop - text.data);
        return cue;
    }
    return NULL;
}
