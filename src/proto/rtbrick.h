/* Lawful interception of RtBrick's access switches (Broadcom QMX): a header of four bytes in UDP before an Ethernet frame.
 * RtBrick LI Guide, "LI Encapsulation": payload direction (3 bits), payload type (4), sub-payload type (3), LIID (22). */
#ifndef CUSTOS_PROTO_RTBRICK_H
#define CUSTOS_PROTO_RTBRICK_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

enum { RTBRICK_HEADER = 4 };

struct rtbrick {
    bool from_subscriber; /* direction 3, upstream; 2 is downstream */
    uint8_t tags;         /* VLAN tags of the frame that follows, by the sub-payload type: 0 to 2 */
    uint32_t liid;        /* 22 bits */
};

/* May a header begin with these two bytes? */
static inline bool rtbrick_maybe(const uint8_t *p)
{
    return ((p[0] & 0xdf) == 0x4e) & (p[1] >> 6 != 0);
}

/* Refuses whatever announces no Ethernet frame, keepalives included. */
bool rtbrick_parse(struct bytes b, struct rtbrick *ret) MUST_USE;

#endif
