/* HI3 delivery (ETSI TS 102 232-1, content by TS 102 232-3) with integrity hashes, as it would be seen on the wire, written into
 * a capture file for custos to judge. Nothing here opens a socket: custos has no means to deliver an interception. */
#ifndef CUSTOS_DRILL_HANDOVER_H
#define CUSTOS_DRILL_HANDOVER_H

#include "drill/feed.h"

/* Of what the hashes are made. */
enum handover_hashes {
    HANDOVER_NONE,        /* no handover: X2 and X3 */
    HANDOVER_SOUND,       /* of what is sent */
    HANDOVER_PLACEHOLDER, /* of a template in which the packet is still missing, as one real sender does */
    HANDOVER_ALTERED      /* of what was to be sent; one PDU is altered behind its hash */
};

enum { HANDOVER_EVERY = 10, HANDOVER_ALTERED_AT = 27, HANDOVER_ROOM = 4096 };

struct handover {
    struct feed *feed;
    const char *liid;
    enum handover_hashes hashes;
    uint32_t cin, sequence, hash_sequence;
    unsigned covered;
    uint32_t numbers[HANDOVER_EVERY];
    size_t hashed; /* bytes in `text` */
    uint8_t text[HANDOVER_EVERY * HANDOVER_ROOM];
};

/* Deliver one packet of the target's. */
void handover_content(struct handover *h, bool uplink, struct bytes packet, int64_t now_ns);

#endif
