#include "proto/tzsp.h"

enum { TAG_PADDING = 0, TAG_END = 1 };

bool tzsp_parse(struct bytes b, struct tzsp *ret)
{
    if (b.len < TZSP_HEADER || b.data[0] != 1 || b.data[1] > TZSP_OPENER || b.data[2] != 0) return false;
    struct tzsp t = {.type = b.data[1], .encap = load_be16(b.data + 2), .header_len = TZSP_HEADER};
    size_t at = TZSP_HEADER;
    bool tagged = t.type != TZSP_KEEPALIVE && t.type != TZSP_OPENER;
    for (unsigned i = 0; tagged; i++) {
        if (i == TZSP_TAGS_MAX || at >= b.len) return false;
        uint8_t tag = b.data[at++];
        if (tag == TAG_END) break;
        if (tag == TAG_PADDING) continue;
        if (at >= b.len || b.data[at] >= b.len - at) return false;
        at += 1u + b.data[at];
    }
    t.header_len = (uint16_t)at;
    *ret = t;
    return true;
}
