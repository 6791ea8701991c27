/* HTTP/2 frames (RFC 9113 cl. 3.4, 4, 6): where each one ends, and what it carries without padding and priority. Header blocks
 * are compressed and left as they are. */
#ifndef CUSTOS_PROTO_HTTP2_H
#define CUSTOS_PROTO_HTTP2_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"
#include "proto/framing.h"

enum {
    HTTP2_HEADER_LEN = 9,
    HTTP2_PREFACE_LEN = 24,
    HTTP2_START_MIN = 16,        /* of the client's preface, to know it by */
    HTTP2_FRAME_MAX = 256 * 1024 /* payload of a frame; senders stay at 16 KiB unless the receiver allows more */
};

enum http2_type {
    HTTP2_DATA,
    HTTP2_HEADERS,
    HTTP2_PRIORITY,
    HTTP2_RST_STREAM,
    HTTP2_SETTINGS,
    HTTP2_PUSH_PROMISE,
    HTTP2_PING,
    HTTP2_GOAWAY,
    HTTP2_WINDOW_UPDATE,
    HTTP2_CONTINUATION
};

enum { HTTP2_END_STREAM = 0x01, HTTP2_END_HEADERS = 0x04 };

struct http2_frame {
    uint8_t type; /* enum http2_type, or one that is not known */
    uint8_t flags;
    uint32_t stream;      /* 0: the connection */
    struct bytes payload; /* DATA: the data; HEADERS, PUSH_PROMISE: the fragment of the header block; else all of it */
    size_t len;           /* of the whole frame */
};

/* Does one direction of a connection start here: the client's preface, or the settings with which a server begins? */
bool http2_starts(struct bytes b) MUST_USE;
bool http2_preface(struct bytes b) MUST_USE; /* the client's */

/* The frame at the head of `b`. FRAMING_MORE: ret->len is the length to wait for, 0 when not known; type and stream are filled in
 * when the header is there. FRAMING_NONE: it breaks a rule of its type (cl. 6), or is larger than the cap. */
enum framing http2_frame(struct bytes b, struct http2_frame *ret) MUST_USE;

#endif
