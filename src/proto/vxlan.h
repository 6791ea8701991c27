/* VXLAN (RFC 7348), with the group policy bit, and VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe). */
#ifndef CUSTOS_PROTO_VXLAN_H
#define CUSTOS_PROTO_VXLAN_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

enum { VXLAN_HEADER = 8, VXLAN_PORT = 4789, VXLAN_PORT_LINUX = 8472, VXLAN_PORT_GPE = 4790 };
enum vxlan_flags { VXLAN_VNI = 0x08, VXLAN_NEXT = 0x04, VXLAN_OAM = 0x01 };
enum vxlan_next { VXLAN_NEXT_IPV4 = 1, VXLAN_NEXT_IPV6 = 2, VXLAN_NEXT_ETHERNET = 3 };

struct vxlan {
    uint8_t flags; /* enum vxlan_flags */
    uint8_t next;  /* enum vxlan_next; Ethernet unless the P flag is set */
    uint32_t vni;
};

/* Refuses a header without the flag that says its VNI is valid. */
bool vxlan_parse(struct bytes b, struct vxlan *ret) MUST_USE;

#endif
