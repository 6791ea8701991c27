/* pcap: draft-ietf-opsawg-pcap. */
#include <stdio.h>

#include "base/clock.h"
#include "capture/parser.h"

enum { FILE_HEADER = 24, RECORD_HEADER = 16 };

struct magic {
    uint32_t value; /* as read in big-endian order */
    bool big;
    uint32_t fraction_ns;
    const char *refused; /* name of a variant that is not read */
};

static const struct magic magics[] = {
    {0xa1b2c3d4, true, 1000, NULL},
    {0xd4c3b2a1, false, 1000, NULL},
    {0xa1b23c4d, true, 1, NULL},
    {0x4d3cb2a1, false, 1, NULL},
    {0xa1b2cd34, true, 0, "the modified pcap of A. Kuznetzov's tcpdump"},
    {0x34cdb2a1, false, 0, "the modified pcap of A. Kuznetzov's tcpdump"},
    {0xa1b234cd, true, 0, "the modified pcap of F. Mesquita's tcpdump"},
    {0xcd34b2a1, false, 0, "the modified pcap of F. Mesquita's tcpdump"},
    {0xa12b3c4d, true, 0, "the modified pcap of Navtel tcpdump"},
    {0x4d3c2ba1, false, 0, "the modified pcap of Navtel tcpdump"},
    {0x1c0001ac, true, 0, "IXIA's lcap (hardware)"},
    {0xac01001c, false, 0, "IXIA's lcap (hardware)"},
    {0x1c0001ab, true, 0, "IXIA's lcap (software)"},
    {0xab01001c, false, 0, "IXIA's lcap (software)"},
    {0x736e6f6f, true, 0, "snoop (RFC 1761)"},
};

static const struct magic *magic_find(const uint8_t *head)
{
    uint32_t value = load_be32(head);
    for (size_t i = 0; i < ARRAY_LEN(magics); i++)
        if (magics[i].value == value) return &magics[i];
    return NULL;
}

/* Versions before 2.3 wrote the length on the wire first; 2.3 exists both ways (libpcap, sf-pcap.c). */
static void lengths_in_order(const struct pcap *pcap, uint32_t *cap_len, uint32_t *wire_len)
{
    if (pcap->minor < 3 || (pcap->minor == 3 && *cap_len > *wire_len)) {
        uint32_t t = *cap_len;
        *cap_len = *wire_len;
        *wire_len = t;
    }
}

static size_t pcap_read(struct parser *p, struct frame *frames, size_t max)
{
    const struct pcap pcap = p->u.pcap;
    struct source *s = p->source;
    p->stop = PARSER_MORE;
    for (size_t n = 0; n < max; n++) {
        const uint8_t *head = source_peek(s, RECORD_HEADER);
        if (UNLIKELY(!head)) return parser_starve(p, n, source_offset(s), "a packet's header");
        uint32_t cap_len = load32(head + 8, pcap.big);
        uint32_t wire_len = load32(head + 12, pcap.big);
        if (UNLIKELY(pcap.minor < 4)) lengths_in_order(&pcap, &cap_len, &wire_len);
        if (UNLIKELY(cap_len > PARSER_PACKET_MAX))
            return parser_break(p, n, source_offset(s), "a packet claims %u bytes", cap_len);
        head = source_peek(s, RECORD_HEADER + (size_t)cap_len);
        if (UNLIKELY(!head)) return parser_starve(p, n, source_offset(s), "a packet");
        if (UNLIKELY(p->number == UINT32_MAX))
            return parser_break(p, n, source_offset(s), "more packets than 32 bits can number");
        source_advance(s, RECORD_HEADER + (size_t)cap_len);
        frames[n] = (struct frame){
            .time_ns =
                (int64_t)load32(head, pcap.big) * CLOCK_SECOND + (int64_t)load32(head + 4, pcap.big) * (int64_t)pcap.fraction_ns,
            .data = head + RECORD_HEADER,
            .cap_len = cap_len,
            .wire_len = wire_len > cap_len ? wire_len : cap_len,
            .ref = {p->capture, ++p->number},
            .interface = pcap.interface,
            .link_type = pcap.link_type,
        };
    }
    return max;
}

enum err pcap_open(struct parser *p, const char *path, struct fault *f)
{
    const uint8_t *head = source_peek(p->source, 4);
    const struct magic *m = head ? magic_find(head) : NULL;
    if (!m) return fault_set(f, ERR_FORMAT, "%s: its format is not recognised (neither pcap nor pcapng)", path);
    if (m->refused) return fault_set(f, ERR_UNSUPPORTED, "%s: its format is %s, which is not read", path, m->refused);
    head = source_peek(p->source, FILE_HEADER);
    if (!head) {
        const char *cause = source_cause(p->source);
        return fault_set(f, ERR_TRUNCATED, "%s: %s", path, cause ? cause : "the file ends inside the pcap file header");
    }
    uint16_t major = load16(head + 4, m->big), minor = load16(head + 6, m->big);
    if (major != 2 || minor > 4)
        return fault_set(f, ERR_UNSUPPORTED, "%s: it is pcap version %u.%u; versions 2.0 to 2.4 are read", path, major, minor);
    struct parser_interface interface = {
        .link_type = parser_link_type(load32(head + 20, m->big)),
        .snap_len = load32(head + 16, m->big),
    };
    int32_t index = p->events->interface(p->ctx, &interface);
    if (index < 0) return fault_set(f, ERR_LIMIT, "%s: the inputs have too many interfaces", path);
    p->format = "pcap";
    p->read = pcap_read;
    p->u.pcap = (struct pcap){
        .big = m->big,
        .fraction_ns = m->fraction_ns,
        .minor = (uint8_t)minor,
        .interface = (uint16_t)index,
        .link_type = interface.link_type,
    };
    source_advance(p->source, FILE_HEADER);
    return ERR_OK;
}
