#include "proto/ipv6.h"

/* Reads a fragment header; true when it really is a fragment and not an atomic one, which is whole by itself. */
static bool read_fragment(const uint8_t *p, struct ipv6_extensions *x)
{
    uint16_t word = load_be16(p + 2);
    x->fragment_offset = word & 0xfff8;
    x->more_fragments = (word & 1) != 0;
    x->fragment_id = load_be32(p + 4);
    x->fragment = x->fragment_offset != 0 || x->more_fragments;
    return x->fragment;
}

static bool extension_len(struct bytes b, uint8_t kind, uint32_t *ret_len)
{
    if (b.len < 8) return false;
    uint32_t len = (b.data[1] + 1u) * 8u;
    if (kind == IP_PROTO_FRAGMENT)
        len = IPV6_FRAGMENT_HEADER;
    else if (kind == IP_PROTO_AH)
        len = (b.data[1] + 2u) * 4u;
    if (len > b.len) return false;
    *ret_len = len;
    return true;
}

bool ipv6_extensions_parse(struct bytes b, uint8_t next, struct ipv6_extensions *ret)
{
    struct ipv6_extensions x = {.upper = next};
    for (unsigned i = 0; ipv6_is_extension(x.upper); i++) {
        uint8_t kind = x.upper;
        uint32_t len;
        struct bytes rest = bytes_slice(b, x.len, b.len);
        if (i == IPV6_EXTENSIONS_MAX || !extension_len(rest, kind, &len)) return false;
        x.upper = rest.data[0];
        x.len += len;
        if (kind == IP_PROTO_FRAGMENT && read_fragment(rest.data, &x)) break;
    }
    *ret = x;
    return true;
}
