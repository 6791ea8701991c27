/* The first look at what UDP carries, inside proto only. Every UDP packet comes by here, and nearly all of them carry neither a
 * packet nor a shim with one behind it: those are sorted out without a branch on their bytes, which are random to the branch
 * predictor. */
#ifndef CUSTOS_PROTO_WALK_LOOK_H
#define CUSTOS_PROTO_WALK_LOOK_H

#include "proto/content.h"
#include "proto/rtbrick.h"

/* Eight fields of two bytes, one behind another. */
typedef uint16_t look_fields __attribute__((vector_size(16)));

static inline look_fields look_load(const uint8_t *p)
{
    look_fields v;
    memcpy(&v, p, sizeof v);
    return v << 8 | v >> 8;
}

static inline bool look_any(look_fields v)
{
    uint64_t halves[2];
    memcpy(halves, &v, sizeof halves);
    return (halves[0] | halves[1]) != 0;
}

/* Fields of which one is set where a header that starts 0, 4, 8 or 12 bytes behind `p` would say that it ends with the payload:
 * IPv4 in its third byte, IPv6 in its fifth, without its own 40. `fields` are those from the third byte on. */
static inline look_fields look_lengths(look_fields fields, uint32_t wire_len)
{
    return (look_fields)(fields == (uint16_t)wire_len - (look_fields){0, 40, 4, 44, 8, 48, 12, 52});
}

static inline look_fields look_types(look_fields fields)
{
    return (look_fields)(fields == ETHERNET_IPV4) | (look_fields)(fields == ETHERNET_IPV6);
}

/* False when walk_udp.c's search for a packet or frame, bare or behind a shim of 4, 8, 12 or 20 bytes, finds none for sure: no
 * length and no EtherType is where one of those has it. */
static inline bool look_may_carry(const uint8_t *p, uint32_t cap_len, uint32_t wire_len)
{
    enum { SHORTEST_FRAME = ETHERNET_HEADER + IPV4_HEADER, WHOLE_LOOK = 20 + IPV4_HEADER };
    if (UNLIKELY(cap_len < IPV4_HEADER)) return false;
    look_fields first = look_load(p + 2), hit = look_lengths(first, wire_len);
    if (UNLIKELY(cap_len < WHOLE_LOOK)) return cap_len >= SHORTEST_FRAME || look_any(hit);
    /* EtherTypes in the 13th byte of a frame, and the lengths behind a shim of 20: fields 2 and 3 of these */
    look_fields second = look_load(p + 18);
    hit |= (look_fields)(second == (uint16_t)wire_len - (look_fields){20, 20, 20, 60, 20, 20, 20, 20});
    return look_any(hit | look_types(first) | look_types(second)) || rtbrick_maybe(p);
}

#endif
