#include "proto/arp.h"

#include "proto/ethernet.h"

static struct mac_addr mac_at(const uint8_t *p)
{
    struct mac_addr m;
    memcpy(m.bytes, p, sizeof m.bytes);
    return m;
}

bool arp_parse(struct bytes b, struct arp *ret)
{
    const uint8_t *p = b.data;
    if (b.len < ARP_LEN || load_be16(p) != 1 || load_be16(p + 2) != ETHERNET_IPV4 || p[4] != 6 || p[5] != 4) return false;
    *ret = (struct arp){.operation = load_be16(p + 6),
                        .sender_mac = mac_at(p + 8),
                        .sender_ip = ip_from_v4(p + 14),
                        .target_mac = mac_at(p + 18),
                        .target_ip = ip_from_v4(p + 24)};
    return true;
}
