#include "track/stream.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mix.h"

enum {
    DEFAULT_MEMORY = 64 << 20,
    DEFAULT_STREAMS = 16384,
    DEFAULT_GAP_BYTES = 256 * 1024,
    CHUNKS_MAX = 4096,     /* waiting segments of one stream: bounds the walk that sorts one in */
    FRAMES_MAX = 65536,    /* of one stream's kept bytes; later ones are named by the last */
    KEEP_START = 4096,     /* first size of a stream's buffer */
    KEEP_IDLE = 256 * 1024 /* a larger buffer is given back when it is empty */
};
#define DEFAULT_GAP_NS (10 * CLOCK_SECOND)
#define NO_OFFSET      INT64_MAX
/* A segment this far ahead of what is expected, or less, is ahead; else it lies behind. More than 2^31 because after capture loss
 * the stream goes on far ahead, while nothing honest comes from more than a window (2^30, RFC 7323) behind. */
#define AHEAD_MAX UINT32_C(0xbfffffff)

/* A segment, or what is left of one, that waits for bytes before it. */
struct chunk {
    struct chunk *next;
    int64_t start, end;
    int64_t time_ns;
    struct frame_ref ref;
    bool hole; /* on the wire but not in the capture: no data */
    uint8_t data[];
};

struct stream {
    struct stream *chain;         /* same bucket, or next free slot */
    struct stream *older, *newer; /* by last segment */
    struct five_tuple flow;
    uint64_t hash;
    int64_t next;       /* offset of the next byte in order */
    uint32_t next_seq;  /* its sequence number */
    uint32_t first_seq; /* of offset 0 */
    int64_t fin_at;     /* offset of the end, NO_OFFSET while unknown */
    int64_t gap_since_ns;
    bool syn_seen, started, ended;

    struct chunk *waiting; /* by offset, not overlapping */
    struct chunk *waiting_last;
    size_t waiting_bytes, waiting_count;

    uint8_t *kept; /* bytes [kept_from, kept_to) of it are not used up */
    size_t kept_from, kept_to, kept_size;
    struct stream_frame *frames; /* [frame_from, frame_to), covering the bytes kept or being shown */
    size_t frame_from, frame_to, frame_size;

    _Alignas(max_align_t) unsigned char state[];
};

struct streams {
    struct stream_consumer consumer;
    void *ctx;
    struct stream_limits limits;
    struct stream_counts counts;
    size_t memory;
    unsigned char *slots;
    size_t slot_size, slots_used;
    struct stream *free_slots;
    struct stream **buckets;
    size_t bucket_mask;
    struct stream *oldest, *newest;
};

static struct stream_limits with_defaults(const struct stream_limits *limits)
{
    struct stream_limits l = *limits;
    if (!l.memory_bytes) l.memory_bytes = DEFAULT_MEMORY;
    if (!l.max_streams) l.max_streams = DEFAULT_STREAMS;
    if (!l.keep_bytes) l.keep_bytes = l.memory_bytes / 2;
    if (!l.gap_bytes) l.gap_bytes = DEFAULT_GAP_BYTES;
    if (!l.gap_ns) l.gap_ns = DEFAULT_GAP_NS;
    return l;
}

struct streams *streams_new(const struct stream_limits *limits, const struct stream_consumer *consumer, void *ctx)
{
    struct streams *t = calloc(1, sizeof *t);
    if (!t) return NULL;
    t->consumer = *consumer;
    t->ctx = ctx;
    t->limits = with_defaults(limits);
    size_t align = _Alignof(max_align_t), buckets = 16;
    t->slot_size = (sizeof(struct stream) + t->limits.state_size + align - 1) / align * align;
    while (buckets < t->limits.max_streams) buckets *= 2;
    t->bucket_mask = buckets - 1;
    t->slots = calloc(t->limits.max_streams, t->slot_size);
    t->buckets = calloc(buckets, sizeof(struct stream *));
    if (!t->slots || !t->buckets) {
        streams_free(t);
        return NULL;
    }
    return t;
}

/* Memory of one stream */

static struct chunk *pop_chunk(struct streams *t, struct stream *s)
{
    struct chunk *c = s->waiting;
    size_t held = c->hole ? 0 : (size_t)(c->end - c->start);
    s->waiting = c->next;
    if (!s->waiting) s->waiting_last = NULL;
    s->waiting_bytes -= held;
    s->waiting_count--;
    t->memory -= sizeof *c + held;
    return c;
}

static void release_kept(struct streams *t, struct stream *s)
{
    t->memory -= s->kept_size + s->frame_size * sizeof *s->frames;
    free(s->kept);
    free(s->frames);
    s->kept = NULL;
    s->frames = NULL;
    s->kept_from = s->kept_to = s->kept_size = 0;
    s->frame_from = s->frame_to = s->frame_size = 0;
}

static void release(struct streams *t, struct stream *s)
{
    while (s->waiting) free(pop_chunk(t, s));
    release_kept(t, s);
}

void streams_free(struct streams *t)
{
    if (!t) return;
    for (struct stream *s = t->oldest; s; s = s->newer) release(t, s);
    free(t->slots);
    free(t->buckets);
    free(t);
}

/* Room for `more` bytes behind the kept ones: moved to the front when at least as many were used up, else into twice the room. So
 * appending costs constant time on average. */
static bool keep_room(struct streams *t, struct stream *s, size_t more)
{
    size_t have = s->kept_to - s->kept_from;
    if (s->kept_size - s->kept_to >= more) return true;
    if (have + more <= s->kept_size && have <= s->kept_from) {
        memcpy(s->kept, s->kept + s->kept_from, have);
    } else {
        size_t size = s->kept_size ? 2 * s->kept_size : KEEP_START;
        while (size < have + more) size *= 2;
        uint8_t *grown = malloc(size);
        if (!grown) return false;
        if (have) memcpy(grown, s->kept + s->kept_from, have);
        free(s->kept);
        t->memory += size - s->kept_size;
        s->kept = grown;
        s->kept_size = size;
    }
    s->kept_from = 0;
    s->kept_to = have;
    return true;
}

static void note_frame(struct streams *t, struct stream *s, const struct stream_frame *frame)
{
    if (s->frame_to == s->frame_size) {
        size_t have = s->frame_to - s->frame_from;
        if (have > s->frame_size / 2 || !s->frames) {
            if (have >= FRAMES_MAX) return;
            size_t size = s->frame_size ? s->frame_size * 2 : 8;
            struct stream_frame *grown = realloc(s->frames, size * sizeof *grown);
            if (!grown) return;
            t->memory += (size - s->frame_size) * sizeof *grown;
            s->frames = grown;
            s->frame_size = size;
        }
        memmove(s->frames, s->frames + s->frame_from, have * sizeof *s->frames);
        s->frame_from = 0;
        s->frame_to = have;
    }
    s->frames[s->frame_to++] = *frame;
}

struct stream_frame stream_frame_at(const struct stream *s, uint64_t offset)
{
    if (s->frame_from == s->frame_to) return (struct stream_frame){.time_ns = CLOCK_NONE};
    size_t low = s->frame_from, high = s->frame_to; /* the last frame that starts at or before the offset */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (s->frames[middle].offset <= offset)
            low = middle;
        else
            high = middle;
    }
    return s->frames[low];
}

/* Delivery */

static struct bytes kept_bytes(const struct stream *s)
{
    return bytes_of(s->kept ? s->kept + s->kept_from : NULL, s->kept_to - s->kept_from);
}

static uint64_t kept_offset(const struct stream *s)
{
    return (uint64_t)s->next - (s->kept_to - s->kept_from);
}

static void drop_kept(struct streams *t, struct stream *s)
{
    s->kept_from = s->kept_to = 0;
    s->frame_from = s->frame_to = 0;
    if (s->kept_size > KEEP_IDLE) release_kept(t, s);
}

/* `lost` bytes behind `kept` will not come, nor will those kept: tell the consumer and go on behind them. */
static void skip(struct streams *t, struct stream *s, struct bytes kept, int64_t lost)
{
    if (t->consumer.gap) t->consumer.gap(t->ctx, s, kept, (uint64_t)s->next - kept.len, (uint64_t)lost);
    drop_kept(t, s);
    s->next += lost;
    s->next_seq += (uint32_t)lost;
}

static void skip_gap(struct streams *t, struct stream *s, int64_t lost)
{
    t->counts.gaps++;
    t->counts.lost_bytes += (uint64_t)lost;
    skip(t, s, kept_bytes(s), lost);
}

/* Bytes that the consumer left are dropped because they are too many or there is no memory for them; `more`: not even shown to
 * it. */
static void shed(struct streams *t, struct stream *s, struct bytes kept, size_t more)
{
    t->counts.shed++;
    skip(t, s, kept, (int64_t)more);
}

static bool keep(struct streams *t, struct stream *s, struct bytes data)
{
    size_t have = s->kept_to - s->kept_from;
    if (data.len > t->limits.keep_bytes - have || !keep_room(t, s, data.len)) return false;
    memcpy(s->kept + s->kept_to, data.data, data.len);
    s->kept_to += data.len;
    return true;
}

/* Show the consumer `data`, the bytes before s->next; returns those that it left. */
static struct bytes show(struct streams *t, struct stream *s, struct bytes data)
{
    size_t used = t->consumer.data(t->ctx, s, data, (uint64_t)s->next - data.len);
    ENSURE(used <= data.len);
    struct bytes rest = bytes_slice(data, used, SIZE_MAX);
    uint64_t first = (uint64_t)s->next - rest.len;
    while (s->frame_to - s->frame_from > 1 && s->frames[s->frame_from + 1].offset <= first) s->frame_from++;
    return rest;
}

static void advance(struct streams *t, struct stream *s, size_t len)
{
    s->next += (int64_t)len;
    s->next_seq += (uint32_t)len;
    t->counts.bytes += len;
}

static void deliver(struct streams *t, struct stream *s, struct bytes data, int64_t time_ns, struct frame_ref ref)
{
    if (!data.len) return;
    s->gap_since_ns = time_ns;
    s->started = true;
    if (s->kept_from == s->kept_to) {
        note_frame(t, s, &(struct stream_frame){(uint64_t)s->next, time_ns, ref});
        advance(t, s, data.len);
        struct bytes rest = show(t, s, data);
        s->kept_from = s->kept_to = 0;
        if (rest.len && !keep(t, s, rest)) shed(t, s, rest, 0);
    } else if (keep(t, s, data)) {
        note_frame(t, s, &(struct stream_frame){(uint64_t)s->next, time_ns, ref});
        advance(t, s, data.len);
        s->kept_from = s->kept_to - show(t, s, kept_bytes(s)).len;
    } else {
        shed(t, s, kept_bytes(s), data.len);
    }
    if (s->kept_from == s->kept_to) drop_kept(t, s);
}

/* Deliver waiting segments as long as they are next. */
static void drain(struct streams *t, struct stream *s)
{
    while (s->waiting && s->waiting->start == s->next) {
        struct chunk *c = pop_chunk(t, s);
        if (c->hole)
            skip_gap(t, s, c->end - c->start);
        else
            deliver(t, s, bytes_of(c->data, (size_t)(c->end - c->start)), c->time_ns, c->ref);
        free(c);
    }
}

static void give_up_gap(struct streams *t, struct stream *s)
{
    skip_gap(t, s, s->waiting->start - s->next);
    drain(t, s);
}

/* Segments into the list of those that wait */

/* A new chunk [from, to) behind `before` (NULL: at the head). */
static void put_chunk(struct streams *t, struct stream *s, struct chunk *before, int64_t from, int64_t to, const uint8_t *data,
                      const struct tcp_segment *g)
{
    size_t held = data ? (size_t)(to - from) : 0;
    struct chunk *c = malloc(sizeof *c + held);
    if (!c) {
        t->counts.shed++; /* becomes a gap */
        return;
    }
    *c = (struct chunk){.start = from, .end = to, .time_ns = g->time_ns, .ref = g->ref, .hole = !data};
    if (data) memcpy(c->data, data, held);
    struct chunk **link = before ? &before->next : &s->waiting;
    c->next = *link;
    *link = c;
    if (!c->next) s->waiting_last = c;
    s->waiting_bytes += held;
    s->waiting_count++;
    t->memory += sizeof *c + held;
}

/* Overlapping bytes that are held twice must be the same. */
static void compare(struct streams *t, struct bytes held, int64_t held_start, struct bytes data, int64_t start)
{
    int64_t from = held_start > start ? held_start : start;
    int64_t held_end = held_start + (int64_t)held.len, end = start + (int64_t)data.len;
    int64_t to = held_end < end ? held_end : end;
    if (from >= to) return;
    t->counts.overlaps++;
    if (memcmp(held.data + (from - held_start), data.data + (from - start), (size_t)(to - from)) != 0) t->counts.conflicts++;
}

/* Sort [start, end) in, only where nothing waits already. `data` is NULL for a hole. */
static void sort_in(struct streams *t, struct stream *s, int64_t start, int64_t end, const uint8_t *data,
                    const struct tcp_segment *g)
{
    int64_t at = start;
    struct chunk *before = NULL, *c = s->waiting;
    if (s->waiting_last && s->waiting_last->end <= start) before = s->waiting_last, c = NULL;
    for (; c && c->start < end; c = c->next) {
        if (data && !c->hole)
            compare(t, bytes_of(c->data, (size_t)(c->end - c->start)), c->start, bytes_of(data, (size_t)(end - start)), start);
        if (c->start > at) put_chunk(t, s, before, at, c->start, data ? data + (at - start) : NULL, g);
        if (c->end > at) at = c->end;
        before = c;
    }
    if (at < end) put_chunk(t, s, before, at, end, data ? data + (at - start) : NULL, g);
}

static bool waited_long(const struct streams *t, const struct stream *s, int64_t now_ns)
{
    int64_t waited_ns;
    return !__builtin_sub_overflow(now_ns, s->gap_since_ns, &waited_ns) && waited_ns > t->limits.gap_ns;
}

/* The payload lies ahead, or beside segments that wait. */
static void enqueue(struct streams *t, struct stream *s, int64_t start, struct bytes data, int64_t hole,
                    const struct tcp_segment *g)
{
    if (start > s->next) t->counts.out_of_order++;
    if (!s->waiting) s->gap_since_ns = g->time_ns;
    int64_t captured_end = start + (int64_t)data.len;
    if (data.len) sort_in(t, s, start, captured_end, data.data, g);
    if (hole) sort_in(t, s, captured_end, captured_end + hole, NULL, g);
    drain(t, s);
    while (s->waiting &&
           (s->waiting_bytes >= t->limits.gap_bytes || s->waiting_count >= CHUNKS_MAX || waited_long(t, s, g->time_ns)))
        give_up_gap(t, s);
}

static void take_payload(struct streams *t, struct stream *s, int64_t start, const struct tcp_segment *g)
{
    struct bytes data = bytes_slice(g->payload, 0, g->wire_len);
    int64_t captured_end = start + (int64_t)data.len, end = start + g->wire_len;
    if (start < s->next) {
        compare(t, kept_bytes(s), (int64_t)kept_offset(s), data, start);
        if (end <= s->next) {
            if (g->wire_len == 1 && end == s->next)
                t->counts.probes++; /* RFC 9293 cl. 3.8.4; RFC 1122 cl. 4.2.3.6 */
            else
                t->counts.retransmitted++;
            return;
        }
        t->counts.retransmitted++;
        data = bytes_slice(data, (size_t)(s->next - start), SIZE_MAX);
        start = s->next;
        if (captured_end < start) captured_end = start;
    }
    int64_t hole = end - captured_end;
    if (start == s->next && (!s->waiting || s->waiting->start >= end)) {
        deliver(t, s, data, g->time_ns, g->ref);
        if (hole) skip_gap(t, s, hole);
        drain(t, s);
    } else {
        enqueue(t, s, start, data, hole, g);
    }
}

/* Streams in the table */

static uint64_t hash_flow(const struct five_tuple *f, uint64_t seed)
{
    uint64_t h = mix(load_be64(f->src.bytes) ^ seed, load_be64(f->src.bytes + 8));
    h = mix(h ^ load_be64(f->dst.bytes), load_be64(f->dst.bytes + 8));
    return mix(h, (uint64_t)f->sport << 32 | (uint64_t)f->dport << 16 | f->protocol);
}

static void unlink_age(struct streams *t, struct stream *s)
{
    *(s->older ? &s->older->newer : &t->oldest) = s->newer;
    *(s->newer ? &s->newer->older : &t->newest) = s->older;
}

static void link_newest(struct streams *t, struct stream *s)
{
    s->older = t->newest;
    s->newer = NULL;
    *(t->newest ? &t->newest->newer : &t->oldest) = s;
    t->newest = s;
}

/* Everything that waits is delivered or given up, and the consumer told that nothing more comes. */
static void end_stream(struct streams *t, struct stream *s, enum stream_end why)
{
    while (s->waiting) give_up_gap(t, s);
    if (!s->ended && t->consumer.end) t->consumer.end(t->ctx, s, kept_bytes(s), kept_offset(s), why);
    release(t, s);
    s->ended = true;
    if (why != STREAM_FLUSHED) memset(s->state, 0, t->limits.state_size);
}

static void evict(struct streams *t, struct stream *s)
{
    t->counts.evicted++;
    end_stream(t, s, STREAM_EVICTED);
    struct stream **link = &t->buckets[s->hash & t->bucket_mask];
    while (*link != s) link = &(*link)->chain;
    *link = s->chain;
    unlink_age(t, s);
    s->chain = t->free_slots;
    t->free_slots = s;
}

static struct stream *find(struct streams *t, const struct five_tuple *flow, uint64_t hash)
{
    struct stream *s = t->buckets[hash & t->bucket_mask];
    while (s && (s->hash != hash || !five_tuple_equal(&s->flow, flow))) s = s->chain;
    return s;
}

static struct stream *add(struct streams *t, const struct five_tuple *flow, uint64_t hash)
{
    struct stream *s;
    if (!t->free_slots && t->slots_used == t->limits.max_streams) evict(t, t->oldest);
    if (t->free_slots) {
        s = t->free_slots;
        t->free_slots = s->chain;
        memset(s, 0, t->slot_size);
    } else {
        s = (struct stream *)(void *)(t->slots + t->slots_used++ * t->slot_size);
    }
    s->flow = *flow;
    s->hash = hash;
    s->chain = t->buckets[hash & t->bucket_mask];
    t->buckets[hash & t->bucket_mask] = s;
    link_newest(t, s);
    return s;
}

static void start_stream(struct streams *t, struct stream *s, const struct tcp_segment *g)
{
    t->counts.streams++;
    s->next = 0;
    s->next_seq = s->first_seq = g->seq;
    s->fin_at = NO_OFFSET;
    s->syn_seen = g->flags & TCP_SYN;
    s->started = s->ended = false;
}

/* A SYN that does not belong to the connection known begins another one between the same ports. */
static bool begins_again(const struct stream *s, const struct tcp_segment *g)
{
    if (!(g->flags & TCP_SYN)) return false;
    uint32_t before = s->first_seq - g->seq; /* a copy of the SYN, seen late: numbered as its data or one before */
    return before > 1;
}

static void shed_stream(struct streams *t, struct stream *s)
{
    while (s->waiting) give_up_gap(t, s);
    if (s->kept_from != s->kept_to) shed(t, s, kept_bytes(s), 0);
    release_kept(t, s);
}

/* Longest idle streams first; at last the current one's own. More than need be, so that the walk is not taken for every segment.
 */
static void enforce_memory(struct streams *t, struct stream *current)
{
    size_t target = t->limits.memory_bytes - t->limits.memory_bytes / 8;
    for (struct stream *s = t->oldest; s && t->memory > target; s = s->newer) {
        if (s != current && (s->waiting || s->kept_size)) shed_stream(t, s);
    }
    while (t->memory > t->limits.memory_bytes && current->waiting) give_up_gap(t, current);
    if (t->memory > t->limits.memory_bytes) shed_stream(t, current);
}

static struct stream *stream_of(struct streams *t, const struct tcp_segment *g)
{
    uint64_t hash = hash_flow(&g->flow, t->limits.hash_seed);
    struct stream *s = find(t, &g->flow, hash);
    if (!s) {
        if ((!g->wire_len && !(g->flags & TCP_SYN)) || g->flags & TCP_RST) return NULL;
        s = add(t, &g->flow, hash);
        start_stream(t, s, g);
        return s;
    }
    if (s != t->newest) {
        unlink_age(t, s);
        link_newest(t, s);
    }
    if (begins_again(s, g) || s->next > INT64_MAX / 2) {
        end_stream(t, s, STREAM_FINISHED);
        start_stream(t, s, g);
    }
    return s;
}

void streams_segment(struct streams *t, const struct tcp_segment *g)
{
    t->counts.segments++;
    struct stream *s = stream_of(t, g);
    if (!s) return;
    if (g->flags & TCP_RST) {
        t->counts.resets++;
        end_stream(t, s, STREAM_FINISHED);
        return;
    }
    uint32_t distance = g->seq - s->next_seq;
    int64_t start = s->next + (distance <= AHEAD_MAX ? (int64_t)distance : (int64_t)distance - (INT64_C(1) << 32));
    if (g->wire_len) {
        if (!s->started && s->syn_seen && start == s->next + 1) { /* the SYN gave its own number: nothing is missing */
            s->next++;
            s->next_seq++;
        }
        if (start + g->wire_len > s->next) s->ended = false; /* goes on after a forged or early end */
        take_payload(t, s, start, g);
    }
    if (g->flags & TCP_FIN && start + g->wire_len >= s->next) s->fin_at = start + g->wire_len;
    if (s->fin_at == s->next && !s->ended) end_stream(t, s, STREAM_FINISHED);
    if (UNLIKELY(t->memory > t->limits.memory_bytes)) enforce_memory(t, s);
}

void streams_flush(struct streams *t)
{
    for (struct stream *s = t->oldest; s; s = s->newer) end_stream(t, s, STREAM_FLUSHED);
}

const struct stream_counts *streams_counts(const struct streams *t)
{
    return &t->counts;
}

size_t streams_memory(const struct streams *t)
{
    return t->memory;
}

void *stream_state(struct stream *s)
{
    return s->state;
}

const struct five_tuple *stream_flow(const struct stream *s)
{
    return &s->flow;
}

bool stream_joined(const struct stream *s)
{
    return !s->syn_seen;
}
