/* What the targets for frames share: put a tunnel's bytes into a carrier, decode from a block of exactly that size, and hold the
 * result against what stack.h promises. */
#ifndef CUSTOS_FUZZ_PROTO_DECODE_H
#define CUSTOS_FUZZ_PROTO_DECODE_H

#include <string.h>

#include "base/macros.h"
#include "proto/stack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void check_inside(const uint8_t *p, size_t len, const uint8_t *block, size_t cap)
{
    ENSURE(len == 0 || (p >= block && p + len <= block + cap));
}

/* Layers from `first` on lie in the block; everything can be described. */
static inline void check_stack(const struct stack *s, unsigned first, const uint8_t *block, size_t cap)
{
    char text[160];
    struct five_tuple t;
    check_inside(s->payload.data, s->payload.len, block, cap);
    ENSURE(s->depth <= STACK_DEPTH && s->payload.len <= s->payload_wire_len);
    for (unsigned i = first; i < s->depth; i++) {
        const struct layer *l = &s->layer[i];
        check_inside(l->data, l->cap_len, block, cap);
        ENSURE(l->kind > LAYER_NONE && l->kind < LAYER_KIND_COUNT && l->header_len <= l->wire_len);
        stack_describe(s, i, text, sizeof text);
        ENSURE(text[0] != 0);
        stack_tuple(s, i, &t);
    }
}

/* `extra` bytes of the frame were not captured. A fragment's data is taken for the whole datagram once, to try the way on. */
static inline void fuzz_frame(uint16_t link, const uint8_t *data, size_t size, uint32_t extra)
{
    struct stack s;
    uint8_t *block = malloc(size ? size : 1);
    if (!block) return;
    if (size) memcpy(block, data, size);
    stack_decode(&s, link, block, (uint32_t)size, (uint32_t)size + extra);
    check_stack(&s, 0, block, size);
    if (s.stop == STACK_FRAGMENT) {
        size_t len = s.payload.len;
        unsigned depth = s.depth;
        uint8_t *whole = malloc(len ? len : 1);
        if (whole) {
            if (len) memcpy(whole, s.payload.data, len);
            stack_resume(&s, whole, (uint32_t)len, s.payload_wire_len);
            check_stack(&s, depth, whole, len);
        }
        free(whole);
    }
    free(block);
}

/* The bytes in an IPv4 packet of that protocol; `header` holds what stands between IP and them (a UDP header or nothing). */
static inline void fuzz_in_ipv4(uint8_t protocol, const uint8_t *header, size_t header_len, const uint8_t *data, size_t size)
{
    static uint8_t frame[2048];
    size_t room = sizeof frame - 20 - header_len;
    if (size > room) size = room;
    size_t total = 20 + header_len + size;
    memcpy(frame, "\x45\0\0\0\0\1\0\0\x40\0\0\0\xc0\0\2\1\xc0\0\2\2", 20);
    frame[2] = (uint8_t)(total >> 8);
    frame[3] = (uint8_t)total;
    frame[9] = protocol;
    if (header_len) memcpy(frame + 20, header, header_len);
    if (size) memcpy(frame + 20 + header_len, data, size);
    fuzz_frame(228, frame, total, 0);
    /* the same cut by the capture, at a place the input chooses */
    if (size > 0) fuzz_frame(228, frame, total - data[size - 1] % size, data[size - 1] % (uint32_t)size);
}

static inline void fuzz_in_udp(uint16_t dport, const uint8_t *data, size_t size)
{
    uint8_t header[8] = {0xc3, 0x50, (uint8_t)(dport >> 8), (uint8_t)dport}; /* length 0: take what is there */
    fuzz_in_ipv4(17, header, sizeof header, data, size);
}

#endif
