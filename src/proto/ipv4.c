#include "proto/ipv4.h"

uint16_t ip_checksum_sum(const uint8_t *data, size_t len)
{
    uint64_t sum = 0;
    size_t i = 0;
    for (; i + 2 <= len; i += 2) sum += load_be16(data + i);
    if (i < len) sum += (uint64_t)data[i] << 8;
    while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)sum;
}

bool ipv4_checksum_ok(struct bytes b)
{
    if (b.len < IPV4_HEADER) return false;
    size_t header_len = (b.data[0] & 0xfu) * 4;
    return header_len >= IPV4_HEADER && header_len <= b.len && ip_checksum_sum(b.data, header_len) == 0xffff;
}
