/* A captured frame as every packet source hands it on, and a reference by which evidence names it. */
#ifndef CUSTOS_BASE_FRAME_H
#define CUSTOS_BASE_FRAME_H

#include <stdint.h>

enum frame_direction { FRAME_UNKNOWN = 0, FRAME_INBOUND = 1, FRAME_OUTBOUND = 2 }; /* pcapng epb_flags bits 0-1 */

/* Names one packet for ever: the capture it is in and its number there. */
struct frame_ref {
    uint32_t capture; /* index among the inputs */
    uint32_t number;  /* 1-based, as Wireshark counts */
};

struct frame {
    int64_t time_ns;     /* see base/clock.h */
    const uint8_t *data; /* borrowed from the source until its next batch is asked for */
    uint32_t cap_len;    /* bytes at data */
    uint32_t wire_len;   /* bytes on the wire, >= cap_len */
    struct frame_ref ref;
    uint16_t interface; /* index among all interfaces of all inputs */
    uint16_t link_type; /* LINKTYPE_* (tcpdump.org/linktypes.html) */
    uint8_t direction;  /* enum frame_direction, seen from the element */
};

#endif
