#include "proto/gtpu.h"

enum { OPTIONS = 4, FLAG_EXTENSION = 4, FLAG_SEQUENCE = 2, PDU_SESSION_CONTAINER = 0x85 };

bool gtpu_parse_options(struct bytes b, struct gtpu *ret)
{
    size_t at = GTPU_HEADER + OPTIONS;
    if (b.len < at) return false;
    if (ret->flags & FLAG_SEQUENCE) ret->sequence = load_be16(b.data + GTPU_HEADER);
    uint8_t next = ret->flags & FLAG_EXTENSION ? b.data[at - 1] : 0;
    for (unsigned i = 0; next != 0; i++) {
        if (i == GTPU_EXTENSIONS_MAX || b.len - at < 4) return false;
        size_t len = b.data[at] * 4u; /* with the length byte and the next type */
        if (len == 0 || len > b.len - at) return false;
        if (next == PDU_SESSION_CONTAINER) ret->qfi = b.data[at + 2] & 0x3f;
        next = b.data[at + len - 1];
        at += len;
    }
    ret->header_len = (uint16_t)at;
    return true;
}
