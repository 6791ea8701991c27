/* A text as its folded codes (fold.h), 16 bits each, made piece by piece while it is searched: what looks the same is the same
 * octets there, so that names are compared without decoding. The original's offsets are found again for the few places that
 * need them.
 *
 * A code point beyond the BMP is a pair of surrogates, an octet that is no UTF-8 a lone low one, which no form begins with. */
#ifndef CUSTOS_TEXT_STREAM_H
#define CUSTOS_TEXT_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

enum {
    STREAM_BLOCK = 64,    /* octets that are folded together */
    STREAM_ROOM = 8192,   /* codes at hand at a time */
    STREAM_PAD = 128,     /* codes of zero behind the last, at least; blocks are written whole */
    STREAM_MARKS = 1024,  /* blocks at hand at a time */
    STREAM_CONTEXT = 320, /* codes kept before what was not searched yet, and there behind it but at the end of the text */
    STREAM_NOTHING = 0xffff,
    STREAM_ALIEN = 0xdc00,
    STREAM_FAR = 0xd800 /* in the map: not one code of 16 bits */
};

/* What each code point of the BMP folds to. */
struct stream_map {
    uint16_t bmp[0x10000 + 2]; /* two are read at a time */
    uint8_t ascii[128];        /* the same; no ASCII character folds to another script's */
};

void stream_map_init(struct stream_map *ret);

/* What became of a block. */
struct stream_folded {
    uint32_t octets; /* a few more than a block where a character reaches over its end */
    uint16_t codes;
    bool plain; /* one of each character */
};

/* Fold the block of octets at `p`, of which STREAM_BLOCK + 8 can be read; codes[-1] is the code before, and STREAM_BLOCK codes
 * may be written. False: something in the block needs to be looked at more closely. */
typedef bool stream_block_fn(const struct stream_map *m, const uint8_t *p, uint16_t *codes, struct stream_folded *ret);

/* From here on the codes come from the text from `octet` on. */
struct stream_mark {
    size_t octet;
    uint32_t code;
    bool plain;
};

struct stream {
    const struct stream_map *map; /* borrowed */
    stream_block_fn *block;       /* or NULL: each character is looked at more closely */
    struct bytes text;            /* borrowed */
    size_t folded;                /* octets */
    uint32_t count;               /* codes at hand; codes[0] stands for what is before them */
    unsigned mark_count;
    uint16_t codes[STREAM_ROOM + STREAM_PAD];
    struct stream_mark marks[STREAM_MARKS];
};

void stream_init(struct stream *s, const struct stream_map *m, stream_block_fn *block, struct bytes text);

/* Let go of the codes before `from` but for STREAM_CONTEXT of them, and fold on. Returns by how much indices became less. */
uint32_t stream_advance(struct stream *s, uint32_t from);

static inline bool stream_ended(const struct stream *s)
{
    return s->folded == s->text.len;
}

/* The octets of the text that codes[first, last] come from; of several spaces the first. */
struct stream_place {
    size_t start, end;
};
struct stream_place stream_place(const struct stream *s, uint32_t first, uint32_t last);

/* The codes of a folded text (fold_text()) in `ret`; how many, at most `max` + 1, of which `max` stand there. */
unsigned stream_codes(struct bytes folded, uint16_t *ret, unsigned max);

#endif
