#include "proto/pcli.h"

bool pcli_parse(struct bytes b, size_t header_len, struct pcli *ret)
{
    if (b.len < header_len || header_len < PCLI_SHORT) return false;
    *ret = (struct pcli){.content_id = load_be32(b.data),
                         .timestamp = header_len >= PCLI_TIMED ? load_be64(b.data + 4) : 0,
                         .case_id = header_len >= PCLI_CASE ? load_be64(b.data + 12) : 0};
    return true;
}
