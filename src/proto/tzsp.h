/* TaZmen Sniffer Protocol (UDP 37008), used by MikroTik and Aruba mirrors. No standard: as in the senders' and Wireshark's
 * packet-tzsp.c: version 1, type, encapsulation, tags up to an end tag. */
#ifndef CUSTOS_PROTO_TZSP_H
#define CUSTOS_PROTO_TZSP_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

enum { TZSP_PORT = 37008, TZSP_HEADER = 4, TZSP_ENCAP_ETHERNET = 1, TZSP_TAGS_MAX = 64 };
enum tzsp_type { TZSP_RECEIVED = 0, TZSP_TRANSMIT = 1, TZSP_CONFIG = 3, TZSP_KEEPALIVE = 4, TZSP_OPENER = 5 };

struct tzsp {
    uint8_t type;        /* enum tzsp_type */
    uint16_t encap;      /* TZSP_ENCAP_ETHERNET, or a radio link */
    uint16_t header_len; /* with tags; keepalives and openers have none */
};

/* Refuses other versions, types and encapsulations beyond one byte: the port is in the range of ephemeral ports. */
bool tzsp_parse(struct bytes b, struct tzsp *ret) MUST_USE;

#endif
