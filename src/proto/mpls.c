#include "proto/mpls.h"

bool mpls_parse(struct bytes b, struct mpls *ret)
{
    if (b.len < MPLS_HEADER) return false;
    uint32_t entry = load_be32(b.data);
    *ret = (struct mpls){
        .label = entry >> 12, .traffic_class = (entry >> 9) & 7, .ttl = (uint8_t)entry, .bottom = (entry & 0x100) != 0};
    return true;
}
