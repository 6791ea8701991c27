/* A bounded writer over memory of the caller. Writing past the end sticks as a failure; lengths are patched afterwards. */
#ifndef CUSTOS_WIRE_WRITER_H
#define CUSTOS_WIRE_WRITER_H

#include <stdbool.h>

#include "base/bytes.h"

struct writer {
    uint8_t *data; /* borrowed */
    size_t len, size;
    bool failed;
};

static inline struct writer writer_of(void *data, size_t size)
{
    return (struct writer){(uint8_t *)data, 0, size, false};
}

/* Room for `n` more bytes, or NULL and a sticky failure. */
static inline uint8_t *writer_room(struct writer *w, size_t n)
{
    if (w->failed || w->size - w->len < n) {
        w->failed = true;
        return NULL;
    }
    uint8_t *p = w->data + w->len;
    w->len += n;
    return p;
}

static inline void writer_bytes(struct writer *w, struct bytes b)
{
    uint8_t *p = writer_room(w, b.len);
    if (p && b.len) memcpy(p, b.data, b.len);
}

static inline void writer_zeros(struct writer *w, size_t n)
{
    uint8_t *p = writer_room(w, n);
    if (p) memset(p, 0, n);
}

static inline void writer_u8(struct writer *w, uint8_t v)
{
    uint8_t *p = writer_room(w, 1);
    if (p) p[0] = v;
}

static inline void store_be16(uint8_t *p, uint16_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

static inline void store_be32(uint8_t *p, uint32_t v)
{
    v = __builtin_bswap32(v);
    memcpy(p, &v, sizeof v);
}

static inline void writer_u16(struct writer *w, uint16_t v)
{
    uint8_t *p = writer_room(w, 2);
    if (p) store_be16(p, v);
}

static inline void writer_u32(struct writer *w, uint32_t v)
{
    uint8_t *p = writer_room(w, 4);
    if (p) store_be32(p, v);
}

static inline void writer_u64(struct writer *w, uint64_t v)
{
    writer_u32(w, (uint32_t)(v >> 32));
    writer_u32(w, (uint32_t)v);
}

/* Overwrite two bytes written before, at offset `at`. */
static inline void writer_patch_u16(struct writer *w, size_t at, uint16_t v)
{
    if (!w->failed && at <= w->len && w->len - at >= 2)
        store_be16(w->data + at, v);
    else
        w->failed = true;
}

static inline void writer_patch_u32(struct writer *w, size_t at, uint32_t v)
{
    if (!w->failed && at <= w->len && w->len - at >= 4)
        store_be32(w->data + at, v);
    else
        w->failed = true;
}

#endif
