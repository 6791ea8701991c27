/* A bounded reader: the first read past the end sticks, later reads give zero, one check at the end tells.
 * Nested lengths are read only through a sub-reader, so an inner length can never reach outside its parent. */
#ifndef CUSTOS_WIRE_READER_H
#define CUSTOS_WIRE_READER_H

#include <stdbool.h>

#include "base/bytes.h"

struct reader {
    const uint8_t *at, *end; /* borrowed */
    bool failed;
};

static inline struct reader reader_of(struct bytes b)
{
    return (struct reader){b.data, b.data ? b.data + b.len : b.data, false};
}

static inline size_t reader_left(const struct reader *r)
{
    return (size_t)(r->end - r->at);
}

static inline bool reader_ok(const struct reader *r)
{
    return !r->failed;
}

/* The next `n` bytes, or NULL and a sticky failure. */
static inline const uint8_t *reader_take(struct reader *r, size_t n)
{
    if (r->failed || reader_left(r) < n) {
        r->failed = true;
        r->at = r->end;
        return NULL;
    }
    const uint8_t *p = r->at;
    r->at += n;
    return p;
}

static inline void reader_skip(struct reader *r, size_t n)
{
    (void)reader_take(r, n);
}

static inline struct bytes reader_bytes(struct reader *r, size_t n)
{
    const uint8_t *p = reader_take(r, n);
    return bytes_of(p, p ? n : 0);
}

static inline struct bytes reader_rest(struct reader *r)
{
    return reader_bytes(r, reader_left(r));
}

/* A reader over the next `n` bytes; fails together with its parent when they are not there. */
static inline struct reader reader_sub(struct reader *r, size_t n)
{
    struct reader sub = reader_of(reader_bytes(r, n));
    sub.failed = r->failed;
    return sub;
}

static inline uint8_t reader_u8(struct reader *r)
{
    const uint8_t *p = reader_take(r, 1);
    return p ? p[0] : 0;
}

static inline uint16_t reader_u16(struct reader *r)
{
    const uint8_t *p = reader_take(r, 2);
    return p ? load_be16(p) : 0;
}

static inline uint32_t reader_u24(struct reader *r)
{
    const uint8_t *p = reader_take(r, 3);
    return p ? load_be24(p) : 0;
}

static inline uint32_t reader_u32(struct reader *r)
{
    const uint8_t *p = reader_take(r, 4);
    return p ? load_be32(p) : 0;
}

static inline uint64_t reader_u64(struct reader *r)
{
    const uint8_t *p = reader_take(r, 8);
    return p ? load_be64(p) : 0;
}

#endif
