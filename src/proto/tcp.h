/* TCP header (RFC 9293). */
#ifndef CUSTOS_PROTO_TCP_H
#define CUSTOS_PROTO_TCP_H

#include <stdbool.h>

#include "base/bytes.h"

enum { TCP_HEADER = 20, TCP_HEADER_MAX = 60 };
enum { TCP_AT_SEQ = 4, TCP_AT_OFFSET = 12, TCP_AT_FLAGS = 13 };
enum tcp_flags {
    TCP_FIN = 0x01,
    TCP_SYN = 0x02,
    TCP_RST = 0x04,
    TCP_PSH = 0x08,
    TCP_ACK = 0x10,
    TCP_URG = 0x20,
    TCP_ECE = 0x40,
    TCP_CWR = 0x80
};

struct tcp {
    uint16_t sport, dport;
    uint32_t seq, ack;
    uint16_t header_len; /* with options: may exceed what was captured */
    uint8_t flags;       /* enum tcp_flags */
    uint16_t window, checksum, urgent;
    struct bytes options; /* borrowed; what was captured of them */
};

/* Wants the fixed 20 bytes; the options may be cut. Refuses a data offset below 5. */
static inline bool tcp_parse(struct bytes b, struct tcp *ret)
{
    if (b.len < TCP_HEADER) return false;
    uint16_t header_len = (uint16_t)((b.data[12] >> 4) * 4);
    if (header_len < TCP_HEADER) return false;
    *ret = (struct tcp){.sport = load_be16(b.data),
                        .dport = load_be16(b.data + 2),
                        .seq = load_be32(b.data + 4),
                        .ack = load_be32(b.data + 8),
                        .header_len = header_len,
                        .flags = b.data[13],
                        .window = load_be16(b.data + 14),
                        .checksum = load_be16(b.data + 16),
                        .urgent = load_be16(b.data + 18),
                        .options = bytes_slice(b, TCP_HEADER, header_len - TCP_HEADER)};
    return true;
}

/* The value of the first option of that kind, without its kind and length; false when there is none or the list is broken. */
bool tcp_option(const struct tcp *t, uint8_t kind, struct bytes *ret);

#endif
