/* Protocols by which network elements are managed, told by how they begin: SSH (RFC 4253), Telnet (RFC 854), NETCONF (RFC 6241;
 * in SSH, RFC 6242), TACACS+ (RFC 8907), FTP (RFC 959), TFTP (RFC 1350), SNMP (RFC 3411). And capture files at the start of a
 * stream: pcap and pcapng. */
#ifndef CUSTOS_PROTO_MANAGEMENT_H
#define CUSTOS_PROTO_MANAGEMENT_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

enum management {
    MANAGEMENT_NONE,
    MANAGEMENT_SSH,
    MANAGEMENT_TELNET,
    MANAGEMENT_NETCONF,
    MANAGEMENT_TACACS,
    MANAGEMENT_FTP,
    MANAGEMENT_TFTP,
    MANAGEMENT_SNMP,
    MANAGEMENT_COUNT
};

const char *management_name(enum management m); /* "SSH", ...; never NULL */

/* What is spoken on that registered port of a server; `protocol` is TCP or UDP. NETCONF's port bears SSH. */
enum management management_of_port(uint8_t protocol, uint16_t port);

/* What begins here: the first payload of either side, to or from that server's port. SSH and NETCONF are known on any port, the
 * others on their own only. */
enum management management_sniff(uint8_t protocol, uint16_t server_port, struct bytes payload);

/* Does a capture file begin here? */
bool management_capture_file(struct bytes payload);

/* Worth a closer look: asked of every segment and datagram. By either port: */
static inline bool management_port(uint16_t sport, uint16_t dport)
{
    switch (sport < dport ? sport : dport) {
    case 21:
    case 22:
    case 23:
    case 49:
    case 69:
    case 161:
    case 830: return true;
    default: return false;
    }
}

/* By how its payload begins: */
static inline bool management_begins(struct bytes payload)
{
    if (payload.len < 24) return payload.len >= 4 && load_be32(payload.data) == 0x5353482d; /* "SSH-" */
    uint32_t head = load_be32(payload.data);
    return head == 0x5353482d || head == 0x3c3f786d || head == 0x3c68656c || /* "<?xm", "<hel" */
           head == 0xa1b2c3d4 || head == 0xd4c3b2a1 || head == 0xa1b23c4d || head == 0x4d3cb2a1 || head == 0x0a0d0d0a;
}

#endif
