/* What do these bytes look like? Tests on content, for tunnels whose header lies about what follows (devices mirrored without
 * their Ethernet header) and for shims on any port. `wire_len` is what is on the wire from `b` on; `b` may be cut by the capture.
 */
#ifndef CUSTOS_PROTO_CONTENT_H
#define CUSTOS_PROTO_CONTENT_H

#include "proto/ethernet.h"
#include "proto/ipv4.h"
#include "proto/ipv6.h"

/* An IP version with lengths that have room: enough when something else says that IP follows. Returns 4, 6 or 0. */
static inline unsigned content_ip_fits(struct bytes b, uint32_t wire_len)
{
    if (b.len < IPV4_HEADER) return 0;
    if (LIKELY(b.data[0] >= 0x45 && b.data[0] <= 0x4f)) { /* no less than five words */
        uint32_t header_len = (b.data[0] & 0xfu) * 4, total_len = load_be16(b.data + 2);
        return total_len >= header_len && total_len <= wire_len ? 4 : 0;
    }
    if (b.data[0] >> 4 != 6 || b.len < IPV6_HEADER) return 0;
    return load_be16(b.data + 4) + (uint32_t)IPV6_HEADER <= wire_len ? 6 : 0;
}

/* An Ethernet frame that carries IP which fits, or another protocol met in mirrored frames. */
bool content_ethernet_fits(struct bytes b, uint32_t wire_len);

/* An IP packet of exactly the wire length, with a good header checksum (IPv4), or plausible addresses and upper protocol (IPv6):
 * enough when nothing else says so. Returns 4, 6 or 0; random bytes pass about once in 10^10. */
unsigned content_ip_exact(struct bytes b, uint32_t wire_len);

/* The same behind an Ethernet header with so many VLAN tags, where short packets may be padded to the 46 bytes that Ethernet
 * wants; or ARP, or PPP in PPPoE, whose lengths hold likewise. */
bool content_tagged_exact(struct bytes b, uint32_t wire_len, unsigned tags);
bool content_ethernet_exact(struct bytes b, uint32_t wire_len); /* with none, one or two tags */

/* The first look: false when neither a packet nor a frame without tags that holds one can be here. Wants 20 readable bytes.
 * Without branches, since payloads are random to the branch predictor and every UDP packet comes by here. */
static inline bool content_maybe_packet(const uint8_t *p, uint32_t wire_len)
{
    uint16_t type = load_be16(p + 12);
    return ((p[0] >> 4 == 4) & (load_be16(p + 2) == wire_len)) |
           ((p[0] >> 4 == 6) & (load_be16(p + 4) + (uint32_t)IPV6_HEADER == wire_len)) | (type == ETHERNET_IPV4) |
           (type == ETHERNET_IPV6);
}

#endif
