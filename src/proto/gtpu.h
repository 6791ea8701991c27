/* GTP-U version 1 header with its extension headers (3GPP TS 29.281 cl. 5; PDU session container TS 38.415 cl. 5.5). */
#ifndef CUSTOS_PROTO_GTPU_H
#define CUSTOS_PROTO_GTPU_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

enum { GTPU_HEADER = 8, GTPU_PORT = 2152, GTPU_EXTENSIONS_MAX = 16, GTPU_NO_QFI = 0xff };
enum gtpu_type {
    GTPU_ECHO_REQUEST = 1,
    GTPU_ECHO_RESPONSE = 2,
    GTPU_ERROR_INDICATION = 26,
    GTPU_SUPPORTED_EXTENSIONS = 31,
    GTPU_END_MARKER = 254,
    GTPU_GPDU = 255
};

struct gtpu {
    uint8_t flags;     /* low three bits: E, S, PN */
    uint8_t type;      /* enum gtpu_type, or another */
    uint8_t qfi;       /* of a PDU session container, else GTPU_NO_QFI */
    uint16_t length;   /* as sent: what follows the first eight bytes */
    uint16_t sequence; /* 0 without the S flag */
    uint16_t header_len;
    uint32_t teid;
};

/* The optional four bytes and the extension headers behind them. */
bool gtpu_parse_options(struct bytes b, struct gtpu *ret) MUST_USE;

/* Refuses other versions and GTP' (protocol type 0). */
static inline bool gtpu_parse(struct bytes b, struct gtpu *ret)
{
    if (b.len < GTPU_HEADER || (b.data[0] & 0xf0) != 0x30) return false;
    *ret = (struct gtpu){.flags = b.data[0],
                         .type = b.data[1],
                         .qfi = GTPU_NO_QFI,
                         .length = load_be16(b.data + 2),
                         .header_len = GTPU_HEADER,
                         .teid = load_be32(b.data + 4)};
    return LIKELY((ret->flags & 7) == 0) || gtpu_parse_options(b, ret);
}

#endif
