/* Ethernet II, IEEE 802.3 with LLC or SNAP, and the tags of IEEE 802.1Q / 802.1ad. */
#ifndef CUSTOS_PROTO_ETHERNET_H
#define CUSTOS_PROTO_ETHERNET_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

/* EtherTypes (IANA "IEEE 802 numbers"), also used by GRE, Geneve and Linux cooked captures. */
enum ethernet_type {
    ETHERNET_IPV4 = 0x0800,
    ETHERNET_ARP = 0x0806,
    ETHERNET_ERSPAN3 = 0x22eb,
    ETHERNET_BRIDGED = 0x6558, /* transparent Ethernet bridging: a whole Ethernet frame */
    ETHERNET_VLAN = 0x8100,
    ETHERNET_IPV6 = 0x86dd,
    ETHERNET_PPP = 0x880b,
    ETHERNET_MPLS = 0x8847,
    ETHERNET_MPLS_MULTICAST = 0x8848,
    ETHERNET_PPPOE_DISCOVERY = 0x8863,
    ETHERNET_PPPOE_SESSION = 0x8864,
    ETHERNET_SERVICE_VLAN = 0x88a8,
    ETHERNET_ERSPAN2 = 0x88be, /* also type I, which has no header of its own */
    ETHERNET_LLDP = 0x88cc,
    ETHERNET_OLD_QINQ = 0x9100
};

enum { ETHERNET_HEADER = 14, VLAN_HEADER = 4, ETHERNET_MIN_PAYLOAD = 46, ETHERNET_MAX_LENGTH = 1500 };

struct ethernet {
    const uint8_t *dst, *src; /* six bytes each, borrowed */
    uint16_t type;            /* EtherType, behind a SNAP header too; 0 when LLC carries something else */
    uint16_t length;          /* IEEE 802.3 length of what follows the 14 bytes; 0 for Ethernet II */
    uint16_t header_len;      /* 14; with LLC 17, with SNAP 22 */
};

struct vlan {
    uint16_t id;         /* 12 bits */
    uint8_t priority;    /* 3 bits */
    bool drop_eligible;  /* DEI */
    uint16_t type;       /* as in struct ethernet */
    uint16_t length;     /* as in struct ethernet */
    uint16_t header_len; /* 4 from the tag control information on; with LLC 7, with SNAP 12 */
};

/* Reads LLC (IEEE 802.2) and SNAP. ret_type is the EtherType behind SNAP, else 0; ret_len how long the header is (3 or 8). */
bool llc_parse(struct bytes b, uint16_t *ret_type, uint16_t *ret_len) MUST_USE;

/* The type field of a header of `*header_len` bytes: up to 1500 it is a length, with LLC behind the header; then the header is
 * longer, and the type is what LLC says. False when that is cut short. */
static inline bool ethernet_type_parse(struct bytes b, uint16_t *type, uint16_t *ret_length, uint16_t *header_len)
{
    uint16_t llc_len;
    if (LIKELY(*type > ETHERNET_MAX_LENGTH)) return true;
    *ret_length = *type;
    if (!llc_parse(bytes_slice(b, *header_len, *ret_length), type, &llc_len)) return false;
    *header_len = (uint16_t)(*header_len + llc_len);
    return true;
}

/* Each of these wants the whole header in `b`. */
static inline bool ethernet_parse(struct bytes b, struct ethernet *ret)
{
    if (b.len < ETHERNET_HEADER) return false;
    struct ethernet e = {.dst = b.data, .src = b.data + 6, .type = load_be16(b.data + 12), .header_len = ETHERNET_HEADER};
    if (UNLIKELY(!ethernet_type_parse(b, &e.type, &e.length, &e.header_len))) return false;
    *ret = e;
    return true;
}

static inline bool vlan_parse(struct bytes b, struct vlan *ret)
{
    if (b.len < VLAN_HEADER) return false;
    uint16_t control = load_be16(b.data);
    struct vlan v = {.id = control & 0xfff,
                     .priority = (uint8_t)(control >> 13),
                     .drop_eligible = (control & 0x1000) != 0,
                     .type = load_be16(b.data + 2),
                     .header_len = VLAN_HEADER};
    if (UNLIKELY(!ethernet_type_parse(b, &v.type, &v.length, &v.header_len))) return false;
    *ret = v;
    return true;
}

static inline bool ethernet_is_vlan(uint16_t type)
{
    return type == ETHERNET_VLAN || type == ETHERNET_SERVICE_VLAN || type == ETHERNET_OLD_QINQ;
}

#endif
