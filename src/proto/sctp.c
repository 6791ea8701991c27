#include "proto/sctp.h"

bool sctp_next_chunk(struct bytes b, size_t wire_len, size_t *offset, struct sctp_chunk *ret)
{
    struct bytes rest = bytes_slice(b, *offset, b.len);
    if (rest.len < SCTP_CHUNK_HEADER) return false;
    uint16_t length = load_be16(rest.data + 2);
    if (length < SCTP_CHUNK_HEADER || length > wire_len - *offset) return false;
    *ret = (struct sctp_chunk){.type = rest.data[0],
                               .flags = rest.data[1],
                               .length = length,
                               .value = bytes_slice(rest, SCTP_CHUNK_HEADER, length - SCTP_CHUNK_HEADER)};
    size_t padded = (length + (size_t)3) & ~(size_t)3;
    *offset += padded < rest.len ? padded : rest.len;
    return true;
}

void sctp_walk_chunks(struct bytes b, size_t wire_len, struct sctp_chunks *ret)
{
    *ret = (struct sctp_chunks){0};
    size_t offset = 0;
    struct sctp_chunk c;
    while (sctp_next_chunk(b, wire_len, &offset, &c)) {
        if (ret->count++ == 0) ret->first_type = c.type;
        if (c.type != SCTP_CHUNK_DATA || ret->has_data || c.value.len < SCTP_DATA_HEADER - SCTP_CHUNK_HEADER) continue;
        ret->has_data = true;
        ret->data_protocol = load_be32(c.value.data + 8);
        ret->data = bytes_slice(c.value, SCTP_DATA_HEADER - SCTP_CHUNK_HEADER, c.value.len);
    }
    ret->malformed = b.len - offset >= SCTP_CHUNK_HEADER;
}
