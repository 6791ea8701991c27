#include "proto/geneve.h"

bool geneve_parse(struct bytes b, struct geneve *ret)
{
    if (b.len < GENEVE_HEADER || b.data[0] >> 6 != 0) return false;
    uint16_t options_len = (uint16_t)((b.data[0] & 0x3f) * 4);
    if (options_len > b.len - GENEVE_HEADER) return false;
    *ret = (struct geneve){.type = load_be16(b.data + 2),
                           .vni = load_be24(b.data + 4),
                           .control = (b.data[1] & 0x80) != 0,
                           .critical = (b.data[1] & 0x40) != 0,
                           .header_len = (uint16_t)(GENEVE_HEADER + options_len),
                           .options = bytes_slice(b, GENEVE_HEADER, options_len)};
    return true;
}
