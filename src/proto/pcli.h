/* Call content of PacketCable electronic surveillance (PKT-SP-ESP1.5) and of Cisco's intercepts: a call content connection id in
 * UDP, alone or with a time stamp and a case id, before an IP packet. Once on port 9000; nothing on the wire tells the variant
 * but its length. */
#ifndef CUSTOS_PROTO_PCLI_H
#define CUSTOS_PROTO_PCLI_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

enum { PCLI_PORT = 9000, PCLI_SHORT = 4, PCLI_LONG = 8, PCLI_TIMED = 12, PCLI_CASE = 20 };

struct pcli {
    uint32_t content_id; /* the connection id's first four bytes */
    uint64_t timestamp;  /* NTP format; variants of 12 and 20 bytes, else 0 */
    uint64_t case_id;    /* variant of 20 bytes, else 0 */
};

/* `header_len` is one of the four lengths. */
bool pcli_parse(struct bytes b, size_t header_len, struct pcli *ret) MUST_USE;

#endif
