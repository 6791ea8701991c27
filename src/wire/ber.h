/* BER (ITU-T X.690 cl. 8): a bounded reader of tag-length-value elements, definite and indefinite lengths, multi-byte tags.
 *
 * An element's value can only be read through its own sub-reader, so an inner length never reaches outside its parent. The first
 * fault sticks: later reads give nothing, and one check with ber_ok at the end tells. Nothing is allocated; values are borrowed
 * views. */
#ifndef CUSTOS_WIRE_BER_H
#define CUSTOS_WIRE_BER_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

/* A tag as one number: class in the two highest bits, tag number (at most 28 bits) below. Usable as a case label. */
#define BER_UNIVERSAL(n)   (UINT32_C(0) << 30 | (uint32_t)(n))
#define BER_APPLICATION(n) (UINT32_C(1) << 30 | (uint32_t)(n))
#define BER_CONTEXT(n)     (UINT32_C(2) << 30 | (uint32_t)(n))
#define BER_PRIVATE(n)     (UINT32_C(3) << 30 | (uint32_t)(n))
#define BER_NUMBER(tag)    ((tag) & ((UINT32_C(1) << 30) - 1))

enum {
    BER_DEPTH_MAX = 32, /* nested elements; deeper input is refused */
    BER_INTEGER = 2,
    BER_SEQUENCE = 16
};

struct ber {
    const uint8_t *at, *end; /* borrowed */
    uint8_t depth;
    bool failed;
};

struct ber_element {
    uint32_t tag; /* BER_UNIVERSAL(n), BER_CONTEXT(n), ... */
    bool constructed;
    struct bytes value; /* without end-of-contents octets; borrowed */
};

enum ber_status {
    BER_WHOLE, /* the element is there to its last byte */
    BER_MORE,  /* what is there is well formed, but it goes on behind the end */
    BER_BAD    /* not BER, deeper than BER_DEPTH_MAX, or larger than the cap */
};

static inline struct ber ber_of(struct bytes b)
{
    return (struct ber){b.data, b.data ? b.data + b.len : b.data, 0, false};
}

/* What ber_next does where more than two octets of identifier and length stand, or something is wrong. */
bool ber_next_long(struct ber *r, struct ber_element *ret) MUST_USE;

/* The next element of this level. False at the end of the level, and after a fault. */
MUST_USE static inline bool ber_next(struct ber *r, struct ber_element *ret)
{
    const uint8_t *at = r->at;
    size_t left = (size_t)(r->end - at);
    if (UNLIKELY(left < 2 || (at[0] & 0x1f) == 0x1f || at[1] >= 0x80 || at[1] > left - 2)) return ber_next_long(r, ret);
    *ret = (struct ber_element){(uint32_t)(at[0] >> 6) << 30 | (at[0] & 0x1f), at[0] & 0x20, bytes_of(at + 2, at[1])};
    r->at = at + 2 + at[1];
    return true;
}

/* A reader over the elements inside `e`. Entering a primitive element, or too deep, gives a reader that has failed. */
static inline struct ber ber_enter(const struct ber *parent, const struct ber_element *e)
{
    uint8_t depth = (uint8_t)(parent->depth + 1);
    bool failed = !e->constructed || depth > BER_DEPTH_MAX;
    struct ber r = ber_of(e->value);
    return (struct ber){failed ? r.end : r.at, r.end, depth, failed};
}

/* True when everything read so far was well formed. */
static inline bool ber_ok(const struct ber *r)
{
    return !r->failed;
}

/* An INTEGER or ENUMERATED value (cl. 8.3) that fits; negative values and more than 8 significant octets are refused. */
bool ber_unsigned(struct bytes value, uint64_t max, uint64_t *ret) MUST_USE;

/* How long the element at the head of `b` is, header and end-of-contents octets included. `max` caps it. ret_len is set for
 * BER_WHOLE, and for BER_MORE when a definite length tells it (else it becomes 0: not known yet). */
enum ber_status ber_measure(struct bytes b, size_t max, size_t *ret_len) MUST_USE;

/* Identifier and length octets at the head of `b`: their count, the tag, the content length. */
struct ber_header {
    uint32_t tag;
    uint8_t octets;
    bool constructed, indefinite;
    uint32_t content_len; /* 0 when indefinite */
};

enum ber_status ber_header(struct bytes b, struct ber_header *ret) MUST_USE;

#endif
