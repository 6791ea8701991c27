#include "intercept/http2_side.h"

#include <nghttp2/nghttp2.h>
#include <stdlib.h>

enum { TABLE_MAX = 64 * 1024, FIRST_BODY = 4096 };

/* A message under way. */
struct message {
    uint32_t stream; /* 0: free */
    bool dropped, request;
    unsigned status;
    struct frame_ref first;
    uint64_t order;
    uint8_t *body; /* owned */
    size_t len, room;
};

struct http2_side {
    struct http2_sides *all;
    struct http2_side **owner;
    struct http2_side *older, *newer; /* by last use */
    nghttp2_hd_inflater *inflater;    /* owned */
    struct message messages[HTTP2_STREAMS_MAX];
    struct message done; /* the one told last; its body is kept until the next call */
    uint64_t order;
    uint32_t in_block;   /* stream whose header block is not ended; 0: none */
    bool promise;        /* that block is a PUSH_PROMISE's */
    bool ends;           /* its HEADERS also ended the stream */
    size_t header_bytes; /* of that block, decompressed */
};

struct http2_sides {
    struct http2_side *oldest, *newest;
    size_t count, body_bytes;
};

/* --- all directions ----------------------------------------------------------------------------------------------------- */

static void unlink_side(struct http2_side *x)
{
    struct http2_sides *t = x->all;
    *(x->older ? &x->older->newer : &t->oldest) = x->newer;
    *(x->newer ? &x->newer->older : &t->newest) = x->older;
}

static void link_newest(struct http2_side *x)
{
    struct http2_sides *t = x->all;
    x->older = t->newest;
    x->newer = NULL;
    *(t->newest ? &t->newest->newer : &t->oldest) = x;
    t->newest = x;
}

static void forget_body(struct http2_side *x, struct message *m)
{
    x->all->body_bytes -= m->room;
    free(m->body);
    m->body = NULL;
    m->len = m->room = 0;
}

struct http2_sides *http2_sides_new(void)
{
    return calloc(1, sizeof(struct http2_sides));
}

void http2_sides_free(struct http2_sides *t)
{
    while (t && t->oldest) http2_side_free(t->oldest);
    free(t);
}

bool http2_side_new(struct http2_sides *t, struct http2_side **owner)
{
    if (t->count == HTTP2_SIDES_MAX) http2_side_free(t->oldest);
    struct http2_side *x = calloc(1, sizeof *x);
    if (!x) return false;
    if (nghttp2_hd_inflate_new(&x->inflater) != 0) {
        free(x);
        return false;
    }
    /* The receiver may have allowed a larger table than the one of the start; the sender says when it uses one. */
    (void)nghttp2_hd_inflate_change_table_size(x->inflater, TABLE_MAX);
    x->all = t;
    x->owner = owner;
    *owner = x;
    link_newest(x);
    t->count++;
    return true;
}

void http2_side_free(struct http2_side *x)
{
    if (!x) return;
    for (unsigned i = 0; i < HTTP2_STREAMS_MAX; i++) forget_body(x, &x->messages[i]);
    forget_body(x, &x->done);
    nghttp2_hd_inflate_del(x->inflater);
    unlink_side(x);
    x->all->count--;
    *x->owner = NULL;
    free(x);
}

/* --- messages ----------------------------------------------------------------------------------------------------------- */

static struct message *message_of(struct http2_side *x, uint32_t stream)
{
    for (unsigned i = 0; i < HTTP2_STREAMS_MAX; i++)
        if (x->messages[i].stream == stream) return &x->messages[i];
    return NULL;
}

static void drop(struct http2_side *x, struct message *m)
{
    forget_body(x, m);
    m->dropped = true;
}

static struct message *oldest_message(struct http2_side *x)
{
    struct message *found = &x->messages[0];
    for (unsigned i = 1; i < HTTP2_STREAMS_MAX; i++)
        if (x->messages[i].order < found->order) found = &x->messages[i];
    return found;
}

/* Of the stream, or a new one in the place of the oldest when there are too many. */
static struct message *begin(struct http2_side *x, uint32_t stream, struct frame_ref ref)
{
    struct message *known = message_of(x, stream), *place = message_of(x, 0);
    if (known) return known;
    if (!place) place = oldest_message(x);
    forget_body(x, place);
    *place = (struct message){.stream = stream, .first = ref, .order = ++x->order};
    return place;
}

/* Bodies of the longest idle directions go first. False when that is not enough. */
static bool make_room(struct http2_side *x, size_t more)
{
    struct http2_sides *t = x->all;
    for (struct http2_side *old = t->oldest; old && old != x && t->body_bytes + more > HTTP2_BODIES_MAX; old = old->newer) {
        forget_body(old, &old->done);
        for (unsigned i = 0; i < HTTP2_STREAMS_MAX; i++)
            if (old->messages[i].room) drop(old, &old->messages[i]);
    }
    return t->body_bytes + more <= HTTP2_BODIES_MAX;
}

static void add_body(struct http2_side *x, struct message *m, struct bytes data)
{
    if (m->dropped || !data.len) return;
    if (data.len > HTTP2_BODY_MAX - m->len) {
        drop(x, m);
        return;
    }
    if (m->len + data.len > m->room) {
        size_t room = m->room ? m->room : FIRST_BODY;
        while (room < m->len + data.len) room *= 2;
        uint8_t *bigger = make_room(x, room - m->room) ? realloc(m->body, room) : NULL;
        if (!bigger) {
            drop(x, m);
            return;
        }
        x->all->body_bytes += room - m->room;
        m->body = bigger;
        m->room = room;
    }
    memcpy(m->body + m->len, data.data, data.len);
    m->len += data.len;
}

/* The stream ended: the message is told, unless it lost something. */
static bool finish(struct http2_side *x, struct message *m, struct http2_message *ret)
{
    bool whole = !m->dropped && (m->request || m->status);
    x->done = *m;
    *m = (struct message){0};
    const struct message *d = &x->done;
    *ret = (struct http2_message){d->request, d->status, d->stream, bytes_of(d->body, d->len), d->first};
    return whole;
}

/* --- header blocks ------------------------------------------------------------------------------------------------------ */

static void take_field(struct message *m, const nghttp2_nv *nv)
{
    static const char status[] = ":status", method[] = ":method";
    if (nv->namelen == sizeof method - 1 && memcmp(nv->name, method, nv->namelen) == 0) m->request = true;
    if (nv->namelen != sizeof status - 1 || memcmp(nv->name, status, nv->namelen) != 0 || nv->valuelen != 3) return;
    unsigned value = 0;
    for (size_t i = 0; i < 3; i++) value = value * 10 + (unsigned)(nv->value[i] - '0');
    if (value >= 100 && value <= 999) m->status = value;
}

/* A fragment of a header block. `m` is NULL where only the table matters. False: it cannot be read. */
static bool inflate(struct http2_side *x, struct message *m, struct bytes fragment, bool last)
{
    const uint8_t *at = fragment.data;
    size_t left = fragment.len;
    for (;;) {
        nghttp2_nv nv;
        int flags = 0;
        ssize_t used = nghttp2_hd_inflate_hd2(x->inflater, &nv, &flags, at, left, last);
        if (used < 0) return false;
        at += used;
        left -= (size_t)used;
        if (flags & NGHTTP2_HD_INFLATE_EMIT) {
            x->header_bytes += nv.namelen + nv.valuelen + 32; /* RFC 7541 cl. 4.1 */
            if (x->header_bytes > HTTP2_HEADER_BYTES_MAX) return false;
            if (m) take_field(m, &nv);
        }
        if (flags & NGHTTP2_HD_INFLATE_FINAL) {
            (void)nghttp2_hd_inflate_end_headers(x->inflater);
            return true;
        }
        if (!(flags & NGHTTP2_HD_INFLATE_EMIT) && !left) return !last;
    }
}

static bool give_up(struct http2_side *x)
{
    http2_side_free(x);
    return false;
}

/* HEADERS, PUSH_PROMISE, CONTINUATION (cl. 6.2, 6.6, 6.10): nothing may stand between those of one block. */
static bool take_block(struct http2_side *x, const struct http2_frame *f, struct frame_ref ref, struct http2_message *ret)
{
    bool goes_on = f->type == HTTP2_CONTINUATION;
    if (goes_on != (x->in_block != 0)) return give_up(x);
    if (!goes_on) {
        x->promise = f->type == HTTP2_PUSH_PROMISE;
        x->ends = !x->promise && f->flags & HTTP2_END_STREAM;
        x->header_bytes = 0;
    }
    struct message *m = x->promise ? NULL : begin(x, f->stream, ref);
    bool last = f->flags & HTTP2_END_HEADERS;
    if (!inflate(x, m, f->payload, last)) return give_up(x);
    x->in_block = last ? 0 : f->stream;
    return last && m && x->ends && finish(x, m, ret);
}

/* --- frames ------------------------------------------------------------------------------------------------------------- */

bool http2_side_take(struct http2_side *x, const struct http2_frame *f, struct frame_ref ref, struct http2_message *ret)
{
    forget_body(x, &x->done);
    if (x != x->all->newest) {
        unlink_side(x);
        link_newest(x);
    }
    bool block = f->type == HTTP2_HEADERS || f->type == HTTP2_PUSH_PROMISE || f->type == HTTP2_CONTINUATION;
    if (x->in_block && (f->type != HTTP2_CONTINUATION || f->stream != x->in_block)) return give_up(x);
    if (block) return take_block(x, f, ref, ret);
    struct message *m = f->stream ? message_of(x, f->stream) : NULL;
    if (m && f->type == HTTP2_RST_STREAM) {
        forget_body(x, m);
        *m = (struct message){0};
    }
    if (!m || f->type != HTTP2_DATA) return false;
    add_body(x, m, f->payload);
    return f->flags & HTTP2_END_STREAM && finish(x, m, ret);
}

void http2_side_damaged(struct http2_side *x, uint32_t stream)
{
    struct message *m = message_of(x, stream);
    if (m) drop(x, m);
}
