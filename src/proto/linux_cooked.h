/* Linux cooked captures (LINKTYPE_LINUX_SLL 113, LINKTYPE_LINUX_SLL2 276; tcpdump.org/linktypes). */
#ifndef CUSTOS_PROTO_LINUX_COOKED_H
#define CUSTOS_PROTO_LINUX_COOKED_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

struct linux_cooked {
    uint8_t packet_type;    /* 0 to us, 1 broadcast, 2 multicast, 3 between others, 4 sent by us */
    uint16_t hardware_type; /* ARPHRD_* */
    uint16_t type;          /* EtherType, behind LLC/SNAP too; 0 when it is something else */
    uint32_t interface;     /* kernel's interface index; 0 in version 1 */
    struct bytes addr;      /* link-layer address of the sender, borrowed, at most eight bytes */
    uint16_t header_len;
};

bool linux_cooked_parse(struct bytes b, unsigned version, struct linux_cooked *ret) MUST_USE;

#endif
