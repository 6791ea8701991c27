#include "proto/ppp.h"

bool ppp_parse(struct bytes b, struct ppp *ret)
{
    size_t at = b.len >= 2 && b.data[0] == 0xff && b.data[1] == 0x03 ? 2 : 0;
    if (b.len - at < 1) return false;
    uint16_t protocol = b.data[at++];
    if (!(protocol & 1)) { /* only the last byte of a protocol number is odd */
        if (b.len - at < 1) return false;
        protocol = (uint16_t)(protocol << 8 | b.data[at++]);
    }
    *ret = (struct ppp){protocol, (uint16_t)at};
    return true;
}

bool pppoe_parse(struct bytes b, struct pppoe *ret)
{
    if (b.len < PPPOE_HEADER || b.data[0] != 0x11) return false;
    *ret = (struct pppoe){b.data[1], load_be16(b.data + 2), load_be16(b.data + 4)};
    return true;
}
