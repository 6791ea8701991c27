/* Objects over TCP: handshake, request, paced segments with acknowledgements and a few retransmissions, close, pause, again. */
#include <stdio.h>

#include "drill/tcp.h"
#include "drill/traffic.h"

enum { HEAD_ROOM = 320, TLS_RECORD_HEADER = 5, SHARED_OBJECTS = 5, FAR_RTT_MS = 6, NEAR_RTT_MS = 12 };

struct transfer;
typedef int64_t step_fn(struct transfer *t); /* what to do now; returns the pause after it */

struct transfer {
    struct upf *upf;
    struct subscriber *subscriber;
    const struct activity *plan;
    struct rng rng;
    struct tcp tcp;
    step_fn *step;
    uint64_t key; /* of the content */
    uint32_t head_len, size, sent, last_len, since_ack;
    bool again;
    char head[HEAD_ROOM];
};

static step_fn step_open, step_accept, step_request, step_body, step_ack, step_close, step_close_answer, step_close_ack;

static void send_segment(void *ctx, bool from_client, struct packet *ip)
{
    struct transfer *t = ctx;
    if (from_client)
        upf_uplink(t->upf, t->subscriber, ip);
    else
        upf_downlink(t->upf, t->subscriber, ip);
}

static bool uploads(const struct transfer *t)
{
    return t->plan->kind == ACTIVITY_UPLOAD || t->plan->kind == ACTIVITY_POST;
}

/* Everybody fetches and stores the same few. */
static bool shared(const struct transfer *t)
{
    return t->plan->kind == ACTIVITY_SHARED || t->plan->kind == ACTIVITY_POST;
}

static int64_t step_open(struct transfer *t)
{
    const struct activity *a = t->plan;
    struct subscriber *s = t->subscriber;
    bool v6 = s->v6.family == 6 && rng_below(&t->rng, 2) == 0;
    struct five_tuple tuple = {.src = v6 ? s->v6 : s->v4, .sport = upf_client_port(s)};
    uint32_t object = rng_below(&t->rng, SHARED_OBJECTS);
    tuple.dst = traffic_server(v6, shared(t) ? object : (uint32_t)(rng_next(&t->rng) >> 40));
    tuple.dport = a->kind == ACTIVITY_TLS ? 443 : 80;
    t->size = rng_range(&t->rng, a->bytes_min, a->bytes_max);
    t->key = rng_next(&t->rng);
    if (shared(t)) {
        t->key = random_mix(t->upf->world->seed, object);
        t->size = a->bytes_min + (uint32_t)(t->key % (a->bytes_max - a->bytes_min + 1));
    }
    t->sent = t->since_ack = t->head_len = 0;
    t->again = false;
    t->tcp.ttl[0] = 64;
    t->tcp.ttl[1] = (uint8_t)rng_range(&t->rng, 48, 60);
    tcp_init(&t->tcp, &tuple, &t->rng);
    tcp_syn(&t->tcp, true);
    t->step = step_accept;
    return FAR_RTT_MS * MILLISECOND;
}

static int64_t step_accept(struct transfer *t)
{
    tcp_syn(&t->tcp, false);
    t->step = step_request;
    return NEAR_RTT_MS * MILLISECOND;
}

/* The next `len` bytes that the sender of the object sends, from `at`: the head, then the object itself. */
static void fill_stream(const struct transfer *t, uint32_t at, uint8_t *out, uint32_t len)
{
    uint32_t head = at < t->head_len ? t->head_len - at : 0;
    if (head > len) head = len;
    memcpy(out, t->head + at, head);
    content_fill(t->key, at + head - t->head_len, out + head, len - head);
}

static void send_text(struct transfer *t, bool from_client, const char *text)
{
    struct packet p;
    packet_init(&p);
    packet_append_bytes(&p, bytes_of_text(text));
    tcp_data(&t->tcp, from_client, &p);
}

static void tls_record(struct packet *p, uint64_t key, uint32_t at, uint32_t len)
{
    uint8_t *out = packet_append(p, TLS_RECORD_HEADER + len);
    out[0] = 23; /* application data, RFC 8446 cl. 5.1 */
    out[1] = out[2] = 3;
    out[3] = (uint8_t)(len >> 8);
    out[4] = (uint8_t)len;
    content_fill(key, at, out + TLS_RECORD_HEADER, len);
}

static int64_t step_request(struct transfer *t)
{
    char name[32], text[HEAD_ROOM];
    tcp_ack(&t->tcp, true);
    t->step = step_body;
    if (t->plan->kind == ACTIVITY_TLS) {
        struct packet p;
        packet_init(&p);
        tls_record(&p, random_mix(t->key, 1), 0, rng_range(&t->rng, 180, 420));
        tcp_data(&t->tcp, true, &p);
        return FAR_RTT_MS * MILLISECOND;
    }
    snprintf(name, sizeof name, "%016llx", (unsigned long long)t->key);
    const char *type = "Content-Type: application/octet-stream";
    if (uploads(t)) {
        snprintf(t->head, sizeof t->head, "PUT /upload/%s HTTP/1.1\r\nHost: store.example\r\n%s\r\nContent-Length: %u\r\n\r\n",
                 name, type, t->size);
    } else {
        snprintf(text, sizeof text, "GET /object/%s HTTP/1.1\r\nHost: cdn.example\r\nUser-Agent: drill\r\nAccept: */*\r\n\r\n",
                 name);
        snprintf(t->head, sizeof t->head, "HTTP/1.1 200 OK\r\nServer: cdn\r\n%s\r\nContent-Length: %u\r\n\r\n", type, t->size);
        send_text(t, true, text);
    }
    t->head_len = (uint32_t)strlen(t->head);
    t->size += t->head_len;
    return FAR_RTT_MS * MILLISECOND;
}

static int64_t step_body(struct transfer *t)
{
    struct packet p;
    packet_init(&p);
    if (t->again) { /* the segment was lost beyond the tap: the same bytes once more */
        fill_stream(t, t->sent - t->last_len, packet_append(&p, t->last_len), t->last_len);
        tcp_again(&t->tcp, uploads(t), t->last_len, &p);
        t->again = false;
        t->step = step_ack;
        return t->plan->gap_ns;
    }
    bool tls = t->plan->kind == ACTIVITY_TLS;
    uint32_t room = tls ? TCP_MSS - TLS_RECORD_HEADER : TCP_MSS;
    t->last_len = t->size - t->sent < room ? t->size - t->sent : room;
    if (tls)
        tls_record(&p, t->key, t->sent, t->last_len);
    else
        fill_stream(t, t->sent, packet_append(&p, t->last_len), t->last_len);
    tcp_data(&t->tcp, uploads(t), &p);
    t->sent += t->last_len;
    t->again = !tls && t->sent < t->size && rng_below(&t->rng, 1000000) < t->plan->loss_ppm;
    if (!t->again && (++t->since_ack >= t->plan->per_ack || t->sent == t->size)) t->step = step_ack;
    return t->step == step_ack ? t->plan->gap_ns / 2 : t->plan->gap_ns;
}

static int64_t step_ack(struct transfer *t)
{
    tcp_ack(&t->tcp, !uploads(t));
    t->since_ack = 0;
    bool done = t->sent == t->size || world_closing(t->upf->world);
    t->step = done ? step_close : step_body;
    return t->plan->gap_ns - t->plan->gap_ns / 2;
}

static int64_t step_close(struct transfer *t)
{
    if (uploads(t)) send_text(t, false, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
    tcp_fin(&t->tcp, false);
    t->step = step_close_answer;
    return NEAR_RTT_MS * MILLISECOND;
}

static int64_t step_close_answer(struct transfer *t)
{
    tcp_fin(&t->tcp, true);
    t->step = step_close_ack;
    return FAR_RTT_MS * MILLISECOND;
}

static int64_t step_close_ack(struct transfer *t)
{
    tcp_ack(&t->tcp, false);
    t->step = step_open;
    return MILLISECOND + (t->plan->rest_ns ? (int64_t)(rng_next(&t->rng) % (uint64_t)(2 * t->plan->rest_ns)) : 0);
}

static void act(struct world *w, void *ctx)
{
    struct transfer *t = ctx;
    if (t->step == step_open && world_closing(w)) return;
    world_at(w, t->step(t), act, t);
}

void transfer_start(struct upf *u, struct subscriber *s, const struct activity *a, int64_t delay_ns)
{
    struct transfer *t = arena_alloc(u->world->arena, sizeof *t);
    *t = (struct transfer){.upf = u, .subscriber = s, .plan = a, .step = step_open};
    t->tcp.send = send_segment;
    t->tcp.ctx = t;
    rng_seed(&t->rng, world_seed(u->world));
    world_at(u->world, delay_ns, act, t);
}
