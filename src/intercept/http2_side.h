/* One direction of an HTTP/2 connection (RFC 9113): frames in, messages out, whose header blocks are decompressed (RFC 7541) by
 * libnghttp2 and whose bodies are put together. Streams may be interleaved.
 *
 * Everything is capped: open streams, header bytes, body bytes of one message and of all together; what is beyond is dropped, the
 * longest idle direction first. A direction whose header blocks can no longer be read (bytes of them were lost) is given up. */
#ifndef CUSTOS_INTERCEPT_HTTP2_SIDE_H
#define CUSTOS_INTERCEPT_HTTP2_SIDE_H

#include "base/frame.h"
#include "proto/http2.h"

enum {
    HTTP2_SIDES_MAX = 1024,            /* directions at a time */
    HTTP2_STREAMS_MAX = 32,            /* open messages of one direction */
    HTTP2_BODY_MAX = 4 << 20,          /* of a message */
    HTTP2_BODIES_MAX = 32 << 20,       /* of all messages under way */
    HTTP2_HEADER_BYTES_MAX = 64 * 1024 /* of a header block, decompressed */
};

struct http2_sides; /* all of them; opaque */
struct http2_side;  /* opaque, owned by `sides` */

struct http2_message {
    bool request; /* else an answer, with its status */
    unsigned status;
    uint32_t stream;
    struct bytes body; /* borrowed until the next call */
    struct frame_ref first;
};

struct http2_sides *http2_sides_new(void) MUST_USE; /* NULL when out of memory */
void http2_sides_free(struct http2_sides *t);       /* accepts NULL */

/* A new direction. *owner is set to it, and to NULL when it is given up, by whatever call. False when out of memory. */
bool http2_side_new(struct http2_sides *t, struct http2_side **owner) MUST_USE;
void http2_side_free(struct http2_side *x); /* accepts NULL; sets its owner to NULL */

/* Take the next frame; `ref` is of its first byte. True: it completed the message in *ret. The direction may be given up (its
 * owner is NULL then). */
bool http2_side_take(struct http2_side *x, const struct http2_frame *f, struct frame_ref ref, struct http2_message *ret) MUST_USE;

/* The message under way on that stream lost bytes of its body: it is dropped. */
void http2_side_damaged(struct http2_side *x, uint32_t stream);

#endif
