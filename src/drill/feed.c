#include "drill/feed.h"

/* The element's own processing takes longer than the wire: what the far side says is seen before any segment decided after it. */
enum { OUT_DELAY_US = 120, IN_DELAY_US = 20, ACK_DELAY_US = 200, FLUSH_MS = 40, SEGMENT_US = 12 };

static void send_segment(void *ctx, bool from_client, struct packet *ip)
{
    struct feed *f = ctx;
    bool out = from_client != f->options.serves;
    upf_own(f->upf, f->options.tap, out, &f->options.next_hop, f->delay_ns[out], ip);
}

static void finish_handshake(struct world *w, void *ctx)
{
    (void)w;
    struct feed *f = ctx;
    tcp_ack(&f->tcp, true);
    f->open = true;
    if (f->options.greet) f->options.greet(f);
}

static void accept_connection(struct world *w, void *ctx)
{
    struct feed *f = ctx;
    tcp_syn(&f->tcp, false);
    world_at(w, MILLISECOND, finish_handshake, f);
}

static void open_connection(struct world *w, void *ctx)
{
    struct feed *f = ctx;
    tcp_syn(&f->tcp, true);
    world_at(w, MILLISECOND, accept_connection, f);
}

struct feed *feed_new(struct upf *u, const struct feed_options *o)
{
    struct feed *f = arena_alloc(u->world->arena, sizeof *f);
    f->upf = u;
    f->options = *o;
    f->delay_ns[0] = IN_DELAY_US * MICROSECOND;
    f->delay_ns[1] = OUT_DELAY_US * MICROSECOND;
    f->first_ns = f->last_ns = CLOCK_NONE;
    f->tcp = (struct tcp){.send = send_segment, .ctx = f, .ttl = {64, 64}};
    rng_seed(&f->rng, world_seed(u->world));
    struct five_tuple t = {.src = upf_addr(o->tap), .dst = o->dst};
    if (o->serves) t = five_tuple_reverse(&t);
    t.sport = (uint16_t)rng_range(&f->rng, 32768, 60999);
    t.dport = o->port;
    tcp_init(&f->tcp, &t, &f->rng);
    world_at(u->world, 5 * MILLISECOND, open_connection, f);
    return f;
}

/* Segments decided at once leave one after the other. */
static void send_data(struct feed *f, struct bytes data)
{
    struct packet p;
    int64_t leaves_ns = f->upf->world->now_ns + OUT_DELAY_US * MICROSECOND + f->options.lag_ns;
    if (leaves_ns < f->free_ns) leaves_ns = f->free_ns;
    f->free_ns = leaves_ns + SEGMENT_US * MICROSECOND;
    f->delay_ns[1] = leaves_ns - f->upf->world->now_ns;
    packet_init(&p);
    packet_append_bytes(&p, data);
    tcp_data(&f->tcp, !f->options.serves, &p);
    if (f->first_ns == CLOCK_NONE) f->first_ns = leaves_ns;
    f->last_ns = leaves_ns;
    f->segments++;
    f->bytes += p.len;
    if (++f->since_ack >= 2) {
        f->since_ack = 0;
        f->delay_ns[0] = f->delay_ns[1] + ACK_DELAY_US * MICROSECOND; /* after the segment has arrived */
        tcp_ack(&f->tcp, f->options.serves);
        f->delay_ns[0] = IN_DELAY_US * MICROSECOND;
    }
    f->delay_ns[1] = OUT_DELAY_US * MICROSECOND;
}

void feed_preface(struct feed *f, struct bytes data)
{
    send_data(f, data);
    f->segments = f->bytes = 0;
    f->first_ns = f->last_ns = CLOCK_NONE;
}

static void drop_front(struct feed *f, size_t n)
{
    memmove(f->buffer, f->buffer + n, f->pending - n);
    f->pending -= n;
}

static void flush(struct world *w, void *ctx)
{
    (void)w;
    struct feed *f = ctx;
    f->flushing = false;
    if (f->pending) send_data(f, bytes_of(f->buffer, f->pending));
    f->pending = 0;
}

void feed_write(struct feed *f, struct bytes data)
{
    if (!f->open) return;
    if (!f->options.coalesce) {
        for (size_t at = 0; at < data.len; at += TCP_MSS) send_data(f, bytes_slice(data, at, TCP_MSS));
        return;
    }
    ENSURE(data.len <= FEED_BUFFER - f->pending);
    if (data.len) memcpy(f->buffer + f->pending, data.data, data.len);
    f->pending += data.len;
    while (f->pending >= FEED_COALESCED_SEGMENT) {
        send_data(f, bytes_of(f->buffer, FEED_COALESCED_SEGMENT));
        drop_front(f, FEED_COALESCED_SEGMENT);
    }
    if (f->pending && !f->flushing) {
        f->flushing = true;
        world_at(f->upf->world, FLUSH_MS * MILLISECOND, flush, f);
    }
}

void feed_answer(struct feed *f, struct bytes data)
{
    struct packet p;
    packet_init(&p);
    packet_append_bytes(&p, data);
    tcp_data(&f->tcp, f->options.serves, &p);
}
