#include "intercept/tls_session.h"

#include <stdlib.h>
#include <xxhash.h>

#include "intercept/tls_side.h"

enum {
    DEFAULT_MEMORY = 16 << 20,
    MEMORY_PER_SESSION = 8192,
    SESSIONS_MIN = 32,
    HOLD_MAX = 128 << 10,  /* bytes of one direction that wait for the other's hello */
    LOST_MAX = 0x3fffffff, /* in one step: what TCP's numbers can tell */
    FIRST_DATA = 1         /* offset of a stream's first byte, at most: a SYN's own number may count */
};

enum { CLIENT, SERVER };

/* One direction of a session. */
struct end {
    bool hello, sealed; /* its hello was read; its records are encrypted now */
    bool mark;          /* the receiver's */
    uint32_t seq;       /* of the next byte in clear */
    uint64_t lost;      /* bytes in clear that are missing before it */
    struct tls_side side;
};

struct tls_session {
    struct tls_session *chain;         /* same bucket */
    struct tls_session *older, *newer; /* by last use */
    struct five_tuple flow;            /* client to server */
    uint64_t hash;
    uint8_t random[2][TLS_RANDOM_LEN];
    uint16_t version, suite_id;
    bool ready, useless; /* both hellos read, keys made; there is nothing to be had */
    struct end ends[2];
};

struct tls_tracker {
    struct streams *streams;
    struct tls_secret_store *secrets;
    tls_clear_fn *fn;
    tls_handshake_fn *handshake_fn; /* NULL: nobody wants them */
    void *ctx;
    struct tls_counts counts;
    uint64_t seed;
    struct tls_session **buckets;
    size_t bucket_mask, count, max;
    struct tls_session *oldest, *newest;
    bool refused; /* by the segment under way */
    uint8_t clear[TLS_RECORD_MAX];
};

/* --- sessions ----------------------------------------------------------------------------------------------------------- */

static struct five_tuple reversed(const struct five_tuple *f)
{
    return (struct five_tuple){f->dst, f->src, f->dport, f->sport, f->protocol};
}

static uint64_t hash_end(const struct ip_addr *a, uint16_t port, uint64_t seed)
{
    return XXH3_64bits_withSeed(a->bytes, sizeof a->bytes, seed + port);
}

/* The same for both directions. */
static uint64_t hash_both(const struct five_tuple *f, uint64_t seed)
{
    return hash_end(&f->src, f->sport, seed) + hash_end(&f->dst, f->dport, seed);
}

static void unlink_age(struct tls_tracker *t, struct tls_session *x)
{
    *(x->older ? &x->older->newer : &t->oldest) = x->newer;
    *(x->newer ? &x->newer->older : &t->newest) = x->older;
}

static void link_newest(struct tls_tracker *t, struct tls_session *x)
{
    x->older = t->newest;
    x->newer = NULL;
    *(t->newest ? &t->newest->newer : &t->oldest) = x;
    t->newest = x;
}

static void forget(struct tls_session *x)
{
    tls_side_done(&x->ends[CLIENT].side);
    tls_side_done(&x->ends[SERVER].side);
    free(x);
}

static void drop(struct tls_tracker *t, struct tls_session *x)
{
    struct tls_session **link = &t->buckets[x->hash & t->bucket_mask];
    while (*link != x) link = &(*link)->chain;
    *link = x->chain;
    unlink_age(t, x);
    forget(x);
    t->count--;
}

/* The session of that direction, and which end sends in it. */
static struct tls_session *find(struct tls_tracker *t, const struct five_tuple *flow, int *ret_end)
{
    struct five_tuple back = reversed(flow);
    uint64_t hash = hash_both(flow, t->seed);
    for (struct tls_session *x = t->buckets[hash & t->bucket_mask]; x; x = x->chain) {
        if (x->hash != hash) continue;
        bool client = five_tuple_equal(&x->flow, flow);
        if (!client && !five_tuple_equal(&x->flow, &back)) continue;
        *ret_end = client ? CLIENT : SERVER;
        if (x != t->newest) {
            unlink_age(t, x);
            link_newest(t, x);
        }
        return x;
    }
    return NULL;
}

static struct tls_session *add(struct tls_tracker *t, const struct five_tuple *client)
{
    if (t->count == t->max) drop(t, t->oldest);
    struct tls_session *x = calloc(1, sizeof *x);
    if (!x) return NULL;
    x->flow = *client;
    x->hash = hash_both(client, t->seed);
    x->chain = t->buckets[x->hash & t->bucket_mask];
    t->buckets[x->hash & t->bucket_mask] = x;
    link_newest(t, x);
    t->count++;
    return x;
}

/* Both hellos are known: the keys. */
static void make_ready(struct tls_tracker *t, struct tls_session *x)
{
    struct tls_secrets secrets;
    const struct tls_suite *suite = tls_suite(x->suite_id);
    bool tls13 = x->version == TLS_1_3;
    x->ready = true;
    x->useless = true;
    if (!suite || (x->suite_id >> 8 == 0x13) != tls13 || (!tls13 && x->version != TLS_1_2)) return;
    if (!tls_secrets_of(t->secrets, x->random[CLIENT], &secrets)) return;
    x->useless = false;
    for (int end = CLIENT; end <= SERVER; end++) {
        struct tls_side *d = &x->ends[end].side;
        if (!tls_side_start(d, suite, tls13, &secrets, x->random[CLIENT], x->random[SERVER], end == SERVER)) x->useless = true;
        if (tls13 && end == SERVER) x->ends[end].sealed = true;
    }
    explicit_bzero(&secrets, sizeof secrets);
}

/* --- hellos ------------------------------------------------------------------------------------------------------------- */

struct hello {
    int end; /* that sends it */
    bool retry;
    uint8_t random[TLS_RANDOM_LEN];
    uint16_t version, suite_id; /* of the server's */
};

static bool read_hello(struct bytes record, struct hello *ret)
{
    struct tls_client_hello c;
    struct tls_server_hello s;
    *ret = (struct hello){0};
    if (tls_client_hello(record, &c)) {
        ret->end = CLIENT;
        memcpy(ret->random, c.random, sizeof ret->random);
        return true;
    }
    if (!tls_server_hello(record, &s)) return false;
    *ret = (struct hello){.end = SERVER, .retry = s.retry, .version = s.version, .suite_id = s.cipher_suite};
    memcpy(ret->random, s.random, sizeof ret->random);
    return true;
}

/* A first hello makes the session, another one between the same ports a new one. */
static void take_hello(struct tls_tracker *t, struct tls_session *x, int end, const struct five_tuple *flow,
                       const struct hello *h)
{
    struct five_tuple client = h->end == CLIENT ? *flow : reversed(flow);
    if (x && h->end != end) {
        x->useless = true;
        return;
    }
    if (x && x->ends[h->end].hello) {
        if (memcmp(x->random[h->end], h->random, TLS_RANDOM_LEN) == 0) return; /* the client's, after a HelloRetryRequest */
        drop(t, x);
        x = NULL;
    }
    if (!x) x = add(t, &client);
    if (!x || h->retry) return;
    struct end *e = &x->ends[h->end];
    e->hello = true;
    memcpy(x->random[h->end], h->random, TLS_RANDOM_LEN);
    memcpy(&e->seq, h->random, sizeof e->seq);
    if (h->end == SERVER) {
        x->version = h->version;
        x->suite_id = h->suite_id;
    }
    if (x->ends[CLIENT].hello && x->ends[SERVER].hello) make_ready(t, x);
}

/* --- records ------------------------------------------------------------------------------------------------------------ */

static void hand_on(struct tls_tracker *t, struct end *e, const struct stream *s, uint64_t last, const struct tls_opened *o)
{
    struct stream_frame frame = stream_frame_at(s, last);
    struct tcp_segment g = {
        .flow = *stream_flow(s), .seq = e->seq, .time_ns = frame.time_ns, .ref = frame.ref, .deciphered = true};
    e->lost += o->lost;
    if (o->type != TLS_APPLICATION || !o->len) return;
    if (e->lost && e->mark) {
        g.wire_len = e->lost > LOST_MAX ? LOST_MAX : (uint32_t)e->lost;
        t->fn(t->ctx, &g, &e->mark);
        g.seq = e->seq += g.wire_len;
    }
    e->lost = 0;
    g.payload = bytes_of(t->clear, o->len);
    g.wire_len = (uint32_t)o->len;
    if (!e->mark) g.flags = TCP_SYN;
    t->fn(t->ctx, &g, &e->mark);
    e->seq += g.wire_len;
    t->counts.records++;
    t->counts.bytes += o->len;
}

static size_t refuse(struct tls_tracker *t, struct bytes b)
{
    t->refused = true;
    return b.len;
}

static size_t sealed_step(struct tls_tracker *t, struct tls_session *x, int end, const struct stream *s, struct bytes b,
                          uint64_t offset)
{
    struct tls_opened o;
    struct end *e = &x->ends[end];
    bool fitted = e->side.fits;
    uint64_t missed = e->side.missed;
    if (!x->ready) return 0;
    size_t used = tls_side_step(&e->side, b, t->clear, &o);
    if (e->side.given_up) return refuse(t, b);
    if (fitted && e->side.missed > missed) t->counts.missed_bytes += e->side.missed - missed;
    if (e->side.fits && !fitted) tls_secrets_fit(t->secrets, x->random[CLIENT]);
    if (o.len) hand_on(t, e, s, offset + used - 1, &o);
    if (o.len && o.type == TLS_HANDSHAKE && x->version == TLS_1_3 && t->handshake_fn) {
        struct tls_handshake_part h = {stream_flow(s), x->random[CLIENT], bytes_of(t->clear, o.len), o.lost > 0};
        t->handshake_fn(t->ctx, &h);
    }
    return used;
}

/* A record before encryption starts, of a session that may not be known yet (x is NULL). */
static size_t plain_step(struct tls_tracker *t, struct tls_session *x, int end, const struct stream *s, struct bytes b,
                         uint64_t offset)
{
    size_t len;
    struct hello h;
    if (b.len <= TLS_HEADER_LEN) return 0;
    if (!tls_sniff(b) || !tls_record(b, &len)) return refuse(t, b);
    bool handshake = b.data[0] == TLS_HANDSHAKE;
    if (!handshake && !x) return refuse(t, b);         /* its start was missed */
    bool retried = x && !x->ends[end].hello;           /* a server's ChangeCipherSpec behind its HelloRetryRequest */
    if (!handshake && !x->ready && !retried) return 0; /* what it means the other side's hello tells */
    if (b.data[0] == TLS_APPLICATION) {
        x->ends[end].sealed = true;
        return sealed_step(t, x, end, s, b, offset);
    }
    len += TLS_HEADER_LEN;
    if (b.len < len) return 0;
    if (handshake && read_hello(bytes_slice(b, 0, len), &h))
        take_hello(t, x, end, stream_flow(s), &h);
    else if (!x)
        return refuse(t, b);
    else if (b.data[0] == TLS_CHANGE_CIPHER && x->version == TLS_1_2)
        x->ends[end].sealed = true;
    return len;
}

/* Ports that are used again: the hello of the next session stands where a stream starts. */
static bool starts_again(struct bytes b, uint64_t offset)
{
    struct hello h;
    return offset <= FIRST_DATA && tls_sniff(b) && b.data[0] == TLS_HANDSHAKE && read_hello(b, &h);
}

static size_t step(struct tls_tracker *t, const struct stream *s, struct bytes b, uint64_t offset)
{
    int end = CLIENT;
    struct tls_session *x = find(t, stream_flow(s), &end);
    if (!x || starts_again(b, offset)) return plain_step(t, x, end, s, b, offset);
    if (x->useless || x->ends[end].side.given_up) return refuse(t, b);
    return x->ends[end].sealed ? sealed_step(t, x, end, s, b, offset) : plain_step(t, x, end, s, b, offset);
}

static size_t on_data(void *ctx, struct stream *s, struct bytes data, uint64_t offset)
{
    struct tls_tracker *t = ctx;
    size_t at = 0, used = 1;
    while (at < data.len && used) {
        used = step(t, s, bytes_slice(data, at, SIZE_MAX), offset + at);
        at += used;
    }
    return data.len - at > HOLD_MAX ? refuse(t, data) : at;
}

static void on_gap(void *ctx, struct stream *s, struct bytes kept, uint64_t offset, uint64_t lost)
{
    struct tls_tracker *t = ctx;
    int end = CLIENT;
    struct tls_session *x = find(t, stream_flow(s), &end);
    (void)offset;
    if (!x) return;
    struct end *e = &x->ends[end];
    if (!e->hello) {
        x->useless = true;
        return;
    }
    uint64_t missed = e->side.missed;
    e->sealed = true; /* it may be: whether, the next record tells */
    tls_side_gap(&e->side, kept, lost);
    if (e->side.fits) t->counts.missed_bytes += e->side.missed - missed;
}

static void on_end(void *ctx, struct stream *s, struct bytes kept, uint64_t offset, enum stream_end why)
{
    (void)why;
    (void)on_data(ctx, s, kept, offset);
}

/* --- tracker ------------------------------------------------------------------------------------------------------------ */

struct tls_tracker *tls_tracker_new(const struct tls_limits *limits, struct tls_secret_store *secrets, tls_clear_fn *fn,
                                    void *ctx)
{
    static const struct stream_consumer consumer = {on_data, on_gap, on_end};
    struct tls_tracker *t = calloc(1, sizeof *t);
    if (!t) return NULL;
    struct stream_limits l = {.memory_bytes = limits->memory_bytes ? limits->memory_bytes : DEFAULT_MEMORY,
                              .hash_seed = limits->hash_seed};
    size_t buckets = SESSIONS_MIN;
    t->max = l.memory_bytes / MEMORY_PER_SESSION > SESSIONS_MIN ? l.memory_bytes / MEMORY_PER_SESSION : SESSIONS_MIN;
    while (buckets < t->max) buckets *= 2;
    l.max_streams = 2 * t->max;
    l.memory_bytes /= 2;
    *t = (struct tls_tracker){
        .secrets = secrets, .fn = fn, .ctx = ctx, .seed = limits->hash_seed, .max = t->max, .bucket_mask = buckets - 1};
    t->buckets = calloc(buckets, sizeof(struct tls_session *));
    t->streams = streams_new(&l, &consumer, t);
    if (t->buckets && t->streams) return t;
    tls_tracker_free(t);
    return NULL;
}

void tls_tracker_free(struct tls_tracker *t)
{
    if (!t) return;
    for (struct tls_session *x = t->oldest, *newer; x; x = newer) {
        newer = x->newer;
        forget(x);
    }
    streams_free(t->streams);
    free(t->buckets);
    explicit_bzero(t->clear, sizeof t->clear);
    free(t);
}

void tls_tracker_observe(struct tls_tracker *t, tls_handshake_fn *fn)
{
    t->handshake_fn = fn;
}

bool tls_tracker_segment(struct tls_tracker *t, const struct tcp_segment *g)
{
    t->refused = false;
    streams_segment(t->streams, g);
    return !t->refused;
}

void tls_tracker_flush(struct tls_tracker *t)
{
    streams_flush(t->streams);
}

const struct tls_counts *tls_tracker_counts(const struct tls_tracker *t)
{
    return &t->counts;
}
