/* HTTP/1.1 messages in a byte stream: where each one ends, and its body without the framing (RFC 9112 cl. 2 to 7).
 *
 * Framing goes on where it stopped: what was looked at once is not looked at again when more bytes have come. */
#ifndef CUSTOS_PROTO_HTTP1_H
#define CUSTOS_PROTO_HTTP1_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"
#include "proto/framing.h"

enum { HTTP1_HEAD_MAX = 16 * 1024, HTTP1_BODY_MAX = 4 << 20, HTTP1_START_MIN = 16 };

/* One message under way. Zeroed before its first byte. */
struct http1 {
    bool request;     /* else an answer, with its status */
    bool chunked;     /* transfer coding: the body comes in chunks */
    bool until_close; /* the body ends with the connection */
    bool encoded;     /* content coding (gzip, ...): the body is not text as it stands */
    bool trailing;    /* the last chunk was seen, trailer fields follow */
    unsigned status;
    size_t head_len;   /* 0: not whole yet */
    uint64_t body_len; /* by Content-Length, or of the chunks so far */
    size_t scanned;    /* bytes already looked at */
    size_t len;        /* whole message, once known */
};

/* Does an X1-like message start here: a POST, or an answer? At least HTTP1_START_MIN bytes are needed. */
bool http1_starts(struct bytes b) MUST_USE;

/* The first place at or behind `from` where one starts; b.len when there is none. */
size_t http1_find(struct bytes b, size_t from) MUST_USE;

/* Look at the message at the head of `b`, which holds what it held before and more. FRAMING_WHOLE: h->len bytes are it.
 * FRAMING_MORE: h->len is the length to wait for, 0 when not known. FRAMING_NONE: not HTTP/1, ambiguous, or larger than the caps;
 * h->len is then its length when that is known. */
enum framing http1_frame(struct http1 *h, struct bytes b) MUST_USE;

/* The connection ended: a body that only the end delimits is whole now. False when the message is not. */
bool http1_close(struct http1 *h, struct bytes b) MUST_USE;

/* The next piece of the body of a whole message; *at is 0 at first. Empty at the end. */
struct bytes http1_body(const struct http1 *h, struct bytes message, size_t *at);

#endif
