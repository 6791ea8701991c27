/* TCP segments out of a fuzzer's bytes. */
#ifndef CUSTOS_TESTS_SEGMENTS_H
#define CUSTOS_TESTS_SEGMENTS_H

#include "track/stream.h"
#include "wire/reader.h"

/* Input: u8 stream, u8 flags, u32 seq, u16 length, u16 bytes that were snapped, payload; again and again. */
static inline bool next_segment(struct reader *r, struct tcp_segment *ret)
{
    static const uint8_t src[] = {192, 0, 2, 1}, dst[] = {192, 0, 2, 2};
    if (reader_left(r) < 10) return false;
    struct tcp_segment g = {.flow = {ip_from_v4(src), ip_from_v4(dst), 0, 2000, 6}};
    g.flow.sport = reader_u8(r);
    g.flags = reader_u8(r);
    g.seq = reader_u32(r);
    size_t len = reader_u16(r);
    uint32_t snapped = reader_u16(r);
    g.payload = reader_bytes(r, len < reader_left(r) ? len : reader_left(r));
    g.wire_len = (uint32_t)g.payload.len + snapped;
    g.ref.number = (uint32_t)reader_left(r);
    g.time_ns = (int64_t)(g.flow.sport % 7) * g.seq * 1000000;
    *ret = g;
    return true;
}

#endif
