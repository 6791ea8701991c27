#include "text/stream.h"

#include <string.h>

#include "base/macros.h"
#include "text/fold.h"
#include "text/stream_internal.h"

void stream_map_init(struct stream_map *ret)
{
    for (uint32_t c = 0; c < 0x10000; c++) {
        uint32_t folded = fold_code(c);
        ret->bmp[c] = (uint16_t)folded;
        if (folded == FOLD_NOTHING) ret->bmp[c] = STREAM_NOTHING;
        if (folded >= 0xffff && folded != FOLD_NOTHING) ret->bmp[c] = STREAM_FAR;
        if (c < 128) ret->ascii[c] = (uint8_t)folded;
        ENSURE(c >= 128 || folded < 128);
    }
}

/* One code point, folded, behind `before`; how many codes were written (at most 2). */
static unsigned put(uint32_t folded, uint16_t before, uint16_t *codes)
{
    if (folded == FOLD_NOTHING || (folded == ' ' && before == ' ')) return 0;
    if (folded == 0xffff) folded = STREAM_ALIEN + 1; /* no character either, and taken */
    if (folded >= FOLD_ALIEN) folded = STREAM_ALIEN;
    codes[0] = (uint16_t)folded;
    if (folded < 0x10000) return 1;
    codes[0] = (uint16_t)(0xd7c0 + (folded >> 10));
    codes[1] = (uint16_t)(0xdc00 | (folded & 0x3ff));
    return 2;
}

/* As stream_block_fn, of any text, the last octets before `end` included. */
static struct stream_folded closer_block(const uint8_t *p, const uint8_t *end, uint16_t *codes)
{
    struct stream_folded f = {0};
    size_t most = (size_t)(end - p) < STREAM_BLOCK ? (size_t)(end - p) : STREAM_BLOCK;
    while (f.octets < most) {
        uint32_t folded;
        f.octets += fold_next(p + f.octets, end, &folded);
        f.codes = (uint16_t)(f.codes + put(folded, codes[(int)f.codes - 1], codes + f.codes));
    }
    return f;
}

unsigned stream_tidy(uint16_t *codes, unsigned count)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < count; i++) {
        uint16_t code = codes[i];
        if (code == STREAM_NOTHING || (code == ' ' && codes[(int)kept - 1] == ' ')) continue;
        codes[kept++] = code;
    }
    return kept;
}

/* The block at `p`, as the processor's registers allow; copied where what is behind it cannot be read. */
static bool wide_block(const struct stream *s, const uint8_t *p, const uint8_t *end, uint16_t *codes, struct stream_folded *ret)
{
    size_t left = (size_t)(end - p);
    if (!s->block) return false;
    if (left >= STREAM_BLOCK + 8) return s->block(s->map, p, codes, ret);
    uint8_t last[STREAM_BLOCK + 8] = {0};
    memcpy(last, p, left);
    if (!s->block(s->map, last, codes, ret)) return false;
    if (ret->octets <= left) return true;
    ret->codes = (uint16_t)(ret->codes - (ret->octets - left)); /* zeros are codes, one each */
    ret->octets = (uint32_t)left;
    return true;
}

static void fold_on(struct stream *s)
{
    const uint8_t *end = s->text.data + s->text.len;
    while (s->folded < s->text.len && s->count < STREAM_ROOM - STREAM_PAD && s->mark_count < STREAM_MARKS) {
        const uint8_t *p = s->text.data + s->folded;
        struct stream_folded f;
        if (!wide_block(s, p, end, s->codes + s->count, &f)) f = closer_block(p, end, s->codes + s->count);
        if (s->mark_count && s->marks[s->mark_count - 1].code == s->count) s->mark_count--; /* nothing came from that block */
        s->marks[s->mark_count++] = (struct stream_mark){s->folded, s->count, f.plain};
        s->folded += f.octets;
        s->count += f.codes;
    }
    memset(s->codes + s->count, 0, STREAM_PAD * sizeof *s->codes);
}

void stream_init(struct stream *s, const struct stream_map *m, stream_block_fn *block, struct bytes text)
{
    s->map = m;
    s->block = block;
    s->text = text;
    s->folded = 0;
    s->count = 1;
    s->mark_count = 0;
    s->codes[0] = 0;
    fold_on(s);
}

/* The last block that begins at or before codes[at]; of several that begin there, the last, which it comes from. */
static unsigned mark_of(const struct stream *s, uint32_t at)
{
    unsigned from = 0, to = s->mark_count;
    while (to - from > 1) {
        unsigned mid = from + (to - from) / 2;
        if (s->marks[mid].code <= at)
            from = mid;
        else
            to = mid;
    }
    return from;
}

uint32_t stream_advance(struct stream *s, uint32_t from)
{
    uint32_t gone = from > STREAM_CONTEXT ? from - STREAM_CONTEXT : 0;
    unsigned mark = mark_of(s, gone);
    gone = gone ? s->marks[mark].code - 1 : 0; /* whole blocks, and one code before them */
    if (gone) {
        memmove(s->codes, s->codes + gone, (s->count - gone) * sizeof *s->codes);
        memmove(s->marks, s->marks + mark, (s->mark_count - mark) * sizeof *s->marks);
        s->mark_count -= mark;
        s->count -= gone;
        for (unsigned i = 0; i < s->mark_count; i++) s->marks[i].code -= gone;
    }
    fold_on(s);
    return gone;
}

/* The octet where the character behind the one at `octet` begins. */
static size_t next_character(struct bytes text, size_t octet)
{
    do octet++;
    while (octet < text.len && (text.data[octet] & 0xc0) == 0x80);
    return octet;
}

/* Of a plain block, in which characters need only be counted. */
static struct stream_place plain_place(const struct stream *s, const struct stream_mark *m, uint32_t at)
{
    size_t octet = m->octet;
    for (uint32_t left = at - m->code; left > 0; left--) octet = next_character(s->text, octet);
    return (struct stream_place){octet, next_character(s->text, octet)};
}

static struct stream_place place_in(const struct stream *s, const struct stream_mark *m, uint32_t at)
{
    const uint8_t *p = s->text.data + m->octet, *end = s->text.data + s->text.len;
    if (m->plain) return plain_place(s, m, at);
    uint16_t before = s->codes[m->code - 1], codes[2];
    for (uint32_t code = m->code; p < end;) {
        uint32_t folded;
        unsigned len = fold_next(p, end, &folded), n = put(folded, before, codes);
        size_t start = (size_t)(p - s->text.data);
        if (at < code + n) return (struct stream_place){start, start + len};
        if (n) before = codes[n - 1];
        code += n;
        p += len;
    }
    return (struct stream_place){s->text.len, s->text.len};
}

struct stream_place stream_place(const struct stream *s, uint32_t first, uint32_t last)
{
    const struct stream_mark *m = &s->marks[mark_of(s, first)], *all = s->marks + s->mark_count;
    size_t start = place_in(s, m, first).start;
    while (m + 1 < all && m[1].code <= last) m++;
    return (struct stream_place){start, place_in(s, m, last).end};
}

unsigned stream_codes(struct bytes folded, uint16_t *ret, unsigned max)
{
    unsigned n = 0;
    for (const uint8_t *p = folded.data, *end = p + folded.len; p < end;) {
        uint16_t codes[2];
        uint32_t code;
        p += utf8_next(p, end, &code);
        for (unsigned i = 0, m = put(code, 0, codes); i < m; i++) {
            if (n == max) return max + 1;
            ret[n++] = codes[i];
        }
    }
    return n;
}
