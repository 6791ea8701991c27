#include "proto/null_link.h"

bool null_link_parse(struct bytes b, unsigned *ret_version)
{
    if (b.len < NULL_LINK_HEADER) return false;
    uint32_t family = load_be32(b.data);
    if (family > 0xffff) family = __builtin_bswap32(family); /* a small number the other way round */
    switch (family) {
    case 2: /* AF_INET everywhere */ *ret_version = 4; break;
    case 10: /* AF_INET6: Linux */
    case 24: /* NetBSD, OpenBSD */
    case 28: /* FreeBSD */
    case 30: /* macOS */ *ret_version = 6; break;
    default: *ret_version = 0;
    }
    return true;
}
