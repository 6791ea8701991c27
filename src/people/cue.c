#include "people/cue.h"

#include <stdlib.h>
#include <string.h>

#include "people/cue_list.h"

enum { SLOTS = 2048, WORD = 24, CHAIN_END = 0 };

struct cues {
    uint64_t begins[1024]; /* a bit a code point of three octets */
    uint16_t slot[SLOTS];  /* index + 1 of the first cue of a chain */
    uint16_t *next;        /* the same for every cue of the list */
};

/* Hash of the letters at `p`, or of the character of three octets. 0: neither. */
static uint32_t key_at(const uint8_t *p, const uint8_t *end)
{
    uint32_t h = 2166136261U;
    if (p < end && cue_letter(*p)) {
        unsigned len = 0;
        for (; p < end && cue_letter(*p) && len < WORD; p++, len++) h = (h ^ (*p | 0x20U)) * 16777619U;
        return h | 1;
    }
    if (end - p < 3 || p[0] < 0xe0) return 0;
    h = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
    return h * 2654435761U | 1;
}

static unsigned slot_of(uint32_t key)
{
    return (key >> 7) % SLOTS;
}

static unsigned code_of(const uint8_t *p)
{
    return (unsigned)(p[0] & 15) << 12 | (unsigned)(p[1] & 63) << 6 | (p[2] & 63U);
}

struct cues *cues_new(void)
{
    struct cues *c = calloc(1, sizeof *c);
    if (c) c->next = calloc(cue_count, sizeof *c->next);
    if (!c || !c->next) {
        cues_free(c);
        return NULL;
    }
    for (unsigned i = 0; i < cue_count; i++) {
        const uint8_t *p = (const uint8_t *)cue_list[i].text;
        unsigned slot = slot_of(key_at(p, p + strlen(cue_list[i].text)));
        c->next[i] = c->slot[slot];
        c->slot[slot] = (uint16_t)(i + 1);
        if (*p >= 0xe0) c->begins[code_of(p) / 64] |= UINT64_C(1) << (code_of(p) % 64);
    }
    return c;
}

void cues_free(struct cues *c)
{
    if (!c) return;
    free(c->next);
    free(c);
}

bool cue_may_begin(const struct cues *c, const uint8_t *p)
{
    unsigned code = code_of(p);
    return c->begins[code / 64] >> (code % 64) & 1;
}

/* Where `cue` ends that begins at `p`, NULL: it does not. */
static const uint8_t *cue_end(const char *cue, const uint8_t *p, const uint8_t *end)
{
    bool letters = cue_letter((uint8_t)*cue);
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
    return letters && p < end && (cue_letter(*p) || (uint8_t)(*p - '0') < 10) ? NULL : p;
}

const struct cue *cue_at(const struct cues *c, struct bytes text, uint32_t at, uint32_t *ret_end)
{
    const uint8_t *p = text.data + at, *end = text.data + text.len, *best_end = NULL;
    const struct cue *best = NULL;
    uint32_t key = key_at(p, end);
    if (key == 0) return NULL;
    for (unsigned i = c->slot[slot_of(key)]; i; i = c->next[i - 1]) {
        const uint8_t *stop = cue_end(cue_list[i - 1].text, p, end);
        if (stop && cue_list[i - 1].kind == CUE_DEGREE && cue_list[i - 1].value && cue_letter(*p) && *p & 0x20) continue;
        if (stop && (!best || stop > best_end)) best = &cue_list[i - 1], best_end = stop;
    }
    if (best) *ret_end = (uint32_t)(best_end - text.data);
    return best;
}
