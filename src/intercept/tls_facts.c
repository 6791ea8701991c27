#include "intercept/tls_facts.h"

#include <openssl/sha.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/msan.h"
#include "table/index.h"

enum { MESSAGE_HEADER = 4, HANDSHAKE_MAX = 32 * 1024, HANDSHAKES_MAX = 8 << 20, STREAM_MEMORY = 4 << 20 };

/* The handshake of one end, put together from records. */
struct handshake {
    bool over;     /* encrypted from here on, or not to be understood */
    uint8_t *data; /* owned */
    size_t len, room;
};

struct session {
    struct tls_session_facts facts;
    uint32_t tap; /* of the first hello */
    struct handshake ends[2];
    struct handshake opened[2]; /* what was encrypted of it */
};

struct tls_facts {
    struct streams *streams;
    struct session *list[TLS_FACTS_MAX]; /* owned */
    size_t count, held;                  /* held: bytes of handshakes */
    uint64_t refused, seed;
    struct index index; /* of list, by flow in either direction; values are positions plus one */
};

/* --- sessions ----------------------------------------------------------------------------------------------------------- */

static uint64_t hash_end(const struct ip_addr *a, uint16_t port, uint64_t seed)
{
    return XXH3_64bits_withSeed(a->bytes, sizeof a->bytes, seed + port);
}

static uint64_t hash_flow(const struct tls_facts *t, const struct five_tuple *f)
{
    return hash_end(&f->src, f->sport, t->seed) + hash_end(&f->dst, f->dport, t->seed);
}

struct key {
    const struct tls_facts *table;
    const struct five_tuple *flow;
    struct five_tuple back;
};

static bool same_flow(const void *ctx, uint32_t value)
{
    const struct key *k = ctx;
    const struct five_tuple *f = &k->table->list[value - 1]->facts.flow;
    return five_tuple_equal(f, k->flow) || five_tuple_equal(f, &k->back);
}

static struct session *find(const struct tls_facts *t, const struct five_tuple *flow, enum tls_end *ret_end)
{
    struct key key = {t, flow, five_tuple_reverse(flow)};
    uint32_t at = index_find(&t->index, hash_flow(t, flow), same_flow, &key);
    if (!at) return NULL;
    struct session *x = t->list[at - 1];
    *ret_end = five_tuple_equal(&x->facts.flow, flow) ? TLS_CLIENT : TLS_SERVER;
    return x;
}

/* By the hello at the head of the segment; NULL when there is none, or no place. */
static struct session *begin(struct tls_facts *t, const struct tcp_segment *g, enum tls_end *ret_end)
{
    struct bytes b = g->payload;
    if (!tls_sniff(b) || b.data[0] != TLS_HANDSHAKE) return NULL;
    uint8_t type = b.data[TLS_HEADER_LEN];
    if (type != TLS_CLIENT_HELLO && type != TLS_SERVER_HELLO) return NULL;
    struct session *x = t->count < TLS_FACTS_MAX ? calloc(1, sizeof *x) : NULL;
    if (!x || !index_put(&t->index, hash_flow(t, &g->flow), (uint32_t)t->count + 1)) {
        t->refused++;
        free(x);
        return NULL;
    }
    *ret_end = type == TLS_CLIENT_HELLO ? TLS_CLIENT : TLS_SERVER;
    x->facts.flow = *ret_end == TLS_CLIENT ? g->flow : five_tuple_reverse(&g->flow);
    x->facts.first = g->ref;
    t->list[t->count++] = x;
    return x;
}

/* --- handshakes --------------------------------------------------------------------------------------------------------- */

static void finish(struct tls_facts *t, struct handshake *h)
{
    t->held -= h->room;
    free(h->data);
    *h = (struct handshake){.over = true};
}

static void take_client_hello(struct tls_session_facts *f, struct bytes body)
{
    struct tls_client_hello hello;
    struct tls_offer offer;
    if (f->hello[TLS_CLIENT] || !tls_client_hello_body(body, &hello)) return; /* the second, after a HelloRetryRequest */
    f->hello[TLS_CLIENT] = true;
    memcpy(f->random, hello.random, sizeof f->random);
    size_t len = hello.server_name.len < sizeof f->server_name ? hello.server_name.len : sizeof f->server_name - 1;
    for (size_t i = 0; i < len; i++) {
        uint8_t c = hello.server_name.data[i];
        f->server_name[i] = (char)(c > 0x20 && c < 0x7f ? c : '?');
    }
    if (tls_offer(body, &offer)) tls_ja4(&offer, f->ja4);
}

static void take_server_hello(struct tls_session_facts *f, struct bytes body)
{
    struct tls_server_hello hello;
    if (!tls_server_hello_body(body, &hello)) return;
    f->hello[TLS_SERVER] = true;
    f->version = hello.version;
    f->suite = hello.cipher_suite;
}

/* Certificate of TLS 1.2 and before (RFC 5246 cl. 7.4.2): a list, the end's own first. */
static void take_certificate(struct tls_session_facts *f, enum tls_end end, struct bytes body)
{
    if (body.len < 6) return;
    size_t len = (size_t)load_be16(body.data + 3) << 8 | body.data[5];
    if (f->certified[end] || len > body.len - 6) return;
    struct bytes der = bytes_slice(body, 6, len);
    f->certified[end] = x509_names(der, &f->certificate[end]);
    LIBRARY_BEGIN();
    if (f->certified[end]) SHA256(der.data, der.len, f->fingerprint[end]);
    LIBRARY_END();
    LIBRARY_WROTE(f->fingerprint[end], sizeof f->fingerprint[end]);
}

/* Of TLS 1.3 (RFC 8446 cl. 4.4.2): the same behind what a request for it named, and with extensions. */
static void take_opened(struct tls_session_facts *f, enum tls_end end, uint8_t type, struct bytes body)
{
    if (type == TLS_CERTIFICATE && body.len) take_certificate(f, end, bytes_slice(body, 1U + body.data[0], SIZE_MAX));
}

static void take_message(struct tls_session_facts *f, enum tls_end end, uint8_t type, struct bytes body)
{
    if (type == TLS_CLIENT_HELLO && end == TLS_CLIENT) take_client_hello(f, body);
    if (type == TLS_SERVER_HELLO && end == TLS_SERVER) take_server_hello(f, body);
    if (type == TLS_CERTIFICATE) take_certificate(f, end, body);
}

static bool append(struct tls_facts *t, struct handshake *h, struct bytes b)
{
    if (h->len + b.len > h->room) {
        size_t room = h->len + b.len;
        uint8_t *bigger = room <= HANDSHAKE_MAX && t->held + room - h->room <= HANDSHAKES_MAX ? realloc(h->data, room) : NULL;
        if (!bigger) return false;
        t->held += room - h->room;
        h->data = bigger;
        h->room = room;
    }
    memcpy(h->data + h->len, b.data, b.len);
    h->len += b.len;
    return true;
}

typedef void take_fn(struct tls_session_facts *f, enum tls_end end, uint8_t type, struct bytes body);

/* The content of a handshake record; messages may go on in the next one. */
static void take_record(struct tls_facts *t, struct session *x, enum tls_end end, struct handshake *h, struct bytes content,
                        take_fn *take)
{
    if (!append(t, h, content)) {
        finish(t, h);
        return;
    }
    size_t at = 0;
    while (h->len - at >= MESSAGE_HEADER) {
        const uint8_t *p = h->data + at;
        size_t len = (size_t)load_be16(p + 1) << 8 | p[3];
        if (len > h->len - at - MESSAGE_HEADER) break;
        take(&x->facts, end, p[0], bytes_of(p + MESSAGE_HEADER, len));
        at += MESSAGE_HEADER + len;
    }
    memmove(h->data, h->data + at, h->len - at);
    h->len -= at;
}

static size_t on_data(void *ctx, struct stream *s, struct bytes data, uint64_t offset)
{
    struct tls_facts *t = ctx;
    enum tls_end end;
    struct session *x = find(t, stream_flow(s), &end);
    size_t at = 0, len;
    (void)offset;
    while (x && !x->ends[end].over) {
        struct bytes rest = bytes_slice(data, at, SIZE_MAX);
        if (rest.len < TLS_HEADER_LEN) return at;
        if (!tls_record(rest, &len) || rest.data[0] != TLS_HANDSHAKE) {
            finish(t, &x->ends[end]);
            break;
        }
        if (rest.len < TLS_HEADER_LEN + len) return at;
        take_record(t, x, end, &x->ends[end], bytes_slice(rest, TLS_HEADER_LEN, len), take_message);
        at += TLS_HEADER_LEN + len;
    }
    return data.len;
}

static void on_gap(void *ctx, struct stream *s, struct bytes kept, uint64_t offset, uint64_t lost)
{
    struct tls_facts *t = ctx;
    enum tls_end end;
    struct session *x = find(t, stream_flow(s), &end);
    (void)kept, (void)offset, (void)lost;
    if (x) finish(t, &x->ends[end]);
}

/* --- all of it ---------------------------------------------------------------------------------------------------------- */

struct tls_facts *tls_facts_new(uint64_t hash_seed)
{
    static const struct stream_consumer consumer = {on_data, on_gap, NULL};
    struct tls_facts *t = calloc(1, sizeof *t);
    struct stream_limits limits = {.memory_bytes = STREAM_MEMORY, .max_streams = 1024, .hash_seed = hash_seed};
    if (!t) return NULL;
    t->seed = hash_seed;
    t->streams = streams_new(&limits, &consumer, t);
    if (t->streams && index_init(&t->index, TLS_FACTS_MAX)) return t;
    tls_facts_free(t);
    return NULL;
}

void tls_facts_free(struct tls_facts *t)
{
    if (!t) return;
    if (t->streams) streams_free(t->streams);
    for (size_t i = 0; i < t->count; i++) {
        for (enum tls_end end = TLS_CLIENT; end <= TLS_SERVER; end++) {
            finish(t, &t->list[i]->ends[end]);
            finish(t, &t->list[i]->opened[end]);
        }
        free(t->list[i]);
    }
    index_done(&t->index);
    free(t);
}

static void count(struct tls_session_facts *f, enum tls_end end, int64_t time_ns, uint64_t bytes)
{
    bool first = f->packets[TLS_CLIENT] + f->packets[TLS_SERVER] == 0;
    if (first || time_ns < f->first_ns) f->first_ns = time_ns;
    if (first || time_ns > f->last_ns) f->last_ns = time_ns;
    f->packets[end]++;
    f->bytes[end] += bytes;
}

void tls_facts_segment(struct tls_facts *t, const struct tcp_segment *g, uint32_t tap, uint64_t wire_bytes)
{
    enum tls_end end;
    struct session *x = find(t, &g->flow, &end);
    if (!x && (x = begin(t, g, &end))) x->tap = tap;
    if (!x) return;
    if (tap == x->tap) count(&x->facts, end, g->time_ns, wire_bytes);
    if (!x->ends[end].over) streams_segment(t->streams, g);
}

void tls_facts_opened(struct tls_facts *t, const struct tls_handshake_part *h)
{
    enum tls_end end;
    struct session *x = find(t, h->flow, &end);
    if (!x || x->opened[end].over || memcmp(x->facts.random, h->random, TLS_RANDOM_LEN) != 0) return;
    if (h->gap)
        finish(t, &x->opened[end]); /* a message may have lost a part of its own */
    else
        take_record(t, x, end, &x->opened[end], h->content, take_opened);
    if (x->facts.certified[end]) finish(t, &x->opened[end]); /* tickets follow for as long as it lasts */
}

size_t tls_facts_count(const struct tls_facts *t)
{
    return t->count;
}

const struct tls_session_facts *tls_facts_at(const struct tls_facts *t, size_t i)
{
    return &t->list[i]->facts;
}

uint64_t tls_facts_refused(const struct tls_facts *t)
{
    return t->refused;
}

const struct tls_session_facts *tls_facts_of(const struct tls_facts *t, const struct five_tuple *flow, enum tls_end *ret_end)
{
    const struct session *x = find(t, flow, ret_end);
    return x ? &x->facts : NULL;
}

void tls_facts_mark(struct tls_facts *t, const struct five_tuple *flow)
{
    enum tls_end end;
    struct session *x = find(t, flow, &end);
    if (x) x->facts.carries_li = true;
}
