/* SCTP common header and chunks (RFC 9260). */
#ifndef CUSTOS_PROTO_SCTP_H
#define CUSTOS_PROTO_SCTP_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

enum { SCTP_HEADER = 12, SCTP_CHUNK_DATA = 0, SCTP_CHUNK_HEADER = 4, SCTP_DATA_HEADER = 16 };

struct sctp {
    uint16_t sport, dport;
    uint32_t verification_tag;
};

struct sctp_chunk {
    uint8_t type, flags;
    uint16_t length;    /* as sent, header included, padding not */
    struct bytes value; /* borrowed; behind the chunk header, clipped to what was captured */
};

/* What a walk over all chunks found. */
struct sctp_chunks {
    unsigned count; /* chunks whose header was captured */
    uint8_t first_type;
    bool has_data;
    uint32_t data_protocol; /* payload protocol identifier of the first DATA chunk */
    struct bytes data;      /* user data of the first DATA chunk, borrowed, clipped to what was captured */
    bool malformed;         /* a length below the chunk header, or beyond the packet */
};

static inline bool sctp_parse(struct bytes b, struct sctp *ret)
{
    if (b.len < SCTP_HEADER) return false;
    *ret = (struct sctp){load_be16(b.data), load_be16(b.data + 2), load_be32(b.data + 4)};
    return true;
}

/* The chunk at `*offset` of `b` (what follows the common header, `wire_len` long on the wire); moves the offset behind its
 * padding. False at the end and, with `*offset` unmoved, at a chunk that is wrong. */
bool sctp_next_chunk(struct bytes b, size_t wire_len, size_t *offset, struct sctp_chunk *ret);

void sctp_walk_chunks(struct bytes b, size_t wire_len, struct sctp_chunks *ret);

#endif
