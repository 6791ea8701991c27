#include "proto/http2.h"

#include "wire/reader.h"

enum { PADDED = 0x08, WITH_PRIORITY = 0x20, SETTING_LEN = 6, SETTINGS_MAX = 32 };

static const char preface[HTTP2_PREFACE_LEN + 1] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

bool http2_preface(struct bytes b)
{
    size_t len = b.len < HTTP2_PREFACE_LEN ? b.len : HTTP2_PREFACE_LEN;
    return len >= HTTP2_START_MIN && memcmp(b.data, preface, len) == 0;
}

/* A server's first frame: its settings, no acknowledgement of the client's. */
static bool server_settings(struct bytes b)
{
    static const uint8_t rest[] = {HTTP2_SETTINGS, 0, 0, 0, 0, 0};
    const uint8_t *p = b.data;
    return b.len >= HTTP2_HEADER_LEN && !p[0] && !p[1] && p[2] % SETTING_LEN == 0 && p[2] <= SETTINGS_MAX * SETTING_LEN &&
           memcmp(p + 3, rest, sizeof rest) == 0;
}

bool http2_starts(struct bytes b)
{
    return server_settings(b) || http2_preface(b);
}

/* Lengths that the type fixes (cl. 6), and whether it belongs to a stream (1), the connection (0), or either (-1). */
static bool sound(uint8_t type, uint8_t flags, size_t len, uint32_t stream)
{
    static const struct {
        int8_t of_stream;
        int8_t len; /* -1: any */
    } rules[] = {
        [HTTP2_DATA] = {1, -1},          [HTTP2_HEADERS] = {1, -1},      [HTTP2_PRIORITY] = {1, 5}, [HTTP2_RST_STREAM] = {1, 4},
        [HTTP2_SETTINGS] = {0, -1},      [HTTP2_PUSH_PROMISE] = {1, -1}, [HTTP2_PING] = {0, 8},     [HTTP2_GOAWAY] = {0, -1},
        [HTTP2_WINDOW_UPDATE] = {-1, 4}, [HTTP2_CONTINUATION] = {1, -1}};
    if (type > HTTP2_CONTINUATION) return true;
    if (rules[type].of_stream >= 0 && rules[type].of_stream != (stream != 0)) return false;
    if (rules[type].len >= 0 && len != (size_t)rules[type].len) return false;
    if (type == HTTP2_SETTINGS) return len % SETTING_LEN == 0 && (!(flags & 1) || len == 0);
    return type != HTTP2_GOAWAY || len >= 8;
}

/* Without what stands around data and header block. False when the padding is longer than the frame. */
static bool strip(struct http2_frame *f)
{
    struct reader r = reader_of(f->payload);
    bool padded = f->flags & PADDED && (f->type == HTTP2_DATA || f->type == HTTP2_HEADERS || f->type == HTTP2_PUSH_PROMISE);
    size_t padding = padded ? reader_u8(&r) : 0;
    if (f->type == HTTP2_HEADERS && f->flags & WITH_PRIORITY) reader_skip(&r, 5);
    if (f->type == HTTP2_PUSH_PROMISE) reader_skip(&r, 4);
    if (!reader_ok(&r) || padding > reader_left(&r)) return false;
    f->payload = reader_bytes(&r, reader_left(&r) - padding);
    return true;
}

enum framing http2_frame(struct bytes b, struct http2_frame *ret)
{
    struct reader r = reader_of(b);
    *ret = (struct http2_frame){0};
    size_t len = reader_u24(&r);
    ret->type = reader_u8(&r);
    ret->flags = reader_u8(&r);
    ret->stream = reader_u32(&r) & 0x7fffffff;
    if (!reader_ok(&r)) return FRAMING_MORE;
    if (len > HTTP2_FRAME_MAX || !sound(ret->type, ret->flags, len, ret->stream)) return FRAMING_NONE;
    ret->len = HTTP2_HEADER_LEN + len;
    if (b.len < ret->len) return FRAMING_MORE;
    ret->payload = reader_bytes(&r, len);
    return strip(ret) ? FRAMING_WHOLE : FRAMING_NONE;
}
