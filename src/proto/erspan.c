#include "proto/erspan.h"

bool erspan_parse(struct bytes b, struct erspan *ret)
{
    if (b.len < ERSPAN2_HEADER) return false;
    const uint8_t *p = b.data;
    struct erspan e = {.type = (uint8_t)((p[0] >> 4) + 1),
                       .vlan = load_be16(p) & 0xfff,
                       .session = load_be16(p + 2) & 0x3ff,
                       .truncated = (p[2] & 0x04) != 0};
    if (e.type == 2) {
        e.index = load_be32(p + 4) & 0xfffff;
        e.header_len = ERSPAN2_HEADER;
    } else if (e.type == 3 && b.len >= ERSPAN3_HEADER) {
        uint16_t last = load_be16(p + 10);
        e.timestamp = load_be32(p + 4);
        e.frame_type = (last >> 10) & 0x1f;
        e.index = (last >> 4) & 0x3f;
        e.direction = (last >> 3) & 1;
        e.header_len = (uint16_t)(ERSPAN3_HEADER + (last & 1 ? ERSPAN3_PLATFORM : 0));
        if (e.header_len > b.len) return false;
    } else {
        return false;
    }
    *ret = e;
    return true;
}
