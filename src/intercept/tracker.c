#include "intercept/tracker.h"

#include <stdlib.h>
#include <xxhash.h>

#include "intercept/containers.h"
#include "intercept/decode.h"
#include "intercept/hi1_events.h"
#include "intercept/hi_links.h"
#include "intercept/http2_side.h"
#include "intercept/sniff.h"
#include "intercept/x1_pairs.h"
#include "proto/hi_bare.h"
#include "proto/http1.h"
#include "proto/pspdu.h"
#include "proto/x2x3.h"

/* Without a PDU in sight so much is kept: the head of an X2/X3 PDU may still lack its end. Longer heads are found at the next
 * PDU. */
enum { DATAGRAMS = 256, SEARCH_TAIL = 1024, DEFAULT_MEMORY = 64 << 20, MEMORY_PER_STREAM = 4096, STREAMS_MIN = 64 };

/* What the tracker knows of one stream. */
struct feed {
    bool synced;    /* the next byte starts a PDU */
    bool follows;   /* and ends one that was whole */
    bool lost_sync; /* it was synced before */
    bool confirmed; /* not only a single keepalive was seen */
    bool hinted;    /* `hint` is that keepalive, not reported yet */
    bool deciphered;
    enum intercept_protocol protocol;
    bool bare; /* HI: records without PS-PDUs */
    uint32_t losses;
    size_t awaited;   /* length of the PDU at the head of what is kept, once known */
    uint64_t damaged; /* bytes still to come of a PDU that lost some of its own in a gap */
    struct intercept_event hint;
    bool is_http;            /* X1 is sought, in messages of HTTP */
    bool is_x1;              /* and was found */
    struct http1 message;    /* of HTTP/1, under way */
    bool is_http2;           /* else HTTP/1 */
    struct http2_side *side; /* owned by `sides`; NULL: given up, or not begun */
    uint8_t frames;          /* of HTTP/2 so far; 2: or more */
};

struct intercept_tracker {
    struct streams *streams;
    struct x1_pairs *control;
    struct http2_sides *sides;
    intercept_event_fn *fn;
    void *ctx;
    li_pdu_fn *observer; /* NULL: nobody wants PDUs */
    void *observer_ctx;
    struct intercept_counts counts;
    struct containers *containers; /* borrowed, may be NULL */
    struct decoded_pdu decoded;    /* of the PDU under way */
    struct hi_links links;
    uint64_t datagrams[DATAGRAMS]; /* prints of the latest */
    unsigned next_datagram;
    bool deciphered; /* the segment under way is; never true of one that waits, since those are in order */
};

static void report(struct intercept_tracker *t, const struct intercept_event *e)
{
    t->fn(t->ctx, e);
}

/* One event, and one for each additional XID. */
static void report_pdu(struct intercept_tracker *t, struct feed *f, struct intercept_event *e, const struct decoded_pdu *d)
{
    if (!f->confirmed) {
        bool hint = e->protocol == INTERCEPT_X2X3 && e->kind == INTERCEPT_KEEPALIVE;
        if (hint && !f->hinted) {
            f->hinted = true;
            f->hint = *e;
            f->hint.pdu = (struct bytes){0};
            return;
        }
        f->confirmed = true;
        if (f->hinted) {
            t->counts.pdus++;
            report(t, &f->hint);
        }
    }
    t->counts.pdus++;
    report(t, e);
    for (unsigned i = 0; i < d->extra_xid_count; i++) {
        const struct x2x3_xid *x = &d->extra_xids[i];
        memcpy(e->xid, x->xid, sizeof e->xid);
        e->additional_xid = true;
        e->has_seq = x->has_seq;
        e->seq = x->seq;
        if (x->has_correlation) e->cin = x->correlation;
        report(t, e);
    }
}

/* What stands at `offset` of the stream: a PDU, with what was opened of it, or, with `flaw`, none. */
static void show_pdu(const struct intercept_tracker *t, const struct feed *f, const struct stream *s, struct bytes b,
                     uint64_t offset, struct bytes opened, const char *flaw)
{
    if (!t->observer || !b.len) return;
    struct stream_frame first = stream_frame_at(s, offset), last = stream_frame_at(s, offset + b.len - 1);
    struct li_pdu pdu = {.protocol = f->bare                       ? LI_HI_BARE
                                     : f->protocol == INTERCEPT_HI ? LI_HI
                                                                   : LI_X2X3,
                         .bytes = b,
                         .opened = opened,
                         .flaw = flaw,
                         .flow = *stream_flow(s),
                         .time_ns = last.time_ns,
                         .first = first.ref,
                         .last = last.ref,
                         .deciphered = f->deciphered};
    t->observer(t->observer_ctx, &pdu);
}

static void take_pdu(struct intercept_tracker *t, struct feed *f, const struct stream *s, struct bytes pdu, uint64_t offset)
{
    struct intercept_event e;
    struct decoded_pdu *d = &t->decoded;
    bytes_clear(&e, sizeof e);
    bool sound = f->bare                       ? decode_bare(pdu, &e, d)
                 : f->protocol == INTERCEPT_HI ? decode_hi(pdu, t->containers, &e, d)
                                               : decode_x2x3(pdu, &e, d);
    show_pdu(t, f, s, pdu, offset, e.opened ? d->opened.plain : (struct bytes){0}, NULL);
    if (!sound) {
        t->counts.malformed_pdus++;
        return;
    }
    t->counts.malformed_pdus += d->malformed;
    struct stream_frame first = stream_frame_at(s, offset), last = stream_frame_at(s, offset + pdu.len - 1);
    e.stream = *stream_flow(s);
    e.first = first.ref;
    e.last = last.ref;
    e.time_ns = last.time_ns;
    e.losses = f->losses;
    e.deciphered = f->deciphered;
    if (f->bare)
        links_take(&t->links, &e);
    else
        e.pdu = pdu;
    if (e.opened) e.counted_gap = containers_gap(t->containers, &e, d->opened.byte_counter);
    report_pdu(t, f, &e, d);
}

/* Step over bytes in which no PDU starts. Returns how many can go. */
static size_t synchronise(struct intercept_tracker *t, struct feed *f, struct bytes b)
{
    if (!f->lost_sync && sniff_bare(b)) f->bare = true;
    struct sniffed found = f->bare ? (struct sniffed){sniff_find_bare(b, 0), INTERCEPT_HI} : sniff_find(b, 0);
    size_t skip = found.at;
    if (found.at < b.len) {
        if (f->lost_sync || skip) t->counts.resynchronised++;
        f->synced = true;
        f->protocol = found.protocol;
    } else {
        skip = b.len > SEARCH_TAIL ? b.len - SEARCH_TAIL : 0;
    }
    t->counts.skipped_bytes += skip;
    return skip;
}

static enum framing pdu_length(const struct feed *f, struct bytes b, size_t *ret_len)
{
    if (f->bare) return hi_bare_length(b, HI_BARE_SIZE_MAX, ret_len);
    return f->protocol == INTERCEPT_HI ? pspdu_length(b, PSPDU_SIZE_MAX, ret_len) : x2x3_length(b, X2X3_SIZE_MAX, ret_len);
}

static void lose_sync(struct feed *f)
{
    f->losses++;
    f->synced = f->follows = false;
    f->lost_sync = true;
}

/* `first`: where it began; its last byte stands at `end` - 1. */
static void take_message(struct intercept_tracker *t, struct feed *f, const struct stream *s, const struct http1 *h,
                         struct bytes message, struct frame_ref first, uint64_t end, uint32_t exchange)
{
    struct stream_frame last = stream_frame_at(s, end - 1);
    struct x1_place at = {*stream_flow(s), first, last.ref, last.time_ns, f->losses, f->deciphered, exchange};
    struct x1_taken taken = x1_pairs_take(t->control, h, message, &at);
    struct hi1_listener listener = {t->fn, t->ctx, t->observer, t->observer_ctx};
    if (!taken.is_x1) taken = hi1_events_take(&listener, h, message, &at);
    f->is_x1 |= taken.is_x1;
    t->counts.pdus += taken.messages;
    t->counts.malformed_pdus += taken.malformed;
}

static void take_http(struct intercept_tracker *t, struct feed *f, const struct stream *s, struct bytes message, uint64_t offset)
{
    take_message(t, f, s, &f->message, message, stream_frame_at(s, offset).ref, offset + message.len, 0);
}

/* What is no X1 and no HI1 is skipped in silence: other HTTP is nobody's concern here. */
static void skip_http(struct intercept_tracker *t, const struct feed *f, size_t len)
{
    if (f->is_x1) t->counts.skipped_bytes += len;
}

static size_t feed_http(struct intercept_tracker *t, struct feed *f, const struct stream *s, struct bytes data, uint64_t offset)
{
    size_t at = 0;
    while (at < data.len) {
        if (!f->synced) {
            size_t found = http1_find(data, at), keep = HTTP1_START_MIN - 1;
            size_t to = found < data.len || data.len - at <= keep ? found : data.len - keep;
            f->synced = found < data.len;
            if (!f->synced && data.len - at <= keep) break;
            skip_http(t, f, to - at);
            at = to;
            if (!f->synced) break;
        }
        struct bytes rest = bytes_slice(data, at, SIZE_MAX);
        enum framing framing = http1_frame(&f->message, rest);
        if (framing == FRAMING_MORE) {
            f->awaited = f->message.len;
            break;
        }
        size_t len = f->message.len;
        if (framing == FRAMING_WHOLE) {
            take_http(t, f, s, bytes_slice(rest, 0, len), offset + at);
        } else if (len > rest.len) { /* too large, but its end is known */
            skip_http(t, f, rest.len);
            f->damaged = len - rest.len;
            len = rest.len;
        } else {
            f->synced = false;
            len = 1;
            skip_http(t, f, len);
        }
        f->message = (struct http1){0};
        at += len;
    }
    return at;
}

static void take_http2(struct intercept_tracker *t, struct feed *f, const struct stream *s, const struct http2_frame *frame,
                       uint64_t offset)
{
    struct http2_message m;
    struct frame_ref ref = stream_frame_at(s, offset).ref;
    if (!http2_side_take(f->side, frame, ref, &m)) return;
    struct http1 h = {.request = m.request, .status = m.status, .body_len = m.body.len, .len = m.body.len};
    take_message(t, f, s, &h, m.body, m.first, offset + frame->len, m.stream);
}

/* Frame by frame. What stands behind a direction that was given up is not looked at. */
static size_t feed_http2(struct intercept_tracker *t, struct feed *f, const struct stream *s, struct bytes data, uint64_t offset)
{
    size_t at = 0;
    struct http2_frame frame;
    while (f->side) {
        enum framing framing = http2_frame(bytes_slice(data, at, SIZE_MAX), &frame);
        if (framing == FRAMING_MORE) {
            f->awaited = frame.len;
            return at;
        }
        if (framing == FRAMING_NONE) {
            http2_side_free(f->side);
            if (f->frames > 1) break;
            f->is_http = f->is_http2 = f->synced = false; /* it only began like HTTP/2 */
            return at;
        }
        f->frames += f->frames < 2;
        take_http2(t, f, s, &frame, offset + at);
        at += frame.len;
    }
    skip_http(t, f, data.len - at);
    return data.len;
}

/* Where a stream begins: the frames stand behind the client's preface. Returns its length; 0 when more is needed. */
static size_t begin_http2(struct intercept_tracker *t, struct feed *f, struct bytes data)
{
    size_t len = http2_preface(data) ? HTTP2_PREFACE_LEN : 0;
    if (data.len < len) return 0;
    f->is_http = f->is_http2 = f->synced = true;
    if (!http2_side_new(t->sides, &f->side)) f->side = NULL;
    return len;
}

/* A gap inside the body of a message loses that message only; any other one may hold a header block, without which those behind
 * it cannot be read. */
static void gap_http2(struct feed *f, struct bytes kept, uint64_t lost)
{
    struct http2_frame frame;
    bool known = f->side && http2_frame(kept, &frame) == FRAMING_MORE && frame.len >= kept.len + lost && frame.type == HTTP2_DATA;
    bool in_damaged = !kept.len && lost && f->damaged >= lost;
    if (known) {
        http2_side_damaged(f->side, frame.stream);
        f->damaged = frame.len - kept.len - lost;
    } else if (in_damaged) {
        f->damaged -= lost;
    } else {
        http2_side_free(f->side);
    }
}

/* Does the stream begin with HTTP? How much of it is used up. */
static size_t sniff_http(struct intercept_tracker *t, struct feed *f, struct bytes data)
{
    if (http1_starts(data)) f->is_http = f->synced = true;
    return !f->is_http && http2_starts(data) ? begin_http2(t, f, data) : 0;
}

static size_t feed_data(void *ctx, struct stream *s, struct bytes data, uint64_t offset)
{
    struct intercept_tracker *t = ctx;
    struct feed *f = stream_state(s);
    size_t at = 0;
    f->deciphered |= t->deciphered;
    if (data.len < f->awaited) return 0;
    f->awaited = 0;
    if (f->damaged) {
        at = f->damaged < data.len ? (size_t)f->damaged : data.len;
        f->damaged -= at;
        if (!f->is_http) t->counts.skipped_bytes += at;
    }
    if (!f->is_http && !f->synced && !f->lost_sync) at += sniff_http(t, f, bytes_slice(data, at, SIZE_MAX));
    if (f->is_http2) at += feed_http2(t, f, s, bytes_slice(data, at, SIZE_MAX), offset + at);
    if (f->is_http2) return at;
    if (f->is_http) return at + feed_http(t, f, s, bytes_slice(data, at, SIZE_MAX), offset + at);
    while (at < data.len) {
        size_t len = 0;
        if (!f->synced) {
            at += synchronise(t, f, bytes_slice(data, at, SIZE_MAX));
            if (!f->synced) break;
        }
        struct bytes rest = bytes_slice(data, at, SIZE_MAX);
        enum framing framing = pdu_length(f, rest, &len);
        if (framing == FRAMING_MORE) {
            f->awaited = len;
            break;
        }
        if (framing == FRAMING_NONE) {
            t->counts.broken_off += f->follows;
            t->counts.malformed_pdus++;
            lose_sync(f);
            show_pdu(t, f, s, rest, offset + at, (struct bytes){0}, "no PDU begins where the one before it ends");
            t->counts.skipped_bytes++;
            at++; /* what stands here is no PDU */
            continue;
        }
        take_pdu(t, f, s, bytes_slice(rest, 0, len), offset + at);
        f->follows = true;
        at += len;
    }
    return at;
}

/* A gap inside a PDU whose length is known loses this PDU only: its end, and with it the next start, is still known. */
static void feed_gap(void *ctx, struct stream *s, struct bytes kept, uint64_t offset, uint64_t lost)
{
    struct intercept_tracker *t = ctx;
    struct feed *f = stream_state(s);
    size_t len = 0;
    (void)offset;
    f->awaited = 0;
    if (f->is_http) {
        skip_http(t, f, kept.len);
        if (f->is_x1) t->counts.gaps += lost > 0, t->counts.lost_bytes += lost;
        f->losses++;
        if (f->is_http2) {
            gap_http2(f, kept, lost);
            return;
        }
        bool known_end = f->damaged > lost;
        f->damaged = known_end ? f->damaged - lost : 0;
        f->message = (struct http1){0};
        f->synced = known_end;
        return;
    }
    t->counts.gaps += lost > 0;
    t->counts.lost_bytes += lost;
    t->counts.skipped_bytes += kept.len;
    f->follows = false;
    bool in_damaged = f->damaged >= lost && f->damaged > 0;
    bool known = f->synced && kept.len && pdu_length(f, kept, &len) == FRAMING_MORE && len >= kept.len + lost;
    if (in_damaged)
        f->damaged -= lost;
    else if (known)
        f->damaged = len - kept.len - lost;
    else
        f->damaged = 0;
    if (in_damaged || known)
        f->losses++;
    else
        lose_sync(f);
}

static void feed_end(void *ctx, struct stream *s, struct bytes kept, uint64_t offset, enum stream_end why)
{
    struct intercept_tracker *t = ctx;
    struct feed *f = stream_state(s);
    if (f->is_http && !f->is_http2 && kept.len && f->synced && http1_close(&f->message, kept))
        take_http(t, f, s, kept, offset);
    else if (f->is_http)
        skip_http(t, f, kept.len);
    else
        t->counts.skipped_bytes += kept.len;
    t->counts.evicted_streams += why == STREAM_EVICTED;
    if (why != STREAM_FLUSHED) http2_side_free(f->side);
}

struct intercept_tracker *intercept_tracker_new(const struct intercept_limits *limits, intercept_event_fn *fn, void *ctx)
{
    static const struct stream_consumer consumer = {feed_data, feed_gap, feed_end};
    struct intercept_tracker *t = calloc(1, sizeof *t);
    if (!t) return NULL;
    struct stream_limits l = {.memory_bytes = limits->memory_bytes ? limits->memory_bytes : DEFAULT_MEMORY,
                              .state_size = sizeof(struct feed),
                              .hash_seed = limits->hash_seed};
    size_t streams = l.memory_bytes / MEMORY_PER_STREAM;
    l.max_streams = streams > STREAMS_MIN ? streams : STREAMS_MIN;
    t->fn = fn;
    t->containers = limits->containers;
    t->ctx = ctx;
    t->streams = streams_new(&l, &consumer, t);
    t->control = x1_pairs_new(fn, ctx);
    t->sides = http2_sides_new();
    if (t->streams && t->control && t->sides) return t;
    intercept_tracker_free(t);
    return NULL;
}

void intercept_tracker_free(struct intercept_tracker *t)
{
    if (!t) return;
    http2_sides_free(t->sides); /* before the streams' state, which points to them */
    if (t->streams) streams_free(t->streams);
    x1_pairs_free(t->control);
    free(t);
}

void intercept_observe(struct intercept_tracker *t, li_pdu_fn *fn, void *ctx)
{
    t->observer = fn;
    t->observer_ctx = ctx;
    x1_pairs_observe(t->control, fn, ctx);
}

void intercept_segment(struct intercept_tracker *t, const struct tcp_segment *s)
{
    t->deciphered = s->deciphered;
    streams_segment(t->streams, s);
    t->deciphered = false;
    t->counts.streams = streams_counts(t->streams)->streams;
}

static bool seen_before(struct intercept_tracker *t, const struct tcp_segment *g)
{
    uint64_t print = XXH3_64bits_withSeed(g->payload.data, g->payload.len, (uint64_t)g->flow.sport << 16 | g->flow.dport);
    for (unsigned i = 0; i < DATAGRAMS; i++)
        if (t->datagrams[i] == print) return true;
    t->datagrams[t->next_datagram++ % DATAGRAMS] = print;
    return false;
}

void intercept_datagram(struct intercept_tracker *t, const struct tcp_segment *g)
{
    struct decoded_pdu *d = &t->decoded;
    struct intercept_event e;
    struct li_pdu pdu = {
        .protocol = LI_HI_BARE, .bytes = g->payload, .flow = g->flow, .time_ns = g->time_ns, .first = g->ref, .last = g->ref};
    bytes_clear(&e, sizeof e);
    if (seen_before(t, g) || !decode_bare(g->payload, &e, d)) return;
    if (t->observer) t->observer(t->observer_ctx, &pdu);
    e.stream = g->flow;
    e.first = e.last = g->ref;
    e.time_ns = g->time_ns;
    links_take(&t->links, &e);
    t->counts.pdus++;
    report(t, &e);
}

void intercept_flush(struct intercept_tracker *t)
{
    streams_flush(t->streams);
    x1_pairs_flush(t->control);
}

const struct intercept_counts *intercept_counts(const struct intercept_tracker *t)
{
    return &t->counts;
}
