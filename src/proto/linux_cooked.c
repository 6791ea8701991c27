#include "proto/linux_cooked.h"

#include "proto/ethernet.h"

enum { SLL_HEADER = 16, SLL2_HEADER = 20, TYPE_LLC = 4, ADDR_MAX = 8 };
enum { HARDWARE_NETLINK = 824, HARDWARE_RADIOTAP = 803 };

/* With these the protocol field is no EtherType (tcpdump.org, LINKTYPE_LINUX_SLL). For GRE devices it is GRE's, which is one. */
static bool foreign_type(uint16_t hardware_type)
{
    return hardware_type == HARDWARE_NETLINK || hardware_type == HARDWARE_RADIOTAP;
}

static struct bytes addr_of(const uint8_t *p, size_t len)
{
    return bytes_of(p, len < ADDR_MAX ? len : ADDR_MAX);
}

bool linux_cooked_parse(struct bytes b, unsigned version, struct linux_cooked *ret)
{
    struct linux_cooked c;
    const uint8_t *p = b.data;
    if (b.len < (version == 2 ? SLL2_HEADER : SLL_HEADER)) return false;
    if (version == 2) {
        c = (struct linux_cooked){.packet_type = p[10],
                                  .hardware_type = load_be16(p + 8),
                                  .type = load_be16(p),
                                  .interface = load_be32(p + 4),
                                  .addr = addr_of(p + 12, p[11]),
                                  .header_len = SLL2_HEADER};
    } else {
        c = (struct linux_cooked){.packet_type = (uint8_t)load_be16(p),
                                  .hardware_type = load_be16(p + 2),
                                  .type = load_be16(p + 14),
                                  .addr = addr_of(p + 6, load_be16(p + 4)),
                                  .header_len = SLL_HEADER};
    }
    if (foreign_type(c.hardware_type)) c.type = 0;
    if (c.type == TYPE_LLC) {
        uint16_t llc_len;
        if (!llc_parse(bytes_slice(b, c.header_len, b.len), &c.type, &llc_len)) return false;
        c.header_len = (uint16_t)(c.header_len + llc_len);
    }
    *ret = c;
    return true;
}
