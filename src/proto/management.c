#include "proto/management.h"

#include "proto/ip.h"

enum { PORT_FTP = 21, PORT_SSH = 22, PORT_TELNET = 23, PORT_TACACS = 49, PORT_TFTP = 69, PORT_SNMP = 161, PORT_NETCONF = 830 };
enum { XML_HEAD = 512 };

const char *management_name(enum management m)
{
    static const char *const names[MANAGEMENT_COUNT] = {
        [MANAGEMENT_NONE] = "unknown",    [MANAGEMENT_SSH] = "SSH",        [MANAGEMENT_TELNET] = "Telnet",
        [MANAGEMENT_NETCONF] = "NETCONF", [MANAGEMENT_TACACS] = "TACACS+", [MANAGEMENT_FTP] = "FTP",
        [MANAGEMENT_TFTP] = "TFTP",       [MANAGEMENT_SNMP] = "SNMP"};
    return names[m];
}

enum management management_of_port(uint8_t protocol, uint16_t port)
{
    if (protocol == IP_PROTO_UDP)
        return port == PORT_TFTP ? MANAGEMENT_TFTP : port == PORT_SNMP ? MANAGEMENT_SNMP : MANAGEMENT_NONE;
    if (protocol != IP_PROTO_TCP) return MANAGEMENT_NONE;
    switch (port) {
    case PORT_FTP: return MANAGEMENT_FTP;
    case PORT_SSH: return MANAGEMENT_SSH;
    case PORT_TELNET: return MANAGEMENT_TELNET;
    case PORT_TACACS: return MANAGEMENT_TACACS;
    case PORT_NETCONF: return MANAGEMENT_NETCONF;
    default: return MANAGEMENT_NONE;
    }
}

static bool begins(struct bytes b, const char *text)
{
    size_t len = strlen(text);
    return b.len >= len && memcmp(b.data, text, len) == 0;
}

/* RFC 854: IAC, WILL to DONT, an option; IAC SB ... */
static bool like_telnet(struct bytes b)
{
    enum { IAC = 0xff, SB = 0xfa, WILL = 0xfb, DONT = 0xfe };
    return b.len >= 3 && b.data[0] == IAC && (b.data[1] == SB || (b.data[1] >= WILL && b.data[1] <= DONT));
}

/* RFC 8907 cl. 4.1: major version 12, type, sequence number, flags, session, length of what follows. */
static bool like_tacacs(struct bytes b)
{
    enum { HEADER = 12, TYPES = 3, FLAGS = 0x05, BODY_MAX = 65535 };
    if (b.len < HEADER || (b.data[0] & 0xfe) != 0xc0 || b.data[1] < 1 || b.data[1] > TYPES) return false;
    return b.data[2] != 0 && (b.data[3] & ~FLAGS) == 0 && load_be32(b.data + 8) <= BODY_MAX &&
           load_be32(b.data + 8) + HEADER >= b.len;
}

/* RFC 959 cl. 4.2: a greeting of the server, or the client's first command. */
static bool like_ftp(struct bytes b)
{
    return begins(b, "220 ") || begins(b, "220-") || begins(b, "USER ") || begins(b, "AUTH ");
}

/* RFC 1350 cl. 5: read or write request, file name, mode. */
static bool like_tftp(struct bytes b)
{
    if (b.len < 6 || b.data[0] != 0 || (b.data[1] != 1 && b.data[1] != 2)) return false;
    const uint8_t *end = memchr(b.data + 2, 0, b.len - 2);
    return end && end > b.data + 2 && memchr(end + 1, 0, (size_t)(b.data + b.len - end - 1));
}

/* RFC 3416, RFC 3412: a SEQUENCE that begins with the INTEGER version, 0, 1 or 3. */
static bool like_snmp(struct bytes b)
{
    size_t at = b.len > 1 && b.data[1] < 0x80 ? 2 : b.len > 1 ? 2u + (b.data[1] & 0x7fu) : 0;
    if (b.len < at + 3 || b.data[0] != 0x30 || b.data[at] != 2 || b.data[at + 1] != 1) return false;
    return b.data[at + 2] == 0 || b.data[at + 2] == 1 || b.data[at + 2] == 3;
}

static bool like_netconf(struct bytes b)
{
    static const char space[] = "urn:ietf:params:xml:ns:netconf:base:1.0";
    if (!begins(b, "<?xml") && !begins(b, "<hello")) return false;
    b = bytes_slice(b, 0, XML_HEAD);
    return memmem(b.data, b.len, space, sizeof space - 1) != NULL;
}

enum management management_sniff(uint8_t protocol, uint16_t server_port, struct bytes payload)
{
    enum management by_port = management_of_port(protocol, server_port);
    if (protocol == IP_PROTO_TCP && (begins(payload, "SSH-2.0-") || begins(payload, "SSH-1.")))
        return by_port == MANAGEMENT_NETCONF ? by_port : MANAGEMENT_SSH;
    if (protocol == IP_PROTO_TCP && like_netconf(payload)) return MANAGEMENT_NETCONF;
    bool (*const like[MANAGEMENT_COUNT])(struct bytes) = {[MANAGEMENT_TELNET] = like_telnet,
                                                          [MANAGEMENT_TACACS] = like_tacacs,
                                                          [MANAGEMENT_FTP] = like_ftp,
                                                          [MANAGEMENT_TFTP] = like_tftp,
                                                          [MANAGEMENT_SNMP] = like_snmp};
    return like[by_port] && like[by_port](payload) ? by_port : MANAGEMENT_NONE;
}

/* Magic numbers of pcap in both byte orders, of microseconds and nanoseconds, with version 2.4; pcapng's first block with its
 * byte-order magic. */
bool management_capture_file(struct bytes b)
{
    if (b.len < 24) return false;
    uint32_t magic = load_be32(b.data), version = load_be32(b.data + 4);
    if (magic == 0x0a0d0d0a) return load_be32(b.data + 8) == 0x1a2b3c4d || load_be32(b.data + 8) == 0x4d3c2b1a;
    if (magic == 0xa1b2c3d4 || magic == 0xa1b23c4d) return version == 0x00020004;
    return (magic == 0xd4c3b2a1 || magic == 0x4d3cb2a1) && version == 0x02000400;
}
