#include "proto/l2tpv3.h"

bool l2tpv3_parse_ip(struct bytes b, struct l2tpv3 *ret)
{
    if (b.len < 4) return false;
    uint32_t session = load_be32(b.data);
    *ret = (struct l2tpv3){.control = session == 0, .session = session, .header_len = 4};
    return true;
}

bool l2tpv3_parse_udp(struct bytes b, struct l2tpv3 *ret)
{
    if (b.len < 8 || (b.data[1] & 0xf) != 3) return false;
    bool control = (b.data[0] & 0x80) != 0;
    *ret = (struct l2tpv3){.control = control, .session = control ? 0 : load_be32(b.data + 4), .header_len = 8};
    return true;
}
