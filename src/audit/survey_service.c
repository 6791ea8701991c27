#include "audit/survey_service.h"

#include <stddef.h>

#include "base/macros.h"
#include "proto/ip.h"

/* TS 29.060 cl. 6 (version 1, protocol type GTP) and TS 29.274 cl. 5.1 (version 2): the length counts what follows 8 or 4 bytes.
 */
static bool like_gtpc(struct bytes b)
{
    if (b.len < 8) return false;
    size_t len = load_be16(b.data + 2);
    if (b.data[0] >> 5 == 1) return (b.data[0] & 0x10) != 0 && len + 8 == b.len;
    return b.data[0] >> 5 == 2 && len + 4 <= b.len;
}

/* TS 29.244 cl. 7.2.2 */
static bool like_pfcp(struct bytes b)
{
    return b.len >= 8 && b.data[0] >> 5 == 1 && load_be16(b.data + 2) + (size_t)4 <= b.len;
}

/* RFC 6733 cl. 3: version 1, a length in whole words. Later segments of a long message start elsewhere. */
static bool like_diameter(struct bytes b)
{
    return b.len >= 20 && b.data[0] == 1 && load_be24(b.data + 1) >= 20 && load_be24(b.data + 1) % 4 == 0;
}

/* RFC 2865 cl. 3 */
static bool like_radius(struct bytes b)
{
    return b.len >= 20 && load_be16(b.data + 2) >= 20 && load_be16(b.data + 2) <= b.len;
}

/* RFC 1035 cl. 4.1.1: one question, a standard query or its answer */
static bool like_dns(struct bytes b)
{
    return b.len >= 17 && (b.data[2] & 0x78) == 0 && load_be16(b.data + 4) == 1 && b.len <= 4096;
}

/* RFC 5905 cl. 7.3: versions 1 to 4; extension fields are rare and short */
static bool like_ntp(struct bytes b)
{
    unsigned version = b.len ? b.data[0] >> 3 & 7 : 0;
    return b.len >= 48 && b.len <= 120 && version >= 1 && version <= 4;
}

/* RFC 3416: a BER SEQUENCE that starts with the INTEGER version */
static bool like_snmp(struct bytes b)
{
    if (b.len < 8 || b.data[0] != 0x30) return false;
    size_t at = b.data[1] < 0x80 ? 2 : 2u + (b.data[1] & 0x7fu);
    return at + 3 <= b.len && b.data[at] == 2 && b.data[at + 1] == 1 && b.data[at + 2] <= 3;
}

/* RFC 5424 cl. 6.2.1: "<" one to three digits ">" */
static bool like_syslog(struct bytes b)
{
    size_t i = 1;
    if (b.len < 4 || b.data[0] != '<') return false;
    while (i < 4 && i < b.len && b.data[i] >= '0' && b.data[i] <= '9') i++;
    return i > 1 && i < b.len && b.data[i] == '>';
}

/* RFC 4271 cl. 4.1 */
static bool like_bgp(struct bytes b)
{
    for (size_t i = 0; i < 16; i++)
        if (b.len < 19 || b.data[i] != 0xff) return false;
    return true;
}

static const struct survey_service services[] = {
    {IP_PROTO_UDP, 2123, "GTP-C", PURPOSE_SIGNALLING, false, like_gtpc},
    {IP_PROTO_UDP, 8805, "PFCP", PURPOSE_SIGNALLING, false, like_pfcp},
    {IP_PROTO_TCP, 3868, "Diameter", PURPOSE_SIGNALLING, false, like_diameter},
    {IP_PROTO_SCTP, 3868, "Diameter", PURPOSE_SIGNALLING, false, NULL},
    {IP_PROTO_SCTP, 36412, "S1AP", PURPOSE_SIGNALLING, false, NULL},
    {IP_PROTO_SCTP, 38412, "NGAP", PURPOSE_SIGNALLING, false, NULL},
    {IP_PROTO_SCTP, 2905, "M3UA", PURPOSE_SIGNALLING, false, NULL},
    {IP_PROTO_UDP, 1812, "RADIUS", PURPOSE_SIGNALLING, false, like_radius},
    {IP_PROTO_UDP, 1813, "RADIUS accounting", PURPOSE_SIGNALLING, false, like_radius},
    {IP_PROTO_UDP, 53, "DNS", PURPOSE_SIGNALLING, false, like_dns},
    {IP_PROTO_UDP, 123, "NTP", PURPOSE_SIGNALLING, false, like_ntp},
    {IP_PROTO_TCP, 179, "BGP", PURPOSE_SIGNALLING, false, like_bgp},
    {IP_PROTO_TCP, 22, "SSH", PURPOSE_MAINTENANCE, false, NULL},
    {IP_PROTO_TCP, 830, "NETCONF over SSH", PURPOSE_MAINTENANCE, false, NULL},
    {IP_PROTO_UDP, 161, "SNMP", PURPOSE_MAINTENANCE, false, like_snmp},
    {IP_PROTO_UDP, 162, "SNMP notifications", PURPOSE_MAINTENANCE, true, like_snmp},
    {IP_PROTO_UDP, 514, "syslog", PURPOSE_MAINTENANCE, true, like_syslog},
};

const struct survey_service *survey_service_find(uint8_t protocol, uint16_t port)
{
    for (size_t i = 0; i < ARRAY_LEN(services); i++)
        if (services[i].protocol == protocol && services[i].port == port) return &services[i];
    return NULL;
}
