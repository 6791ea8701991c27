/* ERSPAN types I, II and III (draft-foschiano-erspan-03). Type I has no header: GRE protocol 0x88BE without a sequence number. */
#ifndef CUSTOS_PROTO_ERSPAN_H
#define CUSTOS_PROTO_ERSPAN_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

enum { ERSPAN2_HEADER = 8, ERSPAN3_HEADER = 12, ERSPAN3_PLATFORM = 8, ERSPAN_FRAME_ETHERNET = 0, ERSPAN_FRAME_IP = 2 };

struct erspan {
    uint8_t type; /* 2 or 3 */
    uint16_t vlan;
    uint16_t session;
    bool truncated;      /* T: the mirror cut the frame */
    uint32_t index;      /* type II: port index; type III: hardware id */
    uint8_t frame_type;  /* type III: ERSPAN_FRAME_ETHERNET or _IP; type II is always Ethernet */
    uint8_t direction;   /* type III: 0 ingress, 1 egress */
    uint32_t timestamp;  /* type III */
    uint16_t header_len; /* with the platform specific subheader */
};

/* Version nibble 1 is type II, 2 is type III. */
bool erspan_parse(struct bytes b, struct erspan *ret) MUST_USE;

#endif
